//! Linking and the index follow the store's change log. Each notes how far it came together with its own work, so that a
//! crash at any instant costs a repetition and nothing else.

use super::{PipelineError, index_folder};
use crate::index::Index;
use crate::link::{grams, relate};
use crate::model::Fidelity;
use crate::store::{Candidate, Grams, GramsOf, LinkJob, Quoted, Store, Verdict};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Changes that are read for the index at once.
const BATCH: u32 = 500;
/// Changes that are committed at once: each commit is a segment, and segments have to be merged.
const COMMIT: i64 = 5_000;
/// Changes that are linked at once; each may be a long text with its words.
const LINK_BATCH: u32 = 200;

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
        for (document, units) in store.units(&documents).await? {
            writer.replace(document, &units)?;
        }
        count += documents.len();
        position = last;
    }
    writer.close()?;
    Ok(count)
}

async fn link(store: &Store) -> Result<(), PipelineError> {
    loop {
        let jobs = store.next_links(LINK_BATCH).await?;
        let Some(last) = jobs.last() else { return Ok(()) };
        let grams: Vec<Grams> = jobs.iter().flat_map(grams_of).collect();
        store.write_grams(&grams).await?;
        let verdicts = verdicts(store, &jobs, &grams).await?;
        store.finish_links(last.position, &verdicts).await?;
    }
}

/// Of a primary document's text, and of the words quoted in any.
fn grams_of(job: &LinkJob) -> Vec<Grams> {
    let text = job.primary.iter().map(|text| Grams { of: GramsOf::Primary(job.document), hashes: grams(text) });
    let quoted = job.quotations.iter().map(|(n, pieces)| Grams { of: GramsOf::Quotation(*n), hashes: grams(&pieces.join(" ")) });
    text.chain(quoted).collect()
}

/// Of the documents' own quotations, and of those that may quote one of them.
async fn verdicts(store: &Store, jobs: &[LinkJob], grams: &[Grams]) -> Result<Vec<Verdict>, PipelineError> {
    let mut quoted: HashMap<i64, Vec<String>> = jobs.iter().flat_map(|job| job.quotations.iter().cloned()).collect();
    for g in grams {
        if let GramsOf::Primary(document) = g.of {
            quoted.extend(store.quotations_sharing(document, &g.hashes).await?);
        }
    }
    let mut quoted: Vec<Quoted> = quoted.into_iter().collect();
    quoted.sort_unstable();
    judge(store, &quoted).await
}

async fn judge(store: &Store, quoted: &[Quoted]) -> Result<Vec<Verdict>, PipelineError> {
    let hashed: Vec<(i64, Vec<i64>)> = quoted.iter().map(|(n, pieces)| (*n, grams(&pieces.join(" ")))).collect();
    let mut sharing: HashMap<i64, Vec<i64>> = HashMap::new();
    for (quotation, document) in store.primaries_sharing(&hashed).await? {
        sharing.entry(quotation).or_default().push(document);
    }
    let mut documents = sharing.values().flatten().copied().collect::<Vec<_>>();
    documents.sort_unstable();
    documents.dedup();
    let candidates: HashMap<i64, Candidate> = store.candidates(&documents).await?.into_iter().map(|c| (c.document, c)).collect();
    let verdict = |(quotation, pieces): &Quoted| {
        let mine = sharing.get(quotation).into_iter().flatten().filter_map(|document| candidates.get(document));
        Verdict { quotation: *quotation, primary: best(pieces, mine) }
    };
    Ok(quoted.iter().map(verdict).collect())
}

/// The truest; of equals the earliest, then by id, so that the order of arrival does not matter.
fn best<'c>(pieces: &[String], candidates: impl Iterator<Item = &'c Candidate>) -> Option<(i64, Fidelity)> {
    let fits = candidates.filter_map(|c| relate(pieces, &c.text).map(|fidelity| (fidelity, c)));
    let truth = |f: Fidelity| match f {
        Fidelity::Verbatim => 2,
        Fidelity::Cut => 1,
        Fidelity::Altered => 0,
    };
    fits.max_by_key(|(f, c)| (truth(*f), Reverse(c.published.unwrap_or(i64::MAX)), Reverse(c.id.clone()))).map(|(f, c)| (c.document, f))
}
