//! Linking and the index follow the store's change log. Each notes how far it came together with its own work, so that a
//! crash at any instant costs a repetition and nothing else.

use super::linking::link;
use super::{PipelineError, index_folder};
use crate::index::Index;
use crate::store::Store;

/// Documents, or changes, that are read for the index at once.
const BATCH: u16 = 500;
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
    let (position, last) = (index.position(), store.last_change().await?);
    match position {
        p if p >= last => Ok(0),
        0 => anew(store, index, last).await,
        _ => replay(store, index, position).await,
    }
}

/// Every document once, whatever the log says of it: most stand in it more than once, as linking adds to it.
async fn anew(store: &Store, index: &Index, last: i64) -> Result<usize, PipelineError> {
    let documents = store.all_documents().await?;
    let mut writer = index.writer_for(documents.len())?;
    for batch in documents.chunks(usize::from(BATCH)) {
        for (document, units) in store.units(batch).await? {
            writer.replace(document, &units)?;
        }
    }
    writer.commit(last)?;
    writer.close()?;
    Ok(documents.len())
}

/// What the log says since a position.
async fn replay(store: &Store, index: &Index, mut position: i64) -> Result<usize, PipelineError> {
    let mut writer = index.writer()?;
    let (mut count, mut committed) = (0, position);
    loop {
        let (documents, last) = store.changed_after(position, u32::from(BATCH)).await?;
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
