//! Documents, quotations and events as rows of a page.

use super::differ::Runs;
use super::stamp::{Stamp, basis};
use crate::model::{Document, Event, EventKind, Fidelity, Quotation, QuoteKind};
use crate::query::Finding;

/// Foreign words: what language they are in, and which way they run.
#[derive(Debug, Clone, Default)]
pub(super) struct Tongue {
    pub(super) lang: String,
    pub(super) dir: &'static str,
}

/// Languages that are written from right to left.
const LEFTWARDS: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

impl Tongue {
    pub(super) fn of(document: &Document) -> Tongue {
        let lang = document.article.language.clone().unwrap_or_default();
        let valid = lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let dir = if lang.is_empty() || !valid {
            "auto"
        } else if LEFTWARDS.contains(&lang.split('-').next().unwrap_or_default()) {
            "rtl"
        } else {
            "ltr"
        };
        Tongue { lang: if valid { lang } else { String::new() }, dir }
    }
}

/// A document in a line.
pub(super) struct DocumentRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) primary: bool,
    pub(super) publisher: String,
    pub(super) authors: String,
    pub(super) tongue: Tongue,
    pub(super) published: Stamp,
    pub(super) ahead: bool,
    /// Our own HTML: escaped words with marks around those asked for.
    pub(super) snippet: String,
    pub(super) quotes: u32,
    pub(super) copies: u32,
    pub(super) copy_of: String,
    pub(super) revisions: u32,
}

impl DocumentRow {
    pub(super) fn of(d: &Document) -> DocumentRow {
        DocumentRow {
            id: d.id.to_string(),
            title: heading(d),
            kind: d.kind.name(),
            primary: d.role == crate::model::Role::Primary,
            publisher: d.article.publisher.clone().unwrap_or_default(),
            authors: d.article.authors.join(", "),
            tongue: Tongue::of(d),
            published: Stamp::maybe(d.article.published.as_ref()),
            ahead: d.article.published.as_ref().is_some_and(|p| p.start > d.capture.fetched),
            snippet: String::new(),
            quotes: d.quotes,
            copies: d.copies.others,
            copy_of: d.copies.of.as_ref().map(ToString::to_string).unwrap_or_default(),
            revisions: d.revisions,
        }
    }

    pub(super) fn found(finding: &Finding) -> DocumentRow {
        DocumentRow { snippet: finding.snippet.clone(), ..DocumentRow::of(&finding.document) }
    }
}

/// A quotation in a list.
pub(super) struct QuotationRow {
    pub(super) id: String,
    pub(super) said: Stamp,
    pub(super) basis: String,
    pub(super) speaker: String,
    pub(super) speaker_id: String,
    pub(super) role: String,
    pub(super) cue: String,
    pub(super) words: String,
    pub(super) kind: &'static str,
    pub(super) rule: String,
    pub(super) confidence: String,
    pub(super) fidelity: &'static str,
    pub(super) fidelity_means: &'static str,
    /// What differs from the statement or the longest wording.
    pub(super) difference: Option<Runs>,
    pub(super) before: Runs,
    pub(super) after: Runs,
    pub(super) quoted: u32,
    pub(super) context: String,
    pub(super) checked: bool,
    pub(super) note: String,
    pub(super) decided: String,
    pub(super) primary: Option<DocumentRow>,
    pub(super) document: DocumentRow,
}

impl QuotationRow {
    pub(super) fn of(q: &Quotation) -> QuotationRow {
        let quote = &q.quote;
        let text = quote.text();
        let (fidelity, fidelity_means) = q.utterance.fidelity.map_or(("", ""), told);
        let difference = q.utterance.difference.as_deref().map(Runs::read);
        QuotationRow {
            id: q.id.to_string(),
            said: Stamp::maybe(quote.said.as_ref()),
            basis: quote.said.as_ref().map_or_else(|| "nothing tells when".to_owned(), basis),
            speaker: quote.speaker_name.clone().unwrap_or_else(|| "unknown speaker".to_owned()),
            speaker_id: q.speaker_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            role: quote.role.clone().unwrap_or_default(),
            cue: quote.cue.as_ref().map(|c| c.text.clone()).unwrap_or_default(),
            words: if quote.kind == QuoteKind::Indirect { text.clone() } else { format!("“{text}”") },
            kind: quote.kind.name(),
            rule: quote.rule.clone(),
            confidence: format!("{:.0} %", quote.confidence * 100.0),
            fidelity,
            fidelity_means,
            before: difference.as_ref().map_or_else(|| Runs::plain(&text), Runs::before),
            after: difference.as_ref().map_or_else(|| Runs::plain(&text), Runs::after),
            difference,
            quoted: q.utterance.quoted,
            context: q.context.clone(),
            checked: q.marks.checked,
            note: q.marks.note.clone().unwrap_or_default(),
            decided: q.marks.decided.join(", "),
            primary: q.utterance.primary.as_deref().filter(|p| p.id != q.document.id).map(DocumentRow::of),
            document: DocumentRow::of(&q.document),
        }
    }
}

/// A fidelity by its name and in words.
pub(super) fn told(fidelity: Fidelity) -> (&'static str, &'static str) {
    let means = match fidelity {
        Fidelity::Verbatim => "whole sentences, word for word",
        Fidelity::Cut => "the true words, but not all of them",
        Fidelity::Altered => "words were changed, added or moved",
    };
    (fidelity.name(), means)
}

/// An event in a timeline.
pub(super) struct EventRow {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) when: Stamp,
    pub(super) basis: String,
    pub(super) speaker: String,
    pub(super) words: String,
    /// Whether the words are somebody's own.
    pub(super) own: bool,
    pub(super) quotation: String,
    pub(super) document: DocumentRow,
}

impl EventRow {
    pub(super) fn of(e: &Event) -> EventRow {
        let direct = e.quotation.as_ref().is_some_and(|(_, kind)| *kind != QuoteKind::Indirect);
        let words = match e.kind {
            EventKind::Said if direct => format!("“{}”", e.text),
            EventKind::Published => String::new(),
            _ => e.text.clone(),
        };
        EventRow {
            id: e.id.to_string(),
            kind: e.kind.name(),
            when: Stamp::of(&e.when),
            basis: basis(&e.when),
            speaker: e.speaker.clone().unwrap_or_default(),
            words,
            own: e.kind == EventKind::Said,
            quotation: e.quotation.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default(),
            document: DocumentRow::of(&e.document),
        }
    }
}

/// The headline, or what there is instead of one.
pub(super) fn heading(d: &Document) -> String {
    d.article.title.clone().or_else(|| d.url.clone()).unwrap_or_else(|| d.id.to_string())
}

/// Only web addresses become links: a page may not smuggle a script in here.
pub(super) fn web_address(url: Option<&str>) -> Option<String> {
    url.filter(|u| u.starts_with("http://") || u.starts_with("https://")).map(str::to_owned)
}
