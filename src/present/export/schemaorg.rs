//! schema.org as JSON-LD: quotations with who said them and where they stand, articles, dated events.

use super::item::Item;
use super::{About, Listed, Writer};
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

#[derive(Debug, Default)]
pub(super) struct Graph(Listed);

impl Writer for Graph {
    fn head(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(write!(out, "{{\n\"@context\": \"https://schema.org\",\n\"@graph\": [")?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let id = format!("urn:dateline:{}", item.id());
        let date = item.when().map(|w| w.edtf);
        let value = match item.kind() {
            "said" => json!({
                "@type": "Quotation", "@id": id, "text": item.words(), "dateCreated": date,
                "creator": item.speaker().map(|name| json!({ "@type": speaker_type(row), "name": name })),
                "isPartOf": article(&item),
            }),
            "happened" => json!({ "@type": "Event", "@id": id, "name": item.words(), "startDate": date, "subjectOf": article(&item) }),
            kind => {
                let mut article = article(&item);
                article["@id"] = json!(id);
                if kind == "revised" {
                    article["dateModified"] = json!(date);
                }
                article
            }
        };
        self.0.write(out, &without_nulls(value))
    }

    fn tail(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(writeln!(out, "\n]\n}}")?)
    }
}

/// An answer does not say whether a speaker is a person; a role is one's who is.
fn speaker_type(row: &Value) -> &'static str {
    if row["role"].is_string() { "Person" } else { "Thing" }
}

fn article(item: &Item) -> Value {
    json!({
        "@type": if item.is_statement() { "WebPage" } else { "NewsArticle" },
        "headline": item.headline(), "url": item.url(), "datePublished": item.published().map(|w| w.edtf),
        "inLanguage": item.language(),
        "author": item.authors().iter().map(|a| json!({ "@type": "Person", "name": a })).collect::<Vec<_>>(),
        "publisher": item.publisher().map(|p| json!({ "@type": "Organization", "name": p })),
    })
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, v)| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty()));
            Value::Object(kept.map(|(k, v)| (k, without_nulls(v))).collect())
        }
        value => value,
    }
}
