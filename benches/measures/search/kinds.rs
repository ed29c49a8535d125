//! The kinds of questions, for each program.

use super::documents::Sample;
use super::raw::Ask;
use chrono::{DateTime, TimeDelta, Utc};
use dateline::query::View;

/// What is asked of dateline.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    /// A page of 50.
    Page(View),
    /// How many in each month.
    Months(View),
}

/// A kind of question. Parameters of the SQL: the match, from, to (seconds since 1970).
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) asked: Asked,
    pub(super) ours: fn(&Sample) -> String,
    pub(super) theirs: fn(&Sample) -> (String, i64, i64),
    pub(super) sql: &'static str,
    /// Where tantivy itself has such a question.
    pub(super) raw: Option<fn(&Sample) -> Ask>,
}

const BEST: &str = "select d.n, d.title, d.text from (select rowid, rank from doc_words where doc_words match ?1 order by rank limit 50) w
    join doc d on d.n = w.rowid where ?2 <= ?3 order by w.rank";
const NEWEST: &str = "select d.n, d.title, d.text from doc d where d.n in (
        select w.rowid from doc_words w join doc x on x.n = w.rowid
        where doc_words match ?1 and x.published >= ?2 and x.published < ?3 order by x.published desc limit 50)
    order by d.published desc";
const SAYINGS: &str = "select q.n, q.words, q.speaker, d.title from quote_words w join quote q on q.n = w.rowid join doc d on d.n = q.doc
    where quote_words match ?1 and ?2 <= ?3 order by q.said limit 50";
const MONTHS: &str = "select strftime('%Y-%m', x.published, 'unixepoch') as month, count(*) from doc_words w join doc x on x.n = w.rowid
    where doc_words match ?1 and ?2 <= ?3 group by month order by month";

const ALWAYS: (i64, i64) = (0, i64::MAX);

fn always(words: String) -> (String, i64, i64) {
    (words, ALWAYS.0, ALWAYS.1)
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

fn days(sample: &Sample) -> (DateTime<Utc>, DateTime<Utc>) {
    (sample.day - TimeDelta::days(15), sample.day + TimeDelta::days(15))
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "a word, newest first",
        asked: Asked::Page(View::Documents),
        ours: |s| format!("{} sort:date", s.words[0]),
        theirs: |s| always(quoted(&s.words[0])),
        sql: NEWEST,
        raw: Some(|s| Ask::Newest(s.words[0].clone(), None)),
    },
    Kind {
        name: "a word, best first",
        asked: Asked::Page(View::Documents),
        ours: |s| s.words[0].clone(),
        theirs: |s| always(quoted(&s.words[0])),
        sql: BEST,
        raw: Some(|s| Ask::Best(vec![s.words[0].clone()])),
    },
    Kind {
        name: "a phrase of two words",
        asked: Asked::Page(View::Documents),
        ours: |s| format!("\"{}\" sort:date", s.phrase),
        theirs: |s| always(quoted(&s.phrase)),
        sql: NEWEST,
        raw: Some(|s| Ask::Phrase(s.phrase.split(' ').map(str::to_owned).collect())),
    },
    Kind {
        name: "two words with AND",
        asked: Asked::Page(View::Documents),
        ours: |s| s.words.join(" "),
        theirs: |s| always(s.words.each_ref().map(|w| quoted(w)).join(" AND ")),
        sql: BEST,
        raw: Some(|s| Ask::Best(s.words.to_vec())),
    },
    Kind {
        name: "two words with NEAR/5",
        asked: Asked::Page(View::Documents),
        ours: |s| format!("{} NEAR/5 {} sort:date", s.words[0], s.words[1]),
        theirs: |s| always(format!("NEAR({} {}, 4)", quoted(&s.words[0]), quoted(&s.words[1]))),
        sql: NEWEST,
        raw: None,
    },
    Kind {
        name: "a word within 30 days, newest first",
        asked: Asked::Page(View::Documents),
        ours: |s| {
            let (from, to) = days(s);
            format!("{} date:{}..{} sort:date", s.words[0], from.format("%F"), (to - TimeDelta::days(1)).format("%F"))
        },
        theirs: |s| (quoted(&s.words[0]), days(s).0.timestamp(), days(s).1.timestamp()),
        sql: NEWEST,
        raw: Some(|s| Ask::Newest(s.words[0].clone(), Some((days(s).0.timestamp(), days(s).1.timestamp())))),
    },
    Kind {
        name: "a word by a speaker within one quotation",
        asked: Asked::Page(View::Quotations),
        ours: |s| format!("quote:{} speaker:\"{}\"", s.quoted, s.speaker),
        theirs: |s| always(format!("words : {} AND speaker : {}", quoted(&s.quoted), quoted(&s.speaker))),
        sql: SAYINGS,
        raw: None,
    },
    Kind {
        name: "quotations of a speaker",
        asked: Asked::Page(View::Quotations),
        ours: |s| format!("speaker:\"{}\"", s.speaker),
        theirs: |s| always(format!("speaker : {}", quoted(&s.speaker))),
        sql: SAYINGS,
        raw: None,
    },
    Kind {
        name: "a word, by month",
        asked: Asked::Months(View::Documents),
        ours: |s| s.words[0].clone(),
        theirs: |s| always(quoted(&s.words[0])),
        sql: MONTHS,
        raw: None,
    },
];
