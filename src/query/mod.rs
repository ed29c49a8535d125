//! The question language: text → tree → page of answers.
//!
//! - [`parse`]: text → [`Understood`], or a [`Problem`] with its place
//! - [`ask`]: one page of documents, quotations or events; [`ask_and_count`], [`histogram()`]: and how many there are, by period or facet
//! - `lexer`, `parser`: tokens and tree; `operators`, `fields`, `leaf`, `value`, `times`: the parts of the language
//! - [`news()`]: what is new of a saved question; `shelf`: saved questions inside others
//! - `together`: what is meant of one quotation; `canonical`: tree → text; `sentence`: tree → plain words
//! - `marks`: where words stand in a text; `snippet`: where an answer fits
//! - `layout`: questions put together from others: narrowed, in another order; `one`: a question that is an id

mod canonical;
mod fields;
mod histogram;
mod layout;
mod leaf;
mod lexer;
mod marks;
mod news;
mod one;
mod operators;
mod parser;
mod problem;
mod sentence;
mod shelf;
mod snippet;
mod times;
mod together;
mod value;

pub use histogram::{Bar, By, Histogram, Spread, histogram, latest, side_by_side};
pub use layout::{both, in_order, is_of_days, of_days, order_named, order_of};
pub use lexer::LONGEST;
pub use news::{News, news};
pub use one::{OfOne, of_one};
pub use parser::{Understood, parse, parse_with};
pub use problem::Problem;

use crate::index::{Index, IndexError};
use crate::model::{Counting, Cursor, Document, Event, EventKind, Hit, Order, Question, Quotation, Zone};
use crate::store::{Much, Store, StoreError};
use chrono::{DateTime, Utc};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Articles and statements, best first.
    Documents,
    /// Quotations, oldest first.
    Quotations,
    /// Events, oldest first.
    Events,
}

impl View {
    /// All of them.
    pub const ALL: [View; 3] = [View::Documents, View::Quotations, View::Events];

    /// The name of its answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            View::Documents => "documents",
            View::Quotations => "quotations",
            View::Events => "events",
        }
    }

    /// By the name of its answers.
    #[must_use]
    pub fn named(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// A question with its circumstances.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The question as written.
    pub text: &'a str,
    /// What is asked for.
    pub view: View,
    /// The zone in which its dates are read.
    pub zone: Zone,
    /// The time now, for `last:7d`.
    pub now: DateTime<Utc>,
    /// How many answers; none = all.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<&'a str>,
}

/// One page of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The canonical question.
    pub interpreted: String,
    /// The same in plain words.
    pub sentence: String,
    /// Doubts about what was meant.
    pub warnings: Vec<String>,
    /// All that fit, on every page.
    pub total: usize,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// This page.
    pub results: Results,
}

/// A page of what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Results {
    /// Of [`View::Documents`].
    Documents(Vec<Finding>),
    /// Of [`View::Quotations`].
    Quotations(Vec<Quotation>),
    /// Of [`View::Events`].
    Events(Vec<Event>),
}

/// A document with the place that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The document; its text is cut out.
    pub document: Document,
    /// HTML: the sentence that fits, with `<mark>` around the words.
    pub snippet: String,
    /// BM25, title weighed double.
    pub score: f32,
}

/// What can go wrong with a question.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It cannot be understood.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The cursor is not one that was given out.
    #[error("the cursor “{0}” is none that was given out; leave it away for the first page")]
    Cursor(String),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index fails.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Answers a question.
pub async fn ask(store: &Store, index: &Index, request: &Request<'_>) -> Result<Answer, QueryError> {
    Ok(ask_and_count(store, index, request, Counting::default()).await?.0)
}

/// Answers a question, and counts all that fits it.
pub async fn ask_and_count(
    store: &Store,
    index: &Index,
    request: &Request<'_>,
    counting: Counting,
) -> Result<(Answer, Spread), QueryError> {
    let understood = understand(store, request).await?;
    let after = request.cursor.map(read_cursor).transpose()?;
    let asked = question(&understood, request, after, counting);
    let found = index.find(&asked)?;
    let sentence = sentence::sentence(&asked.expr, request.view, asked.order);
    let next = found.hits.last().filter(|_| found.more).map(|h| write_cursor(h.place));
    let results = results(store, request.view, &understood, &found.hits).await?;
    let warnings = understood.warnings.into_iter().chain(found.notes).collect();
    let answer = Answer { interpreted: understood.interpreted, sentence, warnings, total: found.total, next, results };
    Ok((answer, Spread { density: found.density.unwrap_or_default(), values: found.values }))
}

/// The rows of all that fits a question, whatever page of it is asked for.
pub async fn rows(store: &Store, index: &Index, request: &Request<'_>) -> Result<Vec<i64>, QueryError> {
    let understood = understand(store, request).await?;
    let asked = question(&understood, &Request { limit: None, ..request.clone() }, None, Counting::default());
    Ok(index.find(&asked)?.hits.into_iter().map(|hit| hit.row).collect())
}

/// Saved questions are looked up only where one is named.
async fn understand(store: &Store, request: &Request<'_>) -> Result<Understood, QueryError> {
    let saved = if request.text.to_ascii_lowercase().contains("saved:") { store.saved().await? } else { Vec::new() };
    Ok(parse_with(request.text, request.zone, request.now, &saved)?)
}

fn question(understood: &Understood, request: &Request, after: Option<Cursor>, counting: Counting) -> Question {
    let (kinds, usual) = match request.view {
        View::Documents => (vec![EventKind::Published], Order::Relevance),
        View::Quotations => (vec![EventKind::Said], Order::Oldest),
        View::Events => (EventKind::ALL.to_vec(), Order::Oldest),
    };
    let order = understood.order.unwrap_or(usual);
    let (dated, limit) = (request.view == View::Events, request.limit);
    Question { expr: understood.expr.clone(), kinds, order, dated, limit, after, counting }
}

async fn results(store: &Store, view: View, understood: &Understood, hits: &[Hit]) -> Result<Results, QueryError> {
    let rows: Vec<i64> = hits.iter().map(|h| h.row).collect();
    Ok(match view {
        View::Quotations => Results::Quotations(store.quotations(&rows).await?),
        View::Events => Results::Events(store.events(hits).await?),
        View::Documents => {
            let asked = marks::Asked::of(&understood.expr);
            let mut sought = asked.sought("");
            let finding = |(mut document, hit): (Document, &Hit)| {
                let text = std::mem::take(&mut document.article.text);
                let language = document.article.language.as_deref().unwrap_or_default();
                // Most answers of a page are in one language.
                if sought.language != language {
                    sought = asked.sought(language);
                }
                Finding { snippet: snippet::cut(&text, &sought), score: hit.score, document }
            };
            Results::Documents(store.documents(&rows, Much::Text).await?.into_iter().zip(hits).map(finding).collect())
        }
    })
}

fn write_cursor(place: Cursor) -> String {
    format!("{:x}-{:x}", place.key.cast_unsigned(), place.tie)
}

fn read_cursor(text: &str) -> Result<Cursor, QueryError> {
    let read = || {
        let (key, tie) = text.split_once('-')?;
        Some(Cursor { key: u64::from_str_radix(key, 16).ok()?.cast_signed(), tie: u64::from_str_radix(tie, 16).ok()? })
    };
    read().ok_or_else(|| QueryError::Cursor(text.to_owned()))
}
