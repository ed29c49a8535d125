//! The words of a text with the places where sentences begin and end.

use crate::model::words;
use std::collections::HashSet;

/// Words, and the word offsets at which a sentence may begin or has ended.
pub(super) struct Sentences {
    pub(super) words: Vec<String>,
    pub(super) starts: HashSet<usize>,
    pub(super) ends: HashSet<usize>,
}

impl Sentences {
    pub(super) fn new(text: &str) -> Self {
        let mut all = Sentences { words: Vec::new(), starts: HashSet::new(), ends: HashSet::new() };
        for sentence in text.split('\n').flat_map(split) {
            let some = words(sentence);
            if !some.is_empty() {
                all.starts.insert(all.words.len());
                all.words.extend(some);
                all.ends.insert(all.words.len());
            }
        }
        all
    }
}

/// After `.`, `!`, `?` and closing marks, where white space follows. An abbreviation makes one sentence two, which only
/// lets more count as whole.
fn split(line: &str) -> impl Iterator<Item = &str> {
    line.split_inclusive(char::is_whitespace)
        .scan(false, |ended, word| {
            let begins = *ended;
            *ended = word.trim_end().trim_end_matches(['”', '’', '"', '\'', ')', '»']).ends_with(['.', '!', '?']);
            Some((begins, word))
        })
        .fold(Vec::<(usize, usize)>::new(), |mut spans, (begins, word)| {
            let at = spans.last().map_or(0, |(_, end)| *end);
            match spans.last_mut() {
                Some(last) if !begins => last.1 += word.len(),
                _ => spans.push((at, at + word.len())),
            }
            spans
        })
        .into_iter()
        .map(move |(start, end)| &line[start..end])
}
