//! The subject of a reporting verb: right before it, before an aside in commas, or taken over from the verb before.

use super::cues::{Cue, Frame, Place};
use super::lexicon::{Class, Takes, Tense};
use super::prose::Prose;
use super::tokens::Shape;
use std::ops::Range;

impl Prose<'_> {
    /// A subject of its own, unless an -ing form follows a noun that cannot speak: "painted the door in red saying".
    pub(super) fn own_subject(&self, cue: &Cue, end: usize, shared: Option<&Frame>) -> (Place, Option<Range<usize>>) {
        let own = self.subject(cue.range.start, end);
        let clear = own.as_ref().is_some_and(|o| {
            self.tokens[o.end - 1].is_capital() || self.tokens[o.end - 1].any(&[Class::Subject, Class::Document, Class::Unnamed])
        });
        let behind = own.as_ref().is_some_and(|o| {
            o.start > cue.range.start && self.tokens[o.start - 1].is(Class::Preposition) && !self.says(o.start - 1, "with")
        });
        // "holding a sign saying": a document that stands right there says it.
        let beside = self.tokens[end - 1].is(Class::Document) && !self.tokens[end - 1].is(Class::Occasion);
        let own = if beside { self.document_before(cue.range.start, end).or(own) } else { own };
        let clear = clear && (!behind || beside);
        let issued = own
            .as_ref()
            .is_some_and(|o| self.tokens[o.end - 1].is(Class::Occasion) && ["a", "an", "another"].iter().any(|a| self.says(o.start, a)));
        if cue.tense != Tense::Ing || clear && !issued {
            let document = own.as_ref().is_some_and(|o| self.tokens[o.end - 1].any(&[Class::Document, Class::Occasion]));
            let written = cue.takes.has(Takes::WEAK) && cue.takes.has(Takes::QUOTE) && !document;
            let own = if written { self.document_that_reads(cue.range.start, end).or(own) } else { own };
            return (Place::Before, own);
        }
        match shared {
            Some(frame) => (Place::Shared, frame.speaker.clone()),
            None => (Place::Shared, self.first_subject(cue.range.start, cue.at).or(own)),
        }
    }

    /// "a statement by the bank confirming the sale read": only what is written reads.
    fn document_that_reads(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let clause = self.segment_start(start, end)..end;
        let by = clause.clone().skip(1).find(|i| {
            (self.says(*i, "by") || self.says(*i, "from")) && self.tokens[*i - 1].any(&[Class::Document, Class::Occasion]) && *i + 1 < end
        })?;
        let document = self.phrase_before(clause.start, by)?;
        let issuer = self.phrase_after(by + 1, end);
        (!issuer.is_empty()).then_some(document.start..issuer.end)
    }

    /// "climb up holding sign": the noun phrase without the verb before it.
    fn document_before(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let phrase = self.phrase_before(start, end)?;
        let verb = phrase.clone().rev().find(|i| self.tokens[*i].shape == Shape::Lower && self.word(*i).ends_with("ing"));
        Some(verb.map_or(phrase.start, |v| v + 1)..phrase.end).filter(|p| !p.is_empty())
    }

    /// The cue has the subject of the verb before it: ", adding", "and said".
    pub(super) fn shares(&self, at: usize, cue: &Cue) -> bool {
        let token = &self.tokens[at];
        let comma = token.mark(',') || token.is_dash() || token.quote().is_some();
        // "and, on Monday, added"
        let opened = (cue.range.start..at).rev().find(|i| self.tokens[*i].mark(','));
        let aside = token.mark(',') && opened.is_some_and(|o| o > cue.range.start && self.tokens[o - 1].is(Class::Conjunction));
        aside || token.is(Class::Conjunction) || cue.tense == Tense::Ing && (comma || token.is(Class::Subordinator))
    }

    /// The subject that ends before token `end`: right there, or before an aside in commas.
    fn subject(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let last = &self.tokens[end - 1];
        if last.is(Class::Relative) {
            let comma = end >= start + 2 && self.tokens[end - 2].mark(',');
            let found = self.phrase_before(self.clause_start(start, end - 1), end - 1 - usize::from(comma))?;
            return Some(if self.says(end - 1, "which") { self.thing_in(found) } else { found });
        }
        if last.mark(',') || last.is_dash() {
            return self.before_aside(start, end - 1);
        }
        let from = self.segment_start(start, end);
        let acts = |i: usize| {
            i + 1 < end && self.tokens[i + 1].shape == Shape::Lower && !self.tokens[i + 1].any(&[Class::Subject, Class::Determiner])
        };
        let relative = (from + 1..end).find(|i| self.tokens[*i].is(Class::Relative) && !self.says(*i, "that") && acts(*i));
        let end = relative.unwrap_or_else(|| self.before_governing(from, end));
        if let Some(name) = self.apposed_name(start, from) {
            return Some(name);
        }
        if let Some(document) = self.document_of(from, end) {
            return Some(document);
        }
        let found = self.phrase_before(from, end)?;
        let described = relative.is_some() && found.start == from && from > start && self.tokens[from - 1].mark(',');
        if described {
            return self.before_aside(start, end);
        }
        let prepositional =
            found.start > from && self.tokens[found.start - 1].is(Class::Preposition) && !self.tokens[found.end - 1].is_capital();
        if prepositional && from > start { self.before_aside(start, from - 1) } else { Some(found) }
    }

    /// "the head of the Tide Centre, which": no person is "which".
    fn thing_in(&self, phrase: Range<usize>) -> Range<usize> {
        let joint = phrase.clone().skip(1).find(|i| ["of", "at", "for"].iter().any(|w| self.says(*i, w)));
        let person = joint.filter(|j| self.tokens[*j - 1].any(&[Class::Title, Class::Role]) && j + 1 < phrase.end);
        person.map_or(phrase.start, |j| j + 1)..phrase.end
    }

    /// “…,” Ann Hill, a baker from York said: the comma that should close the apposition is left out.
    fn apposed_name(&self, start: usize, from: usize) -> Option<Range<usize>> {
        let comma = from.checked_sub(1).filter(|c| *c > start && self.tokens[*c].mark(','))?;
        let apposed = ["a", "an", "the"].iter().any(|w| self.says(from, w));
        if let Some(name) = self.name_behind_quote(start, comma).filter(|_| apposed) {
            return Some(name);
        }
        let end = self.skip_parenthesis_back(start, comma);
        let opens = (start..end).rev().take_while(|i| self.tokens[*i].is_capital()).last().filter(|_| apposed && end > start)?;
        let opens = opens + usize::from(self.tokens[opens].any(&[Class::Subordinator, Class::Conjunction]) && opens + 2 < end);
        let person = [Class::Title, Class::Honorific, Class::GivenHe, Class::GivenShe];
        let first = opens <= start + 1 && self.tokens[opens].any(&person) && ["a", "an"].iter().any(|w| self.says(from, w));
        (first && end - opens > 1).then_some(opens..end)
    }

    /// A name right behind a quotation, with one apposition or more behind it: “…” Ann Hill, head of Wide, a mill in Leeds said.
    fn name_behind_quote(&self, start: usize, comma: usize) -> Option<Range<usize>> {
        let quote = (start..comma).rev().find(|i| self.tokens[*i].quote().is_some())?;
        let end = (quote + 1..=comma).find(|i| !self.tokens[*i].is_capital()).filter(|e| self.tokens[*e].mark(','))?;
        let clause =
            self.tokens[end..comma].iter().any(|t| t.any(&[Class::Auxiliary, Class::Relative, Class::Subject]) && t.shape == Shape::Lower);
        (end - quote > 2 && !clause).then_some(quote + 1..end)
    }

    /// "A poll of voters conducted by Hill for the bank": a document with what is told of its making.
    fn document_of(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let defined = self.tokens.get(from).is_some_and(|t| t.is(Class::Determiner));
        let noun = (from + 1..end.min(from + 5)).find(|i| self.tokens[*i].is(Class::Document)).filter(|_| defined)?;
        let made = (noun + 1..end).find(|i| self.tokens[*i].shape == Shape::Lower && self.word(*i).ends_with("ed"))?;
        let by = self.tokens.get(made + 1).is_some_and(|t| t.is(Class::Preposition)) && made + 2 < end;
        let plain = |t: &super::tokens::Token| t.is_word() && !t.any(&[Class::Auxiliary, Class::Relative, Class::Subject]);
        let whole = by && self.tokens[from..end].iter().all(plain) && self.tokens[end - 1].is_capital();
        whole.then_some(from..made)
    }

    /// "hopes to explain", "is thought to have answered": the verb before "to", and its auxiliaries, are no subject.
    fn before_governing(&self, start: usize, end: usize) -> usize {
        let verb = &self.tokens[end - 1];
        let infinitive = self.says(end, "to") && verb.shape == Shape::Lower && !verb.is(Class::Subject);
        let mut at = end - 1;
        while infinitive && at > start && self.in_verb_group(at - 1, start) {
            at -= 1;
        }
        let governed = infinitive && (at + 1 < end || verb.word.verb.is_some() || self.word(end - 1).ends_with("ed"));
        if governed && at > start { at } else { end }
    }

    fn segment_start(&self, start: usize, end: usize) -> usize {
        (start..end).rev().find(|i| self.separates(*i)).map_or(start, |i| i + 1)
    }

    fn separates(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        token.quote().is_some()
            || token.is_dash()
            || matches!(token.shape, Shape::Mark(',' | ':' | ';' | '—' | '–' | '“' | '"' | '|' | '•'))
    }

    fn clause_start(&self, start: usize, end: usize) -> usize {
        let hard = |i: &usize| self.tokens[*i].quote().is_some() || matches!(self.tokens[*i].shape, Shape::Mark(':' | ';'));
        (start..end).rev().find(hard).map_or(start, |i| i + 1)
    }

    /// "Hill, 42, a lawyer from Leeds, said": the first part that can be a subject; a general one gives way to a name after it.
    fn before_aside(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let mut from = self.clause_start(start, end);
        let mut general = None;
        while from < end {
            let to = (from..end).find(|i| self.separates(*i)).unwrap_or(end);
            if let Some(found) = self.subject_part(from, to) {
                let named = self.tokens[found.clone()]
                    .iter()
                    .any(|t| t.is_capital() && !t.any(&[Class::Generic, Class::Determiner, Class::NotName]));
                if named && self.tokens[found.end - 1].is_capital() && !self.names_a_post(&found) {
                    return Some(found);
                }
                if general.is_some() {
                    return general;
                }
                general = Some(found);
            }
            from = to + 1;
        }
        general
    }

    /// "the chief constable of Salt County": the name tells where, not who.
    fn names_a_post(&self, phrase: &Range<usize>) -> bool {
        let link = phrase.clone().skip(1).find(|i| self.tokens[*i].is(Class::Link));
        let head = link.map(|l| &self.tokens[l - 1]);
        head.is_some_and(|t| t.shape == Shape::Lower && t.any(&[Class::Title, Class::Role]))
    }

    /// The subject in a part between commas; none where the part is an adverbial or a clause of its own.
    fn subject_part(&self, mut from: usize, to: usize) -> Option<Range<usize>> {
        while from < to && self.tokens[from].any(&[Class::Conjunction, Class::Subordinator]) {
            from += 1;
        }
        let to = (from + 1..to).find(|i| self.tokens[*i].is(Class::Relative)).unwrap_or(to);
        let first = self.tokens.get(from).filter(|_| from < to)?;
        let verbal = first.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Ing)) || first.shape == Shape::Number;
        let adverbial = first.any(&[Class::Preposition, Class::Relative, Class::Adverb]) && !first.is(Class::Determiner);
        let clause = self.tokens[from..to].iter().any(|t| t.is(Class::Auxiliary) && t.shape == Shape::Lower);
        if verbal || adverbial || clause {
            return None;
        }
        self.phrase_before(from, to)
    }

    /// The first noun phrase of a sentence, as subject of a verb far behind it.
    pub(super) fn first_subject(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let mut from = start;
        while from < end {
            let to = (from..end).find(|i| self.separates(*i)).unwrap_or(end);
            let first = &self.tokens[from];
            let adverbial = first.any(&[Class::Preposition, Class::Subordinator, Class::Adverb, Class::Relative, Class::Conjunction])
                && !first.is(Class::Determiner);
            let verbal = first.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Ing));
            let found = self.phrase_after(from, to);
            if !adverbial && !verbal && !found.is_empty() {
                return Some(found);
            }
            from = to + 1;
        }
        None
    }
}
