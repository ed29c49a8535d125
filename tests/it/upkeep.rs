//! Care over years: what is kept long enough goes, evidence is looked at, all is sent again; and what a source wants to be sent.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed, rss, stories};
use crate::server::{Reply, Server};
use chrono::{TimeDelta, Utc};

/// Stories of which the first are older than a year.
fn aged(old: usize, count: usize) -> Vec<Story> {
    let day = |n: usize| Utc::now() - TimeDelta::days(if n < old { 400 } else { 2 }) - TimeDelta::hours(i64::try_from(n).unwrap());
    let date = |n| day(n).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    stories("courier", count).into_iter().enumerate().map(|(n, story)| Story { published: date(n), ..story }).collect()
}

fn desk(stories: &[Story], keys: &str) -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", stories);
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")) + keys]));
    assert_eq!(desk.run(&["ingest"]).code, 0);
    (desk, server)
}

fn well(desk: &Desk, documents: u64) {
    let check = desk.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}");
    assert_eq!(desk.json(&["search", "", "--format", "json"])["total"], documents);
}

#[test]
fn what_is_kept_long_enough_goes_but_for_what_somebody_decided_about() {
    let stories = aged(4, 6);
    let (desk, server) = desk(&stories, "");
    assert!(desk.run(&["prune"]).stdout.starts_with("nothing is kept beyond"));
    let noted = desk.json(&["quotes", "\"number 2 on our list\"", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["decide", "check", &noted]).code, 0);
    assert_eq!(desk.run(&["save", "lists", "\"number 3 on our list\""]).code, 0);
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")) + "keep = \"365d\"\n"]));
    assert!(desk.run(&["prune"]).stdout.starts_with("courier: 2 documents of "), "somebody asks for the others");
    assert_eq!(desk.run(&["save", "lists", "--remove"]).code, 0);
    let told = desk.run(&["prune"]);
    assert!(told.stdout.starts_with("courier: 3 documents of ") && told.stdout.contains("--yes removes it"), "{told:?}");
    well(&desk, 6);
    assert!(desk.run(&["prune", "--yes"]).stdout.ends_with("this was removed\n"));
    well(&desk, 3);
    assert_eq!(desk.run(&["quotes", "\"number 2 on our list\""]).code, 0, "somebody confirmed it");
    assert!(desk.run(&["prune"]).stdout.starts_with("nothing is kept beyond"));
    // The feed lists them all still, and none comes back.
    server.forget();
    put_feed(&server, "/feed.xml", &aged(4, 7));
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    assert_eq!([0, 1, 3].map(|n: usize| server.hits(&stories[n].path)), [0; 3]);
    well(&desk, 4);
}

#[test]
fn what_is_listed_without_a_date_stays_as_it_would_come_again() {
    let stories = aged(4, 6);
    let (desk, server) = desk(&stories, "");
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")) + "keep = \"365d\"\n"]));
    let rss = rss(&server, &stories);
    let dated = |xml: &str| xml.contains("<pubDate>");
    assert!(dated(&rss));
    let undated: String = rss.split("<pubDate>").map(|part| part.split_once("</pubDate>").map_or(part, |(_, rest)| rest)).collect();
    assert!(!dated(&undated));
    server.put("/feed.xml", Reply::ok("application/rss+xml", undated));
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    assert!(desk.run(&["prune", "--yes"]).stdout.starts_with("nothing is kept beyond"));
    well(&desk, 6);
}

#[test]
fn what_takes_too_much_room_goes_the_oldest_first() {
    let stories = aged(0, 6);
    let (desk, server) = desk(&stories, "keep_size = \"1kB\"\n");
    let told = desk.run(&["prune", "--yes"]);
    assert!(told.stdout.starts_with("nothing is kept"), "what is listed would come again: {told:?}");
    put_feed(&server, "/feed.xml", &stories[..2]);
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    assert!(desk.run(&["prune", "--yes"]).stdout.starts_with("courier: 4 documents"), "the others are listed still");
    well(&desk, 2);
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    well(&desk, 2);
}

