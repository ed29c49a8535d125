//! Killed at any moment and run again, an ingest comes to the same end as one that was left in peace.

mod polite;

use crate::desk::{Desk, feed, newsroom, toml};
use crate::newsstand::{COMPANY, Story, put_feed, put_list, stories};
use crate::server::Server;
use serde_json::Value;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// So many data folders, each with so many murders before a pass in peace.
const FOLDERS: u64 = 10;
const KILLS: u64 = 20;

fn town() -> (Server, String) {
    let server = Server::start();
    let outlets = ["courier", "echo", "gazette"];
    for outlet in outlets {
        put_feed(&server, &format!("/{outlet}.xml"), &stories(outlet, 12));
    }
    put_list(&server, "/news", &(0..6).map(Story::statement).collect::<Vec<_>>());
    let feeds = outlets.map(|outlet| feed(outlet, &server.url(&format!("/{outlet}.xml"))));
    let toml = toml(feeds.into_iter().chain([newsroom("company", &server.url("/news"), COMPANY)]));
    (server, toml)
}

/// What is known, without what tells when it was fetched.
fn known(desk: &Desk) -> [Vec<Value>; 3] {
    let check = desk.run(&["check"]);
    assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{check:?}");
    ["events", "quotations", "documents"].map(|rows| {
        let run = desk.run(&["export", "", "--as", rows, "--format", "jsonl"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        run.stdout.lines().map(|line| timeless(serde_json::from_str(line).unwrap())).collect()
    })
}

fn timeless(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(key, _)| !["capture", "captured", "seen"].contains(&key.as_str()))
                .map(|(k, v)| (k, timeless(v)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(timeless).collect()),
        other => other,
    }
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    /// From 0 up to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// Begins a command, and kills it after a while; or tells how long it took, where it was faster.
fn killed(desk: &Desk, args: &[&str], after: Duration) -> Result<(), Duration> {
    let begun = Instant::now();
    let mut child = desk.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after.saturating_sub(begun.elapsed()));
    let ended = child.try_wait().unwrap().is_some();
    child.kill().unwrap();
    child.wait().unwrap();
    if ended { Err(begun.elapsed()) } else { Ok(()) }
}

/// What is known after a pass, and how long it took.
fn in_peace(desk: &Desk) -> ([Vec<Value>; 3], Duration) {
    let begun = Instant::now();
    let run = desk.run(&["ingest", "--all"]);
    let took = begun.elapsed();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    (known(desk), took)
}

/// Passes on one data folder that die at moments spread over their time, then one that does not.
fn survived(sources: &str, mut whole: Duration, mut dice: Dice) -> [Vec<Value>; 3] {
    let desk = Desk::new();
    desk.sources(sources);
    let mut deaths = 0;
    while deaths < KILLS {
        match killed(&desk, &["ingest", "--all"], whole.mul_f64(dice.roll())) {
            Ok(()) => deaths += 1,
            // With more and more work done, a pass takes less and less time.
            Err(took) => whole = took.min(whole.mul_f64(0.9)),
        }
    }
    in_peace(&desk).0
}

fn assert_same(found: &[Vec<Value>; 3], expected: &[Vec<Value>; 3]) {
    for (found, expected) in found.iter().zip(expected) {
        let odd: Vec<_> = found.iter().filter(|row| !expected.contains(row)).take(3).collect();
        let lost: Vec<_> = expected.iter().filter(|row| !found.contains(row)).take(3).collect();
        assert!(odd.is_empty() && lost.is_empty(), "{odd:#?} instead of {lost:#?}");
        assert_eq!(found, expected, "another order");
    }
}

#[test]
fn two_hundred_deaths_leave_no_trace() {
    let (_server, sources) = town();
    let peace = Desk::new();
    peace.sources(&sources);
    let (expected, whole) = in_peace(&peace);
    assert_eq!(expected[2].len(), 42);
    // Two at a time: a pass waits for its server more than it computes.
    for pair in 0..FOLDERS / 2 {
        std::thread::scope(|scope| {
            let sources = &sources;
            let folders = [2 * pair, 2 * pair + 1].map(|seed| scope.spawn(move || survived(sources, whole, Dice(seed + 1))));
            for folder in folders {
                assert_same(&folder.join().unwrap(), &expected);
            }
        });
    }
}

#[test]
fn an_index_that_is_built_anew_may_die_too() {
    let (_server, sources) = town();
    let desk = Desk::new();
    desk.sources(&sources);
    let (expected, _) = in_peace(&desk);
    let begun = Instant::now();
    assert_eq!(desk.run(&["reindex"]).code, 0);
    let (whole, mut dice) = (begun.elapsed(), Dice(7));
    for _ in 0..10 {
        let _ = killed(&desk, &["reindex"], whole.mul_f64(dice.roll()));
        // Nothing is due, and the index is brought up to date all the same.
        let run = desk.run(&["ingest"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        assert_same(&known(&desk), &expected);
    }
}
