//! Linking follows the store's change log: quotations become utterances, statements find their coverage, copies each other.
//! Each step may be repeated, so a crash between them costs a repetition and nothing else.

use super::PipelineError;
use super::copies::find_copies;
use super::decisions::apply;
use super::namesakes::Namesakes;
use super::revisions::read_revisions;
use super::utterances::unite;
use super::verdicts::{Judged, judge};
use crate::link::Text;
use crate::store::{LinkJob, Store};
use std::sync::Arc;
use tokio::sync::watch;

/// Changes that are linked at once, and words of their texts: the more, the more of what is written lands on the same pages of
/// the database; but all of them are held in memory meanwhile.
pub(super) const AT_ONCE: u32 = 5_000;
const WORDS_AT_ONCE: u32 = 1_000_000;

/// Links what changed. Idempotent; the order in which documents came makes no difference.
pub async fn link(store: &Store) -> Result<(), PipelineError> {
    while link_next(store, AT_ONCE).await? {}
    Ok(())
}

/// Links what an ingest stores while it goes on storing, whenever there are so many changes, until nobody tells of news any
/// more. The rest is left.
pub(super) async fn link_along(store: Arc<Store>, mut news: watch::Receiver<()>, at_once: u32) -> Result<(), PipelineError> {
    while news.changed().await.is_ok() {
        while store.unlinked().await? >= i64::from(at_once) {
            link_next(&store, at_once).await?;
        }
    }
    Ok(())
}

/// Links so many of the next changes, at most. Whether there are more.
async fn link_next(store: &Store, at_once: u32) -> Result<bool, PipelineError> {
    let jobs = store.next_links(at_once, WORDS_AT_ONCE).await?;
    let Some(last) = jobs.last() else { return Ok(false) };
    link_some(store, &jobs).await?;
    Ok(store.finish_links(last.position).await?)
}

async fn link_some(store: &Store, jobs: &[LinkJob]) -> Result<(), PipelineError> {
    let fresh = documents(jobs, |job| job.fresh);
    if fresh.is_empty() {
        return Ok(());
    }
    let primaries = primaries(store, &documents(jobs, |job| job.fresh && job.primary)).await?;
    store.write_primaries(&primaries).await?;
    // A person may have added a quotation to a document without any.
    let decided = jobs.iter().any(|job| job.decided);
    let decisions = if decided { store.decisions().await? } else { Vec::new() };
    let quoting = documents(jobs, |job| job.fresh && (job.quotes || decided));
    let revised = documents(jobs, |job| job.fresh && job.revised);
    apply(store, &decisions, &Namesakes::of(store, &quoting).await?, &fresh).await?;
    read_revisions(store, &revised).await?;
    let sayings = store.sayings_in(&quoting).await?;
    let mut touched = unite(store, &sayings).await?;
    touched.extend(store.wordings_gone(&revised).await?);
    judge(store, &decisions, &Judged { primaries: &primaries, wordings: &touched, fresh: &fresh }).await?;
    find_copies(store, &fresh).await
}

/// Documents of jobs, each once.
fn documents(jobs: &[LinkJob], wanted: impl Fn(&&LinkJob) -> bool) -> Vec<i64> {
    let mut documents: Vec<i64> = jobs.iter().filter(wanted).map(|job| job.document).collect();
    documents.sort_unstable();
    documents.dedup();
    documents
}

/// Primary documents with what their words are found by.
async fn primaries(store: &Store, documents: &[i64]) -> Result<Vec<(i64, Vec<i64>)>, PipelineError> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let bodies = store.bodies(documents).await?;
    Ok(bodies.iter().map(|b| (b.document, Text::of_statement(&b.text).grams())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Zone};
    use crate::pipeline::{Imported, import};
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
    async fn what_is_linked_while_more_is_stored_is_what_is_linked_at_the_end() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (along, after) = (Arc::new(Store::open(folder.path()).await.unwrap()), Store::open(other.path()).await.unwrap());
        let (stored, news) = watch::channel(());
        let linking = tokio::spawn(link_along(along.clone(), news, 3));
        for n in 0..14 {
            store(folder.path(), n, &along).await;
            store(other.path(), n, &after).await;
            stored.send_replace(());
        }
        drop(stored);
        linking.await.unwrap().unwrap();
        let left = along.unlinked().await.unwrap();
        assert!(left < 3 && along.linked().await.unwrap() >= 12, "{left} are left");
        link(&along).await.unwrap();
        link(&after).await.unwrap();
        let (sayings, wordings, family) = linked(&along).await;
        assert!(wordings.len() < sayings.len() && !family.alike.is_empty(), "{wordings:#?}{family:#?}");
        assert_eq!((sayings, wordings, family), linked(&after).await);
    }
}
