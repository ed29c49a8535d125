//! Reported speech without marks: a cue, a source, and the clause that it reports.

use super::cues::{Frame, Place};
use super::lexicon::{Class, Takes, Tense};
use super::prose::Prose;
use super::speech::{Draft, Source};
use super::tokens::Shape;
use crate::model::QuoteKind;
use std::ops::Range;

/// Indirect quotations for the cues that report no marked words. `taken` are the tokens of marked pieces that are quotations.
pub(super) fn drafts(prose: &Prose, frames: &[Frame], marked: &[Draft], taken: &[usize]) -> Vec<Draft> {
    let busy: Vec<usize> = marked.iter().filter_map(|d| if let Source::Frame(f) = d.source { Some(f) } else { None }).collect();
    let holds_marked = |f: &Frame, content: &Range<usize>| taken.iter().any(|t| content.contains(t) && prose.sentence_of(*t) == f.sentence);
    let mut found: Vec<Draft> = Vec::new();
    for (number, frame) in frames.iter().enumerate() {
        let next = frames.get(number + 1).filter(|n| n.sentence == frame.sentence);
        if busy.contains(&number) || !prose.can_report(frame) {
            continue;
        }
        let Some((pieces, order)) = prose.reported(frame, next) else { continue };
        let first = prose.tokens[pieces[0].start].start;
        let overlaps = found.last().is_some_and(|d| d.pieces.iter().any(|p| p.end > first));
        if pieces.iter().any(|p| holds_marked(frame, p)) || overlaps {
            continue;
        }
        let bytes = pieces.iter().map(|p| prose.tokens[p.start].start..prose.tokens[p.end - 1].end).collect();
        let (source, start) = (Source::Frame(number), pieces[0].start);
        found.push(Draft { kind: QuoteKind::Indirect, pieces: bytes, source, token: start, found: "indirect", order });
    }
    found
}

/// Prepositions of the circumstances that stand between a cue and what it reports.
const PLACES: &[&str] = &["in", "on", "at", "to", "during", "via", "through", "from", "after", "before", "under", "with", "over"];

/// What can stand right behind a verb.
const BEHIND: &[Class] =
    &[Class::Determiner, Class::Subject, Class::He, Class::She, Class::They, Class::Preposition, Class::Adverb, Class::Time];

/// Words that open a circumstance of the reporter's own after a comma.
const TAILS: &[&str] = &["despite", "amid", "following", "meaning", "thanks"];

