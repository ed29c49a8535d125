//! Reading again what was read before: the stored bytes of captures, with the rules of today and sources.toml as it is now.
//!
//! What comes of it is what an ingest of the same captures would make of them now: the same ids where nothing changed, and
//! decisions applied on top. A document that cannot be read any more stays as it was read.

use super::PipelineError;
use super::draft::{Origin, draft, page_draft};
use super::import;
use super::listed::listed_draft;
use super::visit::list;
use crate::model::{Capture, Draft, Entry, Parsed, Settings, Source, SourceKind, Zone};
use crate::parse;
use crate::store::{Rereadable, Seen, Store, StoreError};
use std::path::Path;

/// What came of reading documents again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reread {
    /// Documents that were read.
    pub read: usize,
    /// Those that are other than they were.
    pub changed: usize,
    /// Those that stay as they were since they cannot be read any more, and why.
    pub kept: Vec<String>,
}

/// Reads documents again, by their rows. To be followed by [`super::catch_up`].
pub async fn re_extract(store: &Store, settings: &Settings, documents: &[i64]) -> Result<Reread, PipelineError> {
    let (mut report, mut shelf) = (Reread::default(), Shelf { store, settings, listing: None });
    for row in documents {
        let Some(document) = store.rereadable(*row).await? else { continue };
        report.read += 1;
        match shelf.drafts(&document)? {
            Ok(drafts) => report.changed += usize::from(store.reread(&document.document, &drafts).await?),
            Err(why) => report.kept.push(format!("{}: {why}; it stays as it was read", document.document.1)),
        }
    }
    Ok(report)
}

/// Where captures are read again.
struct Shelf<'s> {
    store: &'s Store,
    settings: &'s Settings,
    /// The listing read last, by the hash of its bytes: the next document is often made of it too.
    listing: Option<(String, Vec<Entry>)>,
}

impl Shelf<'_> {
    /// What the captures of a document are now, and whether a revision was read from each; or why that cannot be told.
    fn drafts(&mut self, document: &Rereadable) -> Result<Result<Vec<(bool, Draft)>, String>, PipelineError> {
        let mut drafts = Vec::new();
        for seen in &document.seen {
            let body = match self.store.body(&seen.capture.sha256) {
                Ok(body) => body,
                // Bytes that were let go are no fault; a document is read from all of its captures or not at all.
                Err(StoreError::Folder(_, e)) if e.kind() == std::io::ErrorKind::NotFound => {
                    return Ok(Err(format!("the bytes of its capture {} are not kept any more", seen.capture.id)));
                }
                Err(e) => return Err(e.into()),
            };
            match self.draft(document, seen, &body) {
                Ok(draft) => drafts.extend(draft.map(|draft| (seen.told_it, draft))),
                Err(why) => return Ok(Err(why)),
            }
        }
        let told = drafts.iter().any(|(told_it, _)| *told_it);
        Ok(if told { Ok(drafts) } else { Err("nothing is found in its captures that can be read as an article".to_owned()) })
    }

    fn draft(&mut self, document: &Rereadable, seen: &Seen, body: &[u8]) -> Result<Option<Draft>, String> {
        let Seen { capture, entry, .. } = seen;
        let source = capture.source.as_ref().or(document.source.as_ref());
        let source = source.and_then(|name| self.settings.sources.iter().find(|s| s.name == *name));
        let origin = source.map_or_else(|| as_told(document, self.settings), |source| Origin::of(source, &self.settings.entities));
        if let Some(path) = capture.asked.strip_prefix("file:") {
            return Ok(file_draft(Path::new(path), body, capture, &origin));
        }
        let own = std::iter::once(&capture.asked).chain(&capture.chain).any(|url| document.urls.contains(url));
        let page = if own { page_draft(body, capture, entry.as_ref(), &origin) } else { None };
        page.map_or_else(|| self.entry_draft(document, seen, body, &origin), |page| Ok(Some(page)))
    }

    /// A document that was made of what a listing tells of it; or why that cannot be told.
    fn entry_draft(&mut self, document: &Rereadable, seen: &Seen, body: &[u8], origin: &Origin) -> Result<Option<Draft>, String> {
        let Some(name) = seen.capture.source.as_deref() else { return Ok(None) };
        let listing = self.listing(&seen.capture, body, origin.source);
        // Of two with one id the last one holds.
        let last = |(n, entry): &(usize, &Entry)| listing[n + 1..].iter().all(|later| later.id != entry.id);
        let own = listing.iter().enumerate().filter(|(_, entry)| document.urls.contains(&entry.address(name))).filter(last);
        let told: Vec<&Entry> = own.map(|(_, entry)| entry).collect();
        let rows: Vec<&Seen> = document.seen.iter().filter(|other| other.capture.id == seen.capture.id).collect();
        let entry = match told.as_slice() {
            // Of the archives and sitemaps that a listing goes on in only their entries are known.
            [] => seen.entry.as_ref(),
            [entry] => Some(*entry),
            // Several that lead to one page, as in a live blog: each made a revision, in their order.
            several if several.len() == rows.len() => rows.iter().position(|row| std::ptr::eq(*row, seen)).map(|n| several[n]),
            several => {
                let why = format!("its capture {} lists it {} times, and not each made a revision", seen.capture.id, several.len());
                return Err(why);
            }
        };
        Ok(entry.and_then(|entry| listed_draft(entry.address(name), entry, &seen.capture, origin)))
    }

    fn listing(&mut self, capture: &Capture, body: &[u8], source: Option<&Source>) -> &[Entry] {
        if self.listing.as_ref().is_none_or(|(hash, _)| *hash != capture.sha256) {
            self.listing = Some((capture.sha256.clone(), entries(capture, body, source)));
        }
        self.listing.as_ref().map_or(&[], |(_, entries)| entries)
    }
}

/// Of a source that sources.toml does not name any more, and of an import.
fn as_told<'a>(document: &'a Rereadable, settings: &'a Settings) -> Origin<'a> {
    Origin {
        source: None,
        role: document.role,
        publisher: document.told.publisher.as_deref(),
        speaks_for: document.told.speaks_for.as_deref(),
        zone: document.told.zone,
        known: &settings.entities,
    }
}

fn file_draft(file: &Path, body: &[u8], capture: &Capture, origin: &Origin) -> Option<Draft> {
    if import::is(file, "jsonl") {
        return import::read_line(body, capture, origin).ok();
    }
    let reading = import::read(file, body, capture, origin);
    let key = import::key(&reading, capture, None);
    draft(reading, capture.clone(), &key, origin)
}

fn entries(capture: &Capture, body: &[u8], source: Option<&Source>) -> Vec<Entry> {
    let zone = source.map_or(Zone::Unknown, |s| s.zone);
    match parse::read(body, capture.header("content-type"), Some(capture.url()), zone) {
        Parsed::Feed(feed, _) => feed.entries,
        Parsed::Html => source.filter(|s| s.kind == SourceKind::List).and_then(|s| list(s, capture, body).ok()).unwrap_or_default(),
        _ => Vec::new(),
    }
}
