//! Linking and the index follow the store's change log. Each notes how far it came together with its own work, so that a
//! crash at any instant costs a repetition and nothing else.

use super::{PipelineError, index_folder};
use crate::index::Index;
use crate::link::{grams, relate};
use crate::model::Fidelity;
use crate::store::{Candidate, LinkJob, Store, Verdict};
use std::cmp::Reverse;

/// Changes that are read at once.
const BATCH: u32 = 500;

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
    let mut count = 0;
    loop {
        let (documents, last) = store.changed_after(position, BATCH).await?;
        if documents.is_empty() {
            break;
        }
        for document in &documents {
            writer.replace(*document, &store.units(*document).await?)?;
        }
        count += documents.len();
        position = last;
        writer.commit(position)?;
    }
    writer.close()?;
    Ok(count)
}

async fn link(store: &Store) -> Result<(), PipelineError> {
    while let Some(job) = store.next_link().await? {
        let primary = job.primary.as_deref().map(grams).unwrap_or_default();
        let quoted: Vec<(i64, Vec<i64>)> = job.quotations.iter().map(|(n, pieces)| (*n, grams(&pieces.join(" ")))).collect();
        store.write_grams(&job, &primary, &quoted).await?;
        let verdicts = verdicts(store, &job, &primary).await?;
        store.finish_link(&job, &verdicts).await?;
    }
    Ok(())
}

/// Of the document's own quotations, and of those that may quote it.
async fn verdicts(store: &Store, job: &LinkJob, primary: &[i64]) -> Result<Vec<Verdict>, PipelineError> {
    let mut quotations = job.quotations.clone();
    if job.primary.is_some() {
        quotations.extend(store.quotations_sharing(job.document, primary).await?);
    }
    let mut verdicts = Vec::with_capacity(quotations.len());
    for (quotation, pieces) in quotations {
        let candidates = store.primaries_sharing(quotation, &grams(&pieces.join(" "))).await?;
        verdicts.push(Verdict { quotation, primary: best(&pieces, &candidates) });
    }
    Ok(verdicts)
}

/// The truest; of equals the earliest, then by id, so that the order of arrival does not matter.
fn best(pieces: &[String], candidates: &[Candidate]) -> Option<(i64, Fidelity)> {
    let fits = candidates.iter().filter_map(|c| relate(pieces, &c.text).map(|fidelity| (fidelity, c)));
    let truth = |f: Fidelity| match f {
        Fidelity::Verbatim => 2,
        Fidelity::Cut => 1,
        Fidelity::Altered => 0,
    };
    fits.max_by_key(|(f, c)| (truth(*f), Reverse(c.published.unwrap_or(i64::MAX)), Reverse(c.id.clone()))).map(|(f, c)| (c.document, f))
}
