//! What stands in a text → the terms of the index, and the queries for them.

use super::expand::{self, expand, fits_pattern, is_like};
use super::near::{NearQuery, Pattern};
use super::plan::{any, every};
use super::words::{LANGUAGES, analyser::stemmed, fold, folded, split};
use crate::model::{Near, Words};
use std::cell::RefCell;
use tantivy::query::{ConstScoreQuery, EmptyQuery, PhraseQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Result, Searcher, Term};

/// More alternatives than these are not scored one by one.
const SCORED: usize = 32;

/// Looks words up.
pub(super) struct Terms<'i> {
    searcher: &'i Searcher,
    /// The one language asked for.
    language: Option<&'i str>,
    notes: RefCell<Vec<String>>,
}

impl<'i> Terms<'i> {
    pub(super) fn new(searcher: &'i Searcher, language: Option<&'i str>) -> Terms<'i> {
        Terms { searcher, language, notes: RefCell::default() }
    }

    /// What could be looked for only in part.
    pub(super) fn notes(self) -> Vec<String> {
        let mut notes = self.notes.into_inner();
        notes.dedup();
        notes
    }

    /// The documents in whose field the words stand.
    pub(super) fn query(&self, field: Field, names: bool, words: &Words) -> Result<Box<dyn Query>> {
        Ok(query(field, &self.pattern(field, names, words)?))
    }

    fn pattern(&self, field: Field, names: bool, words: &Words) -> Result<Pattern> {
        Ok(match words {
            Words::Word(text) if !names => self.forms(field, text)?,
            Words::Word(text) | Words::Exact(text) => Pattern::Row(folded(text).iter().map(|w| vec![term(field, w)]).collect()),
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

    /// A word fits a text when their stems are the same in the text's language.
    fn forms(&self, field: Field, text: &str) -> Result<Pattern> {
        let words: Vec<&str> = split(text).map(|p| &text[p.start..p.end]).collect();
        let mut rows: Vec<Vec<Term>> = Vec::new();
        for (language, _) in LANGUAGES.iter().filter(|(code, _)| self.language.is_none_or(|l| l == *code || code.is_empty())) {
            let row: Vec<Term> = words.iter().map(|w| term(field, &stemmed(language, w))).collect();
            if self.all_there(&row)? {
                rows.push(row);
            }
        }
        Ok(if words.len() == 1 {
            Pattern::Row(vec![rows.into_iter().flatten().collect()])
        } else {
            Pattern::Any(rows.into_iter().map(|row| Pattern::Row(row.into_iter().map(|t| vec![t]).collect())).collect())
        })
    }

    fn all_there(&self, terms: &[Term]) -> Result<bool> {
        for term in terms {
            if self.searcher.doc_freq(term)? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn expanded(&self, field: Field, shown: &str, prefix: &str, fits: impl Fn(&str) -> bool) -> Result<Pattern> {
        let found = expand(self.searcher, field, prefix, fits)?;
        if found.all > found.terms.len() {
            let (all, most) = (found.all, found.terms.len());
            self.notes.borrow_mut().push(format!("{shown} stands for {all} words here; the {most} most frequent are looked for"));
        }
        Ok(Pattern::Row(vec![found.terms]))
    }
}

fn term(field: Field, text: &str) -> Term {
    Term::from_field_text(field, text)
}

/// The simplest query for a pattern.
fn query(field: Field, pattern: &Pattern) -> Box<dyn Query> {
    match pattern {
        Pattern::Row(row) if row.len() == 1 => alternatives(&row[0]),
        Pattern::Row(row) if row.iter().all(|terms| terms.len() == 1) => Box::new(PhraseQuery::new(row.concat())),
        Pattern::Any(parts) => any(parts.iter().map(|p| query(field, p)).collect()),
        _ => Box::new(NearQuery::new(field, pattern.clone(), candidates(pattern))),
    }
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
        _ => any(terms.iter().map(|t| Box::new(TermQuery::new(t.clone(), IndexRecordOption::WithFreqs)) as Box<dyn Query>).collect()),
    }
}
