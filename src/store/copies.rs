//! Which documents are copies of which: sketches, bands by which likely copies find each other, pairs that are alike, and
//! the first of each group. What is alike is decided by `link`.

use super::rows::{Bytes, Inner};
use super::{Store, StoreError, json};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};
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

/// A document, another one that shares a band with it, and the sketch of that.
pub type Sharing = (i64, i64, Vec<u8>);

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

/// The most documents that one is compared with; those that share most bands with it.
const COMPARED: usize = 200;

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
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        write(&mut tx, sketched).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Pairs of one of these documents (its row, its bands) and another that shares a band with it, with the sketch of that.
    pub async fn sharing_bands(&self, documents: &[(i64, Vec<i64>)]) -> Result<Vec<Sharing>, StoreError> {
        let sql = "select p.one, p.other, s.minima from (
                select j.value ->> 0 as one, b.document as other, count(*) as shared
                from jsonb_each(?) j, json_each(j.value, '$[1]') k cross join band b on b.key = k.value
                where b.document <> j.value ->> 0 group by 1, 2) p
            cross join sketch s on s.document = p.other order by p.one, p.shared desc, p.other";
        let rows: Vec<(i64, i64, Bytes)> = self.read(sql, [json(&documents)]).await?;
        let rows: Vec<Sharing> = rows.into_iter().map(|(one, other, Bytes(minima))| (one, other, minima)).collect();
        let few = |of_one: &[Sharing]| of_one[..of_one.len().min(COMPARED)].to_vec();
        Ok(rows.chunk_by(|a, b| a.0 == b.0).flat_map(few).collect())
    }

    /// Whether any of these documents was alike to another until now.
    pub async fn have_likenesses(&self, documents: &[i64]) -> Result<bool, StoreError> {
        let sql = "select exists (select 1 from likeness where a in (select value from json_each(?)))";
        Ok(self.read_ones(sql, [json(&documents)]).await?.contains(&true))
    }

    /// Notes what these documents are alike to, in the place of what they were alike to before. Rows of all whose group
    /// may have changed.
    pub async fn write_alike(&self, documents: &[i64], alike: &[Alike]) -> Result<Vec<i64>, StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let before = replace(&mut tx, documents, alike).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
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
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let sql = "update document set copy_of = j.value ->> 1 from jsonb_each(?) j
            where n = j.value ->> 0 and copy_of is not j.value ->> 1 returning n";
        let changed: Vec<i64> = query_scalar(sql).bind(json(&copies)).fetch_all(&mut *tx).await.map_err(failed)?;
        let stale: Vec<i64> = changed.into_iter().filter(|n| !fresh.contains(n)).collect();
        super::links::note(&mut tx, &stale).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// The documents that one is alike to, with the share of their words in common, most alike first.
    pub async fn alike(&self, document: i64) -> Result<Vec<(i64, f64)>, StoreError> {
        let sql = "select b, share from likeness where a = ? order by share desc, b";
        query_as(sql).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }
}

async fn write(db: &mut SqliteConnection, sketched: &[Sketched]) -> Result<(), sqlx::Error> {
    let old: Vec<_> = sketched.iter().filter(|s| !s.old.is_empty()).map(|s| (s.document, &s.old)).collect();
    if !old.is_empty() {
        for sql in [
            "delete from band where (key, document) in (select k.value, j.value ->> 0 from jsonb_each(?) j, json_each(j.value, '$[1]') k)",
            "delete from sketch where document in (select value ->> 0 from jsonb_each(?))",
        ] {
            query(sql).bind(json(&old)).execute(&mut *db).await?;
        }
    }
    let rows: Vec<_> = sketched.iter().map(|s| (s.document, s.minima.as_ref().map(|m| hex(m)), &s.bands, s.credit)).collect();
    let rows = json(&rows);
    let sql = "insert or replace into sketch (document, minima)
        select value ->> 0, unhex(value ->> 1) from jsonb_each(?) where value ->> 1 is not null";
    query(sql).bind(&rows).execute(&mut *db).await?;
    // In the order of the table, so that each of its pages is visited once.
    let sql = "insert or ignore into band (key, document) select k.value, j.value ->> 0 from jsonb_each(?) j, json_each(j.value, '$[2]') k order by 1, 2";
    query(sql).bind(&rows).execute(&mut *db).await?;
    if old.is_empty() && sketched.iter().all(|s| s.credit.is_none()) {
        return Ok(());
    }
    let sql = "update document set credit = j.value ->> 3 from jsonb_each(?) j where n = j.value ->> 0 and credit is not j.value ->> 3";
    query(sql).bind(&rows).execute(db).await.map(drop)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        write!(out, "{b:02x}").expect("writing to a string cannot fail");
        out
    })
}

async fn replace(db: &mut SqliteConnection, documents: &[i64], alike: &[Alike]) -> Result<Vec<i64>, sqlx::Error> {
    let rows = json(&documents);
    let before: Vec<i64> =
        query_scalar("select b from likeness where a in (select value from json_each(?))").bind(&rows).fetch_all(&mut *db).await?;
    if !before.is_empty() {
        let sql = "delete from likeness where (a, b) in (select l.b, l.a from likeness l where l.a in (select value from json_each(?)))";
        query(sql).bind(&rows).execute(&mut *db).await?;
        query("delete from likeness where a in (select value from json_each(?))").bind(&rows).execute(&mut *db).await?;
    }
    let both: Vec<Alike> = alike.iter().flat_map(|(a, b, share)| [(*a, *b, *share), (*b, *a, *share)]).collect();
    let sql = "insert or replace into likeness (a, b, share) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each(?)";
    query(sql).bind(json(&both)).execute(db).await?;
    Ok(before)
}
