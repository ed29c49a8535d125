//! Opening a data folder: an older one is brought up to date first, under the lock, so that no other run is at it meanwhile.

use super::{Lock, PipelineError};
use crate::store::{Store, StoreError};
use std::path::Path;
use std::sync::Arc;

/// Makes or opens a data folder for the one who holds its lock.
pub(super) async fn open(data: &Path, _held: &Lock) -> Result<Store, PipelineError> {
    match Store::open(data).await {
        Err(StoreError::Older { .. }) => {
            Store::upgrade(data).await?;
            Ok(Store::open(data).await?)
        }
        opened => Ok(opened?),
    }
}

/// Makes or opens a data folder without its lock.
pub(super) async fn open_unlocked(data: &Path) -> Result<Store, PipelineError> {
    match Store::open(data).await {
        Err(StoreError::Older { .. }) => {
            let lock = Lock::take(data)?;
            open(data, &lock).await
        }
        opened => Ok(opened?),
    }
}

/// Opens a data folder that must be there already, without its lock, to read one thing after the other.
pub(super) async fn open_existing(data: &Path) -> Result<Store, PipelineError> {
    let opened = match Store::open_existing(data).await {
        Err(StoreError::Older { .. }) => open_unlocked(data).await?,
        opened => opened?,
    };
    Ok(opened.sparing())
}

/// Closes a data folder, once nothing is at it any more.
pub(super) async fn close(store: Arc<Store>) -> Result<(), PipelineError> {
    match Arc::into_inner(store) {
        Some(store) => Ok(store.close().await?),
        None => Ok(()),
    }
}
