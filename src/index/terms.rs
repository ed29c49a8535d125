//! What stands in a text → the terms of the index, and the queries for them.

use super::Shown;
use super::context::InContext;
use super::expand::{self, expand, fits_pattern, is_like};
use super::near::{NearQuery, Pattern};
use super::plan::{any, every};
use super::word::{Form, Word};
use super::words::analyser::{own, prefixes, stems};
use super::words::{LANGUAGES, fold, folded, split};
use crate::model::{Near, Words};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, ConstScoreQuery, EmptyQuery, PhraseQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Result, Score, Searcher, SegmentReader, Term};

/// More alternatives than a word has forms in all languages are not scored one by one.
const SCORED: usize = 2 * LANGUAGES.len();

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
    /// Those that were looked up.
    looked_up: RefCell<HashMap<Term, Arc<Form>>>,
}

impl<'i> Terms<'i> {
    pub(super) fn new(shown: &'i Shown, language: Option<&'i str>) -> Terms<'i> {
        Terms { shown, language, notes: RefCell::default(), looked_up: RefCell::default() }
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

    /// The documents in whose field a single word stands: for few of them.
    pub(super) fn word(&self, field: Field, word: &Words) -> Result<Word> {
        let Pattern::Row(row) = self.pattern(field, false, word)? else { unreachable!("a word is no phrase") };
        let searcher = &self.shown.searcher;
        let documents = searcher.total_num_docs()?;
        #[expect(clippy::cast_precision_loss, reason = "an average, which the score is good to three digits in")]
        let average = searcher.total_num_tokens(field)? as Score / documents as Score;
        let form = |term: &Term| {
            let form = self.look_up(term)?;
            let weight = Bm25Weight::for_one_term_without_explain(form.units, documents, average);
            Ok((form, weight))
        };
        let forms = row.concat().iter().map(form).collect::<Result<Arc<[_]>>>()?;
        Ok(Word::new(field, forms, self.shown.columns.clone()))
    }

    /// The documents in whose lead the words stand; scored as the words are.
    pub(super) fn in_lead(&self, field: Field, words: &Words) -> Result<Box<dyn Query>> {
        let pattern = self.pattern(field, false, words)?;
        let candidates = scored(&pattern);
        Ok(Box::new(NearQuery::new(field, pattern, candidates, self.shown.columns.clone()).in_leads()))
    }

    /// The units in whose context the words stand.
    pub(super) fn in_context(&self, field: Field, whole: bool, words: &Words) -> Result<Box<dyn Query>> {
        let pattern = self.pattern(field, false, words)?;
        let candidates = self.simplest(field, &pattern);
        Ok(Box::new(InContext { field, pattern, candidates, whole, columns: self.shown.columns.clone() }))
    }

    /// The simplest query for a pattern.
    fn simplest(&self, field: Field, pattern: &Pattern) -> Box<dyn Query> {
        simple(pattern).unwrap_or_else(|| match pattern {
            Pattern::Any(parts) => any(parts.iter().map(|p| self.simplest(field, p)).collect()),
            _ => Box::new(NearQuery::new(field, pattern.clone(), candidates(pattern), self.shown.columns.clone())),
        })
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
            if self.look_up(&term)?.units > 0 {
                terms.push(term);
            }
        }
        Ok(terms)
    }

    fn look_up(&self, term: &Term) -> Result<Arc<Form>> {
        if let Some(form) = self.looked_up.borrow().get(term) {
            return Ok(form.clone());
        }
        let at = |segment: &SegmentReader| Ok(segment.inverted_index(term.field())?.get_term_info(term)?);
        let at = self.shown.searcher.segment_readers().iter().map(at).collect::<Result<Vec<_>>>()?;
        let form = Arc::new(Form { units: at.iter().flatten().map(|at| u64::from(at.doc_freq)).sum(), at });
        self.looked_up.borrow_mut().insert(term.clone(), form.clone());
        Ok(form)
    }

    /// In how many units a word stands, about: those with two of its forms count twice.
    pub(super) fn frequency(&self, field: Field, words: &Words) -> Result<u64> {
        let Pattern::Row(row) = self.pattern(field, false, words)? else { return Ok(u64::MAX) };
        row.concat().iter().map(|term| Ok(self.look_up(term)?.units)).sum()
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

/// Tantivy's own query for a pattern, where there is one.
fn simple(pattern: &Pattern) -> Option<Box<dyn Query>> {
    match pattern {
        Pattern::Row(row) if row.len() == 1 => Some(alternatives(&row[0])),
        Pattern::Row(row) if row.iter().all(|terms| terms.len() == 1) => Some(Box::new(PhraseQuery::new(row.concat()))),
        _ => None,
    }
}

/// What has all the words, scored as the simplest query for the pattern scores it.
fn scored(pattern: &Pattern) -> Box<dyn Query> {
    simple(pattern).unwrap_or_else(|| match pattern {
        Pattern::Any(parts) => any(parts.iter().map(scored).collect()),
        _ => candidates(pattern),
    })
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
