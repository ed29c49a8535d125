//! `/api/v1/inspect`: what is read from a page, text or feed, without storing it.

use super::params::{Params, Told};
use super::problem::Problem;
use crate::pipeline::settings_if_there;
use crate::present::inspect::{Request, read};
use crate::present::server::Place;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use serde_json::Value;
use std::sync::Arc;

/// Reads off the threads that answer others; files of this machine are not read for anybody.
pub(super) async fn inspect(State(place): State<Arc<Place>>, _: Params, Told(asked): Told<Request>) -> Result<Json<Value>, Problem> {
    if !asked.has_content() {
        return Err(Problem::wrong("something to read is expected: html, text or feed"));
    }
    let settings = settings_if_there(&place.sources).map_err(anyhow::Error::from)?;
    let read = tokio::task::spawn_blocking(move || read(&asked, &settings.entities)).await;
    read.map(Json).map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "reading it failed; please report this"))
}
