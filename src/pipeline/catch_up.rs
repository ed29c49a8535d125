//! Linking and the index follow the store's change log. Each notes how far it came together with its own work, so that a
//! crash at any instant costs a repetition and nothing else.

use super::linking::{AT_ONCE, link, link_next};
use super::{PipelineError, index_folder};
use crate::index::Index;
use crate::store::Store;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Documents, or changes, that are read for the index at once.
const BATCH: u16 = 500;
/// Changes that are committed at once: each commit is a segment, and segments have to be merged.
const COMMIT: i64 = 5_000;

/// Brings links and index up to date. How many documents were indexed.
pub async fn catch_up(store: &Arc<Store>) -> Result<usize, PipelineError> {
    link(store).await?;
    let index = Index::open(&index_folder(store.folder()))?;
    fill(store, &index).await
}

/// Builds the index anew from the store.
pub async fn reindex(store: &Arc<Store>) -> Result<usize, PipelineError> {
    Index::clear(&index_folder(store.folder()))?;
    catch_up(store).await
}

/// How often links and index go along with what is stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Often {
    /// So many changes are linked without waiting longer.
    pub(super) changes: u32,
    /// After so long what there is is linked, and indexed: each time makes segments, which have to be merged.
    pub(super) time: Duration,
}

/// As a pass goes along.
pub(super) const OFTEN: Often = Often { changes: AT_ONCE, time: Duration::from_mins(1) };

/// Goes along with an ingest that goes on storing, until nobody tells of news any more: a pass may take hours, and what it
/// has stored is to be found. The rest is left.
pub(super) async fn catch_up_along(store: Arc<Store>, mut news: watch::Receiver<()>, often: Often) -> Result<(), PipelineError> {
    let mut last = Instant::now();
    while news.changed().await.is_ok() {
        let long_ago = last.elapsed() >= often.time;
        let enough = if long_ago { 1 } else { i64::from(often.changes) };
        if store.unlinked().await? >= enough {
            link_next(&store, often.changes).await?;
        }
        if long_ago {
            let (index, linked) = (Index::open(&index_folder(store.folder()))?, store.linked().await?);
            if index.position() < linked {
                replay(&store, &index, linked).await?;
            }
            last = Instant::now();
        }
    }
    Ok(())
}

async fn fill(store: &Store, index: &Index) -> Result<usize, PipelineError> {
    let (position, last) = (index.position(), store.last_change().await?);
    match position {
        p if p >= last => Ok(0),
        0 => anew(store, index, last).await,
        _ => replay(store, index, last).await,
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

/// What the log says, from where the index is up to a position.
async fn replay(store: &Store, index: &Index, end: i64) -> Result<usize, PipelineError> {
    let mut position = index.position();
    let mut writer = index.writer()?;
    let (mut count, mut committed) = (0, position);
    loop {
        let (documents, last) = store.changed_between((position, end), u32::from(BATCH)).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Zone};
    use crate::pipeline::{Imported, check, import};
    use crate::store::{Family, Saying, Wording};
    use chrono::DateTime;
    use std::path::Path;

    /// Every third one quotes the same words, and many are the same text but for a few words.
    fn text(n: usize) -> String {
        let said = if n.is_multiple_of(3) {
            "The toll stays as it is for another year"
        } else {
            "Every ferry of the northern line carries nine lanterns through the winter"
        };
        let rest = "met in the old customs house, heard the pilots one after the other, and put off what it could not settle.";
        format!("date 2026-03-02 “{said},” said Mara Quill. Board {n} {rest}")
    }

    async fn store(folder: &Path, n: usize, into: &Store) {
        let path = folder.join(format!("{n}.txt"));
        std::fs::write(&path, text(n)).unwrap();
        let as_what = Imported { role: Role::Press, publisher: None, speaks_for: None, zone: Zone::Unknown, known: &[] };
        let at = DateTime::from_timestamp(1_772_400_000, 0).unwrap();
        import(into, &[path], &as_what, at, &|_| ()).await.unwrap();
    }

    /// What linking made of all of it.
    async fn linked(store: &Store) -> (Vec<Saying>, Vec<Wording>, Family) {
        let documents = store.all_documents().await.unwrap();
        let sayings = store.sayings_in(&documents).await.unwrap();
        let wordings: Vec<i64> = sayings.iter().filter_map(|saying| saying.wording).collect();
        (sayings, store.wordings(&wordings).await.unwrap(), store.family(&documents).await.unwrap())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_linked_and_indexed_while_more_is_stored_is_what_is_at_the_end() {
        let other = tempfile::tempdir().unwrap();
        let after = Arc::new(Store::open(other.path()).await.unwrap());
        for n in 0..14 {
            store(other.path(), n, &after).await;
        }
        catch_up(&after).await.unwrap();
        let at_the_end = linked(&after).await;
        let (sayings, wordings, family) = &at_the_end;
        assert!(wordings.len() < sayings.len() && !family.alike.is_empty(), "{wordings:#?}{family:#?}");
        for often in [Often { changes: 3, time: Duration::MAX }, Often { changes: 1000, time: Duration::ZERO }] {
            let folder = tempfile::tempdir().unwrap();
            let along = Arc::new(Store::open(folder.path()).await.unwrap());
            let (stored, news) = watch::channel(());
            let following = tokio::spawn(catch_up_along(along.clone(), news, often));
            for n in 0..14 {
                store(folder.path(), n, &along).await;
                stored.send_replace(());
            }
            drop(stored);
            following.await.unwrap().unwrap();
            let indexed = Index::open(&index_folder(along.folder())).unwrap().position();
            let linked_to = along.linked().await.unwrap();
            assert!(
                linked_to > 0 && indexed == if often.time.is_zero() { linked_to } else { 0 },
                "linked to {linked_to}, indexed to {indexed}"
            );
            catch_up(&along).await.unwrap();
            assert_eq!(check(&along).await.unwrap(), []);
            assert_eq!(linked(&along).await, at_the_end);
        }
    }
}
