//! Which documents are copies of which: sketches, bands by which likely copies find each other, pairs that are alike, and
//! the first of each group. What is alike is decided by `link`.

use super::links::note;
use super::rows::{Bytes, Inner};
use super::{Store, StoreError, json};
use rusqlite::Connection;
use sqlx::query_as;
use std::collections::HashSet;

/// A text to be sketched.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Row of the document.
    pub document: i64,
    /// Its text.
    pub text: String,
    /// Names in its byline.
    pub authors: Vec<String>,
    /// The sketch that was noted of it, as bytes.
    pub minima: Option<Vec<u8>>,
    /// The agency that was noted as credited.
    pub credit: Option<String>,
}

/// Document, text, authors, sketch and credit.
type BodyRow = (i64, String, Inner<Vec<String>>, Option<Bytes>, Option<String>);

/// What a document is found by; bands of what it was found by before are given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketched {
    /// Row of the document.
    pub document: i64,
    /// The sketch as bytes; none where the text is too short.
    pub minima: Option<Vec<u8>>,
    /// Bands of the sketch.
    pub bands: Vec<i64>,
    /// Bands of the sketch before.
    pub old: Vec<i64>,
    /// The agency that the text credits.
    pub credit: Option<&'static str>,
}

/// Two documents that are alike, and how much.
pub type Alike = (i64, i64, f64);

/// Documents that are alike directly or through others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Family {
    /// All of them, first published ones first.
    pub ranked: Vec<i64>,
    /// Those of them that are alike.
    pub alike: Vec<(i64, i64)>,
}

impl Store {
    /// Texts of documents.
    pub async fn bodies(&self, documents: &[i64]) -> Result<Vec<Body>, StoreError> {
        let sql = "select d.n, r.body, r.authors, s.minima, d.credit
            from document d join revision r on r.n = d.revision left join sketch s on s.document = d.n
            where d.n in (select value from json_each(?)) order by d.n";
        let rows: Vec<BodyRow> = self.read(sql, [json(&documents)]).await?;
        let body = |(document, text, Inner(authors), minima, credit): BodyRow| Body {
            document,
            text,
            authors,
            minima: minima.map(|Bytes(minima)| minima),
            credit,
        };
        Ok(rows.into_iter().map(body).collect())
    }

    /// Notes sketches, so that others find them. May be repeated.
    pub async fn write_sketches(&self, sketched: &[Sketched]) -> Result<(), StoreError> {
        self.write(|db| write(db, sketched)).await
    }

    /// The documents that have these bands, each as its band and its row, in this order.
    pub async fn in_bands(&self, bands: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut keys = bands.to_vec();
        keys.sort_unstable();
        keys.dedup();
        let sql = "select key, document from band where key >= ? order by key, document";
        self.places(sql, &keys, |key| (key,), usize::MAX).await
    }

