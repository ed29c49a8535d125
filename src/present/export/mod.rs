//! Answers as files: exactly what was shown, one format a file.
//!
//! A format writes a head, a row at a time and a tail, so that a million rows need no more memory than one page of them.
//!
//! - `columns`: what a row's cells are called; `item`: what formats for other programs want of a row
//! - for people: `markdown`, `html`, `xlsx`; for programs: `csv`, `json`; for calendars and readers: `ics`, `atom`,
//!   `jsonfeed`; for timelines: `timelinejs`, `timesketch`; for citing: `csljson`, `bibtex`, `ris`; for the web:
//!   `annotation`, `schemaorg`

mod annotation;
mod atom;
mod bibtex;
mod columns;
mod csljson;
mod csv;
mod html;
mod ics;
mod item;
mod json;
mod jsonfeed;
mod markdown;
mod ris;
mod schemaorg;
mod timelinejs;
mod timesketch;
mod xlsx;

use super::format::Format;
use super::view::Envelope;
use crate::query::View;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

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

    /// The question, or that there is none.
    fn title(&self) -> &str {
        if self.question.is_empty() { "everything" } else { self.question }
    }
}

/// What stands around the rows.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub(super) shape: View,
    pub(super) colophon: &'a Colophon<'a>,
    pub(super) interpreted: &'a str,
    /// The same in plain words.
    pub(super) sentence: &'a str,
    pub(super) warnings: &'a [String],
    /// All that fit, on every page.
    pub(super) total: usize,
    /// Cursor after the last row, where more would follow.
    pub(super) next: Option<&'a str>,
}

impl<'a> About<'a> {
    /// What stands around the rows of an answer.
    pub(super) fn of(answer: &'a Envelope, shape: View, colophon: &'a Colophon<'a>) -> About<'a> {
        let (interpreted, sentence, warnings) = (answer.interpreted.as_str(), answer.sentence.as_str(), answer.warnings.as_slice());
        About { shape, colophon, interpreted, sentence, warnings, total: answer.total, next: answer.next.as_deref() }
    }
}

/// A format, written a row at a time.
pub(super) trait Writer {
    /// What comes before the rows.
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()>;
    /// A row.
    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()>;
    /// What comes after them.
    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()>;
}

/// The writer of a format; none of the table, which is for people, and of the archive, which holds captures and no rows.
pub(super) fn writer(format: Format) -> Option<Box<dyn Writer>> {
    Some(match format {
        Format::Table | Format::Warc => return None,
        Format::Csv => Box::<csv::Csv>::default(),
        Format::Json => Box::<json::Whole>::default(),
        Format::Jsonl => Box::new(json::Lines),
        Format::Md => Box::<markdown::Markdown>::default(),
        Format::Html => Box::<html::Html>::default(),
        Format::Xlsx => Box::<xlsx::Xlsx>::default(),
        Format::Ics => Box::new(ics::Ics),
        Format::Atom => Box::new(atom::Atom),
        Format::JsonFeed => Box::<jsonfeed::JsonFeed>::default(),
        Format::Timelinejs => Box::<timelinejs::Timeline>::default(),
        Format::Timesketch => Box::new(timesketch::Table),
        Format::TimesketchJsonl => Box::new(timesketch::Lines),
        Format::CslJson => Box::<csljson::CslJson>::default(),
        Format::Bibtex => Box::new(bibtex::Bibtex),
        Format::Ris => Box::new(ris::Ris),
        Format::Annotation => Box::<annotation::Annotations>::default(),
        Format::SchemaOrg => Box::<schemaorg::Graph>::default(),
    })
}

/// When the document behind a row was fetched.
pub(super) fn fetched(shape: View, row: &Value) -> Option<DateTime<Utc>> {
    item::Item::of(shape, row).fetched().map(|when| when.start)
}

/// Items of a JSON list, one a line, with commas between.
#[derive(Debug, Default)]
struct Listed(usize);

impl Listed {
    fn write(&mut self, out: &mut dyn Write, value: &Value) -> Result<()> {
        let comma = if self.0 > 0 { ",\n" } else { "\n" };
        self.0 += 1;
        Ok(write!(out, "{comma}{value}")?)
    }
}

/// A file that is whole or not there: written beside its place first, then put into it. Dropped before that, it leaves nothing.
pub(super) struct Draft {
    out: BufWriter<File>,
    beside: PathBuf,
    path: PathBuf,
}

impl Draft {
    pub(super) fn begin(path: &Path) -> Result<Draft> {
        let mut name = path.file_name().context("--out names a folder, not a file")?.to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let beside = path.with_file_name(name);
        let out = BufWriter::new(File::create(&beside).with_context(|| path.display().to_string())?);
        Ok(Draft { out, beside, path: path.to_owned() })
    }

    pub(super) fn finish(mut self) -> Result<()> {
        let put = self.out.flush().and_then(|()| std::fs::rename(&self.beside, &self.path));
        put.with_context(|| self.path.display().to_string())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Best effort; after `finish` there is none.
        let _ = std::fs::remove_file(&self.beside);
    }
}

#[cfg(test)]
mod tests;
