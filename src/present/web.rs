//! The API and the pages, on loopback unless told otherwise. Read only.
//!
//! - `counts`: of answers by period and facet
//! - `saved`: feeds of saved questions
//! - `pages`: of a document, a speaker, a capture; `marks`: a text with its quotations marked

mod counts;
mod marks;
mod pages;
mod saved;

use super::cli::{Args, Exit, value};
use super::view::Envelope;
use crate::model::Zone;
use crate::pipeline::Desk;
use crate::query::{QueryError, Request, View};
use anyhow::{Context, Result};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use chrono::Utc;
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Answers on a page, where nothing else is asked for; and at most.
const USUAL_LIMIT: usize = 50;
const MOST: usize = 1000;

/// What may be in the address of a question.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    zone: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
    view: Option<String>,
}

/// `serve`: until Ctrl-C.
pub(super) async fn serve(args: &Args, listen: SocketAddr) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on; name another address with --listen"))?;
    println!("http://{}/", listener.local_addr()?);
    until_stopped(listener, Arc::new(desk), Router::new()).await?;
    Ok(Exit::Done)
}

/// Serves a desk, and what else is asked for, until Ctrl-C or SIGTERM.
pub(super) async fn until_stopped(listener: TcpListener, desk: Arc<Desk>, more: Router) -> Result<()> {
    let app = Router::new()
        .route("/", get(page))
        .route("/style.css", get(style))
        .route("/api/v1/documents", get(|s, q| api(s, q, View::Documents)))
        .route("/api/v1/quotations", get(|s, q| api(s, q, View::Quotations)))
        .route("/api/v1/events", get(|s, q| api(s, q, View::Events)))
        .route("/api/v1/histogram", get(counts::histogram))
        .route("/saved/{file}", get(saved::feed))
        .route("/api/v1/verify", get(verify))
        .route("/api/v1/{kind}/{id}", get(show))
        .route("/{kind}/{id}", get(pages::thing))
        .with_state(desk)
        .merge(more);
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

async fn stopped() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

async fn api(State(desk): State<Arc<Desk>>, Query(asked): Query<Asked>, view: View) -> Response {
    match ask(&desk, &asked, view).await {
        Ok(envelope) => Json(envelope).into_response(),
        Err(e) => problem(&asked.q, &e),
    }
}

async fn ask(desk: &Desk, asked: &Asked, view: View) -> Result<Envelope, QueryError> {
    let zone = asked.zone.as_deref().and_then(|z| z.parse().ok()).unwrap_or(Zone::Unknown);
    let limit = Some(asked.limit.unwrap_or(USUAL_LIMIT).clamp(1, MOST));
    let request = Request { text: &asked.q, view, zone, now: Utc::now(), limit, cursor: asked.cursor.as_deref() };
    Ok(desk.ask(&request).await?.into())
}

/// Who said the words in `q`.
async fn verify(State(desk): State<Arc<Desk>>, Query(asked): Query<Asked>) -> Response {
    if asked.q.trim().is_empty() {
        return problem_json(StatusCode::BAD_REQUEST, "there are no words to verify; they go into q", None);
    }
    match desk.verify(&asked.q).await {
        Ok(verified) => Json(Envelope::verified(&asked.q, verified)).into_response(),
        Err(e) => problem_json(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string(), None),
    }
}

/// A problem as RFC 9457 has it, with the caret text where a question is not understood.
fn problem(question: &str, error: &QueryError) -> Response {
    let status = match error {
        QueryError::Problem(_) | QueryError::Cursor(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let caret = if let QueryError::Problem(p) = error { Some(p.caret(question)) } else { None };
    problem_json(status, &error.to_string(), caret.as_deref())
}

fn problem_json(status: StatusCode, detail: &str, caret: Option<&str>) -> Response {
    let body =
        json!({ "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail, "caret": caret });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

async fn show(State(desk): State<Arc<Desk>>, Path((kind, id)): Path<(String, String)>) -> Response {
    let letter = match kind.as_str() {
        "documents" => 'd',
        "quotations" => 'q',
        "speakers" => 's',
        "captures" => 'c',
        _ => return problem_json(StatusCode::NOT_FOUND, "there is no such collection", None),
    };
    let shown = if id.starts_with(letter) { desk.show(&id).await } else { Ok(None) };
    match shown.map_err(anyhow::Error::from).and_then(|s| s.as_ref().map(value).transpose()) {
        Ok(Some(found)) => Json(found).into_response(),
        Ok(None) => problem_json(StatusCode::NOT_FOUND, &format!("nothing is known by the id {id}"), None),
        Err(e) => problem_json(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string(), None),
    }
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
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], include_str!("../../web/style.css")).into_response()
}
