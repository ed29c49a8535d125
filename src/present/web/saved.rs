//! Feeds of the newest answers: of a question that is saved, and of any other.

use super::asked::{Asked, newest_first};
use super::named::Named;
use crate::model::Zone;
use crate::pipeline::Desk;
use crate::present::api::{USUAL_LIMIT, problem, problem_json};
use crate::present::export::{About, Colophon, fetched, writer};
use crate::present::format::Format;
use crate::present::view::Envelope;
use crate::query::{QueryError, Request, View};
use anyhow::Result;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What a feed is written as, by the end of its name.
const FORMATS: [(&str, Format, &str); 2] =
    [(".atom", Format::Atom, "application/atom+xml; charset=utf-8"), (".json", Format::JsonFeed, "application/feed+json")];

/// A question whose newest answers are told.
struct Told {
    /// As the feed says it.
    question: String,
    /// As it is asked.
    text: String,
    view: View,
    zone: Zone,
}

/// `/saved/NAME.atom` and `/saved/NAME.json`.
pub(super) async fn feed(State(desk): State<Arc<Desk>>, Named(file): Named<String>) -> Response {
    let none =
        || problem_json(StatusCode::NOT_FOUND, "there is no such saved question; its feed is /saved/NAME.atom or /saved/NAME.json", None);
    let split = FORMATS.iter().find_map(|(end, format, kind)| Some((file.strip_suffix(end)?, *format, *kind)));
    let Some((name, format, kind)) = split else { return none() };
    let saved = match desk.saved().await {
        Ok(all) => all.into_iter().find(|saved| saved.name == name),
        Err(e) => return problem_json(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string(), None),
    };
    let Some(saved) = saved else { return none() };
    let view = View::named(&saved.shape).unwrap_or(View::Documents);
    // Its own words, not `saved:NAME`: an id that is asked for with other words is none.
    let told = Told { text: newest_first(&saved.question), question: saved.question, view, zone: saved.zone };
    answer(&desk, &told, format, kind).await
}

/// `/feed?q=…&as=…&zone=…`: of what a page shows.
pub(super) async fn of_question(State(desk): State<Arc<Desk>>, RawQuery(query): RawQuery) -> Response {
    let asked = Asked::read(query.as_deref());
    let view = View::named(&asked.shape).unwrap_or(View::Documents);
    let told = Told { text: newest_first(&asked.q), zone: asked.zone(), question: asked.q, view };
    let (_, format, kind) = FORMATS[0];
    answer(&desk, &told, format, kind).await
}

async fn answer(desk: &Desk, told: &Told, format: Format, kind: &'static str) -> Response {
    match newest(desk, told).await {
        Ok(answer) => match written(told, &answer, format) {
            Ok(body) => ([(header::CONTENT_TYPE, kind)], body).into_response(),
            Err(e) => problem_json(StatusCode::INTERNAL_SERVER_ERROR, &e.to_string(), None),
        },
        Err(e) => problem(&told.question, &e),
    }
}

/// The newest first: the order of a question is left aside.
async fn newest(desk: &Desk, told: &Told) -> Result<Envelope, QueryError> {
    let request = Request { text: &told.text, view: told.view, zone: told.zone, now: Utc::now(), limit: Some(USUAL_LIMIT), cursor: None };
    Ok(desk.ask(&request).await?.into())
}

/// When the latest of the answers was read. What is the same as before says so: a reader that asks again is sent nothing.
fn changed(view: View, answer: &Envelope) -> DateTime<Utc> {
    answer.results.iter().filter_map(|row| fetched(view, row)).max().unwrap_or_default()
}

fn written(told: &Told, answer: &Envelope, format: Format) -> Result<Vec<u8>> {
    let colophon = Colophon { question: &told.question, zone: told.zone.to_string(), time: changed(told.view, answer) };
    let about = About { next: None, ..About::of(answer, told.view, &colophon) };
    let mut writer = writer(format).expect("both are formats of rows");
    let mut out = Vec::new();
    writer.head(&mut out, &about)?;
    for row in &answer.results {
        writer.row(&mut out, &about, row)?;
    }
    writer.tail(&mut out, &about)?;
    Ok(out)
}
