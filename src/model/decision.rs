//! What a person set right by hand: kept apart from extraction, applied after it, undoable, dated.

use super::{Id, SpeakerType, When};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A decision with its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// `k…`, derived from what was decided, when and by whom.
    pub id: Id,
    /// Id of the quotation, document or speaker that it is about.
    pub subject: Id,
    /// What was decided.
    #[serde(flatten)]
    pub ruling: Ruling,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// By whom.
    pub by: Option<String>,
    /// When it was undone.
    #[serde(default)]
    pub undone: Option<DateTime<Utc>>,
    /// By whom.
    #[serde(default)]
    pub undone_by: Option<String>,
}

impl Decision {
    /// A new decision.
    #[must_use]
    pub fn new(subject: Id, ruling: Ruling, made: DateTime<Utc>, by: Option<String>) -> Decision {
        let value = serde_json::to_string(&ruling).expect("rulings have string keys and no failing serialisers");
        let id = Id::of('k', &[subject.as_str(), &value, &made.to_rfc3339(), by.as_deref().unwrap_or_default()]);
        Decision { id, subject, ruling, made, by, undone: None, undone_by: None }
    }
}

/// What can be decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Ruling {
    /// Of a quotation: another speaker; nobody who is known, where there is no name.
    Speaker {
        /// The name.
        name: Option<String>,
        /// What kind of source it is.
        #[serde(rename = "type")]
        of: SpeakerType,
    },
    /// Of a quotation: another date.
    Said {
        /// The date.
        said: When,
    },
    /// Of a quotation: it is none.
    Hide,
    /// Of a document: a quotation was missed.
    Add {
        /// First code point of the words.
        start: usize,
        /// First code point after them.
        end: usize,
        /// The words, by which they are found again in later revisions.
        text: String,
        /// Who said them.
        speaker: Option<String>,
    },
    /// Of a quotation: it is as it should be.
    Check,
    /// Of anything: what is to be known of it.
    Note {
        /// The note.
        text: String,
    },
    /// Of a quotation: a promise, and what became of it.
    Promise {
        /// Kept or broken.
        kept: bool,
        /// Id of the quotation or document that shows it.
        shown: Id,
    },
    /// Of a quotation: a statement holds its words or does not, whatever was found.
    Link {
        /// Id of the statement.
        document: Id,
        /// Whether it holds them.
        holds: bool,
    },
    /// Of a document: it was taken down, and is not to be asked for again.
    Forget {
        /// Every URL that led to it.
        urls: Vec<String>,
        /// Why, in words.
        why: Option<String>,
    },
    /// Of a speaker: the same as another one.
    Merge {
        /// The one that stays.
        into: Id,
        /// Its name, so that it is known before its own documents are.
        name: String,
    },
    /// Of a speaker: another one of that name speaks in a source, or in a document.
    Split {
        /// Name of the source.
        source: Option<String>,
        /// Id of the document.
        document: Option<Id>,
        /// How the other one is called.
        name: String,
    },
    /// Of a speaker: another name.
    Rename {
        /// The name.
        name: String,
    },
}

impl Ruling {
    /// The kind as it stands in answers.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Ruling::Speaker { .. } => "speaker",
            Ruling::Said { .. } => "said",
            Ruling::Hide => "hide",
            Ruling::Add { .. } => "add",
            Ruling::Check => "check",
            Ruling::Note { .. } => "note",
            Ruling::Promise { .. } => "promise",
            Ruling::Link { holds: true, .. } => "link",
            Ruling::Link { .. } => "unlink",
            Ruling::Forget { .. } => "forget",
            Ruling::Merge { .. } => "merge",
            Ruling::Split { .. } => "split",
            Ruling::Rename { .. } => "rename",
        }
    }

    /// The letters of the ids that it may be about.
    #[must_use]
    pub fn subjects(&self) -> &'static [char] {
        match self {
            Ruling::Speaker { .. } | Ruling::Said { .. } | Ruling::Hide | Ruling::Check | Ruling::Promise { .. } | Ruling::Link { .. } => {
                &['q']
            }
            Ruling::Add { .. } | Ruling::Forget { .. } => &['d'],
            Ruling::Note { .. } => &['q', 'd', 's'],
            Ruling::Merge { .. } | Ruling::Split { .. } | Ruling::Rename { .. } => &['s'],
        }
    }
}

/// What was decided of a quotation, in a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Kinds of the decisions that hold for it, sorted.
    pub decided: Vec<String>,
    /// Somebody confirmed it.
    pub checked: bool,
    /// What is to be known of it.
    pub note: Option<String>,
    /// `kept` or `broken`, and the id of what shows it.
    pub promise: Option<(String, Id)>,
}
