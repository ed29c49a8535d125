//! Who may ask over the network.

use chrono::{DateTime, Utc};

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// Ask.
    Read,
    /// Ask, decide, save and ingest.
    Write,
}

impl Grant {
    /// The name as it is stored and shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Grant::Read => "read",
            Grant::Write => "write",
        }
    }

    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Grant> {
        [Grant::Read, Grant::Write].into_iter().find(|grant| grant.name() == name)
    }
}

/// What is known of a token: everything but the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Of whoever has it.
    pub name: String,
    /// What they may do.
    pub grant: Grant,
    /// When it was made.
    pub made: DateTime<Utc>,
}
