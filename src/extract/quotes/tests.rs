//! The stage as a whole: texts of our own against what must be read from them, and arbitrary text against what must never happen.

use super::*;
use crate::model::{EntityType, KnownEntity, QuoteKind, Span};

fn quotes(text: &str) -> Vec<Quote> {
    read(text, &[], &[], &Context::default()).0
}

/// Kind, first words, speaker and cue of each quotation.
fn check(text: &str, expected: &[(QuoteKind, &str, Option<&str>, Option<&str>)]) {
    let found = quotes(text);
    let found: Vec<_> = found
        .iter()
        .map(|q| (q.kind, q.content[0].text.as_str(), q.speaker_name.as_deref(), q.cue.as_ref().map(|c| c.text.as_str())))
        .collect();
    assert_eq!(found, expected, "{text}");
}

use QuoteKind::{Direct, Indirect, Mixed};

#[test]
fn speakers_resolve_to_their_fullest_name() {
    let intro = "Jane Marlow, head of the harbour board, spoke on Monday.";
    check(
        &format!("{intro} “The bridge is closed,” she said. Marlow added: “It will stay closed.”"),
        &[
            (Direct, "The bridge is closed,", Some("Jane Marlow"), Some("said")),
            (Direct, "It will stay closed.", Some("Jane Marlow"), Some("added")),
        ],
    );
    // The pronoun tells which of two is meant.
    check("David Pike met Helen Moss in Leeds. “We are ready,” she said.", &[(Direct, "We are ready,", Some("Helen Moss"), Some("said"))]);
    // A role, and a name behind an apposition.
    check(
        "One of the guests, Robert Vane, 42, a baker from York, called the bread “quite hard to chew”.",
        &[(Mixed, "quite hard to chew", Some("Robert Vane"), Some("called"))],
    );
}

#[test]
fn companies_are_meant_by_their_descriptions() {
    check(
        "Corvane Labs has closed its plant. The company said that sales had fallen.",
        &[(Indirect, "sales had fallen", Some("Corvane Labs"), Some("said"))],
    );
}

#[test]
fn a_quotation_goes_on_without_a_cue() {
    let text = "“We lost it all,” said Ann Wood. “It took a day.”\n\n“Then the rain came.”";
    let found = quotes(text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].content.len(), 3);
}

#[test]
fn known_names_join_their_aliases() {
    let known = [KnownEntity { name: "Bureau of Tides".into(), kind: EntityType::Organization, aliases: vec!["Tide Office".into()] }];
    let context = Context { known: &known, ..Context::default() };
    let (quotes, entities) = read("The Tide Office said that the water would rise.", &[], &[], &context);
    assert_eq!(quotes[0].speaker_name.as_deref(), Some("Bureau of Tides"));
    assert_eq!((entities[0].name.as_str(), entities[0].aliases.as_slice()), ("Bureau of Tides", &["Tide Office".to_owned()][..]));
}

#[test]
fn acronyms_and_first_persons() {
    let (quotes, _) = read("The Harbour Safety Board (HSB) met. The HSB said that boats must wait.", &[], &[], &Context::default());
    assert_eq!(quotes[0].speaker_name.as_deref(), Some("Harbour Safety Board"));
    let context = Context { speaks_for: Some("Corvane Labs"), ..Context::default() };
    let (quotes, _) = read("“We will rebuild,” we said on Monday.", &[], &[], &context);
    assert_eq!(quotes[0].speaker_name.as_deref(), Some("Corvane Labs"));
}

/// Numbers without a pattern to the eye, the same in every run.
fn scattered(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    }
}

const SOUP: &[&str] = &[
    "“",
    "”",
    "\"",
    "'",
    "’",
    "‘",
    "«",
    "»",
    "„",
    "「",
    "」",
    "''",
    ".",
    ",",
    ":",
    ";",
    "?",
    "—",
    "(",
    ")",
    "\n\n",
    "\n",
    " ",
    " ",
    " ",
    " ",
    "said",
    "says",
    "according to",
    "in the words of",
    "told",
    "pointed",
    "out",
    "adding that",
    "put it",
    "who",
    "which",
    "that",
    "and",
    "the company",
    "the statement",
    "he",
    "she",
    "they",
    "I",
    "Ann Hill",
    "Hill",
    "Mr Hill’s",
    "U.S.",
    "the Department of",
    "DoD",
    "(DoD)",
    "on Monday",
    "2019",
    "é",
    "日本",
    "🙂",
    "is",
    "has",
    "to",
    "of",
    "in a statement",
    "urged",
    "denied",
    "accused",
    "CEO",
    "won't",
    "s’",
    "\u{a0}",
];

#[test]
fn arbitrary_marks_break_nothing() {
    for seed in 0..3_000 {
        let mut pick = scattered(seed);
        let text: String = (0..pick(60)).flat_map(|_| [SOUP[pick(SOUP.len())], ["", " "][pick(2)]]).collect();
        let chars: Vec<char> = text.chars().collect();
        let (quotes, entities) = read(&text, &[], &[], &Context::default());
        let holds = |s: &Span| s.start < s.end && chars[s.start..s.end].iter().collect::<String>() == s.text;
        for quote in &quotes {
            assert!(!quote.content.is_empty() && quote.content.iter().all(holds), "{text:?} {quote:?}");
            assert!(quote.speaker.iter().chain(&quote.cue).all(holds), "{text:?} {quote:?}");
            assert!((0.0..=1.0).contains(&quote.confidence));
        }
        let mut pieces: Vec<&Span> = quotes.iter().flat_map(|q| &q.content).collect();
        pieces.sort_by_key(|p| p.start);
        assert!(pieces.windows(2).all(|w| w[0].end <= w[1].start), "{text:?} {pieces:?}");
        assert!(entities.iter().flat_map(|e| &e.mentions).all(|m| m.start < m.end && m.end <= chars.len()));
    }
}
