//! Signing in: a browser shows a token once, and has a session from then on.

use super::guard::{Gate, set_cookie};
use super::refusal::{Asked, Refusal};
use super::session::{FormToken, Session};
use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    csrf: &'a str,
    next: &'a str,
    wrong: bool,
}

pub(super) fn routes(gate: Arc<Gate>) -> Router {
    Router::new().route("/login", get(page).post(sign_in)).route("/logout", post(sign_out)).with_state(gate)
}

async fn page(RawQuery(query): RawQuery, csrf: FormToken) -> Response {
    let next = field(query.unwrap_or_default().as_bytes(), "next");
    shown(StatusCode::OK, &LoginPage { csrf: &csrf.0, next: ours(&next), wrong: false })
}

async fn sign_in(State(gate): State<Arc<Gate>>, Extension(session): Extension<Session>, csrf: FormToken, body: Bytes) -> Response {
    let (token, next) = (field(&body, "token"), field(&body, "next"));
    match gate.desk.token(token.trim()).await {
        Ok(Some(token)) => {
            gate.signed_in.remove(&session);
            // Under a new name: the old one may have been put into the browser by somebody else.
            let session = Session::begin();
            gate.signed_in.add(&session, token);
            let mut answer = Redirect::to(ours(&next)).into_response();
            set_cookie(&mut answer, &session);
            answer
        }
        Ok(None) => shown(StatusCode::FORBIDDEN, &LoginPage { csrf: &csrf.0, next: ours(&next), wrong: true }),
        Err(e) => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).told(&Asked::Page(String::new())),
    }
}

async fn sign_out(State(gate): State<Arc<Gate>>, Extension(session): Extension<Session>) -> Response {
    gate.signed_in.remove(&session);
    Redirect::to("/login").into_response()
}

/// A field of a form; empty where it is not there.
fn field(form: &[u8], name: &str) -> String {
    url::form_urlencoded::parse(form).find(|(n, _)| n == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// A place of ours, else the start: a form may not lead elsewhere. Browsers leave tabs and line ends out of an address, and take a
/// backslash for a stroke.
pub(in crate::present) fn ours(next: &str) -> &str {
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(|c: char| c == '\\' || c.is_control());
    if is_ours { next } else { "/" }
}

fn shown(status: StatusCode, page: &LoginPage) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(e) => (StatusCode::INTERNAL_SERVER_ERROR, e.to_string()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn signing_in_leads_nowhere_else() {
        assert_eq!(ours("/documents/d1?q=a"), "/documents/d1?q=a");
        for next in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: b",
            "/\t/evil.example",
            "/\n/evil.example",
        ] {
            assert_eq!(ours(next), "/", "{next}");
        }
    }
}
