//! Bytes → feed entries, sitemap rows, OPML feeds: one file a format, all returning nouns of the model.
//!
//! Only computes: no clock, no network, no files. Broken input is repaired and said to be repaired; hostile input costs
//! linear time, for nothing here builds a tree and no entity is expanded beyond the predefined and the HTML ones.
//!
//! - `charset`: bytes → text; `base64`: where a text lies in one
//! - `detect`: what a text is
//! - `feed`: RSS, RDF, Atom, CDF by the tables of `vocabulary`, each `entry` within its `scope`
//! - `json`: JSON Feed
//! - `upkeep`: how a feed wants to be read on; `link`: what its headers say of that
//! - `sitemap`: row by row from a `stream` that is not held; `opml`
//! - `markup` and `entity`: XML read piece by piece, whatever is broken; `clean`: the HTML within it; `repair`: what was broken, in words

mod base64;
mod charset;
mod clean;
mod detect;
mod entity;
mod entry;
mod feed;
mod json;
mod link;
mod markup;
mod opml;
mod repair;
mod scope;
mod sitemap;
mod stream;
mod upkeep;
mod vocabulary;
mod warc;

pub use charset::decode;
pub use link::link_header;
pub use sitemap::{Rows, rows};
pub use warc::{Archived, responses};

use crate::model::{Parsed, Zone};
use detect::Kind;
use flate2::read::MultiGzDecoder;
use repair::{Repair, Repairs};
use std::borrow::Cow;
use std::io::Read;

/// Bytes of a body that are read, and of what a compressed one unpacks to.
const MAX_BYTES: usize = 100 << 20;
const MAX_UNPACKED: u64 = 50 << 20;

/// Reads a body as what it is, told by its content and not by its label.
///
/// `url` is where it was read, for relative addresses; dates without an offset are read in `zone`. A body that is gzip (a
/// `sitemap.xml.gz`) is unpacked first.
#[must_use]
pub fn read(bytes: &[u8], content_type: Option<&str>, url: Option<&str>, zone: Zone) -> Parsed {
    match unpacked(bytes) {
        Ok(bytes) => read_plain(&bytes, content_type, url, zone),
        Err(reason) => Parsed::Unknown(reason),
    }
}

fn read_plain(bytes: &[u8], content_type: Option<&str>, url: Option<&str>, zone: Zone) -> Parsed {
    if bytes.len() > MAX_BYTES {
        return Parsed::Unknown(format!("the body has {} MiB, more than {} MiB are not read", bytes.len() >> 20, MAX_BYTES >> 20));
    }
    if let Some(format) = detect::binary(bytes) {
        return Parsed::Unknown(format!("the body is {format}"));
    }
    let (text, mended) = charset::decoded(bytes, content_type);
    let mut repairs = Repairs::default();
    if mended {
        repairs.note(Repair::Bytes);
    }
    read_text(&text, url, zone, repairs)
}

fn read_text(text: &str, url: Option<&str>, zone: Zone, mut repairs: Repairs) -> Parsed {
    let (feed, more) = match detect::kind(text) {
        Kind::Feed(start) => {
            if has_words(&text[..start]) {
                repairs.note(Repair::Leading);
            }
            feed::read(&text[start..], url, zone)
        }
        Kind::Json => match json::read(text, url, zone) {
            Ok(read) => read,
            Err(reason) => return Parsed::Unknown(reason),
        },
        Kind::Sitemap | Kind::Addresses => return sitemap(text, zone),
        Kind::Opml => return Parsed::Opml(opml::read(text)),
        Kind::Html => return Parsed::Html,
        Kind::Xml(name) => return Parsed::Unknown(format!("XML that begins with <{name}>: no feed, sitemap or outline")),
        Kind::Text => return Parsed::Unknown("plain text without markup".to_owned()),
        Kind::Empty => return Parsed::Unknown("the body is empty".to_owned()),
    };
    repairs.add(&more);
    Parsed::Feed(feed, repairs.words())
}

