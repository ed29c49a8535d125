//! What every request passes before it is answered: the host it is for, who asks, whether they may, and whether it was one of
//! our own pages that made a browser ask.

use super::host::Hosts;
use super::rate::Rates;
use super::refusal::{Asked, Refusal};
use super::session::{Caller, FormToken, Session, SignedIn};
use crate::model::{Grant, Token};
use crate::pipeline::{Desk, PipelineError};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Requests that are answered at once; more wait.
const AT_ONCE: usize = 64;
/// An answer begins within this time, or not at all.
const LONGEST: Duration = Duration::from_secs(30);
/// Bytes of a request's body; of one that is read as a page.
const BODY: usize = 1 << 20;
const PAGE_BODY: usize = 16 << 20;
/// Bytes of an address with its question.
const ADDRESS: usize = 16 << 10;

/// Requests that send something, and change nothing.
const READING: [&str; 2] = ["/api/v1/inspect", "/api/v1/verify"];
/// What those see who are not known yet.
const OPEN: [&str; 3] = ["/login", "/style.css", "/icon.svg"];

/// What is known at the door.
pub(super) struct Gate {
    pub(super) hosts: Hosts,
    pub(super) desk: Arc<Desk>,
    pub(super) signed_in: SignedIn,
    pub(super) rates: Rates,
    /// In which the body of a request has to be there.
    pub(super) patience: Duration,
    room: Semaphore,
}

impl Gate {
    pub(super) fn new(hosts: Hosts, desk: Arc<Desk>, rates: Rates, patience: Duration) -> Gate {
        Gate { hosts, desk, signed_in: SignedIn::default(), rates, patience, room: Semaphore::new(AT_ONCE) }
    }
}

/// Lets a request in or refuses it, and sends the answer under our policy.
pub(super) async fn guard(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let session = Session::of(request.headers());
    let place = request.uri().path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    let asked = Asked::of(request.uri().path(), place, request.headers());
    let answer = tokio::time::timeout(LONGEST, async {
        let _room = gate.room.acquire().await;
        match gate.admit(request, &session).await {
            Ok(request) => next.run(request).await,
            Err(refusal) => refusal.told(&asked),
        }
    });
    let late = || {
        let detail = format!("this took longer than {} seconds; ask for less, or later", LONGEST.as_secs());
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, detail).told(&asked)
    };
    let mut answer = answer.await.unwrap_or_else(|_| late());
    under_policy(&mut answer);
    if session.is_new && is_page(&answer) && !answer.headers().contains_key(header::SET_COOKIE) {
        set_cookie(&mut answer, &session);
    }
    answer
}