#[test]
fn evidence_that_was_changed_is_found() {
    let (desk, _server) = desk(&aged(0, 3), "");
    let run = desk.run(&["check", "--evidence"]);
    assert!(run.code == 0 && run.stdout.starts_with("4 captures rest on 4 bodies"), "{run:?}");
    let folders = desk.data().join("blobs").read_dir().unwrap().map(|e| e.unwrap().path());
    let body = folders.flat_map(|folder| folder.read_dir().unwrap()).next().unwrap().unwrap().path();
    std::fs::write(&body, zstd::encode_all(&b"other words"[..], 3).unwrap()).unwrap();
    let run = desk.run(&["check", "--evidence"]);
    assert!(run.code == 4 && run.stdout.contains("does not hold what its name says"), "{run:?}");
    std::fs::remove_file(&body).unwrap();
    assert_eq!(desk.run(&["check", "--evidence"]).code, 4);
}

#[test]
fn all_is_sent_again_where_that_is_wished() {
    let stories = aged(0, 3);
    let (desk, server) = desk(&stories, "");
    server.forget();
    let run = desk.run(&["ingest", "--force"]);
    assert!(run.code == 0 && run.stdout.contains(": 0 new documents, 0 revised"), "{run:?}");
    assert_eq!(server.hits(&stories[0].path), 1);
    assert!(server.log().iter().all(|request| request.header("if-none-match").is_none()), "{:?}", server.log());
    // A host that wants rest gets it.
    server.put("/feed.xml", Reply::status(429).header("Retry-After", "3600"));
    assert_eq!(desk.run(&["ingest", "--force"]).code, 3);
    server.forget();
    desk.run(&["ingest", "--force"]);
    assert_eq!(server.paths(), [""; 0]);
}

#[test]
fn a_source_is_sent_what_it_wants_and_nobody_else_is() {
    let (desk, server, other) = (Desk::new(), Server::start(), Server::start());
    let stories = stories("courier", 2);
    put_feed(&server, "/feed.xml", &stories);
    server.put(&stories[1].path, Reply::redirect(&other.url("/elsewhere")));
    other.page("/elsewhere", &stories[1].html());
    let keys = "headers = [\"X-Key: secret\"]\ncookies = \"cookies.txt\"\n";
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")) + keys]));
    let run = desk.run(&["ingest"]);
    assert!(run.code == 3 && run.stderr.contains("cookies.txt"), "the file is not there: {run:?}");
    assert_eq!(server.hits("/feed.xml"), 0);
    let cookies = "127.0.0.1\tFALSE\t/courier/\tFALSE\t0\tsession\tabc\nnews.example\tTRUE\t/\tFALSE\t0\tid\t7\n";
    std::fs::write(desk.folder().join("cookies.txt"), cookies).unwrap();
    let run = desk.run(&["ingest", "--all"]);
    assert_eq!(run.code, 0, "{run:?}");
    let sent = |server: &Server, path: &str, name: &str| server.requests(path)[0].header(name).map(str::to_owned);
    assert_eq!(sent(&server, "/feed.xml", "x-key").as_deref(), Some("secret"));
    assert_eq!(sent(&server, "/feed.xml", "cookie"), None, "it is for another path");
    assert_eq!(sent(&server, &stories[0].path, "cookie").as_deref(), Some("session=abc"));
    assert_eq!(sent(&server, "/robots.txt", "x-key"), None);
    assert_eq!(sent(&other, "/elsewhere", "x-key"), None);
    // That it was sent is evidence, what it was is not.
    let capture = desk.json(&["search", "", "--format", "json"])["results"][0]["capture"]["id"].as_str().unwrap().to_owned();
    let shown = desk.run(&["show", &capture, "--format", "json"]).stdout;
    assert!(shown.contains("kept back") && !shown.contains("secret") && !shown.contains("abc"), "{shown}");
}
