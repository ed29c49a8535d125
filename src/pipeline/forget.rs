//! A document is taken down with all that is left of it, and not asked for again.

use super::{Lock, PipelineError, opening, reindex};
use crate::model::{Decision, Id, Ruling};
use crate::store::{Store, TakenDown};
use chrono::{DateTime, Utc};
use std::path::Path;
use std::sync::Arc;

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
    let store = Arc::new(opening::open_existing(data).await?);
    let _lock = Lock::take(data)?;
    let forgotten = take_down(&store, id, why, at, by).await?;
    if forgotten != Forgotten::Unknown {
        leave_nothing(&store).await?;
    }
    opening::close(store).await?;
    Ok(forgotten)
}

/// What lies about of documents that were taken down goes from bodies, index and database.
pub(super) async fn leave_nothing(store: &Arc<Store>) -> Result<(), PipelineError> {
    store.sweep().await?;
    store.drop_copies()?;
    reindex(store).await?;
    Ok(store.fold().await?)
}

/// Takes down what is here of a document that a decision made elsewhere is about. Whether there was any; the decision is noted
/// then.
pub(super) async fn obey(store: &Store, decision: &Decision) -> Result<bool, PipelineError> {
    let Ruling::Forget { urls, .. } = &decision.ruling else { return Ok(false) };
    let mut documents = store.documents_at(urls).await?;
    documents.extend(store.row(decision.subject.as_str()).await?);
    documents.sort_unstable();
    documents.dedup();
    for document in &documents {
        let mut all = store.urls_of(&[*document]).await?;
        all.extend(urls.iter().cloned());
        store.forget(*document, &all, decision).await?;
        store.forget_urls(&all.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    }
    Ok(!documents.is_empty())
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
