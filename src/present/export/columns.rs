//! The columns of tables, in their order. docs/columns.md describes each; a test holds the two together.

use crate::query::View;
use serde_json::Value;

const WHEN: &[&str] = &["edtf", "start", "end", "precision", "zone", "basis", "raw"];

const DOCUMENT: &[&str] = &[
    "id",
    "kind",
    "title",
    "url",
    "canonical",
    "publisher",
    "role",
    "authors",
    "language",
    "published.*",
    "modified.*",
    "ahead",
    "captured.start",
    "words",
    "quotes",
    "copy_of",
    "copies",
    "credit",
    "revision",
    "capture.id",
    "capture.sha256",
    "capture.fetched.start",
];

const EVIDENCE: &[&str] = &[
    "document.id",
    "document.title",
    "document.url",
    "document.publisher",
    "document.role",
    "document.published.*",
    "document.revision",
    "document.capture.id",
    "document.capture.sha256",
    "document.capture.fetched.start",
];

const QUOTATION: &[&str] = &[
    "id",
    "said.*",
    "speaker",
    "speaker_id",
    "role",
    "cue",
    "occasion",
    "addressee",
    "outlet",
    "text",
    "kind",
    "utterance.fidelity",
    "utterance.diff",
    "utterance.primary.id",
    "utterance.primary.url",
    "utterance.id",
    "utterance.quoted",
    "utterance.first.edtf",
    "utterance.seen.start",
    "rule",
    "confidence",
    "checked",
    "note",
    "promise",
    "decided",
    "context",
];

const EVENT: &[&str] = &["id", "kind", "when.*", "speaker", "title", "text", "start", "end", "quotation.id", "quotation.kind"];

/// What an export says of itself, in every row, so that a row taken out of it still says where it is from.
pub(super) const COLOPHON: &[&str] = &["export.question", "export.zone", "export.time", "export.version"];

impl View {
    /// Names of the columns: nested keys joined by a dot.
    pub(super) fn columns(self) -> Vec<String> {
        let (own, evidence): (&[&str], &[&str]) = match self {
            View::Documents => (DOCUMENT, &[]),
            View::Quotations => (QUOTATION, EVIDENCE),
            View::Events => (EVENT, EVIDENCE),
        };
        own.iter().chain(evidence).flat_map(|c| expand(c)).collect()
    }
}

/// A date has seven columns.
fn expand(column: &str) -> Vec<String> {
    match column.strip_suffix('*') {
        Some(stem) => WHEN.iter().map(|w| format!("{stem}{w}")).collect(),
        None => vec![column.to_owned()],
    }
}

/// The cell of a column: lists joined by `; `, absent things empty.
pub(super) fn cell(row: &Value, column: &str) -> String {
    match column.split('.').try_fold(row, |v, key| v.get(key)) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            items.iter().map(|i| i.as_str().map_or_else(|| i.to_string(), str::to_owned)).collect::<Vec<_>>().join("; ")
        }
        Some(other) => other.to_string(),
    }
}
