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
use tokio::task::JoinSet;

/// Changes that are linked at once, and words of their texts: the more, the more of what is written lands on the same pages of
/// the database; but all of them are held in memory meanwhile.
pub(super) const AT_ONCE: u32 = 5_000;
const WORDS_AT_ONCE: u32 = 1_000_000;

/// Links what changed, and tells again and again how far it came. Idempotent; the order in which documents came makes no
/// difference.
pub async fn link(store: &Arc<Store>, told: impl Fn(i64)) -> Result<(), PipelineError> {
    while link_next(store, AT_ONCE).await? {
        told(store.linked().await?);
    }
    told(store.linked().await?);
    Ok(())
}

/// Links so many of the next changes, at most. Whether there are more.
pub(super) async fn link_next(store: &Arc<Store>, at_once: u32) -> Result<bool, PipelineError> {
    let end = store.last_change().await?;
    let jobs = store.next_links(at_once, WORDS_AT_ONCE).await?;
    match jobs.last() {
        Some(last) => {
            link_some(store, &jobs).await?;
            Ok(store.finish_links(last.position).await?)
        }
        // What is left was changed by linking itself.
        None if store.linked().await? < end => Ok(store.finish_links(end).await?),
        None => Ok(false),
    }
}

async fn link_some(store: &Arc<Store>, jobs: &[LinkJob]) -> Result<(), PipelineError> {
    let fresh = documents(jobs, |job| job.fresh);
    if fresh.is_empty() {
        return Ok(());
    }
    // Copies are found by texts alone, quotations by what they quote: neither waits for the other.
    let mut copying = JoinSet::new();
    copying.spawn(find_copies(store.clone(), fresh.clone()));
    let quoted = link_quotations(store, jobs, &fresh).await;
    let copied = copying.join_next().await.expect("one was begun").expect("finding copies does not panic");
    quoted.and(copied)
}

async fn link_quotations(store: &Store, jobs: &[LinkJob], fresh: &[i64]) -> Result<(), PipelineError> {
    let primaries = primaries(store, &documents(jobs, |job| job.fresh && job.primary)).await?;
    store.write_primaries(&primaries).await?;
    // A person may have added a quotation to a document without any.
    let decided = jobs.iter().any(|job| job.decided);
    let decisions = if decided { store.decisions().await? } else { Vec::new() };
    let quoting = documents(jobs, |job| job.fresh && (job.quotes || decided));
    let revised = documents(jobs, |job| job.fresh && job.revised);
    apply(store, &decisions, &Namesakes::of(store, &quoting).await?, fresh).await?;
    read_revisions(store, &revised).await?;
    let sayings = store.sayings_in(&quoting).await?;
    let mut touched = unite(store, &sayings).await?;
    touched.extend(store.wordings_gone(&revised).await?);
    judge(store, &decisions, &Judged { primaries: &primaries, wordings: &touched, fresh }).await
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
