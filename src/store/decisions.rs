//! What a person decided, in the order in which it was decided; and quotations as they were decided to be.

use super::revise::context;
use super::{Store, StoreError, from_json, json};
use crate::model::{Decision, Id, Marks, Quote};
use chrono::{DateTime, Utc};
use sqlx::{Connection, SqliteConnection, query, query_as, query_scalar};

/// A current quotation as it was extracted, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// Its row.
    pub n: i64,
    /// Its id.
    pub id: String,
    /// Row and id of its document.
    pub document: (i64, String),
    /// Name of the source of that.
    pub source: Option<String>,
    /// As extracted.
    pub quote: Quote,
}

/// A quotation as it was decided to be.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedQuote {
    /// Its row.
    pub n: i64,
    /// With its speaker and date, where they are not those that were extracted.
    pub quote: Option<Quote>,
    /// Id, kind and name of its speaker across documents.
    pub speaker: Option<(Id, &'static str, String)>,
    /// When it was said, seconds since 1970.
    pub said: Option<i64>,
    /// It is no quotation.
    pub hidden: bool,
    /// What was decided of it; none where nothing was.
    pub marks: Option<Marks>,
}

/// A quotation that was missed.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedQuote {
    /// Its id.
    pub id: Id,
    /// Id of its words.
    pub utterance: Id,
    /// The quotation.
    pub quote: Quote,
}

type Row = (String, String, String, i64, Option<String>, Option<i64>, Option<String>);

impl Store {
    /// All decisions in their order, those that were undone too.
    pub async fn decisions(&self) -> Result<Vec<Decision>, StoreError> {
        let sql = "select id, subject, value, made, by, undone, undone_by from decision order by n";
        let rows: Vec<Row> = query_as(sql).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let time = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let decision = |(id, subject, value, made, by, undone, undone_by): Row| {
            Ok(Decision {
                id: Id::known(id),
                subject: Id::known(subject),
                ruling: from_json(&value)?,
                made: time(made),
                by,
                undone: undone.map(time),
                undone_by,
            })
        };
        rows.into_iter().map(decision).collect()
    }

