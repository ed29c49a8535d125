//! Sitemaps and sitemap indexes (sitemaps.org 0.9), with the news extension of Google and the pages in other languages, and
//! the plain list of addresses. Rows are read as they come: a sitemap of any length takes the room of a few.

use super::clean::one_line;
use super::detect::{self, Kind};
use super::markup::{Element, End, Piece, Tag, Walk, cut, text};
use super::stream::Window;
use crate::model::{Alternate, SitemapEntry, Zone, date};
use std::collections::VecDeque;
use std::io::Read;

/// Bytes of a row; what is longer is read as far as it goes.
const MAX_ROW: usize = 1 << 20;
/// Bytes of an address (the protocol allows 2,048) or another short text.
const MAX_LINE: usize = 1 << 13;
/// Pages in other languages of one row.
const MAX_ALTERNATES: usize = 300;

/// The rows of a sitemap, of an index of sitemaps or of a list of addresses, one after another.
///
/// The body is read, unpacked where it is gzip, and decoded as the rows are asked for. Rows without an address are left
/// out. A body that is no sitemap has no rows, and `warnings` says so.
pub struct Rows<'r> {
    window: Window<'r>,
    zone: Zone,
    form: Option<Form>,
    ready: VecDeque<SitemapEntry>,
    finished: bool,
}

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Markup,
    Lines,
    /// It is no sitemap.
    None,
}

/// Reads a sitemap row by row. Dates without an offset are read in `zone`.
#[must_use]
pub fn rows<'r>(body: impl Read + Send + 'r, zone: Zone) -> Rows<'r> {
    Rows { window: Window::new(body), zone, form: None, ready: VecDeque::new(), finished: false }
}

