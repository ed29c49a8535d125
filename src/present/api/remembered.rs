//! Answers to questions are remembered for a few seconds, and until something is written: many who look at the same page ask the
//! same.

use crate::pipeline::{Desk, State as Seen};
use crate::present::server::tag;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So long at most: `last:7d` means another time later.
const LASTS: Duration = Duration::from_secs(10);
/// Bytes of all answers; beyond it all are forgotten.
const MOST: usize = 32 << 20;

/// Answers by their addresses.
pub(super) struct Memory {
    desk: Arc<Desk>,
    answers: Mutex<Answers>,
}

#[derive(Default)]
struct Answers {
    of: HashMap<String, Answer>,
    bytes: usize,
}

#[derive(Clone)]
struct Answer {
    seen: Seen,
    at: Instant,
    tag: HeaderValue,
    body: Bytes,
}

impl Memory {
    pub(super) fn new(desk: Arc<Desk>) -> Memory {
        Memory { desk, answers: Mutex::default() }
    }

    fn get(&self, address: &str, seen: &Seen) -> Option<Answer> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.of.get(address).filter(|answer| answer.seen == *seen && answer.at.elapsed() < LASTS).cloned()
    }

    fn keep(&self, address: String, answer: Answer) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.bytes + answer.body.len() > MOST {
            *answers = Answers::default();
        }
        answers.bytes += answer.body.len();
        let before = answers.of.insert(address, answer);
        answers.bytes -= before.map_or(0, |before| before.body.len());
    }
}

/// Answers from memory, or remembers the answer.
pub(super) async fn remembered(State(memory): State<Arc<Memory>>, request: Request, next: Next) -> Response {
    let Ok(seen) = memory.desk.state() else { return next.run(request).await };
    let address = request.uri().to_string();
    if let Some(answer) = memory.get(&address, &seen) {
        return answer.into_response();
    }
    let answer = next.run(request).await;
    if answer.status() != StatusCode::OK {
        return answer;
    }
    let Ok(body) = to_bytes(answer.into_body(), usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let answer = Answer { seen, at: Instant::now(), tag: tag(&body), body };
    memory.keep(address, answer.clone());
    answer.into_response()
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/json");
        ([(header::CONTENT_TYPE, kind), (header::ETAG, self.tag)], Body::from(self.body)).into_response()
    }
}
