//! What is found in a text: quotations, dated mentions, names.

use super::{Id, Span, When, words};
use serde::{Deserialize, Serialize};

/// A quotation: what was said, by whom, in what words of the reporter, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Direct, mixed or indirect speech.
    pub kind: QuoteKind,
    /// The words said, without marks, in text order; they do not overlap.
    pub content: Vec<Span>,
    /// The source as it stands in the cue phrase ("he").
    pub speaker: Option<Span>,
    /// The fullest name of the source in the document ("Dario Amodei").
    pub speaker_name: Option<String>,
    /// What kind of source it is.
    pub speaker_type: Option<SpeakerType>,
    /// The role as given ("CEO").
    pub role: Option<String>,
    /// The reporting verb or phrase ("said").
    pub cue: Option<Span>,
    /// What it was said in or at, as it stands there ("in a statement").
    #[serde(default)]
    pub occasion: Option<Span>,
    /// Who was spoken to, as it stands there ("reporters").
    #[serde(default)]
    pub addressee: Option<Span>,
    /// The outlet that it was given to ("Reuters").
    #[serde(default)]
    pub outlet: Option<String>,
    /// When it was said.
    pub said: Option<When>,
    /// The rules that found it and chose its speaker, for people.
    pub rule: String,
    /// How sure, 0 to 1; in hundredths when it leaves the process.
    #[serde(serialize_with = "hundredths")]
    pub confidence: f32,
}

impl Quote {
    /// The words said, pieces joined by ` … `.
    #[must_use]
    pub fn text(&self) -> String {
        self.content.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" … ")
    }

    /// Words that a person found where the reader did not.
    #[must_use]
    pub fn by_hand(words: Span, speaker: Option<String>, said: Option<When>) -> Quote {
        Quote {
            kind: QuoteKind::Direct,
            content: vec![words],
            speaker: None,
            speaker_type: speaker.as_ref().map(|_| SpeakerType::Person),
            speaker_name: speaker,
            role: None,
            cue: None,
            occasion: None,
            addressee: None,
            outlet: None,
            said,
            rule: "added by hand".to_owned(),
            confidence: 1.0,
        }
    }

    /// Named persons and organisations are speakers across documents; an unnamed source is nobody's namesake.
    #[must_use]
    pub fn speaker(&self) -> Option<(SpeakerType, &str)> {
        let (Some(name), Some(of @ (SpeakerType::Person | SpeakerType::Organization))) = (&self.speaker_name, self.speaker_type) else {
            return None;
        };
        Some((of, name))
    }
}

/// The id of a named speaker across documents.
#[must_use]
pub fn speaker_id(of: SpeakerType, name: &str) -> Id {
    Id::of('s', &[of.name(), &words(name).join(" ")])
}

/// A number such as 0.93, and not its nearest binary fraction.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's `serialize_with` passes a reference to the field")]
pub(crate) fn hundredths<S: serde::Serializer>(share: &f32, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_f64((f64::from(*share) * 100.0).round() / 100.0)
}

/// The kinds of a quotation (shared/corpora/quotes/GUIDELINES.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// A clause or more inside marks.
    Direct,
    /// A fragment inside marks, woven into the reporter's sentence.
    Mixed,
    /// No marks; a cue and a stated source.
    Indirect,
}

impl QuoteKind {
    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            QuoteKind::Direct => "direct",
            QuoteKind::Mixed => "mixed",
            QuoteKind::Indirect => "indirect",
        }
    }
}

/// What kind of source spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerType {
    /// A named person.
    Person,
    /// A named organisation.
    Organization,
    /// A letter, report, study.
    Document,
    /// "A spokesperson", "officials".
    Unnamed,
}

impl SpeakerType {
    /// The name as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SpeakerType::Person => "person",
            SpeakerType::Organization => "organization",
            SpeakerType::Document => "document",
            SpeakerType::Unnamed => "unnamed",
        }
    }
}

/// A time expression in a text and what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// First code point.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The date they mean.
    pub when: When,
}

/// A person or organisation named in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// The fullest name in the document, or the one of the configured list.
    pub name: String,
    /// Person or organisation.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Other names it has in the document, in order of appearance.
    pub aliases: Vec<String>,
    /// A person's role as given.
    pub role: Option<String>,
    /// The organisation the role is at.
    pub organization: Option<String>,
    /// Where it is mentioned.
    pub mentions: Vec<Place>,
}

/// A place in a text without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// First code point.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
}

/// Person or organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum EntityType {
    Person,
    Organization,
}
