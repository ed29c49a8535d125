//! Which way a sentence looks: the verb nearest to a date decides whether "on Friday" is the last or the next.

use super::resolve::Lean;
use super::token::{Cursor, Kind, Token};
use super::words::look_up;
use crate::model::WordTable;
use std::ops::Range;
use std::sync::LazyLock;

/// Verbs and words that look ahead on their own; in the present tense, those of what is planned.
#[rustfmt::skip]
const AHEAD: &[&str] = &[
    "ahead", "arrives", "begins", "can", "closes", "concludes", "convenes", "could", "deadline", "departs", "due", "ends", "expires", "flies",
    "forthcoming", "let", "may", "meets", "might", "must", "opens", "plays", "premieres", "reconvenes", "reopens", "resumes", "returns",
    "scheduled", "shall", "should", "slated", "starts", "travels", "upcoming", "will", "would",
];

/// Verbs of what is planned that look ahead with these words after them: "takes effect on Monday".
const AHEAD_WITH: &[(&[&str], &[&str])] = &[
    (&["appear", "appears"], &["before", "in"]),
    (&["come", "comes"], &["into"]),
    (&["continue", "continues", "last", "lasts", "remain", "remains", "run", "runs", "stay", "stays"], &["till", "through", "until"]),
    (&["adjourned", "deferred", "delayed", "extended", "postponed", "suspended"], &["till", "until"]),
    (&["go", "goes"], &["on", "to"]),
    (&["take", "takes"], &["effect", "office", "place"]),
];

/// Verbs of what several plan, where they are no infinitives: "schools reopen on Monday".
const AHEAD_OF_MANY: &[&str] = &["arrive", "begin", "convene", "depart", "expire", "meet", "reconvene", "reopen", "resume", "return"];

/// Words that make an infinitive of the verb after them.
const INFINITIVE: &[&str] = &["did", "not", "t", "to"];

/// What is planned, where somebody "is" doing it: "is flying to Oslo on Monday".
#[rustfmt::skip]
const DOING: &[&str] = &[
    "arriving", "coming", "flying", "leaving", "meeting", "moving", "performing", "playing", "quitting", "reopening", "resigning", "resuming",
    "retiring", "returning", "travelling", "traveling", "visiting",
];

/// Words before a date that make it one to come where no verb says otherwise.
const UP_TO: &[&str] = &["by", "till", "until"];

/// What looks ahead where "to" comes next: "is to meet", "plans to", "expected to".
#[rustfmt::skip]
const AHEAD_TO: &[&str] = &[
    "about", "agreed", "aim", "aims", "are", "expected", "expects", "going", "hope", "hopes", "hoping", "intends", "is", "likely", "need",
    "needs", "plan", "planned", "planning", "plans", "poised", "promised", "promises", "ready", "set", "supposed",
    "vowed", "vows", "want", "wants",
];

/// Past forms that do not end in "ed".
#[rustfmt::skip]
const PAST: &[&str] = &[
    "ate", "became", "began", "bought", "broke", "brought", "built", "came", "caught", "chose", "cost", "cut", "did", "died", "drew", "drove",
    "fell", "felt", "fled", "flew", "fought", "found", "gave", "got", "grew", "had", "heard", "held", "hit", "hurt", "kept", "knew", "led",
    "left", "lost", "made", "met", "paid", "put", "quit", "ran", "rang", "read", "rose", "said", "sang", "sank", "sat", "saw", "sent",
    "shook", "shot", "shut", "slid", "sold", "spent", "split", "spoke", "spread", "stood", "stole", "struck", "swept", "swore", "swung",
    "taught", "threw", "told", "took", "tore", "understood", "was", "went", "were", "woke", "won", "wore", "wrote",
];

/// Words that end in "ed" and are no verbs.
#[rustfmt::skip]
const NOT_PAST: &[&str] = &[
    "breed", "exceed", "feed", "hundred", "indeed", "proceed", "seed", "speed", "succeed", "united",
];

/// Words that open a clause of their own.
#[rustfmt::skip]
const CLAUSE: &[&str] = &[
    "after", "although", "as", "because", "before", "but", "if", "that", "though", "when", "where", "which", "while", "who", "whom", "whose",
];

/// What a word tells of the sentence it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    Ahead,
    AheadTo,
    AheadOfMany,
    Doing,
    Past,
    NotPast,
    Clause,
}

