//! Hostile inputs: each gets an answer or a clear error, from a process that the kernel ends where it takes more than ten
//! times the memory of its input, or computes without end. How fast they are is measured, in docs/measures.md.

mod inputs;

use inputs::Row;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

/// Memory that any input may cost: a reader at rest with its threads, a tree of as many elements as are read, and a text as
/// long as is searched. An element takes some hundred bytes however little it took to write.
const ANY: usize = 48 << 20;
/// Memory an input may cost beyond that, per byte of it.
const FACTOR: usize = 10;
/// Seconds of computing after which a reader is ended. A debug build on a slow machine takes a tenth; quadratic work would
/// take hours.
const SECONDS: usize = 300;

/// Asks the real binary for a file, under limits.
fn inspect(folder: &Path, bytes: &[u8]) -> Result<Value, String> {
    let (body, request) = (folder.join("body"), folder.join("request"));
    fs::write(&body, bytes).unwrap();
    fs::write(&request, json!({ "id": "1", "path": body }).to_string()).unwrap();
    let memory = (ANY + FACTOR * bytes.len()) >> 10;
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -d {memory} && ulimit -t {SECONDS} && exec \"$0\" inspect --jsonl"), env!("CARGO_BIN_EXE_dateline")])
        .current_dir(folder)
        .stdin(File::open(request).unwrap())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).map_err(|e| format!("{} {e}: {}", output.status, &told[..told.floor_char_boundary(500)]))
}

/// All of the rows are tried, and those that fail are named.
fn check(rows: &[Row]) {
    let folder = tempfile::tempdir().unwrap();
    let failed: Vec<String> =
        rows.iter().filter_map(|(name, make)| amiss(folder.path(), &make()).map(|why| format!("{name}: {why}"))).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What is wrong with the answer to an input.
fn amiss(folder: &Path, bytes: &[u8]) -> Option<String> {
    let answer = match inspect(folder, bytes) {
        Ok(answer) => answer,
        Err(why) => return Some(why),
    };
    let answered = ["article", "feed", "sitemap", "opml"].iter().any(|kind| answer[kind].is_object());
    match answer["error"].as_str() {
        // A reader that panicked says so in these words: that is no clear error.
        Some(error) if error.contains("please report this") || error.is_empty() => Some(error.to_owned()),
        None if !answered => Some("neither an answer nor an error".to_owned()),
        _ => None,
    }
}

#[test]
fn hostile_pages_are_answered_within_limits() {
    check(inputs::PAGES);
}

#[test]
fn hostile_feeds_are_answered_within_limits() {
    check(inputs::FEEDS);
}

#[test]
fn external_entities_are_never_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, "a secret").unwrap();
    let doctype = format!(
        "<!DOCTYPE rss SYSTEM \"http://{address}/dtd\" [<!ENTITY % p SYSTEM \"http://{address}/p\"> %p;
         <!ENTITY web SYSTEM \"http://{address}/e\"><!ENTITY file SYSTEM \"file://{}\">]>",
        secret.display()
    );
    let feed =
        format!("{doctype}<rss version=\"2.0\"><channel><title>Boats</title><item><title>&web; &file; noon</title></item></channel></rss>");
    let answer = inspect(folder.path(), feed.as_bytes()).unwrap();
    assert_eq!(answer["feed"]["entries"][0]["title"], "&web; &file; noon");
    assert_eq!(listener.accept().map(|_| ()).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}
