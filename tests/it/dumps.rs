//! Imports at scale: JSON lines and folders, cut short and called again.

use crate::desk::Desk;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// Reports that are alike in nothing but their shape.
fn line(n: usize) -> Value {
    let text =
        format!("Ferry {n} leaves pier {n} at noon.\n\n“Boat number {n} will be painted in colour {n},” said Ada Example{n} on Monday.");
    json!({"url": format!("https://harbour.example/notes/{n}"), "title": format!("Note {n}"), "text": text, "published": "2026-03-04",
        "publisher": "Harbour Gazette", "authors": ["Bo Clerk"]})
}

fn dump(desk: &Desk, name: &str, lines: impl IntoIterator<Item = Value>) -> PathBuf {
    let file = desk.folder().join(name);
    let lines = lines.into_iter().fold(String::new(), |mut all, line| {
        writeln!(all, "{line}").unwrap();
        all
    });
    std::fs::write(&file, lines).unwrap();
    // The time of the file is that of the captures: it must not depend on how fast this runs.
    let written = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_772_600_000);
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(written).unwrap();
    file
}

#[test]
fn json_lines_are_documents_and_an_import_goes_on_where_it_was_cut() {
    let desk = Desk::new();
    let half = dump(&desk, "dump.jsonl", (0..100).map(line));
    let run = desk.run(&["import", half.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "100 new documents, 0 revised, 0 unchanged\n", ""));
    // The whole file under the same name: what is there is passed over, a line that is none costs itself.
    let bad = json!({"url": "https://harbour.example/notes/none"});
    let whole = dump(&desk, "dump.jsonl", (0..300).map(line).chain([bad]));
    let run = desk.run(&["import", whole.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (3, "200 new documents, 0 revised, 100 unchanged\n"), "{run:?}");
    assert!(run.stderr.contains("dump.jsonl line 301: there is neither html nor text in it"), "{}", run.stderr);
    assert_eq!(desk.run(&["import", whole.to_str().unwrap()]).stdout, "0 new documents, 0 revised, 300 unchanged\n");

    let found = desk.json(&["quotes", "speaker:\"Ada Example7\"", "--format", "json"]);
    let quote = &found["results"][0];
    assert_eq!((found["total"].as_i64(), quote["document"]["url"].as_str()), (Some(1), Some("https://harbour.example/notes/7")));
    assert_eq!(quote["said"]["edtf"], "2026-03-02");
    let shown = desk.json(&["search", "note", "--limit", "1", "--format", "json"]);
    let document = &shown["results"][0];
    assert_eq!((&document["publisher"], &document["authors"]), (&json!("Harbour Gazette"), &json!(["Bo Clerk"])));
    assert_eq!(desk.run(&["check", "--evidence"]).code, 0);
}

#[test]
fn a_line_is_read_again_from_its_bytes() {
    let desk = Desk::new();
    let file = dump(&desk, "dump.jsonl", (0..3).map(line));
    desk.run(&["import", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    let run = desk.run(&["re-extract", "--all"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.starts_with("3 documents were read again: 0 changed, 0 stay"), "{}", run.stdout);
}
