//! The page of a capture: what was asked, what came, from where and when, the page as it
//! was captured, and the text that is read from it.

use super::frame::{Frame, Trouble, page};
use super::named::Named;
use super::rows::web_address;
use super::stamp::Stamp;
use crate::model::Capture;
use crate::pipeline::reading::{self, Context};
use crate::pipeline::{Desk, Shown};
use crate::present::api::FOREIGN;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
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
    /// It is a page, which can be looked at.
    is_page: bool,
    text: Vec<String>,
}

/// A captured page by itself, for a frame.
#[derive(Template)]
#[template(path = "archived.html")]
struct ArchivedPage<'a> {
    url: &'a str,
    /// Harmless HTML.
    body: String,
}

/// `/captures/{id}`.
pub(super) async fn capture(State(desk): State<Arc<Desk>>, Named(id): Named<String>) -> Result<Response, Trouble> {
    let capture = known(&desk, &id).await?;
    let text = text(&desk, &capture).await;
    let links = capture.chain.iter().map(|url| (url.clone(), web_address(Some(url)))).collect();
    Ok(page(&CapturePage {
        frame: Frame::of("/captures"),
        fetched: Stamp::at(capture.fetched),
        links,
        is_page: text.is_some(),
        text: text.unwrap_or_default(),
        capture,
    }))
}

/// `/captures/{id}/page`: the page as it was captured, in its own structure.
pub(super) async fn archived(State(desk): State<Arc<Desk>>, Named(id): Named<String>) -> Result<Response, Trouble> {
    let capture = known(&desk, &id).await?;
    let body = of_body(&desk, &capture, |body, capture| reading::shown(body, capture.header("content-type"))).await;
    let body = body.ok_or_else(|| Trouble::missing(format!("The capture {id} is no page, or its bytes are gone.")))?;
    let mut answer = page(&ArchivedPage { url: capture.url(), body });
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FOREIGN));
    Ok(answer)
}

async fn known(desk: &Desk, id: &str) -> Result<Capture, Trouble> {
    match if id.starts_with('c') { desk.show(id).await? } else { None } {
        Some(Shown::Capture(capture)) => Ok(*capture),
        _ => Err(Trouble::missing(format!("There is no capture by the id {id}."))),
    }
}

/// The paragraphs that are read from it now; none where its bytes are gone, or are no page.
async fn text(desk: &Arc<Desk>, capture: &Capture) -> Option<Vec<String>> {
    let read = of_body(desk, capture, |body, capture| {
        let url = Some(capture.url());
        Some(reading::read(body, capture.header("content-type"), &Context { url, ..Context::default() }).article?.text)
    });
    Some(read.await?.split("\n\n").filter(|p| !p.is_empty()).map(str::to_owned).collect())
}

/// What is made of its bytes, where they are there; on a thread of its own, as it may take a while.
async fn of_body<T: Send + 'static>(desk: &Arc<Desk>, capture: &Capture, make: fn(&[u8], &Capture) -> Option<T>) -> Option<T> {
    let (desk, capture) = (desk.clone(), capture.clone());
    let made = tokio::task::spawn_blocking(move || make(&desk.body(&capture.sha256).ok()?, &capture));
    made.await.ok().flatten()
}
