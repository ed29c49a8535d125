//! Whether anything was written since somebody looked: by this process or another.

use super::{Store, StoreError};
use rusqlite::Connection;
use std::sync::{Mutex, PoisonError};

/// The connection that looks: `SQLite` tells each connection of what others wrote, so that this one never writes.
pub(super) type Watcher = Mutex<Option<Connection>>;

impl Store {
    /// A number that is another one after every write.
    pub fn version(&self) -> Result<i64, StoreError> {
        let mut watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let watching = match &mut *watcher {
            Some(watching) => watching,
            none => none.insert(self.rows.connection()?),
        };
        let version = watching.prepare_cached("pragma data_version").and_then(|mut asked| asked.query_row([], |row| row.get(0)));
        version.map_err(self.rows.failed())
    }
}