    /// Notes decisions, each once; documents that they or these ids are about are news for linking. How many are new.
    pub async fn decide(&self, decisions: &[Decision], touched: &[Id]) -> Result<u64, StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let new = write(&mut tx, decisions).await.map_err(failed)?;
        let subjects: Vec<&Id> = decisions.iter().map(|d| &d.subject).chain(touched).collect();
        touch(&mut tx, &subjects).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(new)
    }

    /// Undoes a decision; documents that these ids are about are news for linking.
    pub async fn undo(&self, id: &Id, at: DateTime<Utc>, by: Option<&str>, touched: &[Id]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        query("update decision set undone = ?, undone_by = ? where id = ? and undone is null")
            .bind(at.timestamp())
            .bind(by)
            .bind(id.as_str())
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        touch(&mut tx, &touched.iter().collect::<Vec<_>>()).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Whether a document, quotation or speaker is known by this id.
    pub async fn is_known(&self, id: &Id) -> Result<bool, StoreError> {
        let sql = "select exists (select 1 from document where id = ?1) or exists (select 1 from quotation where id = ?1)
            or exists (select 1 from speaker where id = ?1)";
        query_scalar(sql).bind(id.as_str()).fetch_one(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Current quotations of documents as they were extracted.
    pub async fn extracted(&self, documents: &[i64]) -> Result<Vec<Extracted>, StoreError> {
        let sql = "select q.n, q.id, d.n, d.id, d.source, q.quote from quotation q join document d on d.n = q.document
            where q.document in (select value from json_each(?)) and q.gone is null order by q.n";
        let rows: Vec<(i64, String, i64, String, Option<String>, String)> =
            query_as(sql).bind(json(&documents)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        rows.into_iter()
            .map(|(n, id, row, document, source, quote)| {
                Ok(Extracted { n, id, document: (row, document), source, quote: from_json(&quote)? })
            })
            .collect()
    }

    /// Speakers with a current quotation: id, kind, name and how many quotations, most quoted first.
    pub async fn speakers(&self) -> Result<Vec<(String, String, String, i64)>, StoreError> {
        let sql = "select s.id, s.kind, s.name, count(*) as quoted from speaker s join quotation q on q.speaker = s.n
            where q.gone is null and q.hidden = 0 group by s.n order by quoted desc, s.name, s.id";
        query_as(sql).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())
    }

    /// Writes quotations as they were decided to be.
    pub async fn write_decided(&self, decided: &[DecidedQuote]) -> Result<(), StoreError> {
        let speakers: Vec<_> = decided.iter().filter_map(|d| d.speaker.as_ref()).collect();
        let row = |d: &DecidedQuote| {
            let speaker = d.speaker.as_ref().map(|(id, ..)| id.clone());
            (d.n, d.quote.as_ref().map(json), speaker, d.said, i64::from(d.hidden), d.marks.as_ref().map(json))
        };
        let rows: Vec<_> = decided.iter().map(row).collect();
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let sql = "insert into speaker (id, kind, name) select value ->> 0, value ->> 1, value ->> 2 from jsonb_each(?) where true
            on conflict (id) do nothing";
        query(sql).bind(json(&speakers)).execute(&mut *tx).await.map_err(failed)?;
        let sql = "update quotation set decided = j.value ->> 1, speaker = (select n from speaker where id = j.value ->> 2),
                said = j.value ->> 3, hidden = j.value ->> 4, marks = j.value ->> 5
            from jsonb_each(?) j where quotation.n = j.value ->> 0";
        query(sql).bind(json(&rows)).execute(&mut *tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// The quotations that were added to a document by hand, in the place of those that were before. What was found by
    /// itself since then stays as it was found.
    pub async fn write_added(&self, document: i64, text: &str, added: &[AddedQuote]) -> Result<(), StoreError> {
        let row = |a: &AddedQuote| {
            let start = a.quote.content.first().map_or(0, |p| p.start);
            (a.id.clone(), start, a.quote.kind.name(), json(&a.quote), context(text, &a.quote), a.utterance.clone())
        };
        let rows = json(&added.iter().map(row).collect::<Vec<_>>());
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        for sql in [
            "delete from quotation where document = ?2 and added = 1 and id not in (select value ->> 0 from jsonb_each(?1))",
            "insert into quotation (id, document, revision, start, kind, quote, context, utterance, appeared, seen, added)
             select j.value ->> 0, d.n, d.revision, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, d.revision,
                 c.fetched, 1
             from jsonb_each(?1) j join document d on d.n = ?2 join revision r on r.n = d.revision join capture c on c.n = r.capture where true
             on conflict (id) do update set gone = null, added = 1, revision = excluded.revision, start = excluded.start,
                 quote = excluded.quote, context = excluded.context where quotation.gone is not null or quotation.added = 1",
        ] {
            query(sql).bind(&rows).bind(document).execute(&mut *tx).await.map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }
}

/// Notes decisions, each once. How many are new.
pub(super) async fn write<'d>(db: &mut SqliteConnection, decisions: impl IntoIterator<Item = &'d Decision>) -> Result<u64, sqlx::Error> {
    let row = |d: &Decision| {
        let seconds = |t: Option<DateTime<Utc>>| t.map(|t| t.timestamp());
        let (value, undone) = (json(&d.ruling), (seconds(d.undone), d.undone_by.clone()));
        (d.id.clone(), d.ruling.name(), d.subject.clone(), value, d.made.timestamp(), d.by.clone(), undone.0, undone.1)
    };
    let rows: Vec<_> = decisions.into_iter().map(row).collect();
    let sql = "insert into decision (id, kind, subject, value, made, by, undone, undone_by)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
        from jsonb_each(?) where true on conflict (id) do nothing";
    Ok(query(sql).bind(json(&rows)).execute(db).await?.rows_affected())
}

/// Documents that these ids are about are news for linking.
async fn touch(db: &mut SqliteConnection, ids: &[&Id]) -> Result<(), sqlx::Error> {
    let sql = "insert into change (document)
        select n from document where id in (select value from json_each(?1))
        union select q.document from quotation q where q.id in (select value from json_each(?1))
        union select q.document from speaker s join quotation q on q.speaker = s.n where s.id in (select value from json_each(?1))";
    query(sql).bind(json(&ids)).execute(db).await.map(drop)
}
