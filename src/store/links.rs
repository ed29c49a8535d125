//! Which words stand where: three words in a row as hashes, so that a quotation finds the statements that may hold it
//! and a statement the quotations that may quote it. What they have in common is decided by `link`.

use super::wordings::GramsOf;
use super::{Store, StoreError, json};
use crate::model::{Fidelity, Role};
use sqlx::{Connection, SqliteConnection, query, query_scalar};

/// A change that was not linked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "what need not be asked of it, in any combination")]
pub struct LinkJob {
    /// Place in the change log, to be noted when done.
    pub position: i64,
    /// The document.
    pub document: i64,
    /// Whether its text may be new; what linking itself changed is not, nor what is gone since.
    pub fresh: bool,
    /// Whether it is a primary one.
    pub primary: bool,
    /// Whether it quotes anybody.
    pub quotes: bool,
    /// Whether it has more than one revision.
    pub revised: bool,
    /// Whether anything at all was decided by hand.
    pub decided: bool,
}

/// A primary document that may hold quoted words.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its row.
    pub document: i64,
    /// Its id and publication, by which equal ones are ordered.
    pub id: String,
    /// Seconds since 1970, where known.
    pub published: Option<i64>,
    /// Who published and wrote it, and its headline.
    pub about: String,
    /// Its text.
    pub text: String,
}

/// What was decided of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Row of the quotation.
    pub quotation: i64,
    /// Row of the primary document that holds its words.
    pub primary: Option<i64>,
    /// How the words relate to it, else to the longest wording.
    pub fidelity: Option<Fidelity>,
    /// The words that differ.
    pub difference: Option<String>,
}

impl Store {
    /// The next changes that have not been linked, in their order: so many at most, with about so many words in all, and one
    /// at least.
    pub async fn next_links(&self, limit: u32, words: u32) -> Result<Vec<LinkJob>, StoreError> {
        let sql = "select c.n, c.document, c.linked = 0 and c.role is not null, coalesce(c.role = ?1, 0),
                exists (select 1 from quotation q where q.document = c.document),
                exists (select 1 from revision r where r.document = c.document and r.ordinal > 1), (select exists (select 1 from decision))
            from (
                select c.n, c.document, c.linked, d.role, coalesce(sum(r.words) over (order by c.n rows between unbounded preceding and 1 preceding), 0) as before
                from (select * from change where n > coalesce((select n from position where name = 'linked'), 0) order by n limit ?2) c
                left join document d on d.n = c.document left join revision r on r.n = d.revision
            ) c where c.before < ?3 order by c.n";
        let rows: Vec<(i64, i64, bool, bool, bool, bool, bool)> = self.read(sql, (Role::Primary.name(), limit, words)).await?;
        let job = |(position, document, fresh, primary, quotes, revised, decided)| LinkJob {
            position,
            document,
            fresh,
            primary,
            quotes,
            revised,
            decided,
        };
        Ok(rows.into_iter().map(job).collect())
    }

    /// Documents as candidates.
    pub async fn candidates(&self, documents: &[i64]) -> Result<Vec<Candidate>, StoreError> {
        let sql = "select d.n, d.id, unixepoch(json_extract(r.published, '$.start')),
                concat_ws(' ', r.publisher, r.authors, r.title), r.body
            from document d join revision r on r.n = d.revision where d.n in (select value from json_each(?)) order by d.n";
        let rows: Vec<(i64, String, Option<i64>, String, String)> = self.read(sql, [json(&documents)]).await?;
        let candidate = |(document, id, published, about, text)| Candidate { document, id, published, about, text };
        Ok(rows.into_iter().map(candidate).collect())
    }

    /// Notes the grams of primary documents (row, grams), so that quotations find them. May be repeated.
    pub async fn write_primaries(&self, primaries: &[(i64, Vec<i64>)]) -> Result<(), StoreError> {
        if primaries.is_empty() {
            return Ok(());
        }
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        // Its text may have changed.
        let rows: Vec<i64> = primaries.iter().map(|(n, _)| *n).collect();
        query("delete from gram where of = 'p' and n in (select value from json_each(?))")
            .bind(json(&rows))
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        let grams: Vec<(i64, &Vec<i64>)> = primaries.iter().map(|(n, grams)| (*n, grams)).collect();
        insert_grams(&mut tx, GramsOf::Primaries, &grams).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Writes verdicts. Documents that are not `fresh` and have a quotation that is judged otherwise are news for the index.
    pub async fn write_verdicts(&self, verdicts: &[Verdict], fresh: &[i64]) -> Result<(), StoreError> {
        let row = |v: &Verdict| (v.quotation, v.primary, v.fidelity.map(Fidelity::name), v.difference.clone());
        let rows: Vec<_> = verdicts.iter().map(row).collect();
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let sql = "update quotation set primary_document = j.value ->> 1, fidelity = j.value ->> 2, difference = j.value ->> 3
            from jsonb_each(?) j where n = j.value ->> 0
                and (primary_document is not j.value ->> 1 or fidelity is not j.value ->> 2 or difference is not j.value ->> 3)
            returning document";
        let mut changed: Vec<i64> = query_scalar(sql).bind(json(&rows)).fetch_all(&mut *tx).await.map_err(failed)?;
        changed.retain(|document| !fresh.contains(document));
        changed.sort_unstable();
        changed.dedup();
        note(&mut tx, &changed).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Notes that all changes up to a position are linked. Whether there are more.
    pub async fn finish_links(&self, position: i64) -> Result<bool, StoreError> {
        let mut writer = self.writer.lock().await;
        let sql = "insert into position (name, n) values ('linked', ?1) on conflict (name) do update set n = excluded.n
            returning exists (select 1 from change c where c.n > ?1)";
        query_scalar(sql).bind(position).fetch_one(&mut *writer).await.map_err(self.failed())
    }

    /// Rows of the current quotations of a primary document's words, by the documents they stand in, each in text order.
    pub async fn quotations_from(&self, document: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "select n from quotation where primary_document = ? and gone is null and hidden = 0 order by document, start, id";
        query_scalar(sql).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// How far linking came in the change log.
    pub async fn linked(&self) -> Result<i64, StoreError> {
        query_scalar("select coalesce((select n from position where name = 'linked'), 0)")
            .fetch_one(&mut *self.reader().await?)
            .await
            .map_err(self.failed())
    }
}

/// In the order of the table, so that each of its pages is visited once.
pub(super) async fn insert_grams(db: &mut SqliteConnection, of: GramsOf, grams: &[(i64, &Vec<i64>)]) -> Result<(), sqlx::Error> {
    let sql =
        "insert or ignore into gram (hash, of, n) select h.value, ?2, j.value ->> 0 from jsonb_each(?1) j, json_each(j.value, '$[1]') h
        order by 1, 2, 3";
    query(sql).bind(json(&grams)).bind(of.name()).execute(db).await.map(drop)
}

/// Documents that linking changed are news for the index.
pub(super) async fn note(db: &mut SqliteConnection, documents: &[i64]) -> Result<(), sqlx::Error> {
    if documents.is_empty() {
        return Ok(());
    }
    query("insert into change (document, linked) select value, 1 from json_each(?)").bind(json(&documents)).execute(db).await.map(drop)
}
