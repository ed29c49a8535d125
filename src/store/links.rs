//! Which words stand where: three words in a row as hashes, so that a quotation finds the statements that may hold it
//! and a statement the quotations that may quote it. What they have in common is decided by `link`.

use super::wordings::GramsOf;
use super::{Store, StoreError, json};
use crate::model::{Fidelity, Role};
use rusqlite::{Connection, OptionalExtension};
use sqlx::query_scalar;
use std::collections::{BTreeSet, HashSet};

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
    /// at least. What linking changed itself is passed over: so full batches are the same whether they go along with what is stored
    /// or come after.
    pub async fn next_links(&self, limit: u32, words: u32) -> Result<Vec<LinkJob>, StoreError> {
        let sql = "select c.n, c.document, c.role is not null, coalesce(c.role = ?1, 0),
                exists (select 1 from quotation q where q.document = c.document),
                exists (select 1 from revision r where r.document = c.document and r.ordinal > 1), (select exists (select 1 from decision))
            from (
                select c.n, c.document, d.role, coalesce(sum(r.words) over (order by c.n rows between unbounded preceding and 1 preceding), 0) as before
                from (select * from change where n > coalesce((select n from position where name = 'linked'), 0) and linked = 0 order by n limit ?2) c
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
        self.write(|db| {
            // Its text may have changed.
            let mut clear = db.prepare_cached("delete from gram where of = 'p' and n = ?")?;
            for (n, _) in primaries {
                clear.execute([n])?;
            }
            let grams = primaries.iter().flat_map(|(n, grams)| grams.iter().map(|hash| (*hash, *n)));
            insert_grams(db, GramsOf::Primaries, grams.collect())
        })
        .await
    }

    /// Writes verdicts. Documents that are not `fresh` and have a quotation that is judged otherwise are news for the index.
    pub async fn write_verdicts(&self, verdicts: &[Verdict], fresh: &[i64]) -> Result<(), StoreError> {
        let sql = "update quotation set primary_document = ?2, fidelity = ?3, difference = ?4
            where n = ?1 and (primary_document is not ?2 or fidelity is not ?3 or difference is not ?4) returning document";
        let fresh: HashSet<&i64> = fresh.iter().collect();
        self.write(|db| {
            let mut changed = BTreeSet::new();
            let mut write = db.prepare_cached(sql)?;
            for v in verdicts {
                let values = (v.quotation, v.primary, v.fidelity.map(Fidelity::name), &v.difference);
                changed.extend(write.query_row(values, |row| row.get::<_, i64>(0)).optional()?);
            }
            note(db, changed.iter().filter(|document| !fresh.contains(document)))
        })
        .await
    }

    /// Notes that all changes up to a position are linked. Whether there are more.
    pub async fn finish_links(&self, position: i64) -> Result<bool, StoreError> {
        let sql = "insert into position (name, n) values ('linked', ?1) on conflict (name) do update set n = excluded.n
            returning exists (select 1 from change c where c.n > ?1)";
        self.write(|db| db.prepare_cached(sql)?.query_row([position], |row| row.get(0))).await
    }

    /// Rows of the current quotations of a primary document's words, by the documents they stand in, each in text order.
    pub async fn quotations_from(&self, document: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "select n from quotation where primary_document = ? and gone is null and hidden = 0 order by document, start, id";
        query_scalar(sql).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// How many changes have still to be linked.
    pub async fn unlinked(&self) -> Result<i64, StoreError> {
        let sql = "select count(*) from change where n > coalesce((select n from position where name = 'linked'), 0) and linked = 0";
        Ok(self.read_ones(sql, ()).await?.first().copied().unwrap_or(0))
    }

    /// How far linking came in the change log.
    pub async fn linked(&self) -> Result<i64, StoreError> {
        let sql = "select coalesce((select n from position where name = 'linked'), 0)";
        Ok(self.read_ones(sql, ()).await?.first().copied().unwrap_or(0))
    }
}

/// Grams with the rows they are of; in the order of the table, so that each of its pages is visited once.
pub(super) fn insert_grams(db: &Connection, of: GramsOf, mut grams: Vec<(i64, i64)>) -> rusqlite::Result<()> {
    grams.sort_unstable();
    let mut insert = db.prepare_cached("insert or ignore into gram (hash, of, n) values (?, ?, ?)")?;
    for (hash, n) in grams {
        insert.execute((hash, of.name(), n))?;
    }
    Ok(())
}

/// Documents that linking changed are news for the index.
pub(super) fn note<'d>(db: &Connection, documents: impl Iterator<Item = &'d i64>) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached("insert into change (document, linked) values (?, 1)")?;
    for document in documents {
        insert.execute([document])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_linking_changed_itself_takes_no_place_among_what_is_to_be_linked() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let changes = [(1, 0), (2, 1), (3, 0), (4, 1), (5, 1), (6, 0), (7, 1)];
        let insert = |db: &Connection| {
            let mut insert = db.prepare("insert into change (document, linked) values (?, ?)")?;
            changes.iter().map(|change| insert.execute(*change)).collect::<rusqlite::Result<Vec<_>>>()
        };
        store.write(insert).await.unwrap();
        let mut batches = Vec::new();
        while store.unlinked().await.unwrap() > 0 {
            let jobs = store.next_links(2, 1000).await.unwrap();
            batches.push(jobs.iter().map(|job| job.position).collect::<Vec<_>>());
            assert!(store.finish_links(*batches.last().unwrap().last().unwrap()).await.unwrap(), "one is left for the index");
        }
        assert_eq!(batches, [vec![1, 3], vec![6]]);
        assert!(!store.finish_links(7).await.unwrap());
        store.close().await.unwrap();
    }
}
