//! The page of a capture: what was asked, what came, from where and when, and the text that is read from it.

use super::frame::{Frame, Trouble, page};
use super::rows::web_address;
use super::stamp::Stamp;
use crate::model::Capture;
use crate::pipeline::reading::{self, Context};
use crate::pipeline::{Desk, Shown};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "capture.html")]
struct CapturePage {
    frame: Frame,
    capture: Capture,
    fetched: Stamp,
    /// Of its chain; none where it is no web address.
    links: Vec<(String, Option<String>)>,
    text: Vec<String>,
}

/// `/captures/{id}`.
pub(super) async fn capture(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Result<Response, Trouble> {
    let shown = if id.starts_with('c') { desk.show(&id).await? } else { None };
    let Some(Shown::Capture(capture)) = shown else {
        return Err(Trouble::missing(format!("There is no capture by the id {id}.")));
    };
    let text = text(&desk, &capture).await;
    let links = capture.chain.iter().map(|url| (url.clone(), web_address(Some(url)))).collect();
    Ok(page(&CapturePage { frame: Frame::of("/captures"), fetched: Stamp::at(capture.fetched), links, text, capture: *capture }))
}

/// The paragraphs that are read from it now; none where its bytes are gone, or are no page.
async fn text(desk: &Arc<Desk>, capture: &Capture) -> Vec<String> {
    let (desk, capture) = (desk.clone(), capture.clone());
    let read = tokio::task::spawn_blocking(move || {
        let body = desk.body(&capture.sha256).ok()?;
        let url = Some(capture.url());
        Some(reading::read(&body, capture.header("content-type"), &Context { url, ..Context::default() }).article?.text)
    });
    let text = read.await.ok().flatten().unwrap_or_default();
    text.split("\n\n").filter(|p| !p.is_empty()).map(str::to_owned).collect()
}
