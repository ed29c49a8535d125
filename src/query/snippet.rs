//! Where an answer fits: the sentence with the most of the words asked for, marked.

use crate::model::{Expr, Field, words};
use std::collections::HashSet;

/// Code points of a snippet at most.
const LONGEST: usize = 240;

/// The words that an answer may show, in lower case; what is negated is not among them.
pub(super) fn words_of(expr: &Expr) -> HashSet<String> {
    match expr {
        Expr::Text(Field::Any | Field::Quote | Field::Title | Field::Speaker, phrase) => words(&phrase.text).into_iter().collect(),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().flat_map(words_of).collect(),
        _ => HashSet::new(),
    }
}

/// The paragraph with the most of the words, cut to a readable length, as HTML.
pub(super) fn cut(text: &str, asked: &HashSet<String>) -> String {
    let fits = |piece: &str| words(piece).iter().filter(|w| fits(w, asked)).collect::<HashSet<_>>().len();
    // The first of equal ones: the lead says most.
    let best = text.rsplit("\n\n").max_by_key(|p| fits(p)).unwrap_or_default();
    mark(&shortened(best, asked), asked)
}

/// A word fits when it is asked for, or differs from one asked for in its ending alone (the index stems).
fn fits(word: &str, asked: &HashSet<String>) -> bool {
    asked.contains(word) || asked.iter().any(|a| same_stem(a, word))
}

fn same_stem(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    shared >= 4 && a.chars().count().max(b.chars().count()) - shared <= 3
}

/// Begins a little before the first word that fits.
fn shortened(paragraph: &str, asked: &HashSet<String>) -> String {
    if paragraph.chars().count() <= LONGEST {
        return paragraph.to_owned();
    }
    let pieces: Vec<&str> = paragraph.split_inclusive(' ').collect();
    let first = pieces.iter().position(|p| words(p).iter().any(|w| fits(w, asked))).unwrap_or(0);
    let from = first.saturating_sub(8);
    let mut out = if from > 0 { "… ".to_owned() } else { String::new() };
    for piece in &pieces[from..] {
        if out.chars().count() + piece.chars().count() > LONGEST {
            out.push('…');
            break;
        }
        out.push_str(piece);
    }
    out.trim_end().to_owned()
}

fn mark(text: &str, asked: &HashSet<String>) -> String {
    text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').map(|piece| mark_word(piece, asked)).collect()
}

fn mark_word(piece: &str, asked: &HashSet<String>) -> String {
    let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
    if word.is_empty() || !words(word).iter().any(|w| fits(w, asked)) {
        return escaped(piece);
    }
    let at = piece.find(word).expect("it was trimmed from it");
    format!("{}<mark>{}</mark>{}", escaped(&piece[..at]), escaped(word), escaped(&piece[at + word.len()..]))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_marked_in_the_paragraph_that_has_most() {
        let asked: HashSet<String> = ["harbour".to_owned(), "pilots".to_owned()].into();
        let text = "The harbour is shut.\n\nAll pilots left the Harbour <today>.\n\nNothing else.";
        assert_eq!(cut(text, &asked), "All <mark>pilots</mark> left the <mark>Harbour</mark> &lt;today&gt;.");
        assert_eq!(cut("Nothing fits.", &asked), "Nothing fits.");
        let long = format!("{} harbour {}", "word ".repeat(100), "more ".repeat(100));
        let snippet = cut(&long, &asked);
        assert!(snippet.starts_with("… ") && snippet.ends_with('…') && snippet.contains("<mark>harbour</mark>"), "{snippet}");
    }

    #[test]
    fn endings_differ() {
        assert!(same_stem("strike", "strikes") && same_stem("quoting", "quoted"));
        assert!(!same_stem("port", "portfolio"));
    }
}
