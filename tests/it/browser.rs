//! The pages in a real browser: the story of a journalist on wide and narrow screens, with scripts off, by keyboard alone, and
//! without a violation that axe-core knows; and two hundred ways to smuggle a script in, of which none runs.
//!
//! `.ci/browser` puts Chromium and what drives it into place; without them these tests say in capitals that they did not run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a script of tests/browser on the program.
fn run(script: &str, more: &[&Path]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/browser/bin/python");
    let chromium = std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if !python.exists() || !chromium.exists() {
        eprintln!("*** {script} DID NOT RUN IN A BROWSER: .ci/browser MAKES {} AND {} ***", python.display(), chromium.display());
        return;
    }
    let mut command = Command::new(python);
    command.arg(root.join("tests/browser").join(script)).arg(env!("CARGO_BIN_EXE_dateline")).args(more);
    let done = command.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
    assert!(done.status.success(), "{}\n{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
}

#[test]
fn the_story_is_told_in_a_browser() {
    run("story.py", &[]);
}

#[test]
fn a_site_is_added_in_a_browser() {
    run("adding.py", &[]);
}

#[test]
fn no_export_runs_in_a_browser() {
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/timelinejs/node_modules/@knight-lab/timelinejs/dist/js/timeline.js");
    if reader.exists() {
        return run("exports.py", &[&reader]);
    }
    eprintln!("*** HOSTILE TIMELINES WERE NOT SHOWN: {} IS NOT THERE; .ci/test makes it ***", reader.display());
    run("exports.py", &[]);
}

#[test]
fn nothing_foreign_runs_in_a_browser() {
    let shared = std::env::var_os("DATELINE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let odd = shared.join("corpora/feeds-odd");
    if odd.join("files.tar.xz").exists() {
        return run("xss.py", &[&odd]);
    }
    eprintln!("*** ODD FEEDS WERE NOT LOOKED AT IN A BROWSER: {} IS NOT THERE ***", odd.display());
    run("xss.py", &[]);
}
