//! What an address names: an id, or a file.

use super::frame::Trouble;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The parts of an address that stand for something; where they are no text, a page says so.
pub(super) struct Named<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named<T>, Trouble> {
        let named = Path::from_request_parts(parts, state).await;
        let unread = |_| Trouble::wrong(format!("The address {} holds bytes that are no text in UTF-8.", parts.uri.path()));
        named.map(|Path(named)| Named(named)).map_err(unread)
    }
}
