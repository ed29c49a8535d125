//! What a page's controls make of the question that stands in the box: kinds, days, facets and orders mean all of it, however it is
//! written.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::served::Served;
use crate::server::Server;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A desk of six stories, each about another thing.
fn desk() -> Desk {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/courier.xml", &stories("courier", 6));
    put_feed(&server, "/gazette.xml", &stories("gazette", 2));
    desk.sources(&toml([feed("courier", &server.url("/courier.xml")), feed("gazette", &server.url("/gazette.xml"))]));
    assert_eq!(desk.run(&["ingest"]).code, 0);
    desk
}

fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

/// What a page says that it understood.
fn understood(body: &str) -> String {
    let code = body.split("understood as <code>").nth(1).unwrap_or_else(|| panic!("{body}")).split('<').next().unwrap();
    code.replace("&#34;", "\"")
}

#[test]
fn what_is_chosen_beside_a_question_holds_for_all_of_it() {
    let desk = desk();
    let served = Served::of(&desk);
    let get = |path: &str, pairs: &[(&str, &str)]| served.get(&address(path, pairs));
    for q in ["ferry OR lighthouse", "ferry | lighthouse", "ferry || lighthouse", "(ferry)OR(lighthouse)"] {
        let said = get("/timeline", &[("q", q), ("kind", "said")]).body;
        assert_eq!(understood(&said), "(ferry OR lighthouse) kind:said", "{q}");
        assert!(said.contains("badge kind-said") && !said.contains("badge kind-happened"), "{q}: {said}");
        let days = get("/timeline", &[("q", q), ("from", "2026-03-02"), ("to", "2026-03-02")]);
        let narrowed = address("/timeline", &[("q", &format!("({q}) when.date:2026-03-02"))]);
        assert_eq!(days.header("location"), Some(narrowed.as_str()), "{q}");
        // A facet says how many it leads to.
        let found = get("/search", &[("q", q)]).body;
        let facet = address("/search", &[("q", &format!("({q}) source:gazette"))]);
        assert!(found.contains(&facet.replace('&', "&#38;")), "{q}: {found}");
    }
}

#[test]
fn orders_and_days_are_taken_out_of_a_question_where_they_are_some() {
    let desk = desk();
    let served = Served::of(&desk);
    let get = |path: &str, pairs: &[(&str, &str)]| served.get(&address(path, pairs));
    for (q, meant) in [
        ("(ferry sort:newest)", "ferry sort:oldest"),
        ("ferry sort:date", "ferry sort:oldest"),
        ("sort:newest AND ferry", "ferry sort:oldest"),
        ("\"order:66 ferry\"", "\"order 66 ferry\" sort:oldest"),
    ] {
        let page = get("/search", &[("q", q), ("order", "oldest")]);
        assert_eq!((page.status, understood(&page.body)), (200, meant.to_owned()), "{q}");
    }
    // A day that is not to be is no span to narrow to.
    let page = get("/timeline", &[("q", "ferry -when.date:2026-03-10"), ("from", "2026-03-01"), ("to", "2026-03-31")]);
    let place = page.header("location").unwrap().to_owned();
    assert_eq!(place, address("/timeline", &[("q", "ferry -when.date:2026-03-10 when.date:2026-03-01..2026-03-31")]));
    assert_eq!(served.get(&place).status, 200);
    // What cannot be understood is said of the question as it was written.
    let wrong = get("/timeline", &[("q", "ferry | (pier"), ("kind", "said"), ("order", "newest")]);
    assert!(wrong.status == 400 && wrong.body.contains("ferry | (pier\n        ^"), "{wrong:?}");
}

