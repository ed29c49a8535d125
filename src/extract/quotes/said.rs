//! When a quotation was said: the date in the words around its cue, never in its content.

use super::cues::{Frame, Place};
use super::lexicon::{Class, Tense};
use super::prose::Prose;
use super::speech::Draft;
use super::tokens::{Shape, Token};
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

/// Bytes at the front of a sentence in which an opening date begins.
const OPENING: usize = 12;

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
        let free = |d: &&Dated| self.unmarked(&d.range) && recent(d.when, published) && !self.in_relative(sentence, d.range.start);
        let own = dates.iter().filter(|d| here.contains(&d.range.start)).find(free);
        let opening = |d: &&Dated| before.as_ref().is_some_and(|b| b.contains(&d.range.start) && d.range.start < b.start + OPENING);
        own.or_else(|| dates.iter().filter(opening).find(free)).map(|d| d.when)
    }

    /// "The mill, which closed on Tuesday, …": the date is of something else.
    fn in_relative(&self, sentence: usize, byte: usize) -> bool {
        let start = self.sentences[sentence].tokens.start;
        let token = self.tokens.partition_point(|t| t.end <= byte);
        let clause = (start..token).rev().take_while(|i| !self.separates_clauses(*i));
        clause.filter(|i| self.tokens[*i].shape == Shape::Lower).any(|i| self.tokens[i].is(Class::Relative) && !self.says(i, "that"))
    }

    /// "the report": the date that the sentences before it open with, or that stands beside such a document there.
    pub(super) fn document_date<'m>(&self, frame: &Frame, dates: &[Dated<'m>]) -> Option<&'m When> {
        const NEAR: usize = 3;
        let speaker = frame.speaker.as_ref()?;
        let definite = ["the", "its", "that", "this"].iter().any(|w| self.says(speaker.start, w));
        let document = self.tokens[speaker.end - 1].is(Class::Document) && definite;
        let before = (frame.sentence.saturating_sub(NEAR)..frame.sentence).rev().filter(|_| document);
        before.filter(|s| self.sentences[*s].paragraph + 1 >= self.sentences[frame.sentence].paragraph).find_map(|s| {
            let bounds = self.bytes(s);
            let opens = |d: &&Dated| bounds.contains(&d.range.start) && d.range.start < bounds.start + OPENING;
            dates.iter().filter(opens).find(|d| self.unmarked(&d.range) && d.when.precision <= Precision::Day).map(|d| d.when)
        })
    }

    /// "told the audience": what the sentence before tells the time of.
    pub(super) fn audience_date<'m>(&self, frame: &Frame, dates: &[Dated<'m>]) -> Option<&'m When> {
        let audience = (frame.cue.end..frame.after).any(|i| self.tokens[i].is(Class::Audience));
        let bounds = frame.sentence.checked_sub(1).filter(|_| audience).map(|s| self.bytes(s))?;
        dates.iter().filter(|d| bounds.contains(&d.range.start)).find(|d| self.unmarked(&d.range)).map(|d| d.when)
    }

    /// “…” — Ann Hill, 3 May 2025
    pub(super) fn signed_date<'m>(&self, name: &Range<usize>, dates: &[Dated<'m>]) -> Option<&'m When> {
        let from = self.tokens[name.end - 1].end;
        let end = self.bytes(self.sentence_of(name.start)).end;
        dates.iter().find(|d| (from..end).contains(&d.range.start)).map(|d| d.when)
    }

    fn unmarked(&self, range: &Range<usize>) -> bool {
        !self.marked.iter().any(|m| m.inner.start < range.end && range.start < m.inner.end)
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
        if self.dates_main_clause(frame, token) || self.dates_the_making(frame, token) {
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

    /// "Ann Hill met reporters on Monday, saying": the participle shares the time of the clause before it.
    fn dates_main_clause(&self, frame: &Frame, token: usize) -> bool {
        let start = self.sentences[frame.sentence].tokens.start;
        let comma = (start..frame.cue.start).rev().find(|i| !self.tokens[*i].is(Class::Adverb)).filter(|i| self.tokens[*i].mark(','));
        let Some(comma) = comma.filter(|c| frame.place == Place::Shared && frame.tense == Tense::Ing && token < *c) else { return false };
        let from = (start..comma).rev().find(|i| self.separates_clauses(*i)).map_or(start, |i| i + 1);
        let hung = |t: &Token| t.any(&[Class::Relative, Class::Subordinator]) && t.shape == Shape::Lower;
        from <= token && !self.tokens[from..comma].iter().any(hung)
    }

    fn separates_clauses(&self, i: usize) -> bool {
        self.tokens[i].quote().is_some() || matches!(self.tokens[i].shape, Shape::Mark(',' | ';' | ':'))
    }

    /// "She posted a picture in May and gave it a caption that said": what is made in this sentence speaks from then on.
    fn dates_the_making(&self, frame: &Frame, token: usize) -> bool {
        let Some(speaker) = frame.speaker.as_ref().filter(|_| frame.place == Place::Before) else { return false };
        let new = ["a", "an"].iter().any(|w| self.says(speaker.start, w)) && self.tokens[speaker.end - 1].is(Class::Document);
        new && token < speaker.start && !self.tokens[token..speaker.start].iter().any(|t| t.is(Class::Relative) || t.quote().is_some())
    }

    /// After the cue: up to what was said, or behind the marks where the sentence goes on with the occasion.
    fn follows(&self, draft: &Draft, frame: &Frame, token: usize) -> bool {
        let content = draft.pieces.iter().map(|p| self.tokens.partition_point(|t| t.end <= p.start)).filter(|t| *t > frame.cue.start).min();
        let gap = |end: usize| &self.tokens[frame.cue.end..end.max(frame.cue.end)];
        // "compared to a year ago" tells of what was said.
        let clause = |end: usize| {
            let hung = |t: &Token| t.any(&[Class::Subordinator, Class::Relative, Class::Auxiliary]);
            gap(end).iter().any(|t| hung(t) || self.says_token(t, "compared") || self.says_token(t, "than"))
        };
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
