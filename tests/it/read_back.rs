//! Exports are read back by the programs that their users have: icalendar, openpyxl, feedparser, pybtex, rispy, and Python's csv.
//! `.ci/test` puts them into target/readers; without them this test says in capitals that it did not run.

use crate::desk::Desk;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const FORMATS: &[&str] = &["ics", "xlsx", "csv", "atom", "bibtex", "ris"];

const TEXT: &str = "date 2026-03-04\n\nHarbour, \\crews & \"pilots\"\n\n“We will sail; all of us, every night, at 5 % more,” said Ilsa Thornvale, \
the chief executive, on Tuesday.\n\nThe minister, Bo Poe, said: “No boat {none} may leave <today> & tomorrow_, not one.”\n";

#[test]
fn exports_are_read_by_what_their_users_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/readers/bin/python");
    if !python.exists() {
        eprintln!("EXPORTS WERE NOT READ BACK: {} is not there; .ci/test makes it", python.display());
        return;
    }
    let desk = Desk::new();
    desk.sources("");
    std::fs::write(desk.folder().join("note.txt"), TEXT).unwrap();
    assert_eq!(desk.run(&["import", "note.txt", "--publisher", "Courier, & Co"]).code, 0);
    let answer = desk.json(&["quotes", "--format", "json"]);
    let rows = answer["results"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{answer}");
    for format in FORMATS {
        let out = format!("answer.{format}");
        assert_eq!(desk.run(&["export", "--as", "quotations", "--format", format, "--out", &out]).code, 0);
    }
    let output = Command::new(python).arg(root.join("tests/it/read_back.py")).arg(desk.folder()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    for format in FORMATS {
        let (count, first) = (&read[format][0], &read[format][1]);
        assert_eq!((count.as_u64(), &first["id"]), (Some(2), &rows[0]["id"]), "{format}: {read}");
        assert_eq!(first["date"], rows[0]["said"]["edtf"], "{format}: {read}");
        // TeX has its own way to write a mark.
        let words = first["words"].as_str().unwrap().replace("\\%", "%");
        assert!(words.contains(rows[0]["text"].as_str().unwrap()), "{format}: {words}");
    }
}
