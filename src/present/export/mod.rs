//! Answers as files: exactly what was shown, one format a file.

mod columns;
mod csv;
mod markdown;

use super::view::Envelope;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

pub(super) use columns::Shape;

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated, for spreadsheets; nested keys joined by a dot
    Csv,
    /// One object with the question and its answers
    Json,
    /// One answer a line
    Jsonl,
    /// Markdown, to read and to cite from
    Md,
}

/// What an export says of itself.
#[derive(Debug)]
pub(super) struct Colophon<'a> {
    pub(super) question: &'a str,
    pub(super) zone: String,
    pub(super) time: DateTime<Utc>,
}

impl Colophon<'_> {
    fn json(&self) -> Value {
        json!({
            "question": self.question,
            "zone": self.zone,
            "time": self.time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "version": env!("CARGO_PKG_VERSION"),
        })
    }
}

/// Writes answers in a format.
pub(super) fn write(out: &mut dyn Write, format: Format, shape: Shape, answer: &Envelope, colophon: &Colophon) -> Result<()> {
    match format {
        Format::Csv => csv::write(out, shape, answer, colophon),
        Format::Md => markdown::write(out, shape, answer, colophon),
        Format::Json => {
            let mut whole = serde_json::to_value(answer)?;
            whole["export"] = colophon.json();
            writeln!(out, "{}", serde_json::to_string_pretty(&whole)?)?;
            Ok(())
        }
        Format::Jsonl => {
            for result in &answer.results {
                writeln!(out, "{result}")?;
            }
            Ok(())
        }
    }
}

/// Writes a file whole or not at all: beside it first, then in its place.
pub(super) fn whole_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut name = path.file_name().context("--out names a folder, not a file")?.to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let draft = path.with_file_name(name);
    let result = fill(&draft, write).and_then(|()| Ok(std::fs::rename(&draft, path)?));
    if result.is_err() {
        // Best effort: the error that matters is the first.
        let _ = std::fs::remove_file(&draft);
    }
    result.with_context(|| path.display().to_string())
}

fn fill(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    write(&mut out)?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests;
