//! Saved questions, what was told of them, and news on their way.
//!
//! What is told is noted together with the message that tells it, and a message goes when somebody has it: so that a crash at
//! any instant neither loses nor repeats an answer.

use super::{Store, StoreError, json};
use crate::model::{EventKind, Hit, Message, SavedQuestion, Zone};
use chrono::{DateTime, Utc};
use sqlx::{Connection, query, query_as, query_scalar};
use std::collections::HashMap;

type Row = (String, String, String, String, Option<String>, i64);
type OutRow = (i64, String, String, Option<String>, String, u32);

/// The id behind a row of each kind.
const IDS: [(EventKind, &str); 4] = [
    (EventKind::Published, "select n, id from document where n in (select value from json_each(?))"),
    (EventKind::Revised, "select n, id from revision where n in (select value from json_each(?))"),
    (EventKind::Said, "select n, id from quotation where n in (select value from json_each(?))"),
    (EventKind::Happened, "select n, id from happening where n in (select value from json_each(?))"),
];

impl Store {
    /// All saved questions by name.
    pub async fn saved(&self) -> Result<Vec<SavedQuestion>, StoreError> {
        let sql = "select name, question, shape, zone, hook, made from saved order by name";
        let rows: Vec<Row> = query_as(sql).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let saved = |(name, question, shape, zone, hook, made): Row| SavedQuestion {
            name,
            question,
            shape,
            zone: zone.parse().unwrap_or(Zone::Unknown),
            hook,
            made: DateTime::from_timestamp(made, 0).unwrap_or_default(),
        };
        Ok(rows.into_iter().map(saved).collect())
    }

    /// Saves a question, or saves another under its name; what is there already (`told`) is no news.
    pub async fn save_question(&self, saved: &SavedQuestion, told: &[String]) -> Result<(), StoreError> {
        let failed = self.failed();
        let mut writer = self.writer.lock().await;
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        query("delete from saved where name = ?").bind(&saved.name).execute(&mut *tx).await.map_err(failed)?;
        query("insert into saved (name, question, shape, zone, hook, made) values (?, ?, ?, ?, ?, ?)")
            .bind(&saved.name)
            .bind(&saved.question)
            .bind(&saved.shape)
            .bind(saved.zone.to_string())
            .bind(&saved.hook)
            .bind(saved.made.timestamp())
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        let sql = "insert or ignore into told (saved, result) select ?, value from json_each(?)";
        query(sql).bind(&saved.name).bind(json(&told)).execute(&mut *tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Forgets a saved question, with its news on their way; whether there was one.
    pub async fn forget_question(&self, name: &str) -> Result<bool, StoreError> {
        let mut writer = self.writer.lock().await;
        let done = query("delete from saved where name = ?").bind(name).execute(&mut *writer).await.map_err(self.failed())?;
        Ok(done.rows_affected() > 0)
    }

    /// What answers are known by, in their order: kind and id.
    pub async fn keys(&self, hits: &[Hit]) -> Result<Vec<String>, StoreError> {
        let mut ids: HashMap<(EventKind, i64), String> = HashMap::new();
        for (kind, sql) in IDS {
            let rows: Vec<i64> = hits.iter().filter(|h| h.kind == kind).map(|h| h.row).collect();
            if !rows.is_empty() {
                let found: Vec<(i64, String)> =
                    query_as(sql).bind(json(&rows)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
                ids.extend(found.into_iter().map(|(n, id)| ((kind, n), format!("{} {id}", kind.name()))));
            }
        }
        Ok(hits.iter().map(|h| ids.get(&(h.kind, h.row)).cloned().unwrap_or_default()).collect())
    }

    /// Which of these answers were not told of, by their places.
    pub async fn untold(&self, name: &str, keys: &[String]) -> Result<Vec<usize>, StoreError> {
        let sql =
            "select key from json_each(?2) where value <> '' and value not in (select result from told where saved = ?1) order by key";
        let places: Vec<i64> =
            query_scalar(sql).bind(name).bind(json(&keys)).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        Ok(places.into_iter().filter_map(|n| usize::try_from(n).ok()).collect())
    }

    /// Notes that these answers are told of, and the message that does it. False, and nothing is noted, where somebody else told of
    /// one of them meanwhile.
    pub async fn tell(&self, saved: &SavedQuestion, keys: &[String], id: &str, body: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let failed = self.failed();
        let mut writer = self.writer.lock().await;
        let mut tx = writer.begin_with("begin immediate").await.map_err(failed)?;
        let sql = "insert or ignore into told (saved, result) select name, value from json_each(?2) join saved on name = ?1";
        let new = query(sql).bind(&saved.name).bind(json(&keys)).execute(&mut *tx).await.map_err(failed)?.rows_affected();
        if new != keys.len() as u64 {
            return Ok(false);
        }
        query("insert into outbox (id, saved, hook, body, next) values (?, ?, ?, ?, ?)")
            .bind(id)
            .bind(&saved.name)
            .bind(&saved.hook)
            .bind(body)
            .bind(now.timestamp())
            .execute(&mut *tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(true)
    }

    /// Messages whose time has come, in their order.
    pub async fn outbox(&self, now: DateTime<Utc>) -> Result<Vec<Message>, StoreError> {
        let sql = "select n, id, saved, hook, body, attempts from outbox where next <= ? order by n";
        let rows: Vec<OutRow> = query_as(sql).bind(now.timestamp()).fetch_all(&mut *self.reader().await?).await.map_err(self.failed())?;
        let message = |(n, id, saved, hook, body, attempts): OutRow| Message { n, id, saved, hook, body, attempts };
        Ok(rows.into_iter().map(message).collect())
    }

    /// Whoever is first to take a message on sends it, and nobody else before `until`; whether that was we.
    pub async fn take_on(&self, message: &Message, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update outbox set next = ?2 where n = ?1 and attempts = ?3 and next <= ?4";
        let taken = query(sql).bind(message.n).bind(until.timestamp()).bind(message.attempts).bind(now.timestamp());
        Ok(taken.execute(&mut *self.writer.lock().await).await.map_err(self.failed())?.rows_affected() > 0)
    }

    /// Somebody has it.
    pub async fn delivered(&self, message: &Message) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        query("delete from outbox where n = ?").bind(message.n).execute(&mut *writer).await.map(drop).map_err(self.failed())
    }

    /// It is tried again, not before a time.
    pub async fn postponed(&self, message: &Message, until: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let sql = "update outbox set attempts = attempts + 1, next = ? where n = ?";
        query(sql).bind(until.timestamp()).bind(message.n).execute(&mut *writer).await.map(drop).map_err(self.failed())
    }
}
