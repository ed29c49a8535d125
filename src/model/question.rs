//! The tree of a question. Parsing lives in `query`, finding in `index`; both speak of this tree.

use super::EventKind;
use chrono::{DateTime, Utc};

/// A question as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What must hold.
    pub expr: Expr,
    /// What is asked for.
    pub kinds: Vec<EventKind>,
    /// In which order the answers come.
    pub order: Order,
    /// Only what has the event's own date (a timeline), or everything.
    pub dated: bool,
    /// How many; none = all.
    pub limit: Option<usize>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
}

/// The order of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Best first.
    Relevance,
    /// By the event's date, oldest first.
    Oldest,
    /// By the event's date, newest first.
    Newest,
}

/// The place of an answer in an order: its key, and its id's bits where keys are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Ascending whatever the order.
    pub key: i64,
    /// Ascending.
    pub tie: u64,
}

/// What must hold of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Everything.
    All,
    /// A word or an exact phrase in a field.
    Text(Field, Phrase),
    /// An exact value of a field.
    Is(Field, String),
    /// A span of time; the end is excluded.
    Time(TimeField, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    /// All of them.
    And(Vec<Expr>),
    /// Any of them.
    Or(Vec<Expr>),
    /// Not it.
    Not(Box<Expr>),
}

/// Words as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// As written, marks aside.
    pub text: String,
    /// In quotation marks: no stemming.
    pub exact: bool,
}

/// What can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the question language")]
pub enum Field {
    Any,
    Title,
    Quote,
    Speaker,
    Source,
    Site,
    Kind,
    Role,
    Lang,
    Tag,
}

/// Which date a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeField {
    /// The document's publication.
    Published,
    /// The saying of a quotation.
    Said,
    /// The dated sentence.
    Happened,
}

/// What was found: rows, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// All that fit, on every page.
    pub total: usize,
    /// This page.
    pub hits: Vec<Hit>,
    /// There is more after the last of them.
    pub more: bool,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: EventKind,
    /// Its row.
    pub row: i64,
    /// BM25, where relevance was asked for.
    pub score: f32,
    /// Its place.
    pub place: Cursor,
}
