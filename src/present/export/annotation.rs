//! W3C Web Annotations: each quotation where it stands, by its words and by its place, with a link that shows it in a browser
//! (text fragments, wicg.github.io/scroll-to-text-fragment).

use super::item::{Item, one_line};
use super::{About, Listed, Writer};
use anyhow::Result;
use serde_json::{Value, json};
use std::io::Write;

#[derive(Debug, Default)]
pub(super) struct Annotations(Listed);

/// Code points of context on either side.
const AROUND: usize = 32;
/// Words of a text fragment's ends; a longer quotation is named by its first and last words.
const ENDS: usize = 4;

impl Writer for Annotations {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let label = json!(about.colophon.title());
        Ok(write!(
            out,
            "{{\n\"@context\": \"http://www.w3.org/ns/anno.jsonld\",\n\"type\": \"AnnotationPage\",\n\"label\": {label},\n\"items\": ["
        )?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let date = item.when().map(|w| format!("{} {}", item.kind(), w.edtf));
        let body = [item.speaker().map(str::to_owned), date].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let value = json!({
            "id": format!("urn:dateline:{}", item.id()),
            "type": "Annotation",
            "motivation": "describing",
            "body": { "type": "TextualBody", "value": body, "format": "text/plain" },
            "target": targets(&item, row),
        });
        self.0.write(out, &value)
    }

    fn tail(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(writeln!(out, "\n]\n}}")?)
    }
}

/// One for each piece of a quotation; the document itself where nothing in it is meant.
fn targets(item: &Item, row: &Value) -> Value {
    let source = item.url().map_or_else(|| format!("urn:dateline:{}", item.id()), str::to_owned);
    let context = row["context"].as_str().unwrap_or_default();
    let pieces = match row["pieces"].as_array() {
        Some(pieces) => pieces.clone(),
        None if item.words().is_some() => vec![json!({ "text": item.words(), "start": row["start"], "end": row["end"] })],
        None => return json!(source),
    };
    let target = |piece: &Value| {
        let exact = piece["text"].as_str().unwrap_or_default();
        json!({
            "source": source,
            "selector": [quoted(exact, context), { "type": "TextPositionSelector", "start": piece["start"], "end": piece["end"] }],
            "seeAlso": format!("{source}#:~:text={}", fragment(exact)),
        })
    };
    pieces.iter().map(target).collect()
}

fn quoted(exact: &str, context: &str) -> Value {
    let mut selector = json!({ "type": "TextQuoteSelector", "exact": exact });
    if let Some((before, after)) = context.split_once(exact) {
        let tail: Vec<char> = before.chars().rev().take(AROUND).collect();
        selector["prefix"] = json!(tail.into_iter().rev().collect::<String>());
        selector["suffix"] = json!(after.chars().take(AROUND).collect::<String>());
    }
    selector
}

fn fragment(exact: &str) -> String {
    let line = one_line(exact);
    let words: Vec<&str> = line.split(' ').collect();
    if words.len() <= 2 * ENDS {
        return encoded(&line);
    }
    format!("{},{}", encoded(&words[..ENDS].join(" ")), encoded(&words[words.len() - ENDS..].join(" ")))
}

/// Everything but letters and digits of ASCII; `-` and `,` have a meaning in a fragment.
fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
