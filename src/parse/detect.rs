//! What a body is, told by its content: labels lie too often.

use super::markup::{Piece, Walk};
use super::vocabulary::listed;

/// The kind of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// RSS, RDF, Atom or CDF, from the byte where it begins.
    Feed(usize),
    /// JSON, perhaps a feed.
    Json,
    /// A sitemap or an index of sitemaps.
    Sitemap,
    /// A text that lists addresses, one a line.
    Addresses,
    Opml,
    Html,
    /// XML of another vocabulary, by its first element.
    Xml(&'t str),
    Text,
    Empty,
}

/// Formats that are no text, by their first bytes.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV, AVI)"),
    (b"PK\x03\x04", "a zip archive"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"\x28\xB5\x2F\xFD", "compressed with zstd"),
    (b"BZh", "compressed with bzip2"),
    (b"\xFD7zXZ", "compressed with xz"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7FELF", "a program"),
];

const FEED_ROOTS: &[&str] = &["rss", "rdf", "feed", "channel", "entry", "item"];
const SITEMAP_ROOTS: &[&str] = &["urlset", "sitemapindex"];

/// Elements that begin an HTML page or a part of one.
const HTML_ELEMENTS: &[&str] = &[
    "html", "head", "body", "title", "meta", "link", "base", "script", "style", "article", "aside", "b", "a", "br", "center", "div",
    "font", "form", "h1", "h2", "h3", "header", "hr", "i", "img", "main", "nav", "noscript", "ol", "p", "pre", "section", "span", "strong",
    "table", "ul",
];

/// Pieces of markup in front of a feed that are looked at.
const MAX_LEADING: usize = 400;

/// What a body that is no text is, in words.
pub(super) fn binary(bytes: &[u8]) -> Option<&'static str> {
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// The kind of a text.
pub(super) fn kind(text: &str) -> Kind<'_> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}');
    match start.chars().next() {
        None => Kind::Empty,
        Some('{' | '[') => Kind::Json,
        Some(_) if is_list(start) => Kind::Addresses,
        Some(_) => markup(text),
    }
}

/// Every line is an address (sitemaps.org, "text file").
fn is_list(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty()).peekable();
    lines.peek().is_some() && lines.all(|l| (l.starts_with("http://") || l.starts_with("https://")) && !l.contains(char::is_whitespace))
}

/// The first element tells. Where it is HTML, a feed may follow: a message of the server stands in front of it, or a whole
/// page does. A feed's elements within a page are no feed.
fn markup(text: &str) -> Kind<'_> {
    let mut walk = Walk::new(text);
    let (mut found, mut in_page) = (None, false);
    for _ in 0..MAX_LEADING {
        match walk.next() {
            None => break,
            Some(Piece::Close(name)) if name.eq_ignore_ascii_case("html") => in_page = false,
            Some(Piece::Open(tag)) if !in_page && listed(FEED_ROOTS, tag.local()) => return Kind::Feed(walk.last()),
            Some(Piece::Open(tag)) if !in_page && listed(SITEMAP_ROOTS, tag.local()) => return Kind::Sitemap,
            Some(Piece::Open(tag)) if !in_page && tag.name.eq_ignore_ascii_case("opml") => return Kind::Opml,
            Some(Piece::Open(tag)) => {
                in_page |= tag.name.eq_ignore_ascii_case("html");
                found.get_or_insert(tag.name);
            }
            Some(_) => {}
        }
    }
    match found {
        None if text.contains("<!DOCTYPE html") || text.contains("<!doctype html") => Kind::Html,
        None => Kind::Text,
        Some(name) if listed(HTML_ELEMENTS, name) => Kind::Html,
        Some(name) => Kind::Xml(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Kind) {
        assert_eq!(kind(text), expected, "{text}");
    }

    #[test]
    fn told_by_content() {
        check(" \n", Kind::Empty);
        check("<?xml version='1.0'?><!-- x --><rss><channel/></rss>", Kind::Feed(31));
        check("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", Kind::Feed(0));
        check("\u{FEFF}{\"version\": 1}", Kind::Json);
        check("<urlset><url/></urlset>", Kind::Sitemap);
        check("https://a.example/1\nhttps://a.example/2\n", Kind::Addresses);
        check("<opml version='2.0'/>", Kind::Opml);
        check("<!DOCTYPE html><title>x</title>", Kind::Html);
        check("<kml/>", Kind::Xml("kml"));
        check("Good morning.", Kind::Text);
    }

    #[test]
    fn html_in_front_of_a_feed() {
        check("<br /><b>Warning</b>: x\n<rss></rss>", Kind::Feed(24));
        check("<html><p>wait</p></html><rss></rss>", Kind::Feed(24));
        // A page about feeds is a page.
        check("<html><body><rss></rss></body></html>", Kind::Html);
    }
}
