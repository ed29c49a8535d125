//! Comma-separated values (RFC 4180) for spreadsheets.

use super::columns::{COLOPHON, cell};
use super::{About, Writer};
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

/// The columns of the rows, and what every row says of the export.
#[derive(Debug, Default)]
pub(super) struct Csv {
    columns: Vec<String>,
    about: Vec<String>,
}

impl Writer for Csv {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        self.columns = about.shape.columns();
        let colophon = json!({ "export": about.colophon.json() });
        self.about = COLOPHON.iter().map(|c| harmless(&cell(&colophon, c))).collect();
        record(out, self.columns.iter().map(String::as_str).chain(COLOPHON.iter().copied()))
    }

    fn row(&mut self, out: &mut dyn Write, _: &About, row: &Value) -> Result<()> {
        let own: Vec<String> = self.columns.iter().map(|c| harmless(&cell(row, c))).collect();
        record(out, own.iter().chain(&self.about))
    }

    fn tail(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }
}

pub(super) fn record<T: AsRef<[u8]>>(out: &mut dyn Write, cells: impl Iterator<Item = T>) -> Result<()> {
    let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    line.write_record(cells)?;
    Ok(out.write_all(&line.into_inner()?)?)
}

/// A spreadsheet takes a cell that opens like this for a formula, and would run what a page put there (OWASP, CSV
/// injection). An apostrophe makes it text.
pub(super) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) { format!("'{cell}") } else { cell.to_owned() }
}
