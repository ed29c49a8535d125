//! The evidence as WARC: others read it, and it comes back as the same captures.

use crate::desk::{Desk, Run, feed, toml};
use crate::newsstand::{Story, put_feed, stories};
use crate::server::{Reply, Server};
use flate2::read::MultiGzDecoder;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where `.ci/test` has put warcio; none, loudly, where it has not.
fn warcio() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    let folder = target.join("warcio");
    if folder.join("warcio").is_dir() {
        return Some(folder);
    }
    eprintln!("*** WARC FILES WERE NOT VALIDATED: WARCIO IS NOT IN {}; .ci/warcio BRINGS IT ***", folder.display());
    None
}

/// A program of three lines with warcio, its output.
fn python(folder: &Path, args: &[&str]) -> (bool, String) {
    let run = Command::new("python3").args(args).env("PYTHONPATH", folder).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

const LIST: &str = "import sys
from warcio.archiveiterator import ArchiveIterator
for r in ArchiveIterator(open(sys.argv[1], 'rb'), check_digests='raise'):
    body = r.content_stream().read()
    status = r.http_headers.get_statuscode() if r.http_headers else '-'
    print(r.rec_type, status, len(body))
";

/// A desk with one page asked three times: as it was, moved for now, edited, and once as it was again.
fn desk() -> (Desk, Server, Vec<Story>) {
    let (desk, server, listed) = (Desk::new(), Server::start(), stories("courier", 2));
    put_feed(&server, "/feed.xml", &listed);
    // Without a tag, so that it comes again and again.
    server.put(&listed[0].path, Reply::html(&listed[0].html()).gzipped());
    server.put(&listed[1].path, Reply::redirect("/moved.html"));
    server.page("/moved.html", &listed[1].html());
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    for _ in 0..2 {
        ingest(&desk);
    }
    (desk, server, listed)
}

fn ingest(desk: &Desk) -> Run {
    let run = desk.run(&["ingest", "--all"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    run
}

fn export(desk: &Desk, name: &str) -> PathBuf {
    let file = desk.folder().join(name);
    let run = desk.run(&["export", "", "--format", "warc", "--out", file.to_str().unwrap()]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    file
}

#[test]
fn a_warc_file_is_read_by_others() {
    let (desk, ..) = desk();
    let Some(folder) = warcio() else { return };
    for name in ["evidence.warc", "evidence.warc.gz"] {
        let file = export(&desk, name);
        let file = file.to_str().unwrap();
        let (good, told) = python(&folder, &["-m", "warcio.cli", "check", "-v", file]);
        assert!(good && told.contains("digest pass") && !told.contains("failed"), "{told}");
        let (good, told) = python(&folder, &["-c", LIST, file]);
        assert!(good, "{told}");
        let of = |kind: &str| told.lines().filter(|l| l.starts_with(kind)).count();
        assert_eq!((of("warcinfo"), of("response 301"), of("response 200")), (1, 1, 2), "{told}");
        assert!(of("request") >= 3 && of("metadata") >= 2, "{told}");
    }
}

#[test]
fn what_goes_out_comes_back_the_same() {
    let (desk, ..) = desk();
    let file = export(&desk, "evidence.warc.gz");
    let mut text = String::new();
    MultiGzDecoder::new(std::fs::File::open(&file).unwrap()).read_to_string(&mut text).unwrap();
    assert!(text.contains("X-Archive-Orig-content-encoding: gzip"), "{text}");
    let other = Desk::new();
    let file = file.to_str().unwrap();
    let run = other.run(&["import", file]);
    assert!(run.code == 0 && run.stdout.starts_with("2 new documents"), "{run:?}");
    let ids = |desk: &Desk| {
        let answer = desk.json(&["search", "sort:oldest", "--format", "json"]);
        answer["results"].as_array().unwrap().iter().map(|d| (d["id"].clone(), d["capture"]["sha256"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(ids(&other), ids(&desk));
    // Again, and nothing is read twice; a page that came again in another second is a capture of its own.
    let captures = text.matches("dateline-capture: ").count();
    let run = other.run(&["import", file]);
    assert!(run.stdout.starts_with(&format!("0 new documents, 0 revised, {captures} unchanged")), "{run:?}");
    assert_eq!(other.run(&["check"]).code, 0);
}

#[test]
fn a_page_whose_body_came_before_comes_back_too() {
    let (desk, server, mut listed) = (Desk::new(), Server::start(), stories("courier", 2));
    listed.push(Story { path: "/courier/again.html".to_owned(), ..listed[0].clone() });
    put_feed(&server, "/feed.xml", &listed);
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    ingest(&desk);
    let file = export(&desk, "again.warc");
    assert!(std::fs::read(&file).unwrap().windows(7).any(|w| w == b"revisit"));
    let other = Desk::new();
    let run = other.run(&["import", file.to_str().unwrap()]);
    assert!(run.code == 0 && run.stdout.starts_with("3 new documents"), "{run:?}");
    let quotes = |desk: &Desk| desk.json(&["quotes", "", "--format", "json"])["total"].clone();
    assert_eq!(quotes(&other), quotes(&desk));
    assert_eq!(other.run(&["check", "--evidence"]).code, 0);
}

#[test]
fn a_warc_file_that_is_cut_gives_what_it_has() {
    let (desk, ..) = desk();
    let whole = std::fs::read(export(&desk, "evidence.warc")).unwrap();
    let cut = desk.folder().join("cut.warc");
    std::fs::write(&cut, &whole[..whole.len() - 200]).unwrap();
    let other = Desk::new();
    let run = other.run(&["import", cut.to_str().unwrap()]);
    assert!(run.code == 3 && run.stderr.contains("cut.warc: "), "{run:?}");
    assert!(run.stdout.starts_with("2 new documents") || run.stdout.starts_with("1 new documents"), "{run:?}");
}
