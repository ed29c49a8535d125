//! An Atom feed (RFC 4287). Atom knows instants alone: a date without a time is its first one, and is named in the words.

use super::item::{Item, escaped, one_line};
use super::{About, Writer};
use crate::model::{id::sha256, when::utc_text};
use anyhow::Result;
use serde_json::Value;
use std::io::Write;

#[derive(Debug)]
pub(super) struct Atom;

impl Writer for Atom {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
        // Not what was understood: of “last:7d” that is another time whenever it is asked.
        let asked = format!("{}\n{}\n{}", about.colophon.question, about.colophon.zone, about.shape.name());
        writeln!(out, "<id>urn:dateline:question:{}</id>", &sha256(asked.as_bytes())[..16])?;
        writeln!(out, "<title>{}</title>", escaped(about.colophon.title()))?;
        writeln!(out, "<updated>{}</updated>", utc_text(about.colophon.time))?;
        Ok(writeln!(out, "<author><name>dateline</name></author>\n<generator>dateline {}</generator>", env!("CARGO_PKG_VERSION"))?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let when = item.when();
        let updated = when.as_ref().or(item.fetched().as_ref()).map_or(about.colophon.time, |w| w.start);
        writeln!(out, "<entry>\n<id>urn:dateline:{}</id>", item.id())?;
        writeln!(out, "<title>{}</title>", escaped(&one_line(&item.line())))?;
        writeln!(out, "<updated>{}</updated>", utc_text(updated))?;
        if let Some(published) = &when {
            writeln!(out, "<published>{}</published>", utc_text(published.start))?;
        }
        if let Some(url) = item.url() {
            writeln!(out, "<link href=\"{}\"/>", escaped(url))?;
        }
        for name in item.speaker().map_or_else(|| item.authors(), |speaker| vec![speaker]) {
            writeln!(out, "<author><name>{}</name></author>", escaped(name))?;
        }
        let date = when.map_or_else(|| "undated".to_owned(), |w| w.edtf);
        writeln!(out, "<category term=\"{}\"/>", item.kind())?;
        Ok(writeln!(out, "<summary>{}</summary>\n</entry>", escaped(&format!("{} {date} — {}", item.kind(), item.source())))?)
    }

    fn tail(&mut self, out: &mut dyn Write, _: &About) -> Result<()> {
        Ok(writeln!(out, "</feed>")?)
    }
}
