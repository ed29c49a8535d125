//! What sources listed, and what to ask "changed since?" with.

use super::rows::Inner;
use super::save::write_capture;
use super::{Store, StoreError, json};
use crate::model::id::sha256;
use crate::model::{Capture, Entry, Validators};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sqlx::{query_as, query_scalar};
use std::collections::{HashMap, HashSet};

/// An entry of a source's last listing that wants its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// As the source has it.
    pub entry: Entry,
    /// It became a document.
    pub stored: bool,
    /// How often its page failed.
    pub attempts: u32,
    /// Row of the capture of the listing that tells it, where that is known.
    pub capture: Option<i64>,
}

/// An entry at its place; one that was edited has still to become a document, unless it has just become one. One that has no
/// digest was edited where all that it says (`?7`) is another.
const LISTED: &str =
    "insert into entry (source, id, place, current, document, digest, entry, capture) values (?1, ?2, ?3, 1, ?4, ?5, ?6, ?8)
    on conflict (source, id) do update set place = excluded.place, current = 1, digest = excluded.digest,
        (document, entry, capture) = (
            select coalesce(excluded.document, iif(same, entry.document, null)),
                iif(same and excluded.document is null, entry.entry, excluded.entry),
                iif(same, coalesce(entry.capture, excluded.capture), excluded.capture)
            from (select coalesce(entry.digest = excluded.digest, entry.entry = ?7) as same))";

/// Notes what a source lists now, in its order, with the row of the capture that tells it, and the rows of the documents that entries
/// have just become, by their ids; what it listed before is no longer current.
pub(super) fn relist(
    db: &Connection,
    (source, capture): (&str, i64),
    entries: &[Entry],
    documents: &HashMap<&str, i64>,
) -> rusqlite::Result<()> {
    db.prepare_cached("update entry set current = 0 where source = ? and current = 1")?.execute([source])?;
    list(db, (source, Some(capture)), entries, documents)
}

fn list(
    db: &Connection,
    (source, capture): (&str, Option<i64>),
    entries: &[Entry],
    documents: &HashMap<&str, i64>,
) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(LISTED)?;
    for (place, entry) in entries.iter().enumerate() {
        let (all, document) = (json(entry), documents.get(entry.id.as_str()));
        let kept = document.map(|_| without_texts(entry));
        insert.execute((source, &entry.id, place, document, digest(entry), kept.as_ref().unwrap_or(&all), &all, capture))?;
    }
    Ok(())
}

/// What is kept of an entry that is a document: the capture of its listing has the texts.
fn without_texts(entry: &Entry) -> String {
    json(&Entry { summary: None, content: None, ..entry.clone() })
}

/// What an entry says of its article, in 128 bits; as others write the entries, none that can be made to agree with another.
/// Categories and enclosures, whose addresses some sign anew each time, make no other article of it.
fn digest(entry: &Entry) -> String {
    let Entry { id: _, url, title, authors, published, updated, summary, content, tags: _, enclosures: _ } = entry;
    let mut digest = sha256(json(&(url, title, authors, published, updated, summary, content)).as_bytes());
    digest.truncate(32);
    digest
}