impl Prose<'_> {
    /// The cue reports clauses, someone says them, and not only maybe.
    fn can_report(&self, frame: &Frame) -> bool {
        let reports = frame.place == Place::According || frame.takes.has(Takes::CLAUSE) || frame.takes.has(Takes::QUOTE);
        let Some(speaker) = frame.speaker.as_ref() else { return false };
        let (first, head) = (&self.tokens[speaker.start], &self.tokens[speaker.end - 1]);
        let before = speaker.start.checked_sub(1).map(|b| self.word(b).to_ascii_lowercase());
        let likened = frame.place == Place::Before && before.is_some_and(|w| w == "as" || w == "like" || w == "if") && first.start > 0;
        let source = head.any(&[Class::Document, Class::Unnamed, Class::OrgWord])
            || self.tokens[speaker.clone()].iter().any(|t| t.is(Class::Document))
            || head.shape == Shape::Upper;
        let weak = frame.takes.has(Takes::WEAK) && !source;
        // "declined to say", "important to note"
        let infinitive = frame.tense == Tense::Base
            && self.says(frame.cue.start.wrapping_sub(1), "to")
            && !self.says(frame.cue.start.wrapping_sub(2), "tried")
            && !self.says(frame.cue.start.wrapping_sub(2), "on");
        let own = first.is(Class::First) && speaker.len() == 1;
        // "a bow that added colour"
        let related = frame.cue.start > 0 && ["that", "which"].iter().any(|w| self.says(frame.cue.start - 1, w));
        let speaks = source || head.is_capital() || head.any(&[Class::Role, Class::Title, Class::Company]);
        reports && !self.is_nobody(speaker) && !(likened || weak || infinitive || own || related && !speaks)
    }

    /// The reported clause in tokens, in one piece or two, and where it stands.
    fn reported(&self, frame: &Frame, next: Option<&Frame>) -> Option<(Vec<Range<usize>>, &'static str)> {
        let sentence = self.sentences[frame.sentence].tokens.clone();
        if let Some(rest) = self.interrupts(frame, sentence.end) {
            let pieces: Vec<Range<usize>> =
                self.part_before(frame, sentence.start).into_iter().chain([rest]).map(|p| self.trim(p)).collect();
            return (!pieces.iter().any(Range::is_empty)).then_some((pieces, "inside"));
        }
        let before = || self.clause_before(frame, sentence.start);
        let found = match frame.place {
            Place::According => self.after_comma(frame, sentence.end).map(|c| (c, "after")).or_else(|| before().map(|c| (c, "before"))),
            Place::Inverted => before().map(|c| (c, "before")),
            Place::Before | Place::Shared => self.complement(frame, next, sentence.end).map(|c| (c, "after")).or_else(|| {
                let postposed = frame.place == Place::Before && self.ends_after(frame, sentence.end);
                postposed.then(before).flatten().map(|c| (c, "before"))
            }),
        };
        found.map(|(c, order)| (self.trim(c), order)).filter(|(c, _)| c.len() > 2).map(|(c, order)| (vec![c], order))
    }

    /// "The mill, he said, could go on": what stands behind a cue between commas.
    fn interrupts(&self, frame: &Frame, end: usize) -> Option<Range<usize>> {
        let first = frame.speaker.as_ref().map_or(frame.cue.start, |s| s.start.min(frame.cue.start));
        let last = frame.speaker.as_ref().map_or(frame.cue.end, |s| s.end.max(frame.cue.end));
        let opened = first.checked_sub(1).is_some_and(|b| self.tokens[b].mark(',')) && frame.place != Place::Shared;
        let closed = last < end && self.tokens[last].mark(',');
        let next = self.tokens.get(last + 1).filter(|_| last + 3 < end)?;
        let goes_on = !next.is(Class::Relative)
            && !next.is(Class::Conjunction)
            && next.quote().is_none()
            && next.word.verb.is_none_or(|f| f.tense != Tense::Ing);
        let apposed = frame.place == Place::Inverted && next.any(&[Class::Determiner, Class::Title, Class::Role]);
        (opened && closed && goes_on && !apposed && self.has_verb(&(last + 1..end))).then(|| last + 1..end)
    }

    /// The part of an interrupted clause before its cue; none where it is an adverbial of the reporter's.
    fn part_before(&self, frame: &Frame, start: usize) -> Option<Range<usize>> {
        let first = frame.speaker.as_ref().map_or(frame.cue.start, |s| s.start.min(frame.cue.start));
        let quoted = self.tokens[start..first].iter().any(|t| t.quote().is_some());
        let joint = self.tokens.get(start).is_some_and(|t| t.any(&[Class::Conjunction, Class::Adverb])) && first - start < 4;
        (first > start + 1 && !quoted && !joint && !self.leads_adverbially(start, first - 1)).then(|| start..first - 1)
    }

    /// "According to Hill, it works."
    fn after_comma(&self, frame: &Frame, end: usize) -> Option<Range<usize>> {
        let start = self.sentences[frame.sentence].tokens.start;
        let leads = frame.cue.start == start
            || !self.tokens[start..frame.cue.start].iter().any(|t| t.is(Class::Auxiliary)) && frame.cue.start - start < 6;
        let comma = (frame.after..end).find(|i| self.tokens[*i].mark(','))?;
        // "according to Hill, the mayor, it works": the aside ends at the next comma.
        let aside = (comma + 1..end)
            .take(8)
            .find(|i| self.tokens[*i].mark(','))
            .filter(|c| self.tokens[comma + 1].any(&[Class::Determiner, Class::Relative]) && !self.has_verb(&(comma + 1..*c)));
        (leads && comma < frame.after + 12).then(|| aside.unwrap_or(comma) + 1..end)
    }

    /// "It works, said Hill." "It works, Hill said."
    fn clause_before(&self, frame: &Frame, start: usize) -> Option<Range<usize>> {
        let source = frame.speaker.as_ref().map_or(frame.cue.start, |s| s.start.min(frame.cue.start));
        let mut end = source;
        while end > start
            && (self.tokens[end - 1].mark(',') || self.tokens[end - 1].is_dash() || self.tokens[end - 1].any(&[Class::Adverb]))
        {
            end -= 1;
        }
        let from = (start..end)
            .rev()
            .find(|i| matches!(self.tokens[*i].shape, Shape::Mark(';' | ':')) || self.tokens[*i].quote().is_some())
            .map_or(start, |i| i + 1);
        let cut = from > start && self.tokens[from - 1].quote().is_some();
        let adverbial = self.leads_adverbially(from, end);
        let apart = end < source || frame.place == Place::According;
        (from < end && !cut && !adverbial && apart && self.has_verb(&(from..end))).then_some(from..end)
    }

    /// Only "In reply to that", "Asked why he left": no clause that someone could have said.
    fn leads_adverbially(&self, from: usize, end: usize) -> bool {
        let Some(first) = self.tokens.get(from) else { return true };
        let verbal = first.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Ing)) && !first.is(Class::Title);
        let hung = first.any(&[Class::Preposition, Class::Subordinator]) || verbal;
        hung && !self.tokens[from..end].iter().any(|t| t.mark(','))
    }

    fn ends_after(&self, frame: &Frame, end: usize) -> bool {
        let rest = &self.tokens[frame.cue.end..end];
        let comma = frame.speaker.as_ref().is_some_and(|s| s.start > 0 && self.tokens[s.start - 1].mark(','));
        let adverbial = rest
            .first()
            .is_none_or(|t| matches!(t.shape, Shape::Mark('.' | ',')) || t.any(&[Class::Preposition, Class::Time, Class::Adverb]));
        comma && adverbial && rest.len() < 14
    }

    /// What follows the cue: a that-clause, a bare clause, someone to do something, or something denied.
    fn complement(&self, frame: &Frame, next: Option<&Frame>, end: usize) -> Option<Range<usize>> {
        let end = self.cut_at_next(frame, next, end);
        let at = self.skip_adverbials(frame.after, end);
        let joint = self.tokens.get(at).filter(|_| at < end)?;
        let at = self.that_behind(frame, at, end).unwrap_or(at);
        let that = self.says(at, "that");
        let speaks = frame.takes.has(Takes::THAT) || frame.takes.has(Takes::BARE);
        if that && speaks {
            return Some(at + 1..end).filter(|c| self.has_verb(c));
        }
        let asks = ["whether", "if", "how", "why"].iter().any(|w| self.says(at, w));
        if asks && (frame.takes.has(Takes::QUOTE) || frame.takes.has(Takes::NAMING)) {
            return Some(at..end).filter(|c| self.has_verb(c));
        }
        if frame.takes.has(Takes::ACT) {
            let act = (at..end.min(at + 10)).any(|i| self.says(i, "of")) || self.word(at).ends_with("ing");
            if act {
                return Some(at..end);
            }
        }
        let infinitive = || (at..end.min(at + 12)).find(|i| self.says(*i, "to")).filter(|to| !self.has_verb(&(at..*to)));
        if frame.takes.has(Takes::INFINITIVE) {
            return infinitive().map(|to| to..end);
        }
        let clause =
            frame.takes.has(Takes::BARE) && self.bare_clause(at, end) && (!frame.takes.has(Takes::CAREFUL) || self.finite(at, end));
        let told = joint.shape != Shape::Mark(',') || self.tokens.get(at + 1).is_some_and(|t| t.is(Class::Subordinator));
        (clause && told && !joint.is(Class::Relative)).then(|| at + usize::from(joint.mark(','))..end)
    }

    /// "told the heads of mills across the county that": a long addressee stands between.
    fn that_behind(&self, frame: &Frame, at: usize, end: usize) -> Option<usize> {
        let far = frame.takes.has(Takes::OBJECT) && self.tokens[at].is(Class::Preposition);
        let that = (at..end.min(at + 12)).find(|i| self.says(*i, "that")).filter(|_| far)?;
        (!self.tokens[at..that].iter().any(|t| t.is(Class::Auxiliary) || !t.is_word())).then_some(that)
    }

    /// Another cue with the same source, or a new source after a comma, ends the clause.
    fn cut_at_next(&self, frame: &Frame, next: Option<&Frame>, end: usize) -> usize {
        let Some(next) = next.filter(|n| n.cue.start > frame.after) else { return end };
        let source = next.speaker.as_ref().map_or(next.cue.start, |s| s.start);
        let at = match next.place {
            Place::Shared => next.cue.start,
            _ if source > frame.after => source,
            _ => return end,
        };
        let joined = at > frame.after && self.tokens[frame.after..at].iter().rev().take(3).any(|t| t.mark(',') || t.is(Class::Conjunction));
        if !joined || next.tense == Tense::Base {
            return end;
        }
        (frame.after..at).rev().find(|i| self.tokens[*i].mark(',') || self.tokens[*i].is(Class::Conjunction)).unwrap_or(end)
    }

    /// "in a statement on Monday", "to reporters": stands between a cue and what it reports.
    fn skip_adverbials(&self, mut at: usize, end: usize) -> usize {
        while at < end {
            let token = &self.tokens[at];
            let circumstantial = token.is(Class::Preposition) && token.shape == Shape::Lower && !self.says(at, "that");
            if circumstantial {
                if !PLACES.iter().any(|p| self.says(at, p)) {
                    return at;
                }
                let timed = self.skip_time(at + 1, end);
                let further = if timed > at + 1 { timed } else { self.skip_time(self.phrase_after(at + 1, end).end, end) };
                if further == at + 1 || further >= end {
                    return at;
                }
                at = further;
            } else if self.passes_by(at) {
                at += 1;
            } else {
                return at;
            }
        }
        at
    }

    /// A time, an adverb, or the comma behind one or before "that".
    fn passes_by(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let adverbial = token.any(&[Class::Time, Class::Adverb]) && !token.is(Class::Determiner);
        let comma = token.mark(',') && (self.says(at + 1, "that") || at > 0 && self.tokens[at - 1].is(Class::Adverb));
        adverbial || comma
    }

    fn skip_time(&self, mut at: usize, end: usize) -> usize {
        while at < end
            && (self.tokens[at].is(Class::Time) && !self.tokens[at].is(Class::Determiner)
                || self.tokens[at].shape == Shape::Number && self.tokens[at - 1].is(Class::Calendar))
        {
            at += 1;
        }
        at
    }

    /// A clause without "that": a noun phrase or pronoun, and a verb behind it.
    fn bare_clause(&self, at: usize, end: usize) -> bool {
        let Some(first) = self.tokens.get(at) else { return false };
        let start = first.is_word() && !first.is(Class::Preposition) || first.mark(',') || first.quote().is_some();
        start && end > at + 2 && self.has_verb(&(at..end))
    }

    /// A finite verb stands in the first clause: an auxiliary, a pronoun as subject, or a past form with something behind it.
    fn finite(&self, from: usize, end: usize) -> bool {
        let limit = (from..end).find(|i| *i > from && self.tokens[*i].is(Class::Relative) && !self.says(*i, "that")).unwrap_or(end);
        if self.tokens[from].is(Class::Subject) {
            return true;
        }
        (from + 1..limit).any(|i| {
            let token = &self.tokens[i];
            let auxiliary = token.is(Class::Auxiliary) && token.shape == Shape::Lower && !self.says(i - 1, "to");
            let subject = token.is(Class::Subject) && !token.is(Class::Relative);
            let past = token.shape == Shape::Lower
                && (self.word(i).ends_with("ed") || token.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Third)));
            let next = self.tokens.get(i + 1).filter(|_| i + 1 < end);
            let complement = next.is_none_or(|t| t.any(BEHIND) || t.is_capital() || t.shape == Shape::Number);
            auxiliary
                || subject
                || past && complement && self.tokens[i - 1].is_word() && !self.tokens[i - 1].any(&[Class::Determiner, Class::Preposition])
        })
    }

    /// Some verb stands in the tokens, as far as a table of auxiliaries and endings can tell.
    fn has_verb(&self, range: &Range<usize>) -> bool {
        range.clone().any(|i| {
            let token = &self.tokens[i];
            let text = self.word(i);
            let ending = text.len() > 4
                && (text.ends_with("ed")
                    || text.ends_with('s') && !text.ends_with("ss") && i > range.start && self.tokens[i - 1].is_word());
            token.is(Class::Auxiliary)
                || token.shape == Shape::Lower && (ending || token.word.verb.is_some())
                || text.ends_with("n't")
                || text.ends_with("’s") && token.is(Class::Subject)
        })
    }

    fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        while range.start < range.end && matches!(self.tokens[range.end - 1].shape, Shape::Mark('.' | ',' | ';' | ':' | '—' | '–')) {
            range.end -= 1;
        }
        let tail = (range.start + 4..range.end).find(|i| self.tokens[*i].mark(',') && TAILS.iter().any(|w| self.says(i + 1, w)));
        range.end = tail.unwrap_or(range.end);
        while range.start < range.end && matches!(self.tokens[range.start].shape, Shape::Mark(',' | '—' | '–')) {
            range.start += 1;
        }
        range
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    #[test]
    fn clauses_without_marks() {
        let check = |text: &str, expected: &[&str]| {
            let prose = Prose::new(text, Lexicon::of(None));
            let found = drafts(&prose, &prose.frames(), &[], &[]);
            let found: Vec<&str> = found.iter().map(|d| &text[d.pieces[0].clone()]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("The mayor said that taxes would fall.", &["taxes would fall"]);
        check("The mayor said in a statement on Monday taxes would fall.", &["taxes would fall"]);
        check("She told reporters the bridge was closed, adding that it would stay so.", &["the bridge was closed", "it would stay so"]);
        check("According to the bank, rates will rise.", &["rates will rise"]);
        check("Rates will rise, according to the bank.", &["Rates will rise"]);
        check("Rates will rise, the bank said.", &["Rates will rise"]);
        check("Unions urged the firm to pay more.", &["to pay more"]);
        // No one is reported.
        check("The coat had a bow that added a pop of red, and it was warm.", &[]);
        check("He said goodbye to the crowd.", &[]);
    }
}
