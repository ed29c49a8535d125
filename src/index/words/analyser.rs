//! Words as the index wants them: at each word's position the word folded, its stem, and marks of what begins with it.
//!
//! One field holds all of them at the same positions, so that a phrase, a stemmed word and the bounds of sentences can be
//! asked of each other. Most words are their own stem and stand there once: as such, in their language. What is no plain word
//! opens with a control character, which no word has.

use super::stem::{LANGUAGES, code};
use super::{Begins, Place, Split, fold, split, stem};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// A sentence begins with the word at this position.
pub(in crate::index) const SENTENCE: &str = "\u{3}s";
/// A paragraph does.
pub(in crate::index) const PARAGRAPH: &str = "\u{3}p";
/// The lead of the text ends before this position.
pub(in crate::index) const LEAD: &str = "\u{3}l";

/// What a word opens with that is its own stem, and a stem that stands for another word; the language follows.
const OWN: char = '\u{1}';
const OTHER: char = '\u{2}';

/// Positions before the first word of a text, so that no condition reaches from one text of a field into the next.
pub(in crate::index) const GAP: usize = 300;

/// Longer words are left out: nobody asks for them.
const LONGEST: usize = 100;
/// Words of a language that are remembered.
const REMEMBERED: usize = 50_000;

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

/// The place of a language in the table, as a letter.
fn letter(code: &str) -> char {
    let place = LANGUAGES.iter().position(|(c, _)| *c == code).and_then(|p| u8::try_from(p).ok()).unwrap_or(0);
    char::from(b'a' + place)
}

/// A text with its language, as the analyser takes it.
pub(in crate::index) fn in_language(language: &str, text: &str) -> String {
    format!("{}{HEAD_ENDS}{text}", code(language))
}

/// A text with its language, and how many bytes of it are the lead.
pub(in crate::index) fn with_lead(language: &str, text: &str, lead: usize) -> String {
    format!("{} {lead}{HEAD_ENDS}{text}", code(language))
}

/// Takes texts with their language apart; or names, which have no other forms.
#[derive(Clone, Default)]
pub(in crate::index) struct Analyser {
    /// It takes texts.
    texts: bool,
    /// By language.
    known: HashMap<String, Known>,
    token: Token,
}

/// What words of a language stand in the index as, by the word as written. Few words make most of a text.
type Known = HashMap<String, Forms, BuildHasherDefault<Quick>>;

/// The word, and its stem where that is another.
#[derive(Clone)]
struct Forms {
    word: Box<str>,
    stem: Option<Box<str>>,
}

impl Forms {
    fn of(language: &str, written: &str) -> Forms {
        let (folded, [own, other]) = (fold::fold(written), stems(language, written));
        // After the mark and the letter.
        if own[2..] == folded {
            return Forms { word: own.into(), stem: None };
        }
        Forms { word: folded.into(), stem: Some(other.into()) }
    }
}

/// Multiplies and turns eight bytes at a time: words are short, and nobody gains by making them collide in a table that is
/// emptied when it is full.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.0 = (self.0 ^ u64::from_le_bytes(eight)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

pub(in crate::index) struct Stream<'a> {
    text: &'a str,
    words: Split<'a>,
    /// Of the text's language, where there are stems to be made.
    known: Option<(&'a str, &'a mut Known)>,
    token: &'a mut Token,
    /// The first byte after the lead, until it was told.
    lead: Option<usize>,
    /// The word at this position, while something else of it is still to be told.
    place: Option<Place>,
    /// What was told of it last.
    told: Told,
}

/// What stands at a position, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Lead,
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
        let Some((head, text)) = text.split_once(HEAD_ENDS).filter(|_| self.texts) else {
            return Stream { text, words: split(text), known: None, token: &mut self.token, lead: None, place: None, told: Told::Word };
        };
        let (language, lead) = head.split_once(' ').map_or((head, None), |(language, lead)| (language, lead.parse().ok()));
        if !self.known.contains_key(language) {
            self.known.insert(language.to_owned(), Known::default());
        }
        let known = self.known.get_mut(language).map(|known| (language, known));
        Stream { text, words: split(text), known, token: &mut self.token, lead, place: None, told: Told::Word }
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
                self.told = Told::Lead;
                if self.lead.take_if(|lead| place.start >= *lead).is_some() {
                    self.place = Some(place);
                    self.mark(LEAD);
                } else {
                    self.more(place);
                }
                return true;
            }
        }
        // All of it was the lead.
        let ends = self.lead.take().is_some();
        if ends {
            self.token.position += 1;
            self.mark(LEAD);
        }
        ends
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
        if self.told < Told::Paragraph && begins == Begins::Paragraph {
            self.told = Told::Paragraph;
            self.mark(PARAGRAPH);
        } else if self.told < Told::Sentence && begins >= Begins::Sentence {
            self.told = Told::Sentence;
            self.mark(SENTENCE);
        } else {
            self.word(&self.text[place.start..place.end]);
        }
    }

    fn mark(&mut self, mark: &str) {
        self.token.text.clear();
        self.token.text.push_str(mark);
    }

    /// The word; or its stem, once that was told.
    fn word(&mut self, written: &str) {
        let first = self.told != Told::Word;
        self.told = Told::Word;
        self.token.text.clear();
        let Some((language, known)) = &mut self.known else {
            fold::fold_into(written, &mut self.token.text);
            self.place = None;
            return;
        };
        if !known.contains_key(written) {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(written.to_owned(), Forms::of(language, written));
        }
        let forms = &known[written];
        if first && forms.stem.is_some() {
            self.token.text.push_str(&forms.word);
        } else {
            self.token.text.push_str(forms.stem.as_ref().unwrap_or(&forms.word));
            self.place = None;
        }
    }
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

    #[test]
    fn the_lead_ends_where_it_is_said_to() {
        let ends = |text: &str, lead: usize| told(&with_lead("en", text, lead)).into_iter().find(|(_, t)| t == LEAD).map(|(p, _)| p);
        assert_eq!(ends("One two.\n\nThree", 8), Some(3));
        assert_eq!(ends("One two.", 8), Some(3));
        assert_eq!(ends("", 0), Some(1));
        assert_eq!(told(&in_language("en", "One")).iter().filter(|(_, t)| t == LEAD).count(), 0);
    }
}
