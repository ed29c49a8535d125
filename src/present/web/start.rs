//! The start: what there is, the newest of it, and a first question; on an empty desk, the way to the first answer. And the help.

use super::asked::{Asked, Link};
use super::frame::{Frame, Trouble, page};
use super::rows::{DocumentRow, EventRow};
use crate::model::EventKind;
use crate::pipeline::{Counts, Desk};
use crate::present::server::session::FormToken;
use crate::query::{Request, Results, View};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::sync::Arc;

/// The newest events and the newest documents that are shown.
const NEWEST: usize = 8;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
    token: String,
    counts: Counts,
    speakers: Vec<(String, String, i64)>,
    events: Vec<EventRow>,
    documents: Vec<DocumentRow>,
}

/// `/`; an address of old with a question in it leads to where that is answered now.
pub(super) async fn start(State(desk): State<Arc<Desk>>, token: FormToken, RawQuery(query): RawQuery) -> Result<Response, Trouble> {
    let asked = Asked::read(query.as_deref());
    if !asked.q.is_empty() || !asked.view.is_empty() {
        let path = match asked.view.as_str() {
            "quotes" => "/quotations",
            "timeline" => "/timeline",
            _ => "/search",
        };
        return Ok(Redirect::to(&Link::to(path).with("q", &asked.q).with("zone", &asked.zone).done()).into_response());
    }
    let (mut events, mut documents) = (Vec::new(), Vec::new());
    if let Results::Events(found) = newest(&desk, "kind:said sort:newest", View::Events).await? {
        events = found.iter().filter(|e| e.kind == EventKind::Said).map(EventRow::of).collect();
    }
    if let Results::Documents(found) = newest(&desk, "sort:newest", View::Documents).await? {
        documents = found.iter().map(|f| DocumentRow::of(&f.document)).collect();
    }
    let tally = desk.tally().await?;
    let speakers = tally.speakers.iter().take(NEWEST).map(|(id, _, name, quoted)| (id.clone(), name.clone(), *quoted)).collect();
    Ok(page(&StartPage { frame: Frame::of("/"), token: token.0, counts: tally.counts, speakers, events, documents }))
}

async fn newest(desk: &Desk, text: &str, view: View) -> Result<Results, Trouble> {
    let request = Request { text, view, zone: crate::model::Zone::Unknown, now: Utc::now(), limit: Some(NEWEST), cursor: None };
    Ok(desk.ask(&request).await?.results)
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
}

/// `/help`.
pub(super) async fn help() -> Response {
    page(&HelpPage { frame: Frame::of("/help") })
}
