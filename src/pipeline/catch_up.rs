//! Linking and the index follow the store's change log. Each notes how far it came together with its own work, so that a
//! crash at any instant costs a repetition and nothing else.

use super::linking::{AT_ONCE, link, link_next};
use super::{PipelineError, index_folder};
use crate::index::{Index, Writer};
use crate::model::Unit;
use crate::store::Store;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Documents that are read for the index at once.
const BATCH: usize = 500;
/// Changes that are committed at once, but to a new index: each commit is a segment, and segments have to be merged.
const COMMIT: i64 = 5_000;

/// Brings links and index up to date. How many documents were indexed.
pub async fn catch_up(store: &Arc<Store>) -> Result<usize, PipelineError> {
    let (_stored, news) = watch::channel(Stored::All);
    catch_up_along(store.clone(), news, OFTEN).await
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
    /// After so long what there is is linked, and committed: each time makes segments, which have to be merged.
    pub(super) time: Duration,
}

/// As a pass goes along.
pub(super) const OFTEN: Often = Often { changes: AT_ONCE, time: Duration::from_mins(1) };

/// How far an ingest has come that links and index go along with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// Something.
    Some,
    /// Everything.
    All,
}

/// Goes along with an ingest that goes on storing: what is stored is linked while the rest is fetched, and what is linked is
/// indexed. A pass may take hours, and what it has stored is to be found, so it is committed every while. Where the ingest is
/// given up, the rest is left. How many documents were indexed.
pub(super) async fn catch_up_along(store: Arc<Store>, news: watch::Receiver<Stored>, often: Often) -> Result<usize, PipelineError> {
    let (linked, so_far) = watch::channel(store.linked().await?);
    let mut indexing = JoinSet::new();
    indexing.spawn(index_along(store.clone(), news.clone(), so_far, often.time));
    let done = link_along(&store, news, linked, often).await;
    let indexed = indexing.join_next().await.expect("one was begun").expect("indexing does not panic");
    done.and(indexed)
}

/// Links what is stored, and tells how far it came.
async fn link_along(
    store: &Arc<Store>,
    mut news: watch::Receiver<Stored>,
    linked: watch::Sender<i64>,
    often: Often,
) -> Result<(), PipelineError> {
    let tell = |position| {
        linked.send_replace(position);
    };
    let mut last = Instant::now();
    while *news.borrow_and_update() != Stored::All {
        if news.changed().await.is_err() {
            return Ok(());
        }
        let enough = if last.elapsed() >= often.time { 1 } else { i64::from(often.changes) };
        if store.unlinked().await? >= enough {
            link_next(store, often.changes).await?;
            tell(store.linked().await?);
            last = Instant::now();
        }
    }
    link(store, tell).await
}

/// Indexes what is linked, until nothing more is. How many documents that were.
async fn index_along(
    store: Arc<Store>,
    news: watch::Receiver<Stored>,
    mut linked: watch::Receiver<i64>,
    every: Duration,
) -> Result<usize, PipelineError> {
    let index = Index::open(&index_folder(store.folder()))?;
    let (mut replay, mut last) = (Replay::of(&store, &index), Instant::now());
    loop {
        let (end, long_ago) = (*linked.borrow_and_update(), last.elapsed() >= every);
        // What is written again counts twice in how rare its words are, until segments are merged. So a new index is written when
        // all is linked, if that is soon: it gives the same scores whenever it is made.
        if long_ago || !replay.is_new() {
            replay.to(end).await?;
        }
        if long_ago {
            replay.commit()?;
            last = Instant::now();
        }
        if linked.changed().await.is_err() {
            if *news.borrow() == Stored::All {
                replay.to(end).await?;
            }
            return replay.close();
        }
    }
}

/// The change log on its way into the index.
struct Replay<'i> {
    store: &'i Store,
    index: &'i Index,
    /// Made when there is something to be written.
    writer: Option<Writer<'i>>,
    /// How far it came in the log, and how far it has committed.
    position: i64,
    committed: i64,
    /// Documents that were written.
    count: usize,
}

