//! Room on the disk that the data folder lies on.

use std::path::Path;

/// Bytes that this process may still write there; none where the system does not tell.
#[must_use]
pub fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

/// Bytes that are needed at least: for what an ingest brings, and for a copy of the database, which an upgrade keeps.
#[must_use]
pub fn needed(folder: &Path) -> u64 {
    const INGEST: u64 = 256 << 20;
    let database = super::database(folder).metadata().map_or(0, |file| file.len());
    INGEST.max(database)
}
