//! Feeds forget, repeat and rename; what they once named is not lost, and not stored twice.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed, rss, stories};
use crate::server::{Reply, Server};
use sqlx::{ConnectOptions, Connection};

struct Outlet {
    desk: Desk,
    server: Server,
}

impl Outlet {
    fn new() -> Outlet {
        let (desk, server) = (Desk::new(), Server::start());
        desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
        Outlet { desk, server }
    }

    /// From now on the feed is this.
    fn put(&self, xml: String) {
        self.server.put("/feed.xml", Reply::ok("application/rss+xml", xml).tagged_by_content());
    }

    /// A pass and a check, and how many documents there are then.
    fn ingest(&self, args: &[&str]) -> u64 {
        let run = self.desk.run(&[&["ingest"], args].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let check = self.desk.run(&["check"]);
        assert_eq!(check.code, 0, "{check:?}");
        self.desk.json(&["search", "", "--format", "json"])["total"].as_u64().unwrap()
    }

    /// A number from the database.
    fn number(&self, sql: &'static str) -> i64 {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.desk.data().join("dateline.sqlite"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut db = options.connect().await.unwrap();
            let number = sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap();
            db.close().await.unwrap();
            number
        })
    }
}

#[test]
fn guids_that_change_with_every_request() {
    let outlet = Outlet::new();
    let listed = stories("courier", 4);
    put_feed(&outlet.server, "/feed.xml", &listed);
    assert_eq!(outlet.ingest(&["--all"]), 4);
    for visit in 1..3 {
        outlet.put(rss(&outlet.server, &listed).replace("<guid>", &format!("<guid isPermaLink=\"false\">{visit}-")));
        assert_eq!(outlet.ingest(&["--all"]), 4);
    }
    assert!(outlet.desk.run(&["timeline", "kind:revised"]).code == 1, "nothing was revised");
}

#[test]
fn one_guid_for_all() {
    let outlet = Outlet::new();
    let listed = stories("courier", 4);
    put_feed(&outlet.server, "/feed.xml", &listed);
    let xml = listed.iter().fold(rss(&outlet.server, &listed), |xml, story| {
        xml.replace(&format!("<guid>{}</guid>", outlet.server.url(&story.path)), "<guid isPermaLink=\"false\">courier</guid>")
    });
    outlet.put(xml);
    assert_eq!(outlet.ingest(&[]), 4);
    assert_eq!(outlet.ingest(&["--all"]), 4);
}

#[test]
fn an_entry_that_stands_twice_is_one_document() {
    let outlet = Outlet::new();
    let listed = stories("courier", 2);
    put_feed(&outlet.server, "/feed.xml", &[listed.clone(), listed].concat());
    assert_eq!(outlet.ingest(&[]), 2);
}

#[test]
fn what_leaves_the_feed_stays_stored() {
    let outlet = Outlet::new();
    let listed = stories("courier", 6);
    put_feed(&outlet.server, "/feed.xml", &listed[..4]);
    assert_eq!(outlet.ingest(&[]), 4);
    put_feed(&outlet.server, "/feed.xml", &listed[3..]);
    assert_eq!(outlet.ingest(&["--all"]), 6);
    outlet.put(rss(&outlet.server, &[]));
    assert_eq!(outlet.ingest(&["--all"]), 6);
}

#[test]
fn an_entry_that_left_before_its_page_could_be_read() {
    let outlet = Outlet::new();
    let listed = stories("courier", 3);
    put_feed(&outlet.server, "/feed.xml", &listed);
    outlet.server.put(&listed[1].path, Reply::status(500));
    assert_eq!(outlet.ingest(&[]), 2, "its page is tried again later");
    put_feed(&outlet.server, "/feed.xml", &listed[2..]);
    outlet.server.page(&listed[1].path, &listed[1].html());
    assert_eq!(outlet.ingest(&["--all"]), 3);
    let quotes = outlet.desk.run(&["quotes", "\"in courier it is number 1 on our list\""]);
    assert_eq!(quotes.code, 0, "the whole page was read: {quotes:?}");
}

