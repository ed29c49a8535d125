//! `/api/v1/histogram`: how many answers one question or two have, by period or facet.

use super::params::Params;
use super::problem::Problem;
use crate::model::Period;
use crate::pipeline::Desk;
use crate::present::view::{self, Side};
use crate::query::{By, Request, View};
use axum::extract::State;
use axum::response::Json;
use chrono::Utc;
use serde_json::Value;
use std::sync::Arc;

pub(super) async fn histogram(State(desk): State<Arc<Desk>>, params: Params) -> Result<Json<Value>, Problem> {
    let by = By::named(params.text("by")).unwrap_or(By::Period(Period::Month));
    let (zone, view) = (params.zone(), View::named(params.text("as")).unwrap_or(View::Events));
    let mut sides = Vec::new();
    for text in std::iter::once(params.text("q")).chain(params.get("beside")) {
        let request = Request { text, view, zone, now: Utc::now(), limit: None, cursor: None };
        let histogram = desk.histogram(&request, by).await.map_err(|e| Problem::of(text, &e))?;
        sides.push(Side { question: text.to_owned(), histogram });
    }
    Ok(Json(view::histograms(&sides, by, zone)))
}
