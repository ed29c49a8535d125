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
        let row = fields(&element, zone, SitemapEntry { index, ..SitemapEntry::default() });
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

fn fields(outer: &Element, zone: Zone, mut row: SitemapEntry) -> SitemapEntry {
    let mut walk = Walk::new(outer.inner);
    while let Some(element) = walk.child() {
        // What is of another vocabulary than the element around it (<image:loc>) says something of another thing.
        let same = element.tag.prefix() == outer.tag.prefix();
        match element.tag.local() {
            "loc" if same && row.url.is_empty() => row.url = value(&element),
            "lastmod" if same => row.modified = date::read(&value(&element), zone),
            "publication_date" if same => row.published = date::read(&value(&element), zone),
            "title" if same && outer.tag.local() == "news" => row.title = Some(value(&element)).filter(|t| !t.is_empty()),
            "news" => row = fields(&element, zone, row),
            _ => {}
        }
    }
    row
}

fn value(element: &Element) -> String {
    super::clean::one_line(&text(element.inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_indexes_and_news() {
        let rows = read(
            "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><image:image><image:loc>https://a.example/i.png</image:loc>
             </image:image><loc> https://a.example/?a=1&amp;b=2 </loc><lastmod>2026-02-27T10:00+01:00</lastmod><news:news><news:publication>
             <news:name>A</news:name></news:publication><news:publication_date>2026-02-26</news:publication_date><news:title>R &amp; D</news:title>
             </news:news></url><url><lastmod>2026</lastmod></url></urlset>",
            Zone::Unknown,
        );
        assert_eq!((rows.len(), rows[0].url.as_str(), rows[0].index), (1, "https://a.example/?a=1&b=2", false));
        assert_eq!(rows[0].modified.as_ref().map(|w| w.edtf.as_str()), Some("2026-02-27T10:00+01:00"));
        assert_eq!(rows[0].published.as_ref().map(|w| w.edtf.as_str()), Some("2026-02-26"));
        assert_eq!(rows[0].title.as_deref(), Some("R & D"));
        let index =
            read("<s:sitemapindex><s:sitemap><s:loc>https://a.example/1.xml.gz</s:loc></s:sitemap></s:sitemapindex>", Zone::Unknown);
        assert!(index[0].index && index[0].url.ends_with("gz"));
    }

    #[test]
    fn a_list_has_an_address_a_line() {
        let urls: Vec<String> = list("\u{FEFF}https://a.example/1\r\n\r\nhttps://a.example/2").into_iter().map(|r| r.url).collect();
        assert_eq!(urls, ["https://a.example/1", "https://a.example/2"]);
    }
}
