//! A document that is taken down is gone from everything that is stored, and does not come back.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed, rss, stories};
use crate::server::{Reply, Server};
use std::path::Path;

/// Words that only the story to be taken down has.
const OWN: &str = "number 1 on our list";

struct Outlet {
    desk: Desk,
    server: Server,
    stories: Vec<Story>,
}

fn outlet() -> Outlet {
    let (desk, server, stories) = (Desk::new(), Server::start(), stories("courier", 5));
    put_feed(&server, "/feed.xml", &stories);
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    assert_eq!(desk.run(&["ingest"]).code, 0);
    Outlet { desk, server, stories }
}

/// Id of the document that has these words.
fn id_of(desk: &Desk, words: &str) -> String {
    let found = desk.json(&["search", &format!("\"{words}\""), "--format", "json"]);
    assert_eq!(found["total"], 1, "{found}");
    found["results"][0]["id"].as_str().unwrap().to_owned()
}

/// Files below a folder that hold these words, unpacked where they are bodies.
fn holding(folder: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            found.extend(holding(&entry, words));
            continue;
        }
        let bytes = std::fs::read(&entry).unwrap();
        let bytes = if entry.extension().is_some_and(|e| e == "zst") { zstd::decode_all(&*bytes).unwrap() } else { bytes };
        if bytes.windows(words.len()).any(|w| w == words.as_bytes()) {
            found.push(entry.display().to_string());
        }
    }
    found
}

fn well(desk: &Desk, documents: u64) {
    let check = desk.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}");
    assert_eq!(desk.json(&["search", "", "--format", "json"])["total"], documents);
}

