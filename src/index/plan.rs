//! The tree of a question → tantivy's queries.

use super::Shown;
use super::block::SameDocument;
use super::columns::AllColumns;
use super::schema::{Fields, UNDATED, kind_number, label};
use super::steady::Steady;
use super::stepped::Stepped;
use super::terms::Terms;
use super::within::{Bounds, Within};
use super::word::{Together, Word};
use super::words::split;
use crate::model::{EventKind, Expr, Field, Label, Question, TimeField, Words};
use chrono::{DateTime, Utc};
use std::ops::{Bound, Range};
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{Result, Term};

/// A headline says what a text is about, and so do its first paragraphs.
const TITLE_BOOST: f32 = 2.0;
const LEAD_BOOST: f32 = 1.7;

/// What the answers are, and with it what a condition on another unit of the document means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// Documents with a quotation that fits.
    Documents,
    /// Quotations that fit, in documents that fit.
    Quotations,
    /// Events: what is said of a quotation means its saying.
    Events,
}

#[derive(Clone, Copy)]
struct Planner<'i> {
    terms: &'i Terms<'i>,
    fields: &'i Fields,
    columns: &'i AllColumns,
    target: Target,
    /// Answers are told apart by how good they are.
    scored: bool,
}

/// What tantivy is asked.
pub(super) struct Plan {
    /// Finds all answers, and scores them all but for their leads.
    pub(super) query: Box<dyn Query>,
    /// Scores their leads, for which places are looked at; where that is asked for.
    pub(super) leads: Option<Box<dyn Query>>,
    /// What can be done only in part.
    pub(super) notes: Vec<String>,
}

/// The lead makes a score so many times better at most; with room for what rounding does to a sum.
pub(super) const MOST_BETTER: f32 = LEAD_BOOST * 1.001;

/// The queries for a question.
pub(super) fn plan(question: &Question, shown: &Shown, fields: &Fields) -> Result<Plan> {
    let target = match question.kinds[..] {
        [EventKind::Published] => Target::Documents,
        [EventKind::Said] => Target::Quotations,
        _ => Target::Events,
    };
    let terms = Terms::new(shown, asked_language(&question.expr));
    let scored = question.order.is_by_score();
    let planner = Planner { terms: &terms, fields, columns: &shown.columns, target, scored };
    let query = planner.question(question)?;
    let leads = scored && target == Target::Documents && asks_for_leads(&question.expr);
    let leads = if leads { Some(Box::new(Stepped(planner.leads(&question.expr)?)) as Box<dyn Query>) } else { None };
    Ok(Plan { query, leads, notes: terms.notes() })
}

/// A lead can make an answer better.
fn asks_for_leads(expr: &Expr) -> bool {
    match expr {
        Expr::Words(Field::Any, words) => has_a_lead(words),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(asks_for_leads),
        _ => false,
    }
}

/// Such words make an answer better in its headline and its lead.
fn has_a_lead(words: &Words) -> bool {
    matches!(words, Words::Word(_) | Words::Exact(_))
}

/// A single word, of which each form can be looked up by itself.
fn one_word(expr: &Expr) -> Option<&Words> {
    match expr {
        Expr::Words(Field::Any, words) if is_one_word(words) => Some(words),
        _ => None,
    }
}

fn is_one_word(words: &Words) -> bool {
    matches!(words, Words::Word(text) | Words::Exact(text) if split(text).count() == 1)
}

/// So many times more frequent than the rarest, a word is looked up.
const LOOKED_UP: u64 = 16;

/// Only publications can fit, as the words or the value stand in them alone.
fn is_of_publications(expr: &Expr) -> bool {
    match expr {
        Expr::Words(field, _) => !field.is_of_quotations(),
        Expr::Is(Label::Kind, value) => EventKind::ALL.iter().all(|k| k.name() != value),
        Expr::Is(label, value) => !Expr::is_of_quotations(*label, value),
        Expr::And(parts) => parts.iter().any(is_of_publications),
        Expr::Or(parts) => parts.iter().all(is_of_publications),
        Expr::All | Expr::Time(..) | Expr::Quotation(_) | Expr::Not(_) => false,
    }
}