impl<'i> Replay<'i> {
    fn of(store: &'i Store, index: &'i Index) -> Replay<'i> {
        let position = index.position();
        Replay { store, index, writer: None, position, committed: position, count: 0 }
    }

    /// Nothing was committed yet.
    fn is_new(&self) -> bool {
        self.committed == 0
    }

    /// Goes on to a position. Each commit is a segment, so a new index gets one commit for all there is.
    async fn to(&mut self, end: i64) -> Result<(), PipelineError> {
        while self.position < end {
            let next = if self.is_new() { end } else { end.min(self.committed + COMMIT) };
            self.write(next).await?;
            self.position = next;
            if !self.is_new() && next - self.committed >= COMMIT {
                self.commit()?;
            }
        }
        Ok(())
    }

    /// Every document that changed up to a position, once, whatever the log says of it.
    async fn write(&mut self, end: i64) -> Result<(), PipelineError> {
        let documents = self.store.changed_between(self.position, end).await?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(self.index.writer_for(documents.len())?),
        };
        for batch in documents.chunks(BATCH) {
            let mut units: HashMap<i64, Vec<Unit>> = self.store.units(batch).await?.into_iter().collect();
            self.count += units.len();
            for document in batch {
                // What was taken down has none.
                writer.replace(*document, &units.remove(document).unwrap_or_default())?;
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), PipelineError> {
        if let Some(writer) = self.writer.as_mut().filter(|_| self.committed < self.position) {
            writer.commit(self.position)?;
            self.committed = self.position;
        }
        Ok(())
    }

    /// Commits the rest.
    fn close(mut self) -> Result<usize, PipelineError> {
        self.commit()?;
        if let Some(writer) = self.writer {
            writer.close()?;
        }
        Ok(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Counting, EventKind, Expr, Field, Order, Question, Role, Words, Zone};
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

    /// Fourteen of them, and links and index along with them; given up before the end, unless all is stored.
    async fn store_along(folder: &Path, often: Often, end: Stored) -> Arc<Store> {
        let along = Arc::new(Store::open(folder).await.unwrap());
        let (stored, news) = watch::channel(Stored::Some);
        let following = tokio::spawn(catch_up_along(along.clone(), news, often));
        for n in 0..14 {
            store(folder, n, &along).await;
            stored.send_replace(Stored::Some);
        }
        stored.send_replace(end);
        drop(stored);
        following.await.unwrap().unwrap();
        along
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_new_index_gives_the_same_scores_whether_it_went_along_or_came_after() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let often = |changes| Often { changes, time: Duration::MAX };
        let along = store_along(one.path(), often(3), Stored::All).await;
        let after = store_along(other.path(), often(1000), Stored::All).await;
        let changed = along.changed_between(0, i64::MAX).await.unwrap().len();
        assert!(along.last_change().await.unwrap() > i64::try_from(changed).unwrap(), "later ones changed earlier ones");
        let found = |store: &Store| {
            let expr = Expr::Words(Field::Any, Words::Word("ferry".to_owned()));
            let (kinds, order) = (vec![EventKind::Published], Order::Relevance);
            let question = Question { expr, kinds, order, dated: false, limit: None, after: None, counting: Counting::default() };
            Index::open(&index_folder(store.folder())).unwrap().find(&question).unwrap().hits
        };
        assert_eq!(found(&along), found(&after));
        assert!(found(&along).len() > 5);
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
            let along = store_along(folder.path(), often, Stored::Some).await;
            let indexed = Index::open(&index_folder(along.folder())).unwrap().position();
            let linked_to = along.linked().await.unwrap();
            assert!(
                linked_to > 0 && indexed == if often.time.is_zero() { linked_to } else { 0 },
                "linked to {linked_to}, indexed to {indexed}"
            );
            catch_up(&along).await.unwrap();
            let last = along.last_change().await.unwrap();
            let indexed = Index::open(&index_folder(along.folder())).unwrap().position();
            assert_eq!((along.linked().await.unwrap(), indexed), (last, last));
            assert_eq!(check(&along).await.unwrap(), []);
            assert_eq!(linked(&along).await, at_the_end);
        }
    }
}
