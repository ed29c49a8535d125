//! Markdown: a list to read and to cite from.

use super::columns::cell;
use super::{About, Writer};
use crate::query::View;
use anyhow::Result;
use serde_json::Value;
use std::io::Write;

/// How many rows there were.
#[derive(Debug, Default)]
pub(super) struct Markdown(usize);

impl Writer for Markdown {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        Ok(writeln!(out, "# {}\n", escaped(about.colophon.title()))?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        self.0 += 1;
        Ok(writeln!(out, "- {}", item(about.shape, row))?)
    }

    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let colophon = about.colophon.json();
        let of = |key: &str| cell(&colophon, key);
        Ok(writeln!(out, "\n{} of {} · zone {} · {} · dateline {}", self.0, about.total, of("zone"), of("time"), of("version"))?)
    }
}

fn item(shape: View, row: &Value) -> String {
    match shape {
        View::Documents => format!("**{}** {}", dated(row, "published.edtf"), source(row, "")),
        View::Quotations => {
            let role = Some(cell(row, "role")).filter(|r| !r.is_empty()).map(|r| format!(" ({})", escaped(&r))).unwrap_or_default();
            let (words, place) = (said(row, "kind"), source(row, "document."));
            format!("**{}** {}{role}: {words} — {place}", dated(row, "said.edtf"), speaker(row))
        }
        View::Events if cell(row, "kind") == "said" => {
            let (words, place) = (said(row, "quotation.kind"), source(row, "document."));
            format!("**{}** said · {}: {words} — {place}", dated(row, "when.edtf"), speaker(row))
        }
        View::Events if cell(row, "kind") == "happened" => {
            format!("**{}** happened · {} — {}", dated(row, "when.edtf"), escaped(&cell(row, "text")), source(row, "document."))
        }
        View::Events => format!("**{}** {} · {}", dated(row, "when.edtf"), cell(row, "kind"), source(row, "document.")),
    }
}

fn dated(row: &Value, column: &str) -> String {
    Some(cell(row, column)).filter(|d| !d.is_empty()).unwrap_or_else(|| "undated".to_owned())
}

/// The words in marks; indirect speech is not a quotation of words and gets none.
fn said(row: &Value, kind: &str) -> String {
    let words = escaped(&cell(row, "text"));
    if cell(row, kind) == "indirect" { words } else { format!("“{words}”") }
}

fn speaker(row: &Value) -> String {
    Some(cell(row, "speaker")).filter(|s| !s.is_empty()).map_or_else(|| "unknown".to_owned(), |s| escaped(&s))
}

/// Headline as a link, and the outlet.
fn source(row: &Value, prefix: &str) -> String {
    let of = |key: &str| cell(row, &format!("{prefix}{key}"));
    let title = Some(of("title")).filter(|t| !t.is_empty()).unwrap_or_else(|| of("id"));
    let url = of("url");
    // Only web addresses become links: what renders it may not be tricked into running one.
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let link = if is_web { format!("[{}](<{}>)", escaped(&title), url.replace(['<', '>', '\n'], "")) } else { escaped(&title) };
    let publisher = of("publisher");
    if publisher.is_empty() { link } else { format!("{link}, {}", escaped(&publisher)) }
}

/// Marks of Markdown and HTML in foreign words are words.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
