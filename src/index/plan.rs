//! The tree of a question → tantivy's queries.

use super::schema::{Fields, Twice, kind_number, label};
use crate::model::{EventKind, Expr, Field, Phrase, Question, TimeField};
use chrono::{DateTime, Utc};
use std::ops::Bound;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::tokenizer::TokenStream;
use tantivy::{Index, Result, Term};

/// A headline says what a text is about.
const TITLE_BOOST: f32 = 2.0;

struct Planner<'i> {
    index: &'i Index,
    fields: &'i Fields,
    /// Several kinds are asked for: what is said about a quotation then means the saying, not the document around it.
    mixed: bool,
}

pub(super) fn plan(question: &Question, index: &Index, fields: &Fields) -> Result<Box<dyn Query>> {
    let planner = Planner { index, fields, mixed: question.kinds.len() > 1 };
    let mut all = vec![planner.expr(&question.expr)?, any(question.kinds.iter().map(|k| planner.kind(*k)).collect())];
    if question.dated {
        all.push(planner.range(fields.when, None, None));
    }
    Ok(every(all))
}

impl Planner<'_> {
    fn expr(&self, expr: &Expr) -> Result<Box<dyn Query>> {
        Ok(match expr {
            Expr::All => Box::new(AllQuery),
            Expr::Text(field, phrase) => self.text(*field, phrase)?,
            Expr::Is(field, value) => self.label(*field, value),
            Expr::Time(field, from, to) => self.time(*field, *from, *to),
            Expr::And(parts) => every(parts.iter().map(|p| self.expr(p)).collect::<Result<_>>()?),
            Expr::Or(parts) => any(parts.iter().map(|p| self.expr(p)).collect::<Result<_>>()?),
            Expr::Not(part) => Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, self.expr(part)?)])),
        })
    }

    fn text(&self, field: Field, phrase: &Phrase) -> Result<Box<dyn Query>> {
        let f = self.fields;
        Ok(match field {
            Field::Title => self.twice(f.title, phrase)?,
            Field::Quote => self.of_a_saying(self.twice(f.quote, phrase)?),
            Field::Speaker => self.of_a_saying(self.words(f.speaker, phrase)?),
            _ => {
                let title = Box::new(BoostQuery::new(self.twice(f.title, phrase)?, TITLE_BOOST));
                any(vec![title, self.twice(f.text, phrase)?])
            }
        })
    }

    fn of_a_saying(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        if self.mixed { every(vec![query, self.kind(EventKind::Said)]) } else { query }
    }

    fn twice(&self, fields: Twice, phrase: &Phrase) -> Result<Box<dyn Query>> {
        self.words(if phrase.exact { fields.exact } else { fields.stemmed }, phrase)
    }

    /// The words in a row. None at all (only marks) fits everything.
    fn words(&self, field: IndexField, phrase: &Phrase) -> Result<Box<dyn Query>> {
        let mut analyser = self.index.tokenizer_for_field(field)?;
        let mut terms = Vec::new();
        analyser.token_stream(&phrase.text).process(&mut |t| terms.push((t.position, Term::from_field_text(field, &t.text))));
        Ok(match terms.len() {
            0 => Box::new(AllQuery),
            1 => Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new_with_offset(terms)),
        })
    }

    fn label(&self, field: Field, value: &str) -> Box<dyn Query> {
        let name = match field {
            Field::Source => "source",
            Field::Site => "site",
            Field::Role => "role",
            Field::Lang => "lang",
            Field::Tag => "tag",
            _ => "kind",
        };
        unscored(Box::new(TermQuery::new(Term::from_field_text(self.fields.label, &label(name, value)), IndexRecordOption::Basic)))
    }

    fn kind(&self, kind: EventKind) -> Box<dyn Query> {
        let term = Term::from_field_u64(self.fields.kind, kind_number(Some(kind)));
        unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
    }

    fn time(&self, field: TimeField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Box<dyn Query> {
        match field {
            TimeField::Published => self.range(self.fields.published, from, to),
            TimeField::Said => every(vec![self.kind(EventKind::Said), self.range(self.fields.when, from, to)]),
            TimeField::Happened => every(vec![self.kind(EventKind::Happened), self.range(self.fields.when, from, to)]),
        }
    }

    #[allow(clippy::unused_self, reason = "reads as one of the planner's kinds of query")]
    fn range(&self, field: IndexField, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Box<dyn Query> {
        let term = |at: DateTime<Utc>| Term::from_field_i64(field, at.timestamp());
        // Without bounds it still asks that there is a value.
        let lower = from.map_or_else(|| Bound::Included(Term::from_field_i64(field, i64::MIN)), |at| Bound::Included(term(at)));
        let upper = to.map_or(Bound::Unbounded, |at| Bound::Excluded(term(at)));
        unscored(Box::new(RangeQuery::new(lower, upper)))
    }
}

fn every(parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(parts.into_iter().map(|q| (Occur::Must, q)).collect()))
}

fn any(parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(parts.into_iter().map(|q| (Occur::Should, q)).collect()))
}

/// Conditions do not make an answer better.
fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
