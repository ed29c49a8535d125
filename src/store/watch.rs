//! Whether anything was written since somebody looked: by this process or another.

use super::{READER_CACHE, Store, StoreError, database, options};
use sqlx::{ConnectOptions, SqliteConnection, query_scalar};
use tokio::sync::Mutex;
use tokio::task::yield_now;

/// The connection that looks: `SQLite` tells each connection of what others wrote, so that this one never writes.
pub(super) type Watcher = Mutex<Option<SqliteConnection>>;

impl Store {
    /// A number that is another one after every write.
    pub async fn version(&self) -> Result<i64, StoreError> {
        let mut watcher = self.watcher.lock().await;
        if watcher.is_none() {
            let opened = options(&database(&self.folder), READER_CACHE).read_only(true).connect().await;
            *watcher = Some(opened.map_err(self.failed())?);
        }
        let version = query_scalar("pragma data_version").fetch_one(watcher.as_mut().expect("it was opened")).await.map_err(self.failed());
        // Who is next is asked for by this very thread, which must not first work for a millisecond at what comes after.
        drop(watcher);
        yield_now().await;
        version
    }
}