impl Store {
    /// What a URL gave to ask "changed since?" with.
    pub async fn validators(&self, url: &str) -> Result<Validators, StoreError> {
        type Row = (Option<String>, Option<String>, Option<String>);
        let sql = "select etag, last_modified, answered from validator where url = ?";
        let row: Option<Row> = query_as(sql).bind(url).fetch_optional(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(row.map_or_else(Validators::default, |(etag, last_modified, answered)| Validators { etag, last_modified, answered }))
    }

    /// What URLs gave, by URL; those that gave nothing are left out.
    pub async fn validators_of(&self, urls: &[&str]) -> Result<HashMap<String, Validators>, StoreError> {
        type Row = (String, Option<String>, Option<String>, Option<String>);
        let sql = "select url, etag, last_modified, answered from validator where url in (select value from json_each(?))";
        let rows: Vec<Row> = query_as(sql).bind(json(&urls)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(rows.into_iter().map(|(url, etag, last_modified, answered)| (url, Validators { etag, last_modified, answered })).collect())
    }

    /// Those of these sources that have left something to do: entries that have still to become documents, having failed less
    /// often than `patience`, and pages that are to be looked at again at `now`.
    pub async fn with_work(&self, sources: &[&str], patience: u32, now: DateTime<Utc>) -> Result<HashSet<String>, StoreError> {
        let sql = "select s.value from json_each(?1) s
            where exists (select 1 from entry where source = s.value and document is null and (current = 1 or attempts < ?2))
                or exists (select 1 from validator where source = s.value and due <= ?3)";
        let names: Vec<String> = query_scalar(sql)
            .bind(json(&sources))
            .bind(patience)
            .bind(now.timestamp())
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        Ok(names.into_iter().collect())
    }

    /// Notes that a 304 confirmed what is stored.
    pub async fn confirm_validators(&self, url: &str, checked: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update validator set checked = ? where url = ?";
        self.write(|db| db.prepare_cached(sql)?.execute((checked.timestamp(), url)).map(drop)).await
    }

    /// Notes them, once what they stand for is stored.
    pub async fn save_validators(&self, url: &str, v: &Validators, checked: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "insert into validator (url, answered, etag, last_modified, checked) values (?, ?, ?, ?, ?)
            on conflict (url) do update set answered = excluded.answered, etag = excluded.etag, last_modified = excluded.last_modified, checked = excluded.checked";
        let values = (url, &v.answered, &v.etag, &v.last_modified, checked.timestamp());
        self.write(|db| db.prepare_cached(sql)?.execute(values).map(drop)).await
    }

    /// Adds to what a source lists, where what is listed now is not all there is: an archive, a sitemap of many; with the capture that
    /// tells it, where that is one.
    pub async fn add_to_listing(&self, source: &str, capture: Option<&Capture>, mut entries: Vec<Entry>) -> Result<(), StoreError> {
        let forgotten = self.forgotten().await?;
        entries.retain(|entry| !forgotten.contains(&entry.address(source)));
        self.write(|db| {
            let capture = capture.map(|capture| write_capture(db, capture)).transpose()?;
            list(db, (source, capture), &entries, &HashMap::new())
        })
        .await
    }

    /// Ids of those of these entries of a source that are documents, and have not been edited since.
    pub async fn stored_as_listed(&self, source: &str, entries: &[&Entry]) -> Result<HashSet<String>, StoreError> {
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let sql = "select id, digest, iif(digest is null, entry, '') from entry where source = ? and document is not null and id in (select value from json_each(?))";
        let rows: Vec<(String, Option<String>, String)> = self.read(sql, (source, json(&ids))).await?;
        // Of two with one id the last one holds.
        let last: HashMap<&str, &Entry> = entries.iter().map(|entry| (entry.id.as_str(), *entry)).collect();
        let same = |(id, before, said): &(String, Option<String>, String)| {
            let says = |now: &Entry| before.as_ref().map_or_else(|| *said == json(now), |before| *before == digest(now));
            last.get(id.as_str()).is_some_and(|entry| says(entry))
        };
        Ok(rows.into_iter().filter(same).map(|(id, ..)| id).collect())
    }

    /// Whether a source has listed all of these before.
    pub async fn lists_all(&self, source: &str, entries: &[Entry]) -> Result<bool, StoreError> {
        let ids: Vec<&str> = entries.iter().map(|e| e.id.as_str()).collect();
        let sql = "select not exists (select 1 from json_each(?2) j
            where not exists (select 1 from entry where source = ?1 and id = j.value))";
        query_scalar(sql).bind(source).bind(json(&ids)).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Whether something that is done once was done.
    pub async fn is_done(&self, what: &str) -> Result<bool, StoreError> {
        let sql = "select exists (select 1 from position where name = ?)";
        query_scalar(sql).bind(what).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Notes that it was.
    pub async fn done(&self, what: &str) -> Result<(), StoreError> {
        let sql = "insert into position (name, n) values (?, 1) on conflict (name) do nothing";
        self.write(|db| db.prepare_cached(sql)?.execute([what]).map(drop)).await
    }

    /// What has still to become a document: of the source's last listing, in its order, then of what left it and failed less
    /// often than `patience`. With `all`, the rest of the last listing as well.
    pub async fn listing(&self, source: &str, patience: u32, all: bool) -> Result<Vec<Listed>, StoreError> {
        let sql = "select entry, document is not null, attempts, capture from entry
            where source = ?1 and (current = 1 and (?3 or document is null) or document is null and attempts < ?2)
            order by current desc, place, id";
        let rows: Vec<(Inner<Entry>, bool, u32, Option<i64>)> = self.read(sql, (source, patience, all)).await?;
        Ok(rows.into_iter().map(|(Inner(entry), stored, attempts, capture)| Listed { entry, stored, attempts, capture }).collect())
    }

    /// Notes that an entry became the document known under a key, or that its page failed once more.
    pub async fn save_entry_outcome(&self, source: &str, entry: &str, key: Option<&str>) -> Result<(), StoreError> {
        let sql = match key {
            Some(_) => "update entry set document = (select document from alias where url = ?3) where source = ?1 and id = ?2",
            None => "update entry set attempts = attempts + 1 where source = ?1 and id = ?2 and ?3 is null",
        };
        self.write(|db| db.prepare_cached(sql)?.execute((source, entry, key)).map(drop)).await
    }

    /// Those of these URLs that lead to documents whose text is not from a listing of this source, wherever that lay: it is from
    /// a page, or another source told it.
    pub async fn told_elsewhere(&self, source: &str, urls: &[String]) -> Result<HashSet<String>, StoreError> {
        let sql = "select a.url from alias a join document d on d.n = a.document join revision r on r.n = d.revision
            join capture c on c.n = r.capture
            where (c.entry is not null or c.source is not ?1) and a.url in (select value from json_each(?2))";
        Ok(self.read_ones(sql, (source, json(&urls))).await?.into_iter().collect())
    }

    /// Whether a URL leads to a stored document.
    pub async fn knows(&self, url: &str) -> Result<bool, StoreError> {
        query_scalar("select exists (select 1 from alias where url = ?)")
            .bind(url)
            .fetch_one(&mut *self.reader().await?)
            .await
            .map_err(self.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_entry_from_before_there_were_digests_is_new_where_it_was_edited() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let entry = |id: &str, text: &str| Entry { id: id.to_owned(), summary: Some(text.to_owned()), ..Entry::default() };
        let old = [entry("pier", "The pier is shut."), entry("quay", "The quay is open.")];
        store.add_to_listing("courier", None, old.to_vec()).await.unwrap();
        let before = "insert into document (n, id, kind, role, tags) values (1, 'd1', 'article', 'press', '[]');
            update entry set digest = null, document = 1";
        store.write(|db| db.execute_batch(before)).await.unwrap();
        let new = [entry("pier", "The pier is open."), old[1].clone()];
        for digested in [false, true] {
            let same = store.stored_as_listed("courier", &[&new[0], &new[1]]).await.unwrap();
            assert_eq!(same, HashSet::from(["quay".to_owned()]), "{digested}");
            store.add_to_listing("courier", None, new.to_vec()).await.unwrap();
            let waiting = store.listing("courier", 1, false).await.unwrap();
            assert_eq!(waiting.iter().map(|l| &l.entry).collect::<Vec<_>>(), [&new[0]]);
        }
        store.close().await.unwrap();
    }
}
