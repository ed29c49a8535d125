//! Asking while a pass is at work: whoever reads harms nobody, and gets an answer.

use crate::desk::{Desk, Run, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::Server;
use std::sync::atomic::{AtomicBool, Ordering};

const QUESTIONS: [&[&str]; 5] =
    [&["search", "pier"], &["timeline", "pier"], &["quotes", "pier"], &["sources"], &["export", "", "--as", "documents"]];

/// Before the first document, there is nothing to ask.
fn is_an_answer(run: &Run) -> bool {
    matches!(run.code, 0 | 1) || run.code == 4 && run.stderr.contains("there is no data yet")
}

#[test]
fn readers_do_not_disturb_a_pass() {
    for _ in 0..3 {
        let (desk, server) = (Desk::new(), Server::start());
        put_feed(&server, "/feed.xml", &stories("courier", 20));
        desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
        let done = AtomicBool::new(false);
        let ask = &|question: &[&str]| {
            while !done.load(Ordering::SeqCst) {
                let run = desk.run(question);
                assert!(is_an_answer(&run), "{question:?}: {run:?}");
            }
        };
        std::thread::scope(|scope| {
            for question in &QUESTIONS {
                scope.spawn(move || ask(question));
            }
            let passes: Vec<Run> = (0..4).map(|_| desk.run(&["ingest", "--all"])).collect();
            done.store(true, Ordering::SeqCst);
            assert!(passes.iter().all(|run| run.code == 0), "{passes:?}");
        });
        let check = desk.run(&["check"]);
        assert_eq!(check.code, 0, "{check:?}");
        assert_eq!(desk.json(&["search", "", "--format", "json"])["total"], 20);
    }
}
