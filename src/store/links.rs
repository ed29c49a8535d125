//! Which words stand where: three words in a row as hashes, so that a quotation finds the statements that may hold it
//! and a statement the quotations that may quote it. What they have in common is decided by `link`.

use super::{Store, StoreError, from_json, json};
use crate::model::{Fidelity, Quote, Role};
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection, query, query_as, query_scalar};

/// A changed document with what is to be linked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkJob {
    /// Place in the change log, to be noted when done.
    pub position: i64,
    /// The document.
    pub document: i64,
    /// Its text, where it is a primary one.
    pub primary: Option<String>,
    /// Its current quotations: row and pieces of words.
    pub quotations: Vec<(i64, Vec<String>)>,
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
    /// The next changed document that has not been linked.
    pub async fn next_link(&self) -> Result<Option<LinkJob>, StoreError> {
        let sql =
            "select c.n, c.document, d.role, r.body from change c join document d on d.n = c.document join revision r on r.n = d.revision
            where c.n > coalesce((select n from position where name = 'linked'), 0) order by c.n limit 1";
        let row: Option<(i64, i64, String, String)> = query_as(sql).fetch_optional(&self.readers).await.map_err(self.failed())?;
        let Some((position, document, role, body)) = row else { return Ok(None) };
        let sql = "select n, quote from quotation where document = ? and gone is null order by n";
        let rows: Vec<(i64, String)> = query_as(sql).bind(document).fetch_all(&self.readers).await.map_err(self.failed())?;
        let primary = (role == Role::Primary.name()).then_some(body);
        Ok(Some(LinkJob { position, document, primary, quotations: pieces(rows)? }))
    }

    /// Quotations of other documents that share words with a primary text, and those linked to it until now.
    pub async fn quotations_sharing(&self, document: i64, grams: &[i64]) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
        let sql = "select n, quote from quotation where gone is null and document <> ?1 and (primary_document = ?1
            or n in (select g.n from json_each(?2) j join gram g on g.hash = j.value and g.of = 'q')) order by n";
        let rows: Vec<(i64, String)> =
            query_as(sql).bind(document).bind(json(&grams)).fetch_all(&self.readers).await.map_err(self.failed())?;
        pieces(rows)
    }

    /// Primary documents that share words with a quotation, most shared first; its own document is none of them.
    pub async fn primaries_sharing(&self, quotation: i64, grams: &[i64]) -> Result<Vec<Candidate>, StoreError> {
        let sql = "select d.n, d.id, unixepoch(json_extract(r.published, '$.start')), r.body
            from (select g.n, count(*) as shared from json_each(?1) j join gram g on g.hash = j.value and g.of = 'p' group by g.n) s
            join document d on d.n = s.n join revision r on r.n = d.revision
            where d.n <> (select document from quotation where n = ?2) order by s.shared desc, d.id limit ?3";
        let rows: Vec<(i64, String, Option<i64>, String)> =
            query_as(sql).bind(json(&grams)).bind(quotation).bind(CANDIDATES).fetch_all(&self.readers).await.map_err(self.failed())?;
        Ok(rows.into_iter().map(|(document, id, published, text)| Candidate { document, id, published, text }).collect())
    }

    /// Notes the grams of a document's words, so that others find them. Comes before the verdicts, and may be repeated.
    pub async fn write_grams(&self, job: &LinkJob, primary: &[i64], quotations: &[(i64, Vec<i64>)]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        if job.primary.is_some() {
            query("delete from gram where of = 'p' and n = ?").bind(job.document).execute(&mut *tx).await.map_err(failed)?;
            insert_grams(&mut tx, "p", job.document, primary).await.map_err(failed)?;
        }
        for (n, grams) in quotations {
            insert_grams(&mut tx, "q", *n, grams).await.map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }

    /// Writes the verdicts and the position reached, together.
    pub async fn finish_link(&self, job: &LinkJob, verdicts: &[Verdict]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        for v in verdicts {
            query("update quotation set primary_document = ?, fidelity = ? where n = ?")
                .bind(v.primary.map(|(d, _)| d))
                .bind(v.primary.map(|(_, f)| f.name()))
                .bind(v.quotation)
                .execute(&mut *tx)
                .await
                .map_err(failed)?;
        }
        query("insert into position (name, n) values ('linked', ?) on conflict (name) do update set n = excluded.n")
            .bind(job.position)
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

fn pieces(rows: Vec<(i64, String)>) -> Result<Vec<(i64, Vec<String>)>, StoreError> {
    let of = |quote: Quote| quote.content.into_iter().map(|p| p.text).collect();
    rows.into_iter().map(|(n, quote)| Ok((n, of(from_json(&quote)?)))).collect()
}

async fn insert_grams(db: &mut SqliteConnection, of: &str, n: i64, grams: &[i64]) -> Result<(), sqlx::Error> {
    for some in grams.chunks(300) {
        let mut sql = QueryBuilder::<Sqlite>::new("insert or ignore into gram (hash, of, n) ");
        sql.push_values(some, |mut row, hash| {
            row.push_bind(*hash).push_bind(of).push_bind(n);
        });
        sql.build().execute(&mut *db).await?;
    }
    Ok(())
}
