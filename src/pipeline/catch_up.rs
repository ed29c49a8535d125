//! Linking and the index follow the store's change log. Each notes how far it came together with its own work, so that a
//! crash at any instant costs a repetition and nothing else.

use super::linking::link;
use super::{PipelineError, index_folder};
use crate::index::Index;
use crate::store::Store;

/// Changes that are read for the index at once.
const BATCH: u32 = 500;
/// Changes that are committed at once: each commit is a segment, and segments have to be merged.
const COMMIT: i64 = 5_000;

/// Brings links and index up to date. How many documents were indexed.
pub async fn catch_up(store: &Store) -> Result<usize, PipelineError> {
    link(store).await?;
    let index = Index::open(&index_folder(store.folder()))?;
    fill(store, &index).await
}

/// Builds the index anew from the store.
pub async fn reindex(store: &Store) -> Result<usize, PipelineError> {
    Index::clear(&index_folder(store.folder()))?;
    catch_up(store).await
}

async fn fill(store: &Store, index: &Index) -> Result<usize, PipelineError> {
    let mut position = index.position();
    if position >= store.last_change().await? {
        return Ok(0);
    }
    let mut writer = index.writer()?;
    let (mut count, mut committed) = (0, position);
    loop {
        let (documents, last) = store.changed_after(position, BATCH).await?;
        if documents.is_empty() || position - committed >= COMMIT {
            writer.commit(position)?;
            committed = position;
        }
        if documents.is_empty() {
            break;
        }
        let units = store.units(&documents).await?;
        // What was taken down has none.
        let gone = documents.iter().filter(|document| units.iter().all(|(there, _)| there != *document));
        for document in gone {
            writer.replace(*document, &[])?;
        }
        for (document, units) in &units {
            writer.replace(*document, units)?;
        }
        count += units.len();
        position = last;
    }
    writer.close()?;
    Ok(count)
}
