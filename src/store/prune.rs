//! What has been kept long enough: documents and captures of a source that may go.

use super::forget::NO_CAPTURE;
use super::{Store, StoreError, json};
use chrono::{DateTime, Utc};
use sqlx::{Connection, query, query_as, query_scalar};
use std::collections::HashSet;

/// A document that may go, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aging {
    /// Its row.
    pub document: i64,
    /// Its id.
    pub id: String,
    /// When it was published, else first fetched.
    pub dated: DateTime<Utc>,
    /// Its source lists it still, with no date that keeps it out, so that it would come again.
    pub returns: bool,
    /// Bytes of its captures on the disk.
    pub bytes: u64,
}

/// Documents of a source that nobody decided anything about: not of them, nor of their quotations.
const LOOSE: &str = "with decided (id) as (select subject from decision
        union select value ->> 'shown' from decision where value ->> 'shown' is not null
        union select value ->> 'document' from decision where value ->> 'document' is not null)
    select d.n, d.id, coalesce(unixepoch(json_extract(r.published, '$.start')), (select min(c.fetched) from revision x
            join capture c on c.n = x.capture where x.document = d.n)) as dated,
        exists (select 1 from entry e where e.document = d.n and e.current = 1
            and (?2 is null or coalesce(unixepoch(e.entry ->> '$.published.start') >= ?2, 1))),
        (select json_group_array(distinct c.sha256) from revision x join capture c on c.n = x.capture where x.document = d.n)
    from document d join revision r on r.n = d.revision where d.source = ?1
        and d.id not in (select id from decided)
        and not exists (select 1 from quotation q where q.document = d.n
            and q.id in (select id from decided))
    order by dated, d.id";

/// Captures of a source that no document rests on, and that are not the last of their address, nor the last good one, which what
/// did not change is read from.
const SPENT: &str = "select n, sha256 from capture where source = ?1 and fetched < ?2 and n not in (select capture from revision)
    and n not in (select max(n) from capture group by asked)
    and n not in (select max(n) from capture where status = 200 group by asked) order by n";

impl Store {
    /// Documents of a source that may go, oldest first; entries of before `since` do not come again.
    pub async fn aging(&self, source: &str, since: Option<DateTime<Utc>>) -> Result<Vec<Aging>, StoreError> {
        let since = since.map(|since| since.timestamp());
        let rows: Vec<(i64, String, i64, bool, String)> =
            query_as(LOOSE).bind(source).bind(since).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let aging = |(document, id, dated, returns, hashes): (i64, String, i64, bool, String)| {
            let hashes: Vec<String> = super::from_json(&hashes)?;
            let bytes = hashes.iter().map(|hash| self.size(hash)).sum();
            Ok(Aging { document, id, dated: DateTime::from_timestamp(dated, 0).unwrap_or_default(), returns, bytes })
        };
        rows.into_iter().map(aging).collect()
    }

    /// Captures of a source from before a time on which nothing rests, and their bytes on the disk.
    pub async fn spent(&self, source: &str, before: DateTime<Utc>) -> Result<(Vec<i64>, u64), StoreError> {
        let rows: Vec<(i64, String)> =
            query_as(SPENT).bind(source).bind(before.timestamp()).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let hashes: HashSet<&String> = rows.iter().map(|(_, hash)| hash).collect();
        let bytes = hashes.into_iter().map(|hash| self.size(hash)).sum();
        Ok((rows.iter().map(|(n, _)| *n).collect(), bytes))
    }

    /// Bytes on the disk of everything that a source has brought.
    pub async fn bytes_of(&self, source: &str) -> Result<u64, StoreError> {
        let sql = "select distinct sha256 from capture where source = ?";
        let hashes: Vec<String> = query_scalar(sql).bind(source).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(hashes.iter().map(|hash| self.size(hash)).sum())
    }

    fn size(&self, hash: &str) -> u64 {
        self.blob(hash).metadata().map_or(0, |file| file.len())
    }

    /// Removes captures on which nothing rests.
    pub async fn drop_captures(&self, captures: &[i64]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        for sql in NO_CAPTURE {
            query(*sql).bind(json(&captures)).execute(&mut *tx).await.map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }
}
