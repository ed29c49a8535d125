//! A question that is asked again and again, by name.

use super::Zone;
use chrono::{DateTime, Utc};

/// A saved question.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedQuestion {
    /// By which it is called.
    pub name: String,
    /// As it was written.
    pub question: String,
    /// What its answers are: `documents`, `quotations`, `events`.
    pub shape: String,
    /// In which its dates are read.
    pub zone: Zone,
    /// Where its news are posted to; to standard output where none.
    pub hook: Option<String>,
    /// When it was saved.
    pub made: DateTime<Utc>,
}

/// News of a saved question on their way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Row.
    pub n: i64,
    /// By which whoever gets it twice knows.
    pub id: String,
    /// Name of the question.
    pub saved: String,
    /// Where it goes; to standard output where none.
    pub hook: Option<String>,
    /// As JSON.
    pub body: String,
    /// How often it was tried.
    pub attempts: u32,
}
