//! Where the words of a question stand in a text: by the question's own tree, so that wildcards, phrases and words near each
//! other are marked as they were found.

use crate::index::words::{Begins, fold, folded, has_stem, is_plain, split, stem};
use crate::index::{fits_pattern, is_like};
use crate::model::{Expr, Field, Near, Reach, Words};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

/// The words that a question asks for, and whether they are names. What is negated is not asked for.
pub(super) struct Asked<'e>(Vec<(&'e Words, bool)>);

impl<'e> Asked<'e> {
    pub(super) fn of(expr: &'e Expr) -> Asked<'e> {
        let mut asked = Asked(Vec::new());
        asked.collect(expr);
        asked
    }

    fn collect(&mut self, expr: &'e Expr) {
        match expr {
            Expr::Words(field, words) if *field != Field::Cue => self.0.push((words, field.is_of_names())),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|p| self.collect(p)),
            Expr::Quotation(inside) => self.collect(inside),
            _ => {}
        }
    }

    /// What is looked for in texts of a language.
    pub(super) fn sought(&self, language: &str) -> Sought<'e> {
        let mut conditions: Vec<_> = self.0.iter().map(|(words, names)| Condition::of(words, *names, language)).collect();
        // A long word is seldom met: most texts need not be searched for the others then.
        conditions.sort_by_key(|condition| Reverse(condition.row(language).map_or(0, |row| row[0].opening(language).len())));
        Sought { language: language.to_owned(), conditions }
    }
}

/// What is looked for in texts of one language: each condition of a question with its stems.
pub(super) struct Sought<'e> {
    pub(super) language: String,
    conditions: Vec<Condition<'e>>,
}

