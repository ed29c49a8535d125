//! A word or phrase as written → what stands in a text: wildcards, words that differ a little, words parted by marks.

use super::lexer::{Kind, tokens};
use super::operators;
use super::problem::Problem;
use crate::index::words::{folded, split};
use crate::model::{Near, Reach, Words};

type Place = (usize, usize);

/// Letters that must stand beside wildcards, and in a word that may differ.
const FEWEST: usize = 2;
/// Letters that may differ.
const MOST_DIFFERENT: u8 = 2;

/// A word without quotation marks.
pub(super) fn word(text: &str, place: Place) -> Result<Words, Problem> {
    if let Some((stem, number)) = text.rsplit_once('~') {
        return like(stem, number, place);
    }
    let inner = text.trim_matches(|c: char| !c.is_alphanumeric() && !is_wildcard(c));
    // A mark after a word may end a sentence: `elect!` is for any ending, `!` before a word is nothing.
    let pattern: String = inner.chars().map(|c| if c == '!' { '*' } else { c }).collect();
    if pattern.contains(['*', '?']) { with_wildcards(&pattern, place) } else { Ok(Words::Word(plain(text, place)?)) }
}

fn is_wildcard(c: char) -> bool {
    matches!(c, '*' | '?' | '!')
}

/// A phrase in quotation marks.
pub(super) fn phrase(text: &str, place: Place) -> Result<Words, Problem> {
    let words = words_of(text);
    if words.is_empty() {
        return Err(no_word(text, place));
    }
    Ok(Words::Exact(words.join(" ")))
}

/// The words of a text as written, marks aside.
fn words_of(text: &str) -> Vec<&str> {
    split(text).map(|p| &text[p.start..p.end]).collect()
}

/// `"a b"~5`: each within so many words of the next.
pub(super) fn loose(text: &str, distance: &str, place: Place) -> Result<Words, Problem> {
    let hint = "write a number of words from 1 to 255, as in \"a b\"~5";
    let n: u32 = distance.parse().map_err(|_| Problem::new(place, "how far apart may they be?", hint))?;
    if !(1..=255).contains(&n) {
        return Err(Problem::new(place, "this is too far apart", hint));
    }
    let near = |left, right: &str| {
        let right = Words::Exact(right.to_owned());
        Words::Near(Box::new(Near { left, right, reach: Reach::Words(n), ordered: false }))
    };
    let words = words_of(text);
    in_a_row(words.len(), place)?;
    let (first, rest) = words.split_first().ok_or_else(|| no_word(text, place))?;
    Ok(rest.iter().fold(Words::Exact((*first).to_owned()), |left, right| near(left, right)))
}

/// More things near each other in one row are refused.
const LONGEST_ROW: usize = 16;

/// How many things stand in a row, read from the left: what is in one already, by marks or parentheses, is a part of it.
pub(super) fn row(words: &Words) -> usize {
    if let Words::Near(near) = words { row(&near.left) + 1 } else { 1 }
}

/// Refuses a row that is too long, wherever it comes from.
pub(super) fn in_a_row(length: usize, place: Place) -> Result<(), Problem> {
    if length > LONGEST_ROW {
        return Err(Problem::new(place, format!("more than {LONGEST_ROW} things near each other"), "ask for fewer"));
    }
    Ok(())
}

/// How many words there are, and how many of them stand for others. What marks part is more than one.
pub(super) fn size(words: &Words) -> (usize, usize) {
    let both = |(a, b): (usize, usize), words| {
        let (c, d) = size(words);
        (a + c, b + d)
    };
    match words {
        Words::Word(_) | Words::Exact(_) => (1, 0),
        Words::Pattern(_) | Words::Like(..) => (1, 1),
        Words::Any(parts) => parts.iter().fold((0, 0), both),
        Words::Near(near) => [&near.left, &near.right].into_iter().fold((0, 0), both),
    }
}

/// More groups inside each other are refused: each is a step of the reader into itself.
const DEEPEST: usize = 32;

/// Refuses groups that are nested too deep.
pub(super) fn inside_each_other(groups: usize, place: Place) -> Result<(), Problem> {
    if groups > DEEPEST {
        return Err(Problem::new(place, format!("more than {DEEPEST} groups inside each other"), ""));
    }
    Ok(())
}

/// The word without marks around it. Where it would be read as something else, its parts are joined by hyphens.
fn plain(text: &str, place: Place) -> Result<String, Problem> {
    let words = words_of(text);
    let (Some(first), Some(last)) = (split(text).next(), split(text).last()) else { return Err(no_word(text, place)) };
    let inner = &text[first.start..last.end];
    Ok(if is_plain(inner) { inner.to_owned() } else { words.join("-").to_lowercase() })
}

/// It is one word of a question, and no operator.
fn is_plain(text: &str) -> bool {
    let same = |kind: &Kind| matches!(kind, Kind::Word(w) if w == text);
    operators::read(text).is_none() && !text.contains(['~', '*', '?', '!']) && tokens(text).is_ok_and(|t| t.len() == 1 && same(&t[0].kind))
}

fn no_word(text: &str, place: Place) -> Problem {
    Problem::new(place, format!("there is no word in “{text}”"), "marks are not looked for; leave it away")
}

/// `term~`, `term~1`, `term~2`.
fn like(stem: &str, number: &str, place: Place) -> Result<Words, Problem> {
    let hint = "write harbour~1 or harbour~2 for words that differ in so many letters";
    let most = match number {
        "" => 1,
        _ => number.parse().map_err(|_| Problem::new(place, "this operator is half typed", hint))?,
    };
    if !(1..=MOST_DIFFERENT).contains(&most) {
        return Err(Problem::new(place, "so many letters may not differ", hint));
    }
    let words = folded(stem);
    match &words[..] {
        [word] if word.chars().count() > FEWEST => Ok(Words::Like(word.clone(), most)),
        [_] => Err(Problem::new(place, "this word is too short to differ", hint)),
        _ => Err(Problem::new(place, "one word may differ, not several or none", hint)),
    }
}

/// A pattern is one word; marks inside it part it into words that follow each other.
fn with_wildcards(text: &str, place: Place) -> Result<Words, Problem> {
    let parts = parts(text).into_iter().map(|part| one(&part, place)).collect::<Result<Vec<_>, _>>()?;
    in_a_row(parts.len(), place)?;
    let follow = |left, right| Words::Near(Box::new(Near { left, right, reach: Reach::Words(1), ordered: true }));
    parts.into_iter().reduce(follow).ok_or_else(|| no_word(text, place))
}

fn one(part: &str, place: Place) -> Result<Words, Problem> {
    if !part.contains(['*', '?']) {
        return Ok(Words::Word(part.to_owned()));
    }
    if part.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST {
        let hint = "at least two letters must stand beside * and ?; leave the question empty to ask for everything";
        return Err(Problem::new(place, format!("“{part}” could be any word"), hint));
    }
    Ok(Words::Pattern(part.to_owned()))
}

/// Runs of letters and wildcards, folded; several stars are one.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for c in text.chars() {
        let last = parts.last_mut().expect("there is one from the beginning");
        if c == '*' && last.ends_with('*') {
            continue;
        }
        if c.is_alphanumeric() {
            last.push_str(&crate::index::words::fold(&c.to_string()));
        } else if matches!(c, '*' | '?') {
            last.push(c);
        } else {
            parts.push(String::new());
        }
    }
    parts.retain(|p| !p.is_empty());
    parts
}
