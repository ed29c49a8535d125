//! `BibTeX`, with biblatex's `@online`: the document behind each row, with the words as a note.

use super::csljson::note;
use super::item::{Item, one_line, parts};
use super::{About, Writer};
use crate::model::When;
use anyhow::Result;
use serde_json::Value;
use std::io::Write;

#[derive(Debug)]
pub(super) struct Bibtex;

impl Writer for Bibtex {
    fn head(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        let item = Item::of(about.shape, row);
        let authors = item.authors().iter().map(|a| format!("{{{}}}", escaped(a))).collect::<Vec<_>>().join(" and ");
        let published = item.published();
        let fields = [
            ("title", Some(format!("{{{}}}", escaped(item.headline())))),
            ("author", Some(authors).filter(|a| !a.is_empty())),
            ("organization", item.publisher().map(escaped)),
            ("date", published.as_ref().map(date)),
            ("year", published.as_ref().map(|w| parts(w)[0].to_string())),
            ("url", item.url().map(address)),
            ("urldate", item.fetched().as_ref().map(date)),
            ("langid", item.language().map(escaped)),
            ("note", note(&item).map(|n| escaped(&n))),
        ];
        writeln!(out, "@online{{{},", item.id())?;
        for (name, value) in fields {
            if let Some(value) = value {
                writeln!(out, "  {name} = {{{value}}},")?;
            }
        }
        Ok(writeln!(out, "}}\n")?)
    }

    fn tail(&mut self, _: &mut dyn Write, _: &About) -> Result<()> {
        Ok(())
    }
}

/// As far as it is stated: 2026, 2026-02, 2026-02-26.
fn date(when: &When) -> String {
    parts(when).iter().take(3).map(|n| format!("{n:02}")).collect::<Vec<_>>().join("-")
}

/// As an address may hold no braces and no backslash (RFC 3986), they are written by their numbers: the address leads to the same.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// Marks of TeX in foreign words are words.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '{' => out.push_str("\\{"),
            '}' => out.push_str("\\}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}
