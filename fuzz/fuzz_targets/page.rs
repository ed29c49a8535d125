//! A page through the reader of `inspect` and `ingest`.
#![no_main]

use dateline::pipeline::reading;
use dateline_fuzz::{check, with_anchor};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| check(&with_anchor(|context| reading::page(html, context))));