static CUES: LazyLock<WordTable<&'static [u8], Cue>> = LazyLock::new(|| {
    let tables = [
        (NOT_PAST, Cue::NotPast),
        (PAST, Cue::Past),
        (CLAUSE, Cue::Clause),
        (AHEAD_TO, Cue::AheadTo),
        (AHEAD, Cue::Ahead),
        (AHEAD_OF_MANY, Cue::AheadOfMany),
        (DOING, Cue::Doing),
    ];
    tables.into_iter().flat_map(|(words, cue)| words.iter().map(move |w| (w.as_bytes(), cue))).collect()
});

/// Marks that end a clause.
const BOUNDS: &[char] = &[',', ';', ':', '“', '”', '„', '«', '»', '"', '-', '(', ')'];

/// Tokens of a sentence that are looked at each way.
const REACH: usize = 40;

/// What the tokens about the dates of a text tell of their sentences; told once, asked for each date.
pub(super) struct Sentences(Vec<Look>);

/// What a token tells of the sentence it stands in.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    /// It is a verb that looks back or ahead.
    pub(super) tense: Option<Lean>,
    pub(super) ends_clause: bool,
    pub(super) ends_sentence: bool,
    /// A date right after it is to come, where no verb says otherwise.
    pub(super) leads_up: bool,
}

impl Sentences {
    /// Of the tokens that are looked at from these dates, which are given in their order.
    pub(super) fn of(text: &str, tokens: &[Token], look: fn(Cursor) -> Look, dates: impl Iterator<Item = Range<usize>>) -> Sentences {
        let c = Cursor::new(text, tokens, 0);
        let mut looks = Vec::new();
        for date in dates {
            looks.resize(looks.len().max(date.start.saturating_sub(REACH)), Look::default());
            looks.extend((looks.len()..tokens.len().min(date.end + REACH)).map(|i| look(c.to(i))));
        }
        Sentences(looks)
    }

    /// How the sentence around a date leans: by the nearest verb of its clause, else by the one of the clause that
    /// follows ("In May, the company said …"). A past verb further off says nothing of the date.
    pub(super) fn lean(&self, date: &Range<usize>) -> Lean {
        let sentence = self.around(date, date.start.saturating_sub(REACH)..date.end + REACH, |l| l.ends_sentence);
        let clause = self.around(date, sentence.clone(), |l| l.ends_clause);
        let near = self.nearest(date, &clause);
        let after = || self.nearest(date, &(date.end..sentence.end));
        let elsewhere = || self.nearest(date, &sentence).filter(|l| *l == Lean::Future);
        let led = date.start.checked_sub(1).is_some_and(|i| self.0[i].leads_up);
        let unsaid = if led { Lean::Future } else { Lean::Unsaid };
        near.or_else(after).or_else(elsewhere).unwrap_or(unsaid)
    }

    /// The tokens about a date up to the nearest ends each way.
    fn around(&self, date: &Range<usize>, within: Range<usize>, ends: impl Fn(&Look) -> bool) -> Range<usize> {
        let high = within.end.min(self.0.len());
        let start = self.0[within.start..date.start].iter().rposition(&ends).map_or(within.start, |i| within.start + i + 1);
        let end = self.0[date.end..high].iter().position(&ends).map_or(high, |i| date.end + i);
        start..end
    }

    /// The verb with the fewest tokens between it and the date; of equals the one before.
    fn nearest(&self, date: &Range<usize>, within: &Range<usize>) -> Option<Lean> {
        let start = within.start.min(date.start);
        let before = self.0[start..date.start].iter().rev().zip(1..).find_map(|(look, n)| Some((n, look.tense?)));
        let after = self.0[date.end..within.end].iter().zip(2..).find_map(|(look, n)| Some((n, look.tense?)));
        let before = before.filter(|_| within.start < date.start);
        before.into_iter().chain(after).min_by_key(|(distance, _)| *distance).map(|(_, lean)| lean)
    }
}

/// What an English word tells.
pub(super) fn look(c: Cursor) -> Look {
    let cue = cue(c);
    let marks = Look::of_marks(c);
    Look { tense: tense(c, cue), ends_clause: marks.ends_clause || cue == Some(Cue::Clause), leads_up: c.is_word(UP_TO), ..marks }
}

impl Look {
    /// What a mark tells, in any language.
    pub(super) fn of_marks(c: Cursor) -> Look {
        let kind = c.token().map(|t| t.kind);
        let bound = matches!(kind, Some(Kind::Mark(m)) if BOUNDS.contains(&m));
        Look { ends_clause: bound, ends_sentence: ends_sentence(c, kind), ..Look::default() }
    }
}

