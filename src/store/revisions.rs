//! Revisions of documents, and what the later ones changed. What matters is decided by `link`.

use super::{Store, StoreError, from_json, json};
use crate::model::{Id, Quote, Revised, Revision};
use chrono::DateTime;
use sqlx::query_as;

type Row = (i64, String, i64, Option<String>, String, Option<String>, i64);

impl Store {
    /// All revisions of a document, in their order.
    pub async fn revisions(&self, document: i64) -> Result<Vec<Revision>, StoreError> {
        let sql = "select r.n, r.id, r.ordinal, r.title, r.body, r.changed, c.fetched from revision r join capture c on c.n = r.capture
            where r.document = ? order by r.ordinal";
        let rows: Vec<Row> = query_as(sql).bind(document).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let revision = |(n, id, ordinal, title, text, changed, fetched): Row| {
            Ok(Revision {
                n,
                id: Id::known(id),
                ordinal: u32::try_from(ordinal).unwrap_or(u32::MAX),
                title,
                text,
                changed: changed.as_deref().map(from_json).transpose()?,
                fetched: DateTime::from_timestamp(fetched, 0).unwrap_or_default(),
            })
        };
        rows.into_iter().map(revision).collect()
    }

    /// Revisions of documents that were not held against those before them: each with that one and the document, by rows.
    pub async fn unread_revisions(&self, documents: &[i64]) -> Result<Vec<(i64, i64, i64)>, StoreError> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "select r.n, p.n, r.document from revision r join revision p on p.document = r.document and p.ordinal = r.ordinal - 1
            where r.document in (select value from json_each(?)) and r.revised is null order by r.n";
        self.read(sql, [json(&documents)]).await
    }

    /// Quotations that a revision took out and that it brought: ids and words.
    pub async fn quotations_changed(&self, revision: i64) -> Result<[Vec<(String, String)>; 2], StoreError> {
        let mut both = [Vec::new(), Vec::new()];
        let sqls = [
            "select id, quote from quotation where gone = ? and hidden = 0 order by start, id",
            "select q.id, q.quote from quotation q join revision r on r.n = q.appeared
             where q.appeared = ? and r.ordinal > 1 and q.hidden = 0 order by q.start, q.id",
        ];
        for (list, sql) in both.iter_mut().zip(sqls) {
            let rows: Vec<(String, String)> =
                query_as(sql).bind(revision).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
            for (id, quote) in rows {
                list.push((id, from_json::<Quote>(&quote)?.text()));
            }
        }
        Ok(both)
    }

    /// Wordings of quotations that documents have no more.
    pub async fn wordings_gone(&self, documents: &[i64]) -> Result<Vec<i64>, StoreError> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "select distinct wording from quotation
            where document in (select value from json_each(?)) and gone is not null and wording is not null";
        self.read_ones(sql, [json(&documents)]).await
    }

    /// Notes what revisions changed.
    pub async fn write_revised(&self, revised: &[(i64, Revised)]) -> Result<(), StoreError> {
        if revised.is_empty() {
            return Ok(());
        }
        self.write(|db| {
            let mut write = db.prepare_cached("update revision set revised = ?2, noise = ?3 where n = ?1")?;
            revised.iter().try_for_each(|(n, r)| write.execute((n, json(r), !r.matters())).map(drop))
        })
        .await
    }
}
