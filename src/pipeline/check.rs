//! Whether store, links and index agree.

use super::{PipelineError, index_folder};
use crate::index::Index;
use crate::model::EventKind;
use crate::store::{Fault, Store};

/// Documents whose units are read at once.
const AT_ONCE: usize = 500;

/// Looks at everything; an empty list means that all is well.
pub async fn check(store: &Store) -> Result<Vec<Fault>, PipelineError> {
    let mut faults = store.check().await?;
    let index = Index::read(&index_folder(store.folder()))?;
    let last = store.last_change().await?;
    let behind = [("linking", store.linked().await?), ("the index", index.position())].into_iter().filter(|(_, n)| *n != last);
    faults.extend(behind.map(|(who, n)| Fault(format!("{who} has seen {n} of {last} changes; the next ingest will catch up"))));
    if index.position() == last && index.rows()? != rows(store).await? {
        faults.push(Fault("the index does not hold what the database does; `dateline reindex` builds it anew".to_owned()));
    }
    Ok(faults)
}

/// What the index should hold: kind and row of every unit, sorted.
async fn rows(store: &Store) -> Result<Vec<(u64, i64)>, PipelineError> {
    let mut rows = Vec::new();
    for documents in store.all_documents().await?.chunks(AT_ONCE) {
        let units = store.units(documents).await?;
        rows.extend(units.iter().flat_map(|(_, units)| units).map(|u| (u.kind.unwrap_or(EventKind::Published) as u64, u.row)));
    }
    rows.sort_unstable();
    Ok(rows)
}
