//! Browsers: each has a session by a cookie that scripts cannot read and foreign sites cannot send, and every form that changes
//! something repeats a word that only our own pages know of it.

use super::secret;
use crate::model::id::sha256;
use crate::model::{Grant, Token};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Name of the cookie.
const COOKIE: &str = "dateline";
/// So long after signing in a browser has to do it again.
const LASTS: Duration = Duration::from_hours(12);
/// Sessions that were signed in at once; older ones have to do it again.
const MOST: usize = 1_000;

/// What a form repeats in its field `csrf`, and a script in `X-CSRF-Token`. An extractor.
#[derive(Debug, Clone)]
pub(in crate::present) struct FormToken(pub(in crate::present) String);

/// Who asks. An extractor.
#[derive(Debug, Clone)]
pub(in crate::present) struct Caller {
    /// Name of the token; on the own machine the user's.
    pub(in crate::present) name: Option<String>,
    /// What they may do.
    pub(in crate::present) grant: Grant,
}

impl<S: Send + Sync> FromRequestParts<S> for FormToken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<FormToken, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or(FormToken(String::new())))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or(Caller { name: None, grant: Grant::Read }))
    }
}

/// A browser's session.
#[derive(Debug, Clone)]
pub(super) struct Session {
    id: String,
    /// It has no cookie yet.
    pub(super) is_new: bool,
}

impl Session {
    /// The one that the cookie names, else a new one.
    pub(super) fn of(headers: &HeaderMap) -> Session {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';'));
        let known = cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(name, id)| *name == COOKIE && secret::is_one(id));
        known.map_or_else(Session::begin, |(_, id)| Session { id: id.to_owned(), is_new: false })
    }

    pub(super) fn begin() -> Session {
        Session { id: secret::draw(), is_new: true }
    }

    /// It follows from the session's name, which no foreign page can read, and does not tell it.
    pub(super) fn form_token(&self) -> FormToken {
        FormToken(sha256(format!("form of {}", self.id).as_bytes()))
    }

    pub(super) fn cookie(&self) -> String {
        format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", self.id)
    }
}

/// Who signed in with a token: by session, the token's name.
#[derive(Debug, Default)]
pub(super) struct SignedIn(Mutex<HashMap<String, (Token, Instant)>>);

impl SignedIn {
    pub(super) fn add(&self, session: &Session, token: Token) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, since)| since.elapsed() < LASTS);
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, (_, since))| *since).map(|(id, _)| id.clone())
        {
            all.remove(&oldest);
        }
        all.insert(session.id.clone(), (token, Instant::now()));
    }

    pub(super) fn remove(&self, session: &Session) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&session.id);
    }

    /// The token that a session signed in with; whether it still opens anything is another question.
    pub(super) fn get(&self, session: &Session) -> Option<Token> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&session.id).filter(|(_, since)| since.elapsed() < LASTS).map(|(token, _)| token.clone())
    }
}
