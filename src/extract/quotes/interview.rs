//! Interviews without marks: paragraphs that open with a label, "Q:" and "A:" or the name of who speaks.

use super::lexicon::Class;
use super::names::Cast;
use super::prose::{Prose, Sentence};
use super::speech::{Draft, Source};
use super::tokens::{Shape, Token};
use crate::model::QuoteKind;
use std::ops::Range;

/// A paragraph with its label.
#[derive(Debug, Clone)]
struct Turn {
    paragraph: usize,
    /// Tokens of the label, without stars and colon.
    label: Range<usize>,
    /// Bytes of what is said.
    words: Range<usize>,
    speaker: Label,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Question,
    Answer,
    /// The figure that it names.
    Name(usize),
}

/// Labels of questions and answers.
const LABELS: &[(&str, Label)] = &[
    ("q", Label::Question),
    ("question", Label::Question),
    ("a", Label::Answer),
    ("answer", Label::Answer),
    ("frage", Label::Question),
    ("antwort", Label::Answer),
];

/// Words that a label has at most.
const LONGEST: usize = 4;

/// Two who speak twice each: what else has labels is a list.
fn talking(turns: &[Turn]) -> bool {
    let by = |figure: usize| turns.iter().filter(|t| t.speaker == Label::Name(figure)).count();
    let mut speakers: Vec<usize> = turns.iter().filter_map(|t| if let Label::Name(f) = t.speaker { Some(f) } else { None }).collect();
    speakers.sort_unstable();
    speakers.dedup();
    speakers.into_iter().filter(|f| by(*f) > 1).count() > 1
}

impl Prose<'_> {
    /// What is said in interviews, and the paragraphs that it stands in. Questions are by whoever asks, whom no one names.
    pub(super) fn interview(&self, cast: &Cast) -> (Vec<Draft>, Vec<Range<usize>>) {
        let turns = self.turns(cast);
        let asked = turns.iter().any(|t| t.speaker == Label::Question) && turns.iter().any(|t| t.speaker == Label::Answer);
        if !(asked || talking(&turns)) {
            return (Vec::new(), Vec::new());
        }
        let next = |i: usize| turns.get(i + 1).map_or(turns[i].paragraph + 1, |t| t.paragraph);
        let paragraphs = (0..turns.len()).flat_map(|i| turns[i].paragraph..next(i)).filter_map(|p| self.paragraph_bytes(p)).collect();
        let said = (0..turns.len()).filter(|i| turns[*i].speaker != Label::Question);
        (said.map(|i| self.turn_draft(&turns[i], next(i))).collect(), paragraphs)
    }

    fn turns(&self, cast: &Cast) -> Vec<Turn> {
        let first = |i: &usize| *i == 0 || self.sentences[*i - 1].paragraph != self.sentences[*i].paragraph;
        (0..self.sentences.len()).filter(first).filter_map(|i| self.turn(&self.sentences[i], cast)).collect()
    }

    fn turn(&self, sentence: &Sentence, cast: &Cast) -> Option<Turn> {
        let star = |t: &Token| t.mark('*') || t.mark('_');
        let start = sentence.tokens.clone().find(|i| !star(&self.tokens[*i]))?;
        let end = (start..sentence.tokens.end.min(start + LONGEST + 1)).find(|i| !self.tokens[*i].is_word())?;
        let colon = (end..sentence.tokens.end)
            .take(4)
            .find(|i| !star(&self.tokens[*i]))
            .filter(|i| self.tokens[*i].mark(':') || self.tokens[*i].mark('.'))?;
        let label = Some(start..end).filter(|l| !l.is_empty())?;
        let speaker = self.label(&label, self.tokens[colon].mark(':'), cast)?;
        let body = (colon + 1..self.tokens.len()).find(|i| !star(&self.tokens[*i]))?;
        let last = self.sentences.iter().rfind(|s| s.paragraph == sentence.paragraph)?.tokens.end;
        let quoted = self.tokens.get(body).is_some_and(|t| t.quote().is_some());
        let words = self.tokens[body.min(last - 1)].start..self.tokens[last - 1].end;
        (body < last && !quoted).then_some(Turn { paragraph: sentence.paragraph, label, words, speaker })
    }

    /// What a label tells: "Q", "A", or a name that the text knows as a person's.
    fn label(&self, label: &Range<usize>, colon: bool, cast: &Cast) -> Option<Label> {
        let words = self.words_of(label.clone());
        if let Some((_, found)) = LABELS.iter().find(|(l, _)| words.eq_ignore_ascii_case(l) && label.len() == 1) {
            return Some(*found).filter(|_| colon || words.len() == 1);
        }
        let capital = self.tokens[label.clone()].iter().all(|t| t.is_capital() || t.shape == Shape::Mark('.'));
        let bytes = self.tokens[label.start].start..self.tokens[label.end - 1].end;
        let mention = cast.within(&bytes).iter().find(|m| m.range.end >= bytes.end);
        let person = mention.filter(|m| cast.figures[m.figure].is_person());
        let plain = !self.tokens[label.clone()].iter().any(|t| t.any(&[Class::NotName, Class::Document, Class::Calendar]));
        person.filter(|_| colon && capital && plain).map(|m| Label::Name(m.figure))
    }

    /// An answer goes on up to the next label.
    fn turn_draft(&self, turn: &Turn, next: usize) -> Draft {
        let source =
            if matches!(turn.speaker, Label::Name(_)) { Source::Label(turn.label.clone()) } else { Source::Guest(turn.label.clone()) };
        let further = (turn.paragraph + 1..next).filter_map(|p| self.paragraph_bytes(p));
        let pieces = std::iter::once(turn.words.clone()).chain(further).collect();
        Draft { kind: QuoteKind::Direct, pieces, source, token: turn.label.start, found: "none", order: "interview" }
    }

    fn paragraph_bytes(&self, paragraph: usize) -> Option<Range<usize>> {
        let first = self.sentences.iter().find(|s| s.paragraph == paragraph)?;
        let last = self.sentences.iter().rfind(|s| s.paragraph == paragraph)?;
        Some(self.tokens[first.tokens.start].start..self.tokens[last.tokens.end - 1].end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let quotes = read(text, &[], &[], &Context::default()).0;
        let found: Vec<_> = quotes.iter().map(|q| (q.content[0].text.as_str(), q.speaker_name.as_deref().unwrap_or_default())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn questions_and_answers() {
        check(
            "Ann Marlow runs the mill. We met her in May.\n\nQ: Why flour?\n\nA: It feeds people. I said that “bread is life” once.\n\nQ: And now?\n\nA: We rest.",
            &[("It feeds people. I said that “bread is life” once.", "Ann Marlow"), ("We rest.", "Ann Marlow")],
        );
    }

    #[test]
    fn names_as_labels() {
        check(
            "Ann Marlow talked to Bob Vane.\n\n**Bob Vane:** Why flour?\n\n**Ann Marlow:** It feeds people.\n\n**Vane:** And now?\n\n**Marlow:** We rest.",
            &[("Why flour?", "Bob Vane"), ("It feeds people.", "Ann Marlow"), ("And now?", "Bob Vane"), ("We rest.", "Ann Marlow")],
        );
        // A list is no interview.
        check(
            "Ann Marlow: sent to prison for a year.\n\nBob Vane: waiting.\n\nTom Reed: sent to prison for ten years.\n\nMay Hill: waiting.",
            &[],
        );
        check("Place: the mill\n\nTime: noon\n\nPrice: four coins", &[]);
        check("Ann Marlow: head of the mill\n\nBob Vane: baker\n", &[]);
    }
}
