//! Pages of answers: documents, quotations, utterances, events.

use super::params::Params;
use super::problem::Problem;
use crate::model::Quotation;
use crate::pipeline::Desk;
use crate::present::view::{self, Envelope, Page};
use crate::query::{Answer, Request, Results, View};
use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};
use chrono::Utc;
use serde_json::Value;
use std::sync::Arc;

/// Answers on a page, where nothing else is asked for.
pub(in crate::present) const USUAL_LIMIT: usize = 50;

pub(super) async fn documents(State(desk): State<Arc<Desk>>, params: Params) -> Result<Response, Problem> {
    page(&desk, &params, View::Documents).await
}

pub(super) async fn quotations(State(desk): State<Arc<Desk>>, params: Params) -> Result<Response, Problem> {
    page(&desk, &params, View::Quotations).await
}

pub(super) async fn events(State(desk): State<Arc<Desk>>, params: Params) -> Result<Response, Problem> {
    page(&desk, &params, View::Events).await
}

async fn page(desk: &Desk, params: &Params, view: View) -> Result<Response, Problem> {
    Ok(Json(Page::from(&answer(desk, params, view).await?)).into_response())
}

async fn answer(desk: &Desk, params: &Params, view: View) -> Result<Answer, Problem> {
    let request = request(params, view);
    desk.ask(&request).await.map_err(|e| Problem::of(request.text, &e))
}

fn request(params: &Params, view: View) -> Request<'_> {
    let (text, cursor) = (params.text("q"), params.get("cursor"));
    Request { text, view, zone: params.zone(), now: Utc::now(), limit: Some(params.number("limit")), cursor }
}

/// The quotations of a page, those of the same words together, in the order of the first of each.
pub(super) async fn utterances(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Envelope>, Problem> {
    let answer = answer(&desk, &params, View::Quotations).await?;
    let is_all = answer.next.is_none() && params.get("cursor").is_none();
    let Results::Quotations(quotations) = &answer.results else { return Ok(Json(answer.into())) };
    let mut together: Vec<Vec<&Quotation>> = Vec::new();
    for quotation in quotations {
        match together.iter_mut().find(|same| same[0].utterance.id == quotation.utterance.id) {
            Some(same) => same.push(quotation),
            None => together.push(vec![quotation]),
        }
    }
    let results: Vec<Value> = together.iter().map(|same| view::utterance(same)).collect();
    let total = if is_all { results.len() } else { count(&desk, &params).await? };
    let (interpreted, sentence, warnings) = (answer.interpreted, answer.sentence, answer.warnings);
    Ok(Json(Envelope { interpreted, sentence, warnings, total, next: answer.next, results }))
}

/// All utterances that fit, on every page.
async fn count(desk: &Desk, params: &Params) -> Result<usize, Problem> {
    let request = request(params, View::Quotations);
    desk.count_utterances(&request).await.map_err(|e| Problem::of(request.text, &e))
}
