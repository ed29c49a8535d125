//! Which words stand where: three words in a row as hashes, so that a quotation finds the statements that may hold it
//! and a statement the quotations that may quote it. What they have in common is decided by `link`.

use super::{Store, StoreError, from_json, json};
use crate::model::{Fidelity, Quote, Role};
use sqlx::{Connection, query, query_as, query_scalar};
use std::collections::HashMap;

/// A changed document with what is to be linked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkJob {
    /// Place in the change log, to be noted when done.
    pub position: i64,
    /// The document.
    pub document: i64,
    /// Its text, where it is a primary one.
    pub primary: Option<String>,
    /// Its current quotations.
    pub quotations: Vec<Quoted>,
}

/// A quotation: its row, and the pieces of its words.
pub type Quoted = (i64, Vec<String>);

/// Whose words were hashed, and the hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grams {
    /// Row of a document (the words are its text) or of a quotation.
    pub of: GramsOf,
    /// Three words in a row each.
    pub hashes: Vec<i64>,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GramsOf {
    /// A primary document's.
    Primary(i64),
    /// A quotation's.
    Quotation(i64),
}

/// A primary document that may hold a quotation's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its row.
    pub document: i64,
    /// Its id and publication, by which equal ones are ordered.
    pub id: String,
    /// Seconds since 1970, where known.
    pub published: Option<i64>,
    /// Its text.
    pub text: String,
}

/// What was decided of a quotation: the primary document and how the words relate to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Row of the quotation.
    pub quotation: i64,
    /// Row of the primary document, and how.
    pub primary: Option<(i64, Fidelity)>,
}

/// The most primary documents that are compared word by word with one quotation.
const CANDIDATES: i64 = 8;

impl Store {
    /// The next changed documents that have not been linked, in the order of their changes.
    pub async fn next_links(&self, limit: u32) -> Result<Vec<LinkJob>, StoreError> {
        let sql = "select c.n, c.document, iif(d.role = ?1, r.body, null)
            from change c join document d on d.n = c.document join revision r on r.n = d.revision
            where c.n > coalesce((select n from position where name = 'linked'), 0) order by c.n limit ?2";
        let rows: Vec<(i64, i64, Option<String>)> =
            query_as(sql).bind(Role::Primary.name()).bind(limit).fetch_all(&self.readers).await.map_err(self.failed())?;
        let mut quoted = self.quoted(&rows.iter().map(|(_, document, _)| *document).collect::<Vec<_>>()).await?;
        let job = |(position, document, primary)| {
            // A document that changed twice is linked once.
            let quotations = quoted.remove(&document).unwrap_or_default();
            LinkJob { position, document, primary, quotations }
        };
        Ok(rows.into_iter().map(job).collect())
    }

    /// The current quotations of documents.
    async fn quoted(&self, documents: &[i64]) -> Result<HashMap<i64, Vec<Quoted>>, StoreError> {
        let sql = "select document, n, quote from quotation where document in (select value from json_each(?)) and gone is null order by n";
        let rows: Vec<(i64, i64, String)> = query_as(sql).bind(json(&documents)).fetch_all(&self.readers).await.map_err(self.failed())?;
        let mut quoted: HashMap<i64, Vec<Quoted>> = HashMap::new();
        for (document, n, quote) in rows {
            quoted.entry(document).or_default().push((n, pieces(&quote)?));
        }
        Ok(quoted)
    }

