//! Sitemaps and sitemap indexes (sitemaps.org 0.9), with the news extension of Google, and the plain list of addresses.

use super::markup::{Element, Piece, Walk, text};
use super::repair::{self, Repairs};
use crate::model::{SitemapEntry, Zone, date};

/// Rows beyond are not read; the protocol allows 50,000 a file.
const MAX_ROWS: usize = 100_000;

/// Reads a sitemap or an index of sitemaps. Rows without an address are left out.
pub(super) fn read(source: &str, zone: Zone) -> Vec<SitemapEntry> {
    let source = repair::without_controls(source, &mut Repairs::default());
    let mut walk = Walk::new(&source);
    let mut rows = Vec::new();
    while let Some(piece) = walk.next() {
        let Piece::Open(tag) = piece else { continue };
        let index = tag.local().eq_ignore_ascii_case("sitemap");
        if !index && !tag.local().eq_ignore_ascii_case("url") {
            continue;
        }
        let element = walk.element_until(tag, |p| matches!(p, Piece::Open(t) if t.name == tag.name));
        let row = fields(element.inner, zone, SitemapEntry { index, ..SitemapEntry::default() });
        if !row.url.is_empty() && rows.len() < MAX_ROWS {
            rows.push(row);
        }
    }
    rows
}

/// Reads a list of addresses, one a line.
pub(super) fn list(source: &str) -> Vec<SitemapEntry> {
    let lines = source.lines().map(|l| l.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'));
    lines.filter(|l| !l.is_empty()).take(MAX_ROWS).map(|l| SitemapEntry { url: l.to_owned(), ..SitemapEntry::default() }).collect()
}

fn fields(source: &str, zone: Zone, mut row: SitemapEntry) -> SitemapEntry {
    let mut walk = Walk::new(source);
    while let Some(element) = walk.child() {
        match (element.tag.prefix(), element.tag.local()) {
            // <image:loc> and its like are other addresses.
            ("" | "sm" | "sitemap" | "ns" | "ns0" | "ns1", "loc") if row.url.is_empty() => value(&element).trim().clone_into(&mut row.url),
            (_, "lastmod") => row.modified = date::read(&value(&element), zone),
            (_, "publication_date") => row.published = date::read(&value(&element), zone),
            ("news" | "n", "title") => row.title = Some(value(&element)).filter(|t| !t.is_empty()),
            (_, "news") => row = fields(element.inner, zone, row),
            _ => {}
        }
    }
    row
}

fn value(element: &Element) -> String {
    super::clean::one_line(&text(element.inner))
}