#[test]
fn a_page_that_never_comes_is_told_by_its_entry() {
    let outlet = Outlet::new();
    let listed = stories("courier", 2);
    put_feed(&outlet.server, "/feed.xml", &listed);
    outlet.server.put(&listed[1].path, Reply::status(500));
    assert_eq!([outlet.ingest(&["--all"]), outlet.ingest(&["--all"]), outlet.ingest(&["--all"])], [1, 1, 2]);
    // When the page comes after all, it is the same document, revised.
    outlet.server.page(&listed[1].path, &listed[1].html());
    assert_eq!(outlet.ingest(&["--all"]), 2);
    assert_eq!(outlet.desk.run(&["quotes", "\"in courier it is number 1 on our list\""]).code, 0);
}

#[test]
fn what_is_told_by_an_entry_alone_rests_on_the_listing_that_told_it() {
    let outlet = Outlet::new();
    let listed = stories("courier", 3);
    put_feed(&outlet.server, "/feed.xml", &listed[..1]);
    outlet.server.put(&listed[0].path, Reply::status(500));
    assert_eq!(outlet.ingest(&["--all"]), 0);
    // Meanwhile the feed has moved on.
    put_feed(&outlet.server, "/feed.xml", &listed[1..]);
    assert_eq!([outlet.ingest(&["--all"]), outlet.ingest(&["--all"])], [2, 3]);
    let told = outlet.desk.json(&["search", &format!("title:\"{}\"", listed[0].title), "--format", "json"])["results"][0].clone();
    let hash = told["capture"]["sha256"].as_str().unwrap();
    let body = outlet.desk.data().join("blobs").join(&hash[..2]).join(format!("{}.zst", &hash[2..]));
    let body = zstd::decode_all(&*std::fs::read(body).unwrap()).unwrap();
    assert!(String::from_utf8(body).unwrap().contains(&listed[0].title), "{told}");
    let again = outlet.desk.json(&["re-extract", "--all", "--format", "json"]);
    assert_eq!(again, serde_json::json!({ "read": 3, "changed": 0, "kept": 0 }));
}

#[test]
fn an_entry_without_words_is_not_tried_for_ever() {
    let outlet = Outlet::new();
    let empty = "<item><link>URL</link><guid>x</guid></item>".replace("URL", &outlet.server.url("/nothing"));
    outlet.put(rss(&outlet.server, &[]).replace("</channel>", &(empty + "</channel>")));
    for _ in 0..6 {
        assert_eq!(outlet.ingest(&["--all"]), 0);
    }
    outlet.server.forget();
    outlet.put(rss(&outlet.server, &[]));
    assert_eq!(outlet.ingest(&["--all"]), 0);
    assert_eq!(outlet.server.hits("/nothing"), 0);
}

#[test]
fn an_entry_that_is_edited_is_revised_where_no_page_is_read() {
    let outlet = Outlet::new();
    outlet.desk.sources(&toml([feed("courier", &outlet.server.url("/feed.xml")) + "every = \"1ms\"\nfull_text = false\n"]));
    let first = stories("courier", 2);
    put_feed(&outlet.server, "/feed.xml", &first);
    assert_eq!(outlet.ingest(&[]), 2);
    let mut second = first.clone();
    second[0] = Story { paragraphs: vec!["The pier is open after all.".to_owned()], ..first[0].clone() };
    put_feed(&outlet.server, "/feed.xml", &second);
    assert_eq!(outlet.ingest(&[]), 2);
    assert_eq!(outlet.desk.run(&["timeline", "kind:revised"]).code, 0, "the entry was edited");
    assert_eq!(outlet.desk.run(&["search", "\"open after all\""]).code, 0);
}

