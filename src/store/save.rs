//! Drafts become documents, in one transaction; `revise` writes what they say.

use super::revise::{Draw, last_revisions, revise};
use super::{Store, StoreError, json};
use crate::model::{Capture, Draft, Id, Saved};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Drafts that are written at once, and code units of their text: what goes to the database is held in memory meanwhile.
const TOGETHER: usize = 128;
const TEXT_TOGETHER: usize = 4 << 20;

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

impl ListingOf {
    fn drafts(&self) -> impl Iterator<Item = &Draft> {
        self.entries.iter().filter_map(|(_, became)| became.draft())
    }
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
        let mut saved = vec![Saved::Same; drafts.len()];
        let mut wanted = Vec::with_capacity(drafts.len());
        for (at, draft) in drafts.iter().enumerate() {
            let urls: Vec<&str> = urls(draft).into_iter().map(String::as_str).collect();
            if self.is_forgotten(&urls).await? {
                self.forget_again(&urls, &draft.capture.sha256).await?;
            } else {
                wanted.push((at, draft));
            }
        }
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let mut captured = Vec::with_capacity(wanted.len());
        for (_, draft) in &wanted {
            captured.push((write_capture(&mut tx, &draft.capture).await.map_err(failed)?, *draft));
        }
        let written = write(&mut tx, &captured).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        for ((at, _), became) in wanted.iter().zip(written) {
            saved[*at] = became;
        }
        Ok(saved)
    }

    /// Those of these ids that are of captures that are stored.
    pub async fn captured(&self, ids: &[&str]) -> Result<HashSet<String>, StoreError> {
        let sql = "select id from capture where id in (select value from json_each(?))";
        let found: Vec<String> = query_scalar(sql).bind(json(&ids)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(found.into_iter().collect())
    }

    /// Stores what the entries of a source's listing became, by their ids, all together. The evidence of all of them is
    /// the capture of the listing.
    pub async fn save_listed(&self, source: &str, capture: Capture, entries: Vec<(String, Became)>) -> Result<Vec<Saved>, StoreError> {
        let listing = Arc::new(ListingOf { source: source.to_owned(), capture, entries });
        self.write_together(&self.listings, listing, write_listings).await
    }

    /// Stores a capture that made no document (a feed, an error page).
    pub async fn save_capture(&self, capture: &Capture) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        write_capture(&mut writer, capture).await.map(drop).map_err(self.failed())
    }
}

/// Listings in one transaction; what was saved of each.
async fn write_listings(db: &mut SqliteConnection, listings: &[Listing]) -> Result<Vec<Vec<Saved>>, sqlx::Error> {
    let mut tx = db.begin_with("begin immediate").await?;
    let mut drafts: Vec<(i64, &Draft)> = Vec::new();
    for listing in listings {
        let capture = write_capture(&mut tx, &listing.capture).await?;
        drafts.extend(listing.drafts().map(|draft| (capture, draft)));
    }
    let mut saved = write(&mut tx, &drafts).await?.into_iter();
    for listing in listings {
        write_outcomes(&mut tx, &listing.source, &listing.entries).await?;
    }
    tx.commit().await?;
    Ok(listings.iter().map(|listing| saved.by_ref().take(listing.drafts().count()).collect()).collect())
}

/// Drafts with the rows of their captures, in their order. Each finds what those before it have stored.
async fn write(db: &mut SqliteConnection, drafts: &[(i64, &Draft)]) -> Result<Vec<Saved>, sqlx::Error> {
    let mut saved = Vec::with_capacity(drafts.len());
    while saved.len() < drafts.len() {
        let rest = &drafts[saved.len()..];
        let some = write_some(db, &rest[..apart(rest)]).await?;
        saved.extend(some);
    }
    Ok(saved)
}

/// How many drafts from the first one on may be written at once: as they share no URL, none of them is another's revision.
fn apart(drafts: &[(i64, &Draft)]) -> usize {
    let (mut seen, mut text) = (HashSet::new(), 0);
    let mut together = |draft: &Draft| {
        text += draft.article.text.len();
        text <= TEXT_TOGETHER && urls(draft).into_iter().all(|url| seen.insert(url.clone()))
    };
    drafts.iter().take(TOGETHER).take_while(|(_, draft)| together(draft)).count().max(1)
}

/// As many of the drafts as are of different documents.
async fn write_some(db: &mut SqliteConnection, drafts: &[(i64, &Draft)]) -> Result<Vec<Saved>, sqlx::Error> {
    let mut documents = known(db, &drafts.iter().map(|(_, draft)| *draft).collect::<Vec<_>>()).await?;
    let mut before = last_revisions(db, &documents.values().map(|(n, _)| *n).collect::<Vec<_>>()).await?;
    let mut seen = HashSet::new();
    let differ = |at: &usize| documents.get(at).is_none_or(|(n, _)| seen.insert(*n));
    let drafts = &drafts[..(0..drafts.len()).take_while(differ).count()];
    write_documents(db, drafts, &mut documents).await?;
    let draws = drafts.iter().enumerate().filter_map(|(at, (capture, draft))| {
        let document = documents.remove(&at)?;
        Some(Draw { before: before.remove(&document.0), document, capture: *capture, draft })
    });
    revise(db, &draws.collect::<Vec<_>>()).await
}