/// `lang:` where it holds for all that is asked.
fn asked_language(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Is(Label::Lang, code) => Some(code),
        Expr::And(parts) => parts.iter().find_map(asked_language),
        _ => None,
    }
}

impl Planner<'_> {
    fn question(&self, question: &Question) -> Result<Box<dyn Query>> {
        let mut all = vec![self.expr(&question.expr)?];
        let sure = match self.target {
            Target::Documents => is_of_publications(&question.expr),
            Target::Quotations => false,
            Target::Events => question.kinds.len() == EventKind::ALL.len(),
        };
        if !sure {
            all.push(any(question.kinds.iter().map(|k| self.kind(*k)).collect()));
        }
        Ok(every(all))
    }

    fn expr(&self, expr: &Expr) -> Result<Box<dyn Query>> {
        Ok(match expr {
            Expr::All => Box::new(AllQuery),
            Expr::Words(Field::Any, words) => self.anywhere(words)?,
            Expr::Words(Field::Lead, words) => self.in_leads(words)?,
            Expr::Words(field, words) => {
                let query = self.terms.query(self.field(*field), field.is_of_names(), words)?;
                if field.is_of_quotations() { query } else { self.of_the_document(query) }
            }
            Expr::Is(label, value) => self.label(*label, value),
            Expr::Time(field @ TimeField::Happened, from, to) => self.time(*field, *from, *to),
            Expr::Time(..) => self.every(std::slice::from_ref(expr))?,
            Expr::Quotation(inside) => {
                let within = Planner { target: Target::Quotations, ..*self };
                self.of_a_unit(EventKind::Said, within.expr(inside)?)
            }
            Expr::And(parts) => self.every(parts)?,
            Expr::Or(parts) => any(parts.iter().map(|p| self.expr(p)).collect::<Result<_>>()?),
            Expr::Not(_) => self.all_but(vec![Box::new(AllQuery)], &[expr])?,
        })
    }

    /// Dates of the answer itself are looked up for what fits besides.
    fn every(&self, parts: &[Expr]) -> Result<Box<dyn Query>> {
        let (dates, others): (Vec<_>, Vec<_>) =
            parts.iter().partition(|part| matches!(part, Expr::Time(f, ..) if *f != TimeField::Happened));
        let (excluded, asked): (Vec<_>, Vec<_>) = others.into_iter().partition(|part| matches!(part, Expr::Not(_)));
        let asked = if asked.is_empty() { &[&Expr::All][..] } else { &asked };
        let what = self.all_but(self.all_of(asked)?, &excluded)?;
        let bounds = dates.into_iter().filter_map(|date| {
            let Expr::Time(field, from, to) = date else { return None };
            let Range { start, end } = seconds(*from, *to);
            Some(Bounds { field: *field, from: start, to: end, query: self.time(*field, *from, *to) })
        });
        let dates: Vec<_> = bounds.collect();
        Ok(if dates.is_empty() { what } else { Box::new(Within { what, dates, columns: self.columns.clone() }) })
    }

    /// Single words are stepped to together where they are scored; else one that is far more frequent than another is looked up in
    /// what has the other.
    fn all_of(&self, parts: &[&Expr]) -> Result<Parts> {
        let several = parts.iter().filter(|part| one_word(part).is_some()).count() > 1;
        if self.target != Target::Documents || !several {
            return parts.iter().map(|part| self.expr(part)).collect();
        }
        let (words, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| one_word(part).is_some());
        let mut all = others.into_iter().map(|part| self.expr(part)).collect::<Result<Parts>>()?;
        let words: Vec<_> = words.into_iter().filter_map(|part| one_word(part)).collect();
        let text = self.fields.text;
        if self.scored {
            all.push(Box::new(self.together(&words)?));
            return Ok(all);
        }
        let frequencies = words.iter().map(|word| self.terms.frequency(text, word)).collect::<Result<Vec<_>>>()?;
        let rarest = frequencies.iter().min().copied().unwrap_or(0);
        for (word, frequency) in words.into_iter().zip(frequencies) {
            let is_looked_up = frequency / LOOKED_UP > rarest;
            all.push(if is_looked_up { Box::new(self.terms.word(text, word)?) } else { self.terms.query(text, false, word)? });
        }
        Ok(all)
    }

    /// All that makes a publication better for its lead.
    fn leads(&self, expr: &Expr) -> Result<Parts> {
        match expr {
            Expr::Words(Field::Any, words) if has_a_lead(words) => Ok(vec![self.in_the_lead(words)?]),
            Expr::And(parts) => flat(parts.iter().map(|part| self.leads(part))),
            Expr::Or(parts) => flat(parts.iter().map(|part| self.leads_of_any(part))),
            _ => Ok(Vec::new()),
        }
    }

    /// The same for what need not fit.
    fn leads_of_any(&self, part: &Expr) -> Result<Parts> {
        match part {
            Expr::And(_) if asks_for_leads(part) => Ok(vec![every(vec![unscored(self.expr(part)?), Box::new(Stepped(self.leads(part)?))])]),
            _ => self.leads(part),
        }
    }

    fn in_the_lead(&self, words: &Words) -> Result<Box<dyn Query>> {
        let text = self.fields.text;
        Ok(if is_one_word(words) {
            Box::new(self.terms.word(text, words)?.in_leads().times(LEAD_BOOST - 1.0))
        } else {
            Box::new(BoostQuery::new(self.terms.in_lead(text, words)?, LEAD_BOOST - 1.0))
        })
    }

    /// What all queries find, without what is excluded.
    fn all_but(&self, queries: Vec<Box<dyn Query>>, excluded: &[&Expr]) -> Result<Box<dyn Query>> {
        if excluded.is_empty() {
            return Ok(every(queries));
        }
        let mut all: Vec<(Occur, Box<dyn Query>)> = queries.into_iter().map(|query| (Occur::Must, query)).collect();
        for part in excluded {
            let Expr::Not(part) = part else { continue };
            all.push((Occur::MustNot, Box::new(Steady(self.expr(part)?))));
        }
        Ok(Box::new(BooleanQuery::new(all)))
    }

    fn field(&self, field: Field) -> IndexField {
        let f = self.fields;
        match field {
            Field::Any | Field::Lead => {
                if self.target == Target::Documents {
                    f.text
                } else {
                    f.own
                }
            }
            Field::Title => f.title,
            Field::Quote => f.quote,
            Field::Speaker => f.speaker,
            Field::Cue => f.cue,
            Field::By => f.by,
            Field::Person => f.person,
            Field::Org => f.org,
        }
    }

    /// A publication's text holds everything; another unit has texts of its own, its context in that text, and the headline and
    /// publisher of its document.
    fn anywhere(&self, words: &Words) -> Result<Box<dyn Query>> {
        let stands_in = |field| self.terms.query(field, false, words);
        if self.target == Target::Documents {
            return self.in_publications(words);
        }
        let above = self.same_document(any(vec![stands_in(self.fields.title)?, stands_in(self.fields.publisher)?]));
        let around = self.terms.in_context(self.fields.text, self.target == Target::Events, words)?;
        Ok(any(vec![stands_in(self.fields.own)?, around, unscored(above)]))
    }

    /// In the headline or the first paragraphs.
    fn in_leads(&self, words: &Words) -> Result<Box<dyn Query>> {
        let (title, text) = (self.fields.title, self.fields.text);
        Ok(self.of_the_document(any(vec![self.terms.query(title, false, words)?, self.terms.in_lead(text, words)?])))
    }

    /// Apart from finding, the headline only makes an answer better.
    fn in_publications(&self, words: &Words) -> Result<Box<dyn Query>> {
        let text = self.terms.query(self.fields.text, false, words)?;
        if !self.scored || !has_a_lead(words) {
            return Ok(text);
        }
        let headline: Box<dyn Query> = if is_one_word(words) {
            Box::new(self.in_headline(words)?)
        } else {
            Box::new(BoostQuery::new(self.terms.query(self.fields.title, false, words)?, TITLE_BOOST))
        };
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, text), (Occur::Should, headline)])))
    }

    fn in_headline(&self, word: &Words) -> Result<Word> {
        Ok(self.terms.word(self.fields.title, word)?.times(TITLE_BOOST))
    }

    /// All of some single words.
    fn together(&self, words: &[&Words]) -> Result<Together> {
        let all = words.iter().map(|word| self.terms.word(self.fields.text, word)).collect::<Result<_>>()?;
        Ok(Together { all, better: words.iter().map(|word| self.in_headline(word)).collect::<Result<_>>()? })
    }

    /// What only a publication holds.
    fn of_the_document(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        if self.target == Target::Documents { query } else { self.same_document(query) }
    }

    fn same_document(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(SameDocument(query, self.columns.clone()))
    }

    /// What only units of a kind hold.
    fn of_a_unit(&self, kind: EventKind, query: Box<dyn Query>) -> Box<dyn Query> {
        let own = self.target == Target::Events || self.target == Target::Quotations && kind == EventKind::Said;
        let query = every(vec![self.kind(kind), query]);
        if own { query } else { self.same_document(query) }
    }

    fn label(&self, field: Label, value: &str) -> Box<dyn Query> {
        if let Some(kind) = EventKind::ALL.into_iter().find(|k| field == Label::Kind && k.name() == value) {
            return self.kind(kind);
        }
        // `is:primary` is another way to say `role:primary`.
        let field = if matches!(value, "primary" | "press") { Label::Role } else { field };
        let term = Term::from_field_text(self.fields.label, &label(field, value));
        let query = unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        if Expr::is_of_quotations(field, value) { query } else { self.of_the_document(query) }
    }

    fn kind(&self, kind: EventKind) -> Box<dyn Query> {
        let term = Term::from_field_u64(self.fields.kind, kind_number(Some(kind)));
        unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
    }

    fn time(&self, field: TimeField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Box<dyn Query> {
        match field {
            TimeField::Published => self.range(self.fields.published, from, to),
            TimeField::Captured => self.range(self.fields.captured, from, to),
            TimeField::Said | TimeField::Own => self.range(self.fields.when, from, to),
            TimeField::Happened => self.of_a_unit(EventKind::Happened, self.range(self.fields.when, from, to)),
        }
    }

    #[allow(clippy::unused_self, reason = "reads as one of the planner's kinds of query")]
    fn range(&self, field: IndexField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Box<dyn Query> {
        let Range { start, end } = seconds(from, to);
        let term = |at| Term::from_field_i64(field, at);
        unscored(Box::new(RangeQuery::new(Bound::Included(term(start)), Bound::Excluded(term(end)))))
    }
}

/// Queries that are asked one by one.
type Parts = Vec<Box<dyn Query>>;

fn flat(parts: impl Iterator<Item = Result<Parts>>) -> Result<Parts> {
    Ok(parts.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Without bounds it is still asked that there is a date.
fn seconds(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Range<i64> {
    from.map_or(i64::MIN, |at| at.timestamp())..to.map_or(UNDATED, |at| at.timestamp())
}

pub(super) fn every(mut parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match parts.len() {
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::new(parts.into_iter().map(|q| (Occur::Must, q)).collect())),
    }
}

pub(super) fn any(mut parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match parts.len() {
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::new(parts.into_iter().map(|q| (Occur::Should, q)).collect())),
    }
}

/// Conditions do not make an answer better.
fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
