//! CSL-JSON, which Zotero, pandoc and other citation processors read: the document behind each row, with the words as a note.

use super::item::{Item, parts};
use super::{About, Listed, Writer};
use crate::model::When;
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

#[derive(Debug, Default)]
pub(super) struct CslJson(Listed);

impl Writer for CslJson {
    fn head(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(write!(out, "[")?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let mut value = json!({
            "id": item.id(),
            "type": if item.is_statement() { "webpage" } else { "article-newspaper" },
            "title": item.headline(),
        });
        let authors = item.authors();
        let optional = [
            ("author", (!authors.is_empty()).then(|| authors.iter().map(|a| json!({ "literal": a })).collect())),
            ("container-title", item.publisher().map(|p| json!(p))),
            ("publisher", item.publisher().map(|p| json!(p))),
            ("issued", item.published().as_ref().map(date)),
            ("accessed", item.fetched().as_ref().map(date)),
            ("URL", item.url().map(|u| json!(u))),
            ("language", item.language().map(|l| json!(l))),
            ("note", note(&item).map(|n| json!(n))),
        ];
        for (key, field) in optional {
            if let Some(field) = field {
                value[key] = field;
            }
        }
        self.0.write(out, &value)
    }

    fn tail(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(writeln!(out, "\n]")?)
    }
}

/// Year, month and day, as far as they are stated.
fn date(when: &When) -> Value {
    json!({ "date-parts": [parts(when).into_iter().take(3).collect::<Vec<_>>()] })
}

/// What the row says beyond its document.
pub(super) fn note(item: &Item) -> Option<String> {
    let words = item.marked()?;
    let speaker = item.speaker().map(|s| format!("{s}: ")).unwrap_or_default();
    let date = item.when().map(|w| format!(" ({} {})", item.kind(), w.edtf)).unwrap_or_default();
    Some(format!("{speaker}{words}{date}"))
}