/// A full stop ends a sentence before a capital, a quotation or nothing, unless it abbreviates a short word.
fn ends_sentence(c: Cursor, kind: Option<Kind>) -> bool {
    match kind {
        Some(Kind::Break | Kind::Mark('!' | '?')) => true,
        Some(Kind::Mark('.')) => {
            let next = c.next();
            let short = c.back().and_then(Cursor::token).is_some_and(|t| t.kind == Kind::Word && t.end - t.start < 4);
            let opens = next.is_capital() || next.is_mark(&['“', '"', '\'']);
            !short && next.token().is_none_or(|t| !t.glued && opens)
        }
        _ => false,
    }
}

fn cue(c: Cursor) -> Option<Cue> {
    look_up(&CUES, c.words(c.token().filter(|t| t.kind == Kind::Word)?))
}

/// Whether a verb that looks back or ahead comes next.
fn tense(c: Cursor, cue: Option<Cue>) -> Option<Lean> {
    let word = c.words(c.token().filter(|t| t.kind == Kind::Word)?);
    if c.is_word(&["ll"]) || c.is_word(&["won"]) && c.next().is_mark(&['\'']) {
        return Some(Lean::Future);
    }
    let after = |words: &[&str]| c.back().is_some_and(|b| b.is_word(words));
    let planned = |(verbs, with): &(&[&str], &[&str])| c.is_word(verbs) && c.next().is_word(with) && !after(INFINITIVE);
    match cue {
        Some(Cue::AheadTo) => c.next().is_word(&["to"]).then_some(Lean::Future),
        // "may have been": what is only supposed is still past. "May" is the month.
        Some(Cue::Ahead) => (!(c.next().is_word(&["have"]) || c.is_word(&["may"]) && c.is_capital())).then_some(Lean::Future),
        Some(Cue::AheadOfMany) => (!after(INFINITIVE)).then_some(Lean::Future),
        Some(Cue::Doing) => after(&["am", "are", "is", "m", "re"]).then_some(Lean::Future),
        Some(Cue::Past) => is_active(c).then_some(Lean::Past),
        Some(Cue::NotPast | Cue::Clause) => None,
        None if AHEAD_WITH.iter().any(planned) => Some(Lean::Future),
        None => (word.len() > 4 && word.ends_with("ed") && is_active(c)).then_some(Lean::Past),
    }
}

/// After "be" a participle does not look back: "will be released", "remains closed".
fn is_active(c: Cursor) -> bool {
    !c.back().is_some_and(|b| b.is_word(&["are", "be", "being", "is", "remain", "remains", "stay", "stays"]))
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::super::words::senses;
    use super::*;

    /// The lean of a sentence around its first "Friday".
    fn check(text: &str, expected: Lean) {
        let tokens = tokens(text, senses);
        let at = tokens.iter().position(|t| &text[t.start..t.end] == "Friday").unwrap();
        let friday = at..at + 1;
        assert_eq!(Sentences::of(text, &tokens, look, std::iter::once(friday.clone())).lean(&friday), expected, "{text}");
    }

    #[test]
    fn the_nearest_verb_of_the_clause_decides() {
        check("The bridge closed on Friday.", Lean::Past);
        check("The bridge will close on Friday.", Lean::Future);
        check("The mayor said on Friday that the bridge will close.", Lean::Past);
        check("The bridge, which closed in spring, is to reopen on Friday.", Lean::Future);
        check("The report, due on Friday, was finished early.", Lean::Future);
        check("On Friday, the bridge closed.", Lean::Past);
        check("A vote on Friday will decide.", Lean::Future);
        // What stands far before it is not looked at.
        check(&format!("It will rain. {}The bridge closed on Friday.", "Nobody there. ".repeat(30)), Lean::Past);
        check("They won't come on Friday.", Lean::Future);
        check("It will be painted on Friday.", Lean::Future);
        check("The fair begins Friday.", Lean::Future);
        check("Until Friday, no more.", Lean::Future);
        check("It remains closed until Friday.", Lean::Future);
        check("The show opened in May and runs until Friday.", Lean::Future);
        check("The hearing was postponed until Friday.", Lean::Future);
        check("The rules take effect on Friday.", Lean::Future);
        check("The rules did not take effect on Friday.", Lean::Past);
        check("Schools reopen on Friday.", Lean::Future);
        check("They failed to reopen on Friday.", Lean::Past);
        check("She is flying to Oslo on Friday.", Lean::Future);
        check("I'm leaving on Friday.", Lean::Future);
        check("They were seen leaving on Friday.", Lean::Past);
        check("They stayed until Friday.", Lean::Past);
        check("Friday in the park.", Lean::Unsaid);
        // The past verb belongs to another clause.
        check("He praised the fairs that end on Friday.", Lean::Unsaid);
        check("She may have left on Friday.", Lean::Past);
    }
}
