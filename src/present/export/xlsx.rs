//! A workbook: dates are dates, addresses are links, the head stays in sight. What the question was stands on a sheet of its own.

use super::columns::{COLOPHON, cell};
use super::{About, Writer};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Format, Url, Workbook, Worksheet};
use serde_json::{Value, json};
use std::io::Write;

/// Rows of a sheet, its head among them (Excel's specifications).
const MOST_ROWS: u32 = 1_048_576;
/// Characters of a cell.
const LONGEST: usize = 32_767;
/// Characters of a link; links on a sheet.
const LONGEST_LINK: usize = 2_000;
const MOST_LINKS: u32 = 65_000;

#[derive(Default)]
pub(super) struct Xlsx {
    book: Option<Workbook>,
    columns: Vec<String>,
    rows: u32,
    links: u32,
}

impl Writer for Xlsx {
    fn head(&mut self, _: &mut dyn Write, about: &About) -> Result<()> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        // One row at a time goes to a file of its own, not to memory.
        let sheet = book.add_worksheet_with_low_memory().set_name("answers")?;
        sheet.set_freeze_panes(1, 0)?;
        self.columns = about.shape.columns();
        for (nth, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(nth, if column.ends_with("text") || column.ends_with("title") { 60 } else { 18 })?;
            sheet.write_string_with_format(0, nth, column, &bold)?;
        }
        self.book = Some(book);
        Ok(())
    }

    fn row(&mut self, _: &mut dyn Write, _: &About, row: &Value) -> Result<()> {
        self.rows += 1;
        if self.rows >= MOST_ROWS {
            bail!("a workbook holds {} rows; export as csv, or ask for less", MOST_ROWS - 1);
        }
        let sheet = self.book.as_mut().context("the head comes first")?.worksheet_from_index(0)?;
        for (nth, column) in (0..).zip(&self.columns) {
            let text = cell(row, column);
            let is_link = column.ends_with("url") && text.len() <= LONGEST_LINK && self.links < MOST_LINKS;
            if is_link && (text.starts_with("http://") || text.starts_with("https://")) {
                self.links += 1;
                sheet.write_url(self.rows, nth, Url::new(&text))?;
            } else {
                write(sheet, (self.rows, nth), column, &text)?;
            }
        }
        Ok(())
    }

    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let mut book = self.book.take().context("the head comes first")?;
        let colophon = json!({ "export": about.colophon.json() });
        let sheet = book.add_worksheet().set_name("export")?;
        for (nth, name) in (0..).zip(COLOPHON) {
            sheet.write_string(nth, 0, *name)?.write_string(nth, 1, cell(&colophon, name))?;
        }
        Ok(out.write_all(&book.save_to_buffer()?)?)
    }
}

/// An instant that a workbook can hold: it counts days from 1900, and takes that year for a leap year, so that dates are right from March
/// of it on. Earlier ones stay text.
fn known_to_excel(text: &str) -> Option<NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(1900, 3, 1)?;
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.naive_utc()).filter(|at| at.date() >= first)
}

/// An instant is one, a number is a number; all else is text, and never a formula.
fn write(sheet: &mut Worksheet, (row, column): (u32, u16), name: &str, text: &str) -> Result<()> {
    let key = name.rsplit('.').next().unwrap_or(name);
    if matches!(key, "start" | "end" | "fetched")
        && let Some(at) = known_to_excel(text)
    {
        let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        sheet.write_datetime_with_format(row, column, at, &format)?;
    } else if matches!(key, "words" | "quotes" | "quoted" | "confidence" | "score" | "start" | "end")
        && let Ok(number) = text.parse::<f64>()
    {
        sheet.write_number(row, column, number)?;
    } else if !text.is_empty() {
        sheet.write_string(row, column, text.chars().take(LONGEST).collect::<String>())?;
    }
    Ok(())
}
