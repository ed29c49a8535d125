//! Why a request is not let in, and the way out.

use crate::present::api::problem_json;
use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

/// Why a request is not let in.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) detail: String,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    reason: &'a str,
    detail: &'a str,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Refusal {
        Refusal { status, detail: detail.into() }
    }

    /// In the shape that was asked for: people get a page, or are asked to sign in.
    pub(super) fn told(&self, asked: &Asked) -> Response {
        let mut answer = match asked {
            Asked::Page(place) if self.status == StatusCode::UNAUTHORIZED => Redirect::to(&sign_in(place)).into_response(),
            Asked::Page(_) => self.page(),
            Asked::Data => problem_json(self.status, &self.detail, None),
        };
        match self.status {
            StatusCode::UNAUTHORIZED => set(&mut answer, header::WWW_AUTHENTICATE, "Bearer realm=\"dateline\""),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => set(&mut answer, header::RETRY_AFTER, "10"),
            _ => {}
        }
        answer
    }

    fn page(&self) -> Response {
        let page = RefusedPage { reason: self.status.canonical_reason().unwrap_or("refused"), detail: &self.detail };
        match page.render() {
            Ok(text) => (self.status, Html(text)).into_response(),
            Err(e) => (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
        }
    }
}

fn set(answer: &mut Response, name: header::HeaderName, value: &'static str) {
    answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
}

fn sign_in(place: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", place).finish();
    format!("/login?{query}")
}

/// Whether a person looks, and where.
#[derive(Debug)]
pub(super) enum Asked {
    Page(String),
    Data,
}

impl Asked {
    pub(super) fn of(path: &str, place: &str, headers: &HeaderMap) -> Asked {
        let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepts.contains("text/html") && !path.starts_with("/api/") { Asked::Page(place.to_owned()) } else { Asked::Data }
    }
}
