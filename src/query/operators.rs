//! The operators between words, in all their spellings.

use crate::model::Reach;

/// What joins two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    Near { reach: Reach, ordered: bool },
}

/// A word that looks like an operator and is none; why not, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HalfTyped(pub(super) String, pub(super) String);

/// Words that are operators as they stand.
const PLAIN: &[(&str, Operator)] = &[
    ("AND", Operator::And),
    ("&", Operator::And),
    ("&&", Operator::And),
    ("OR", Operator::Or),
    ("|", Operator::Or),
    ("||", Operator::Or),
    ("NOT", Operator::Not),
];

/// Names before the stroke, and whether the order counts. The first of each is the canonical one.
const NEAR: &[(&str, bool)] = &[("NEAR", false), ("PRE", true), ("W", false), ("ADJ", true), ("", false)];

/// Farthest that words may be apart.
const FARTHEST: u32 = 255;

/// The operator that a word is; none where it is just a word.
pub(super) fn read(word: &str) -> Option<Result<Operator, HalfTyped>> {
    if let Some((_, operator)) = PLAIN.iter().find(|(name, _)| *name == word) {
        return Some(Ok(*operator));
    }
    if let Some((name, reach)) = word.split_once('/') {
        return slashed(name, reach);
    }
    // As Factiva has it: NEAR5, ADJ3.
    let digits = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
    let (name, number) = word.split_at(digits);
    let (_, ordered) = NEAR.iter().find(|(n, _)| n.len() > 1 && *n == name)?;
    Some(reach(number, name).map(|reach| Operator::Near { reach, ordered: *ordered }))
}

/// `NEAR/5`, `w/s`: upper or lower case. `and/or` and `pre/post` are words.
fn slashed(name: &str, reach_text: &str) -> Option<Result<Operator, HalfTyped>> {
    let upper = name.to_ascii_uppercase();
    let (_, ordered) = NEAR.iter().find(|(n, _)| *n == upper && (name == upper || name == upper.to_ascii_lowercase()))?;
    let meant = reach_text.len() <= 1 || reach_text.starts_with(|c: char| c.is_ascii_digit());
    // A stroke alone, or a date or fraction, is no operator.
    if name.is_empty() && !meant || word_after_all(name, reach_text) {
        return None;
    }
    let shown = if upper.is_empty() { "NEAR" } else { upper.as_str() };
    (meant || name == upper).then(|| reach(reach_text, shown).map(|reach| Operator::Near { reach, ordered: *ordered }))
}

/// `/` and `/x` alone.
fn word_after_all(name: &str, reach: &str) -> bool {
    name.is_empty() && (reach.is_empty() || !matches!(reach, "s" | "p" | "S" | "P") && !reach.chars().all(|c| c.is_ascii_digit()))
}

fn reach(text: &str, name: &str) -> Result<Reach, HalfTyped> {
    match text {
        "s" | "S" => Ok(Reach::Sentence),
        "p" | "P" => Ok(Reach::Paragraph),
        _ => match text.parse() {
            Ok(n @ 1..=FARTHEST) => Ok(Reach::Words(n)),
            Ok(_) => Err(HalfTyped(format!("words may be 1 to {FARTHEST} apart"), example(name))),
            Err(_) => Err(HalfTyped("this operator is half typed".to_owned(), example(name))),
        },
    }
}

fn example(name: &str) -> String {
    format!(
        "write {name}/5 for five words, {name}/s for a sentence, {name}/p for a paragraph; in quotation marks it is looked for as it stands"
    )
}

/// The canonical spelling.
pub(super) fn near(reach: Reach, ordered: bool) -> String {
    let name = if ordered { "PRE" } else { "NEAR" };
    match reach {
        Reach::Words(n) => format!("{name}/{n}"),
        Reach::Sentence => format!("{name}/s"),
        Reach::Paragraph => format!("{name}/p"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_have_many_spellings() {
        let check = |word: &str, reach: Reach, ordered: bool| assert_eq!(read(word), Some(Ok(Operator::Near { reach, ordered })), "{word}");
        for word in ["NEAR/5", "near/5", "w/5", "W/5", "/5", "NEAR5"] {
            check(word, Reach::Words(5), false);
        }
        for word in ["PRE/3", "pre/3", "ADJ/3", "ADJ3"] {
            check(word, Reach::Words(3), true);
        }
        check("w/s", Reach::Sentence, false);
        check("/p", Reach::Paragraph, false);
        for word in ["and", "near", "pre/post", "and/or", "9/11", "/", "km/h", "near5", "W", "AC/DC", "w/out"] {
            assert_eq!(read(word), None, "{word}");
        }
        for word in ["NEAR", "NEAR/", "w/", "w/x", "PRE/0", "NEAR/1000", "NEAR/x5", "w/5x"] {
            assert!(matches!(read(word), Some(Err(_))), "{word}");
        }
    }
}
