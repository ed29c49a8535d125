//! Noun phrases without a parser: who stands before a verb, and who stands after it.

use super::lexicon::{Class, Tense};
use super::prose::Prose;
use super::tokens::{Shape, Token};
use std::ops::Range;

const PRONOUNS: &[Class] = &[Class::Subject];
const BREAKS: &[Class] = &[Class::Subordinator, Class::Relative, Class::Auxiliary];

impl Prose<'_> {
    /// The noun phrase that ends before token `end`, looking back no further than `start`.
    pub(super) fn phrase_before(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let end = self.skip_occasion_back(start, self.skip_parenthesis_back(start, end));
        let last = self.tokens.get(end.checked_sub(1)?).filter(|_| end > start)?;
        if last.any(PRONOUNS) && !last.is(Class::Relative) {
            return Some(end - 1..end);
        }
        let mut from = end;
        while from > start && self.extends_back(start, from, end) {
            from -= 1;
        }
        let from = self.strip_front(from, end);
        // "he believes growth is": the verb of another subject stands in front.
        let verb = from > start
            && self.tokens[from].shape == Shape::Lower
            && self.tokens[from].word.verb.is_some_and(|f| f.tense == Tense::Third)
            && self.tokens[from - 1].is(Class::Subject);
        (from < end && !verb).then(|| self.join_coordinated(start, self.name_only(from, end), end)..end)
    }

    /// "The army in a statement": where it was said is no part of who said it.
    fn skip_occasion_back(&self, start: usize, end: usize) -> usize {
        let article = |i: usize| ["a", "an", "the"].iter().any(|w| self.says(i, w));
        let leads = |i: &usize| (self.says(*i, "in") || self.says(*i, "during")) && article(*i + 1);
        let occasion = end > start + 3 && self.tokens[end - 1].is(Class::Occasion) && self.tokens[end - 1].shape == Shape::Lower;
        let near = (start + 1..end - usize::from(end > 0)).rev().take(4).filter(|_| occasion).find(leads);
        near.filter(|i| self.tokens[*i - 1].is_word() && !self.tokens[*i - 1].any(&[Class::Auxiliary, Class::Adverb])).unwrap_or(end)
    }

    /// Token `from - 1` belongs to the phrase `from..end`.
    fn extends_back(&self, start: usize, from: usize, end: usize) -> bool {
        let token = &self.tokens[from - 1];
        if !token.is_word() || token.any(BREAKS) && !token.is_capital() || token.is(Class::Conjunction) {
            return false;
        }
        if from < end && self.tokens[from].is(Class::Determiner) && !token.is(Class::Determiner) {
            return token.is(Class::Link) && self.noun_at(start, from - 1);
        }
        if token.is(Class::Preposition) {
            let posted = from >= start + 2 && self.says(from - 1, "to") && self.tokens[from - 2].is(Class::Title);
            return from < end && (posted || token.is(Class::Link) && self.noun_at(start, from - 1));
        }
        let reduced = from >= start + 2 && self.tokens[from - 2].any(&[Class::Document, Class::Unnamed, Class::Company]);
        // "was met with anger": the verb of another subject.
        let passive = from >= start + 2 && self.tokens[from - 2].is(Class::Auxiliary) && self.is_verb(token);
        !(token.any(PRONOUNS) || reports_in_past(token) && !reduced || passive)
    }

    /// The token before `at` can be a noun that a preposition hangs on.
    fn noun_at(&self, start: usize, at: usize) -> bool {
        at > start && {
            let token = &self.tokens[at - 1];
            token.is_word() && !token.any(&[Class::Preposition, Class::Adverb, Class::Auxiliary, Class::Conjunction, Class::Subordinator])
        }
    }

    pub(super) fn skip_parenthesis_back(&self, start: usize, end: usize) -> usize {
        if end > start && self.tokens[end - 1].mark(')') {
            return (start..end).rev().find(|i| self.tokens[*i].mark('(')).unwrap_or(end);
        }
        end
    }

    /// Leading adverbs, times and prepositions are no part of a name: "on Monday Mr Hill".
    fn strip_front(&self, mut from: usize, end: usize) -> usize {
        const FRONT: &[Class] = &[Class::Time, Class::Adverb, Class::Preposition, Class::Conjunction];
        while from + 1 < end && self.tokens[from].any(FRONT) && !self.tokens[from].any(&[Class::Determiner, Class::Title]) {
            from += 1;
        }
        from
    }

    /// "Hill and Wood": both sides are names, or neither is.
    fn join_coordinated(&self, start: usize, from: usize, end: usize) -> usize {
        if from < start + 2 || !self.tokens[from - 1].is(Class::Conjunction) || from >= end || !self.says(from - 1, "and") {
            return from;
        }
        let left = &self.tokens[from - 2];
        let alike = left.is_word() && left.is_capital() == self.tokens[end - 1].is_capital() && !left.is(Class::Subject);
        if !alike {
            return from;
        }
        let mut back = from - 1;
        while back > start && self.extends_back(start, back, from - 1) {
            back -= 1;
        }
        let whole = back == start || matches!(self.tokens[back - 1].shape, Shape::Mark(_) | Shape::Quote(_));
        if whole { self.strip_front(back, end) } else { from }
    }

    /// "In a statement Hill": a lower-case word right before a name belongs to it only where it is a role.
    fn name_only(&self, from: usize, end: usize) -> usize {
        let mut name = end;
        while name > from
            && (self.tokens[name - 1].is_capital() || self.tokens[name - 1].any(&[Class::Link]) && name < end && self.in_name(name, end))
        {
            name -= 1;
        }
        let Some(before) = name.checked_sub(1).filter(|b| *b >= from && name < end) else { return from };
        let token = &self.tokens[before];
        let belongs = token.owner
            || token.any(&[Class::Title, Class::Role, Class::Unnamed, Class::Determiner, Class::Company, Class::Link])
            || token.shape == Shape::Number
            // "China’s ambassador to Britain"
            || self.says(before, "to") && before > from && self.tokens[before - 1].is(Class::Title);
        let occasion = token.is(Class::Occasion);
        let described = belongs || self.tokens[from].is(Class::Determiner);
        if described && !occasion { from } else { name }
    }

    fn in_name(&self, at: usize, end: usize) -> bool {
        at < end && self.tokens[at].is_capital() && self.says(at - 1, "of")
    }

    /// The noun phrase that starts at token `start`, going no further than `limit`. Empty where there is none.
    pub(super) fn phrase_after(&self, start: usize, limit: usize) -> Range<usize> {
        let mut end = start;
        while end < limit && self.extends_on(start, end, limit) {
            end += 1;
        }
        while end > start && self.tokens[end - 1].any(&[Class::Preposition, Class::Conjunction]) && !self.tokens[end - 1].is_capital() {
            end -= 1;
        }
        start..end
    }

    fn extends_on(&self, start: usize, at: usize, limit: usize) -> bool {
        let token = &self.tokens[at];
        let first = at == start;
        if !token.is_word() {
            return false;
        }
        if first {
            return !token.any(&[Class::Preposition, Class::Auxiliary, Class::Conjunction, Class::Relative]) || token.is(Class::Subject);
        }
        let previous = &self.tokens[at - 1];
        if previous.is(Class::Subject) && at == start + 1 {
            return false;
        }
        let after_joint = previous.any(&[Class::Preposition, Class::Conjunction]);
        if token.is(Class::Determiner) {
            // "die Sprecherin der Bahn"
            return after_joint || previous.is(Class::Determiner) || token.is(Class::Link) && !previous.any(PRONOUNS);
        }
        if token.is(Class::Conjunction) {
            return self.says(at, "and") && self.coordinates(at, limit);
        }
        if token.is(Class::Preposition) {
            return self.preposition_belongs(start, at, limit);
        }
        !(token.any(BREAKS) || token.any(PRONOUNS) || token.is(Class::Adverb) || self.time_here(at) || self.verb_here(at, after_joint))
    }

    fn coordinates(&self, and: usize, limit: usize) -> bool {
        and + 1 < limit && {
            let next = &self.tokens[and + 1];
            let alike = next.is_capital() == self.tokens[and - 1].is_capital();
            next.is_word() && alike && !next.any(PRONOUNS) && next.word.verb.is_none() && !next.any(BREAKS)
        }
    }

    /// "for the ministry" belongs to "a spokesperson"; "in a statement", "on Monday" and what follows a person's name do not.
    fn preposition_belongs(&self, start: usize, at: usize, limit: usize) -> bool {
        let ahead = &self.tokens[(at + 1).min(limit)..limit.min(at + 5)];
        let dated =
            ahead.iter().take(2).any(|t| t.is(Class::Time)) && !ahead.iter().take(1).any(|t| t.is(Class::Determiner) && !t.is(Class::Time));
        let occasion = ahead.iter().take_while(|t| t.is_word()).any(|t| t.is(Class::Occasion));
        let named = self.tokens[at - 1].is_capital()
            && !self.tokens[start].any(&[Class::Determiner, Class::Unnamed])
            && self.tokens[start].is_capital();
        let of = self.says(at, "of") || self.says(at, "for");
        let posted = self.says(at, "to") && self.tokens[at - 1].is(Class::Title);
        (posted || self.tokens[at].is(Class::Link)) && !dated && (of || !occasion && !named) && ahead.first().is_some_and(Token::is_word)
    }

    fn time_here(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.is(Class::Time) && !token.owner && !self.tokens[at - 1].is(Class::Determiner)
    }

    fn verb_here(&self, at: usize, after_joint: bool) -> bool {
        let token = &self.tokens[at];
        token.shape == Shape::Lower
            && !after_joint
            && !token.any(&[Class::Document, Class::Title, Class::Role, Class::Unnamed])
            && token.word.verb.is_some_and(|f| matches!(f.tense, Tense::Past | Tense::Ing | Tense::Third))
            && !self.tokens[at - 1].is(Class::Determiner)
    }
}

