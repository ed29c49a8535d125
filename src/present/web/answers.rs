//! Pages of answers: documents, best first, and quotations, oldest first, with facets beside them.

use super::asked::Asked;
use super::frame::{Frame, Trouble, html};
use super::menu::{Menu, Order, Zones};
use super::rows::{DocumentRow, QuotationRow};
use crate::model::{Counted, Counting, Facet};
use crate::pipeline::Desk;
use crate::present::server::session::FormToken;
use crate::query::{Answer, QueryError, Results, View, both};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use std::sync::Arc;

/// Facets that a question can ask for.
const FACETS: [Facet; 4] = [Facet::Source, Facet::Speaker, Facet::Language, Facet::Kind];
/// Answers on a page.
const ON_A_PAGE: usize = 50;
/// Values that are shown of a facet.
const VALUES: usize = 8;

/// What was understood of a question, or where it cannot be.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) total: usize,
    pub(super) interpreted: String,
    /// The same in plain words.
    pub(super) sentence: String,
    pub(super) warnings: Vec<String>,
    /// With a caret under the place.
    pub(super) problem: Option<String>,
}

impl Heard {
    pub(super) fn of(answer: &Answer) -> Heard {
        Heard {
            total: answer.total,
            interpreted: answer.interpreted.clone(),
            sentence: answer.sentence.clone(),
            warnings: answer.warnings.clone(),
            problem: None,
        }
    }

    /// Of a question that cannot be understood; other troubles are troubles.
    pub(super) fn problem(question: &str, error: QueryError) -> Result<Heard, Trouble> {
        match error {
            QueryError::Problem(problem) => {
                Ok(Heard { problem: Some(format!("{}\n\n{problem}", problem.caret(question))), ..Heard::default() })
            }
            error => Err(error.into()),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        if self.problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK }
    }
}

#[derive(Template)]
#[template(path = "answers.html")]
struct AnswersPage {
    frame: Frame,
    heading: &'static str,
    heard: Heard,
    orders: Vec<Order>,
    zones: Zones,
    menu: Menu,
    facets: Vec<Side>,
    documents: Vec<DocumentRow>,
    quotations: Vec<QuotationRow>,
    /// The address of this page: where a decision leads back to.
    here: String,
    token: String,
    next: Option<String>,
    first: Option<String>,
}

/// A facet with its most frequent values.
struct Side {
    name: &'static str,
    values: Vec<Value>,
}

struct Value {
    href: String,
    label: String,
    count: usize,
}

/// `/search`.
pub(super) async fn documents(State(desk): State<Arc<Desk>>, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    answers(&desk, &Asked::read(query.as_deref()), View::Documents, String::new()).await
}

/// `/quotations`.
pub(super) async fn quotations(State(desk): State<Arc<Desk>>, token: FormToken, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    answers(&desk, &Asked::read(query.as_deref()), View::Quotations, token.0).await
}

async fn answers(desk: &Desk, asked: &Asked, view: View, token: String) -> Result<Response, Trouble> {
    let (path, heading, usual) = match view {
        View::Quotations => ("/quotations", "Quotations", "oldest"),
        _ => ("/search", "Articles and statements", "relevance"),
    };
    let text = asked.whole(&asked.q);
    let request = asked.request(&text, view, Utc::now(), ON_A_PAGE);
    let counting = Counting { days: None, values: Some(VALUES) };
    let (heard, answer, counted) = match desk.ask_and_count(&request, counting).await {
        Ok((answer, counts)) => (Heard::of(&answer), Some(answer), counts.values),
        Err(error) => (Heard::problem(&asked.q, error)?, None, Vec::new()),
    };
    let mut page = AnswersPage {
        frame: Frame::asked(path, asked),
        heading,
        orders: Order::all(asked, path, usual),
        zones: Zones::of(asked, path),
        menu: Menu::of(asked, view),
        facets: facets(asked, path, &counted),
        documents: Vec::new(),
        quotations: Vec::new(),
        here: asked.at(path),
        token,
        next: answer.as_ref().and_then(|a| a.next.as_deref()).map(|next| asked.but(path, |a| next.clone_into(&mut a.cursor))),
        first: (!asked.cursor.is_empty()).then(|| asked.but(path, |_| ())),
        heard,
    };
    match answer.map(|a| a.results) {
        Some(Results::Documents(found)) => page.documents = found.iter().map(DocumentRow::found).collect(),
        Some(Results::Quotations(found)) => page.quotations = found.iter().map(QuotationRow::of).collect(),
        _ => {}
    }
    Ok(html(page.heard.status(), &page).into_response())
}

/// Facets whose values tell answers apart, each value with the question that it leads to.
fn facets(asked: &Asked, path: &str, counted: &[Counted]) -> Vec<Side> {
    let side = |facet: Facet| {
        let of = counted.iter().filter(|c| c.facet == facet);
        let value = |c: &Counted| {
            let more = format!("{}:{}", field(facet), quoted(&c.value));
            let href = asked.but(path, |a| a.q = both(&a.q, &more));
            Value { href, label: c.value.clone(), count: c.count }
        };
        Side { name: facet.name(), values: of.map(value).collect() }
    };
    FACETS.into_iter().map(side).filter(|side| side.values.len() > 1).collect()
}

/// The field of a question that asks for a value of a facet.
fn field(facet: Facet) -> &'static str {
    match facet {
        Facet::Source => "source",
        Facet::Publisher => "by",
        Facet::Speaker => "speaker",
        Facet::Language => "lang",
        Facet::Kind => "kind",
    }
}

/// A value as one word of a question.
fn quoted(value: &str) -> String {
    let plain = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'));
    if plain { value.to_owned() } else { format!("\"{}\"", value.replace('"', " ")) }
}
