//! Running text through the reader of `inspect` and `ingest`, for its dates; its first line also as a machine's date.
#![no_main]

use dateline::model::{Zone, date};
use dateline::pipeline::reading;
use dateline_fuzz::{check, with_anchor};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = date::read(text.lines().next().unwrap_or_default(), Zone::Unknown);
    check(&with_anchor(|context| reading::text(text, context)));
});
