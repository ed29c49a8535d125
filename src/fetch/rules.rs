//! Where a site's rules are had from: its robots.txt, asked for once a day at most (RFC 9309, 2.4).

use super::robots::{LIMIT, Robots};
use super::wire::Answer;
use super::{Chain, Client, FetchError};
use crate::model::RobotsText;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use url::{Position, Url};

/// The name that robots.txt knows this program by.
const PRODUCT: &str = "dateline";

/// RFC 9309, 2.3.1.2.
const MOST_REDIRECTS: usize = 5;

/// So long a copy is good (RFC 9309, 2.4).
const GOOD: TimeDelta = TimeDelta::days(1);

/// So long it is better than nothing, while the site cannot be reached.
const BETTER_THAN_NOTHING: TimeDelta = TimeDelta::days(30);

/// The rules of all sites, by origin.
#[derive(Debug, Default)]
pub(super) struct Rules {
    known: Mutex<HashMap<String, RobotsText>>,
    read: Mutex<HashMap<String, Arc<Rule>>>,
    learned: Mutex<Vec<RobotsText>>,
}

/// What a robots.txt says, or why nobody knows; empty until it was read.
type Rule = OnceCell<Result<Arc<Robots>, FetchError>>;

impl Rules {
    /// Copies of an earlier run.
    pub(super) fn remember(&self, copies: Vec<RobotsText>) {
        lock(&self.known).extend(copies.into_iter().map(|copy| (copy.origin.clone(), copy)));
    }

    /// Copies made since the last call.
    pub(super) fn learned(&self) -> Vec<RobotsText> {
        std::mem::take(&mut *lock(&self.learned))
    }

    /// The rules by a copy that is no older than this.
    fn copy(&self, origin: &str, age: TimeDelta, now: DateTime<Utc>) -> Option<Robots> {
        let known = lock(&self.known);
        let copy = known.get(origin).filter(|copy| copy.fetched <= now && now - copy.fetched < age)?;
        Some(Robots::parse(&copy.body, PRODUCT))
    }

    fn learn(&self, origin: &str, body: &[u8]) -> Robots {
        let body = body[..body.len().min(LIMIT)].to_owned();
        let rules = Robots::parse(&body, PRODUCT);
        lock(&self.learned).push(RobotsText { origin: origin.to_owned(), body, fetched: Utc::now() });
        rules
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Client {
    /// The pause that the site's robots.txt asks for, or why it forbids this URL.
    pub(super) async fn permission(&self, url: &Url) -> Result<Duration, FetchError> {
        let robots = self.robots(url).await?;
        match robots.refusal(&url[Position::BeforePath..Position::AfterQuery]) {
            Some(why) => Err(FetchError::Robots { url: url.to_string(), why }),
            None => Ok(robots.delay),
        }
    }

    /// The rules of a URL's origin, read once; so is a failure, lest a dead host be waited for again and again.
    async fn robots(&self, url: &Url) -> Result<Arc<Robots>, FetchError> {
        let (rules, origin) = (&self.0.rules, url.origin().ascii_serialization());
        let cell = lock(&rules.read).entry(origin.clone()).or_default().clone();
        let read = || async {
            if let Some(copy) = rules.copy(&origin, GOOD, Utc::now()) {
                return Ok(Ok(Arc::new(copy)));
            }
            let read = match self.read_robots(url).await {
                // The time will come.
                Err(later @ FetchError::Later { .. }) => return Err(later),
                Ok(Some(answer)) if answer.status == 429 => return Err(self.0.hosts.later(url)),
                Ok(answer) => of(answer.as_ref()).map(|body| rules.learn(&origin, body)).map_err(|status| Ok(Robots::failed(status))),
                Err(unreachable) => Err(Err(unreachable)),
            };
            let or_copy = |failure| rules.copy(&origin, BETTER_THAN_NOTHING, Utc::now()).map_or(failure, Ok);
            Ok(read.or_else(or_copy).map(Arc::new))
        };
        cell.get_or_try_init(read).await?.clone()
    }

    /// The answer at the end of all redirects; none where there are too many.
    async fn read_robots(&self, url: &Url) -> Result<Option<Answer>, FetchError> {
        let mut chain = Chain(vec![url.join("/robots.txt").expect("a path joins any http URL")]);
        loop {
            let answer = self.ask(chain.here(), HeaderMap::new(), Duration::ZERO).await?;
            match answer.location() {
                Some(_) if chain.0.len() > MOST_REDIRECTS => return Ok(None),
                Some(location) => chain.follow(location, &self.0.wire.allow)?,
                None => return Ok(Some(answer)),
            }
        }
    }
}

/// What an answer to /robots.txt means (RFC 9309, 2.3.1): rules; an empty file where none is there, which allows
/// everything; or the status of a server that fails, which allows nothing.
fn of(answer: Option<&Answer>) -> Result<&[u8], u16> {
    match answer.map(|a| (a.status, &a.body)) {
        Some((200..=299, body)) => Ok(body),
        Some((status @ 500.., _)) => Err(status),
        _ => Ok(&[]),
    }
}
