//! What a page's controls make of the question that stands in the box: kinds, days, facets and orders mean all of it, however it is
//! written.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::served::Served;
use crate::server::Server;

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
