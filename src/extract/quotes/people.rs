//! People who are described and not named: "a police officer", "one mother", "hundreds of protesters".

use super::lexicon::Class;
use super::names::Gender;
use super::prose::Prose;
use super::tokens::{Shape, Token};
use std::ops::Range;

/// A person, or several, as a noun phrase in tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Someone {
    pub(super) phrase: Range<usize>,
    /// The noun that tells what they are.
    pub(super) head: usize,
    pub(super) plural: bool,
    pub(super) gender: Option<Gender>,
    /// What its position in the sentence says for it.
    pub(super) worth: f32,
}

impl Prose<'_> {
    /// The people that the reporter's prose brings in, in text order: with "a", a number or an owner, or as several.
    pub(super) fn people(&self) -> Vec<Someone> {
        let mut found = Vec::new();
        for sentence in &self.sentences {
            for head in sentence.tokens.clone().filter(|i| self.is_person_noun(*i)) {
                found.extend(self.someone(sentence.tokens.start, head));
            }
        }
        found
    }

    /// A noun for people that ends its phrase: in "teacher training" and "actor Ann Hill" it does not.
    fn is_person_noun(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        let next = self.tokens.get(i + 1);
        let ends = next.is_none_or(|t| !t.is_word() || t.known_function() || self.is_verb(t) && !t.any(&[Class::Role, Class::Title]));
        token.shape == Shape::Lower && !token.owner && token.any(&[Class::Role, Class::Title, Class::Unnamed]) && ends
    }

    /// A verb, as far as the tables and the ending tell.
    pub(super) fn is_verb(&self, token: &Token) -> bool {
        token.shape == Shape::Lower
            && (token.word.verb.is_some() || token.any(&[Class::Auxiliary, Class::Past]) || self.text[token.range()].ends_with("ed"))
    }

    fn someone(&self, start: usize, head: usize) -> Option<Someone> {
        let phrase = self.phrase_before(start, head + 1)?;
        let first = &self.tokens[phrase.start];
        let plural = self.tokens[head].is_plural(self.text);
        let owned = first.is(Class::Possessive) || first.owner;
        let counted = ["a", "an", "one", "another"].iter().any(|w| self.says(phrase.start, w));
        let named =
            self.tokens[phrase.clone()].iter().any(|t| t.is_capital() && !t.is(Class::Nationality) && !t.owner && t.start != first.start);
        let defined = self.says(phrase.start, "the");
        let (byte, end) = (first.start, self.tokens[head].end);
        (!named && (counted || owned || plural && !defined)).then(|| Someone {
            phrase: phrase.clone(),
            head,
            plural,
            gender: self.tokens[phrase].iter().find_map(Token::word_gender),
            worth: self.stand(&(byte..end), false).worth,
        })
    }
}

impl Token {
    /// What "woman", "father", "spokesman" tell.
    pub(super) fn word_gender(&self) -> Option<Gender> {
        match (self.is(Class::HeWord), self.is(Class::SheWord)) {
            (true, false) => Some(Gender::He),
            (false, true) => Some(Gender::She),
            _ => None,
        }
    }

    /// "officers", "police"; not "boss".
    pub(super) fn is_plural(&self, text: &str) -> bool {
        let word = &text[self.range()];
        self.is(Class::Group) || word.ends_with('s') && !word.ends_with("ss")
    }
}
