//! How often one caller may ask.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Callers that are told apart; those who asked least lately are forgotten first.
const MOST: usize = 10_000;

/// Requests that each caller has left.
#[derive(Debug)]
pub(super) struct Rates {
    /// Of one caller in a minute, also all at once; no limit where 0.
    a_minute: u32,
    left: Mutex<HashMap<String, Left>>,
}

#[derive(Debug, Clone, Copy)]
struct Left {
    requests: f64,
    at: Instant,
}

impl Rates {
    pub(super) fn new(a_minute: u32) -> Rates {
        Rates { a_minute, left: Mutex::default() }
    }

    /// Whether this caller may ask now.
    pub(super) fn allow(&self, caller: &str, now: Instant) -> bool {
        if self.a_minute == 0 {
            return true;
        }
        let most = f64::from(self.a_minute);
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(caller) {
            forget_half(&mut all);
        }
        let left = all.entry(caller.to_owned()).or_insert(Left { requests: most, at: now });
        let won = now.saturating_duration_since(left.at).as_secs_f64() * most / 60.0;
        *left = Left { requests: (left.requests + won).min(most), at: now };
        let may = left.requests >= 1.0;
        if may {
            left.requests -= 1.0;
        }
        may
    }
}

fn forget_half(all: &mut HashMap<String, Left>) {
    let mut times: Vec<Instant> = all.values().map(|left| left.at).collect();
    times.sort_unstable();
    let middle = times[times.len() / 2];
    all.retain(|_, left| left.at > middle);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_caller_has_so_many_a_minute() {
        let (rates, begin) = (Rates::new(6), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert!((0..6).all(|_| rates.allow("a", begin)));
        assert!(!rates.allow("a", begin));
        assert!(rates.allow("b", begin), "others have their own");
        assert!(!rates.allow("a", at(9)) && rates.allow("a", at(10)) && !rates.allow("a", at(10)));
        // What is not used does not grow beyond a minute's.
        assert!((0..6).all(|_| rates.allow("a", at(1000))) && !rates.allow("a", at(1000)));
    }

    #[test]
    fn callers_are_forgotten_and_none_may_is_no_limit() {
        let (rates, begin) = (Rates::new(1), Instant::now());
        for n in 0..=MOST as u64 {
            assert!(rates.allow(&n.to_string(), begin + Duration::from_millis(n)));
        }
        assert!(rates.left.lock().unwrap().len() <= MOST / 2 + 1);
        let rates = Rates::new(0);
        assert!((0..100).all(|_| rates.allow("a", begin)));
    }
}