impl Rows<'_> {
    /// What was amiss so far, in words.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let strange = (self.form == Some(Form::None)).then(|| "the body is no sitemap".to_owned());
        self.window.faults.iter().cloned().chain(strange).collect()
    }

    /// Reads on until there are rows or nothing more is to be had.
    fn read_on(&mut self) {
        while self.ready.is_empty() && !self.finished {
            self.window.take_in();
            let (text, ended) = (self.window.text(), self.window.ended);
            let form = *self.form.get_or_insert_with(|| Form::of(text, ended));
            let done = match form {
                Form::Markup => in_markup(text, ended || text.len() >= MAX_ROW, self.zone, &mut self.ready),
                Form::Lines => in_lines(text, ended || text.len() >= MAX_ROW, &mut self.ready),
                Form::None => text.len(),
            };
            self.window.leave(done);
            self.finished = ended || form == Form::None;
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = SitemapEntry;

    fn next(&mut self) -> Option<SitemapEntry> {
        if self.ready.is_empty() {
            self.read_on();
        }
        self.ready.pop_front()
    }
}

impl Form {
    /// Told by the beginning of the text.
    fn of(text: &str, ended: bool) -> Form {
        let lines = if ended { text.len() } else { text.rfind('\n').unwrap_or(0) };
        match (detect::kind(text), detect::kind(&text[..lines])) {
            (Kind::Sitemap, _) => Form::Markup,
            (_, Kind::Addresses) => Form::Lines,
            _ => Form::None,
        }
    }
}

/// Adds the rows of a text, of which more may follow unless it is the `whole`; how far it was read.
fn in_markup(source: &str, whole: bool, zone: Zone, rows: &mut VecDeque<SitemapEntry>) -> usize {
    let mut walk = Walk::new(source);
    loop {
        let done = walk.position();
        let Some(piece) = walk.next() else { return done };
        let row = match piece {
            Piece::Open(tag) if is_row(&tag) => Some(walk.element_until(tag, |p| matches!(p, Piece::Open(t) if t.name == tag.name))),
            _ => None,
        };
        let is_cut = row.is_some_and(|r| r.end == End::Cut && !r.tag.empty);
        if (is_cut || walk.starved()) && !whole {
            return done;
        }
        rows.extend(row.map(|r| fields(&r, zone)).filter(|r| !r.url.is_empty()));
    }
}

fn is_row(tag: &Tag) -> bool {
    ["url", "sitemap"].iter().any(|n| n.eq_ignore_ascii_case(tag.local()))
}

/// Adds the addresses of a text, one a line; how far it was read.
fn in_lines(source: &str, whole: bool, rows: &mut VecDeque<SitemapEntry>) -> usize {
    let end = if whole { source.len() } else { source.rfind('\n').map_or(0, |at| at + 1) };
    let lines = source[..end].lines().map(|l| l.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'));
    rows.extend(lines.filter(|l| !l.is_empty()).map(|l| SitemapEntry { url: cut(l, MAX_LINE).to_owned(), ..SitemapEntry::default() }));
    end
}

fn fields(row: &Element, zone: Zone) -> SitemapEntry {
    let mut entry = SitemapEntry { index: row.tag.local().eq_ignore_ascii_case("sitemap"), ..SitemapEntry::default() };
    let mut walk = Walk::new(row.inner);
    while let Some(element) = walk.child() {
        // What is of another vocabulary than the row (<image:loc>) says something of another thing.
        let same = element.tag.prefix() == row.tag.prefix();
        match element.tag.local() {
            "loc" if same && entry.url.is_empty() => entry.url = value(&element).unwrap_or_default(),
            "lastmod" if same => entry.modified = value(&element).and_then(|v| date::read(&v, zone)),
            "news" => news(&element, zone, &mut entry),
            "link" if !same && entry.alternates.len() < MAX_ALTERNATES => entry.alternates.extend(alternate(&element.tag)),
            _ => {}
        }
    }
    entry
}

/// The news extension; what it says of the publication lies one element deeper.
fn news(news: &Element, zone: Zone, entry: &mut SitemapEntry) {
    let mut walk = Walk::new(news.inner);
    while let Some(piece) = walk.next() {
        let Piece::Open(tag) = piece else { continue };
        let place = match tag.local() {
            "title" => &mut entry.title,
            "name" => &mut entry.publisher,
            "language" => &mut entry.language,
            "publication_date" => {
                entry.published = value(&walk.element(tag)).and_then(|v| date::read(&v, zone));
                continue;
            }
            _ => continue,
        };
        *place = value(&walk.element(tag));
    }
}

/// `<xhtml:link rel="alternate" hreflang="…" href="…"/>`.
fn alternate(tag: &Tag) -> Option<Alternate> {
    let said = |name| tag.attribute(name).map(|v| one_line(cut(&v, MAX_LINE))).filter(|v| !v.is_empty());
    let alternate = said("rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"));
    Some(Alternate { language: said("hreflang")?, url: said("href")? }).filter(|_| alternate)
}

fn value(element: &Element) -> Option<String> {
    Some(one_line(&text(cut(element.inner, MAX_LINE)))).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str) -> Vec<SitemapEntry> {
        rows(text.as_bytes(), Zone::Unknown).collect()
    }

    #[test]
    fn pages_indexes_and_news() {
        let rows = read(
            "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><image:image><image:loc>https://a.example/i.png</image:loc>
             </image:image><loc> https://a.example/?a=1&amp;b=2 </loc><lastmod>2026-02-27T10:00+01:00</lastmod><news:news><news:publication>
             <news:name>A</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-02-26</news:publication_date>
             <news:title>R &amp; D</news:title></news:news></url><url><lastmod>2026</lastmod></url></urlset>",
        );
        assert_eq!((rows.len(), rows[0].url.as_str(), rows[0].index), (1, "https://a.example/?a=1&b=2", false));
        assert_eq!(rows[0].modified.as_ref().map(|w| w.edtf.as_str()), Some("2026-02-27T10:00+01:00"));
        assert_eq!(rows[0].published.as_ref().map(|w| w.edtf.as_str()), Some("2026-02-26"));
        assert_eq!(
            (rows[0].title.as_deref(), rows[0].publisher.as_deref(), rows[0].language.as_deref()),
            (Some("R & D"), Some("A"), Some("en"))
        );
        let index = read("<s:sitemapindex><s:sitemap><s:loc>https://a.example/1.xml.gz</s:loc></s:sitemap></s:sitemapindex>");
        assert!(index[0].index && index[0].url.ends_with("gz"));
    }

    #[test]
    fn pages_in_other_languages() {
        let rows = read(
            "<urlset><url><loc>https://a.example/</loc><xhtml:link rel='alternate' hreflang='de-AT' href='https://a.example/de?a&amp;b'/>
             <xhtml:link rel='alternate' hreflang='x-default' href='https://a.example/'></xhtml:link><xhtml:link rel='amphtml' href='x'/></url></urlset>",
        );
        let told: Vec<_> = rows[0].alternates.iter().map(|a| (a.language.as_str(), a.url.as_str())).collect();
        assert_eq!(told, [("de-AT", "https://a.example/de?a&b"), ("x-default", "https://a.example/")]);
    }

    #[test]
    fn a_list_has_an_address_a_line() {
        let urls: Vec<String> = read("\u{FEFF}https://a.example/1\r\n\r\nhttps://a.example/2").into_iter().map(|r| r.url).collect();
        assert_eq!(urls, ["https://a.example/1", "https://a.example/2"]);
    }

    /// Gives a few bytes at a time, wherever that cuts.
    struct Trickle<'t>(&'t [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let n = self.1.min(out.len()).min(self.0.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    #[test]
    fn rows_are_the_same_however_they_come() {
        let row = |n: usize| {
            format!(
                "<!-- <url><loc>no</loc></url> --><url><loc><![CDATA[https://a.example/é?n={n}&x=\"1>0\"]]></loc><lastmod>2026</lastmod></url>\n"
            )
        };
        let rows_of = |count: usize| -> String { (0..count).map(row).collect() };
        let text = format!("<?xml version='1.0'?><urlset>{}</urlset>", rows_of(3_000));
        let expected: Vec<String> = (0..3_000).map(|n| format!("https://a.example/é?n={n}&x=\"1>0\"")).collect();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(text.as_bytes()).unwrap();
        let wide: Vec<u8> = [b"\xFF\xFE".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
        for bytes in [text.clone().into_bytes(), gzip.finish().unwrap(), wide] {
            let urls: Vec<String> = rows(Trickle(&bytes, 1_021), Zone::Unknown).map(|r| r.url).collect();
            assert_eq!(urls, expected);
        }
    }

    #[test]
    fn only_a_few_rows_are_held() {
        let body = std::io::repeat(b'x').take(8 << 20);
        let endless = std::io::Cursor::new("<urlset><url><loc>https://a.example/").chain(body);
        let mut rows = rows(endless, Zone::Unknown);
        assert_eq!(rows.next().map(|r| r.url.len()), Some(MAX_LINE));
        assert!(rows.window.text().len() <= 2 * MAX_ROW);
        let many = "<url><loc>https://a.example/1</loc></url>".repeat(100_000);
        let mut rows = super::rows(std::io::Cursor::new("<urlset>").chain(many.as_bytes()), Zone::Unknown);
        assert!(rows.next().is_some() && rows.ready.len() < 5_000);
        assert_eq!(rows.count(), 99_999);
    }

    #[test]
    fn what_is_amiss_is_said() {
        let told = |bytes: &[u8]| {
            let mut rows = rows(bytes, Zone::Unknown);
            (rows.by_ref().count(), rows.warnings().join("; "))
        };
        assert_eq!(told(b"<html><p>Not found"), (0, "the body is no sitemap".to_owned()));
        assert_eq!(told(b""), (0, "the body is no sitemap".to_owned()));
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        gzip.write_all(format!("<urlset>{}", "<url><loc>https://a.example/1</loc></url>".repeat(5_000)).as_bytes()).unwrap();
        let packed = gzip.finish().unwrap();
        let (count, words) = told(&packed[..packed.len() / 2]);
        assert!((2_000..5_000).contains(&count) && words.starts_with("the body ends early: "), "{count} {words}");
    }
}
