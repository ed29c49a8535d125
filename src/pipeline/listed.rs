//! Entries that are stored as far as the listing tells them: feeds without pages, and pages that are gone. All of a
//! listing are read away from the threads that wait for the network, and stored together.

use super::PipelineError;
use super::draft::{Key, Origin, draft};
use super::ingest::Ingest;
use super::prune::kept_since;
use super::reading;
use super::report::SourceReport;
use crate::extract::plain;
use crate::model::{Capture, Draft, Entry, Saved, Source};
use crate::store::{Became, Listed};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Whether an entry is of a time whose documents are kept: what is no longer kept is not brought back.
pub(super) fn is_kept(entry: &Entry, since: Option<DateTime<Utc>>) -> bool {
    entry.published.as_ref().zip(since).is_none_or(|(published, since)| published.start >= since)
}

/// The page that an entry leads to, where it is to be read.
pub(super) fn page_of<'e>(source: &Source, entry: &'e Entry) -> Option<&'e str> {
    entry.url.as_deref().filter(|_| source.full_text)
}

impl Ingest {
    /// Stores what a feed or list lists now, and with it, as documents, the entries that lead to no page to be read, as far as they
    /// are new or were edited. They are read before anything is written, so that nobody who reads has to wait for those who
    /// write. Ids of the entries that were read.
    pub(super) async fn store_listing(
        &self,
        source: &Source,
        capture: &Capture,
        entries: Vec<Entry>,
        report: &mut SourceReport,
    ) -> Result<HashSet<String>, PipelineError> {
        let alone = self.alone(source, &entries).await?;
        let read = self.read_listed(source, capture, entries, alone).await?;
        let ids = read.1.iter().map(|(id, _)| id.clone()).collect();
        let stored = self.store.save_listing(&source.name, capture.clone(), read).await?;
        self.count(source, stored, report);
        Ok(ids)
    }

    /// Documents as far as listings tell them; the evidence of each is the capture of the listing that does.
    pub(super) async fn store_listed(&self, source: &Source, listed: Vec<Listed>, report: &mut SourceReport) -> Result<(), PipelineError> {
        let mut by_capture: BTreeMap<Option<i64>, Vec<Entry>> = BTreeMap::new();
        for listed in listed {
            by_capture.entry(listed.capture).or_default().push(listed.entry);
        }
        for (row, entries) in by_capture {
            let told = match row {
                Some(row) => self.store.capture_of_row(row).await?,
                None => None,
            };
            // It may have been pruned meanwhile.
            let last = if told.is_none() { self.store.last_capture(&source.url).await? } else { None };
            let Some(capture) = told.or(last) else { continue };
            let all = entries.iter().map(|entry| entry.id.clone()).collect();
            let (_, became) = self.read_listed(source, &capture, entries, all).await?;
            let stored = self.store.save_listed(&source.name, capture, became).await?;
            self.count(source, stored, report);
        }
        Ok(())
    }

    fn count(&self, source: &Source, stored: Vec<Saved>, report: &mut SourceReport) {
        if !stored.is_empty() {
            for saved in stored {
                report.count(saved);
            }
            self.step(&source.name);
        }
    }

    /// Ids of the entries that lead to no page, and are not stored as they are now, though they are to be kept.
    async fn alone(&self, source: &Source, entries: &[Entry]) -> Result<HashSet<String>, PipelineError> {
        let since = kept_since(source, self.now);
        let alone: Vec<&Entry> = entries.iter().filter(|entry| page_of(source, entry).is_none() && is_kept(entry, since)).collect();
        if alone.is_empty() {
            return Ok(HashSet::new());
        }
        let stored = self.store.stored_as_listed(&source.name, &alone).await?;
        Ok(alone.into_iter().map(|entry| &entry.id).filter(|id| !stored.contains(*id)).cloned().collect())
    }

    /// The entries, and what those with these ids become, in their order.
    async fn read_listed(
        &self,
        source: &Source,
        capture: &Capture,
        entries: Vec<Entry>,
        ids: HashSet<String>,
    ) -> Result<(Vec<Entry>, Vec<(String, Became)>), PipelineError> {
        if ids.is_empty() {
            return Ok((entries, Vec::new()));
        }
        let urls: Vec<String> = entries.iter().filter(|e| ids.contains(&e.id)).map(|e| e.address(&source.name)).collect();
        let elsewhere = self.store.told_elsewhere(&source.name, &urls).await?;
        let (settings, from, listing) = (self.settings.clone(), source.clone(), capture.clone());
        let read = move || {
            let origin = Origin::of(&from, &settings.entities);
            let mut left = ids;
            // Of two with one id the last one holds.
            let mut became: Vec<(String, Became)> = entries
                .iter()
                .rev()
                .filter(|e| left.remove(&e.id))
                .map(|e| (e.id.clone(), became(&from, e, &listing, &origin, &elsewhere)))
                .collect();
            became.reverse();
            (entries, became)
        };
        Ok(tokio::task::spawn_blocking(read).await.expect("a reader that fails costs its entry alone"))
    }
}

/// What an entry becomes; a reader that fails costs this entry and no other.
fn became(source: &Source, entry: &Entry, capture: &Capture, origin: &Origin, elsewhere: &HashSet<String>) -> Became {
    let url = entry.address(&source.name);
    // The whole page, read for another source, tells more.
    if elsewhere.contains(&url) {
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
