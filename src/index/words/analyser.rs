//! Words as the index wants them: at each word's position the word folded, its stem, and marks of what begins with it.
//!
//! One field holds all of them at the same positions, so that a phrase, a stemmed word and the bounds of sentences can be
//! asked of each other. Most words are their own stem and stand there once: as such, in their language. What is no plain word
//! opens with a control character, which no word has.

use super::known::Known;
use super::stem::{LANGUAGES, code};
use super::{Begins, Place, Split, fold, split, stem};
use std::cell::RefCell;
use std::mem::swap;
use std::rc::Rc;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// A sentence begins with the word at this position.
pub(in crate::index) const SENTENCE: &str = "\u{3}s";
/// A paragraph does.
pub(in crate::index) const PARAGRAPH: &str = "\u{3}p";

/// What a word opens with that is its own stem, and a stem that stands for another word; the language follows.
const OWN: char = '\u{1}';
const OTHER: char = '\u{2}';

/// Bytes of mark and letter.
pub(super) const MARKED: usize = 2;

/// Positions before the first word of a text, so that no condition reaches from one text of a field into the next.
pub(in crate::index) const GAP: usize = 300;

/// Longer words are left out: nobody asks for them.
const LONGEST: usize = 100;

/// Parts a text from what is said of it.
const HEAD_ENDS: char = '\u{1}';

/// A stem as the index knows it: of words that are their own stem, and of others.
pub(in crate::index) fn stems(language: &str, word: &str) -> [String; 2] {
    let code = code(language);
    let stem = stem(code, word);
    [own(code, &stem), format!("{OTHER}{}{stem}", letter(code))]
}

/// A folded word as the index knows it where it is its own stem in a language.
pub(in crate::index) fn own(code: &str, word: &str) -> String {
    format!("{OWN}{}{word}", letter(code))
}

/// What all words of a language open with that are their own stems.
pub(in crate::index) fn own_prefixes() -> impl Iterator<Item = String> {
    LANGUAGES.iter().map(|(code, _)| own(code, ""))
}

/// What terms of a language open with.
pub(in crate::index) fn prefixes(code: &str) -> [String; 2] {
    [own(code, ""), format!("{OTHER}{}", letter(code))]
}

/// The place of a language in the table, as a letter.
fn letter(code: &str) -> char {
    let place = LANGUAGES.iter().position(|(c, _)| *c == code).and_then(|p| u8::try_from(p).ok()).unwrap_or(0);
    char::from(b'a' + place)
}

/// A text with its language, as the analyser takes it.
pub(in crate::index) fn in_language(language: &str, text: &str) -> String {
    let code = code(language);
    let mut whole = String::with_capacity(code.len() + HEAD_ENDS.len_utf8() + text.len());
    whole.push_str(code);
    whole.push(HEAD_ENDS);
    whole.push_str(text);
    whole
}

/// Takes texts with their language apart; or names, which have no other forms.
#[derive(Clone, Default)]
pub(in crate::index) struct Analyser {
    /// It takes texts.
    texts: bool,
    token: Token,
    /// Room for the stem of the word that is told.
    stem: String,
}

pub(in crate::index) struct Stream<'a> {
    text: &'a str,
    words: Split<'a>,
    /// In the language of the text, where there are stems to be made.
    known: Option<Rc<RefCell<Known>>>,
    token: &'a mut Token,
    stem: &'a mut String,
    /// The word at this position, while something else of it is still to be told.
    place: Option<Place>,
    /// What was told of it last.
    told: Told,
}

/// What stands at a position, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Nothing,
    Paragraph,
    Sentence,
    Word,
}

impl Analyser {
    /// Of names.
    pub(in crate::index) fn names() -> Analyser {
        Analyser::default()
    }

    /// Of texts with their language.
    pub(in crate::index) fn texts() -> Analyser {
        Analyser { texts: true, ..Analyser::default() }
    }
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.token.reset();
        self.token.position = GAP;
        let parted = text.split_once(HEAD_ENDS).filter(|_| self.texts);
        let (language, text) = parted.map_or((None, text), |(language, text)| (Some(language), text));
        let known = language.map(Known::of);
        Stream { text, words: split(text), known, token: &mut self.token, stem: &mut self.stem, place: None, told: Told::Nothing }
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
                (self.token.offset_from, self.token.offset_to) = (place.start, place.end);
                self.told = Told::Nothing;
                self.more(place);
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
    /// The next thing that stands at the position of a word; its stem is the last.
    fn more(&mut self, place: Place) {
        self.place = Some(place);
        let begins = if self.known.is_some() { place.begins } else { Begins::Nothing };
        self.token.text.clear();
        if self.told < Told::Paragraph && begins == Begins::Paragraph {
            self.told = Told::Paragraph;
            self.token.text.push_str(PARAGRAPH);
        } else if self.told < Told::Sentence && begins >= Begins::Sentence {
            self.told = Told::Sentence;
            self.token.text.push_str(SENTENCE);
        } else {
            self.word(&self.text[place.start..place.end]);
        }
    }

    /// The word; or its stem, once that was told.
    fn word(&mut self, written: &str) {
        if self.told == Told::Word {
            swap(&mut self.token.text, self.stem);
            self.place = None;
            return;
        }
        self.told = Told::Word;
        let Some(known) = &self.known else {
            fold::fold_into(written, &mut self.token.text);
            self.place = None;
            return;
        };
        self.stem.clear();
        known.borrow_mut().with(written, |forms| {
            self.token.text.push_str(forms.word());
            match forms.stem() {
                Some(stem) => self.stem.push_str(stem),
                None => self.place = None,
            }
        });
    }
}

/// Whether a word as written has a stem in a language.
pub(super) fn has_stem(language: &str, written: &str, stem: &str) -> bool {
    if written.len() > LONGEST {
        return super::stem(language, written) == stem;
    }
    Known::of(code(language)).borrow_mut().with(written, |forms| forms.plain() == stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(usize, String)> {
        let mut seen = Vec::new();
        Analyser::texts().token_stream(text).process(&mut |t| seen.push((t.position - GAP, t.text.clone())));
        seen
    }

    #[test]
    fn word_stem_and_bounds_stand_at_one_position() {
        let seen = told(&in_language("en", "Pilots struck. Boats stopped."));
        let at = |n: usize| seen.iter().filter(|(p, _)| *p == n).map(|(_, t)| t.as_str()).collect::<Vec<_>>();
        let [own, other] = [stems("en", "struck")[0].clone(), stems("en", "pilot")[1].clone()];
        assert_eq!(at(1), [PARAGRAPH, SENTENCE, "pilots", &other]);
        // Its own stem stands there once.
        assert_eq!(at(2), [&own]);
        assert_eq!(at(3), [SENTENCE, "boats", &stems("en", "boat")[1]]);
        let mut names = Vec::new();
        Analyser::names().token_stream("José Doe").process(&mut |t| names.push(t.text.clone()));
        assert_eq!(names, ["jose", "doe"]);
    }
}
