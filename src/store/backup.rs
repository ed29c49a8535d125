//! A copy of everything that cannot be made again, taken while an ingest is at work; and the way back.

use super::{Store, StoreError, database};
use sqlx::{AssertSqlSafe, query, query_scalar};
use std::fs;
use std::path::{Path, PathBuf};

impl Store {
    /// Copies the database as it is at one instant into a folder, then every body that it names. Bodies never change once
    /// they are written, so those that are in the folder from the last time stay. How many bodies were copied.
    pub async fn back_up(&self, to: &Path) -> Result<usize, StoreError> {
        let failed = |e| StoreError::Folder(to.to_owned(), e);
        fs::create_dir_all(to).map_err(failed)?;
        let draft = to.join("dateline.sqlite.tmp");
        remove(&draft)?;
        self.copy_database(&draft).await?;
        let hashes: Vec<String> =
            query_scalar("select distinct sha256 from capture order by 1").fetch_all(&self.readers).await.map_err(self.failed())?;
        let mut copied = 0;
        for hash in hashes {
            copied += usize::from(copy(&self.blob(&hash), &blob_in(to, &hash))?);
        }
        // Last, so that a database in the folder has all its bodies.
        fs::rename(&draft, database(to)).map_err(failed)?;
        Ok(copied)
    }

    /// The database as it is now, whole and without its log.
    pub(super) async fn copy_database(&self, to: &Path) -> Result<(), StoreError> {
        let sql = format!("vacuum into '{}'", to.display().to_string().replace('\'', "''"));
        query(AssertSqlSafe(sql)).execute(&self.readers).await.map(drop).map_err(self.failed())
    }
}

/// Brings a backup back into a data folder that holds nothing yet. The index has to be built anew.
pub fn restore(from: &Path, folder: &Path) -> Result<(), StoreError> {
    if database(folder).exists() {
        return Err(StoreError::Occupied(folder.to_owned()));
    }
    if !database(from).exists() {
        return Err(StoreError::NoBackup(from.to_owned()));
    }
    let failed = |e| StoreError::Folder(from.to_owned(), e);
    for part in entries(&from.join("blobs"))? {
        for body in entries(&part)? {
            let place = body.strip_prefix(from).expect("it was found below");
            copy(&body, &folder.join(place))?;
        }
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let draft = folder.join("dateline.sqlite.tmp");
    fs::copy(database(from), &draft).and_then(|_| fs::rename(&draft, database(folder))).map_err(failed)
}

fn blob_in(folder: &Path, hash: &str) -> PathBuf {
    let (part, rest) = hash.split_at(2);
    folder.join("blobs").join(part).join(format!("{rest}.zst"))
}

/// Copies a file whole or not at all; whether it was not there.
fn copy(from: &Path, to: &Path) -> Result<bool, StoreError> {
    if to.exists() {
        return Ok(false);
    }
    let failed = |e| StoreError::Folder(from.to_owned(), e);
    fs::create_dir_all(to.parent().expect("a file lies in a folder")).map_err(failed)?;
    let draft = to.with_extension("tmp");
    fs::copy(from, &draft).and_then(|_| fs::rename(&draft, to)).map_err(failed)?;
    Ok(true)
}

fn remove(file: &Path) -> Result<(), StoreError> {
    if file.exists() { fs::remove_file(file).map_err(|e| StoreError::Folder(file.to_owned(), e)) } else { Ok(()) }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |e| StoreError::Folder(folder.to_owned(), e);
    folder.read_dir().map_err(failed)?.map(|e| e.map(|e| e.path()).map_err(failed)).collect()
}