enum Condition<'e> {
    /// Words in a row.
    Row(Vec<Form>),
    Pattern(&'e str),
    Like(&'e str, u8),
    Any(Vec<Condition<'e>>),
    Near(Box<[Condition<'e>; 2]>, &'e Near),
}

/// A word that is looked for.
enum Form {
    /// By its stem.
    Stem(String),
    /// As it stands, folded.
    Word(String),
}

impl<'e> Condition<'e> {
    fn of(words: &'e Words, names: bool, language: &str) -> Condition<'e> {
        let of = |words| Condition::of(words, names, language);
        match words {
            Words::Word(text) if !names => Condition::Row(split(text).map(|p| Form::Stem(stem(language, &text[p.start..p.end]))).collect()),
            Words::Word(text) | Words::Exact(text) => Condition::Row(folded(text).into_iter().map(Form::Word).collect()),
            Words::Pattern(pattern) => Condition::Pattern(pattern),
            Words::Like(text, most) => Condition::Like(text, *most),
            Words::Any(parts) => Condition::Any(parts.iter().map(of).collect()),
            Words::Near(near) => Condition::Near(Box::new([of(&near.left), of(&near.right)]), near),
        }
    }

    /// It may be met over the end of a paragraph.
    fn is_wide(&self) -> bool {
        match self {
            Condition::Near(..) => true,
            Condition::Row(row) => row.len() > 1,
            Condition::Any(parts) => parts.iter().any(Condition::is_wide),
            Condition::Pattern(_) | Condition::Like(..) => false,
        }
    }

    /// Words in a row, where it is known what the first opens with.
    fn row(&self, language: &str) -> Option<&[Form]> {
        match self {
            Condition::Row(row) => Some(row.as_slice()).filter(|row| row.first().is_some_and(|form| !form.opening(language).is_empty())),
            _ => None,
        }
    }

    /// Whether it is worth taking a plain text apart for.
    fn may_stand_in(&self, text: &str, language: &str) -> bool {
        match self {
            Condition::Row(row) => row.iter().all(|form| opening(text, form.opening(language)).next().is_some()),
            Condition::Any(parts) => parts.iter().any(|part| part.may_stand_in(text, language)),
            Condition::Near(sides, _) => sides.iter().all(|side| side.may_stand_in(text, language)),
            Condition::Pattern(_) | Condition::Like(..) => true,
        }
    }
}

/// Letters of an English stem that its words need not have, but for the first of it: *possibl* of *possibility*, *die* of *dying*.
const ALTERED: usize = 2;

impl Form {
    /// What all words of this form open with, as far as it is known.
    fn opening(&self, language: &str) -> &str {
        match self {
            Form::Word(word) => word,
            Form::Stem(stem) if language.starts_with("en") => {
                let first = stem.chars().next().map_or(0, char::len_utf8);
                let known = stem.char_indices().rev().nth(ALTERED - 1).map_or(0, |(at, _)| at);
                &stem[..known.max(first)]
            }
            Form::Stem(_) => "",
        }
    }

    /// Whether a word as written is of it.
    fn is(&self, written: &str, language: &str) -> bool {
        match self {
            Form::Stem(stem) => may_be(written, stem, language) && has_stem(language, written, stem),
            Form::Word(folded) => is(written, folded),
        }
    }
}

/// The words of a plain text that open so, in small letters or great ones; at least its first, where that is empty. They are found
/// by the rarest letter of it.
fn opening<'t>(text: &'t str, opening: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let (bytes, opening) = (text.as_bytes(), opening.as_bytes());
    let (nth, letter) = opening.iter().copied().enumerate().min_by_key(|(_, letter)| commonness(*letter)).unwrap_or_default();
    let anywhere = opening.is_empty().then_some(0..0);
    let begins = |at: &usize| at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric());
    let fits = |at: &usize| bytes[*at..].get(..opening.len()).is_some_and(|there| there.eq_ignore_ascii_case(opening));
    let letters = memchr::memchr2_iter(letter.to_ascii_lowercase(), letter.to_ascii_uppercase(), bytes);
    let places = letters.filter_map(move |at| at.checked_sub(nth)).filter(begins).filter(fits);
    anywhere.into_iter().chain(places.filter_map(move |at| word_from(text, at)))
}

/// Letters of English texts, the most common first.
const COMMON: &[u8] = b"etaoinsrhldcumfpgwybvkxjqz";

/// Greater for a letter that stands more often in a text.
fn commonness(letter: u8) -> usize {
    COMMON.iter().rev().position(|common| common.eq_ignore_ascii_case(&letter)).map_or(0, |nth| nth + 1)
}

/// The first word of a text from a place on that is in no word.
fn word_from(text: &str, from: usize) -> Option<Range<usize>> {
    split(&text[from..]).next().map(|place| from + place.start..from + place.end)
}

impl Sought<'_> {
    /// How many conditions there are.
    pub(super) fn len(&self) -> usize {
        self.conditions.len()
    }

    /// Some of them may be met over the end of a paragraph.
    pub(super) fn are_wide(&self) -> bool {
        self.conditions.iter().any(Condition::is_wide)
    }

    /// What [`Text::marks`] says of a text, where that is plain and nothing but words in a row are asked for: it is not taken apart.
    /// Nothing is marked where not more than `least` of them are met.
    pub(super) fn marks_of_rows(&self, text: &str, least: usize) -> Option<(usize, Vec<Range<usize>>)> {
        let row = |condition| Condition::row(condition, &self.language);
        // To look for several by their first letters alone takes as long as to take the text apart.
        let told = self.len() == 1 || self.conditions.first().and_then(row).is_some_and(|row| row[0].opening(&self.language).len() > 1);
        if !told || !self.conditions.iter().all(|condition| row(condition).is_some()) || !is_plain(text) {
            return None;
        }
        let (mut met, mut marks) = (0, Vec::new());
        for (nth, row) in self.conditions.iter().filter_map(row).enumerate() {
            if met + self.len() - nth <= least {
                return Some(Default::default());
            }
            met += usize::from(self.mark_rows(row, text, &mut marks));
        }
        marks.sort_unstable_by_key(|word| word.start);
        marks.dedup();
        Some((met, marks))
    }

    /// Appends the words of a row wherever it stands in a plain text; tells whether it does.
    fn mark_rows(&self, row: &[Form], text: &str, marks: &mut Vec<Range<usize>>) -> bool {
        let mut met = 0;
        for first in opening(text, row[0].opening(&self.language)) {
            let (before, mut next) = (marks.len(), Some(first));
            for form in row {
                let Some(word) = next.take().filter(|word| form.is(&text[word.clone()], &self.language)) else { break };
                next = word_from(text, word.end);
                marks.push(word);
            }
            if marks.len() - before < row.len() {
                marks.truncate(before);
                continue;
            }
            met += 1;
            if met == MOST {
                break;
            }
        }
        met > 0
    }

    /// How many of them may be met in a text, looked at from far: at least as many as are.
    pub(super) fn possible(&self, text: &str) -> usize {
        if !is_plain(text) {
            return self.len();
        }
        self.conditions.iter().filter(|condition| condition.may_stand_in(text, &self.language)).count()
    }
}

/// A text taken apart once, for every condition of a question.
pub(super) struct Text<'t> {
    whole: &'t str,
    words: Vec<Token>,
}

