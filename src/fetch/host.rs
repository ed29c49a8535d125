//! Politeness: one request at a time to a host, a pause between two, and no request before the time it named.

use super::FetchError;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use url::Url;

/// A longer wait is a mistake of the server; it is asked again the next day.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// The three forms of a date in HTTP (RFC 9110, 5.6.7).
const HTTP_DATES: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// What is remembered of each host spoken to.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Host>>>>,
    /// Before when they want no requests.
    busy: Mutex<HashMap<String, DateTime<Utc>>>,
}

/// One host: when it may be asked again.
#[derive(Debug, Default)]
pub(super) struct Host {
    free: Option<Instant>,
}

impl Hosts {
    /// Waits until it is our turn at a URL's host. The turn lasts as long as the guard is held.
    pub(super) async fn turn(&self, url: &Url) -> Result<OwnedMutexGuard<Host>, FetchError> {
        let name = name(url);
        let host = self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(name.clone()).or_default().clone();
        let turn = host.lock_owned().await;
        if let Some(until) = self.busy().get(&name).copied().filter(|until| *until > Utc::now()) {
            return Err(FetchError::Later { host: name, until });
        }
        if let Some(free) = turn.free {
            tokio::time::sleep_until(free).await;
        }
        Ok(turn)
    }

    /// A URL's host wants no requests before this time.
    pub(super) fn leave_alone(&self, url: &Url, until: DateTime<Utc>) {
        self.busy().insert(name(url), until);
    }

    /// Hosts that want no requests before a time, by name.
    pub(super) fn busy(&self) -> MutexGuard<'_, HashMap<String, DateTime<Utc>>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// The next request must keep this far from now.
    pub(super) fn rest(&mut self, pause: Duration) {
        self.free = Some(Instant::now() + pause);
    }
}

/// Host and port; `http` and `https` on their own ports are one host.
fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// When a server wants to be asked again: its `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date, a day ahead
/// at most. `response` is the headers by name and value.
#[must_use]
pub fn retry_after(response: &[(String, String)], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (_, value) = response.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?;
    let seconds = || value.trim().parse::<u32>().ok().map(|seconds| now + TimeDelta::seconds(seconds.into()));
    let date = || HTTP_DATES.iter().find_map(|form| NaiveDateTime::parse_from_str(value.trim(), form).ok());
    let until = seconds().or_else(|| date().map(|date| date.and_utc()))?;
    Some(until.min(now + LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_in_all_its_forms() {
        let now: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        let check = |value: &str, expected: Option<&str>| {
            let found = retry_after(&[("Retry-After".to_owned(), value.to_owned())], now);
            assert_eq!(found, expected.map(|e| e.parse().unwrap()), "{value}");
        };
        check("120", Some("2026-03-02T08:02:00Z"));
        check(" 0 ", Some("2026-03-02T08:00:00Z"));
        check("Mon, 02 Mar 2026 09:30:00 GMT", Some("2026-03-02T09:30:00Z"));
        check("Monday, 02-Mar-26 09:30:00 GMT", Some("2026-03-02T09:30:00Z"));
        check("Mon Mar  2 09:30:00 2026", Some("2026-03-02T09:30:00Z"));
        // A year of silence is a mistake.
        check("31536000", Some("2026-03-03T08:00:00Z"));
        check("-5", None);
        check("soon", None);
        assert_eq!(retry_after(&[], now), None);
    }

    #[test]
    fn schemes_share_a_host_and_ports_do_not() {
        let check = |url: &str, expected: &str| assert_eq!(name(&Url::parse(url).unwrap()), expected);
        check("http://news.example/a", "news.example");
        check("https://news.example/b", "news.example");
        check("https://news.example:8443/b", "news.example:8443");
    }
}