fn reports_in_past(token: &Token) -> bool {
    let past = token.word.verb.is_some_and(|f| f.tense == Tense::Past);
    token.shape == Shape::Lower && past && !token.any(&[Class::Document, Class::Unnamed])
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    #[test]
    fn phrases_before_a_verb() {
        let check = |text: &str, expected: &str| {
            let prose = Prose::new(text, Lexicon::of(None));
            let found = prose.phrase_before(0, prose.tokens.len()).map(|r| prose.words_of(r));
            assert_eq!(found, Some(expected), "{text}");
        };
        check("the plan failed because Mr Hill", "Mr Hill");
        check("a spokesperson for the ministry", "a spokesperson for the ministry");
        check("In a statement Ann Hill", "Ann Hill");
        check("On Monday night Ann Hill", "Ann Hill");
        check("Ann Hill and Bob Wood", "Ann Hill and Bob Wood");
        check("Sen. Ann Hill (D-Ohio)", "Sen. Ann Hill");
        check("while former club captain Bob Wood", "former club captain Bob Wood");
    }

    #[test]
    fn phrases_after_a_verb() {
        let check = |text: &str, expected: &str| {
            let prose = Prose::new(text, Lexicon::of(None));
            let found = prose.phrase_after(0, prose.tokens.len());
            assert_eq!(prose.words_of(found), expected, "{text}");
        };
        check("Ann Hill in a letter", "Ann Hill");
        check("a spokesman for the bank on Monday", "a spokesman for the bank");
        check("he that it rained", "he");
        check("analysts at Hill Brothers, who", "analysts at Hill Brothers");
    }
}
