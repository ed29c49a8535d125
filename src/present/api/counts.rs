//! `/api/v1/histogram`: how many answers one question or two have, by period or facet.

use super::{problem, problem_json};
use crate::model::{Period, Zone};
use crate::pipeline::Desk;
use crate::present::view::{self, Side};
use crate::query::{By, Request, View};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use chrono::Utc;
use serde::Deserialize;
use std::sync::Arc;

/// What may be in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    /// A second question, to stand beside the first.
    beside: Option<String>,
    by: Option<String>,
    zone: Option<String>,
    #[serde(rename = "as")]
    shape: Option<String>,
}

pub(super) async fn histogram(State(desk): State<Arc<Desk>>, Query(asked): Query<Asked>) -> Response {
    let Some(by) = asked.by.as_deref().map_or(Some(By::Period(Period::Month)), By::named) else {
        let names = By::all().map(By::name).collect::<Vec<_>>().join(", ");
        return problem_json(StatusCode::BAD_REQUEST, &format!("by takes one of {names}"), None);
    };
    let zone = asked.zone.as_deref().and_then(|z| z.parse().ok()).unwrap_or(Zone::Unknown);
    let view = match asked.shape.as_deref() {
        Some("documents") => View::Documents,
        Some("quotations") => View::Quotations,
        _ => View::Events,
    };
    let mut sides = Vec::new();
    for text in std::iter::once(&asked.q).chain(&asked.beside) {
        let request = Request { text, view, zone, now: Utc::now(), limit: None, cursor: None };
        match desk.histogram(&request, by).await {
            Ok(histogram) => sides.push(Side { question: text.clone(), histogram }),
            Err(e) => return problem(text, &e),
        }
    }
    Json(view::histograms(&sides, by, zone)).into_response()
}
