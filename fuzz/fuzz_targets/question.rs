//! The question language: what is understood is printed so that it is understood the same, and what is not says where.
#![no_main]

use chrono::{DateTime, Utc};
use dateline::model::Zone;
use dateline::query::parse;
use libfuzzer_sys::fuzz_target;

/// So much longer than the question may its canonical form be: dates are written out, and words parted by marks are joined.
const GROWTH: usize = 64;

fuzz_target!(|text: &str| {
    let now: DateTime<Utc> = DateTime::from_timestamp(1_772_200_000, 0).expect("in February 2026");
    match parse(text, Zone::Unknown, now) {
        Ok(understood) => {
            let canonical = &understood.interpreted;
            assert!(canonical.len() <= GROWTH * (text.len() + 1), "{} bytes became {}", text.len(), canonical.len());
            let again = parse(canonical, Zone::Unknown, now).unwrap_or_else(|p| panic!("{canonical:?} is not understood: {p}"));
            assert_eq!(again.expr, understood.expr, "{canonical:?}");
            assert_eq!(again.order, understood.order, "{canonical:?}");
            assert_eq!(&again.interpreted, canonical);
        }
        Err(problem) => {
            assert!(!problem.to_string().is_empty());
            let _ = problem.caret(text);
        }
    }
});
