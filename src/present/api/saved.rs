//! `/api/v1/saved`: questions that are asked again and again.

use super::params::{Params, Told};
use super::problem::Problem;
use crate::model::Zone;
use crate::pipeline::Desk;
use crate::present::kept::{described, to_save};
use crate::query::View;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use chrono::Utc;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToSave {
    question: String,
    #[serde(rename = "as", default = "documents")]
    shape: String,
    zone: Option<String>,
    hook: Option<String>,
}

fn documents() -> String {
    View::Documents.name().to_owned()
}

pub(super) async fn list(State(desk): State<Arc<Desk>>, _: Params) -> Result<Json<Value>, Problem> {
    Ok(Json(desk.saved().await?.iter().map(described).collect()))
}

pub(super) async fn put(State(desk): State<Arc<Desk>>, params: Params, Told(asked): Told<ToSave>) -> Result<Json<Value>, Problem> {
    let view = View::named(&asked.shape).ok_or_else(|| Problem::wrong("“as” is one of documents, quotations, events"))?;
    let zone = asked.zone.as_deref().unwrap_or("UTC").parse::<Zone>().map_err(|why: String| Problem::wrong(why))?;
    let saved = to_save(params.text("name"), asked.question, view, (zone, asked.hook), Utc::now()).map_err(Problem::wrong)?;
    desk.save(&saved).await.map_err(|e| Problem::of(&saved.question, &e))?;
    Ok(Json(described(&saved)))
}

pub(super) async fn forget(State(desk): State<Arc<Desk>>, params: Params) -> Result<StatusCode, Problem> {
    let name = params.text("name");
    if desk.forget_saved(name).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::unknown(name)) }
}
