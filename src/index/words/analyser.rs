//! Words as the index wants them: at each word's position the word folded, its stem, and marks of what begins with it.
//!
//! One field holds all of them at the same positions, so that a phrase, a stemmed word and the bounds of sentences can be
//! asked of each other. What is no plain word opens with a control character, which no word has.

use super::stem::code;
use super::{Begins, Split, fold, split, stem};
use std::collections::HashMap;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// A sentence begins with the word at this position.
pub(in crate::index) const SENTENCE: &str = "\u{2}s";
/// A paragraph does.
pub(in crate::index) const PARAGRAPH: &str = "\u{2}p";

/// Positions before the first word of a text, so that no condition reaches from one text of a field into the next.
pub(in crate::index) const GAP: usize = 300;

/// Longer words are left out: nobody asks for them.
const LONGEST: usize = 100;
/// Stems that are remembered.
const REMEMBERED: usize = 50_000;

/// A stem as the index knows it, with the language that it is one of.
pub(in crate::index) fn stemmed(language: &str, word: &str) -> String {
    let code = code(language);
    format!("\u{1}{code}\u{1}{}", stem(code, word))
}

/// A text with its language, as the analyser takes it.
pub(in crate::index) fn in_language(language: &str, text: &str) -> String {
    format!("{}\u{1}{text}", code(language))
}

/// Takes texts with their language apart; or names, which have no other forms.
#[derive(Clone, Default)]
pub(in crate::index) struct Analyser {
    /// It takes texts.
    pub(in crate::index) stems: bool,
    known: HashMap<String, String>,
    token: Token,
}

pub(in crate::index) struct Stream<'a> {
    text: &'a str,
    words: Split<'a>,
    /// Of the text, where there are stems to be made.
    language: Option<&'a str>,
    known: &'a mut HashMap<String, String>,
    token: &'a mut Token,
    /// What else stands at this position, last first.
    more: Vec<String>,
}

impl Analyser {
    /// Of names.
    pub(in crate::index) fn names() -> Analyser {
        Analyser::default()
    }

    /// Of texts with their language.
    pub(in crate::index) fn texts() -> Analyser {
        Analyser { stems: true, ..Analyser::default() }
    }
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let (language, text) = match text.split_once('\u{1}').filter(|_| self.stems) {
            Some((language, text)) => (Some(language), text),
            None => (None, text),
        };
        self.token.reset();
        self.token.position = GAP;
        Stream { text, words: split(text), language, known: &mut self.known, token: &mut self.token, more: Vec::new() }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(text) = self.more.pop() {
            self.token.text = text;
            return true;
        }
        while let Some(place) = self.words.next() {
            self.token.position += 1;
            if place.end - place.start <= LONGEST {
                self.word(place);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl Stream<'_> {
    fn word(&mut self, place: super::Place) {
        let word = &self.text[place.start..place.end];
        (self.token.offset_from, self.token.offset_to) = (place.start, place.end);
        self.token.text.clear();
        fold::fold_into(word, &mut self.token.text);
        let Some(language) = self.language else { return };
        let stem = self.stem(language, word);
        self.more.push(stem);
        if place.begins >= Begins::Sentence {
            self.more.push(SENTENCE.to_owned());
        }
        if place.begins == Begins::Paragraph {
            self.more.push(PARAGRAPH.to_owned());
        }
    }

    /// Few words make most of a text.
    fn stem(&mut self, language: &str, word: &str) -> String {
        let key = format!("{language}\u{1}{word}");
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        let made = stemmed(language, word);
        self.known.insert(key, made.clone());
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_stem_and_bounds_stand_at_one_position() {
        let mut analyser = Analyser::texts();
        let text = in_language("en", "Pilots struck. Boats stopped.");
        let mut seen = Vec::new();
        analyser.token_stream(&text).process(&mut |t| seen.push((t.position - GAP, t.text.clone())));
        let at = |n: usize| seen.iter().filter(|(p, _)| *p == n).map(|(_, t)| t.as_str()).collect::<Vec<_>>();
        assert_eq!(at(1), ["pilots", PARAGRAPH, SENTENCE, "\u{1}en\u{1}pilot"]);
        assert_eq!(at(2), ["struck", "\u{1}en\u{1}struck"]);
        assert_eq!(at(3), ["boats", SENTENCE, "\u{1}en\u{1}boat"]);
        let mut names = Vec::new();
        Analyser::names().token_stream("José Doe").process(&mut |t| names.push(t.text.clone()));
        assert_eq!(names, ["jose", "doe"]);
    }
}
