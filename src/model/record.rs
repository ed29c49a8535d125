//! What is stored, and what comes back: documents with their revision, quotations, events; and what the index is given.

use super::{Article, Capture, DocumentKind, Findings, Id, Marks, Quote, QuoteKind, Role, When, Zone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A document as read just now, on its way into the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is known by: the canonical URL where that may be trusted, else the final one, cleaned; a `urn:` for a file.
    pub key: String,
    /// Other URLs that lead to it.
    pub aliases: Vec<String>,
    /// Article or statement.
    pub kind: DocumentKind,
    /// Someone's own statements, or coverage.
    pub role: Role,
    /// Name of the source that led to it; none for an import.
    pub source: Option<String>,
    /// Tags of the source.
    pub tags: Vec<String>,
    /// What else was told of the source.
    pub told: Told,
    /// Where it was read.
    pub url: Option<String>,
    /// Metadata and text.
    pub article: Article,
    /// What was found in the text.
    pub findings: Findings,
    /// What of it was not read.
    pub warnings: Vec<String>,
    /// Sentences around the dated mentions, one for each of `findings.mentions` that is an event of its own.
    pub happened: Vec<Happening>,
    /// The evidence.
    pub capture: Capture,
}

/// What is told of a document's source besides the page, and is needed to read the page again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// The outlet.
    pub publisher: Option<String>,
    /// Whose words it has, where it is a primary one.
    pub speaks_for: Option<String>,
    /// The zone in which its dates are read.
    pub zone: Zone,
}

/// A dated sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// First code point of the sentence.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// The sentence.
    pub text: String,
    /// Its date.
    pub when: When,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It was not known before.
    New,
    /// Its text or headline differ from the last revision.
    Revised,
    /// Nothing new.
    Same,
}

/// A stored document with its current revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// `d…`
    pub id: Id,
    /// Article or statement.
    pub kind: DocumentKind,
    /// Someone's own statements, or coverage.
    pub role: Role,
    /// Name of the source that led to it first.
    pub source: Option<String>,
    /// Where it was read.
    pub url: Option<String>,
    /// Its current revision.
    pub revision: Id,
    /// How many revisions there are.
    pub revisions: u32,
    /// Metadata and text; the text is empty where it was not asked for.
    pub article: Article,
    /// Words of the text.
    pub words: u32,
    /// Quotations in the current revision.
    pub quotes: u32,
    /// The capture of the current revision.
    pub capture: CaptureRef,
    /// Texts that are the same but for little.
    pub copies: Copies,
}

/// How a document stands to texts that are the same but for little.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copies {
    /// The first of them; none where this is the first or the only one.
    pub of: Option<Id>,
    /// How many others there are.
    pub others: u32,
    /// The agency that the text credits.
    pub credit: Option<String>,
}

/// A capture in a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaptureRef {
    /// `c…`
    pub id: Id,
    /// SHA-256 of the body.
    pub sha256: String,
    /// When it was fetched.
    pub fetched: DateTime<Utc>,
}

/// A stored quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// `q…`
    pub id: Id,
    /// As extracted.
    pub quote: Quote,
    /// `s…`, where the speaker is a named person or organisation.
    pub speaker_id: Option<Id>,
    /// The paragraphs it stands in.
    pub context: String,
    /// What a person decided of it.
    pub marks: Marks,
    /// The same words wherever quoted.
    pub utterance: Utterance,
    /// Where it stands. Of one that is gone, with the last revision that had it, and the capture of that.
    pub document: Document,
    /// The revision that no longer has it.
    pub gone: Option<Id>,
}

/// The same words wherever quoted.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// `u…`
    pub id: Id,
    /// Quotations of it.
    pub quoted: u32,
    /// The earliest said-date or publication of them.
    pub first: Option<When>,
    /// When they were captured first.
    pub seen: DateTime<Utc>,
    /// The primary document that holds the words.
    pub primary: Option<Box<Document>>,
    /// How this quotation relates to the primary, else to the longest text.
    pub fidelity: Option<Fidelity>,
    /// The sentences of that text, with what the quotation leaves out and adds in the manner of wdiff.
    pub difference: Option<String>,
}

