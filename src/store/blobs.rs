//! Bodies by SHA-256, compressed: `blobs/ab/cdef….zst`. Written whole or not at all, and once.

use super::{Store, StoreError};
use crate::model::id::sha256;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

impl Store {
    pub(super) fn blob(&self, hash: &str) -> PathBuf {
        let (folder, rest) = hash.split_at(2);
        self.folder.join("blobs").join(folder).join(format!("{rest}.zst"))
    }

    /// Keeps a body; a body that is there already costs a look.
    pub fn keep(&self, hash: &str, body: &[u8]) -> Result<(), StoreError> {
        let path = self.blob(hash);
        if path.exists() {
            return Ok(());
        }
        let failed = |e| StoreError::Folder(path.clone(), e);
        fs::create_dir_all(path.parent().expect("a blob lies in a folder")).map_err(failed)?;
        // The process id keeps two writers apart; the rename makes the file appear whole.
        let draft = path.with_extension(format!("{}.tmp", std::process::id()));
        let packed = zstd::bulk::compress(body, 3).map_err(failed)?;
        let written = fs::File::create(&draft).and_then(|mut f| f.write_all(&packed)).and_then(|()| fs::rename(&draft, &path));
        written.map_err(|e| {
            // Best effort: the error that matters is the first.
            let _ = fs::remove_file(&draft);
            failed(e)
        })
    }

    /// A body by its hash, verified.
    pub fn body(&self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.blob(hash);
        let failed = |e| StoreError::Folder(path.clone(), e);
        let body = zstd::stream::decode_all(fs::File::open(&path).map_err(failed)?).map_err(failed)?;
        if sha256(&body) == hash {
            Ok(body)
        } else {
            Err(StoreError::Corrupt(format!("{} does not hold what its name says", path.display())))
        }
    }
}
