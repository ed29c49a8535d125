//! Whether anything was written since somebody looked: by this process or another.

use super::{Store, StoreError, rows};
use rusqlite::Connection;
use std::sync::{Mutex, PoisonError};

/// The connection that looks: `SQLite` tells each connection of what others wrote, so that this one never writes.
pub(super) type Watcher = Mutex<Option<Connection>>;

impl Store {
    /// A number that is another one after every write.
    pub fn version(&self) -> Result<i64, StoreError> {
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let watching = match watcher.take() {
            Some(watching) => watching,
            None => rows::open(&super::database(&self.folder), &[]).map_err(self.unread())?,
        };
        let version = watching.prepare_cached("pragma data_version").and_then(|mut asked| asked.query_row([], |row| row.get(0)));
        version.inspect(|_| *watcher = Some(watching)).map_err(self.unread())
    }
}
