//! The same words wherever quoted: wordings, by what they are found, and which of them are one utterance. What is the same
//! is decided by `link`.

use super::{Store, StoreError, from_json, json};
use crate::model::{Quote, QuoteKind};
use sqlx::{Connection, SqliteConnection, query, query_as};
use std::collections::HashMap;

/// A quotation as far as it is linked.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    /// Its row.
    pub quotation: i64,
    /// `q…`
    pub id: String,
    /// Row and id of its document.
    pub document: (i64, String),
    /// Row of its wording, where it has one yet.
    pub wording: Option<i64>,
    /// Row of the primary document that it is linked to.
    pub primary: Option<i64>,
    /// Somebody decided that it is no quotation; it stays what it was compared as, but nothing is held against it.
    pub hidden: bool,
    /// As extracted: what was decided of it makes no other words of it.
    pub quote: Quote,
}

impl Saying {
    /// Whether the words are claimed to be those that were said.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        self.quote.kind != QuoteKind::Indirect
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn said(&self) -> Option<i64> {
        self.quote.said.as_ref().map(|w| w.start.timestamp())
    }
}

/// A wording on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// Row of the quotation.
    pub quotation: i64,
    /// Id of the wording.
    pub id: String,
    /// The words, pieces joined by an ellipsis.
    pub text: String,
    /// What it is found by.
    pub grams: Vec<i64>,
}

/// A stored wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its row.
    pub n: i64,
    /// Id of the utterance that it is of.
    pub utterance: String,
    /// The words.
    pub text: String,
}

/// The same gram stands in so many places that more are not looked at.
const PLACES: i64 = 64;
/// So many of the rarest grams are looked for.
const RAREST: i64 = 24;

/// Whose grams are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GramsOf {
    /// Primary documents.
    Primaries,
    /// Wordings.
    Wordings,
}

impl GramsOf {
    pub(super) fn name(self) -> &'static str {
        match self {
            GramsOf::Primaries => "p",
            GramsOf::Wordings => "q",
        }
    }
}

/// Quotation, its id, document, its id, wording, primary document, hidden, and the quotation as JSON.
type SayingRow = (i64, String, i64, String, Option<i64>, Option<i64>, bool, String);

const SHARING: &str = "with asked as (select j.value ->> 0 as one, h.value as hash from json_each(?1) j, json_each(j.value -> 1) h),
    counted as (select one, hash,
            (select count(*) from (select 1 from gram g where g.hash = asked.hash and g.of = ?2 limit ?3 + 1)) as many from asked),
    ranked as (select one, hash, row_number() over (partition by one order by many, hash) as place from counted where many > 0),
    bound as (select one, hash,
            (select max(n) from (select n from gram g where g.hash = ranked.hash and g.of = ?2 order by n limit ?3)) as upto
        from ranked where place <= ?4),
    shared as (select b.one, g.n, count(*) as many from bound b cross join gram g on g.hash = b.hash and g.of = ?2 and g.n <= b.upto
        group by 1, 2),
    best as (select one, n, row_number() over (partition by one order by many desc, n) as place from shared)
    select one, n from best where place <= ?5 order by one, place";

impl Store {
    /// Rows of the wordings or primary documents that share words with each of these (a key, its grams): those that
    /// share most of the rarest, at most `most` for each. Pairs of key and row.
    pub async fn sharing(&self, of: GramsOf, asked: &[(i64, Vec<i64>)], most: u32) -> Result<Vec<(i64, i64)>, StoreError> {
        query_as(SHARING)
            .bind(json(&asked))
            .bind(of.name())
            .bind(PLACES)
            .bind(RAREST)
            .bind(most)
            .fetch_all(&self.readers)
            .await
            .map_err(self.failed())
    }

    /// Rows of all wordings that share words with a primary text by its grams.
    pub async fn wordings_in(&self, grams: &[i64]) -> Result<Vec<i64>, StoreError> {
        let sql = "select distinct g.n from json_each(?) j cross join gram g on g.hash = j.value and g.of = 'q' order by 1";
        sqlx::query_scalar(sql).bind(json(&grams)).fetch_all(&self.readers).await.map_err(self.failed())
    }

    /// Notes what quotations say. Rows of their wordings.
    pub async fn write_wordings(&self, worded: &[Worded]) -> Result<HashMap<i64, i64>, StoreError> {
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let rows = write(&mut tx, worded).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(rows)
    }

    /// Wordings by their rows.
    pub async fn wordings(&self, rows: &[i64]) -> Result<Vec<Wording>, StoreError> {
        let sql = "select n, utterance, pieces from wording where n in (select value from json_each(?)) order by n";
        let found: Vec<(i64, String, String)> = query_as(sql).bind(json(&rows)).fetch_all(&self.readers).await.map_err(self.failed())?;
        Ok(found.into_iter().map(|(n, utterance, text)| Wording { n, utterance, text }).collect())
    }

