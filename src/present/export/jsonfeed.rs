//! JSON Feed 1.1 (jsonfeed.org). The whole row stands beside each item, under `_dateline`.

use super::item::{Item, one_line};
use super::{About, Listed, Writer};
use crate::model::when::utc_text;
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

#[derive(Debug, Default)]
pub(super) struct JsonFeed(Listed);

impl Writer for JsonFeed {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let title = json!(about.colophon.title());
        Ok(write!(out, "{{\n\"version\": \"https://jsonfeed.org/version/1.1\",\n\"title\": {title},\n\"items\": [")?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let names = item.speaker().map_or_else(|| item.authors(), |speaker| vec![speaker]);
        let mut value = json!({
            "id": format!("urn:dateline:{}", item.id()),
            "title": one_line(&item.line()),
            "content_text": item.marked().unwrap_or_else(|| item.source()),
            "authors": names.iter().map(|n| json!({ "name": n })).collect::<Vec<_>>(),
            "tags": [item.kind()],
            "_dateline": row,
        });
        let optional = [
            ("url", item.url().map(str::to_owned)),
            ("date_published", item.when().map(|w| utc_text(w.start))),
            ("language", item.language().map(str::to_owned)),
        ];
        for (key, text) in optional {
            if let Some(text) = text {
                value[key] = json!(text);
            }
        }
        self.0.write(out, &value)
    }

    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        Ok(writeln!(out, "\n],\n\"_dateline\": {}\n}}", about.colophon.json())?)
    }
}
