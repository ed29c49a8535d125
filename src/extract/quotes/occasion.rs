//! Where and to whom it was said: the occasion ("in a statement"), the one spoken to, the outlet that it was given to.

use super::cues::{Frame, Place};
use super::lexicon::{Class, Takes};
use super::names::Cast;
use super::prose::Prose;
use super::speech::Draft;
use super::tokens::{Shape, Token};
use std::ops::Range;

/// What stands around a cue, in tokens.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// "in a statement", "at a press conference in Oslo".
    pub(super) occasion: Option<Range<usize>>,
    /// "reporters", "the Tide Herald".
    pub(super) addressee: Option<Range<usize>>,
    /// The number of the outlet's figure.
    pub(super) outlet: Option<usize>,
}

/// Prepositions that lead to an occasion.
const AT: &[&str] = &["in", "at", "during", "via", "on", "through", "by", "after", "before"];

/// How far behind its preposition the word for an occasion stands.
const FARTHEST: usize = 7;

impl Prose<'_> {
    /// The occasion of a saying as far as its sentence tells.
    pub(super) fn occasion(&self, draft: &Draft, frame: &Frame, cast: &Cast) -> Around {
        let zones = self.around(draft, frame);
        let occasion = zones.iter().find_map(|z| z.clone().find_map(|i| self.occasion_at(i, z.end)));
        let addressee = self.addressee(frame);
        let met = || zones.iter().find_map(|z| z.clone().find_map(|i| self.met(i, z.end)));
        let outlet = addressee.clone().or_else(met).and_then(|phrase| self.outlet(&phrase, cast));
        Around { occasion, addressee, outlet }
    }

    /// The reporter's words on both sides of the cue and its source, up to what was said.
    fn around(&self, draft: &Draft, frame: &Frame) -> [Range<usize>; 2] {
        let sentence = &self.sentences[frame.sentence].tokens;
        let source = frame.speaker.clone().unwrap_or(frame.cue.clone());
        let (first, last) = (source.start.min(frame.cue.start), source.end.max(frame.cue.end));
        let (first, last) = if frame.place == Place::Shared { (frame.cue.start, frame.cue.end) } else { (first, last) };
        let starts = draft.pieces.iter().map(|p| self.tokens.partition_point(|t| t.end <= p.start));
        let quoted = |i: &usize| self.tokens[*i].quote().is_some();
        let content = starts.filter(|t| *t >= last).min().unwrap_or(sentence.end);
        let end = (last..content.min(sentence.end)).find(quoted).unwrap_or(content.min(sentence.end));
        let start = (sentence.start..first).rev().find(quoted).map_or(sentence.start, |q| q + 1);
        [last..end.max(last), start..first]
    }

    /// "in a statement on Monday": from the preposition to the word for the occasion, with its place and partner.
    fn occasion_at(&self, at: usize, limit: usize) -> Option<Range<usize>> {
        let leads = AT.iter().any(|w| self.says(at, w));
        let end = limit.min(at + FARTHEST);
        let inside = |t: &Token| t.is_word() && !t.any(&[Class::Auxiliary, Class::Relative, Class::Subject]);
        let noun = (at + 1..end).take_while(|i| inside(&self.tokens[*i])).find(|i| self.is_occasion(at, *i)).filter(|_| leads)?;
        let clear = (at + 1..noun).all(|i| !self.tokens[i].is(Class::Preposition) || self.says(i, "of"));
        let mut last = noun + 1;
        while let Some(next) = self.with_partner(last, limit) {
            last = next;
        }
        clear.then_some(at..last)
    }

    fn is_occasion(&self, at: usize, i: usize) -> bool {
        let token = &self.tokens[i];
        let compound = self.tokens.get(i + 1).is_some_and(|t| t.is(Class::Occasion) && t.shape == Shape::Lower);
        let platform = token.is(Class::Platform) && self.says(at, "on") && token.is_capital();
        (token.is(Class::Occasion) && token.shape == Shape::Lower && !compound) || platform
    }

    /// "… with the Herald", "… in Oslo", "… to staff".
    fn with_partner(&self, at: usize, limit: usize) -> Option<usize> {
        let joint = ["with", "in", "at", "to", "of", "before", "on"].iter().any(|w| self.says(at, w)) && at + 1 < limit;
        let phrase = self.phrase_after(at + 1, limit);
        let head = self.tokens.get(phrase.end.checked_sub(1)?).filter(|_| joint && !phrase.is_empty())?;
        let dated = self.tokens[phrase.clone()].iter().any(|t| t.any(&[Class::Time, Class::Calendar])) || head.shape == Shape::Number;
        let told = head.is_capital() || head.any(&[Class::Unnamed, Class::Company]) || self.says(at, "with");
        (told && !dated).then_some(phrase.end)
    }

    /// "told reporters", "wrote to the bank".
    /// "the Tide’s Today programme": what the owner at the end of the phrase has.
    fn with_owned(&self, phrase: Range<usize>) -> Range<usize> {
        if !self.tokens[phrase.end - 1].owner {
            return phrase;
        }
        let names = self.tokens[phrase.end..].iter().take_while(|t| t.is_capital()).count();
        let noun = self.tokens.get(phrase.end + names).is_some_and(|t| t.shape == Shape::Lower && !t.known_function());
        phrase.start..phrase.end + names + usize::from(noun)
    }

    fn addressee(&self, frame: &Frame) -> Option<Range<usize>> {
        let told = frame.takes.has(Takes::OBJECT) && frame.after > frame.cue.end && matches!(frame.place, Place::Before | Place::Shared);
        if told {
            return Some(self.with_owned(frame.cue.end..frame.after));
        }
        let next = self.tokens.get(frame.cue.end + 1).filter(|_| self.says(frame.cue.end, "to"))?;
        let someone = next.is_capital() || next.any(&[Class::Determiner, Class::Possessive, Class::Unnamed]);
        let phrase = self.phrase_after(frame.cue.end + 1, self.sentences[frame.sentence].tokens.end);
        (someone && !phrase.is_empty()).then_some(phrase)
    }

    /// "in an interview with the Herald", "speaking to the Herald".
    fn met(&self, at: usize, limit: usize) -> Option<Range<usize>> {
        let interview = self.says(at, "interview") && self.says(at + 1, "with");
        let speaking = self.says(at, "speaking") && (self.says(at + 1, "to") || self.says(at + 1, "with"));
        let phrase = self.phrase_after(at + 2, limit);
        ((interview || speaking) && !phrase.is_empty()).then_some(phrase)
    }

    /// Of a phrase that names one, the outlet: told by a word in its name.
    fn outlet(&self, phrase: &Range<usize>, cast: &Cast) -> Option<usize> {
        let bytes = self.tokens[phrase.start].start..self.tokens[phrase.end - 1].end;
        let media = |words: &Range<usize>| {
            let from = self.words.partition_point(|t| t.start < words.start);
            self.words[from..].iter().take_while(|t| t.start < words.end).any(|t| t.is(Class::Media))
        };
        let named = cast.within(&bytes).iter().filter(|m| !cast.figures[m.figure].is_person());
        let mut outlets = named.filter(|m| media(&m.range));
        outlets.next().map(|m| m.figure)
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;

    /// Occasion, addressee and outlet of the first quotation.
    fn found(text: &str) -> [String; 3] {
        let quotes = read(text, &[], &[], &Context::default()).0;
        let quote = quotes.first().expect(text);
        let words = |s: &Option<crate::model::Span>| s.as_ref().map(|s| s.text.clone()).unwrap_or_default();
        [words(&quote.occasion), words(&quote.addressee), quote.outlet.clone().unwrap_or_default()]
    }

    #[test]
    fn occasions_addressees_and_outlets() {
        let check = |text: &str, expected: [&str; 3]| assert_eq!(found(text), expected, "{text}");
        check("“We are ready,” Ann Marlow said in a statement on Monday.", ["in a statement", "", ""]);
        check("In an emailed statement, the mill said: “We are ready.”", ["In an emailed statement", "", ""]);
        check(
            "“We are ready,” Ann Marlow told reporters at a press conference in Oslo.",
            ["at a press conference in Oslo", "reporters", ""],
        );
        check("Ann Marlow told the Tide Herald that she was ready.", ["", "the Tide Herald", "Tide Herald"]);
        check("“We are ready,” said Ann Marlow in an interview with the BBC.", ["in an interview with the BBC", "", "BBC"]);
        check("Ann Marlow told the BBC’s Today programme on Thursday that she was ready.", ["", "the BBC’s Today programme", "BBC"]);
        check("“We are ready,” she wrote on Facebook.", ["on Facebook", "", ""]);
        check("“We are ready,” Ann Marlow wrote to the bank.", ["", "the bank", ""]);
        // Nothing of it is taken from what was said.
        check("“I was in a meeting with Bob,” Ann Marlow said.", ["", "", ""]);
        check("Ann Marlow said she had been in a meeting.", ["", "", ""]);
    }
}