#[test]
fn nothing_of_it_is_left() {
    let Outlet { desk, server, stories } = outlet();
    let id = id_of(&desk, OWN);
    let quotation = desk.json(&["quotes", &format!("\"{OWN}\""), "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["decide", "note", &quotation, "an odd one"]).code, 0);
    assert!(!holding(&desk.data(), OWN).is_empty());
    let run = desk.run(&["forget", &id, "--why", "by order of a court"]);
    assert!(run.code == 0 && run.stdout.contains(&server.url(&stories[1].path)), "{run:?}");
    well(&desk, 4);
    for words in [OWN, "an odd one", &stories[1].title] {
        assert_eq!(holding(&desk.data(), words), [""; 0], "{words}");
    }
    assert_eq!(desk.run(&["quotes", &format!("\"{OWN}\"")]).code, 1);
    assert_eq!(desk.run(&["show", &id]).code, 1);
    // What others have in common with it is linked among them.
    let quoted = desk.json(&["quotes", "\"We have decided that every boat\"", "--format", "json"]);
    assert_eq!(quoted["total"], 4, "{quoted}");
    let decisions = desk.run(&["decide", "list", &id]);
    assert!(decisions.stdout.contains("forget") && decisions.stdout.contains("by order of a court"), "{decisions:?}");
    // Once more does no harm, and nobody else is meant.
    assert_eq!(desk.run(&["forget", &id]).code, 0);
    assert_eq!(desk.run(&["forget", "d0000"]).code, 1);
    well(&desk, 4);
    // Neither another reading of what is kept nor a new index brings it back.
    for command in [&["re-extract", "--all"][..], &["reindex"]] {
        assert_eq!(desk.run(command).code, 0, "{command:?}");
        well(&desk, 4);
    }
}

#[test]
fn it_is_not_asked_for_again_until_that_is_undone() {
    let Outlet { desk, server, mut stories } = outlet();
    let id = id_of(&desk, OWN);
    assert_eq!(desk.run(&["forget", &id]).code, 0);
    server.forget();
    // The feed still lists it, and comes anew.
    stories.push(Story::of("courier", 5));
    put_feed(&server, "/feed.xml", &stories);
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    assert_eq!(server.hits(&stories[1].path), 0);
    well(&desk, 5);
    // Nor does it come as a file, or under another address.
    let saved = desk.folder().join("saved.html");
    let canonical = format!("<link rel=\"canonical\" href=\"{}\">", server.url(&stories[1].path));
    std::fs::write(&saved, stories[1].html().replace("<title>", &format!("{canonical}<title>"))).unwrap();
    desk.run(&["import", "saved.html"]);
    well(&desk, 5);
    assert_eq!(holding(&desk.data().join("blobs"), OWN), [""; 0]);
    let decision = desk.json(&["decide", "list", &id, "--format", "json"]);
    let decision = decision.as_array().map_or(&decision["results"][0], |all| &all[0])["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["decide", "undo", &decision]).code, 0);
    stories.push(Story::of("courier", 6));
    put_feed(&server, "/feed.xml", &stories);
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    well(&desk, 7);
}

#[test]
fn no_copy_is_left_in_other_listings_nor_from_before_an_upgrade() {
    let Outlet { desk, server, stories } = outlet();
    // Another source lists the same with its text, by links that are seen from its host; and there is a copy of an older schema.
    let short = "full_text = false\n";
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")), feed("digest", &server.url("/digest.xml")) + short]));
    let xml = rss(&server, &stories).replace(&server.url("/"), "/");
    assert!(xml.contains(&stories[1].title) && xml.contains("<link>/"), "{xml}");
    server.put("/digest.xml", Reply::ok("application/rss+xml", xml));
    assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    std::fs::copy(desk.data().join("dateline.sqlite"), desk.data().join("dateline.schema-3.sqlite")).unwrap();
    assert_eq!(holding(&desk.data(), &stories[1].title).len(), 5, "two listings, the page, the database, its copy");
    assert_eq!(desk.run(&["forget", &id_of(&desk, OWN)]).code, 0);
    assert_eq!(holding(&desk.data(), &stories[1].title), [""; 0]);
    well(&desk, 4);
}

#[test]
fn another_address_that_leads_to_it_is_asked_for_once() {
    let Outlet { desk, server, mut stories } = outlet();
    let id = id_of(&desk, OWN);
    assert_eq!(desk.run(&["forget", &id]).code, 0);
    let path = stories[1].path.clone();
    stories.push(Story { path: "/courier/other".to_owned(), ..Story::of("courier", 5) });
    put_feed(&server, "/feed.xml", &stories);
    server.put("/courier/other", Reply::redirect(&path));
    server.forget();
    for _ in 0..3 {
        assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
    }
    assert_eq!((server.hits("/courier/other"), server.hits(&path)), (1, 1));
    well(&desk, 4);
}

#[test]
fn what_was_forgotten_elsewhere_is_taken_down_here() {
    let Outlet { desk, server, stories } = outlet();
    // The same outlet, read by another desk.
    let other = Desk::new();
    other.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    assert_eq!(other.run(&["ingest"]).code, 0);
    let id = id_of(&desk, OWN);
    assert_eq!(id_of(&other, OWN), id);
    assert_eq!(other.run(&["decide", "note", &id, "an odd one"]).code, 0);
    assert_eq!(desk.run(&["forget", &id, "--why", "by order of a court"]).code, 0);
    let decided = desk.run(&["decide", "list", "--format", "jsonl"]).stdout;
    std::fs::write(other.folder().join("decided.jsonl"), &decided).unwrap();

    let import = &["decide", "import", "decided.jsonl"];
    assert_eq!(other.run(import).stdout, "1 new decisions of 1\n");
    well(&other, 4);
    for words in [OWN, "an odd one", &stories[1].title] {
        assert_eq!(holding(&other.data(), words), [""; 0], "{words}");
    }
    assert_eq!(other.run(&["decide", "list", "--format", "jsonl"]).stdout, decided, "the record stays");
    assert_eq!(other.run(import).stdout, "0 new decisions of 1\n");
    // It is not asked for again, until that is undone; then importing the old decision changes nothing.
    server.forget();
    assert_eq!((other.run(&["ingest", "--all"]).code, server.hits(&stories[1].path)), (0, 0));
    let decision: serde_json::Value = serde_json::from_str(&decided).unwrap();
    assert_eq!(other.run(&["decide", "undo", decision["id"].as_str().unwrap()]).code, 0);
    assert_eq!(other.run(&["ingest", "--force"]).code, 0);
    assert_eq!(other.run(import).stdout, "0 new decisions of 1\n");
    well(&other, 5);
    // Nothing is here of what it is about: it is noted, and holds for what comes.
    let third = Desk::new();
    third.sources(&toml([feed("courier", &server.url("/other.xml"))]));
    put_feed(&server, "/other.xml", &stories[..1]);
    assert_eq!(third.run(&["ingest"]).code, 0);
    std::fs::write(third.folder().join("decided.jsonl"), &decided).unwrap();
    assert_eq!(third.run(import).stdout, "1 new decisions of 1\n");
    put_feed(&server, "/other.xml", &stories);
    assert_eq!(third.run(&["ingest", "--all"]).code, 0);
    well(&third, 4);
}

#[test]
fn how_much_went_is_said_in_plain_words() {
    let desk = Desk::new();
    std::fs::write(desk.folder().join("note.txt"), "date 2026-03-02 The pier was full, and nobody clapped.").unwrap();
    assert_eq!(desk.run(&["import", "note.txt"]).code, 0);
    let run = desk.run(&["forget", &id_of(&desk, "nobody clapped")]);
    assert!(run.stdout.contains(" was taken down with 1 capture; "), "{run:?}");
}
