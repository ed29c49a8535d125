//! One writer at a time: a lock on a file, which the system lets go when the process dies, however it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held as long as it lives.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code, reason = "holding the file is holding the lock")] File);

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("{path}: another ingest is running on this data folder; it will do the work", path = .0.display())]
    Held(PathBuf),
    /// The file cannot be made.
    #[error("{path}: {cause}", path = .0.display(), cause = .1)]
    File(PathBuf, #[source] std::io::Error),
}

impl Lock {
    /// Takes the lock of a data folder without waiting.
    pub fn take(data: &Path) -> Result<Lock, LockError> {
        let path = data.join("ingest.lock");
        let failed = |e| LockError::File(path.clone(), e);
        std::fs::create_dir_all(data).map_err(failed)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(LockError::Held(path)),
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}