/// Entries remember the documents that they became, or count that they became none.
async fn write_outcomes(db: &mut SqliteConnection, source: &str, entries: &[(String, Became)]) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = entries.iter().map(|(entry, became)| (entry, became.key())).collect();
    query(OUTCOMES).bind(source).bind(json(&rows)).execute(db).await.map(drop)
}

/// Each entry is looked up by its id. Left to itself, `SQLite` looks through all outcomes for each entry of the source.
const OUTCOMES: &str = "with became (n, key) as materialized (
        select e.n, j.value ->> 1 from jsonb_each(?2) j cross join entry e on e.source = ?1 and e.id = j.value ->> 0)
    update entry set attempts = attempts + (became.key is null), document = (select document from alias where url = became.key)
    from became where entry.n = became.n";

pub(super) async fn write_capture(db: &mut SqliteConnection, c: &Capture) -> Result<i64, sqlx::Error> {
    // The update changes nothing; it makes the row that is there come back as a new one would.
    query_scalar(
        "insert into capture (id, source, entry, asked, chain, hops, status, request, response, address, tls, fetched, sha256, length)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set id = excluded.id returning n",
    )
    .bind(c.id.as_str())
    .bind(&c.source)
    .bind(&c.entry)
    .bind(&c.asked)
    .bind(json(&c.chain))
    .bind(json(&c.hops))
    .bind(c.status)
    .bind(json(&c.request))
    .bind(json(&c.response))
    .bind(&c.address)
    .bind(c.tls.as_ref().map(json))
    .bind(c.fetched.timestamp())
    .bind(&c.sha256)
    .bind(i64::try_from(c.length).unwrap_or(i64::MAX))
    .fetch_one(db)
    .await
}

/// The documents that the key or one of the aliases of drafts lead to, by the drafts' places.
pub(super) async fn known(db: &mut SqliteConnection, drafts: &[&Draft]) -> Result<HashMap<usize, (i64, Id)>, sqlx::Error> {
    let asked: Vec<_> = drafts.iter().map(|draft| urls(draft)).collect();
    let sql = "select j.key, d.n, d.id from json_each(?) j, json_each(j.value) u
        cross join alias a on a.url = u.value cross join document d on d.n = a.document order by j.key, u.key";
    let rows: Vec<(i64, i64, String)> = query_as(sql).bind(json(&asked)).fetch_all(db).await?;
    let mut known = HashMap::new();
    for (at, n, id) in rows {
        known.entry(usize::try_from(at).unwrap_or_default()).or_insert_with(|| (n, Id::known(id)));
    }
    Ok(known)
}

/// Makes the documents that were not known, and adds them to those that were, by the drafts' places.
async fn write_documents(
    db: &mut SqliteConnection,
    drafts: &[(i64, &Draft)],
    documents: &mut HashMap<usize, (i64, Id)>,
) -> Result<(), sqlx::Error> {
    let new = drafts.iter().enumerate().filter(|(at, _)| !documents.contains_key(at));
    let new: Vec<(usize, Id, &Draft)> = new.map(|(at, (_, draft))| (at, Id::of('d', &[&draft.key]), *draft)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let first: i64 = query_scalar("select coalesce(max(n), 0) + 1 from document").fetch_one(&mut *db).await?;
    let row = |(n, (_, id, d)): (i64, &(usize, Id, &Draft))| {
        (n, id.clone(), d.kind.name(), d.role.name(), d.source.clone(), json(&d.tags), d.url.clone(), json(&d.told))
    };
    let rows: Vec<_> = (first..).zip(&new).map(row).collect();
    let sql = "insert into document (n, id, kind, role, source, tags, url, told)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 from jsonb_each(?)";
    query(sql).bind(json(&rows)).execute(db).await?;
    documents.extend((first..).zip(new).map(|(n, (at, id, _))| (at, (n, id))));
    Ok(())
}

/// All that it is known by, the key first.
pub(super) fn urls(draft: &Draft) -> Vec<&String> {
    std::iter::once(&draft.key).chain(&draft.aliases).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn outcomes_of_a_long_listing_are_not_looked_through_for_each_entry() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let plan = format!("explain query plan {OUTCOMES}");
        let steps: Vec<(i64, i64, i64, String)> =
            query_as(sqlx::AssertSqlSafe(plan)).bind("courier").bind("[]").fetch_all(&mut *store.writer.lock().await).await.unwrap();
        let steps: Vec<&str> = steps.iter().map(|(.., step)| step.as_str()).collect();
        let by_id = |step: &&str| step.starts_with("SEARCH e ") && step.contains("(source=? AND id=?)");
        assert!(steps.iter().any(by_id) && !steps.iter().any(|step| step.contains("(source=?)")), "{steps:#?}");
        store.close().await.unwrap();
    }
}
