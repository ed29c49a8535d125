//! What stands in a text → the terms of the index, and the queries for them.

use super::Shown;
use super::context::InContext;
use super::expand::{self, expand, fits_pattern, is_like};
use super::near::{Lead, NearQuery, Pattern};
use super::plan::{any, every};
use super::stepped::Stepped;
use super::words::analyser::{own, prefixes, stems};
use super::words::{LANGUAGES, fold, folded, split};
use crate::model::{Near, Words};
use std::cell::RefCell;
use std::collections::HashMap;
use tantivy::query::{ConstScoreQuery, EmptyQuery, PhraseQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Result, Score, Searcher, Term};

/// More alternatives than these are not scored one by one.
const SCORED: usize = 32;

/// Languages in which there are texts; and that of all others, which has no name.
pub(super) fn languages(searcher: &Searcher, text: Field) -> Result<Vec<&'static str>> {
    let mut there = Vec::new();
    for (code, _) in LANGUAGES {
        if code.is_empty() || is_there(searcher, text, code)? {
            there.push(*code);
        }
    }
    Ok(there)
}

fn is_there(searcher: &Searcher, text: Field, code: &str) -> Result<bool> {
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(text)?;
        for prefix in prefixes(code) {
            let mut terms = index.terms().range().ge(&prefix).into_stream()?;
            if terms.next().is_some_and(|(term, _)| term.starts_with(prefix.as_bytes())) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Looks words up.
pub(super) struct Terms<'i> {
    shown: &'i Shown,
    /// The one language asked for.
    language: Option<&'i str>,
    notes: RefCell<Vec<String>>,
    /// In how many units terms stand that were looked up.
    frequencies: RefCell<HashMap<Term, u64>>,
}

impl<'i> Terms<'i> {
    pub(super) fn new(shown: &'i Shown, language: Option<&'i str>) -> Terms<'i> {
        Terms { shown, language, notes: RefCell::default(), frequencies: RefCell::default() }
    }

    /// What could be looked for only in part.
    pub(super) fn notes(self) -> Vec<String> {
        let mut notes = self.notes.into_inner();
        notes.dedup();
        notes
    }

    /// The documents in whose field the words stand.
    pub(super) fn query(&self, field: Field, names: bool, words: &Words) -> Result<Box<dyn Query>> {
        Ok(self.simplest(field, &self.pattern(field, names, words)?))
    }

    /// The same for few documents: each form of a word by itself.
    pub(super) fn forms_of(&self, field: Field, words: &Words) -> Result<Vec<Box<dyn Query>>> {
        Ok(self.apart(field, &self.pattern(field, false, words)?))
    }

    /// The documents in whose lead the words stand.
    pub(super) fn in_lead(&self, field: Field, words: &Words) -> Result<Box<dyn Query>> {
        let pattern = self.pattern(field, false, words)?;
        let candidates = candidates(&pattern);
        Ok(Box::new(NearQuery::new(field, pattern, candidates, Lead::Only, self.shown.columns.clone())))
    }

    /// The documents in which the words stand, so many times better where they stand in the lead; for few documents.
    pub(super) fn better_in_lead(&self, field: Field, times: Score, words: &Words) -> Result<Box<dyn Query>> {
        let pattern = self.pattern(field, false, words)?;
        let candidates = Box::new(Stepped(self.apart(field, &pattern)));
        Ok(Box::new(NearQuery::new(field, pattern, candidates, Lead::Better(times), self.shown.columns.clone())))
    }

    fn apart(&self, field: Field, pattern: &Pattern) -> Vec<Box<dyn Query>> {
        match pattern {
            Pattern::Row(row) if row.len() == 1 && row[0].len() <= SCORED => row[0].iter().map(one).collect(),
            _ => vec![self.simplest(field, pattern)],
        }
    }

    /// The units in whose context the words stand.
    pub(super) fn in_context(&self, field: Field, whole: bool, words: &Words) -> Result<Box<dyn Query>> {
        let pattern = self.pattern(field, false, words)?;
        let candidates = self.simplest(field, &pattern);
        Ok(Box::new(InContext { field, pattern, candidates, whole, columns: self.shown.columns.clone() }))
    }

    /// The simplest query for a pattern.
    fn simplest(&self, field: Field, pattern: &Pattern) -> Box<dyn Query> {
        match pattern {
            Pattern::Row(row) if row.len() == 1 => alternatives(&row[0]),
            Pattern::Row(row) if row.iter().all(|terms| terms.len() == 1) => Box::new(PhraseQuery::new(row.concat())),
            Pattern::Any(parts) => any(parts.iter().map(|p| self.simplest(field, p)).collect()),
            _ => Box::new(NearQuery::new(field, pattern.clone(), candidates(pattern), Lead::Any, self.shown.columns.clone())),
        }
    }

    fn pattern(&self, field: Field, names: bool, words: &Words) -> Result<Pattern> {
        Ok(match words {
            Words::Word(text) if !names => self.forms(field, text)?,
            Words::Word(text) | Words::Exact(text) if names => Pattern::Row(folded(text).iter().map(|w| vec![term(field, w)]).collect()),
            Words::Word(text) | Words::Exact(text) => self.exact(field, text)?,
            Words::Pattern(text) => {
                let pattern = text.to_lowercase();
                self.expanded(field, text, expand::prefix(&pattern), |w| fits_pattern(&pattern, w))?
            }
            Words::Like(text, most) => {
                let word = fold(text);
                self.expanded(field, &format!("{text}~{most}"), "", |w| is_like(&word, w, *most))?
            }
            Words::Any(parts) => Pattern::Any(parts.iter().map(|p| self.pattern(field, names, p)).collect::<Result<_>>()?),
            Words::Near(near) => self.near(field, names, near)?,
        })
    }

    fn near(&self, field: Field, names: bool, near: &Near) -> Result<Pattern> {
        let side = |words| self.pattern(field, names, words).map(Box::new);
        Ok(Pattern::Near { left: side(&near.left)?, right: side(&near.right)?, reach: near.reach, ordered: near.ordered })
    }

    /// Words in a row as they stand there: each by itself, or as its own stem in some language.
    fn exact(&self, field: Field, text: &str) -> Result<Pattern> {
        let as_it_stands = |word: String| {
            let own = self.languages().map(|language| own(language, &word));
            self.there(field, std::iter::once(word.clone()).chain(own))
        };
        Ok(Pattern::Row(folded(text).into_iter().map(as_it_stands).collect::<Result<_>>()?))
    }

    /// A word fits a text when their stems are the same in the text's language.
    fn forms(&self, field: Field, text: &str) -> Result<Pattern> {
        let words: Vec<&str> = split(text).map(|p| &text[p.start..p.end]).collect();
        let mut rows: Vec<Vec<Vec<Term>>> = Vec::new();
        for language in self.languages() {
            let row = words.iter().map(|word| self.there(field, stems(language, word))).collect::<Result<Vec<_>>>()?;
            if row.iter().all(|terms| !terms.is_empty()) {
                rows.push(row);
            }
        }
        Ok(if words.len() == 1 {
            Pattern::Row(vec![rows.concat().concat()])
        } else {
            Pattern::Any(rows.into_iter().map(Pattern::Row).collect())
        })
    }

    /// Those that texts may be in. A language without a stemmer comes under the one without a name.
    fn languages(&self) -> impl Iterator<Item = &'static str> {
        let asked = self.language;
        self.shown.languages.iter().copied().filter(move |code| code.is_empty() || asked.is_none_or(|l| l == *code))
    }

    /// The terms that stand anywhere in the field.
    fn there(&self, field: Field, words: impl IntoIterator<Item = String>) -> Result<Vec<Term>> {
        let mut terms = Vec::new();
        for term in words.into_iter().map(|word| term(field, &word)) {
            if self.units_with(&term)? > 0 {
                terms.push(term);
            }
        }
        Ok(terms)
    }

    fn units_with(&self, term: &Term) -> Result<u64> {
        if let Some(units) = self.frequencies.borrow().get(term) {
            return Ok(*units);
        }
        let units = self.shown.searcher.doc_freq(term)?;
        self.frequencies.borrow_mut().insert(term.clone(), units);
        Ok(units)
    }

    /// In how many units a word stands, about: those with two of its forms count twice.
    pub(super) fn frequency(&self, field: Field, words: &Words) -> Result<u64> {
        let Pattern::Row(row) = self.pattern(field, false, words)? else { return Ok(u64::MAX) };
        row.concat().iter().map(|term| self.units_with(term)).sum()
    }

    fn expanded(&self, field: Field, shown: &str, prefix: &str, fits: impl Fn(&str) -> bool) -> Result<Pattern> {
        let found = expand(&self.shown.searcher, field, prefix, fits)?;
        if found.all > expand::MOST {
            let (all, most) = (found.all, expand::MOST);
            self.notes.borrow_mut().push(format!("{shown} stands for {all} words here; the {most} most frequent are looked for"));
        }
        Ok(Pattern::Row(vec![found.terms]))
    }
}

fn term(field: Field, text: &str) -> Term {
    Term::from_field_text(field, text)
}

/// What has all the words, wherever they stand.
fn candidates(pattern: &Pattern) -> Box<dyn Query> {
    match pattern {
        Pattern::Row(row) => every(row.iter().map(|terms| alternatives(terms)).collect()),
        Pattern::Any(parts) => any(parts.iter().map(candidates).collect()),
        Pattern::Near { left, right, .. } => every(vec![candidates(left), candidates(right)]),
    }
}

fn alternatives(terms: &[Term]) -> Box<dyn Query> {
    match terms.len() {
        0 => Box::new(EmptyQuery),
        n if n > SCORED => Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms.iter().cloned())), 1.0)),
        _ => any(terms.iter().map(one).collect()),
    }
}

fn one(term: &Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))
}
