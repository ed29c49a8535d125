//! `/api/v1/decisions`: what a person sets right by hand.

use super::params::{Params, Told};
use super::problem::Problem;
use crate::pipeline::{Desk, decide_pass, undo_pass};
use crate::present::deciding::{Undecided, Wanted};
use crate::present::server::Place;
use crate::present::server::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use chrono::{SubsecRound, Utc};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn list(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Value>, Problem> {
    let mut all = desk.decisions().await?;
    all.retain(|decision| params.get("subject").is_none_or(|subject| decision.subject.as_str() == subject));
    Ok(Json(json!(all)))
}

pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    State(place): State<Arc<Place>>,
    caller: Caller,
    _: Params,
    Told(wanted): Told<Wanted>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let decision = wanted.decision(&desk, Utc::now().trunc_subsecs(0), caller.name).await?;
    decide_pass(&place.data, std::slice::from_ref(&decision)).await?;
    Ok((StatusCode::CREATED, Json(json!(decision))))
}

pub(super) async fn undo(
    State(desk): State<Arc<Desk>>,
    State(place): State<Arc<Place>>,
    caller: Caller,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let id = params.text("id");
    undo_pass(&place.data, id, Utc::now(), caller.name.as_deref()).await?.ok_or_else(|| Problem::unknown(id))?;
    let undone = desk.decisions().await?.into_iter().find(|decision| decision.id.as_str() == id);
    Ok(Json(json!(undone.ok_or_else(|| Problem::unknown(id))?)))
}

impl From<Undecided> for Problem {
    fn from(why: Undecided) -> Problem {
        match why {
            Undecided::Failed(e) => e.into(),
            Undecided::Unknown(_) => Problem::new(StatusCode::NOT_FOUND, why.to_string()),
            Undecided::Wrong(_) => Problem::wrong(why.to_string()),
        }
    }
}
