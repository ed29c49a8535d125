//! One response or one imported file, immutable: the evidence.

use super::Id;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What was asked, what came, from where and when. The bytes lie in the blob store under `sha256`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Derived from the final URL, the time and the body.
    pub id: Id,
    /// Name of the source that led here; none for an import.
    pub source: Option<String>,
    /// The URL that was asked for.
    pub asked: String,
    /// Every URL of the redirect chain, the asked one first and the final one last.
    pub chain: Vec<String>,
    /// HTTP status; 0 for an imported file.
    pub status: u16,
    /// Request headers as sent, in order.
    pub request: Vec<(String, String)>,
    /// Response headers as they came, in order.
    pub response: Vec<(String, String)>,
    /// The address spoken to.
    pub address: Option<String>,
    /// When the response was complete.
    pub fetched: DateTime<Utc>,
    /// SHA-256 of the decoded body, hexadecimal.
    pub sha256: String,
    /// Length of the decoded body in bytes.
    pub length: u64,
}

impl Capture {
    /// The URL that answered.
    #[must_use]
    pub fn url(&self) -> &str {
        self.chain.last().unwrap_or(&self.asked)
    }

    /// The first value of a response header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// A capture with its bytes, on the way from fetch to store.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The record.
    pub capture: Capture,
    /// The decoded body; empty for a 304.
    pub body: Vec<u8>,
}

impl Fetched {
    /// The server said that nothing changed (HTTP 304).
    #[must_use]
    pub fn not_modified(&self) -> bool {
        self.capture.status == 304
    }
}
