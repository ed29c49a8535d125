//! `/api/v1`: the answers of the command line, as JSON.
//!
//! - `counts`: of answers by period and facet; `problem`: what is wrong with a request

mod counts;
mod problem;
mod saved;

use super::cli::value;
use super::server::{Place, Site};
use super::view::Envelope;
use super::watched::{row, watched};
use crate::model::Zone;
use crate::pipeline::Desk;
use crate::query::{QueryError, Request, View};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, put};
use chrono::Utc;
use serde::Deserialize;
use std::sync::Arc;

pub(super) use problem::{problem, problem_json};

/// Answers on a page, where nothing else is asked for; and at most.
pub(super) const USUAL_LIMIT: usize = 50;
const MOST: usize = 1000;

/// What may be in the address of a question.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) zone: Option<String>,
    pub(super) limit: Option<usize>,
    pub(super) cursor: Option<String>,
    pub(super) view: Option<String>,
}

/// All of the API.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/api/v1/documents", get(|s, q| api(s, q, View::Documents)))
        .route("/api/v1/quotations", get(|s, q| api(s, q, View::Quotations)))
        .route("/api/v1/events", get(|s, q| api(s, q, View::Events)))
        .route("/api/v1/histogram", get(counts::histogram))
        .route("/api/v1/verify", get(verify))
        .route("/api/v1/sources", get(sources))
        .route("/api/v1/saved", get(saved::list))
        .route("/api/v1/saved/{name}", put(saved::put))
        .route("/api/v1/{kind}/{id}", get(show))
}

async fn api(State(desk): State<Arc<Desk>>, Query(asked): Query<Asked>, view: View) -> Response {
    match ask(&desk, &asked, view).await {
        Ok(envelope) => Json(envelope).into_response(),
        Err(e) => problem(&asked.q, &e),
    }
}

/// One page of answers.
pub(super) async fn ask(desk: &Desk, asked: &Asked, view: View) -> Result<Envelope, QueryError> {
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

/// What is watched and how it fares.
async fn sources(State(desk): State<Arc<Desk>>, State(place): State<Arc<Place>>) -> Response {
    match watched(Some(&desk), &place.sources).await {
        Ok(rows) => Json(rows.iter().map(row).collect::<Vec<_>>()).into_response(),
        Err(e) => problem_json(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string(), None),
    }
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
