//! Sitemaps, packed or not, through the reader of `inspect` and `ingest`. What is no sitemap yet is made the inside of one.
#![no_main]

use dateline::pipeline::reading;
use dateline_fuzz::{check, with_anchor};
use libfuzzer_sys::fuzz_target;

/// Bytes that a sitemap begins with: of gzip, of markup, of a byte order mark, of a list of addresses.
const BEGINNINGS: &[u8] = b"\x1F<\xEF\xFE\xFFh";

fuzz_target!(|body: &[u8]| {
    let whole = body.first().is_some_and(|b| BEGINNINGS.contains(b));
    let wrapped = if whole { body.to_vec() } else { [b"<urlset>", body].concat() };
    check(&with_anchor(|context| reading::read(&wrapped, None, context)));
});
