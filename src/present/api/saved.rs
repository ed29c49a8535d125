//! `/api/v1/saved`: questions that are asked again and again.

use super::{problem, problem_json};
use crate::model::Zone;
use crate::pipeline::Desk;
use crate::present::kept::{described, to_save};
use crate::query::View;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use chrono::Utc;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToSave {
    question: String,
    #[serde(rename = "as")]
    shape: Option<String>,
    zone: Option<Zone>,
    hook: Option<String>,
}

pub(super) async fn list(State(desk): State<Arc<Desk>>) -> Response {
    match desk.saved().await {
        Ok(all) => Json(all.iter().map(described).collect::<Vec<_>>()).into_response(),
        Err(e) => problem_json(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string(), None),
    }
}

pub(super) async fn put(State(desk): State<Arc<Desk>>, Path(name): Path<String>, Json(asked): Json<ToSave>) -> Response {
    let view = asked.shape.as_deref().map_or(Some(View::Documents), View::named).unwrap_or(View::Documents);
    let what = (asked.zone.unwrap_or(Zone::Unknown), asked.hook);
    let saved = match to_save(&name, asked.question, view, what, Utc::now()) {
        Ok(saved) => saved,
        Err(why) => return problem_json(StatusCode::BAD_REQUEST, &why, None),
    };
    match desk.save(&saved).await {
        Ok(_) => Json(described(&saved)).into_response(),
        Err(e) => problem(&saved.question, &e),
    }
}
