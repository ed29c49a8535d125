//! Timesketch (timesketch.org): a row needs `message`, `datetime` and `timestamp_desc`; what else there is comes with it.

use super::csv::{harmless, record};
use super::item::{Item, one_line};
use super::{About, Writer};
use anyhow::Result;
use chrono::SecondsFormat;
use serde_json::{Value, json};
use std::io::Write;

const COLUMNS: [&str; 11] =
    ["message", "datetime", "timestamp_desc", "edtf", "precision", "speaker", "title", "publisher", "url", "id", "sha256"];

/// As csv.
#[derive(Debug)]
pub(super) struct Table;

/// As JSON, one a line.
#[derive(Debug)]
pub(super) struct Lines;

impl Writer for Table {
    fn head(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        record(out, COLUMNS.iter())
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        record(out, cells(&Item::of(about.shape, row), row).iter().map(|c| harmless(c)))
    }

    fn tail(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }
}

impl Writer for Lines {
    fn head(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let cells = cells(&Item::of(about.shape, row), row);
        let object: serde_json::Map<String, Value> = COLUMNS.iter().zip(cells).map(|(c, v)| ((*c).to_owned(), json!(v))).collect();
        Ok(writeln!(out, "{}", Value::Object(object))?)
    }

    fn tail(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }
}

/// A row without a date stands at the time it was fetched, and says so.
fn cells(item: &Item, row: &Value) -> [String; COLUMNS.len()] {
    let when = item.when();
    let what = if item.is_statement() { "statement" } else { "article" };
    let described = match (&when, item.kind()) {
        (None, _) => format!("{what} fetched"),
        (_, "said") => "statement made".to_owned(),
        (_, "happened") => "event happened".to_owned(),
        (_, kind) => format!("{what} {kind}"),
    };
    let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let (edtf, precision) = when.as_ref().map_or_else(Default::default, |w| (w.edtf.clone(), w.precision.name().to_owned()));
    let start = when.or_else(|| item.fetched()).map(|w| w.start.to_rfc3339_opts(SecondsFormat::Secs, false));
    let capture = row.pointer("/document/capture").unwrap_or(&row["capture"]);
    [
        one_line(&item.line()),
        start.unwrap_or_default(),
        described,
        edtf,
        precision,
        own(item.speaker()),
        one_line(item.headline()),
        own(item.publisher()),
        own(item.url()),
        item.id().to_owned(),
        own(capture["sha256"].as_str()),
    ]
}
