//! Whether what is stored holds together.

use super::{Store, StoreError, from_json};
use crate::model::{Id, Quote};
use chrono::{DateTime, SecondsFormat};
use sqlx::{query_as, query_scalar};

/// Something that does not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// Statements that must find nothing, each with what it means when they do.
const RULES: &[(&str, &str)] = &[
    ("select id from document where revision is null", "has no revision"),
    (
        "select d.id from document d join revision r on r.n = d.revision
         where r.document <> d.n or r.ordinal <> (select max(ordinal) from revision where document = d.n)",
        "does not show its last revision",
    ),
    ("select d.id from document d where not exists (select 1 from alias a where a.document = d.n)", "has no URL that leads to it"),
    (
        "select q.id from quotation q join revision r on r.n = q.revision where r.document <> q.document",
        "belongs to another document's revision",
    ),
    (
        "select q.id from quotation q join document d on d.n = q.document where q.gone is null and q.revision <> d.revision",
        "is current in a revision that is not",
    ),
    (
        "select d.id from document d
         where d.quoted <> (select count(*) from quotation q where q.document = d.n and q.gone is null and q.hidden = 0)",
        "says it has another number of quotations than it has",
    ),
    ("select id from document where n not in (select document from change)", "was never noted as changed"),
];

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Captures.
    pub captures: usize,
    /// Bodies, each stored once.
    pub bodies: usize,
    /// Of all bodies together.
    pub bytes: u64,
}

impl Store {
    /// Whether every capture is what it was: its body is there, is what its hash says and as long as it was, and its id is that of
    /// its address, time and hash.
    pub async fn check_evidence(&self) -> Result<(Evidence, Vec<Fault>), StoreError> {
        type Row = (String, String, String, i64, String, i64);
        let sql = "select id, asked, chain ->> '$[#-1]', fetched, sha256, length from capture order by sha256, id";
        let rows: Vec<Row> = query_as(sql).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let (mut evidence, mut faults) = (Evidence { captures: rows.len(), ..Evidence::default() }, Vec::new());
        for captures in rows.chunk_by(|a, b| a.4 == b.4) {
            let body = self.body(&captures[0].4);
            evidence.bodies += 1;
            evidence.bytes += body.as_ref().map_or(0, |body| body.len() as u64);
            for (id, asked, url, fetched, hash, length) in captures {
                match &body {
                    Err(e) => faults.push(Fault(format!("capture {id}: {e}"))),
                    Ok(body) if i64::try_from(body.len()) != Ok(*length) => {
                        faults.push(Fault(format!("capture {id} was {length} bytes long, and its body has {}", body.len())));
                    }
                    Ok(_) if !ids(asked, url, *fetched, hash).contains(id) => {
                        faults.push(Fault(format!("capture {id} is not the one of {asked} at that time with that body")));
                    }
                    Ok(_) => {}
                }
            }
        }
        Ok((evidence, faults))
    }

    /// Looks at everything; an empty list means that all is well.
    pub async fn check(&self) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        let integrity: Vec<String> =
            query_scalar("pragma integrity_check").fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        faults.extend(integrity.into_iter().filter(|line| line != "ok").map(|line| Fault(format!("SQLite: {line}"))));
        for (sql, meaning) in RULES {
            let ids: Vec<String> = query_scalar(*sql).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
            faults.extend(ids.into_iter().map(|id| Fault(format!("{id} {meaning}"))));
        }
        faults.extend(self.check_bodies().await?);
        faults.extend(self.check_spans().await?);
        Ok(faults)
    }

    /// Every capture's body is there and is what its hash says.
    async fn check_bodies(&self) -> Result<Vec<Fault>, StoreError> {
        let hashes: Vec<(String, String)> = query_as("select min(id), sha256 from capture group by sha256")
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(self.failed())?;
        Ok(hashes.iter().filter_map(|(id, hash)| self.body(hash).err().map(|e| Fault(format!("capture {id}: {e}")))).collect())
    }

    /// Every current quotation stands in its revision where it says.
    async fn check_spans(&self) -> Result<Vec<Fault>, StoreError> {
        let documents: Vec<i64> =
            query_scalar("select n from document order by n").fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let mut faults = Vec::new();
        for n in documents {
            let sql =
                "select q.id, q.quote, r.body from quotation q join revision r on r.n = q.revision where q.document = ? and q.gone is null";
            let rows: Vec<(String, String, String)> =
                query_as(sql).bind(n).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
            for (id, quote, body) in rows {
                if !stands(&from_json(&quote)?, &body) {
                    faults.push(Fault(format!("{id} does not stand where it says")));
                }
            }
        }
        Ok(faults)
    }
}

