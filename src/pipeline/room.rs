//! Whether the disk has room for what is to come: said before it is full.

use crate::store::{free, needed};
use std::path::Path;

/// A warning in words, where there is little room.
#[must_use]
pub fn little_room(data: &Path) -> Option<String> {
    let (free, needed) = (free(data)?, needed(data));
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    (free < needed).then(|| {
        format!(
            "{}: the disk has {} MB left, and {} MB are wanted; make room, or let `dateline prune` do it",
            data.display(),
            megabytes(free),
            megabytes(needed)
        )
    })
}

/// Bytes that are free on the disk of a data folder.
#[must_use]
pub fn free_room(data: &Path) -> Option<u64> {
    free(data)
}