    /// Sketches of documents as bytes, by their rows.
    pub async fn sketches(&self, documents: &[i64]) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let sql = "select document, minima from sketch where document in (select value from json_each(?))";
        let rows: Vec<(i64, Bytes)> = self.read(sql, [json(&documents)]).await?;
        Ok(rows.into_iter().map(|(document, Bytes(minima))| (document, minima)).collect())
    }

    /// Whether any of these documents was alike to another until now.
    pub async fn have_likenesses(&self, documents: &[i64]) -> Result<bool, StoreError> {
        let sql = "select exists (select 1 from likeness where a in (select value from json_each(?)))";
        Ok(self.read_ones(sql, [json(&documents)]).await?.contains(&true))
    }

    /// Notes what these documents are alike to, in the place of what they were alike to before. Rows of all whose group
    /// may have changed.
    pub async fn write_alike(&self, documents: &[i64], alike: &[Alike]) -> Result<Vec<i64>, StoreError> {
        let before = self.write(|db| replace(db, documents, alike)).await?;
        let touched: HashSet<i64> =
            before.into_iter().chain(alike.iter().flat_map(|(a, b, _)| [*a, *b])).chain(documents.iter().copied()).collect();
        Ok(touched.into_iter().collect())
    }

    /// Everything that is alike to these documents, directly or through others, they themselves included.
    pub async fn family(&self, documents: &[i64]) -> Result<Family, StoreError> {
        let sql = "with recursive family (n) as (
                select value from json_each(?) union select l.b from family f join likeness l on l.a = f.n)
            select d.n from family f join document d on d.n = f.n join revision r on r.n = d.revision
            order by coalesce(unixepoch(json_extract(r.published, '$.start')), 1 << 60), d.id";
        let ranked: Vec<i64> = self.read_ones(sql, [json(&documents)]).await?;
        let sql = "select a, b from likeness where a in (select value from json_each(?)) and a < b order by a, b";
        let alike = self.read(sql, [json(&ranked)]).await?;
        Ok(Family { ranked, alike })
    }

    /// Writes of whom each of these documents is a copy. Documents that are not `fresh` and changed are news for the index.
    pub async fn write_copies(&self, copies: &[(i64, Option<i64>)], fresh: &[i64]) -> Result<(), StoreError> {
        let fresh: HashSet<&i64> = fresh.iter().collect();
        self.write(|db| {
            let mut write = db.prepare_cached("update document set copy_of = ?2 where n = ?1 and copy_of is not ?2")?;
            let mut changed = Vec::new();
            for (document, of) in copies {
                if write.execute((document, of))? > 0 {
                    changed.push(document);
                }
            }
            note(db, changed.into_iter().filter(|document| !fresh.contains(document)))
        })
        .await
    }

    /// The documents that one is alike to, with the share of their words in common, most alike first.
    pub async fn alike(&self, document: i64) -> Result<Vec<(i64, f64)>, StoreError> {
        let sql = "select b, share from likeness where a = ? order by share desc, b";
        query_as(sql).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }
}

fn write(db: &Connection, sketched: &[Sketched]) -> rusqlite::Result<()> {
    let mut no_band = db.prepare_cached("delete from band where key = ? and document = ?")?;
    let mut no_sketch = db.prepare_cached("delete from sketch where document = ?")?;
    let mut sketch = db.prepare_cached("insert or replace into sketch (document, minima) values (?, ?)")?;
    let mut credit = db.prepare_cached("update document set credit = ?2 where n = ?1 and credit is not ?2")?;
    for s in sketched {
        for key in &s.old {
            no_band.execute((key, s.document))?;
        }
        match &s.minima {
            Some(minima) => sketch.execute((s.document, minima))?,
            None => no_sketch.execute([s.document])?,
        };
        credit.execute((s.document, s.credit))?;
    }
    let mut bands: Vec<(i64, i64)> = sketched.iter().flat_map(|s| s.bands.iter().map(|key| (*key, s.document))).collect();
    // In the order of the table, so that each of its pages is visited once.
    bands.sort_unstable();
    let mut insert = db.prepare_cached("insert or ignore into band (key, document) values (?, ?)")?;
    for band in bands {
        insert.execute(band)?;
    }
    Ok(())
}

fn replace(db: &Connection, documents: &[i64], alike: &[Alike]) -> rusqlite::Result<Vec<i64>> {
    let mut others = db.prepare_cached("select b from likeness where a = ?")?;
    let mut remove = db.prepare_cached("delete from likeness where a = ?1 and b = ?2 or a = ?2 and b = ?1")?;
    let mut before = Vec::new();
    for document in documents {
        let there: Vec<i64> = others.query_map([document], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for other in &there {
            remove.execute((document, other))?;
        }
        before.extend(there);
    }
    let mut insert = db.prepare_cached("insert or replace into likeness (a, b, share) values (?, ?, ?)")?;
    for (a, b, share) in alike {
        insert.execute((a, b, share))?;
        insert.execute((b, a, share))?;
    }
    Ok(before)
}
