//! Words that the text tells as not said: denied, refused, said by nobody, or only what could be said.
//!
//! A quotation has someone behind it (docs/quotes.md); “…” in "Hill never said: “…”" has no one.

use super::cues::Frame;
use super::lexicon::{Class, Manner, Tense};
use super::prose::Prose;
use super::tokens::Shape;
use std::ops::Range;

/// How far before marked words the verb may stand that takes them back.
const REACH: usize = 10;

impl Prose<'_> {
    /// The marked words at `token` were not said, by the verb before them or by the cue that would report them.
    pub(super) fn is_unsaid(&self, sentence: usize, token: usize, frame: Option<&Frame>) -> bool {
        let start = self.sentences[sentence].tokens.start;
        let before = self.saying_before(start, token).is_some_and(|verb| self.is_taken_back(start, verb, token));
        before || frame.is_some_and(|f| self.is_taken_back_by(f, token))
    }

    /// The cue behind the words at `token` takes them back, or its source is nobody.
    fn is_taken_back_by(&self, frame: &Frame, token: usize) -> bool {
        let start = self.sentences[frame.sentence].tokens.start;
        let (verb, behind) = (frame.cue.start, frame.cue.start > token);
        let denied = behind && self.tokens[verb].is(Class::Saying) && self.is_taken_back(start, verb, frame.cue.end);
        denied || frame.speaker.as_ref().is_some_and(|s| self.is_nobody(s) || self.is_supposed(s, verb))
    }

    /// The verb of saying before a token in the same clause: "never said the bridge was “…”", not "did not say when “…”".
    fn saying_before(&self, start: usize, token: usize) -> Option<usize> {
        let lead = |i: usize| self.tokens[i].mark(':') || self.tokens[i].mark(',');
        let last = token.checked_sub(1).filter(|i| *i > start && lead(*i)).unwrap_or(token);
        let that = |i: usize| ["that", "dass", "daß", "que", "qu’", "qu'"].iter().any(|w| self.says(i, w));
        let parted = |i: usize| {
            let token = &self.tokens[i];
            !token.is_word() || token.is(Class::Conjunction) || token.any(&[Class::Subordinator, Class::Relative]) && !that(i)
        };
        let saying = |i: &usize| self.tokens[*i].shape == Shape::Lower && self.tokens[*i].is(Class::Saying);
        (start..last).rev().take(REACH).take_while(|i| !parted(*i)).find(saying)
    }

    /// "never said", "refused to say", "denied he had said", "could have said".
    fn is_taken_back(&self, start: usize, verb: usize, token: usize) -> bool {
        let first = (start..verb).rev().take_while(|i| self.in_verb_group(*i, start)).last().unwrap_or(verb);
        let mut group = first..verb;
        // "sagte das nie", "ne dit pas": behind the verb.
        let behind = self.lexicon.manner != Manner::English && (verb + 1..token).any(|i| self.negates(i));
        behind || group.any(|i| self.negates(i)) || self.is_refused(start, first) || self.is_only_possible(first..verb, token)
    }

    /// "not", but not "not only", nor "ne" by itself, which may be "ne … que".
    fn negates(&self, i: usize) -> bool {
        let half = ["ne", "n'", "n’"].iter().any(|w| self.says(i, w));
        let only = [i + 1, i + 2].iter().any(|n| self.tokens.get(*n).is_some_and(|t| t.is(Class::Only)));
        self.tokens[i].is(Class::Not) && !half && !only
    }

    /// "refused to say", "denied saying", "denied that he said"; not "never failed to say".
    fn is_refused(&self, start: usize, group: usize) -> bool {
        let refusal = |i: usize| i >= start && self.tokens[i].is(Class::Refusal);
        let Some(before) = group.checked_sub(1) else { return false };
        let pronoun = usize::from(self.tokens[before].is(Class::Subject) && before > start);
        let that = usize::from(before > start + pronoun && self.says(before - pronoun, "that"));
        let at = before - pronoun - that;
        let own = pronoun + that == 0 || self.tokens[at].word.verb.is_some();
        refusal(at) && own && !(at > start && self.negates(at - 1))
    }

    /// "could have said", "should say “…”"; not "could say why “…”", nor "I must say".
    fn is_only_possible(&self, group: Range<usize>, token: usize) -> bool {
        let verb = group.end;
        let modal = |i: usize| self.tokens[i].is(Class::Modal) && !self.says(i, "to");
        let missed = group.clone().any(|i| i > group.start && self.says(i, "have") && modal(i - 1));
        let own = group.start > 0 && self.tokens[group.start - 1].is(Class::First);
        let next = self.tokens[verb + 1..token.max(verb + 1)].iter().all(|t| !t.is_word() || t.is(Class::Subordinator));
        let base = self.tokens[verb].word.verb.is_some_and(|f| f.tense == Tense::Base);
        missed || base && next && !own && group.clone().any(|i| self.tokens[i].is(Class::Possible))
    }

    /// "nobody at the company", "no minister"; not "No 10", "none other than Hill".
    pub(super) fn is_nobody(&self, speaker: &Range<usize>) -> bool {
        let next = self.tokens.get(speaker.start + 1);
        let number = next.is_some_and(|t| t.shape == Shape::Number || t.mark('.'));
        let stopped = self.word(speaker.start).ends_with('.');
        self.tokens[speaker.start].is(Class::Nobody) && !number && !stopped && !self.says(speaker.start + 1, "other")
    }

    /// "if Hill says": only in case.
    fn is_supposed(&self, speaker: &Range<usize>, verb: usize) -> bool {
        let condition = |i: usize| self.tokens[i].is(Class::Condition);
        let led = condition(speaker.start) || speaker.start.checked_sub(1).is_some_and(condition);
        led && verb >= speaker.end && self.tokens[verb].is(Class::Saying)
    }
}
