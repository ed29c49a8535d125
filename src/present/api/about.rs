//! The document of the API, the page that shows it, and what is said where there is nothing.

use super::endpoint::{Answer, Endpoint};
use super::openapi::document;
use super::problem::Problem;
use super::shapes::SHAPES;
use super::table::endpoints;
use crate::present::web::Frame;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// The API as a page: every endpoint with its parameters, and a form to try those that only read.
#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    frame: Frame,
    endpoints: &'static [Endpoint],
    shapes: Vec<(&'static str, String)>,
}

pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

pub(super) async fn viewer() -> Response {
    let shapes = SHAPES.iter().map(|s| (s.name, serde_json::to_string_pretty(&super::shapes::schema(s)).unwrap_or_default())).collect();
    match (ApiPage { frame: Frame::of("/api"), endpoints: endpoints(), shapes }).render() {
        Ok(page) => Html(page).into_response(),
        Err(e) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
    }
}

impl Endpoint {
    /// It can be tried by a form.
    fn can_be_tried(&self) -> bool {
        self.method == axum::http::Method::GET
            && self.params.iter().all(|p| !p.kind.is_place())
            && !matches!(self.answer, Answer::Stream(_))
    }

    /// What comes back, in a word.
    fn gives(&self) -> &'static str {
        match self.answer {
            Answer::Json(_, kind) | Answer::Stream(kind) => kind,
            Answer::File => "a file",
            Answer::Bytes => "bytes",
            Answer::Nothing => "nothing",
        }
    }
}

pub(super) async fn none() -> StatusCode {
    StatusCode::NO_CONTENT
}

pub(super) async fn nowhere() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address; /api shows what there is")
}

pub(super) async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address is not asked by this method; /api shows how it is")
}
