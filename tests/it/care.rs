//! A copy of everything is taken at any time, and comes back; an older data folder is upgraded, and kept.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::Server;
use std::sync::atomic::{AtomicBool, Ordering};

fn desk(count: usize) -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", &stories("courier", count));
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    (desk, server)
}

fn export(desk: &Desk) -> String {
    let run = desk.run(&["export", "", "--as", "documents", "--format", "jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    run.stdout
}

#[test]
fn a_backup_comes_back_as_it_was() {
    let (desk, _server) = desk(5);
    assert_eq!(desk.run(&["ingest"]).code, 0);
    let copy = desk.folder().join("copy");
    let copy = copy.to_str().unwrap();
    let run = desk.run(&["backup", copy]);
    assert!(run.code == 0 && run.stdout.starts_with("6 bodies"), "{run:?}");
    assert!(desk.run(&["backup", copy]).stdout.starts_with("0 bodies"), "what is there is not copied again");
    let other = Desk::new();
    let run = other.run(&["restore", copy]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert_eq!(other.run(&["check"]).stdout, "everything holds together\n");
    assert_eq!(export(&other), export(&desk));
    let run = other.run(&["restore", copy]);
    assert!(run.code == 4 && run.stderr.contains("holds data already"), "{run:?}");
    let run = Desk::new().run(&["restore", desk.folder().to_str().unwrap()]);
    assert!(run.code == 4 && run.stderr.contains("no backup"), "{run:?}");
}

#[test]
fn a_backup_is_whole_though_an_ingest_is_at_work() {
    let (desk, _server) = desk(30);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let run = desk.run(&["ingest"]);
            done.store(true, Ordering::SeqCst);
            assert_eq!(run.code, 0, "{run:?}");
        });
        for n in 0.. {
            let last = done.load(Ordering::SeqCst);
            let copy = desk.folder().join(format!("copy-{n}"));
            let run = desk.run(&["backup", copy.to_str().unwrap()]);
            if run.stderr.contains("there is no data yet") {
                continue;
            }
            assert_eq!(run.code, 0, "{run:?}");
            let other = Desk::new();
            assert_eq!(other.run(&["restore", copy.to_str().unwrap()]).code, 0);
            let check = other.run(&["check"]);
            assert_eq!(check.code, 0, "{check:?}");
            if last {
                break;
            }
        }
    });
}
