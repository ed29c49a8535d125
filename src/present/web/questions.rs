//! `/saved`: questions that are asked again and again, what is new of each, and the forms that save and forget them.

use super::asked::{Asked, Link};
use super::decided::Fields;
use super::frame::{Frame, Trouble, page};
use super::stamp::Stamp;
use crate::model::{SavedQuestion, Zone};
use crate::pipeline::Desk;
use crate::present::kept::to_save;
use crate::present::server::session::FormToken;
use crate::query::View;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedPage {
    frame: Frame,
    token: String,
    q: String,
    shape: String,
    zone: String,
    saved: Vec<Row>,
}

struct Row {
    name: String,
    question: String,
    shape: String,
    href: String,
    hook: String,
    made: Stamp,
    /// What nobody was told of yet; or why that is not known.
    news: Result<usize, String>,
}

/// `/saved`; with a question in the address, the form is filled with it.
pub(super) async fn saved(State(desk): State<Arc<Desk>>, token: FormToken, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let asked = Asked::read(query.as_deref());
    let mut saved = Vec::new();
    for question in desk.saved().await? {
        let news = desk.news(&question, Utc::now()).await.map(|news| news.keys.len()).map_err(|e| e.to_string());
        saved.push(row(question, news));
    }
    let shape = View::named(&asked.shape).unwrap_or(View::Documents).name().to_owned();
    Ok(page(&SavedPage { frame: Frame::of("/saved"), token: token.0, q: asked.q, shape, zone: asked.zone, saved }))
}

fn row(s: SavedQuestion, news: Result<usize, String>) -> Row {
    let path = match View::named(&s.shape) {
        Some(View::Quotations) => "/quotations",
        Some(View::Events) => "/timeline",
        _ => "/search",
    };
    let zone = if s.zone == Zone::Unknown { String::new() } else { s.zone.to_string() };
    Row {
        href: Link::to(path).with("q", &s.question).with("zone", &zone).done(),
        made: Stamp::at(s.made),
        hook: s.hook.unwrap_or_default(),
        name: s.name,
        question: s.question,
        shape: s.shape,
        news,
    }
}

/// `POST /saved`.
pub(super) async fn save(State(desk): State<Arc<Desk>>, body: String) -> Result<Response, Trouble> {
    let fields = Fields::read(&body);
    let name = fields.need("name", "The name")?;
    if fields.get("what") == "forget" {
        desk.forget_saved(name).await?;
        return Ok(Redirect::to("/saved").into_response());
    }
    let view = View::named(fields.get("as")).unwrap_or(View::Documents);
    let zone: Zone = match fields.get("zone") {
        "" => Zone::Unknown,
        zone => zone.parse().map_err(Trouble::wrong)?,
    };
    let saved = to_save(name, fields.get("q").to_owned(), view, (zone, None), Utc::now()).map_err(Trouble::wrong)?;
    desk.save(&saved).await?;
    Ok(Redirect::to("/saved").into_response())
}
