//! Single things by their ids, and short lists of everything.

use super::params::Params;
use super::problem::Problem;
use crate::pipeline::{Desk, Shown};
use crate::present::cli::value;
use crate::present::server::Place;
use crate::present::view;
use crate::present::watched::{row, watched};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// A document, quotation, speaker or capture: ids begin with a letter of their kind.
pub(super) async fn shown(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Value>, Problem> {
    let id = params.text("id");
    let shown = found(&desk, &params).await?.ok_or_else(|| Problem::unknown(id))?;
    Ok(Json(value(&shown)?))
}

async fn found(desk: &Desk, params: &Params) -> Result<Option<Shown>, Problem> {
    Ok(if params.is_of_kind("id") { desk.show(params.text("id")).await? } else { None })
}

pub(super) async fn diff(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Value>, Problem> {
    let id = params.text("id");
    let difference = if params.is_of_kind("id") { desk.diff(id).await? } else { None };
    Ok(Json(view::difference(&difference.ok_or_else(|| Problem::unknown(id))?)))
}

pub(super) async fn utterance(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Value>, Problem> {
    let quotations = desk.utterance(params.text("id")).await?;
    if quotations.is_empty() {
        return Err(Problem::unknown(params.text("id")));
    }
    Ok(Json(view::utterance(&quotations.iter().collect::<Vec<_>>())))
}

pub(super) async fn speakers(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Value>, Problem> {
    let tally = desk.tally().await?;
    let all = tally.named(params.text("name"));
    let row = |(id, kind, name, quoted): &&(String, String, String, i64)| json!({ "id": id, "kind": kind, "name": name, "quoted": quoted });
    let results: Vec<Value> = all.iter().take(params.number("limit")).map(row).collect();
    Ok(Json(json!({ "total": all.len(), "results": results })))
}

pub(super) async fn sources(State(desk): State<Arc<Desk>>, State(place): State<Arc<Place>>, _: Params) -> Result<Json<Value>, Problem> {
    Ok(Json(watched(Some(&desk), &place.sources).await?.iter().map(row).collect()))
}

/// Nothing of what is foreign may run, load, or pass for a page of ours; only we may frame it.
pub(in crate::present) const FOREIGN: &str = "default-src 'none'; sandbox; frame-ancestors 'self'";

/// The bytes of a capture, to be kept as a file; text alone is shown. Of a page our policy lets nothing run or load, but `preconnect`
/// would still call on strangers, so a page is shown cleaned, at `/captures/{id}/page`.
pub(super) async fn body(State(desk): State<Arc<Desk>>, params: Params) -> Result<Response, Problem> {
    let Some(Shown::Capture(capture)) = found(&desk, &params).await? else { return Err(Problem::unknown(params.text("id"))) };
    let bytes = desk.body(&capture.sha256)?;
    let told = capture.header("content-type").unwrap_or("text/plain");
    let (kind, place) = if shows(told) { (told, "inline") } else { ("application/octet-stream", "attachment") };
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("text/plain"));
    let mut answer = ([(header::CONTENT_SECURITY_POLICY, FOREIGN), (header::CONTENT_DISPOSITION, place)], bytes).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(answer)
}

/// What a browser shows without being asked to do anything.
fn shows(kind: &str) -> bool {
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/plain")
}
