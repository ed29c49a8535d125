//! Drafts become documents, in one transaction; `revise` writes what they say.

use super::revise::{Draw, last_revision, revise};
use super::sources::relist;
use super::{Store, StoreError, json};
use crate::model::{Capture, Draft, Entry, Id, Saved};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};
use std::iter::once;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// What an entry of a listing became.
#[derive(Debug, Clone, PartialEq)]
pub enum Became {
    /// A document to be stored.
    Document(Box<Draft>),
    /// The document that is stored already under this URL.
    Known(String),
    /// None: there is neither headline nor text.
    Nothing,
}

impl Became {
    fn key(&self) -> Option<&str> {
        match self {
            Became::Document(draft) => Some(&draft.key),
            Became::Known(url) => Some(url),
            Became::Nothing => None,
        }
    }
}

/// A source's listing and what became of its entries, on their way into the store.
#[derive(Debug)]
pub(super) struct ListingOf {
    source: String,
    capture: Capture,
    /// All that is listed now, where that is to be noted.
    now: Option<Vec<Entry>>,
    /// What entries became, by their ids.
    became: Vec<(String, Became)>,
}

/// It waits where others can take it.
pub(super) type Listing = Arc<ListingOf>;

impl Store {
    /// Stores a draft with its capture. The body must have been kept before.
    ///
    /// Idempotent: the same text under the same key adds nothing but the capture.
    /// One that was taken down is not stored.
    pub async fn save(&self, draft: &Draft) -> Result<Saved, StoreError> {
        Ok(self.save_all(std::slice::from_ref(draft)).await?.into_iter().next().unwrap_or(Saved::Same))
    }

    /// Stores drafts with their captures, all of them or none; as [`Store::save`] does.
    pub async fn save_all(&self, drafts: &[Draft]) -> Result<Vec<Saved>, StoreError> {
        let mut wanted = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let urls: Vec<&str> = urls(draft).map(String::as_str).collect();
            let forgotten = self.is_forgotten(&urls).await?;
            if forgotten {
                self.forget_again(&urls, &draft.capture.sha256).await?;
            }
            wanted.push((draft, !forgotten));
        }
        self.write(|db| {
            let save = |(draft, wanted): (&Draft, bool)| {
                if wanted { Ok(write(db, write_capture(db, &draft.capture)?, draft)?.0) } else { Ok(Saved::Same) }
            };
            wanted.into_iter().map(save).collect()
        })
        .await
    }

    /// Those of these ids that are of captures that are stored.
    pub async fn captured(&self, ids: &[&str]) -> Result<HashSet<String>, StoreError> {
        let sql = "select id from capture where id in (select value from json_each(?))";
        Ok(self.read_ones(sql, [json(&ids)]).await?.into_iter().collect())
    }

    /// Stores what a source lists now, in its order, and what some of the entries became, by their ids: all of it together, with
    /// the capture of the listing, which is their evidence. What was listed before is no longer current; an entry that was edited
    /// has still to become a document. None of those that were taken down is stored.
    pub async fn save_listing(
        &self,
        source: &str,
        capture: Capture,
        (mut entries, mut became): (Vec<Entry>, Vec<(String, Became)>),
    ) -> Result<Vec<Saved>, StoreError> {
        let forgotten = self.forgotten().await?;
        entries.retain(|entry| !forgotten.contains(&entry.address(source)));
        became.retain(|(_, became)| became.key().is_none_or(|key| !forgotten.contains(key)));
        self.save_together(ListingOf { source: source.to_owned(), capture, now: Some(entries), became }).await
    }

    /// Stores what entries became that a source has listed, by their ids, all together. The evidence of all of them is
    /// the capture of the listing.
    pub async fn save_listed(&self, source: &str, capture: Capture, became: Vec<(String, Became)>) -> Result<Vec<Saved>, StoreError> {
        self.save_together(ListingOf { source: source.to_owned(), capture, now: None, became }).await
    }

    async fn save_together(&self, listing: ListingOf) -> Result<Vec<Saved>, StoreError> {
        // Away from the threads that wait for the network.
        let write = async |listings: &[Listing]| {
            let (writing, listings) = (self.writing.clone(), listings.to_vec());
            let written = spawn_blocking(move || writing.write(|db| listings.iter().map(|listing| write_listing(db, listing)).collect()));
            written.await.expect("writing does not panic")
        };
        self.write_together(&self.listings, Arc::new(listing), write).await
    }

    /// Stores a capture that made no document (a feed, an error page).
    pub async fn save_capture(&self, capture: &Capture) -> Result<(), StoreError> {
        self.write(|db| write_capture(db, capture).map(drop)).await
    }
}