    /// Wordings of utterances.
    pub async fn wordings_of(&self, utterances: &[&str]) -> Result<Vec<Wording>, StoreError> {
        let sql = "select n, utterance, pieces from wording where utterance in (select value from json_each(?)) order by n";
        let found: Vec<(i64, String, String)> =
            query_as(sql).bind(json(&utterances)).fetch_all(&self.readers).await.map_err(self.failed())?;
        Ok(found.into_iter().map(|(n, utterance, text)| Wording { n, utterance, text }).collect())
    }

    /// Current quotations of documents, in text order.
    pub async fn sayings_in(&self, documents: &[i64]) -> Result<Vec<Saying>, StoreError> {
        self.sayings("q.document", documents).await
    }

    /// Current quotations of wordings.
    pub async fn sayings_of(&self, wordings: &[i64]) -> Result<Vec<Saying>, StoreError> {
        self.sayings("q.wording", wordings).await
    }

    /// Current quotations that are linked to a primary document.
    pub async fn sayings_from(&self, documents: &[i64]) -> Result<Vec<Saying>, StoreError> {
        self.sayings("q.primary_document", documents).await
    }

    async fn sayings(&self, column: &'static str, rows: &[i64]) -> Result<Vec<Saying>, StoreError> {
        let sql = format!(
            "select q.n, q.id, q.document, d.id, q.wording, q.primary_document, q.hidden, q.quote from quotation q join document d on d.n = q.document
             where {column} in (select value from json_each(?)) and q.gone is null order by q.n"
        );
        let found: Vec<SayingRow> =
            query_as(sqlx::AssertSqlSafe(sql)).bind(json(&rows)).fetch_all(&self.readers).await.map_err(self.failed())?;
        let saying = |(quotation, own, document, id, wording, primary, hidden, quote): SayingRow| {
            Ok(Saying { quotation, id: own, document: (document, id), wording, primary, hidden, quote: from_json(&quote)? })
        };
        found.into_iter().map(saying).collect()
    }

    /// Notes that wordings are the same words, and gives utterances that became one their common name.
    pub async fn unite(&self, pairs: &[(i64, i64)], renamed: &[(&str, &str)]) -> Result<(), StoreError> {
        if pairs.is_empty() {
            return Ok(());
        }
        let mut writer = self.writer.lock().await;
        let failed = self.failed();
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let both: Vec<(i64, i64)> = pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
        let sql = "insert or ignore into same (a, b) select value ->> 0, value ->> 1 from json_each(?)";
        query(sql).bind(json(&both)).execute(&mut *tx).await.map_err(failed)?;
        rename(&mut tx, renamed).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }
}

async fn write(db: &mut SqliteConnection, worded: &[Worded]) -> Result<HashMap<i64, i64>, sqlx::Error> {
    let rows: Vec<_> = worded.iter().map(|w| (&w.id, &w.text)).collect();
    let sql = "insert into wording (id, utterance, pieces) select value ->> 0, value ->> 0, value ->> 1 from json_each(?) where true
        on conflict (id) do nothing returning n, id";
    let new: HashMap<String, i64> =
        query_as(sql).bind(json(&rows)).fetch_all(&mut *db).await?.into_iter().map(|(n, id): (i64, String)| (id, n)).collect();
    let grams: HashMap<i64, &Vec<i64>> = worded.iter().filter_map(|w| Some((*new.get(&w.id)?, &w.grams))).collect();
    super::links::insert_grams(db, GramsOf::Wordings, &grams.into_iter().collect::<Vec<_>>()).await?;
    let rows: Vec<_> = worded.iter().map(|w| (w.quotation, &w.id)).collect();
    let sql = "update quotation set wording = w.n, utterance = w.utterance
        from json_each(?) j join wording w on w.id = j.value ->> 1 where quotation.n = j.value ->> 0 returning n, wording";
    Ok(query_as(sql).bind(json(&rows)).fetch_all(db).await?.into_iter().collect())
}

async fn rename(db: &mut SqliteConnection, renamed: &[(&str, &str)]) -> Result<(), sqlx::Error> {
    for sql in [
        "update wording set utterance = j.value ->> 1 from json_each(?) j where utterance = j.value ->> 0",
        "update quotation set utterance = j.value ->> 1 from json_each(?) j where utterance = j.value ->> 0",
    ] {
        query(sql).bind(json(&renamed)).execute(&mut *db).await?;
    }
    Ok(())
}
