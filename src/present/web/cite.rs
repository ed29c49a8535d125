//! How a document, or a quotation in it, is cited, in the forms that people need.

use super::rows::{heading, web_address};
use super::stamp;
use crate::model::{Document, Zone};
use crate::present::export::{About, Colophon, writer};
use crate::present::format::Format;
use crate::query::View;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A citation in one form.
pub(super) struct Citation {
    pub(super) form: &'static str,
    pub(super) text: String,
}

/// Text, Markdown, `BibTeX`, RIS and CSL-JSON.
pub(super) fn citations(d: &Document, row: &Value, shape: View, words: Option<&str>, now: DateTime<Utc>) -> Vec<Citation> {
    let plain = plain(d, words);
    let markdown = match web_address(d.url.as_deref()) {
        Some(url) => {
            plain.replacen(&format!("“{}”", heading(d)), &format!("[“{}”](<{}>)", escaped(&heading(d)), url.replace(['<', '>'], "")), 1)
        }
        None => plain.clone(),
    };
    let written = |format| written(row, shape, format, now).unwrap_or_default();
    vec![
        Citation { form: "Text", text: plain },
        Citation { form: "Markdown", text: markdown },
        Citation { form: "BibTeX", text: written(Format::Bibtex) },
        Citation { form: "RIS", text: written(Format::Ris) },
        Citation { form: "CSL-JSON", text: written(Format::CslJson) },
    ]
}

/// Words, authors, headline, outlet, day, address, and when it was read, with the hash of what was read.
fn plain(d: &Document, words: Option<&str>) -> String {
    let article = &d.article;
    let authors = Some(article.authors.join(", ")).filter(|a| !a.is_empty());
    let published = article.published.as_ref().map(stamp::cited);
    let read = Some(format!("read {}", d.capture.fetched.date_naive()));
    let hash = Some(format!("SHA-256 {}", d.capture.sha256));
    let address = web_address(d.url.as_deref());
    let headline = Some(format!("“{}”", heading(d)));
    let parts = [authors, headline, article.publisher.clone(), published, address, read, hash];
    let cited = parts.into_iter().flatten().collect::<Vec<String>>().join(", ") + ".";
    words.map_or_else(|| cited.clone(), |words| format!("{words} — {cited}"))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace('<', "\\<")
}

/// A row as a file of its own.
fn written(row: &Value, shape: View, format: Format, now: DateTime<Utc>) -> Option<String> {
    let colophon = Colophon { question: "", zone: Zone::Unknown.to_string(), time: now };
    let about = About { shape, colophon: &colophon, interpreted: "", sentence: "", warnings: &[], total: 1, next: None };
    let mut writer = writer(format)?;
    let mut out = Vec::new();
    writer.head(&mut out, &about).ok()?;
    writer.row(&mut out, &about, row).ok()?;
    writer.tail(&mut out, &about).ok()?;
    String::from_utf8(out).ok()
}
