//! Words with wildcards, and words that differ in some letters: the words of the index that they stand for.

use super::words::analyser::own_prefixes;
use std::collections::HashMap;
use tantivy::schema::Field;
use tantivy::{Result, Searcher, Term};

/// So many words at most are looked for in place of one; the most frequent.
pub(super) const MOST: usize = 1_000;

/// The terms of the most frequent words that stand in a field and fit, and how many there are of them.
pub(super) struct Expansion {
    pub(super) terms: Vec<Term>,
    pub(super) all: usize,
}

/// The words of a field that begin with `prefix` and fit.
pub(super) fn expand(searcher: &Searcher, field: Field, prefix: &str, fits: impl Fn(&str) -> bool) -> Result<Expansion> {
    let mut found: HashMap<String, Known> = HashMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        for kind in std::iter::once(String::new()).chain(own_prefixes()) {
            let begins = format!("{kind}{prefix}");
            // What is no plain word comes before this in order.
            let from = if begins.is_empty() { "0" } else { begins.as_str() };
            let mut terms = index.terms().range().ge(from).into_stream()?;
            while let Some((term, info)) = terms.next() {
                let Ok(term) = std::str::from_utf8(term) else { continue };
                if !term.starts_with(&begins) {
                    break;
                }
                let word = &term[kind.len()..];
                if fits(word) {
                    found.entry(word.to_owned()).or_default().add(term, info.doc_freq);
                }
            }
        }
    }
    let all = found.len();
    let mut ranked: Vec<(String, Known)> = found.into_iter().collect();
    ranked.sort_by(|(a, x), (b, y)| y.count.cmp(&x.count).then_with(|| a.cmp(b)));
    let terms = ranked.iter().take(MOST).flat_map(|(_, known)| &known.terms);
    Ok(Expansion { terms: terms.map(|term| Term::from_field_text(field, term)).collect(), all })
}

/// A word as it stands in the index: by itself, and as its own stem in some languages.
#[derive(Default)]
struct Known {
    terms: Vec<String>,
    count: u64,
}

impl Known {
    fn add(&mut self, term: &str, count: u32) {
        self.count += u64::from(count);
        if self.terms.iter().all(|known| known != term) {
            self.terms.push(term.to_owned());
        }
    }
}

/// What every word that fits a pattern begins with.
pub(super) fn prefix(pattern: &str) -> &str {
    &pattern[..pattern.find(['*', '?']).unwrap_or(pattern.len())]
}

/// Whether a word fits a pattern: `*` stands for any letters, `?` for one.
#[must_use]
pub fn fits_pattern(pattern: &str, word: &str) -> bool {
    let (pattern, word): (Vec<char>, Vec<char>) = (pattern.chars().collect(), word.chars().collect());
    let (mut p, mut w) = (0, 0);
    // Where the last star stands, and how far the word was then: it may take one letter more.
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, w));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == word[w]) {
            (p, w) = (p + 1, w + 1);
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            (p, w) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether two words differ in so many letters at most: put in, left out, changed, or swapped with the next one.
#[must_use]
pub fn is_like(a: &str, b: &str, most: u8) -> bool {
    let most = usize::from(most);
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            row[j] = (last[j - 1] + usize::from(a[i - 1] != b[j - 1])).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|d| *d > most) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let check = |pattern: &str, word: &str, expected: bool| assert_eq!(fits_pattern(pattern, word), expected, "{pattern} {word}");
        check("elect*", "elections", true);
        check("elect*", "elect", true);
        check("elect*", "select", false);
        check("wom?n", "women", true);
        check("wom?n", "womn", false);
        check("*port", "airport", true);
        check("a*b*c", "axxbxbxc", true);
        check("a*b*c", "axxbxbx", false);
        check("s*s?", "sessions", false);
        check("s*s?", "sessionsx", true);
    }

    #[test]
    fn words_that_differ_a_little() {
        let check = |a: &str, b: &str, most: u8, expected: bool| assert_eq!(is_like(a, b, most), expected, "{a} {b} {most}");
        check("harbour", "harbor", 1, true);
        check("harbour", "hrabour", 1, true);
        check("harbour", "harbouring", 2, false);
        check("harbour", "barber", 2, false);
        check("über", "uber", 1, true);
        check("abc", "cba", 2, true);
    }
}
