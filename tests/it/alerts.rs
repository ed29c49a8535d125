//! News of saved questions are told once: through restarts, a dead webhook and a second ingest of the same.

use crate::desk::{Desk, Run, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::{Reply, Server};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use std::process::Stdio;
use std::time::Duration;

/// A desk that has read the first two stories of an outlet.
fn opened(server: &Server) -> Desk {
    let desk = Desk::new();
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    publish(&desk, server, 2);
    desk
}

/// So many stories are out now, and read.
fn publish(desk: &Desk, server: &Server, count: usize) {
    put_feed(server, "/feed.xml", &stories("courier", count));
    let run = desk.run(&["ingest", "--all", "--quiet"]);
    assert_eq!(run.code, 0, "{run:?}");
}

fn alerts(desk: &Desk) -> Run {
    desk.command(&["alerts", "--format", "jsonl"]).env("DATELINE_HOOK_SECRET", "quiet harbour").output().unwrap().into()
}

fn titles(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {body}"));
    body["results"].as_array().unwrap().iter().map(|r| r["title"].as_str().unwrap().to_owned()).collect()
}

/// As if the time to wait had passed.
pub(crate) fn let_time_pass(desk: &Desk) {
    let file = format!("sqlite://{}", desk.data().join("dateline.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut db = SqliteConnection::connect(&file).await.unwrap();
        sqlx::query("update outbox set next = 0").execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    });
}

#[test]
fn what_is_new_is_told_once() {
    let server = Server::start();
    let desk = opened(&server);
    let saved = desk.run(&["save", "closed", "closed", "for", "the", "time"]);
    assert!(saved.code == 0 && saved.stderr.contains("2 answers"), "{saved:?}");
    assert_eq!(alerts(&desk), Run { code: 1, stdout: String::new(), stderr: String::new() });

    publish(&desk, &server, 4);
    let told = alerts(&desk);
    assert_eq!(told.code, 0, "{told:?}");
    let mut new = titles(&told.stdout);
    new.sort();
    let expected: Vec<String> = stories("courier", 4)[2..].iter().map(|s| s.title.clone()).collect();
    assert!(expected.iter().all(|title| new.contains(title)) && new.len() == 2, "{new:?}");

    assert_eq!(alerts(&desk).code, 1, "a second time there is no news");
    publish(&desk, &server, 4);
    assert_eq!(alerts(&desk).code, 1, "nor is what was ingested again");

    let all = desk.json(&["search", "saved:closed -pier", "--format", "json"]);
    assert_eq!(all["interpreted"], "closed for the time -pier");
    assert_eq!(desk.run(&["search", "saved:open"]).code, 2);
    assert_eq!(desk.run(&["save", "--remove", "closed"]).code, 0);
    assert_eq!(desk.run(&["save"]).code, 1);
}

#[test]
fn a_dead_hook_loses_nothing_and_gets_nothing_twice() {
    let server = Server::start();
    let desk = opened(&server);
    let hook = server.url("/hook");
    assert_eq!(desk.run(&["save", "closed", "closed", "--hook", &hook]).code, 0);
    server.put("/hook", Reply::status(503));
    publish(&desk, &server, 3);
    let failed = alerts(&desk);
    assert!(failed.code == 3 && failed.stderr.contains("503"), "{failed:?}");
    // Before its time it is not asked again.
    alerts(&desk);
    assert_eq!(server.hits("/hook"), 1);

    server.put("/hook", Reply::status(200));
    publish(&desk, &server, 4);
    let_time_pass(&desk);
    assert_eq!(alerts(&desk).code, 0);
    let posted = server.requests("/hook");
    // The first news for the second time, then the next.
    let told: Vec<Vec<String>> = posted.iter().map(|r| titles(&r.body)).collect();
    assert!(told.len() == 3 && told[0] == told[1] && told[1] != told[2] && told[2].len() == 1, "{told:?}");
    let delivery = |n: usize| posted[n].header("x-dateline-delivery").unwrap();
    assert!(delivery(0) == delivery(1) && delivery(1) != delivery(2));
    let signature = posted[0].header("x-hub-signature-256").unwrap();
    assert!(signature.starts_with("sha256=") && signature.len() == 71, "{signature}");
    assert_eq!(alerts(&desk).code, 1);
    assert_eq!(server.hits("/hook"), 3);
}

#[test]
fn a_hook_that_wants_rest_has_it_whoever_asks() {
    let server = Server::start();
    let desk = opened(&server);
    assert_eq!(desk.run(&["save", "closed", "closed", "--hook", &server.url("/hook")]).code, 0);
    publish(&desk, &server, 3);
    server.put("/hook", Reply::status(503).header("Retry-After", "7200"));
    assert_eq!(alerts(&desk).code, 3);
    server.put("/hook", Reply::status(200));
    let_time_pass(&desk);
    let rested = alerts(&desk);
    assert!(rested.code == 3 && rested.stderr.contains("wants no requests before"), "{rested:?}");
    assert_eq!(server.hits("/hook"), 1);
}

#[test]
fn who_dies_on_the_way_delivers_later() {
    let server = Server::start();
    let desk = opened(&server);
    assert_eq!(desk.run(&["save", "closed", "closed", "--hook", &server.url("/hook")]).code, 0);
    publish(&desk, &server, 3);
    server.put("/hook", Reply::hang());
    let mut command = desk.command(&["alerts"]);
    let mut child = command.env("DATELINE_HOOK_SECRET", "quiet harbour").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while server.hits("/hook") == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended without asking the hook");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();

    server.put("/hook", Reply::status(200));
    let_time_pass(&desk);
    let told = alerts(&desk);
    assert_eq!(told.code, 0, "{told:?}");
    let posted = server.requests("/hook");
    assert_eq!(posted.len(), 2);
    assert_eq!(posted[0].body, posted[1].body);
    assert_eq!(posted[0].header("x-dateline-delivery"), posted[1].header("x-dateline-delivery"));
    assert_eq!(alerts(&desk).code, 1);
}

#[test]
fn a_hook_is_guarded_and_signed() {
    let server = Server::start();
    let desk = opened(&server);
    assert_eq!(desk.run(&["save", "closed", "closed", "--hook", "http://10.0.0.1/hook"]).code, 0);
    publish(&desk, &server, 3);
    let unsigned = desk.run(&["alerts"]);
    assert!(unsigned.code == 3 && unsigned.stderr.contains("DATELINE_HOOK_SECRET"), "{unsigned:?}");
    let guarded = alerts(&desk);
    assert!(guarded.code == 3 && guarded.stderr.contains("10.0.0.1"), "{guarded:?}");
}

#[test]
fn many_questions_are_answered_in_one_table() {
    let server = Server::start();
    let desk = opened(&server);
    std::fs::write(desk.folder().join("questions.csv"), "who,question\nann,pier\nbob,(terminal\ncy,\"ferry terminal\"\n").unwrap();
    let run = desk.run(&["export", "--batch", "questions.csv", "--as", "documents"]);
    assert!(run.code == 3 && run.stderr.contains("question 2"), "{run:?}");
    let mut csv = csv::Reader::from_reader(run.stdout.as_bytes());
    let column = csv.headers().unwrap().iter().position(|h| h == "export.question").unwrap();
    let asked: Vec<String> = csv.records().map(|r| r.unwrap()[column].to_owned()).collect();
    assert!(asked.contains(&"pier".to_owned()) && asked.contains(&"ferry terminal".to_owned()) && asked.len() < 5, "{asked:?}");
}
