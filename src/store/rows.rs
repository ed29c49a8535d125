//! Many rows as one: each an array of its columns in JSON, all of them an array. A row that comes by itself costs a message from the
//! connection's thread and a copy of every column, which is several times what it costs to write and read this.

use super::{Store, StoreError, from_json, json};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use sqlx::query_scalar;
use std::fmt;
use std::marker::PhantomData;
use tokio::task::yield_now;

/// Rows that are asked for at once: whole texts must not become longer together than `SQLite` lets a value be (1 GB).
const AT_ONCE: usize = 50;

/// A column that holds JSON of its own.
pub(super) struct Inner<T>(pub(super) T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Inner<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<T>(PhantomData<T>);
        impl<T: DeserializeOwned> Visitor<'_> for Text<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON in a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
                serde_json::from_str(text).map_err(Error::custom)
            }
        }
        deserializer.deserialize_str(Text(PhantomData)).map(Inner)
    }
}

impl Store {
    /// What a statement that gives one array of arrays says of some rows: `?1`, as JSON. `?2` is how much of them, where it
    /// asks.
    pub(super) async fn all<T: DeserializeOwned>(&self, sql: &'static str, rows: &[i64], much: Option<i64>) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::with_capacity(rows.len());
        for some in rows.chunks(AT_ONCE) {
            let asked = query_scalar(sql).bind(json(&some));
            let asked = if let Some(much) = much { asked.bind(much) } else { asked };
            let found: String = asked.fetch_one(&mut *self.reader().await?).await.map_err(self.failed())?;
            // Who waits for the connection is the next for this thread, before it works at what was read.
            yield_now().await;
            all.extend(from_json::<Vec<T>>(&found)?);
        }
        Ok(all)
    }
}