impl Gate {
    async fn admit(&self, request: Request, session: &Session) -> Result<Request, Refusal> {
        let (mut parts, body) = request.into_parts();
        if parts.uri.to_string().len() > ADDRESS {
            return Err(Refusal::new(StatusCode::URI_TOO_LONG, format!("an address has {ADDRESS} bytes at most")));
        }
        let host = self.hosts.known(&parts.uri, &parts.headers).ok_or_else(unknown_host)?.to_owned();
        let (caller, by_token) = self.caller(&parts, session).await?;
        let key = caller.as_ref().and_then(|c| c.name.clone()).unwrap_or_else(|| address(&parts));
        if !self.rates.allow(&key, Instant::now()) {
            return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "these were too many requests in a minute; wait a little"));
        }
        let body = self.body(&parts, body).await?;
        let changes = !parts.method.is_safe();
        if changes && !by_token {
            from_our_page(&parts, &host)?;
            if !READING.contains(&parts.uri.path()) {
                knows_the_word(&parts, &body, &session.form_token())?;
            }
        }
        let path = parts.uri.path();
        match &caller {
            None if !OPEN.contains(&path) => return Err(unknown_caller()),
            Some(caller) if changes && caller.grant < Grant::Write && !READING.contains(&path) && !path.starts_with("/log") => {
                return Err(Refusal::new(
                    StatusCode::FORBIDDEN,
                    "this token may read, and not change anything; a token made with --role write may",
                ));
            }
            _ => {}
        }
        parts.extensions.insert(session.form_token());
        parts.extensions.insert(session.clone());
        caller.map(|caller| parts.extensions.insert(caller));
        Ok(Request::from_parts(parts, Body::from(body)))
    }

    /// Who asks, and whether they say so themselves with a token.
    async fn caller(&self, parts: &Parts, session: &Session) -> Result<(Option<Caller>, bool), Refusal> {
        if let Some(given) = parts.headers.get(header::AUTHORIZATION) {
            let secret = given.to_str().ok().and_then(|g| g.strip_prefix("Bearer ").or_else(|| g.strip_prefix("bearer ")));
            let token = match secret {
                Some(secret) => self.desk.token(secret.trim()).await.map_err(|e| failed(&e))?,
                None => None,
            };
            return token.map(|token| (Some(Caller::of(token)), true)).ok_or_else(unknown_caller);
        }
        if let Some(token) = self.signed_in(session).await.map_err(|e| failed(&e))? {
            return Ok((Some(Caller::of(token)), false));
        }
        let here = self.hosts.only_here().then(|| Caller { name: std::env::var("USER").ok(), grant: Grant::Write });
        Ok((here, false))
    }

    async fn signed_in(&self, session: &Session) -> Result<Option<Token>, PipelineError> {
        match self.signed_in.get(session) {
            Some(token) => Ok(self.desk.tokens().await?.into_iter().find(|known| *known == token)),
            None => Ok(None),
        }
    }

    /// All of it: it is not long, and has to come soon.
    async fn body(&self, parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
        let most = if parts.uri.path() == READING[0] { PAGE_BODY } else { BODY };
        let too_long = || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body of such a request has {most} bytes at most"));
        if length(&parts.headers).is_some_and(|length| length > most as u64) {
            return Err(too_long());
        }
        match tokio::time::timeout(self.patience, to_bytes(body, most)).await {
            Ok(Ok(read)) if is_form(parts) && std::str::from_utf8(&read).is_err() => {
                Err(Refusal::new(StatusCode::BAD_REQUEST, "the form holds bytes that are no text in UTF-8"))
            }
            Ok(read) => read.map_err(|_| too_long()),
            Err(_) => Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "the body of the request did not come in time")),
        }
    }
}

impl Caller {
    fn of(token: Token) -> Caller {
        Caller { name: Some(token.name), grant: token.grant }
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn address(parts: &Parts) -> String {
    parts.extensions.get::<SocketAddr>().map(|address| address.ip().to_string()).unwrap_or_default()
}

fn failed(error: &dyn std::error::Error) -> Refusal {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

fn unknown_host() -> Refusal {
    let detail = "this server is not known by that name; start it with --host NAME if it should be";
    Refusal::new(StatusCode::MISDIRECTED_REQUEST, detail)
}

fn unknown_caller() -> Refusal {
    let detail = "a token is needed, as Authorization: Bearer TOKEN; `dateline token add NAME --role read` makes one";
    Refusal::new(StatusCode::UNAUTHORIZED, detail)
}

/// Browsers say where a request comes from; programs need not.
fn from_our_page(parts: &Parts, host: &str) -> Result<(), Refusal> {
    let text = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = |origin: &str| origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host));
    let site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    if site && text("origin").is_none_or(ours) {
        return Ok(());
    }
    Err(Refusal::new(StatusCode::FORBIDDEN, "this request comes from a page of another site"))
}

/// The word that only a page of this session knows, in a header or in a form.
fn knows_the_word(parts: &Parts, body: &[u8], word: &FormToken) -> Result<(), Refusal> {
    let header = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let field = || url::form_urlencoded::parse(body).find(|(name, _)| name == "csrf").map(|(_, value)| value.into_owned());
    if header.or_else(|| is_form(parts).then(field).flatten()).is_some_and(|told| told == word.0) {
        return Ok(());
    }
    let detail = "this form is not from a page of this session; load the page again and send it once more. Programs send a token: Authorization: Bearer TOKEN";
    Err(Refusal::new(StatusCode::FORBIDDEN, detail))
}

fn is_form(parts: &Parts) -> bool {
    parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

fn is_page(answer: &Response) -> bool {
    answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

pub(super) fn set_cookie(answer: &mut Response, session: &Session) {
    if let Ok(cookie) = HeaderValue::from_str(&session.cookie()) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

/// Scripts, styles and pictures are our own files, nothing stands in the page itself, and nobody frames us.
pub(in crate::present) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What an answer says unless it says something stricter itself.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    // With none at all, browsers would call our own forms those of a stranger (Origin: null).
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
];

fn under_policy(answer: &mut Response) {
    for (name, value) in HEADERS {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}
