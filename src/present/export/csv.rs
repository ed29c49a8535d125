//! Comma-separated values (RFC 4180) for spreadsheets.

use super::columns::{COLOPHON, Shape, cell};
use super::{Colophon, Envelope};
use anyhow::Result;
use serde_json::json;
use std::io::Write;

pub(super) fn write(out: &mut dyn Write, shape: Shape, answer: &Envelope, colophon: &Colophon) -> Result<()> {
    let columns = shape.columns();
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(columns.iter().map(String::as_str).chain(COLOPHON.iter().copied()))?;
    let about = json!({ "export": colophon.json() });
    for row in &answer.results {
        let own = columns.iter().map(|c| cell(row, c));
        csv.write_record(own.chain(COLOPHON.iter().map(|c| cell(&about, c))).map(|c| harmless(&c)))?;
    }
    Ok(csv.flush()?)
}

/// A spreadsheet takes a cell that opens like this for a formula, and would run what a page put there (OWASP, CSV
/// injection). An apostrophe makes it text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
