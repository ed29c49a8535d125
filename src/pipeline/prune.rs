//! Retention: what each source wants to be kept no longer, or in no more room, goes; never what somebody decided about, or
//! has asked for by a saved question.

use super::{Lock, PipelineError, catch_up, index_folder, opening};
use crate::index::Index;
use crate::model::Source;
use crate::query::{QueryError, Request, Results, View, ask};
use crate::store::{Aging, Store};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// What goes of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// Its name.
    pub source: String,
    /// Rows of documents.
    pub documents: Vec<i64>,
    /// Rows of captures on which no document rests.
    pub captures: Vec<i64>,
    /// Of the oldest and the newest of the documents.
    pub dated: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Bytes on the disk.
    pub bytes: u64,
}

/// What would go, source by source; with `yes` it goes.
pub async fn prune_pass(data: &Path, sources: &[Source], now: DateTime<Utc>, yes: bool) -> Result<Vec<Going>, PipelineError> {
    let store = Arc::new(opening::open_existing(data).await?);
    let _lock = Lock::take(data)?;
    let mut all = Vec::new();
    let held = held(&store, now).await?;
    for source in sources {
        all.extend(going(&store, source, now, &held).await?);
    }
    if yes && !all.is_empty() {
        let documents: Vec<i64> = all.iter().flat_map(|going| going.documents.clone()).collect();
        let captures: Vec<i64> = all.iter().flat_map(|going| going.captures.clone()).collect();
        store.remove(&documents).await?;
        store.drop_captures(&captures).await?;
        store.sweep().await?;
        catch_up(&store).await?;
        store.fold().await?;
    }
    opening::close(store).await?;
    Ok(all)
}

/// The first instant that is kept.
pub(super) fn kept_since(source: &Source, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    TimeDelta::from_std(source.keep.age?).ok().and_then(|age| now.checked_sub_signed(age))
}

/// Ids of documents that saved questions find, or find something in.
async fn held(store: &Arc<Store>, now: DateTime<Utc>) -> Result<HashSet<String>, PipelineError> {
    let saved = store.saved().await?;
    if saved.is_empty() {
        return Ok(HashSet::new());
    }
    // What has not been linked and indexed yet could not be found.
    catch_up(store).await?;
    let (index, mut held) = (Index::read(&index_folder(store.folder()))?, HashSet::new());
    for saved in saved {
        let view = View::named(&saved.shape).unwrap_or(View::Documents);
        let request = Request { text: &saved.question, view, zone: saved.zone, now, limit: None, cursor: None };
        let unanswered = |e: QueryError| PipelineError::Saved(saved.name.clone(), e.to_string());
        held.extend(ids(ask(store, &index, &request).await.map_err(unanswered)?.results));
    }
    Ok(held)
}

fn ids(results: Results) -> Vec<String> {
    match results {
        Results::Documents(found) => found.into_iter().map(|finding| finding.document.id.to_string()).collect(),
        Results::Quotations(found) => found.into_iter().map(|quotation| quotation.document.id.to_string()).collect(),
        Results::Events(found) => found.into_iter().map(|event| event.document.id.to_string()).collect(),
    }
}

async fn going(store: &Store, source: &Source, now: DateTime<Utc>, held: &HashSet<String>) -> Result<Option<Going>, PipelineError> {
    if source.keep.age.is_none() && source.keep.size.is_none() {
        return Ok(None);
    }
    let since = kept_since(source, now);
    let (captures, mut bytes) = match since {
        Some(since) => store.spent(&source.name, since).await?,
        None => (Vec::new(), 0),
    };
    let over = match source.keep.size {
        Some(size) => store.bytes_of(&source.name).await?.saturating_sub(bytes).saturating_sub(size),
        None => 0,
    };
    let mut aging = store.aging(&source.name, since).await?;
    aging.retain(|aging| !held.contains(&aging.id));
    let documents = chosen(aging, since, over);
    bytes += documents.iter().map(|aging| aging.bytes).sum::<u64>();
    let dated = documents.first().zip(documents.last()).map(|(first, last)| (first.dated, last.dated));
    let documents: Vec<i64> = documents.into_iter().map(|aging| aging.document).collect();
    let going = Going { source: source.name.clone(), documents, captures, dated, bytes };
    Ok(Some(going).filter(|going| !going.documents.is_empty() || !going.captures.is_empty()))
}

/// Those that are too old, and the oldest of the others until so many bytes are free. One that its source still lists stays, unless
/// the date it is listed with keeps it from coming again.
fn chosen(aging: Vec<Aging>, since: Option<DateTime<Utc>>, over: u64) -> Vec<Aging> {
    let mut freed = 0;
    let goes = |aging: &Aging| {
        let is_old = since.is_some_and(|since| aging.dated < since);
        let goes = !aging.returns && (is_old || freed < over);
        freed += if goes { aging.bytes } else { 0 };
        goes
    };
    aging.into_iter().filter(goes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_go_and_then_the_oldest() {
        let day = |n: i64| DateTime::from_timestamp(n * 86_400, 0).unwrap();
        let aging: Vec<Aging> =
            (0..6).map(|n| Aging { document: n, id: String::new(), dated: day(n), returns: n == 3, bytes: 10 }).collect();
        let check = |since: Option<i64>, over: u64, expected: &[i64]| {
            let chosen: Vec<i64> = chosen(aging.clone(), since.map(day), over).iter().map(|a| a.document).collect();
            assert_eq!(chosen, expected, "{since:?} {over}");
        };
        check(None, 0, &[]);
        check(Some(2), 0, &[0, 1]);
        check(Some(2), 15, &[0, 1]);
        check(Some(2), 25, &[0, 1, 2]);
        // What would come again stays.
        check(None, 35, &[0, 1, 2, 4]);
        check(Some(4), 0, &[0, 1, 2]);
    }
}
