//! Where hubs call: `/websub/KEY`. They have no token and no session; they know a key that was drawn by chance, and sign what they
//! bring. So these addresses stand beside the gate, and are asked for nothing but that key before anything is read.

use super::secret::is_one;
use crate::pipeline::{Desk, Intent, PipelineError};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::Utc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// Bytes of a delivery: as many as a feed may have.
const LONGEST: usize = 15 << 20;
/// Bytes of a challenge.
const LONGEST_CHALLENGE: usize = 1_000;
/// Deliveries that are read at once; more wait.
const AT_ONCE: usize = 4;

/// What hubs call.
#[derive(Clone)]
pub(in crate::present) struct Callbacks(Arc<Shared>);

struct Shared {
    desk: Arc<Desk>,
    /// Told when something is due.
    news: Arc<Notify>,
    /// In which a delivery has to be there.
    patience: Duration,
    room: Semaphore,
}

impl Callbacks {
    pub(in crate::present) fn new(desk: Arc<Desk>, news: Arc<Notify>, patience: Duration) -> Callbacks {
        Callbacks(Arc::new(Shared { desk, news, patience, room: Semaphore::new(AT_ONCE) }))
    }

    pub(in crate::present) fn routes(self) -> Router {
        Router::new().route("/websub/{key}", get(agree).post(take)).with_state(self)
    }
}

/// What an address names in the place of the key.
type Named = Result<Path<String>, PathRejection>;

/// The key; none where nobody can have been given it, be it that it is no text.
fn key(named: Named) -> Option<String> {
    named.ok().map(|Path(key)| key).filter(|key| is_one(key))
}

/// A hub asks whether it was meant so; the answer is its own challenge.
async fn agree(State(Callbacks(shared)): State<Callbacks>, named: Named, Query(said): Query<Vec<(String, String)>>) -> Response {
    let of = |name: &str| said.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let intent = Intent {
        mode: of("hub.mode").unwrap_or_default(),
        topic: of("hub.topic").unwrap_or_default(),
        lease: of("hub.lease_seconds").and_then(|n| n.parse().ok()),
        reason: of("hub.reason"),
    };
    // What is echoed is short, and a text (WebSub, 9).
    let is_text = |c: &String| c.len() <= LONGEST_CHALLENGE && !c.chars().any(char::is_control);
    let challenge = of("hub.challenge").filter(|c| intent.mode != "denied" && is_text(c));
    let Some(key) = key(named).filter(|_| challenge.is_some() || intent.mode == "denied") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match shared.desk.agrees(&key, &intent, Utc::now()).await {
        // Foreign words: no browser may take them for anything but text.
        Ok(true) => ([(header::X_CONTENT_TYPE_OPTIONS, "nosniff")], challenge.unwrap_or_default()).into_response(),
        Ok(false) => StatusCode::NOT_FOUND.into_response(),
        Err(e) => failed(&e),
    }
}

/// A hub brings news. What is not signed as it should be is taken and dropped, as the recommendation has it (7.1.2): who guesses
/// learns nothing.
async fn take(State(Callbacks(shared)): State<Callbacks>, named: Named, request: Request) -> Response {
    // Hubs may end what is answered so (7).
    let Some(key) = key(named) else { return StatusCode::GONE.into_response() };
    match shared.desk.is_subscribed(&key).await {
        Ok(true) => {}
        Ok(false) => return StatusCode::GONE.into_response(),
        Err(e) => return failed(&e),
    }
    let (parts, body) = request.into_parts();
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if text("content-length").and_then(|n| n.parse::<usize>().ok()).is_some_and(|length| length > LONGEST) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let _room = shared.room.acquire().await;
    let body = match tokio::time::timeout(shared.patience, to_bytes(body, LONGEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    match shared.desk.heard(&key, text("x-hub-signature"), &body, Utc::now()).await {
        Ok(signed) => {
            if signed {
                shared.news.notify_one();
            }
            StatusCode::ACCEPTED.into_response()
        }
        Err(e) => failed(&e),
    }
}

fn failed(error: &PipelineError) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}
