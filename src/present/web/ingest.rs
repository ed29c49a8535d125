//! `/sources/ingest`: the last pass, asked for or due, told source by source in a page that grows while the pass lasts. The pass
//! goes on when the reader leaves.

use super::decided::Fields;
use super::frame::{Frame, Trouble};
use crate::present::server::Place;
use crate::present::server::ingesting::{Ingesting, NotBegun};
use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::stream::{self, StreamExt};
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;

/// The page, up to where the steps are told and from there on.
#[derive(Template)]
#[template(path = "ingest.html")]
struct IngestPage {
    frame: Frame,
}

/// Where the steps go in the page.
const STEPS: &str = "<!-- steps -->";

/// A source that is done.
#[derive(Template)]
#[template(path = "parts/step.html")]
struct Done<'a> {
    name: &'a str,
    outcome: &'a str,
    why: &'a str,
    counts: [u64; 3],
    warnings: Vec<&'a str>,
}

/// How the pass ended.
#[derive(Template)]
#[template(path = "parts/ingested.html")]
struct Ended<'a> {
    why: &'a str,
    failed: u64,
    counts: [u64; 2],
}

/// `POST /sources/ingest`: what is due, or with `all` everything, or one source by `name`.
pub(super) async fn begin(
    State(ingesting): State<Arc<Ingesting>>,
    State(place): State<Arc<Place>>,
    body: String,
) -> Result<Response, Trouble> {
    let fields = Fields::read(&body);
    let names: Vec<String> = Some(fields.get("name").to_owned()).filter(|n| !n.is_empty()).into_iter().collect();
    let all = fields.get("all") == "on" || !names.is_empty();
    match ingesting.begin(&place, names, all).await {
        Ok(()) => Ok(Redirect::to("/sources/ingest").into_response()),
        // The one at work can be seen, where it is ours.
        Err(NotBegun::Busy) if ingesting.is_running() => Ok(Redirect::to("/sources/ingest").into_response()),
        Err(NotBegun::Busy) => Err(Trouble::busy("Another ingest is at work; it will do the work.")),
        Err(NotBegun::Wrong(why) | NotBegun::Failed(why)) => Err(Trouble::wrong(why)),
    }
}

/// `/sources/ingest`.
pub(super) async fn told(State(ingesting): State<Arc<Ingesting>>) -> Result<Response, Trouble> {
    let page = IngestPage { frame: Frame::of("/sources") }.render().map_err(|e| Trouble::wrong(e.to_string()))?;
    let (head, tail) = page.split_once(STEPS).unwrap_or((&page, ""));
    let (steps, live) = ingesting.listen();
    let lines = stream::iter(steps).chain(live).map(|step| line(&step));
    let parts = stream::iter([head.to_owned()]).chain(lines).chain(stream::iter([tail.to_owned()])).map(Ok::<_, Infallible>);
    // Packed, it would wait until there is enough of it.
    let about = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_ENCODING, "identity")];
    Ok((about, Body::from_stream(parts)).into_response())
}

/// A step as a line of the page; pages are not told.
fn line(step: &Value) -> String {
    let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    match step["step"].as_str() {
        Some("source") => {
            let report = &step["report"];
            let warnings = report["warnings"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
            let counts = ["new", "revised", "unchanged"].map(|key| count(&report[key]));
            let (name, outcome, why) = (text(&report["name"]), text(&report["outcome"]), text(&report["reason"]));
            Done { name: &name, outcome: &outcome, why: &why, counts, warnings }.render().unwrap_or_default()
        }
        Some("done") => {
            let summary = &step["summary"];
            let counts = ["new", "revised"].map(|key| count(&summary[key]));
            Ended { why: "", failed: count(&summary["failed"]), counts }.render().unwrap_or_default()
        }
        Some("failed") => Ended { why: &text(&step["reason"]), failed: 1, counts: [0, 0] }.render().unwrap_or_default(),
        _ => String::new(),
    }
}
