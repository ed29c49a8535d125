//! The pages: server-rendered from `web/`, usable without scripts.
//!
//! - `saved`: feeds of saved questions
//! - `pages`: of a document, a speaker, a capture; `marks`: a text with its quotations marked

mod marks;
mod pages;
mod saved;

use super::api::{Asked, ask};
use super::server::Site;
use super::view::Envelope;
use crate::pipeline::Desk;
use crate::query::{QueryError, View};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use std::sync::Arc;

/// All pages.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(page))
        .route("/style.css", get(style))
        .route("/saved/{file}", get(saved::feed))
        .route("/{kind}/{id}", get(pages::thing))
}

/// The plain search page.
#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    question: &'a str,
    view: &'a str,
    total: usize,
    interpreted: &'a str,
    warnings: &'a [String],
    problem: Option<String>,
    next: Option<String>,
    rows: Vec<Row>,
}

/// An answer as a line of the page.
struct Row {
    date: String,
    lead: String,
    words: String,
    /// Our own HTML: escaped words with marks around those asked for.
    snippet: String,
    title: String,
    publisher: String,
    note: String,
    /// Ids: of the speaker, the document, and of a quotation in it.
    speaker: String,
    document: String,
    place: String,
}

async fn page(State(desk): State<Arc<Desk>>, Query(asked): Query<Asked>) -> Response {
    let (name, view) = match asked.view.as_deref() {
        Some("quotes") => ("quotes", View::Quotations),
        Some("search") => ("search", View::Documents),
        _ => ("timeline", View::Events),
    };
    let answer = ask(&desk, &asked, view).await;
    let status = if answer.is_ok() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let problem = answer.as_ref().err().map(|e| match e {
        QueryError::Problem(p) => format!("{}\n{p}", p.caret(&asked.q)),
        e => e.to_string(),
    });
    let empty =
        Envelope { interpreted: String::new(), sentence: String::new(), warnings: Vec::new(), total: 0, next: None, results: Vec::new() };
    let answer = answer.unwrap_or(empty);
    let page = SearchPage {
        question: &asked.q,
        view: name,
        total: answer.total,
        interpreted: &answer.interpreted,
        warnings: &answer.warnings,
        problem,
        next: answer.next,
        rows: answer.results.iter().map(|r| row(r, view)).collect(),
    };
    pages::html(status, &page)
}

fn row(result: &Value, view: View) -> Row {
    let of = |pointer: &str| result.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let prefix = if view == View::Documents { "" } else { "/document" };
    let document = |key: &str| of(&format!("{prefix}/{key}"));
    let (date, lead, words) = match view {
        View::Documents => (of("/published/edtf"), of("/kind"), String::new()),
        View::Quotations => (of("/said/edtf"), of("/speaker"), of("/text")),
        View::Events if of("/kind") == "said" => (of("/when/edtf"), of("/speaker"), of("/text")),
        View::Events => (of("/when/edtf"), of("/kind"), if of("/kind") == "happened" { of("/text") } else { String::new() }),
    };
    let title = Some(document("title")).filter(|t| !t.is_empty()).unwrap_or_else(|| document("id"));
    Row {
        date,
        lead,
        words,
        snippet: of("/snippet"),
        title,
        publisher: document("publisher"),
        note: of("/utterance/fidelity"),
        speaker: of("/speaker_id"),
        document: document("id"),
        place: if view == View::Quotations { of("/id") } else { of("/quotation/id") },
    }
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], include_str!("../../../web/style.css")).into_response()
}
