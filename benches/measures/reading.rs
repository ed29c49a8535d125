//! `inspect --jsonl` on one core: pages a second, beside trafilatura on the same files in the same minute; and quotations
//! in plain texts. What is read lies outside this repository; see `benches/run` for where from.

use crate::process::{Run, best, run_with};
use crate::table;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const ROUNDS: usize = 3;
/// Texts that are read; about a day's output of a large newsroom's sources.
const TEXTS: usize = 5_000;

/// Prints the table, as far as there is something to read.
pub(crate) fn measure() -> Result<()> {
    table::head("Reading on one core", &["what", "program", "a second", "CPU time", "peak memory", "ratio of times"]);
    let path = |name| std::env::var_os(name).map(PathBuf::from);
    match path("MEASURES_PAGES") {
        Some(folder) => pages(&folder)?,
        None => table::row(&["pages: not measured, MEASURES_PAGES names no folder"]),
    }
    if let Some(file) = path("MEASURES_TEXTS") {
        texts(&file)?;
    } else {
        table::row(&["texts: not measured, MEASURES_TEXTS names no file"]);
    }
    Ok(())
}

/// A list of requests, and how many.
struct Requests {
    folder: TempDir,
    count: usize,
}

impl Requests {
    fn write(requests: impl Iterator<Item = Value>) -> Result<Requests> {
        let folder = tempfile::tempdir()?;
        let lines: Vec<String> = requests.map(|r| r.to_string()).collect();
        fs::write(folder.path().join("requests"), lines.join("\n"))?;
        Ok(Requests { folder, count: lines.len() })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("requests")
    }

    fn row(&self, what: &str, program: &str, run: Run, ratio: &str) {
        let rate = format!("{:.0}", self.count as f64 / run.wall.as_secs_f64());
        table::row(&[&format!("{} {what}", self.count), program, &rate, &table::time(run.cpu), &run.memory(), ratio]);
    }
}

fn pages(folder: &Path) -> Result<()> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>().with_context(|| folder.display().to_string())?;
    files.retain(|f| f.extension().is_some_and(|e| e == "html"));
    files.sort();
    let requests = Requests::write(files.iter().enumerate().map(|(n, path)| json!({ "id": n.to_string(), "path": path })))?;
    let Some(python) = std::env::var_os("MEASURES_PYTHON") else {
        requests.row("pages", "dateline", inspect(&requests)?, "");
        return Ok(());
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/pages.py");
    let theirs = || run_with(one_core(Path::new(&python)).arg(&script), &requests.path());
    let (ours, theirs) = best(ROUNDS, || inspect(&requests), theirs)?;
    requests.row("pages", "dateline", ours, &table::ratio(ours.wall, theirs.wall));
    requests.row("pages", "trafilatura", theirs, "");
    Ok(())
}

/// Quotations, dates and names in texts: a line of JSON each, with `text`, `title` and `date`.
fn texts(file: &Path) -> Result<()> {
    let lines = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let read = |line: &str| serde_json::from_str::<Value>(line).context("a line of MEASURES_TEXTS");
    let texts: Vec<Value> = lines.lines().take(TEXTS).map(read).collect::<Result<_>>()?;
    let request = |(n, t): (usize, &Value)| json!({ "id": n.to_string(), "text": t["text"], "title": t["title"], "published": t["date"] });
    let requests = Requests::write(texts.iter().enumerate().map(request))?;
    requests.row("texts with quotations", "dateline", inspect(&requests)?, "");
    Ok(())
}

fn inspect(requests: &Requests) -> Result<Run> {
    run_with(one_core(Path::new(env!("CARGO_BIN_EXE_dateline"))).args(["inspect", "--jsonl"]), &requests.path())
}

pub(crate) fn one_core(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}
