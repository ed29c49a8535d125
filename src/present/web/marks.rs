//! A document's text with its quotations, their speakers and verbs, and the dates in it marked in place.

use crate::model::{Article, Event, EventKind, PartKind, Quotation, Span, When};

/// A paragraph or heading of the text.
pub(super) struct Paragraph {
    pub(super) heading: bool,
    pub(super) runs: Vec<Run>,
}

/// A run of text under one mark, or under none.
pub(super) struct Run {
    pub(super) text: String,
    pub(super) mark: Option<Mark>,
}

/// What a run is.
#[derive(Clone)]
pub(super) struct Mark {
    /// `said`, `who`, `cue` or `date`.
    pub(super) class: &'static str,
    /// What a date was read as.
    pub(super) means: String,
    /// Of the first piece of a quotation its id.
    pub(super) id: String,
    /// Of the last piece of a quotation its id, for the way to what is known of it.
    pub(super) note: String,
}

/// A marked stretch in code points.
struct Stretch {
    start: usize,
    end: usize,
    mark: Mark,
}

/// The text, paragraph by paragraph. Where marks overlap, the first stands.
pub(super) fn paragraphs(article: &Article, quotations: &[Quotation], events: &[Event]) -> Vec<Paragraph> {
    let chars: Vec<char> = article.text.chars().collect();
    let mut stretches = stretches(quotations);
    stretches.extend(dates(&chars, quotations, events));
    stretches.sort_by_key(|s| (s.start, s.end));
    let mut at = 0;
    let lines = article.text.split("\n\n").map(|line| {
        let start = at;
        at += line.chars().count() + 2;
        let heading = article.parts.iter().any(|p| p.kind == PartKind::Heading && p.start == start);
        Paragraph { heading, runs: runs(&chars, start, start + line.chars().count(), &stretches) }
    });
    lines.filter(|p| !p.runs.is_empty()).collect()
}

fn stretches(quotations: &[Quotation]) -> Vec<Stretch> {
    quotations.iter().flat_map(of_quotation).collect()
}

/// The words of dates: of dated sentences in these, of sayings around these.
fn dates(chars: &[char], quotations: &[Quotation], events: &[Event]) -> Vec<Stretch> {
    let happened = events.iter().filter(|e| e.kind == EventKind::Happened);
    let in_sentences = happened.filter_map(|e| date(chars, &e.when, e.start?, e.end?));
    let said = quotations.iter().filter_map(|q| Some((q.quote.said.as_ref()?, q.quote.content.first()?)));
    let around = said.filter_map(|(when, words)| {
        let (from, to) = paragraph_around(chars, words.start);
        date(chars, when, from, to)
    });
    let mut all: Vec<Stretch> = in_sentences.chain(around).collect();
    all.sort_by_key(|s| (s.start, s.end));
    all.dedup_by_key(|s| s.start);
    all
}

fn paragraph_around(chars: &[char], at: usize) -> (usize, usize) {
    let at = at.min(chars.len());
    let from = chars[..at].iter().rposition(|c| *c == '\n').map_or(0, |n| n + 1);
    let to = chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |n| at + n);
    (from, to)
}

/// The words of a date, where they stand between two places.
fn date(chars: &[char], when: &When, from: usize, to: usize) -> Option<Stretch> {
    let raw: Vec<char> = when.raw.chars().collect();
    let part = chars.get(from..to.min(chars.len()))?;
    if raw.len() < 3 || when.basis == crate::model::Basis::Inherited {
        return None;
    }
    let start = from + part.windows(raw.len()).position(|window| window == raw)?;
    let mark = Mark { class: "date", means: when.edtf.clone(), id: String::new(), note: String::new() };
    Some(Stretch { start, end: start + raw.len(), mark })
}

fn of_quotation(q: &Quotation) -> Vec<Stretch> {
    let stretch = |span: &Span, class, id: &str, note: &str| Stretch {
        start: span.start,
        end: span.end,
        mark: Mark { class, means: String::new(), id: id.to_owned(), note: note.to_owned() },
    };
    let (id, last) = (q.id.as_str(), q.quote.content.len().saturating_sub(1));
    let pieces = q.quote.content.iter().enumerate();
    let said = pieces.map(|(n, piece)| stretch(piece, "said", if n == 0 { id } else { "" }, if n == last { id } else { "" }));
    let who = q.quote.speaker.iter().map(|s| stretch(s, "who", "", ""));
    let cue = q.quote.cue.iter().map(|s| stretch(s, "cue", "", ""));
    said.chain(who).chain(cue).collect()
}

fn runs(chars: &[char], start: usize, end: usize, stretches: &[Stretch]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = start;
    let text = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
    for s in stretches.iter().filter(|s| s.end > start && s.start < end) {
        let (from, to) = (s.start.max(at), s.end.min(end));
        // One that begins within another is left to that.
        if s.start < at && s.start >= start || from >= to {
            continue;
        }
        if from > at {
            runs.push(Run { text: text(at, from), mark: None });
        }
        runs.push(Run { text: text(from, to), mark: Some(s.mark.clone()) });
        at = to;
    }
    if at < end {
        runs.push(Run { text: text(at, end), mark: None });
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(start: usize, end: usize, class: &'static str) -> Stretch {
        Stretch { start, end, mark: Mark { class, means: String::new(), id: String::new(), note: String::new() } }
    }

    fn shown(text: &str, start: usize, stretches: &[Stretch]) -> Vec<(String, &'static str)> {
        let chars: Vec<char> = text.chars().collect();
        let runs = runs(&chars, start, chars.len(), stretches);
        runs.into_iter().map(|r| (r.text, r.mark.map_or("", |m| m.class))).collect()
    }

    #[test]
    fn runs_cover_the_text_once() {
        let row = |text: &str, class| (text.to_owned(), class);
        assert_eq!(shown("abcdef", 0, &[]), [row("abcdef", "")]);
        assert_eq!(
            shown("abcdef", 0, &[stretch(1, 3, "said"), stretch(4, 6, "who")]),
            [row("a", ""), row("bc", "said"), row("d", ""), row("ef", "who")]
        );
        // Of two that overlap the first stands.
        assert_eq!(shown("abcdef", 0, &[stretch(1, 4, "said"), stretch(2, 3, "who")]), [row("a", ""), row("bcd", "said"), row("ef", "")]);
        // One that began in the paragraph before.
        assert_eq!(shown("abcdef", 3, &[stretch(1, 5, "said")]), [row("de", "said"), row("f", "")]);
    }
}