/// A listing, and what became of its entries: what was saved of them. An entry is written once, with the document that it became.
fn write_listing(db: &Connection, ListingOf { source, capture, now, became }: &ListingOf) -> rusqlite::Result<Vec<Saved>> {
    let capture = write_capture(db, capture)?;
    let (mut saved, mut documents) = (Vec::new(), HashMap::new());
    for (entry, became) in became {
        let document = match became {
            Became::Document(draft) => {
                let (what, document) = write(db, capture, draft)?;
                saved.push(what);
                Some(document)
            }
            Became::Known(url) => led_to(db, url)?.map(|(document, _)| document),
            Became::Nothing => None,
        };
        documents.extend(document.map(|document| (entry.as_str(), document)));
    }
    if let Some(entries) = now {
        relist(db, (source, capture), entries, &documents)?;
    } else {
        let mut became_one = db.prepare_cached("update entry set document = ?3 where source = ?1 and id = ?2")?;
        for (entry, document) in &documents {
            became_one.execute((source, entry, document))?;
        }
    }
    let mut became_none = db.prepare_cached("update entry set attempts = attempts + 1, document = null where source = ?1 and id = ?2")?;
    for (entry, _) in became.iter().filter(|(entry, _)| !documents.contains_key(entry.as_str())) {
        became_none.execute((source, entry))?;
    }
    Ok(saved)
}

/// What became of a draft with the row of its capture, and the row of its document. It finds what those before it have stored.
fn write(db: &Connection, capture: i64, draft: &Draft) -> rusqlite::Result<(Saved, i64)> {
    let known = known(db, draft)?;
    let before = known.as_ref().map(|(document, _)| last_revision(db, *document)).transpose()?.flatten();
    let document = known.map_or_else(|| write_document(db, draft), Ok)?;
    let row = document.0;
    Ok((revise(db, &Draw { document, before, capture, draft })?, row))
}

/// The row of a capture, which may be there already.
pub(super) fn write_capture(db: &Connection, c: &Capture) -> rusqlite::Result<i64> {
    // The update changes nothing; it makes the row that is there come back as a new one would.
    let sql =
        "insert into capture (id, source, entry, asked, chain, hops, status, request, response, address, tls, fetched, sha256, length)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set id = excluded.id returning n";
    let values = params![
        c.id.as_str(),
        c.source,
        c.entry,
        c.asked,
        json(&c.chain),
        json(&c.hops),
        c.status,
        json(&c.request),
        json(&c.response),
        c.address,
        c.tls.as_ref().map(json),
        c.fetched.timestamp(),
        c.sha256,
        c.length,
    ];
    db.prepare_cached(sql)?.query_row(values, |row| row.get(0))
}

/// Row and id of the document that the key or one of the aliases of a draft leads to.
pub(super) fn known(db: &Connection, draft: &Draft) -> rusqlite::Result<Option<(i64, Id)>> {
    for url in urls(draft) {
        let found = led_to(db, url)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Row and id of the document that a URL leads to.
fn led_to(db: &Connection, url: &str) -> rusqlite::Result<Option<(i64, Id)>> {
    let sql = "select d.n, d.id from alias a cross join document d on d.n = a.document where a.url = ?";
    db.prepare_cached(sql)?.query_row([url], |row| Ok((row.get(0)?, Id::known(row.get::<_, String>(1)?)))).optional()
}

/// Makes a document: its row and id.
fn write_document(db: &Connection, d: &Draft) -> rusqlite::Result<(i64, Id)> {
    let id = Id::of('d', &[&d.key]);
    let sql = "insert into document (id, kind, role, source, tags, url, told) values (?, ?, ?, ?, ?, ?, ?)";
    let values = params![id.as_str(), d.kind.name(), d.role.name(), d.source, json(&d.tags), d.url, json(&d.told)];
    Ok((db.prepare_cached(sql)?.insert(values)?, id))
}

/// All that it is known by, the key first.
pub(super) fn urls(draft: &Draft) -> impl Iterator<Item = &String> {
    once(&draft.key).chain(&draft.aliases)
}
