//! Words as the index wants them: at each word's position the word folded, its stem, and marks of what begins with it.
//!
//! One field holds all of them at the same positions, so that a phrase, a stemmed word and the bounds of sentences can be
//! asked of each other. What is no plain word opens with a control character, which no word has.

use super::stem::code;
use super::{Begins, Place, Split, fold, split, stem};
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
    /// Stems by language and by word as written.
    known: HashMap<String, HashMap<String, String>>,
    token: Token,
}

pub(in crate::index) struct Stream<'a> {
    text: &'a str,
    words: Split<'a>,
    /// Of the text's language, where there are stems to be made.
    stems: Option<(&'a str, &'a mut HashMap<String, String>)>,
    token: &'a mut Token,
    /// The word at this position, while something else of it is still to be told.
    place: Option<Place>,
    /// What was told of it last.
    told: Told,
}

/// What stands at a position, in this order.
#[derive(Clone, Copy)]
enum Told {
    Word,
    Paragraph,
    Sentence,
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
        let known = &mut self.known;
        let stems = language.map(|language| {
            if !known.contains_key(language) {
                known.insert(language.to_owned(), HashMap::new());
            }
            (language, known.get_mut(language).expect("it was put there"))
        });
        Stream { text, words: split(text), stems, token: &mut self.token, place: None, told: Told::Word }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(place) = self.place {
            self.more(place);
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
    fn word(&mut self, place: Place) {
        let word = &self.text[place.start..place.end];
        (self.token.offset_from, self.token.offset_to) = (place.start, place.end);
        self.token.text.clear();
        fold::fold_into(word, &mut self.token.text);
        self.place = self.stems.is_some().then_some(place);
        self.told = Told::Word;
    }

    /// The next thing that stands at the position of a word; its stem is the last.
    fn more(&mut self, place: Place) {
        let begins = place.begins;
        self.token.text.clear();
        match self.told {
            Told::Word if begins == Begins::Paragraph => {
                self.token.text.push_str(PARAGRAPH);
                self.told = Told::Paragraph;
            }
            Told::Word | Told::Paragraph if begins >= Begins::Sentence => {
                self.token.text.push_str(SENTENCE);
                self.told = Told::Sentence;
            }
            _ => {
                self.stem(&self.text[place.start..place.end]);
                self.place = None;
            }
        }
    }

    /// Few words make most of a text.
    fn stem(&mut self, word: &str) {
        let Some((language, known)) = &mut self.stems else { return };
        if let Some(stem) = known.get(word) {
            return self.token.text.push_str(stem);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let made = stemmed(language, word);
        self.token.text.push_str(&made);
        known.insert(word.to_owned(), made);
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
