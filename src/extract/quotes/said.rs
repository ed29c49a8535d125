//! When a quotation was said: the date in the words around its cue, never in its content.

use super::cues::{Frame, Place};
use super::lexicon::Class;
use super::prose::Prose;
use super::speech::Draft;
use super::tokens::Shape;
use crate::model::{Mention, Precision, QuoteKind, When};
use std::ops::Range;

/// A dated mention in bytes.
#[derive(Debug, Clone)]
pub(super) struct Dated<'m> {
    pub(super) range: Range<usize>,
    pub(super) when: &'m When,
}

/// Mentions with byte offsets, from mentions in code points.
pub(super) fn dated<'m>(text: &str, mentions: &'m [Mention]) -> Vec<Dated<'m>> {
    let mut at = text.char_indices().map(|(i, _)| i).chain(std::iter::once(text.len())).enumerate().peekable();
    let mut byte = |target: usize| {
        while at.peek().is_some_and(|(n, _)| *n < target) {
            at.next();
        }
        at.peek().map_or(text.len(), |(_, b)| *b)
    };
    mentions.iter().map(|m| Dated { range: byte(m.start)..byte(m.end), when: &m.when }).collect()
}

/// No more than two months before publication, and told to the day.
fn recent(when: &When, published: &When) -> bool {
    let days = (published.start - when.start).num_days();
    when.precision >= Precision::Day && (-1..60).contains(&days)
}

impl Prose<'_> {
    /// The date in the cue's own words, the nearest to the cue where there are several.
    pub(super) fn said<'m>(&self, draft: &Draft, frame: &Frame, dates: &[Dated<'m>]) -> Option<&'m When> {
        let sentence = &self.sentences[frame.sentence].tokens;
        let bounds = self.tokens[sentence.start].start..self.tokens[sentence.end - 1].end;
        let cue = self.tokens[frame.cue.start].start;
        let first = dates.partition_point(|d| d.range.start < bounds.start);
        dates[first..]
            .iter()
            .take_while(|d| d.range.start < bounds.end)
            .filter(|d| self.dates_the_cue(draft, frame, &d.range))
            .min_by_key(|d| d.range.start.abs_diff(cue))
            .map(|d| d.when)
    }

    /// A recent date of the sentence around marked words, or one that opens the sentence before it, in want of a better one.
    pub(super) fn said_around<'m>(&self, draft: &Draft, published: &When, dates: &[Dated<'m>]) -> Option<&'m When> {
        let sentence = self.sentence_of(draft.token);
        let here = self.bytes(sentence);
        let before =
            sentence.checked_sub(1).filter(|b| self.sentences[*b].paragraph == self.sentences[sentence].paragraph).map(|b| self.bytes(b));
        let free = |d: &&Dated| {
            !self.marked.iter().any(|m| m.inner.start < d.range.end && d.range.start < m.inner.end) && recent(d.when, published)
        };
        let own = dates.iter().filter(|d| here.contains(&d.range.start)).find(free);
        let opening = |d: &&Dated| before.as_ref().is_some_and(|b| b.contains(&d.range.start) && d.range.start < b.start + 12);
        own.or_else(|| dates.iter().filter(opening).find(free)).map(|d| d.when)
    }

    fn bytes(&self, sentence: usize) -> Range<usize> {
        let tokens = &self.sentences[sentence].tokens;
        self.tokens[tokens.start].start..self.tokens[tokens.end - 1].end
    }

    fn dates_the_cue(&self, draft: &Draft, frame: &Frame, date: &Range<usize>) -> bool {
        let overlaps = |r: &Range<usize>| r.start < date.end && date.start < r.end;
        let quoted = self.marked.iter().any(|m| overlaps(&m.inner));
        if quoted || draft.pieces.iter().any(overlaps) {
            return false;
        }
        let token = self.tokens.partition_point(|t| t.end <= date.start);
        if token < frame.cue.start { self.leads(frame, token) } else { self.follows(draft, frame, token) }
    }

    /// Before the cue: in the source ("a 2014 study"), in an adverbial at the front ("On Monday, …"), or right before the verb.
    fn leads(&self, frame: &Frame, token: usize) -> bool {
        let sentence = &self.sentences[frame.sentence].tokens;
        if frame.speaker.as_ref().is_some_and(|s| s.contains(&token)) && frame.place == Place::Before {
            return true;
        }
        let from = (sentence.start..token)
            .rev()
            .find(|i| self.tokens[*i].mark(',') || self.tokens[*i].quote().is_some())
            .map_or(sentence.start, |i| i + 1);
        let relative = self.tokens[from..token]
            .iter()
            .any(|t| t.any(&[Class::Relative, Class::Subordinator, Class::Subject]) || t.is(Class::Auxiliary) && t.shape == Shape::Lower);
        let speaker = frame.speaker.as_ref().map_or(frame.cue.start, |s| s.start);
        let adverbial = self.tokens[from].any(&[Class::Preposition, Class::Time]);
        let front = from == sentence.start || token >= speaker || adverbial;
        let between = &self.tokens[token.min(speaker)..speaker];
        let other = between.iter().any(|t| t.quote().is_some())
            || token < speaker && self.tokens[token..speaker].iter().any(|t| t.is(Class::Auxiliary) && t.shape == Shape::Lower);
        !relative && front && !other
    }

    /// After the cue: up to what was said, or behind the marks where the sentence goes on with the occasion.
    fn follows(&self, draft: &Draft, frame: &Frame, token: usize) -> bool {
        let content = draft.pieces.iter().map(|p| self.tokens.partition_point(|t| t.end <= p.start)).filter(|t| *t > frame.cue.start).min();
        let gap = |end: usize| &self.tokens[frame.cue.end..end.max(frame.cue.end)];
        let clause = |end: usize| gap(end).iter().any(|t| t.any(&[Class::Subordinator, Class::Relative]) || t.is(Class::Auxiliary));
        match content {
            Some(start) if token < start => !clause(token),
            Some(start) => self.occasion_behind(start, token, draft),
            None => !clause(token),
        }
    }

    /// “…,” in a statement released on Monday.
    fn occasion_behind(&self, content: usize, token: usize, draft: &Draft) -> bool {
        let last = draft.pieces.last().map_or(content, |p| self.tokens.partition_point(|t| t.end < p.end));
        if draft.kind == QuoteKind::Indirect || token <= last {
            return false;
        }
        let between = &self.tokens[last + 1..token];
        let occasion = between.iter().any(|t| t.is(Class::Occasion));
        let near = between.len() < 3;
        (occasion || near) && !between.iter().any(|t| t.any(&[Class::Auxiliary, Class::Relative]))
    }
}
