//! Many keys looked up in a table that is ordered by them. Keys that are near each other are stepped through, to those that are
//! not it is leapt: so a batch costs one walk of a small table, and its own share of a large one (the leapfrog join; Veldhuizen,
//! "Leapfrog Triejoin", ICDT 2014).

use super::{Store, StoreError};
use rusqlite::{Connection, Params};
use tokio::task::yield_now;

/// Rows that are stepped over before it is leapt: to leap takes as long as about ten steps.
const NEAR: usize = 8;

/// A key, and what stands at it.
pub(super) type Place = (i64, i64);

impl Store {
    /// What stands at keys, each key's first `most` places. The statement gives keys from `?1` on with what stands at each, in order;
    /// null where something else stands there. Keys are sorted, each once.
    pub(super) async fn places<P: Params>(
        &self,
        sql: &str,
        keys: &[i64],
        params: impl Fn(i64) -> P,
        most: usize,
    ) -> Result<Vec<Place>, StoreError> {
        let connection = self.rows.connection()?;
        let places = leap(&connection, sql, keys, params, most).map_err(self.rows.failed())?;
        self.rows.give_back(connection);
        // Others have their turn at the thread.
        yield_now().await;
        Ok(places)
    }
}

fn leap<P: Params>(db: &Connection, sql: &str, keys: &[i64], params: impl Fn(i64) -> P, most: usize) -> rusqlite::Result<Vec<Place>> {
    // Without it each leap would take the lock of the file, and give it back.
    let _reading = db.unchecked_transaction()?;
    let mut statement = db.prepare_cached(sql)?;
    let (mut places, mut left) = (Vec::new(), keys);
    while let Some(&sought) = left.first() {
        let (mut rows, mut passed, mut here) = (statement.query(params(sought))?, 0, 0);
        while passed < NEAR && !left.is_empty() {
            let Some(row) = rows.next()? else { return Ok(places) };
            let (key, place): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
            let behind = left.iter().take_while(|wanted| **wanted < key).count();
            if behind > 0 {
                (left, here) = (&left[behind..], 0);
            }
            match place.filter(|_| left.first() == Some(&key)) {
                Some(place) => {
                    places.push((key, place));
                    (passed, here) = (0, here + 1);
                }
                None => passed += 1,
            }
            // Something else comes after all that stands at a key, and before it only where the key was stepped to.
            let over = place.is_none() && left.first() == Some(&key) && (key == sought || here > 0);
            if here == most || over {
                (left, here) = (&left[1..], 0);
            }
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const SQL: &str = "select key, case when of = ?2 then n end from t where (key, of) >= (?1, ?2) order by key, of, n";

    fn table(rows: impl Iterator<Item = (i64, i64, i64)>) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("create table t (key integer, of integer, n integer, primary key (key, of, n)) strict, without rowid").unwrap();
        for row in rows {
            db.execute("insert or ignore into t values (?, ?, ?)", row).unwrap();
        }
        db
    }

    #[test]
    fn what_is_found_is_what_looking_up_each_finds() {
        // Keys far apart and next to each other, some with many places of either kind.
        let mix = |n: i64| (n * 7919) % 1009;
        let scattered = (0..6000).map(|n| (mix(n) / (1 + mix(n + 1) % 50), n % 3 / 2, n));
        let many = (0..600).map(|n| (500 + n % 4 * 10, n % 2, n));
        let rows: Vec<(i64, i64, i64)> = scattered.chain(many).collect();
        let db = table(rows.iter().copied());
        for (step, of, most) in [(1, 0, 3), (1, 0, 1000), (1, 1, 1000), (2, 1, 1), (2, 0, 200), (31, 0, 64), (61, 1, 2)] {
            let keys: Vec<i64> = (-3..1020).step_by(step).collect();
            let sorted: BTreeSet<&(i64, i64, i64)> = rows.iter().collect();
            let of_key = |key: &i64| {
                let there = sorted.range((*key, of, i64::MIN)..=(*key, of, i64::MAX));
                there.take(most).map(|(key, _, n)| (*key, *n)).collect::<Vec<_>>()
            };
            let expected: Vec<Place> = keys.iter().flat_map(of_key).collect();
            assert!(!expected.is_empty());
            assert_eq!(leap(&db, SQL, &keys, |key| (key, of), most).unwrap(), expected, "{step} {of} {most}");
        }
        assert_eq!(leap(&db, SQL, &[], |key| (key, 0), 1).unwrap(), []);
    }

    #[test]
    fn the_table_is_not_sorted_for_it() {
        let db = table(std::iter::empty());
        let plan: String = db.query_row(&format!("explain query plan {SQL}"), (1, 0), |row| row.get(3)).unwrap();
        assert!(plan.starts_with("SEARCH t USING PRIMARY KEY"), "{plan}");
    }
}
