//! One response or one imported file, immutable: the evidence.

use super::Id;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Headers by name and value, in order.
pub type Headers = Vec<(String, String)>;

/// What was asked, what came, from where and when. The bytes lie in the blob store under `sha256`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Derived from the final URL, the time and the body.
    pub id: Id,
    /// Name of the source that led here; none for an import.
    pub source: Option<String>,
    /// Id of the source's entry that led here; none for the source's own address.
    pub entry: Option<String>,
    /// The URL that was asked for.
    pub asked: String,
    /// Every URL of the redirect chain, the asked one first and the final one last.
    pub chain: Vec<String>,
    /// The answers of all URLs of the chain but the last.
    pub hops: Vec<Hop>,
    /// HTTP status; 0 for an imported file.
    pub status: u16,
    /// Request headers as sent, in order.
    pub request: Headers,
    /// Response headers as they came, in order.
    pub response: Headers,
    /// The address spoken to.
    pub address: Option<String>,
    /// The secure connection; none over plain HTTP.
    pub tls: Option<Tls>,
    /// When the response was complete.
    pub fetched: DateTime<Utc>,
    /// SHA-256 of the decoded body, hexadecimal.
    pub sha256: String,
    /// Length of the decoded body in bytes.
    pub length: u64,
}

/// A redirect on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Request headers as sent, in order.
    pub request: Headers,
    /// Response headers as they came, in order.
    pub response: Headers,
    /// The address spoken to.
    pub address: Option<String>,
    /// The secure connection; none over plain HTTP.
    pub tls: Option<Tls>,
    /// When the response came.
    pub fetched: DateTime<Utc>,
}

/// Who was spoken to securely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tls {
    /// `TLS 1.2`, `TLS 1.3`.
    pub version: Option<String>,
    /// SHA-256 of the server's certificate (DER), hexadecimal.
    pub certificate: Option<String>,
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

    /// Where the address has moved to, where every redirect on the way was a permanent one (RFC 9110, 15.4).
    #[must_use]
    pub fn moved(&self) -> Option<&str> {
        let permanent = self.hops.iter().all(|hop| matches!(hop.status, 301 | 308));
        (permanent && !self.hops.is_empty()).then(|| self.url())
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
