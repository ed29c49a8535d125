//! Exports are read back by the programs that their users have: icalendar, openpyxl, feedparser, pybtex, rispy, csvkit and Python's csv;
//! `TimelineJS` in Chromium. `.ci/test` puts them into target/; without them these tests say in capitals that they did not run.

use crate::desk::Desk;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const FORMATS: &[&str] = &["ics", "xlsx", "csv", "atom", "bibtex", "ris"];

const TEXT: &str = "date 2026-03-04\n\nHarbour, \\crews & \"pilots\"\n\n“We will sail; all of us, every night, at 5 % more,” said Ilsa Thornvale, \
the chief executive, on Tuesday. The harbour opened in March 1998.\n\nThe minister, Bo Poe, said: “No boat {none} may leave <today> & tomorrow_, not one.”\n";

fn filled() -> Desk {
    let desk = Desk::new();
    desk.sources("");
    std::fs::write(desk.folder().join("note.txt"), TEXT).unwrap();
    assert_eq!(desk.run(&["import", "note.txt", "--publisher", "Courier, & Co"]).code, 0);
    desk
}

#[test]
fn exports_are_read_by_what_their_users_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readers = root.join("target/readers/bin");
    // The last that is put there.
    if !readers.join("csvjson").exists() {
        eprintln!("EXPORTS WERE NOT READ BACK: what reads them is not in {}; .ci/test puts it there", readers.display());
        return;
    }
    let desk = filled();
    let answer = desk.json(&["quotes", "--format", "json"]);
    let rows = answer["results"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{answer}");
    for format in FORMATS {
        let out = format!("answer.{format}");
        assert_eq!(desk.run(&["export", "--as", "quotations", "--format", format, "--out", &out]).code, 0);
    }
    let output = Command::new(readers.join("python")).arg(root.join("tests/it/read_back.py")).arg(desk.folder()).output().unwrap();
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

/// Shows a timeline, and writes down what can be seen of it.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><script src="SCRIPT"></script>
<div id="timeline" style="width: 800px; height: 600px"></div><pre id="seen"></pre>
<script>
const line = new TL.Timeline("timeline", DATA);
const text = (slide, part) => slide.querySelector(part)?.textContent ?? "";
const seen = slide => ({ id: slide.id, date: text(slide, ".tl-headline-date"), words: text(slide, ".tl-headline") });
line.on("loaded", () => {
  document.getElementById("seen").textContent = JSON.stringify([...document.querySelectorAll(".tl-slide")].map(seen));
});
</script>"#;

/// A browser of the Chromium family.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.exists())
}

/// What a page has written into its element `seen` once it is loaded. A browser that dies is started again.
fn seen_in(browser: &Path, page: &Path) -> Value {
    (0..3).find_map(|_| once_seen(browser, page)).unwrap_or_else(|| panic!("{} shows nothing of {}", browser.display(), page.display()))
}

fn once_seen(browser: &Path, page: &Path) -> Option<Value> {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new(browser);
    command.args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--allow-file-access-from-files"]);
    command.args(["--virtual-time-budget=60000", "--dump-dom"]).arg(format!("--user-data-dir={}", profile.path().display()));
    let output = command.arg(format!("file://{}", page.display())).output().unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let (seen, _) = dom.split_once(r#"<pre id="seen">"#)?.1.split_once("</pre>")?;
    serde_json::from_str(&seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).ok()
}

#[test]
fn a_timeline_is_shown_by_its_own_reader() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = root.join("target/timelinejs/node_modules/@knight-lab/timelinejs/dist/js/timeline.js");
    let (true, Some(browser)) = (script.exists(), browser()) else {
        eprintln!("A TIMELINE WAS NOT SHOWN: {} or a Chromium is not there; .ci/test makes the first", script.display());
        return;
    };
    let desk = filled();
    let answer = desk.json(&["timeline", "--format", "json"]);
    assert_eq!(desk.run(&["export", "--format", "timelinejs", "--out", "answer.timelinejs"]).code, 0);
    let data = std::fs::read_to_string(desk.folder().join("answer.timelinejs")).unwrap();
    let page = desk.folder().join("page.html");
    std::fs::write(&page, PAGE.replace("SCRIPT", &format!("file://{}", script.display())).replace("DATA", &data)).unwrap();
    let seen = seen_in(&browser, &page);
    let slides: Vec<&Value> = seen.as_array().unwrap().iter().filter(|slide| slide["date"] != "").collect();
    let rows = answer["results"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["when"]["precision"] == "month"), "{answer}");
    assert_eq!(slides.len(), rows.len(), "{seen}");
    for (slide, row) in slides.iter().zip(rows) {
        assert_eq!((&slide["id"], &slide["date"]), (&row["id"], &row["when"]["edtf"]), "{seen}");
        assert!(slide["words"].as_str().unwrap().contains(row["text"].as_str().unwrap()), "{slide} {row}");
    }
}
