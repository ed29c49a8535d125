//! Whoever reads what a command says may go away before its end: that is no failure, and what was asked for is done.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::Server;
use std::io::{BufRead, BufReader, pipe};
use std::process::Stdio;

/// A desk with a thousand quotations or so, and its server.
fn outlet() -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", &stories("courier", 59));
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    assert_eq!(desk.run(&["ingest"]).code, 0);
    (desk, server)
}

/// Exit code and standard error of a command whose standard output nobody reads.
fn unread(desk: &Desk, args: &[&str]) -> (Option<i32>, String) {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let ended = desk.command(args).stdout(writer).output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

#[test]
fn commands_end_quietly_when_nobody_reads() {
    let (desk, server) = outlet();
    let document = desk.json(&["search", "pier", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    std::fs::write(desk.folder().join("decided.jsonl"), "").unwrap();
    std::fs::write(desk.folder().join("saved.html"), stories("echo", 1)[0].html()).unwrap();
    assert_eq!(desk.run(&["token", "add", "wall"]).code, 0);
    let (backup, feed) = (desk.folder().join("copy").display().to_string(), server.url("/feed.xml"));
    for args in [
        &["search", "closed", "--limit", "0"][..],
        &["search", "closed", "--format", "json"],
        &["quotes", "winter", "--limit", "0"],
        &["timeline", "pier", "--format", "csv", "--limit", "0"],
        &["export", "closed", "--format", "jsonl"],
        &["export", "closed", "--format", "html"],
        &["histogram", "closed"],
        &["show", &document],
        &["verify", "We will mend the east pier before the winter"],
        &["sources"],
        &["sources", "--opml"],
        &["sources", "--format", "json"],
        &["inspect", "saved.html"],
        &["import", "saved.html"],
        &["ingest", "--all"],
        &["decide", "note", &document, "an odd one"],
        &["decide", "list"],
        &["decide", "import", "decided.jsonl"],
        &["speakers", "list"],
        &["token", "list"],
        &["add", &feed, "--take", "1"],
        &["prune"],
        &["check"],
        &["check", "--evidence"],
        &["reindex"],
        &["re-extract", "--all"],
        &["backup", &backup],
        &["forget", &document],
    ] {
        assert_eq!(unread(&desk, args), (Some(0), String::new()), "{args:?}");
    }
    // What they were asked for was done.
    assert_eq!(desk.run(&["show", &document]).code, 1);
    assert!(desk.folder().join("copy").join("dateline.sqlite").exists());
}

#[test]
fn one_line_of_many_can_be_taken() {
    let (desk, _server) = outlet();
    let mut child = desk.command(&["export", "closed", "--format", "jsonl"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(line.starts_with('{') && ended.status.code() == Some(0) && ended.stderr.is_empty(), "{line} {ended:?}");
}

#[test]
fn complaints_that_nobody_reads_change_nothing() {
    let (desk, _server) = outlet();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = desk.command(&["show", "d0"]);
    assert_eq!(command.stdout(Stdio::null()).stderr(writer).status().unwrap().code(), Some(1));
}
