//! RIS, which reference managers read: the document behind each row, with the words as a note.

use super::csljson::note;
use super::item::{Item, one_line, parts};
use super::{About, Writer};
use crate::model::When;
use anyhow::Result;
use serde_json::Value;
use std::io::Write;

#[derive(Debug)]
pub(super) struct Ris;

impl Writer for Ris {
    fn head(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let mut tag = |name: &str, value: Option<String>| match value.map(|v| one_line(&v)) {
            Some(value) if !value.is_empty() => write!(out, "{name}  - {value}\r\n"),
            _ => Ok(()),
        };
        tag("TY", Some(if item.is_statement() { "ELEC" } else { "NEWS" }.to_owned()))?;
        tag("ID", Some(item.id().to_owned()))?;
        tag("TI", Some(item.headline().to_owned()))?;
        for author in item.authors() {
            tag("AU", Some(author.to_owned()))?;
        }
        tag("T2", item.publisher().map(str::to_owned))?;
        tag("PB", item.publisher().map(str::to_owned))?;
        tag("PY", item.published().map(|w| parts(&w)[0].to_string()))?;
        tag("DA", item.published().as_ref().map(date))?;
        tag("UR", item.url().map(str::to_owned))?;
        tag("Y2", item.fetched().as_ref().map(date))?;
        tag("LA", item.language().map(str::to_owned))?;
        tag("N1", note(&item))?;
        Ok(write!(out, "ER  - \r\n\r\n")?)
    }

    fn tail(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }
}

/// `YYYY/MM/DD/`, parts that are not stated left empty.
fn date(when: &When) -> String {
    let mut parts = parts(when).into_iter().take(3).map(|n| format!("{n:02}"));
    let mut next = || parts.next().unwrap_or_default();
    format!("{}/{}/{}/", next(), next(), next())
}
