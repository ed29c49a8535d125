//! A document is taken down with all that is left of it, and not asked for again.

use super::{Lock, PipelineError, opening, reindex};
use crate::model::{Decision, Id, Ruling};
use crate::store::{Store, TakenDown};
use chrono::{DateTime, Utc};
use std::path::Path;

/// What became of a wish to take a document down.
#[derive(Debug, Clone, PartialEq)]
pub enum Forgotten {
    /// It was, with this; the decision says what is left.
    Now(Decision, TakenDown),
    /// It had been before.
    Before(Decision),
    /// Nothing is known by this id.
    Unknown,
}

/// Takes a document down. The index is built anew, so that nothing of it stays there. Called again, it finishes what was cut
/// short.
pub async fn forget_pass(
    data: &Path,
    id: &Id,
    why: Option<String>,
    at: DateTime<Utc>,
    by: Option<String>,
) -> Result<Forgotten, PipelineError> {
    let store = opening::open_existing(data).await?;
    let _lock = Lock::take(data)?;
    let forgotten = take_down(&store, id, why, at, by).await?;
    if forgotten != Forgotten::Unknown {
        store.sweep().await?;
        reindex(&store).await?;
        store.fold().await?;
    }
    store.close().await?;
    Ok(forgotten)
}

async fn take_down(store: &Store, id: &Id, why: Option<String>, at: DateTime<Utc>, by: Option<String>) -> Result<Forgotten, PipelineError> {
    let row = if id.as_str().starts_with('d') { store.row(id.as_str()).await? } else { None };
    let Some(document) = row else {
        return Ok(store.taken_down(id).await?.map_or(Forgotten::Unknown, Forgotten::Before));
    };
    let urls = store.urls_of(&[document]).await?;
    let decision = Decision::new(id.clone(), Ruling::Forget { urls: urls.clone(), why }, at, by);
    let taken = store.forget(document, &urls, &decision).await?;
    Ok(Forgotten::Now(decision, taken))
}
