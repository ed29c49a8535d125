//! Where the words of a question stand in a text: by the question's own tree, so that wildcards, phrases and words near each
//! other are marked as they were found.

use crate::index::words::{Begins, fold, folded, has_stem, split, stem};
use crate::index::{fits_pattern, is_like};
use crate::model::{Expr, Field, Near, Reach, Words};
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

    /// How many conditions there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Some of them may be met over the end of a paragraph.
    pub(super) fn are_wide(&self) -> bool {
        fn is_wide(words: &Words) -> bool {
            match words {
                Words::Near(_) => true,
                Words::Any(parts) => parts.iter().any(is_wide),
                Words::Word(text) | Words::Exact(text) => split(text).nth(1).is_some(),
                Words::Pattern(_) | Words::Like(..) => false,
            }
        }
        self.0.iter().any(|(words, _)| is_wide(words))
    }
}

/// A text taken apart once, for every condition of a question.
pub(super) struct Text<'t> {
    whole: &'t str,
    language: &'t str,
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

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str, language: &'t str) -> Text<'t> {
        let (mut sentence, mut paragraph) = (0, 0);
        let mut words = Vec::with_capacity(text.len() / WORD);
        words.extend(split(text).map(|place| {
            sentence += u32::from(place.begins >= Begins::Sentence);
            paragraph += u32::from(place.begins == Begins::Paragraph);
            Token { start: place.start, end: place.end, sentence, paragraph }
        }));
        Text { whole: text, language, words }
    }

    /// How many conditions of a question are met here, and the bytes of every word that it asks for, in order.
    pub(super) fn marks(&self, asked: &Asked) -> (usize, Vec<Range<usize>>) {
        let mut met = 0;
        let mut words = BTreeSet::new();
        for (asked, names) in &asked.0 {
            let found = self.found(asked, *names);
            met += usize::from(!found.is_empty());
            words.extend(found.into_iter().flat_map(|f| f.words));
        }
        (met, words.into_iter().map(|w| self.words[w].start..self.words[w].end).collect())
    }

    fn found(&self, asked: &Words, names: bool) -> Vec<Found> {
        let mut found = match asked {
            Words::Word(text) if !names => {
                let stems: Vec<String> = split(text).map(|p| stem(self.language, &text[p.start..p.end])).collect();
                self.row(stems.len(), |word, nth| self.may_be(word, &stems[nth]) && has_stem(self.language, word, &stems[nth]))
            }
            Words::Word(text) | Words::Exact(text) => {
                let row = folded(text);
                self.row(row.len(), |word, nth| is(word, &row[nth]))
            }
            Words::Pattern(pattern) => self.row(1, |word, _| fits_pattern(pattern, &fold(word))),
            Words::Like(text, most) => self.row(1, |word, _| is_like(text, &fold(word), *most)),
            Words::Any(parts) => parts.iter().flat_map(|p| self.found(p, names)).collect(),
            Words::Near(near) => self.near(near, names),
        };
        found.sort_unstable();
        found.dedup();
        found.truncate(MOST);
        found
    }

    /// A stem keeps its word's first letter, but in languages with prefixes; making stems is slow.
    fn may_be(&self, word: &str, stem: &str) -> bool {
        self.language.starts_with("ar") || first(word) == stem.chars().next()
    }

    fn row(&self, length: usize, fits: impl Fn(&str, usize) -> bool) -> Vec<Found> {
        let word = |nth: usize| &self.whole[self.words[nth].start..self.words[nth].end];
        let fits_at = |start: usize| (0..length).all(|nth| fits(word(start + nth), nth));
        let starts = (0..(self.words.len() + 1).saturating_sub(length)).filter(|start| length > 0 && fits_at(*start));
        starts.map(|start| Found { start, end: start + length, words: (start..start + length).collect() }).collect()
    }

    fn near(&self, near: &Near, names: bool) -> Vec<Found> {
        let (left, right) = (self.found(&near.left, names), self.found(&near.right, names));
        let mut found = self.pairs(&left, &right, near.reach);
        if !near.ordered {
            found.extend(self.pairs(&right, &left, near.reach));
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
            let marks = Text::new(text, "en").marks(&Asked::of(&expr)).1.into_iter().map(|r| &text[r]).collect::<Vec<_>>();
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
}
