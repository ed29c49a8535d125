//! What is asked for in an address and a body, held against the endpoint's description: what it does not name is refused, and
//! cannot be read.

use super::endpoint::{Endpoint, Kind};
use super::problem::problem_json;
use crate::model::Zone;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::de::DeserializeOwned;

/// The parameters of a request.
pub(super) struct Params {
    endpoint: &'static Endpoint,
    given: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Params, Response> {
        let endpoint = *parts.extensions.get::<&'static Endpoint>().expect("every route of the API carries its endpoint");
        let place = RawPathParams::from_request_parts(parts, state).await.map_err(|_| refused("the path is not UTF-8"))?;
        let mut given: Vec<(String, String)> = place.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        given.extend(query.map(|(name, text)| (name.into_owned(), text.into_owned())));
        check(endpoint, &given).map_err(|why| refused(&why))?;
        Ok(Params { endpoint, given })
    }
}

fn refused(why: &str) -> Response {
    problem_json(StatusCode::BAD_REQUEST, why, None)
}

fn check(endpoint: &Endpoint, given: &[(String, String)]) -> Result<(), String> {
    for (n, (name, text)) in given.iter().enumerate() {
        let Some(param) = endpoint.params.iter().find(|p| p.name == name) else {
            let known: Vec<&str> = endpoint.params.iter().filter(|p| !p.kind.is_place()).map(|p| p.name).collect();
            let known = if known.is_empty() { "none is expected".to_owned() } else { format!("expected: {}", known.join(", ")) };
            return Err(format!("there is no parameter “{name}” here; {known}"));
        };
        if given[..n].iter().any(|(before, _)| before == name) {
            return Err(format!("“{name}” is given twice"));
        }
        if let Some(why) = param.kind.wrong(text) {
            return Err(format!("“{name}” {why}"));
        }
    }
    let missing = endpoint.params.iter().find(|p| p.kind.is_required() && given.iter().all(|(name, _)| name != p.name));
    missing.map_or(Ok(()), |p| Err(format!("“{}” is missing", p.name)))
}

impl Params {
    /// As it was given.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.kind(name);
        self.given.iter().find(|(given, _)| given == name).map(|(_, text)| text.as_str())
    }

    /// As it was given, or what it is where it is left away.
    pub(super) fn text(&self, name: &str) -> &str {
        let usual = match self.kind(name) {
            Kind::OneOf(all) => all[0],
            _ => "",
        };
        self.get(name).unwrap_or(usual)
    }

    pub(super) fn number(&self, name: &str) -> usize {
        let Kind::Number(_, _, usual) = self.kind(name) else { unreachable!("{name} is no number") };
        self.get(name).and_then(|text| text.parse().ok()).unwrap_or(usual)
    }

    /// An id begins with the letter of its kind: others are not known by it.
    pub(super) fn is_of_kind(&self, name: &str) -> bool {
        let Kind::Id(letters) = self.kind(name) else { unreachable!("{name} is no id") };
        self.text(name).starts_with(|c| letters.contains(c))
    }

    pub(super) fn zone(&self) -> Zone {
        self.get("zone").unwrap_or("UTC").parse().unwrap_or(Zone::Unknown)
    }

    fn kind(&self, name: &str) -> Kind {
        let named = self.endpoint.params.iter().find(|p| p.name == name);
        named.unwrap_or_else(|| panic!("{} does not describe its parameter {name}", self.endpoint.path)).kind
    }
}

/// A body of JSON.
pub(super) struct Told<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Told<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Told<T>, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
            return Err(problem_json(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body is expected as application/json", None));
        }
        let unread = |e: &dyn std::fmt::Display| problem_json(StatusCode::BAD_REQUEST, &format!("the body cannot be read: {e}"), None);
        let body = Bytes::from_request(request, state).await.map_err(|e| unread(&e))?;
        serde_json::from_slice(&body).map(Told).map_err(|e| unread(&e))
    }
}
