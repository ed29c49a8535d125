//! What can go wrong on the way to a page, in words that name the URL and the cause.

use chrono::{DateTime, SecondsFormat, Utc};
use rustls::CertificateError;
use std::error::Error;
use std::io;
use url::Url;

/// Why there is no answer. An answer with a status of 400 and above is not an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum FetchError {
    /// Not an address that may be asked: no URL, another scheme, an odd port, a private address.
    #[error("{url} is not asked: {why}")]
    Refused { url: String, why: String },
    /// The name does not resolve, or nothing listens there.
    #[error("{url} cannot be reached: {why}")]
    Unreachable { url: String, why: String },
    /// No secure connection.
    #[error("{url} has no secure connection: {why}")]
    Tls { url: String, why: String },
    /// Too slow, as a whole or between two pieces.
    #[error("{url} took too long: {why}")]
    Timeout { url: String, why: String },
    /// The answer was cut short, is not HTTP, or cannot be decoded.
    #[error("{url} answered badly: {why}")]
    Broken { url: String, why: String },
    /// The body goes on past `limit` bytes, as sent or once decoded.
    #[error("{url} is longer than {} MiB", limit >> 20)]
    TooLarge { url: String, limit: usize },
    /// Redirects that come to no end, or that are not to be followed now.
    #[error("{url} redirects and is not followed: {why}")]
    Redirect { url: String, why: String },
    /// The site's robots.txt forbids it (RFC 9309).
    #[error("{url} is closed to robots: {why}")]
    Robots { url: String, why: String },
    /// The host answered 429 or 503 with Retry-After; it was not asked again.
    #[error("{host} wants no requests before {}", until.to_rfc3339_opts(SecondsFormat::Secs, true))]
    Later { host: String, until: DateTime<Utc> },
    /// The client itself cannot be made; nothing can be fetched.
    #[error("no HTTP client can be made: {why}")]
    Setup { why: String },
}

/// A refusal of the resolver, on its way out through reqwest.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Forbidden(pub(super) String);

impl FetchError {
    pub(super) fn refused(url: &str, why: impl Into<String>) -> FetchError {
        FetchError::Refused { url: url.to_owned(), why: why.into() }
    }

    pub(super) fn broken(url: &Url, why: impl Into<String>) -> FetchError {
        FetchError::Broken { url: url.to_string(), why: why.into() }
    }

    pub(super) fn redirect(url: &Url, why: impl Into<String>) -> FetchError {
        FetchError::Redirect { url: url.to_string(), why: why.into() }
    }

    /// reqwest wraps causes several deep; what the reader needs to know lies at the bottom.
    pub(super) fn from_reqwest(at: &Url, error: &reqwest::Error) -> FetchError {
        let url = at.to_string();
        if let Some(Forbidden(why)) = find(error) {
            return FetchError::Refused { url, why: why.clone() };
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return FetchError::Tls { url, why: tls_words(tls) };
        }
        let why = words(error);
        match error {
            e if e.is_timeout() && e.is_connect() => FetchError::Timeout { url, why: "no connection was made".to_owned() },
            e if e.is_timeout() => FetchError::Timeout { url, why: "the server fell silent".to_owned() },
            e if e.is_connect() => FetchError::Unreachable { url, why },
            _ => FetchError::Broken { url, why },
        }
    }
}

/// An error, read-only and of any type.
pub(super) type Cause<'a> = &'a (dyn Error + 'static);

/// The causes from the outermost in.
fn causes(error: Cause<'_>) -> impl Iterator<Item = Cause<'_>> {
    std::iter::successors(Some(error), |cause| within(*cause))
}

/// An `io::Error` hides the error it wraps from `source()`.
fn within(error: Cause<'_>) -> Option<Cause<'_>> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

pub(super) fn find<E: Error + 'static>(error: Cause<'_>) -> Option<&E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// What libraries say, and what it means.
const WORDS: &[(&str, &str)] = &[
    ("Connection refused", "nothing listens there (connection refused)"),
    ("Connection reset", "the connection was reset"),
    ("Broken pipe", "the connection was reset"),
    ("No route to host", "no route leads to this host"),
    ("Network is unreachable", "no route leads to this host"),
    ("lookup address", "the name does not resolve"),
    ("tls handshake eof", "the connection was closed during the TLS handshake"),
    ("end of file before message length", "it was cut short"),
    ("unexpected EOF", "it was cut short"),
    ("connection closed before message completed", "the connection was closed without an answer"),
    ("message head is too large", "its headers are too many or too long"),
    ("Invalid chunk", "its pieces are not told apart as they should be (bad chunks)"),
    ("invalid HTTP", "it does not speak HTTP"),
];

pub(super) fn words(error: Cause) -> String {
    let deepest = causes(error).last().unwrap_or(error).to_string();
    WORDS.iter().find(|(said, _)| deepest.contains(said)).map_or(deepest, |(_, meant)| (*meant).to_owned())
}

pub(super) fn tls_words(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(certificate) => certificate_words(certificate),
        rustls::Error::InvalidMessage(_) => "it does not speak TLS on this port".to_owned(),
        other => other.to_string(),
    }
}

fn certificate_words(error: &CertificateError) -> String {
    use CertificateError as C;
    match error {
        C::Expired | C::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        C::NotValidYet | C::NotValidYetContext { .. } => "its certificate is not valid yet".to_owned(),
        C::NotValidForName | C::NotValidForNameContext { .. } => "its certificate is for another name".to_owned(),
        C::UnknownIssuer => "its certificate comes from an issuer unknown to this machine".to_owned(),
        C::Revoked => "its certificate was revoked".to_owned(),
        other => format!("its certificate is not accepted ({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_told_apart() {
        let check = |error: CertificateError, expected: &str| {
            let said = tls_words(&rustls::Error::InvalidCertificate(error));
            assert!(said.contains(expected), "{said}");
        };
        check(CertificateError::Expired, "expired");
        check(CertificateError::NotValidYet, "not valid yet");
        check(CertificateError::NotValidForName, "another name");
        check(CertificateError::UnknownIssuer, "issuer unknown");
        check(CertificateError::Revoked, "revoked");
        check(CertificateError::BadSignature, "not accepted");
    }

    #[test]
    fn the_deepest_cause_speaks() {
        let check = |cause: &str, expected: &str| {
            let wrapped = io::Error::other(io::Error::other(cause.to_owned()));
            assert_eq!(words(&wrapped), expected);
        };
        check("Connection refused (os error 111)", "nothing listens there (connection refused)");
        check("failed to lookup address information: Name or service not known", "the name does not resolve");
        check("end of file before message length reached", "it was cut short");
        // What no row knows is passed on as it is.
        check("the moon is in the wrong phase", "the moon is in the wrong phase");
    }
}
