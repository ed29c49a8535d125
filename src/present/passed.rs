//! What came of a pass, as an answer.

use crate::pipeline::{Outcome, Report, SourceReport};
use serde_json::{Value, json};

/// Of all sources.
pub(super) fn summary(report: &Report) -> Value {
    let (new, revised) = report.gained();
    json!({ "due": report.sources.len(), "waiting": report.waiting, "failed": report.failed(), "new": new, "revised": revised,
        "sources": report.sources.iter().map(source).collect::<Vec<_>>() })
}

/// Of one.
pub(super) fn source(s: &SourceReport) -> Value {
    let (outcome, reason) = match &s.outcome {
        Outcome::Read => ("read", None),
        Outcome::NotModified => ("not modified", None),
        Outcome::Waits(why) => ("waits", Some(why)),
        Outcome::Failed(why) => ("failed", Some(why)),
    };
    json!({ "name": s.name, "outcome": outcome, "reason": reason, "new": s.new, "revised": s.revised, "unchanged": s.unchanged, "warnings": s.warnings })
}
