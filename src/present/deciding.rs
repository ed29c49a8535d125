//! What a person sets right by hand, checked the same way for the command line, the API and the pages.

use crate::model::{Decision, Id, Ruling, SpeakerType, Zone, date};
use crate::pipeline::{Desk, PipelineError, Shown};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// A decision as it is asked for: its kind, what it is about, and what the kind needs.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) name: Option<String>,
    pub(super) organization: bool,
    pub(super) said: Option<String>,
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    pub(super) speaker: Option<String>,
    pub(super) text: Option<String>,
    pub(super) kept: Option<bool>,
    pub(super) shown: Option<String>,
    pub(super) document: Option<String>,
    pub(super) into: Option<String>,
    pub(super) source: Option<String>,
}

/// Kinds of decisions that can be asked for.
pub(super) const KINDS: [&str; 12] =
    ["speaker", "said", "hide", "add", "check", "note", "promise", "link", "unlink", "merge", "split", "rename"];

/// Why it cannot be decided.
#[derive(Debug, thiserror::Error)]
pub(super) enum Undecided {
    /// As it is asked for; in words.
    #[error("{0}")]
    Wrong(String),
    /// What it is about is not there.
    #[error("nothing that this can be decided of is known by the id {0}")]
    Unknown(String),
    /// It cannot be looked up.
    #[error(transparent)]
    Failed(#[from] PipelineError),
}

impl Wanted {
    /// The decision, if everything that it names is there.
    pub(super) async fn decision(&self, desk: &Desk, at: DateTime<Utc>, by: Option<String>) -> Result<Decision, Undecided> {
        let ruling = self.ruling(desk).await?;
        let subject = known(desk, &self.subject, ruling.subjects()).await?;
        Ok(Decision::new(subject, ruling, at, by))
    }

    async fn ruling(&self, desk: &Desk) -> Result<Ruling, Undecided> {
        let document = || self.needed("document", self.document.as_deref());
        Ok(match self.kind.as_str() {
            "speaker" => speaker(self.name.as_deref().unwrap_or("-"), self.organization),
            "said" => said(self.needed("said", self.said.as_deref())?)?,
            "hide" => Ruling::Hide,
            "check" => Ruling::Check,
            "add" => {
                let place = (self.needed("start", self.start)?, self.needed("end", self.end)?);
                missed(desk, &self.subject, place, self.speaker.clone()).await?
            }
            "note" => Ruling::Note { text: self.needed("text", self.text.clone())? },
            "promise" => Ruling::Promise {
                kept: self.needed("kept", self.kept)?,
                shown: known(desk, self.needed("shown", self.shown.as_deref())?, &['q', 'd']).await?,
            },
            "link" => Ruling::Link { document: known(desk, document()?, &['d']).await?, holds: true },
            "unlink" => Ruling::Link { document: known(desk, document()?, &['d']).await?, holds: false },
            "merge" => merge(desk, &self.subject, self.needed("into", self.into.as_deref())?).await?,
            "split" => self.split(desk).await?,
            "rename" => Ruling::Rename { name: self.needed("name", self.name.clone())? },
            other => return Err(Undecided::Wrong(format!("“{other}” is no kind of decision; expected: {}", KINDS.join(", ")))),
        })
    }

    async fn split(&self, desk: &Desk) -> Result<Ruling, Undecided> {
        let document = match self.document.as_deref() {
            Some(document) => Some(known(desk, document, &['d']).await?),
            None => None,
        };
        if document.is_none() && self.source.is_none() {
            return Err(Undecided::Wrong("a split needs “source” or “document”: where it is someone else".to_owned()));
        }
        Ok(Ruling::Split { source: self.source.clone(), document, name: self.needed("name", self.name.clone())? })
    }

    fn needed<T>(&self, name: &str, value: Option<T>) -> Result<T, Undecided> {
        value.ok_or_else(|| Undecided::Wrong(format!("a decision of the kind “{}” needs “{name}”", self.kind)))
    }
}

/// Another speaker; `-` is nobody who is known.
pub(super) fn speaker(name: &str, organization: bool) -> Ruling {
    let of = match (name, organization) {
        ("-", _) => SpeakerType::Unnamed,
        (_, true) => SpeakerType::Organization,
        (_, false) => SpeakerType::Person,
    };
    Ruling::Speaker { name: Some(name.to_owned()).filter(|n| n != "-"), of }
}

/// Another date.
pub(super) fn said(text: &str) -> Result<Ruling, Undecided> {
    let said = date::read(text, Zone::Unknown).ok_or_else(|| Undecided::Wrong(format!("“{text}” is no date; write it as 2026-02-26")))?;
    Ok(Ruling::Said { said })
}

/// The words of a span, so that they are found again when the text changes around them.
pub(super) async fn missed(
    desk: &Desk,
    document: &str,
    (start, end): (usize, usize),
    speaker: Option<String>,
) -> Result<Ruling, Undecided> {
    let Some(Shown::Document(found, ..)) = desk.show(document).await? else { return Err(Undecided::Unknown(document.to_owned())) };
    let text: String = found.article.text.chars().skip(start).take(end.saturating_sub(start)).collect();
    if text.trim().is_empty() || start.checked_add(text.chars().count()) != Some(end) {
        let length = found.article.text.chars().count();
        return Err(Undecided::Wrong(format!("there are no words from {start} to {end}; the text has {length} code points")));
    }
    Ok(Ruling::Add { start, end, text, speaker })
}

/// The speaker that stays, by the name it has, and is another than the one that goes.
pub(super) async fn merge(desk: &Desk, goes: &str, into: &str) -> Result<Ruling, Undecided> {
    let Some(stays) = desk.quoted(into, 0).await? else { return Err(Undecided::Unknown(into.to_owned())) };
    if goes == into {
        return Err(Undecided::Wrong(format!("{into} is {} already; name the one who stays", stays.name)));
    }
    Ok(Ruling::Merge { into: Id::known(into), name: stays.name })
}

/// An id with one of these letters that something is known by.
pub(super) async fn known(desk: &Desk, id: &str, letters: &[char]) -> Result<Id, Undecided> {
    let known = Id::known(id);
    if id.starts_with(letters) && desk.is_known(&known).await? { Ok(known) } else { Err(Undecided::Unknown(id.to_owned())) }
}
