//! A copy of everything that cannot be made again, taken while an ingest is at work; and the way back.

use super::schema::{copy_into, place, remove};
use super::{READER_CACHE, Store, StoreError, database, options};
use sqlx::{ConnectOptions, Connection, query_scalar};
use std::fs;
use std::path::{Path, PathBuf};

impl Store {
    /// Copies the database as it is at one instant into a folder, then every body that it names. Bodies never change once
    /// they are written, so those that are in the folder from the last time stay. How many bodies were copied.
    pub async fn back_up(&self, to: &Path) -> Result<usize, StoreError> {
        let failed = |e| StoreError::Folder(to.to_owned(), e);
        fs::create_dir_all(to).map_err(failed)?;
        // Several backups into one folder at once do not disturb each other.
        let draft = to.join(format!("dateline.{}.new", std::process::id()));
        let hashes = self.copy(&draft).await;
        let copied = hashes.and_then(|hashes| {
            hashes.iter().try_fold(0, |count, hash| Ok(count + usize::from(copy(&self.blob(hash), &blob_in(to, hash))?)))
        });
        // Last, so that a database in the folder has all its bodies.
        match copied {
            Ok(copied) => fs::rename(&draft, database(to)).map_err(failed).map(|()| copied),
            Err(e) => remove(&draft).map_err(failed).and(Err(e)),
        }
    }

    /// The database in a file, and the bodies that the copy names.
    async fn copy(&self, draft: &Path) -> Result<Vec<String>, StoreError> {
        remove(draft).map_err(|e| StoreError::Folder(draft.to_owned(), e))?;
        let path = database(&self.folder);
        let failed = |e| StoreError::Sqlite(path.clone(), e);
        let mut db = options(&path, READER_CACHE).read_only(true).connect().await.map_err(failed)?;
        copy_into(&mut db, draft).await.map_err(failed)?;
        db.close().await.map_err(failed)?;
        // Not through this program's usual options: they would leave a log beside it.
        let mut db = sqlx::sqlite::SqliteConnectOptions::new().filename(draft).read_only(true).connect().await.map_err(failed)?;
        let hashes = query_scalar("select distinct sha256 from capture order by 1").fetch_all(&mut db).await.map_err(failed)?;
        db.close().await.map_err(failed)?;
        Ok(hashes)
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
    let draft = folder.join("dateline.new");
    fs::copy(database(from), &draft).map_err(failed)?;
    place(&draft, &database(folder)).map_err(failed)
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
    let draft = to.with_extension(format!("{}.tmp", std::process::id()));
    fs::copy(from, &draft).and_then(|_| fs::rename(&draft, to)).map_err(failed)?;
    Ok(true)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |e| StoreError::Folder(folder.to_owned(), e);
    folder.read_dir().map_err(failed)?.map(|e| e.map(|e| e.path()).map_err(failed)).collect()
}
