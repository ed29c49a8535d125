//! Hostile inputs, those of the test: an answer in a second of computing, and memory within ten times the input.

use crate::process::{Run, dateline, run_with};
use crate::table;
use anyhow::Result;
use serde_json::json;
use std::fs;
use std::path::Path;

#[path = "../../tests/it/hostile/inputs.rs"]
mod inputs;

/// Prints the table.
pub(crate) fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let idle = inspect(folder.path(), b"<p>The boats stopped at noon.")?;
    table::head("Hostile inputs", &["input", "size", "CPU time", "peak memory", "above an idle reader, per byte of input"]);
    for (name, make) in inputs::PAGES.iter().chain(inputs::FEEDS) {
        let bytes = make();
        let run = inspect(folder.path(), &bytes)?;
        let factor = run.peak.saturating_sub(idle.peak) as f64 / bytes.len() as f64;
        let size = format!("{:.1} MB", bytes.len() as f64 / 1e6);
        table::row(&[*name, &size, &table::time(run.cpu), &run.memory(), &format!("{factor:.1}")]);
    }
    Ok(())
}

fn inspect(folder: &Path, bytes: &[u8]) -> Result<Run> {
    let (body, request) = (folder.join("body"), folder.join("request"));
    fs::write(&body, bytes)?;
    fs::write(&request, json!({ "id": "1", "path": body }).to_string())?;
    run_with(dateline().args(["inspect", "--jsonl"]).current_dir(folder), &request)
}