    /// Quotations of other documents that share words with a primary text, and those linked to it until now.
    pub async fn quotations_sharing(&self, document: i64, grams: &[i64]) -> Result<Vec<Quoted>, StoreError> {
        let sql = "select n, quote from quotation where gone is null and document <> ?1 and (primary_document = ?1
            or n in (select g.n from json_each(?2) j join gram g on g.hash = j.value and g.of = 'q')) order by n";
        let rows: Vec<(i64, String)> =
            query_as(sql).bind(document).bind(json(&grams)).fetch_all(&self.readers).await.map_err(self.failed())?;
        rows.into_iter().map(|(n, quote)| Ok((n, pieces(&quote)?))).collect()
    }

    /// Rows of the primary documents that share words with each quotation (its row, its grams), a few that share most; its
    /// own document is none of them. Pairs of quotation and document.
    pub async fn primaries_sharing(&self, quotations: &[(i64, Vec<i64>)]) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "with sharing as (
                select j.value ->> 0 as quotation, g.n as n, count(*) as shared
                from json_each(?1) j, json_each(j.value -> 1) h join gram g on g.hash = h.value and g.of = 'p'
                group by 1, 2),
            ranked as (
                select s.quotation, d.n, row_number() over (partition by s.quotation order by s.shared desc, d.id) as place
                from sharing s join document d on d.n = s.n join quotation q on q.n = s.quotation where q.document <> d.n)
            select quotation, n from ranked where place <= ?2 order by quotation, place";
        query_as(sql).bind(json(&quotations)).bind(CANDIDATES).fetch_all(&self.readers).await.map_err(self.failed())
    }

    /// Documents as candidates.
    pub async fn candidates(&self, documents: &[i64]) -> Result<Vec<Candidate>, StoreError> {
        let sql = "select d.n, d.id, unixepoch(json_extract(r.published, '$.start')), r.body
            from document d join revision r on r.n = d.revision where d.n in (select value from json_each(?))";
        let rows: Vec<(i64, String, Option<i64>, String)> =
            query_as(sql).bind(json(&documents)).fetch_all(&self.readers).await.map_err(self.failed())?;
        Ok(rows.into_iter().map(|(document, id, published, text)| Candidate { document, id, published, text }).collect())
    }

    /// Notes the grams of words, so that others find them. Comes before the verdicts, and may be repeated.
    pub async fn write_grams(&self, grams: &[Grams]) -> Result<(), StoreError> {
        let row = |g: &Grams| match g.of {
            GramsOf::Primary(n) => json(&('p', n, &g.hashes)),
            GramsOf::Quotation(n) => json(&('q', n, &g.hashes)),
        };
        let rows = format!("[{}]", grams.iter().map(row).collect::<Vec<_>>().join(","));
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        // A primary text may have changed; a quotation's words are what it is known by.
        query("delete from gram where of = 'p' and n in (select value ->> 1 from json_each(?) where value ->> 0 = 'p')")
            .bind(&rows)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        // In the order of the table, so that each of its pages is visited once.
        let sql = "insert or ignore into gram (hash, of, n)
            select h.value, j.value ->> 0, j.value ->> 1 from json_each(?) j, json_each(j.value -> 2) h order by 1, 2, 3";
        query(sql).bind(&rows).execute(&mut *tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Writes the verdicts and the position reached, together.
    pub async fn finish_links(&self, position: i64, verdicts: &[Verdict]) -> Result<(), StoreError> {
        let row = |v: &Verdict| (v.quotation, v.primary.map(|(d, _)| d), v.primary.map(|(_, f)| f.name()));
        let rows: Vec<_> = verdicts.iter().map(row).collect();
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let sql = "update quotation set primary_document = j.value ->> 1, fidelity = j.value ->> 2 from json_each(?) j
            where n = j.value ->> 0 and (primary_document is not j.value ->> 1 or fidelity is not j.value ->> 2)";
        query(sql).bind(json(&rows)).execute(&mut *tx).await.map_err(failed)?;
        query("insert into position (name, n) values ('linked', ?) on conflict (name) do update set n = excluded.n")
            .bind(position)
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// How far linking came in the change log.
    pub async fn linked(&self) -> Result<i64, StoreError> {
        query_scalar("select coalesce((select n from position where name = 'linked'), 0)")
            .fetch_one(&self.readers)
            .await
            .map_err(self.failed())
    }
}

fn pieces(quote: &str) -> Result<Vec<String>, StoreError> {
    let quote: Quote = from_json(quote)?;
    Ok(quote.content.into_iter().map(|p| p.text).collect())
}