/// Rows beyond are not held; `rows` reads them all.
const MAX_ROWS: usize = 100_000;

fn sitemap(text: &str, zone: Zone) -> Parsed {
    let mut rows = rows(text.as_bytes(), zone);
    let held = rows.by_ref().take(MAX_ROWS).collect();
    let mut warnings = rows.warnings();
    if rows.next().is_some() {
        warnings.push(format!("there are more than {MAX_ROWS} rows: only the first were read"));
    }
    Parsed::Sitemap(held, warnings)
}

/// Whether there is more than declarations, comments and whitespace.
fn has_words(leading: &str) -> bool {
    let mut walk = markup::Walk::new(leading);
    std::iter::from_fn(|| walk.next()).any(|piece| !matches!(piece, markup::Piece::Text(text) if text.trim().is_empty()))
}

/// The body itself, or what its gzip holds.
fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::new();
    let result = MultiGzDecoder::new(bytes).take(MAX_UNPACKED + 1).read_to_end(&mut out);
    if out.len() as u64 > MAX_UNPACKED {
        return Err(format!("the body unpacks to more than {} MiB", MAX_UNPACKED >> 20));
    }
    match result {
        Err(e) if out.is_empty() => Err(format!("the body is gzip that cannot be unpacked: {e}")),
        _ => Ok(Cow::Owned(out)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const RSS: &str = "<rss version='2.0'><channel><title>é</title><item><title>a</title></item></channel></rss>";

    fn words(bytes: &[u8]) -> String {
        match read(bytes, None, None, Zone::Unknown) {
            Parsed::Feed(feed, repairs) => format!("{} {} {}", feed.title.unwrap_or_default(), feed.entries.len(), repairs.join("; ")),
            Parsed::Sitemap(rows, _) => format!("{} rows", rows.len()),
            Parsed::Opml(feeds) => format!("{} feeds", feeds.len()),
            Parsed::Html => "html".to_owned(),
            Parsed::Unknown(reason) => reason,
        }
    }

    #[test]
    fn told_by_content_in_any_charset() {
        assert_eq!(words(RSS.as_bytes()), "é 1 ");
        assert_eq!(words(&RSS.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), "é 1 ");
        assert_eq!(words(&RSS.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect::<Vec<u8>>()), "é 1 ");
        let latin: Vec<u8> = RSS.chars().map(|c| u8::try_from(c).unwrap()).collect();
        let labelled = [b"<?xml version='1.0' encoding='utf-8'?>".as_slice(), &latin].concat();
        assert_eq!(words(&labelled), format!("é 1 {}", words_of(Repair::Bytes)));
        assert_eq!(words(format!("Warning: late\n{RSS}").as_bytes()), format!("é 1 {}", words_of(Repair::Leading)));
        assert_eq!(words(format!("\n <!-- x --> {RSS}").as_bytes()), "é 1 ");
    }

    fn words_of(repair: Repair) -> String {
        let mut repairs = Repairs::default();
        repairs.note(repair);
        repairs.words().concat()
    }

    #[test]
    fn what_is_none_of_these_is_said_in_words() {
        assert_eq!(words(b""), "the body is empty");
        assert_eq!(words(b" \n\t"), "the body is empty");
        assert_eq!(words(b"%PDF-1.7"), "the body is a PDF file");
        assert_eq!(words(b"Good morning."), "plain text without markup");
        assert_eq!(words(b"<html><p>x"), "html");
    }

    #[test]
    fn gzip_is_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"<urlset><url><loc>https://a.example/</loc></url></urlset>").unwrap();
        assert_eq!(words(&gzip.finish().unwrap()), "1 rows");
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        bomb.write_all(&vec![b' '; 60 << 20]).unwrap();
        assert_eq!(words(&bomb.finish().unwrap()), "the body unpacks to more than 50 MiB");
    }
}
