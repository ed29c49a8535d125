//! What is asked again: conditionally, without a trace where nothing changed, and with one revision where something did.

use crate::desk::{Desk, Run, feed, newsroom, toml};
use crate::newsstand::{COMPANY, Story, put_feed, put_list, stories};
use crate::server::{Reply, Server};
use serde_json::Value;

/// Two outlets and a company, on one server.
struct Town {
    desk: Desk,
    server: Server,
}

impl Town {
    fn new() -> Town {
        let (desk, server) = (Desk::new(), Server::start());
        put_feed(&server, "/courier.xml", &stories("courier", 6));
        put_feed(&server, "/echo.xml", &stories("echo", 6));
        put_list(&server, "/news", &(0..4).map(Story::statement).collect::<Vec<_>>());
        desk.sources(&toml([
            feed("courier", &server.url("/courier.xml")),
            feed("echo", &server.url("/echo.xml")),
            newsroom("company", &server.url("/news"), COMPANY),
        ]));
        Town { desk, server }
    }

    /// A pass that must go well.
    fn ingest(&self, more: &[&str]) -> Run {
        let run = self.desk.run(&[&["ingest"], more].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        run
    }

    /// Everything that is known, as it leaves the house.
    fn exports(&self) -> [String; 3] {
        let check = self.desk.run(&["check"]);
        assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{check:?}");
        ["events", "quotations", "documents"].map(|rows| {
            let run = self.desk.run(&["export", "", "--as", rows, "--format", "jsonl"]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
            run.stdout
        })
    }

    fn answers(&self, args: &[&str]) -> Vec<Value> {
        let answer = self.desk.json(&[args, &["--limit", "0", "--format", "json"]].concat());
        answer["results"].as_array().unwrap().clone()
    }

    fn revised(&self) -> usize {
        self.answers(&["timeline", "kind:revised"]).len()
    }
}

#[test]
fn a_second_pass_asks_whether_anything_changed_and_changes_nothing() {
    let town = Town::new();
    assert!(town.ingest(&[]).stdout.contains("3 of 3 sources were due: 16 new documents, 0 revised"));
    let before = town.exports();
    assert_eq!(before[2].lines().count(), 16);
    assert!(before[1].lines().count() >= 16, "{}", before[1]);
    town.server.forget();
    assert!(town.ingest(&["--all"]).stdout.contains("3 of 3 sources were due: 0 new documents, 0 revised"));
    let paths = town.server.paths();
    assert_eq!(paths.len(), 3 + 16, "the sources and their pages, and robots.txt not again on the same day: {paths:?}");
    for path in &paths {
        for request in town.server.requests(path) {
            assert!(request.header("if-none-match").is_some(), "{request:?}");
        }
    }
    assert_eq!(town.exports(), before);
}

#[test]
fn what_is_not_due_is_not_asked() {
    let town = Town::new();
    town.ingest(&[]);
    town.server.forget();
    assert!(town.ingest(&[]).stdout.contains("0 of 3 sources were due"));
    assert_eq!(town.server.paths(), [""; 0]);
}

#[test]
fn pages_that_tell_no_date_and_no_tag_are_compared() {
    let town = Town::new();
    let story = &stories("courier", 6)[2];
    town.server.put(&story.path, Reply::html(&story.html()));
    town.ingest(&[]);
    let before = town.exports();
    town.ingest(&["--all"]);
    assert_eq!(town.exports(), before);
    // Other bytes around the same words are no revision.
    town.server.put(&story.path, Reply::html(&story.html().replace("<body>", "<body data-visit=\"7\">")));
    town.ingest(&["--all"]);
    assert_eq!(town.exports(), before);
}

#[test]
fn an_edited_page_is_one_revision() {
    let town = Town::new();
    let first = stories("courier", 6)[1].clone();
    let edited =
        Story { paragraphs: vec![first.paragraphs[0].clone(), "The mayor has nothing to say any more.".to_owned()], ..first.clone() };
    town.ingest(&[]);
    let gone = "\"in courier it is number 1 on our list\" source:courier";
    assert_eq!((town.answers(&["quotes", gone]).len(), town.revised()), (1, 0));
    let before = town.exports();

    town.server.page(&first.path, &edited.html());
    assert!(town.ingest(&["--all"]).stdout.contains("0 new documents, 1 revised"));
    assert_eq!((town.answers(&["quotes", gone]).len(), town.revised()), (0, 1));
    let after = town.exports();
    let revisions = |export: &str| {
        let revision = |l: &str| serde_json::from_str::<Value>(l).unwrap()["revision"].clone();
        export.lines().map(revision).collect::<Vec<_>>()
    };
    let lost = |before: &str, after: &str| revisions(before).iter().filter(|r| !revisions(after).contains(r)).count();
    assert_eq!(after[1].lines().count() + 2, before[1].lines().count(), "its two quotations are no longer listed");
    assert_eq!(lost(&before[2], &after[2]), 1, "no other document is touched");

    town.ingest(&["--all"]);
    assert_eq!(town.exports(), after, "once is enough");

    // The editor thinks better of it.
    town.server.page(&first.path, &first.html());
    assert!(town.ingest(&["--all"]).stdout.contains("0 new documents, 1 revised"));
    assert_eq!((town.answers(&["quotes", gone]).len(), town.revised()), (1, 2));
    let ids = |export: &str| export.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&town.exports()[1]), ids(&before[1]), "a quotation that comes back is the one it was");
}

#[test]
fn the_index_built_anew_says_the_same() {
    let town = Town::new();
    town.ingest(&[]);
    let before = town.exports();
    assert_eq!(town.desk.run(&["reindex"]).code, 0);
    assert_eq!(town.exports(), before);
}

#[test]
fn a_reader_of_the_summary_that_goes_away_is_no_failure() {
    let town = Town::new();
    let mut child = town.desk.command(&["ingest", "--format", "json"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    assert_eq!(town.desk.json(&["search", "", "--format", "json"])["total"], 16);
}
