//! The rows of answers: many at once, read in the thread that asks. Another thread's row costs a message and a copy of every
//! column, which is several times what it costs to read it.

use super::{PATIENCE, Store, StoreError, json};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags, Params, Row, params_from_iter};
use serde::de::value::Error;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tokio::task::yield_now;

/// Rows that are asked for at once.
const AT_ONCE: usize = 50;

/// Connections that read rows: as many as threads do at once, each made when it is first needed.
#[derive(Debug)]
pub(super) struct Rows {
    path: PathBuf,
    /// Names and values.
    pragmas: Vec<(&'static str, &'static str)>,
    idle: Mutex<Vec<Connection>>,
}

impl Rows {
    pub(super) fn new(path: PathBuf, pragmas: Vec<(&'static str, &'static str)>) -> Rows {
        Rows { path, pragmas, idle: Mutex::default() }
    }

    /// One that is idle, or a new one; for one thread at a time.
    pub(super) fn connection(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open().map_err(self.failed()), Ok)
    }

    /// It is idle again.
    pub(super) fn give_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        for (name, value) in &self.pragmas {
            connection.pragma_update(None, name, value)?;
        }
        Ok(connection)
    }

    pub(super) fn failed(&self) -> impl Fn(rusqlite::Error) -> StoreError + Copy + '_ {
        |e| StoreError::Rows(self.path.clone(), e)
    }

    fn read<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>, StoreError> {
        let (failed, connection) = (self.failed(), self.connection()?);
        let read = || -> Result<Vec<T>, StoreError> {
            let mut statement = connection.prepare_cached(sql).map_err(failed)?;
            let mut found = statement.query(params).map_err(failed)?;
            let mut all = Vec::new();
            while let Some(row) = found.next().map_err(failed)? {
                all.push(T::deserialize(Columns { row, at: 0 }).map_err(|e| StoreError::Corrupt(e.to_string()))?);
            }
            Ok(all)
        };
        let all = read()?;
        self.give_back(connection);
        Ok(all)
    }
}

impl Store {
    /// What a statement says of some rows: `?1`, as JSON. `?2` is how much of them, where it asks. The columns of each are the
    /// fields of a noun, in their order.
    pub(super) async fn all<T: DeserializeOwned>(&self, sql: &'static str, rows: &[i64], much: Option<i64>) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::with_capacity(rows.len());
        for some in rows.chunks(AT_ONCE) {
            let asked = [Some(json(&some).into()), much.map(Value::from)];
            all.extend(self.read(sql, params_from_iter(asked.iter().flatten())).await?);
        }
        Ok(all)
    }

    /// What a statement says, with its parameters; the columns of each row are the fields of a noun, in their order.
    pub(super) async fn read<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>, StoreError> {
        let read = self.rows.read(sql, params);
        // Others have their turn at the thread.
        yield_now().await;
        read
    }

    /// What a statement of one column says.
    pub(super) async fn read_ones<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Result<Vec<T>, StoreError> {
        Ok(self.read(sql, params).await?.into_iter().map(|(one,)| one).collect())
    }
}

/// A column of bytes.
pub(super) struct Bytes(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Blob;
        impl Visitor<'_> for Blob {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Blob)
    }
}

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

            fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
                serde_json::from_str(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text(PhantomData)).map(Inner)
    }
}

/// The columns of a row, from the one at a place on.
struct Columns<'r> {
    row: &'r Row<'r>,
    at: usize,
}

impl<'de> Deserializer<'de> for Columns<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Columns<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Ok(value) = self.row.get_ref(self.at) else { return Ok(None) };
        self.at += 1;
        seed.deserialize(Column(value)).map(Some)
    }
}

struct Column<'r>(ValueRef<'r>);

impl<'r> Column<'r> {
    fn text(&self) -> Result<&'r str, Error> {
        self.0.as_str().map_err(de::Error::custom)
    }
}

impl<'de> Deserializer<'de> for Column<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            ValueRef::Null => visitor.visit_unit(),
            ValueRef::Integer(n) => visitor.visit_i64(n),
            ValueRef::Real(n) => visitor.visit_f64(n),
            ValueRef::Text(_) => visitor.visit_str(self.text()?),
            ValueRef::Blob(bytes) => visitor.visit_bytes(bytes),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(self.0.as_i64().map_err(de::Error::custom)? != 0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0 == ValueRef::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        visitor.visit_enum(self.text()?.into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DocumentKind, Id};

    type Noun = (i64, Id, DocumentKind, Option<String>, f64, u32, Inner<Vec<String>>);

    async fn read(store: &Store, sql: &'static str) -> Result<Vec<Noun>, StoreError> {
        store.all(sql, &[7, 8], None).await
    }

    #[tokio::test]
    async fn columns_are_the_fields_of_nouns() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let sql =
            "select value, 'd' || value, 'statement', iif(value = 7, null, 'Ümlaut'), 0.5, 12, '[\"Ann \\u0026 Bo\"]' from json_each(?1)";
        // The second time by the same connection and statement.
        for _ in 0..2 {
            let [(seven, id, kind, none, share, words, names), (.., some, _, _, _)] = &read(&store, sql).await.unwrap()[..] else {
                panic!()
            };
            assert_eq!((*seven, id.as_str(), *kind, none, *share, *words), (7, "d7", DocumentKind::Statement, &None, 0.5, 12));
            assert_eq!((names.0.as_slice(), some.as_deref()), (&["Ann & Bo".to_owned()][..], Some("Ümlaut")));
        }
        assert_eq!(store.rows.idle.lock().unwrap().len(), 1);
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn what_does_not_read_back_is_told_and_costs_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let told = async |sql| read(&store, sql).await.err().unwrap().to_string();
        let unknown = told("select value, 'd', 'sermon', null, 0.5, 12, '[]' from json_each(?1)").await;
        assert!(unknown.contains("sermon") && unknown.contains("dateline check"), "{unknown}");
        let below = told("select value, 'd', 'article', null, 0.5, -1, '[]' from json_each(?1)").await;
        assert!(below.contains("-1"), "{below}");
        let few = told("select value, 'd' from json_each(?1)").await;
        assert!(few.contains('2'), "{few}");
        let missing = told("select * from nowhere where n in (select value from json_each(?1))").await;
        assert!(missing.contains("dateline.sqlite") && missing.contains("nowhere"), "{missing}");
        assert!(read(&store, "select value, 'd', 'article', null, 0.5, 1, '[]' from json_each(?1)").await.is_ok());
    }
}
