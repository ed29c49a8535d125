//! Which way a sentence looks: the verb nearest to a date decides whether "on Friday" is the last or the next.

use super::resolve::Lean;
use super::token::{Cursor, Kind, Token};
use std::ops::Range;

/// Verbs and words that look ahead on their own.
const AHEAD: &[&str] = &[
    "'ll",
    "ahead",
    "can",
    "could",
    "deadline",
    "due",
    "forthcoming",
    "may",
    "might",
    "must",
    "scheduled",
    "shall",
    "should",
    "slated",
    "upcoming",
    "will",
    "won",
    "would",
];

/// What looks ahead where "to" comes next: "is to meet", "plans to", "expected to".
const AHEAD_TO: &[&str] = &[
    "about",
    "agreed",
    "aim",
    "aims",
    "are",
    "expected",
    "expects",
    "going",
    "hope",
    "hopes",
    "hoping",
    "intends",
    "is",
    "likely",
    "need",
    "needs",
    "plan",
    "planned",
    "planning",
    "plans",
    "poised",
    "promised",
    "promises",
    "ready",
    "scheduled",
    "set",
    "slated",
    "supposed",
    "vowed",
    "vows",
    "want",
    "wants",
];

/// Past forms that do not end in "ed".
const PAST: &[&str] = &[
    "ate",
    "became",
    "began",
    "bought",
    "broke",
    "brought",
    "built",
    "came",
    "caught",
    "chose",
    "cost",
    "cut",
    "did",
    "died",
    "drew",
    "drove",
    "fell",
    "felt",
    "fled",
    "flew",
    "fought",
    "found",
    "gave",
    "got",
    "grew",
    "had",
    "heard",
    "held",
    "hit",
    "hurt",
    "kept",
    "knew",
    "launched",
    "led",
    "left",
    "lost",
    "made",
    "met",
    "paid",
    "put",
    "quit",
    "ran",
    "rang",
    "read",
    "rose",
    "said",
    "sang",
    "sank",
    "sat",
    "saw",
    "sent",
    "shook",
    "shot",
    "shut",
    "slid",
    "sold",
    "spent",
    "split",
    "spoke",
    "spread",
    "stood",
    "stole",
    "struck",
    "sued",
    "swept",
    "swore",
    "swung",
    "taught",
    "threw",
    "told",
    "took",
    "tore",
    "understood",
    "was",
    "went",
    "were",
    "woke",
    "won",
    "wore",
    "wrote",
];

/// Words that end in "ed" and are no verbs.
const NOT_PAST: &[&str] = &[
    "hundred", "need", "indeed", "speed", "seed", "feed", "united", "red", "bed", "wed", "proceed", "succeed", "exceed", "breed", "based",
];

/// Words that open a clause of their own.
const CLAUSE: &[&str] = &[
    "that", "which", "who", "whom", "whose", "where", "because", "although", "though", "while", "but", "after", "before", "as", "if",
    "when",
];

/// How the sentence around a date leans: by the nearest verb of its clause, else by the nearest of the sentence.
pub(super) fn lean(c: Cursor, tokens: &[Token], date: Range<usize>) -> Lean {
    let sentence = sentence(c, tokens, &date);
    let clause = clause(c, tokens, &date, &sentence);
    nearest(c, tokens, &date, &clause).or_else(|| nearest(c, tokens, &date, &sentence)).unwrap_or(Lean::Unsaid)
}

/// Tokens of the sentence, at most forty each way.
fn sentence(c: Cursor, tokens: &[Token], date: &Range<usize>) -> Range<usize> {
    let low = date.start.saturating_sub(40);
    let high = (date.end + 40).min(tokens.len());
    let start = (low..date.start).rev().find(|i| ends_sentence(c, tokens, *i)).map_or(low, |i| i + 1);
    let end = (date.end..high).find(|i| ends_sentence(c, tokens, *i)).unwrap_or(high);
    start..end
}

fn ends_sentence(c: Cursor, tokens: &[Token], i: usize) -> bool {
    match tokens[i].kind {
        Kind::Break | Kind::Mark('!' | '?') => true,
        Kind::Mark('.') => {
            let next = c.to(i + 1);
            let long = i.checked_sub(1).is_some_and(|p| tokens[p].end - tokens[p].start > 3);
            next.token().is_none_or(|t| !t.glued) && (next.token().is_none() || next.is_capital() || next.is_mark(&['“', '"'])) && long
        }
        _ => false,
    }
}

fn clause(c: Cursor, tokens: &[Token], date: &Range<usize>, sentence: &Range<usize>) -> Range<usize> {
    let bound =
        |i: &usize| matches!(tokens[*i].kind, Kind::Mark(',' | ';' | ':' | '“' | '”' | '"' | '-' | '(' | ')')) || c.to(*i).is_word(CLAUSE);
    let start = (sentence.start..date.start).rev().find(bound).map_or(sentence.start, |i| i + 1);
    let end = (date.end..sentence.end).find(bound).unwrap_or(sentence.end);
    start..end
}

/// The verb with the fewest tokens between it and the date; of equals the one before.
fn nearest(c: Cursor, tokens: &[Token], date: &Range<usize>, within: &Range<usize>) -> Option<Lean> {
    let before = (within.start..date.start).rev().find_map(|i| tense(c, tokens, i).map(|l| (date.start - i, l)));
    let after = (date.end..within.end).find_map(|i| tense(c, tokens, i).map(|l| (i + 2 - date.end, l)));
    before.into_iter().chain(after).min_by_key(|(distance, _)| *distance).map(|(_, lean)| lean)
}

/// Whether a token is a verb that looks back or ahead.
fn tense(c: Cursor, tokens: &[Token], i: usize) -> Option<Lean> {
    let here = c.to(i);
    if tokens[i].kind != Kind::Word {
        return None;
    }
    let elided = here.is_word(&["ll"]) && here.back().is_some_and(|b| b.is_mark(&['\'']));
    let to = here.is_word(AHEAD_TO) && here.next().is_word(&["to"]);
    let modal = here.is_word(AHEAD) && !here.next().is_word(&["have"]) && !here.is_capital();
    let negated = here.is_word(&["won"]) && here.next().is_mark(&['\'']);
    if elided || to || negated || modal && !here.is_word(&["won"]) {
        return Some(Lean::Future);
    }
    is_past(here, c.words(&tokens[i])).then_some(Lean::Past)
}

fn is_past(here: Cursor, word: &str) -> bool {
    // After "will" or "to be" a participle does not look back: "will be released".
    let passive = here.back().is_some_and(|b| b.is_word(&["be", "being"]));
    let ed = word.len() > 4 && word.ends_with("ed") && !here.is_word(NOT_PAST);
    (ed || here.is_word(PAST)) && !passive
}
