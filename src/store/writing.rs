//! What an ingest writes, by prepared statements in the thread that has it. To another thread's connection many rows would have to
//! go as one value of JSON, which is written, sent, read and taken apart again. All that is written again and again in a pass goes
//! here, as two connections that write in turn make each other forget their pages.

use super::{CACHE, LOG, LOG_PAGES, PATIENCE, Store, StoreError, WRITER_CACHE};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Statements that are kept ready.
const STATEMENTS: usize = 64;

/// A connection that writes; made when it is first needed.
#[derive(Debug)]
pub(super) struct Writing {
    path: PathBuf,
    idle: Mutex<Option<Connection>>,
}

impl Writing {
    pub(super) fn new(path: PathBuf) -> Writing {
        Writing { path, idle: Mutex::default() }
    }

    /// Writes in one transaction, all of it or nothing. For the one who has the writer.
    pub(super) fn write<R>(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        self.transact(write).map_err(|e| StoreError::Rows(self.path.clone(), e))
    }

    fn transact<R>(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> rusqlite::Result<R> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().take();
        let mut connection = taken.map_or_else(|| self.open(), Ok)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = write(&transaction)?;
        transaction.commit()?;
        *idle() = Some(connection);
        Ok(result)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // What one statement may have to take back is little, and need not go into a file.
        let own = [("synchronous", "normal"), ("foreign_keys", "on"), ("temp_store", "memory")];
        for (name, value) in own.into_iter().chain([(CACHE, WRITER_CACHE), (LOG, LOG_PAGES)]) {
            connection.pragma_update(None, name, value)?;
        }
        Ok(connection)
    }
}

impl Store {
    /// Writes in one transaction, all of it or nothing, in this thread.
    pub(super) async fn write<R>(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<R>) -> Result<R, StoreError> {
        let _turn = self.writer.lock().await;
        self.writing.write(write)
    }
}
