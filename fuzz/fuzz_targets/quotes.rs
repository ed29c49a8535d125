//! Text with arbitrary marks through the reader of `inspect` and `ingest`, for its quotations: their pieces never overlap.
#![no_main]

use dateline::model::Span;
use dateline::pipeline::reading;
use dateline_fuzz::{check, with_anchor};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = with_anchor(|context| reading::text(text, context));
    check(&reading);
    let mut pieces: Vec<&Span> = reading.findings.quotes.iter().flat_map(|q| &q.content).collect();
    pieces.sort_by_key(|p| p.start);
    for near in pieces.windows(2) {
        assert!(near[0].end <= near[1].start, "pieces overlap: {near:?}");
    }
    for quote in &reading.findings.quotes {
        assert!(!quote.content.is_empty() && quote.content.iter().all(|p| p.start < p.end), "an empty quotation: {quote:?}");
        assert!((0.0..=1.0).contains(&quote.confidence), "no confidence: {quote:?}");
    }
});
