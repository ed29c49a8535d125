//! `/api/v1/ingest`: a pass is begun, and told of as it goes.

use super::params::{Params, Told};
use super::problem::Problem;
use crate::present::server::Place;
use crate::present::server::ingesting::{Ingesting, NotBegun};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Json, Response};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ToIngest {
    names: Vec<String>,
    all: bool,
}

pub(super) async fn begin(
    State(ingesting): State<Arc<Ingesting>>,
    State(place): State<Arc<Place>>,
    _: Params,
    Told(asked): Told<ToIngest>,
) -> Result<Response, Problem> {
    match ingesting.begin(&place, asked.names, asked.all).await {
        Ok(()) => Ok((StatusCode::ACCEPTED, Json(json!({ "begun": true, "events": "/api/v1/ingest" }))).into_response()),
        Err(NotBegun::Busy) => Err(Problem::new(StatusCode::CONFLICT, "another ingest is at work; it will do the work")),
        Err(NotBegun::Wrong(why)) => Err(Problem::wrong(why)),
        Err(NotBegun::Failed(why)) => Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, why)),
    }
}

/// What was told of the pass so far, and from then on each step until it ends.
pub(super) async fn events(State(ingesting): State<Arc<Ingesting>>, _: Params) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (mut told, live) = ingesting.listen();
    if told.is_empty() {
        told.push(json!({ "step": "idle" }));
    }
    let event = |value: Value| Event::default().event(value["step"].as_str().unwrap_or_default()).data(value.to_string());
    Sse::new(stream::iter(told).chain(live).map(move |value| Ok(event(value)))).keep_alive(KeepAlive::default())
}
