//! Where a sentence ends.

use super::{Begins, Place};

/// Words that a full stop belongs to.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "art", "aug", "ave", "bzw", "ca", "capt", "cf", "co", "col", "corp", "dec", "dept", "dr", "eg", "etc", "feb", "fig",
    "gen", "gov", "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "messrs", "mme", "mr", "mrs", "ms", "mt", "no",
    "nov", "nr", "oct", "pp", "prof", "rep", "rev", "sec", "sen", "sep", "sept", "sgt", "sr", "st", "str", "usw", "vol", "vs",
];

/// What begins with the word at `start`, seen from the word before it.
pub(super) fn begins(text: &str, last: Place, start: usize) -> Begins {
    let gap = &text[last.end..start];
    if gap == " " {
        return Begins::Nothing;
    }
    if gap.contains('\n') {
        return Begins::Paragraph;
    }
    let ends = gap.contains(['。', '！', '？']) || ends_sentence(gap, &text[last.start..last.end]) && opens(&text[start..]);
    if ends { Begins::Sentence } else { Begins::Nothing }
}

/// A mark that ends sentences, white space some time after it, and no abbreviation before it.
fn ends_sentence(gap: &str, before: &str) -> bool {
    let Some(mark) = gap.find(['.', '!', '?', '…']) else { return false };
    let spaced = gap[mark..].contains(char::is_whitespace);
    spaced && !(gap[mark..].starts_with('.') && is_abbreviation(before))
}

/// Initials are single letters.
fn is_abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    let initial = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
    initial || ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// A sentence does not open with a small letter.
fn opens(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_sorted() {
        assert!(super::ABBREVIATIONS.is_sorted());
    }
}
