//! Entries that are stored as far as the listing tells them: feeds without pages, and pages that are gone. All of a
//! listing are read away from the threads that wait for the network, and stored together.

use super::PipelineError;
use super::draft::{Key, Origin, draft};
use super::ingest::Ingest;
use super::reading;
use super::report::SourceReport;
use crate::extract::plain;
use crate::model::{Capture, Draft, Entry, Source};
use crate::store::Became;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The page that an entry leads to, where it is to be read.
pub(super) fn page_of<'e>(source: &Source, entry: &'e Entry) -> Option<&'e str> {
    entry.url.as_deref().filter(|_| source.full_text)
}

impl Ingest {
    /// Documents as far as the listing tells them; their evidence is the capture of the listing.
    pub(super) async fn store_listed(&self, source: &Source, entries: Vec<Entry>, report: &mut SourceReport) -> Result<(), PipelineError> {
        if entries.is_empty() {
            return Ok(());
        }
        let Some(capture) = self.store.last_capture(&source.url).await? else { return Ok(()) };
        let urls: Vec<String> = entries.iter().map(|e| e.address(&source.name)).collect();
        let evidence = self.store.evidence(&urls).await?;
        let (settings, from, listing) = (self.settings.clone(), source.clone(), capture.clone());
        let read = move || {
            let origin = Origin::of(&from, &settings.entities);
            entries.iter().map(|e| (e.id.clone(), became(&from, e, &listing, &origin, &evidence))).collect::<Vec<_>>()
        };
        let became = tokio::task::spawn_blocking(read).await.expect("a reader that fails costs its entry alone");
        let stored = self.store.save_listed(&source.name, capture, became).await?;
        for saved in stored {
            report.count(saved);
        }
        self.step(&source.name);
        Ok(())
    }
}

/// What an entry becomes; a reader that fails costs this entry and no other.
fn became(source: &Source, entry: &Entry, capture: &Capture, origin: &Origin, evidence: &HashMap<String, String>) -> Became {
    let url = entry.address(&source.name);
    // The whole page, read for another source, tells more.
    if evidence.get(&url).is_some_and(|asked| *asked != source.url) {
        return Became::Known(url);
    }
    let read = catch_unwind(AssertUnwindSafe(|| listed_draft(url, entry, capture, origin)));
    read.ok().flatten().map_or(Became::Nothing, |draft| Became::Document(Box::new(draft)))
}

/// The document that an entry is by itself.
pub(super) fn listed_draft(url: String, entry: &Entry, capture: &Capture, origin: &Origin) -> Option<Draft> {
    let context = origin.context(entry.url.as_deref(), capture, Some(entry));
    let html = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default();
    let mut reading = reading::text(&plain(html), &context);
    if let Some(article) = reading.article.as_mut().filter(|a| a.authors.is_empty()) {
        article.authors.clone_from(&entry.authors);
    }
    let key = Key { name: url, aliases: Vec::new(), url: entry.url.clone() };
    draft(reading, capture.clone(), &key, origin)
}