fn stands(quote: &Quote, body: &str) -> bool {
    quote.content.iter().all(|p| p.end >= p.start && body.chars().skip(p.start).take(p.end - p.start).eq(p.text.chars()))
}

/// The ids that a capture may have: of an answer, and of a file.
fn ids(asked: &str, url: &str, fetched: i64, hash: &str) -> [String; 2] {
    let time = DateTime::from_timestamp(fetched, 0).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Secs, true);
    [Id::of('c', &[url, &time, hash]), Id::of('c', &[asked, &fetched.to_string(), hash])].map(|id| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_document_that_hangs_in_the_air_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        assert_eq!(store.check().await.unwrap(), []);
        let sql = "insert into document (id, kind, role, tags) values ('d1', 'article', 'press', '[]')";
        sqlx::query(sql).execute(&mut *store.writer.lock().await).await.unwrap();
        let faults: Vec<String> = store.check().await.unwrap().into_iter().map(|fault| fault.0).collect();
        assert_eq!(faults, ["d1 has no revision", "d1 has no URL that leads to it", "d1 was never noted as changed"]);
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn quotations_are_counted_whatever_becomes_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let run = async |sql: &'static str| sqlx::raw_sql(sql).execute(&mut *store.writer.lock().await).await.map(drop).unwrap();
        let miscounted = async || store.check().await.unwrap().into_iter().any(|fault| fault.0.contains("another number of quotations"));
        run("pragma foreign_keys = off; insert into document (n, id, kind, role, tags) values (1, 'd1', 'article', 'press', '[]')").await;
        for (quoted, sql) in [
            (
                3,
                "insert into quotation (id, document, revision, start, kind, quote, context, utterance)
                values ('q1', 1, 1, 0, 'direct', '{}', '', 'u1'), ('q2', 1, 1, 9, 'direct', '{}', '', 'u2'), ('q3', 1, 1, 9, 'direct', '{}', '', 'u2')",
            ),
            (2, "update quotation set gone = 2 where id = 'q1'"),
            (2, "update quotation set hidden = 1 where id = 'q1'"),
            (1, "update quotation set hidden = 1, utterance = 'u3' where id = 'q2'"),
            (1, "update quotation set gone = null where id = 'q1'"),
            (2, "update quotation set hidden = 0 where id = 'q1'"),
            (
                3,
                "insert into quotation (id, document, revision, start, kind, quote, context, utterance, gone, hidden)
                values ('q2', 1, 1, 0, 'direct', '{}', '', 'u1', null, 1), ('q4', 1, 1, 0, 'direct', '{}', '', 'u1', null, 1)
                on conflict (id) do update set hidden = 0",
            ),
            (2, "delete from quotation where id in ('q3', 'q4')"),
        ] {
            run(sql).await;
            let counted: i64 = query_scalar("select quoted from document").fetch_one(&mut *store.reader().await.unwrap()).await.unwrap();
            assert_eq!((counted, miscounted().await), (quoted, false), "{sql}");
        }
        run("update document set quoted = 7").await;
        assert!(miscounted().await);
        store.close().await.unwrap();
    }
}