fn ids(answer: &Value) -> Vec<String> {
    answer["results"].as_array().unwrap_or_else(|| panic!("{answer}")).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// The events of a page, in its order.
fn shown(body: &str) -> Vec<String> {
    let events = body.split("<article class=\"row event ").skip(1);
    events.map(|event| event.split("id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn the_story_of_a_document_is_narrowed_turned_and_gone_through_as_any_timeline() {
    let desk = desk();
    let served = Served::of(&desk);
    let get = |path: &str, pairs: &[(&str, &str)]| served.get(&address(path, pairs));
    let document = desk.json(&["search", "source:courier ferry", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    let story = get("/api/v1/events", &[("q", &document)]).json();
    let all = ids(&story);
    let of = |test: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let fitting: Vec<&Value> = story["results"].as_array().unwrap().iter().filter(|event| test(event)).collect();
        ids(&json!({ "results": fitting }))
    };
    let said = of(&|event| event["kind"] == "said");
    let of_a_day = of(&|event| event["when"]["edtf"].as_str().unwrap().starts_with("2026-03-02"));
    assert!(all.len() > 4 && !said.is_empty() && said.len() < all.len() && !of_a_day.is_empty() && of_a_day.len() < all.len(), "{story}");

    let page = |pairs: &[(&str, &str)]| shown(&get("/timeline", &[&[("q", document.as_str())], pairs].concat()).body);
    let turned = |ids: &[String]| ids.iter().rev().cloned().collect::<Vec<_>>();
    assert_eq!((page(&[]), page(&[("order", "newest")])), (all.clone(), turned(&all)));
    assert_eq!((page(&[("kind", "said")]), page(&[("kind", "said"), ("order", "newest")])), (said.clone(), turned(&said)));
    let days = get("/timeline", &[("q", &document), ("from", "2026-03-02"), ("to", "2026-03-02")]);
    let days = served.get(days.header("location").unwrap()).body;
    assert_eq!(shown(&days), of_a_day);
    let back = days.split("id=\"all-days\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(back, address("/timeline", &[("q", &document)]));
    // What it says that it understood ends with the question, which means the same when it is asked again.
    let narrowed = get("/api/v1/events", &[("q", &format!("{document} kind:said when.date:2026-03 sort:newest"))]).json();
    let interpreted = narrowed["interpreted"].as_str().unwrap().rsplit(": ").next().unwrap();
    let again = get("/api/v1/events", &[("q", interpreted)]).json();
    assert_eq!((&narrowed["results"], &narrowed["interpreted"]), (&again["results"], &again["interpreted"]));
    assert!(story["interpreted"].as_str().unwrap().starts_with(&format!("the story of {document}, told by ")), "{story}");
    assert!(story["sentence"].as_str().unwrap().contains("the same affair"), "{story}");

    let feed = get("/feed", &[("q", &document), ("as", "events")]).body;
    assert_eq!(feed.matches("<entry>").count(), all.len(), "{feed}");
    assert_eq!(desk.run(&["save", "affair", &document, "--as", "events"]).code, 0);
    assert_eq!(served.get("/saved/affair.atom").body.matches("<entry>").count(), all.len());
    let (mut paged, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut pairs = vec![("q", document.as_str()), ("limit", "2")];
        pairs.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let answer = get("/api/v1/events", &pairs).json();
        assert!(ids(&answer).len() <= 2 && answer["total"] == all.len(), "{answer}");
        paged.extend(ids(&answer));
        match answer["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(paged, all);
    assert_eq!(get("/api/v1/events", &[("q", &document), ("cursor", "zzz")]).status, 400);
    assert_eq!(ids(&desk.json(&["timeline", &document, "--limit", "3", "--format", "json"])), all[..3]);
    let best = desk.run(&["timeline", &document, "sort:relevance"]);
    assert!(best.code == 0 && best.stderr.contains("a story is told by date"), "{best:?}");
}

#[test]
fn an_id_finds_on_pages_what_it_finds_elsewhere() {
    let desk = desk();
    let served = Served::of(&desk);
    let get = |path: &str, pairs: &[(&str, &str)]| served.get(&address(path, pairs));
    let quotation = desk.json(&["quotes", "ferry", "--format", "json"])["results"][0].clone();
    let of = |pointer: &str| quotation.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let document = of("/document/id");
    for order in ["", "newest", "oldest", "relevance", "fresh"] {
        let found = get("/search", &[("q", &document), ("order", order)]).body;
        assert!(found.contains("<strong>1</strong> found") && found.contains(&format!("/documents/{document}")), "{order}: {found}");
    }
    for id in [document, of("/speaker_id"), of("/id")] {
        let page = get("/quotations", &[("q", &id)]).body;
        let told = ids(&get("/api/v1/quotations", &[("q", &id)]).json());
        let shown: BTreeSet<&str> = page.split("href=\"/quotations/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()).collect();
        assert!(!told.is_empty() && shown == told.iter().map(String::as_str).collect(), "{id}: {told:?} {page}");
    }
}

#[test]
fn setting_the_zone_keeps_the_rest_of_a_timeline() {
    let desk = desk();
    let served = Served::of(&desk);
    let page =
        served.get(&address("/timeline", &[("q", "ferry"), ("beside", "pier"), ("by", "week"), ("kind", "said"), ("order", "newest")]));
    let form = page.body.split("<form class=\"zone\"").nth(1).unwrap().split("</form>").next().unwrap().to_owned();
    for (name, value) in [("q", "ferry"), ("beside", "pier"), ("by", "week"), ("kind", "said"), ("order", "newest")] {
        assert!(form.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {form}");
    }
}

#[test]
fn a_feed_that_has_nothing_new_is_not_sent_again() {
    let desk = desk();
    assert_eq!(desk.run(&["save", "boats", "last:100y ferry", "--as", "quotations"]).code, 0);
    let served = Served::of(&desk);
    let feeds = ["/feed?q=ferry", "/feed?q=last:100y+ferry&as=events", "/feed?q=nowhere", "/saved/boats.atom", "/saved/boats.json"];
    let first = feeds.map(|path| served.get(path).header("etag").unwrap_or_else(|| panic!("{path}")).to_owned());
    // Dates in feeds are of whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let again = |path: &str, tag: &str| served.ask("GET", path, &[&format!("If-None-Match: {tag}")], "");
    for (path, tag) in feeds.iter().zip(&first) {
        assert_eq!(again(path, tag).status, 304, "{path}");
    }
    let feed = served.get(feeds[0]).body;
    let fetched =
        desk.json(&["search", "ferry", "--format", "json"])["results"][0]["capture"]["fetched"]["start"].as_str().unwrap()[..10].to_owned();
    assert!(feed.split("<entry>").next().unwrap().contains(&format!("<updated>{fetched}")), "{feed}");
    let quotation = desk.json(&["quotes", "ferry", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["decide", "hide", &quotation]).code, 0);
    assert_eq!(again(feeds[3], &first[3]).status, 200);
}

#[test]
fn a_question_is_as_long_wherever_it_is_asked() {
    let desk = desk();
    let served = Served::of(&desk);
    let told = include_str!("../../docs/query.md");
    assert!(told.contains("A question has at most 4,096 characters"));
    let (longest, longer) = (format!("\"{}\"", "a".repeat(4_094)), format!("\"{}\"", "a".repeat(4_095)));
    for path in ["/search", "/api/v1/documents", "/api/v1/export"] {
        let ask = |q: &str| served.get(&address(path, &[("q", q)])).status;
        assert_eq!((ask(&longest), ask(&longer)), (200, 400), "{path}");
    }
    assert!(served.get("/").body.contains("maxlength=\"4096\""));
}
