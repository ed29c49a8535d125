//! Ids derived from content: the same input gives the same id on every machine and every run.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A kind letter and 64 bits of a SHA-256 in base 32: `d4k2m…`. Safe in URLs, file names and questions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id of a thing of a kind (`d` document, `r` revision, `q` quotation, `u` utterance, `s` speaker, `e` event,
    /// `c` capture) told apart by its parts.
    #[must_use]
    pub fn of(kind: char, parts: &[&str]) -> Id {
        let mut hash = Sha256::new();
        for part in parts {
            // The length first, so that ("ab", "c") and ("a", "bc") differ.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let bits = u64::from_be_bytes(hash.finalize()[..8].try_into().expect("a SHA-256 has 32 bytes"));
        Id(format!("{kind}{}", base32(bits)))
    }

    /// An id that was given out before.
    #[must_use]
    pub fn known(text: impl Into<String>) -> Id {
        Id(text.into())
    }

    /// The id as it stands in URLs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Crockford's alphabet in lower case: no i, l, o, u, so that an id read aloud is written down right.
fn base32(bits: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..13).rev().map(|n| char::from(ALPHABET[usize::try_from(bits >> (n * 5) & 31).expect("five bits")])).collect()
}

/// SHA-256 of bytes as 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, b| {
        use fmt::Write;
        write!(out, "{b:02x}").expect("writing to a string cannot fail");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_same_everywhere() {
        assert_eq!(Id::of('d', &["https://news.example/a"]).as_str(), Id::of('d', &["https://news.example/a"]).as_str());
        assert_ne!(Id::of('d', &["ab", "c"]), Id::of('d', &["a", "bc"]));
        assert_eq!(Id::of('d', &["x"]).as_str().len(), 14);
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
