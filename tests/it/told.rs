//! What a page tells of its parts and dates arrives in the answers.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed, stories};
use crate::server::Server;
use serde_json::Value;

const WORDS: &str = "The gate of the lock was shut by the crew in the early hours, and no boat has passed it since then at all.";

/// A desk that has read these pages of one outlet.
fn read(pages: &[(&str, String)]) -> Desk {
    let (desk, server) = (Desk::new(), Server::start());
    let told: Vec<Story> = stories("courier", pages.len());
    put_feed(&server, "/courier.xml", &told);
    for (story, (_, html)) in told.iter().zip(pages) {
        server.page(&story.path, html);
    }
    desk.sources(&toml([feed("courier", &server.url("/courier.xml"))]));
    let run = desk.run(&["ingest"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    desk
}

fn results(desk: &Desk, args: &[&str]) -> Vec<Value> {
    desk.json(&[args, &["--format", "json"]].concat())["results"].as_array().unwrap().clone()
}

#[test]
fn the_entries_of_a_live_blog_are_events_at_their_own_times() {
    let entry = |n: u32| {
        format!(
            "<div class=post><time datetime='2026-03-04T1{n}:30:00Z'>1{n}.30</time><h3>Boat number {n} waits</h3>\
             <p>“We cannot pass the lock number {n} at all,” said Ada Lane. {WORDS}</p></div>"
        )
    };
    let html = format!("<h1>The lock is shut: live</h1><article>{}</article>", [1, 2, 3].map(entry).concat());
    let desk = read(&[("live", html)]);
    let events = results(&desk, &["timeline", "kind:happened"]);
    let told: Vec<(&str, &str)> = events
        .iter()
        .map(|e| (e["when"]["edtf"].as_str().unwrap(), e["text"].as_str().unwrap()))
        .filter(|(_, t)| t.contains("waits"))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-03-04T11:30:00Z", "Boat number 1 waits"),
            ("2026-03-04T12:30:00Z", "Boat number 2 waits"),
            ("2026-03-04T13:30:00Z", "Boat number 3 waits")
        ]
    );
    let said = results(&desk, &["quotes", "speaker:\"Ada Lane\""]);
    let said: Vec<&str> = said.iter().map(|q| q["said"]["edtf"].as_str().unwrap()).collect();
    assert_eq!(said, ["2026-03-04T11:30:00Z", "2026-03-04T12:30:00Z", "2026-03-04T13:30:00Z"]);
}

#[test]
fn a_date_after_the_capture_is_kept_and_marked_and_does_not_lead() {
    let page = |title: &str, published: &str| {
        format!(
            "<meta property=article:published_time content='{published}'><h1>{title}</h1><article><p>{WORDS} {title}.</p><p>{WORDS}</p></article>"
        )
    };
    let ahead = format!("{}-01-02T03:04:05Z", chrono::Datelike::year(&chrono::Utc::now()) + 1);
    // A story captured now, before its date, and one that is published after the capture of the first could be read.
    let desk = read(&[("ahead", page("Boats of the future", &ahead)), ("past", page("Boats of the past", "2026-03-04T10:00:00Z"))]);
    let documents = results(&desk, &["search", "lock", "sort:newest"]);
    let told: Vec<(&str, &str, bool)> = documents
        .iter()
        .map(|d| (d["title"].as_str().unwrap(), d["published"]["edtf"].as_str().unwrap(), d["ahead"].as_bool().unwrap()))
        .collect();
    assert_eq!(told, [("Boats of the future", ahead.as_str(), true), ("Boats of the past", "2026-03-04T10:00:00Z", false)]);
    // In the order it counts as its capture: it is not among what comes after today.
    let tomorrow = (chrono::Utc::now() + chrono::TimeDelta::days(2)).format("%Y-%m-%d").to_string();
    let after = desk.json(&["search", &format!("lock since:{tomorrow}"), "--format", "json"]);
    assert_eq!(after["total"], 0);
}

#[test]
fn a_date_that_is_carried_over_is_not_said_to_be_that_of_publication() {
    let desk = Desk::new();
    let text = "date 2026-03-04 “We will sell the mill,” Lena Voss, the chief, told the newspaper on Monday. “The deal closes in spring,” she said.\n\n\
        “Nobody will buy it,” said Tom Barr, the mayor.";
    std::fs::write(desk.folder().join("mill.txt"), text).unwrap();
    assert_eq!(desk.run(&["import", "mill.txt"]).code, 0);
    let told = desk.run(&["quotes"]).stdout;
    let bases: Vec<&str> = told.lines().filter_map(|line| line.split_once("direct · ").map(|(_, basis)| basis)).collect();
    assert_eq!(bases, ["relative: “Monday”", "date carried over", "date of publication"], "{told}");
}
