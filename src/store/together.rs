//! Group commit: what comes to the writer at the same time is written together, in one transaction, by whoever has the writer first.
//! A page of the database that all of them change is then written once.

use super::{Store, StoreError};
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// Things that wait for the writer, each with whom to tell what came of it.
#[derive(Debug)]
pub(super) struct Together<T, R>(Mutex<Vec<(T, oneshot::Sender<R>)>>);

impl<T, R> Default for Together<T, R> {
    fn default() -> Self {
        Together(Mutex::default())
    }
}

impl<T, R> Together<T, R> {
    fn push(&self, one: T) -> oneshot::Receiver<R> {
        let (told, written) = oneshot::channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((one, told));
        written
    }

    fn take(&self) -> (Vec<T>, Vec<oneshot::Sender<R>>) {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().unzip()
    }
}

impl Store {
    /// Writes one of many, with all that wait when the writer is free. `write` does it in one transaction, all or nothing,
    /// and says for each of them what came of it.
    pub(super) async fn write_together<T: Clone, R>(
        &self,
        waiting: &Together<T, R>,
        one: T,
        write: impl AsyncFn(&[T]) -> Result<Vec<R>, StoreError>,
    ) -> Result<R, StoreError> {
        let written = waiting.push(one.clone());
        let writer = self.writer.lock().await;
        let (all, told) = waiting.take();
        if !all.is_empty() {
            // Where one of them cannot be written nobody is told, and each is tried alone.
            let results = write(&all).await.unwrap_or_default();
            for (result, whom) in results.into_iter().zip(told) {
                // Nobody listens any more where the visit was given up.
                whom.send(result).ok();
            }
        }
        drop(writer);
        if let Ok(result) = written.await {
            return Ok(result);
        }
        let _turn = self.writer.lock().await;
        let alone = write(&[one]).await?;
        Ok(alone.into_iter().next().expect("one result for one"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use sqlx::query_scalar;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_comes_together_is_written_at_once_and_what_cannot_be_written_costs_itself() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let begun = AtomicUsize::new(0);
        let write = async |all: &[i64]| {
            begun.fetch_add(1, Ordering::Relaxed);
            // Others come meanwhile.
            tokio::task::yield_now().await;
            store.writing.write(|db| {
                // Two of a name are refused.
                let one = |n: &i64| db.execute("insert into position (name, n) values ('n' || ?1, ?1)", [n]).map(|_| n * 10);
                all.iter().map(one).collect()
            })
        };
        let waiting = Together::default();
        let written = join_all((1..=40).map(|n| store.write_together(&waiting, n, write))).await;
        assert!(written.into_iter().map(Result::unwrap).eq((1..=40).map(|n| n * 10)));
        assert_eq!(begun.swap(0, Ordering::Relaxed), 2, "the first, and all that came meanwhile");
        // One of them is there already.
        let written = join_all((37..=44).rev().map(|n| store.write_together(&waiting, n, write))).await;
        let refused: Vec<bool> = written.iter().map(Result::is_err).collect();
        assert_eq!(refused, [false, false, false, false, true, true, true, true]);
        let there: i64 = query_scalar("select count(*) from position").fetch_one(&mut *store.reader().await.unwrap()).await.unwrap();
        assert_eq!((there, begun.into_inner()), (44, 9), "the first, all that came meanwhile, then each of them alone");
        store.close().await.unwrap();
    }
}
