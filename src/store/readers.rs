//! Connections that read. A pool for servers far away asks a connection after every use, and before the next, whether it is still
//! there, which costs more than most questions to a file.

use super::{Store, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Semaphore, SemaphorePermit};

/// As many connections as may read at once; each is made when it is first needed.
#[derive(Debug)]
pub(super) struct Readers {
    options: SqliteConnectOptions,
    room: Semaphore,
    idle: Mutex<Vec<SqliteConnection>>,
}

impl Readers {
    pub(super) fn new(most: usize, options: SqliteConnectOptions) -> Readers {
        Readers { options: options.read_only(true), room: Semaphore::new(most), idle: Mutex::default() }
    }

    async fn get(&self) -> Result<Reader<'_>, sqlx::Error> {
        let permit = self.room.acquire().await.expect("nobody closes it");
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Reader { connection: Some(connection), readers: self, _permit: permit })
    }

    /// Closes all connections.
    pub(super) async fn close(self) {
        for connection in self.idle.into_inner().unwrap_or_else(PoisonError::into_inner) {
            // It only read.
            let _ = connection.close().await;
        }
    }
}

/// A connection, until it is given back.
pub(super) struct Reader<'r> {
    connection: Option<SqliteConnection>,
    readers: &'r Readers,
    _permit: SemaphorePermit<'r>,
}

const HELD: &str = "it is given back when this is dropped";

impl Deref for Reader<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect(HELD)
    }
}

impl DerefMut for Reader<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect(HELD)
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let idle = self.readers.idle.lock();
        idle.unwrap_or_else(PoisonError::into_inner).extend(self.connection.take());
    }
}

impl Store {
    /// A connection that reads, as soon as one is free.
    pub(super) async fn reader(&self) -> Result<Reader<'_>, StoreError> {
        self.readers.get().await.map_err(self.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use sqlx::query_scalar;

    #[tokio::test]
    async fn as_many_read_as_there_is_room_for_and_whoever_gives_up_leaves_a_connection_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap().sparing();
        let (mut one, other) = (store.reader().await.unwrap(), store.reader().await.unwrap());
        assert!(store.reader().now_or_never().is_none(), "there is room for two");
        let long = "with recursive c (n) as (select 1 union all select n + 1 from c where n < 1000000) select count(*) from c";
        assert!(query_scalar::<_, i64>(long).fetch_one(&mut *one).now_or_never().is_none(), "it takes longer");
        drop((one, other));
        for _ in 0..4 {
            let mut reader = store.reader().await.unwrap();
            assert_eq!(query_scalar::<_, i64>("select count(*) from document").fetch_one(&mut *reader).await.unwrap(), 0);
        }
        assert_eq!(store.readers.idle.lock().unwrap().len(), 2, "they are used again");
        store.close().await.unwrap();
    }
}