/// What the quotations of a speaker tell of the speaker.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Spoken {
    /// The role that a text gives the speaker.
    pub role: Option<String>,
    /// When it was said.
    pub said: Option<When>,
    /// The source of the document.
    pub source: Option<String>,
}

/// How quoted words relate to the primary, else the longest text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fidelity {
    /// Whole sentences word for word; marks, whitespace and the case of the first letter aside.
    Verbatim,
    /// The true words, but part of a sentence or with words left out.
    Cut,
    /// Words changed, added or moved.
    Altered,
}

impl Fidelity {
    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fidelity::Verbatim => "verbatim",
            Fidelity::Cut => "cut",
            Fidelity::Altered => "altered",
        }
    }
}

/// Anything with a date and evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// `e…`
    pub id: Id,
    /// What kind of date it is.
    pub kind: EventKind,
    /// The date.
    pub when: When,
    /// What happened, in a line.
    pub title: String,
    /// The words that are the evidence.
    pub text: String,
    /// First code point of `text` in the document; none where the whole document is meant.
    pub start: Option<usize>,
    /// First code point after it.
    pub end: Option<usize>,
    /// Who, for `said`.
    pub speaker: Option<String>,
    /// Id and kind of the quotation, for `said`.
    pub quotation: Option<(Id, QuoteKind)>,
    /// Where it stands.
    pub document: Document,
}

/// The kinds of events, in the order in which those of one instant are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// A document was published.
    Published,
    /// A document was changed after publication.
    Revised,
    /// Someone said something.
    Said,
    /// A dated sentence.
    Happened,
}

impl EventKind {
    /// All of them.
    pub const ALL: [EventKind; 4] = [EventKind::Published, EventKind::Revised, EventKind::Said, EventKind::Happened];

    /// The name as it stands in answers and in `kind:`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Published => "published",
            EventKind::Revised => "revised",
            EventKind::Said => "said",
            EventKind::Happened => "happened",
        }
    }
}

/// What can be found: a document is found as its publication, a quotation as its saying.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unit {
    /// Row of the document, by which the index replaces all its units.
    pub document: i64,
    /// Row of the thing itself, in its own table.
    pub row: i64,
    /// What it is, as an event.
    pub kind: Option<EventKind>,
    /// Id of the document, by which equal dates are ordered.
    pub document_id: String,
    /// First code point in the document, by which those of one document are ordered.
    pub start: usize,
    /// The event's date; none where none is known.
    pub when: Option<When>,
    /// When the document was published.
    pub published: Option<When>,
    /// When the document's current revision was fetched.
    pub captured: Option<DateTime<Utc>>,
    /// The headline of the document.
    pub title: String,
    /// Who published the document.
    pub publisher: String,
    /// What free words look in besides headline and publisher: text, names.
    pub text: Vec<String>,
    /// Bytes of the document's text, which is the first text of its publication, that free words look in besides: the
    /// paragraph around a quotation, a dated sentence. Of a publication: its first paragraphs.
    pub context: Range<usize>,
    /// The words of the quotation, of all of them for a document.
    pub quote: Vec<String>,
    /// The speaker's names.
    pub speaker: Vec<String>,
    /// The reporting verb.
    pub cue: Option<String>,
    /// The byline.
    pub authors: Vec<String>,
    /// Names of persons in the document.
    pub persons: Vec<String>,
    /// Names of organisations in it.
    pub organizations: Vec<String>,
    /// Name of the source.
    pub source: String,
    /// Host of the URL.
    pub host: String,
    /// `article`, `statement`.
    pub document_kind: String,
    /// `primary`, `press`.
    pub role: String,
    /// Primary language.
    pub language: String,
    /// Tags of the source.
    pub tags: Vec<String>,
    /// What can be asked for with `is:` and `has:`, each with its field: `is:revised`.
    pub marks: Vec<String>,
}