/// A word: its bytes, and the sentence and the paragraph that it stands in.
struct Token {
    start: usize,
    end: usize,
    sentence: u32,
    paragraph: u32,
}

/// Words in a row or near each other: from the first to the last, and which of those in between were asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    start: usize,
    end: usize,
    words: Vec<usize>,
}

/// So many places of one condition are looked at.
const MOST: usize = 1_000;

/// Bytes of a word and the space after it, about.
const WORD: usize = 6;

/// Folded, it is that word. Most words are told apart as they stand.
fn is(written: &str, folded: &str) -> bool {
    if written.is_ascii() { written.eq_ignore_ascii_case(folded) } else { fold(written) == folded }
}

fn first(written: &str) -> Option<char> {
    let first = written.chars().next()?;
    if first.is_ascii() { Some(first.to_ascii_lowercase()) } else { fold(written).chars().next() }
}

/// A stem keeps its word's first letter, but in languages with prefixes; making stems is slow.
fn may_be(word: &str, stem: &str, language: &str) -> bool {
    language.starts_with("ar") || first(word) == stem.chars().next()
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Text<'t> {
        let (mut sentence, mut paragraph) = (0, 0);
        let mut words = Vec::with_capacity(text.len() / WORD);
        words.extend(split(text).map(|place| {
            sentence += u32::from(place.begins >= Begins::Sentence);
            paragraph += u32::from(place.begins == Begins::Paragraph);
            Token { start: place.start, end: place.end, sentence, paragraph }
        }));
        Text { whole: text, words }
    }

    /// How many conditions of a question are met here, and the bytes of every word that it asks for, in order.
    pub(super) fn marks(&self, sought: &Sought) -> (usize, Vec<Range<usize>>) {
        let mut met = 0;
        let mut words = BTreeSet::new();
        for condition in &sought.conditions {
            let found = self.found(condition, &sought.language);
            met += usize::from(!found.is_empty());
            words.extend(found.into_iter().flat_map(|f| f.words));
        }
        (met, words.into_iter().map(|w| self.words[w].start..self.words[w].end).collect())
    }

    fn found(&self, condition: &Condition, language: &str) -> Vec<Found> {
        let mut found = match condition {
            Condition::Row(row) => self.row(row.len(), |word, nth| row[nth].is(word, language)),
            Condition::Pattern(pattern) => self.row(1, |word, _| fits_pattern(pattern, &fold(word))),
            Condition::Like(text, most) => self.row(1, |word, _| is_like(text, &fold(word), *most)),
            Condition::Any(parts) => parts.iter().flat_map(|part| self.found(part, language)).collect(),
            Condition::Near(sides, near) => {
                let [left, right] = &**sides;
                self.near((&self.found(left, language), &self.found(right, language)), near)
            }
        };
        found.sort_unstable();
        found.dedup();
        found.truncate(MOST);
        found
    }

    fn row(&self, length: usize, fits: impl Fn(&str, usize) -> bool) -> Vec<Found> {
        let word = |nth: usize| &self.whole[self.words[nth].start..self.words[nth].end];
        let fits_at = |start: usize| (0..length).all(|nth| fits(word(start + nth), nth));
        let starts = (0..(self.words.len() + 1).saturating_sub(length)).filter(|start| length > 0 && fits_at(*start));
        starts.map(|start| Found { start, end: start + length, words: (start..start + length).collect() }).collect()
    }

    fn near(&self, (left, right): (&[Found], &[Found]), near: &Near) -> Vec<Found> {
        let mut found = self.pairs(left, right, near.reach);
        if !near.ordered {
            found.extend(self.pairs(right, left, near.reach));
        }
        found
    }

    fn pairs(&self, first: &[Found], second: &[Found], reach: Reach) -> Vec<Found> {
        let pair = |a: &Found, b: &Found| Found { start: a.start, end: b.end, words: [a.words.clone(), b.words.clone()].concat() };
        let fits = |a: &Found, b: &Found| b.start >= a.end && self.reaches(a, b, reach);
        first.iter().flat_map(|a| second.iter().filter(|b| fits(a, b)).map(|b| pair(a, b))).take(MOST).collect()
    }

    fn reaches(&self, a: &Found, b: &Found, reach: Reach) -> bool {
        let (first, last) = (&self.words[a.start], &self.words[b.end - 1]);
        match reach {
            Reach::Words(n) => b.start - a.end < usize::try_from(n).unwrap_or(usize::MAX),
            Reach::Sentence => first.sentence == last.sentence,
            Reach::Paragraph => first.paragraph == last.paragraph,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;
    use crate::query::parse;

    #[test]
    fn words_are_marked_as_they_were_found() {
        let check = |question: &str, text: &str, expected: &str| {
            let expr = parse(question, Zone::Unknown, chrono::DateTime::UNIX_EPOCH).unwrap().expr;
            let marks = Text::new(text).marks(&Asked::of(&expr).sought("en")).1.into_iter().map(|r| &text[r]).collect::<Vec<_>>();
            assert_eq!(marks.join(" "), expected, "{question}");
        };
        check("strike", "The strikes hit; striking pilots strike.", "strikes striking strike");
        check("\"strike\"", "The strikes hit; pilots strike.", "strike");
        check("\"harbour pilots\"", "Pilots left. The Harbour pilots stay.", "Harbour pilots");
        check("elect* -vote", "Elections and electors vote", "Elections electors");
        check("harbor~1", "The harbour, the barber", "harbour");
        check("tax NEAR/2 cut", "A tax; then a long way on, cut the tax.", "cut tax");
        check("(tax OR levy) w/s cut", "The levy was cut. A tax rose.", "levy cut");
        check("said:doe quote:ferries", "“Ferries,” said Jane Doe", "Ferries Doe");
    }

    #[test]
    fn from_far_no_text_is_passed_over_that_has_the_words() {
        let check = |question: &str, text: &str, language: &str, expected: (usize, usize)| {
            let expr = parse(question, Zone::Unknown, chrono::DateTime::UNIX_EPOCH).unwrap().expr;
            let asked = Asked::of(&expr);
            let sought = asked.sought(language);
            let marks = Text::new(text).marks(&sought);
            assert_eq!((sought.possible(text), marks.0), expected, "{question}: {text}");
            assert!(sought.marks_of_rows(text, 0).is_none_or(|found| found == marks), "{question}: {text}");
        };
        // Stems that are not how their words begin.
        for (asked, there) in [
            ("dying", "He DIES"),
            ("die", "“Dying?”"),
            ("skies", "the sky"),
            ("sky", "skies"),
            ("possibility", "possible"),
            ("happiness", "happy"),
            ("hoping", "hopes"),
            ("hope", "hoping"),
            ("ability", "abilities"),
            ("ties", "tying"),
            ("early", "earlier and early"),
            ("news", "News"),
            ("analogies", "analogy"),
            ("relational", "relate"),
            ("sensibility", "sensible"),
            ("controlling", "control"),
            ("y", "Y"),
        ] {
            check(asked, there, "en", (1, 1));
        }
        check("\"night crossing\" ferry", "The Night\u{a0}crossing — by ferries — ends", "en-GB", (2, 2));
        check("resume*", "resumes", "en", (1, 1));
        check("résumé", "A re\u{301}sume\u{301}.", "en", (1, 1));
        check("wahl NEAR/3 haus", "Die Häuser der Wahl", "de", (1, 1));
        // What is there only in part, or within a word.
        check("pilot", "copilots, and a Pi lot", "en", (0, 0));
        check("strike pilot", "A strike", "en", (1, 1));
        check("wahl", "Sonst nichts.", "de", (1, 0));
    }

    #[test]
    fn a_text_is_not_searched_to_its_end_where_it_cannot_have_more() {
        let expr = parse("crossing to ferry", Zone::Unknown, chrono::DateTime::UNIX_EPOCH).unwrap().expr;
        let asked = Asked::of(&expr);
        let sought = asked.sought("en");
        let marks = |text: &str, least| {
            let (met, marks) = sought.marks_of_rows(text, least).unwrap();
            (met, marks.into_iter().map(|place| text[place].to_owned()).collect::<Vec<_>>().join(" "))
        };
        let both = "Ferries crossed; theirs is the ferry. To cross, too.";
        assert_eq!(marks(both, 0), (3, "Ferries crossed ferry To cross".to_owned()));
        assert_eq!(marks(both, 2), marks(both, 0));
        assert_eq!(marks("To the ferry", 1), (2, "To ferry".to_owned()));
        assert_eq!(marks("To the ferry", 2), (0, String::new()));
        // Short words alone are found by taking a text apart.
        let expr = parse("to is", Zone::Unknown, chrono::DateTime::UNIX_EPOCH).unwrap().expr;
        assert_eq!(Asked::of(&expr).sought("en").marks_of_rows("It is to be", 0), None);
    }
}
