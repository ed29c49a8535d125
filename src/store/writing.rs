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
        self.transact(|db| Ok((write(db)?, true))).map_err(|e| StoreError::Rows(self.path.clone(), e))
    }

    /// Writes in one transaction, unless it turns out that there is nothing to be written: then the file stays untouched.
    pub(super) fn write_if(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<bool>) -> Result<bool, StoreError> {
        self.transact(|db| write(db).map(|news| (news, news))).map_err(|e| StoreError::Rows(self.path.clone(), e))
    }

    /// What is done is kept where it says so.
    fn transact<R>(&self, write: impl FnOnce(&Connection) -> rusqlite::Result<(R, bool)>) -> rusqlite::Result<R> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().take();
        let mut connection = taken.map_or_else(|| self.open(), Ok)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (result, keep) = write(&transaction)?;
        let ended = if keep { transaction.commit() } else { transaction.rollback() };
        ended?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_taken_back_leaves_the_file_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let log = || std::fs::metadata(folder.path().join("dateline.sqlite-wal")).unwrap().len();
        let write =
            |keep: bool| store.writing.write_if(|db| db.execute("insert into position (name, n) values ('n', 1)", []).map(|_| keep));
        store.write(|db| db.execute("delete from position", [])).await.unwrap();
        let before = log();
        assert!(!write(false).unwrap());
        assert_eq!(log(), before);
        assert!(write(true).unwrap() && log() > before);
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn who_reads_and_who_writes_do_not_wait_for_each_others_memory() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let options: Vec<String> = store.read_ones("select compile_options from pragma_compile_options", []).await.unwrap();
        let has = |option: &str| options.iter().any(|o| o == option);
        assert!(!has("ENABLE_MEMORY_MANAGEMENT") && has("DEFAULT_MEMSTATUS=0"), "not built with .cargo/config.toml: {options:?}");
        store.close().await.unwrap();
    }
}
