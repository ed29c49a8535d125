//! `/api/v1/verify`: who said these words.

use super::params::{Params, Told};
use super::problem::Problem;
use crate::pipeline::Desk;
use crate::present::view::Envelope;
use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToVerify {
    text: String,
}

pub(super) async fn asked(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Envelope>, Problem> {
    verified(&desk, params.text("q")).await
}

pub(super) async fn told(State(desk): State<Arc<Desk>>, _: Params, Told(asked): Told<ToVerify>) -> Result<Json<Envelope>, Problem> {
    verified(&desk, &asked.text).await
}

/// Code points of a passage at most.
const MOST: usize = 10_000;

async fn verified(desk: &Desk, words: &str) -> Result<Json<Envelope>, Problem> {
    if words.trim().is_empty() || words.chars().count() > MOST {
        return Err(Problem::wrong(format!("words to verify are expected, {MOST} characters at most")));
    }
    Ok(Json(Envelope::verified(words, desk.verify(words).await?)))
}
