//! Bytes → feed entries, sitemap rows, OPML feeds: one file a format, all returning nouns of the model.
//!
//! Only computes: no clock, no network, no files. Broken input is repaired and said to be repaired; hostile input costs
//! linear time, for nothing here builds a tree and no entity is expanded beyond the predefined and the HTML ones.
//!
//! - `charset`: bytes → text
//! - `detect`: what a text is
//! - `feed`: RSS, RDF, Atom, CDF by the tables of `vocabulary`, each `entry` within its `scope`
//! - `json`: JSON Feed
//! - `sitemap`, `opml`: as they say
//! - `markup` and `entity`: XML read piece by piece, whatever is broken; `clean`: the HTML within it; `repair`: what was broken, in words

mod charset;
mod clean;
mod detect;
mod entity;
mod entry;
mod feed;
mod json;
mod markup;
mod opml;
mod repair;
mod scope;
mod sitemap;
mod vocabulary;

pub use charset::decode;

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
        Kind::Sitemap => return Parsed::Sitemap(sitemap::read(text, zone)),
        Kind::Addresses => return Parsed::Sitemap(sitemap::list(text)),
        Kind::Opml => return Parsed::Opml(opml::read(text)),
        Kind::Html => return Parsed::Html,
        Kind::Xml(name) => return Parsed::Unknown(format!("XML that begins with <{name}>: no feed, sitemap or outline")),
        Kind::Text => return Parsed::Unknown("plain text without markup".to_owned()),
        Kind::Empty => return Parsed::Unknown("the body is empty".to_owned()),
    };
    repairs.add(&more);
    Parsed::Feed(feed, repairs.words())
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
