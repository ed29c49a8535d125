//! Answers counted by period and by facet, on the command line and over the API.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed};
use crate::served::Served;
use crate::server::Server;
use serde_json::{Value, json};

/// Stories of 1, 2 and 6 March 2026.
fn opened(server: &Server) -> Desk {
    let desk = Desk::new();
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")) + "publisher = \"Courier\"\n"]));
    put_feed(server, "/feed.xml", &[0, 1, 5].map(|n| Story::of("courier", n)));
    let run = desk.run(&["ingest", "--quiet"]);
    assert_eq!(run.code, 0, "{run:?}");
    desk
}

fn bars(answer: &Value, question: usize) -> Vec<(String, u64)> {
    let bars = answer["questions"][question]["bars"].as_array().unwrap_or_else(|| panic!("{answer}"));
    bars.iter().map(|b| (b["label"].as_str().unwrap().to_owned(), b["count"].as_u64().unwrap())).collect()
}

fn counted(labels: &[(&str, u64)]) -> Vec<(String, u64)> {
    labels.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
}

#[test]
fn answers_are_counted_by_period_with_gaps_and_beside_each_other() {
    let server = Server::start();
    let desk = opened(&server);
    let days = desk.json(&["histogram", "closed", "--as", "documents", "--by", "day", "--beside", "pier", "--format", "json"]);
    assert_eq!(bars(&days, 0), counted(&[("2026-03-01", 1), ("2026-03-02", 1), ("2026-03-06", 1)]));
    assert_eq!(days["questions"][0]["gaps"], json!([{ "from": "2026-03-03", "to": "2026-03-05", "periods": 3 }]));
    assert_eq!(days["questions"][0]["total"], 3);
    assert_eq!(bars(&days, 1), counted(&[("2026-03-01", 1)]));

    let count = |by: &str, zone: &str| {
        let zone = format!("--zone={zone}");
        let answer = desk.json(&["histogram", "closed", "--as", "documents", "--by", by, &zone, "--format", "json"]);
        (bars(&answer, 0), answer["questions"][0]["peak"].clone())
    };
    // 1 March is a Sunday.
    assert_eq!(count("week", "UTC"), (counted(&[("2026-W09", 1), ("2026-W10", 2)]), json!("2026-W10")));
    assert_eq!(count("month", "UTC").0, counted(&[("2026-03", 3)]));
    // At nine in the morning it is eleven in the evening before, ten hours to the west.
    assert_eq!(count("day", "-10:00").0, counted(&[("2026-02-28", 1), ("2026-03-01", 1), ("2026-03-05", 1)]));
    assert_eq!(count("publisher", "UTC").0, counted(&[("Courier", 3)]));

    let table = desk.run(&["histogram", "closed", "--as", "documents", "--by", "day"]);
    assert!(table.stdout.contains("nothing from 2026-03-03 to 2026-03-05 (3)") && table.stdout.contains("3 found"), "{table:?}");
    let csv = desk.run(&["histogram", "closed", "--as", "documents", "--by", "year", "--beside", "pier", "--format", "csv"]);
    assert_eq!(csv.stdout.lines().collect::<Vec<_>>(), ["label,closed,pier", "2026,3,1"]);
    assert_eq!(desk.run(&["histogram", "nowhere"]).code, 1);
    assert_eq!(desk.run(&["histogram", "(closed"]).code, 2);
    assert_eq!(desk.run(&["histogram", "closed", "--by", "moon"]).code, 2);
}

#[test]
fn a_timeline_is_grouped_by_periods_with_counts_and_gaps() {
    let server = Server::start();
    let desk = opened(&server);
    let heads = |args: &[&str]| {
        let run = desk.run(&[&["timeline", "kind:published"], args].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let heads = run.stdout.lines().filter(|l| l.contains(" event") || l.starts_with('…')).map(str::to_owned);
        heads.collect::<Vec<_>>()
    };
    let days = ["2026-03-01 · 1 event", "2026-03-02 · 1 event", "… nothing for 3 days: 2026-03-03 to 2026-03-05 …", "2026-03-06 · 1 event"];
    assert_eq!(heads(&["--by", "day"]), days);
    assert_eq!(heads(&["--by", "week"]), ["2026-W09 · 1 event", "2026-W10 · 2 events"]);
    // What is counted is more than what the page shows.
    assert_eq!(heads(&["--by", "month", "--limit", "1"]), ["2026-03 · 3 events"]);
    assert_eq!(heads(&["--by", "day", "--zone=-10:00"])[0], "2026-02-28 · 1 event");
    assert_eq!(desk.run(&["timeline", "kind:published", "--by", "moon"]).code, 2);
}

#[test]
fn speakers_are_counted_where_quotations_are_asked_for() {
    let server = Server::start();
    let desk = opened(&server);
    let answer = desk.json(&["histogram", "", "--as", "quotations", "--by", "speaker", "--format", "json"]);
    let bars = bars(&answer, 0);
    assert!(bars[0].0.contains("Halloran") && bars[0].1 == 3, "{answer}");
    assert_eq!(
        answer["questions"][0]["total"].as_u64().unwrap(),
        bars.iter().map(|b| b.1).sum::<u64>() + answer["questions"][0]["other"].as_u64().unwrap()
    );
}

#[test]
fn of_who_is_quoted_very_often_the_first_are_shown() {
    let desk = Desk::new();
    let said = |n: usize| format!("<p>“We open quay number {n} whatever the weather,” said Mara Quill.</p>");
    let text: String = (1..=510).map(said).collect();
    let page = desk.folder().join("quays.html");
    std::fs::write(&page, format!("<title>Quays</title><article><h1>Quays</h1>{text}</article>")).unwrap();
    assert_eq!(desk.run(&["import", page.to_str().unwrap()]).code, 0);
    let speaker = desk.json(&["quotes", "", "--limit", "1", "--format", "json"])["results"][0]["speaker_id"].as_str().unwrap().to_owned();
    let shown = desk.json(&["show", &speaker, "--format", "json"]);
    assert_eq!((shown["total"].as_u64(), shown["quotations"].as_array().map(Vec::len)), (Some(510), Some(500)));
    let table = desk.run(&["show", &speaker]).stdout;
    assert!(table.contains("510 quotations") && table.contains("the first 500; all: dateline quotes 'speaker:\"Mara Quill\"'"), "{table}");
    let page = Served::of(&desk).get(&format!("/speakers/{speaker}")).body;
    let told = ["510 quotations", "Roles and months are those of the first 500", "The first 50; "];
    assert!(told.iter().all(|told| page.contains(told)) && page.matches("In context").count() == 50, "{page}");
}
