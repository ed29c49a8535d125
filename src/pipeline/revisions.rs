//! What revisions changed: held against the one before, and told from noise.

use super::{Desk, PipelineError};
use crate::link::revision::{Change, altered, changes};
use crate::model::{Document, Revised, Revision};
use crate::store::{Much, Store};
use std::collections::BTreeSet;

/// A revision held against an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The document.
    pub document: Document,
    /// The earlier and the later revision.
    pub revisions: Box<(Revision, Revision)>,
    /// Paragraphs that differ.
    pub changes: Vec<Change>,
    /// In figures and quotations.
    pub revised: Revised,
}

/// Holds new revisions against those before them.
pub(super) async fn read_revisions(store: &Store, documents: &[i64]) -> Result<(), PipelineError> {
    let steps = store.unread_revisions(documents).await?;
    let mut revised = Vec::new();
    for document in steps.iter().map(|(_, _, document)| *document).collect::<BTreeSet<_>>() {
        let revisions = store.revisions(document).await?;
        let find = |n: i64| revisions.iter().find(|r| r.n == n);
        for (n, before, _) in steps.iter().filter(|step| step.2 == document) {
            if let (Some(after), Some(before)) = (find(*n), find(*before)) {
                revised.push((*n, judge(store, before, after).await?));
            }
        }
    }
    Ok(store.write_revised(&revised).await?)
}

async fn judge(store: &Store, before: &Revision, after: &Revision) -> Result<Revised, PipelineError> {
    let changes = changes(&before.text, &after.text);
    let [removed, added] =
        store.quotations_changed(after.n).await?.map(|list| list.into_iter().map(|(_, words)| words).collect::<Vec<_>>());
    let pairs = altered(&removed, &added);
    let rest = |list: &[String], taken: Vec<usize>| -> Vec<String> {
        list.iter().enumerate().filter(|(n, _)| !taken.contains(n)).map(|(_, words)| words.clone()).collect()
    };
    Ok(Revised {
        title: before.title != after.title,
        paragraphs: changes.iter().filter(|c| c.matters).count(),
        noise: changes.iter().filter(|c| !c.matters).count(),
        altered: pairs.iter().map(|(a, b)| (removed[*a].clone(), added[*b].clone())).collect(),
        removed: rest(&removed, pairs.iter().map(|(a, _)| *a).collect()),
        added: rest(&added, pairs.iter().map(|(_, b)| *b).collect()),
    })
}

impl Desk {
    /// All revisions of a document, in their order.
    pub async fn revisions(&self, id: &str) -> Result<Vec<Revision>, PipelineError> {
        let Some(document) = self.store().row(id).await? else { return Ok(Vec::new()) };
        Ok(self.store().revisions(document).await?)
    }

    /// A document's last revision held against the one before; or the revision of this id against the one before it. None
    /// where the id is not known, or there is but one revision.
    pub async fn diff(&self, id: &str) -> Result<Option<Difference>, PipelineError> {
        let Some(document) = self.store().document_of(id).await? else { return Ok(None) };
        let mut revisions = self.store().revisions(document).await?;
        if id.starts_with('r') {
            let last = revisions.iter().position(|r| r.id.as_str() == id).map_or(0, |at| at + 1);
            revisions.truncate(last);
        }
        let (Some(after), Some(before)) = (revisions.pop(), revisions.pop()) else { return Ok(None) };
        let Some(document) = self.store().documents(&[document], Much::Head).await?.pop() else { return Ok(None) };
        let changes = changes(&before.text, &after.text);
        let revised = judge(self.store(), &before, &after).await?;
        Ok(Some(Difference { document, revisions: Box::new((before, after)), changes, revised }))
    }
}