#[test]
fn an_entry_is_revised_also_where_the_feed_has_moved() {
    let outlet = Outlet::new();
    let short = |path: &str| toml([feed("courier", &outlet.server.url(path)) + "full_text = false\n"]);
    outlet.desk.sources(&short("/feed.xml"));
    let mut listed = stories("courier", 2);
    put_feed(&outlet.server, "/feed.xml", &listed);
    assert_eq!(outlet.ingest(&["--all"]), 2);
    outlet.desk.sources(&short("/moved.xml"));
    for visit in 1..3 {
        listed[0].paragraphs[0] = format!("The pier was shut {visit} times.");
        put_feed(&outlet.server, "/moved.xml", &listed);
        assert_eq!(outlet.ingest(&["--all"]), 2);
        assert_eq!(outlet.number("select count(*) from revision"), 2 + visit);
    }
}

#[test]
fn the_text_of_an_entry_is_kept_once_and_read_again_from_its_listing() {
    let outlet = Outlet::new();
    outlet.desk.sources(&toml([feed("courier", &outlet.server.url("/feed.xml")) + "full_text = false\n"]));
    let mut listed = stories("courier", 3);
    for visit in 0..3 {
        listed[0].paragraphs[0] = format!("The pier was shut {visit} times.");
        put_feed(&outlet.server, "/feed.xml", &listed);
        assert_eq!(outlet.ingest(&["--all"]), 3);
        assert_eq!(outlet.number("select count(*) from entry where entry like '%pier was shut%'"), 0);
        assert_eq!(outlet.number("select count(*) from entry where document is not null and entry ->> 'title' != ''"), 3);
        assert_eq!(outlet.number("select count(*) from revision"), 3 + visit, "one was edited");
    }
    let again = outlet.desk.json(&["re-extract", "--all", "--format", "json"]);
    assert_eq!(again, serde_json::json!({ "read": 3, "changed": 0, "kept": 0 }));
}

#[test]
fn an_entry_that_stands_twice_is_one_document_where_no_page_is_read() {
    let outlet = Outlet::new();
    outlet.desk.sources(&toml([feed("courier", &outlet.server.url("/feed.xml")) + "full_text = false\n"]));
    let twice = |told: &str, more: &str| {
        let item = |words: &str| format!("<item><link>https://courier.example/pier</link><description>{words}</description></item>");
        outlet.put(format!("<rss><channel><title>Courier</title>{}{}{more}</channel></rss>", item("The pier is shut."), item(told)));
    };
    twice("The pier is open after all.", "");
    assert_eq!(outlet.ingest(&["--all"]), 1);
    assert_eq!(outlet.desk.run(&["search", "\"open after all\""]).code, 0, "the last one holds");
    twice("The pier is open after all.", "<item><link>https://courier.example/kiosk</link><title>The kiosk moves</title></item>");
    assert_eq!(outlet.ingest(&["--all"]), 2);
    assert_eq!(outlet.desk.run(&["timeline", "kind:revised"]).code, 1, "nothing was revised");
    twice("The pier is open on Sundays.", "");
    assert_eq!(outlet.ingest(&["--all"]), 2);
    assert_eq!(outlet.desk.run(&["timeline", "kind:revised"]).code, 0);
}

#[test]
fn an_entry_without_words_is_read_once_a_visit_where_no_page_is_read() {
    let outlet = Outlet::new();
    outlet.desk.sources(&toml([feed("courier", &outlet.server.url("/feed.xml")) + "full_text = false\n"]));
    outlet.put("<rss><channel><title>Courier</title><item><guid>x</guid></item></channel></rss>".to_owned());
    for visits in 1..4 {
        assert_eq!(outlet.ingest(&["--all"]), 0);
        assert_eq!(outlet.number("select attempts from entry"), visits);
    }
}

#[test]
fn an_entry_does_not_overwrite_the_page_that_another_source_read() {
    let outlet = Outlet::new();
    let listed = stories("courier", 2);
    put_feed(&outlet.server, "/feed.xml", &listed);
    assert_eq!(outlet.ingest(&[]), 2);
    let digest = feed("digest", &outlet.server.url("/feed.xml")) + "full_text = false\n";
    outlet.desk.sources(&toml([feed("courier", &outlet.server.url("/feed.xml")), digest]));
    for _ in 0..2 {
        assert_eq!(outlet.ingest(&["--all"]), 2);
        assert_eq!(outlet.desk.run(&["timeline", "kind:revised"]).code, 1);
    }
}
