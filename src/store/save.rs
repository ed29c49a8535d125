//! Drafts become documents, in one transaction; `revise` writes what they say.

use super::revise::{Draw, last_revision, revise};
use super::{Store, StoreError, json};
use crate::model::{Capture, Draft, Id, Saved};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;
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
    fn draft(&self) -> Option<&Draft> {
        match self {
            Became::Document(draft) => Some(draft),
            _ => None,
        }
    }

    fn key(&self) -> Option<&str> {
        match self {
            Became::Document(draft) => Some(&draft.key),
            Became::Known(url) => Some(url),
            Became::Nothing => None,
        }
    }
}

/// What became of a listing's entries, on its way into the store.
#[derive(Debug)]
pub(super) struct ListingOf {
    source: String,
    capture: Capture,
    /// By their ids.
    entries: Vec<(String, Became)>,
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
                if wanted { write(db, write_capture(db, &draft.capture)?, draft) } else { Ok(Saved::Same) }
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

    /// Stores what the entries of a source's listing became, by their ids, all together. The evidence of all of them is
    /// the capture of the listing.
    pub async fn save_listed(&self, source: &str, capture: Capture, entries: Vec<(String, Became)>) -> Result<Vec<Saved>, StoreError> {
        let listing = Arc::new(ListingOf { source: source.to_owned(), capture, entries });
        // Away from the threads that wait for the network.
        let write = async |listings: &[Listing]| {
            let (writing, listings) = (self.writing.clone(), listings.to_vec());
            let written = spawn_blocking(move || writing.write(|db| listings.iter().map(|listing| write_listing(db, listing)).collect()));
            written.await.expect("writing does not panic")
        };
        self.write_together(&self.listings, listing, write).await
    }

    /// Stores a capture that made no document (a feed, an error page).
    pub async fn save_capture(&self, capture: &Capture) -> Result<(), StoreError> {
        self.write(|db| write_capture(db, capture).map(drop)).await
    }
}

/// What became of the entries of a listing: what was saved of them.
fn write_listing(db: &Connection, ListingOf { source, capture, entries }: &ListingOf) -> rusqlite::Result<Vec<Saved>> {
    let capture = write_capture(db, capture)?;
    let drafts = entries.iter().filter_map(|(_, became)| became.draft());
    let saved = drafts.map(|draft| write(db, capture, draft)).collect::<rusqlite::Result<_>>()?;
    let mut became_one =
        db.prepare_cached("update entry set document = (select document from alias where url = ?3) where source = ?1 and id = ?2")?;
    let mut became_none = db.prepare_cached("update entry set attempts = attempts + 1, document = null where source = ?1 and id = ?2")?;
    for (entry, became) in entries {
        match became.key() {
            Some(key) => became_one.execute((source, entry, key))?,
            None => became_none.execute((source, entry))?,
        };
    }
    Ok(saved)
}

/// A draft with the row of its capture. It finds what those before it have stored.
fn write(db: &Connection, capture: i64, draft: &Draft) -> rusqlite::Result<Saved> {
    let known = known(db, draft)?;
    let before = known.as_ref().map(|(document, _)| last_revision(db, *document)).transpose()?.flatten();
    let document = known.map_or_else(|| write_document(db, draft), Ok)?;
    revise(db, &Draw { document, before, capture, draft })
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
    let mut leads = db.prepare_cached("select d.n, d.id from alias a cross join document d on d.n = a.document where a.url = ?")?;
    for url in urls(draft) {
        let found = leads.query_row([url], |row| Ok((row.get(0)?, Id::known(row.get::<_, String>(1)?)))).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
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
