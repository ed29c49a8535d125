//! Politeness: one request at a time to a host, a pause between two, and no request before the time it named.

use super::FetchError;
use crate::model::HostNotes;
use crate::model::source::Scope;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use url::{Host as UrlHost, Url};

/// A longer rest is not waited for: the host is asked again when that time has come, in this run or another.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is remembered of each host spoken to.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    scope: Scope,
    /// When this run began, where another may have asked any host until then.
    began: Mutex<Option<Instant>>,
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Host>>>>,
    /// Before when they want no requests.
    busy: Mutex<HashMap<String, DateTime<Utc>>>,
    /// What this run has learnt of it.
    learned: Mutex<HostNotes>,
}

/// One host: when it may be asked again.
#[derive(Debug, Default)]
pub(super) struct Host {
    free: Option<Instant>,
}

impl Hosts {
    pub(super) fn new(scope: Scope) -> Hosts {
        Hosts { scope, ..Hosts::default() }
    }

    /// Waits until it is our turn at a URL's host. The turn lasts as long as the guard is held. At the first one the pause
    /// is kept from whoever asked before this run.
    pub(super) async fn turn(&self, url: &Url, pause: Duration) -> Result<OwnedMutexGuard<Host>, FetchError> {
        let name = self.name(url);
        let host = lock(&self.turns).entry(name.clone()).or_default().clone();
        let turn = host.lock_owned().await;
        self.rested(url)?;
        let began = *lock(&self.began);
        // A timer would wait for the next millisecond, even where the time has come.
        if let Some(free) = turn.free.or(began.map(|began| began + pause.min(PATIENCE))).filter(|free| *free > Instant::now()) {
            tokio::time::sleep_until(free).await;
        }
        Ok(turn)
    }

    /// An error where a URL's host wants no requests now.
    pub(super) fn rested(&self, url: &Url) -> Result<(), FetchError> {
        let is_busy = lock(&self.busy).get(&self.name(url)).is_some_and(|until| *until > Utc::now());
        if is_busy { Err(self.later(url)) } else { Ok(()) }
    }

    /// Why a URL's host is not asked now.
    pub(super) fn later(&self, url: &Url) -> FetchError {
        let host = self.name(url);
        let until = lock(&self.busy).get(&host).copied().unwrap_or_else(Utc::now);
        FetchError::Later { host, until }
    }

    /// A URL's host wants no requests before this time.
    pub(super) fn leave_alone(&self, url: &Url, until: DateTime<Utc>) {
        let name = self.name(url);
        let mut busy = lock(&self.busy);
        if busy.get(&name).is_none_or(|before| *before < until) {
            busy.insert(name.clone(), until);
            lock(&self.learned).busy.push((name, until));
        }
    }

    /// A rest after a request: a short one is waited for at the next turn, a long one is noted.
    pub(super) fn rest(&self, url: &Url, host: &mut Host, pause: Duration) {
        host.free = Some(Instant::now() + pause.min(PATIENCE));
        if pause > PATIENCE {
            self.leave_alone(url, Utc::now() + pause);
        }
    }

    /// Whether one URL cannot be asked for right after another, as their host wants a longer rest than anybody waits for.
    pub(super) fn part(&self, one: &Url, other: &Url, rest: Duration) -> bool {
        rest > PATIENCE && self.name(one) == self.name(other)
    }

    /// What an earlier run has learnt.
    pub(super) fn remember(&self, busy: Vec<(String, DateTime<Utc>)>) {
        lock(&self.began).get_or_insert_with(Instant::now);
        lock(&self.busy).extend(busy);
    }

    /// What this run has learnt and not yet told.
    pub(super) fn learned(&self) -> MutexGuard<'_, HostNotes> {
        lock(&self.learned)
    }

    /// Host and port, or the registrable domain; `http` and `https` on their own ports are one.
    fn name(&self, url: &Url) -> String {
        let host = url.host_str().unwrap_or_default();
        let name = match (self.scope, url.host()) {
            (Scope::Domain, Some(UrlHost::Domain(domain))) => psl::domain_str(domain).unwrap_or(domain),
            _ => host,
        };
        url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_share_a_host_and_ports_do_not() {
        let check = |scope: Scope, url: &str, expected: &str| {
            assert_eq!(Hosts::new(scope).name(&Url::parse(url).unwrap()), expected);
        };
        check(Scope::Host, "http://news.example/a", "news.example");
        check(Scope::Host, "https://news.example/b", "news.example");
        check(Scope::Host, "https://news.example:8443/b", "news.example:8443");
        check(Scope::Domain, "https://blog.courier.co.uk/", "courier.co.uk");
        check(Scope::Domain, "http://10.0.0.1:8080/", "10.0.0.1:8080");
        check(Scope::Domain, "http://localhost/", "localhost");
    }

    #[tokio::test]
    async fn a_long_rest_is_noted_and_a_wish_never_shortened() {
        let (hosts, url) = (Hosts::default(), Url::parse("https://news.example/a").unwrap());
        let mut turn = hosts.turn(&url, Duration::ZERO).await.unwrap();
        hosts.rest(&url, &mut turn, Duration::from_hours(24));
        drop(turn);
        hosts.leave_alone(&url, Utc::now());
        let Err(FetchError::Later { until, .. }) = hosts.turn(&url, Duration::ZERO).await else { panic!("it is asked") };
        assert!(until > Utc::now() + Duration::from_hours(23));
        assert_eq!(std::mem::take(&mut *hosts.learned()).busy, [("news.example".to_owned(), until)]);
    }
}
