//! The one way out: asks for URLs, politely and guarded, and records what came as evidence.
//!
//! - [`Client`]: a URL, its redirects and robots.txt, to a [`Fetched`]
//! - `wire`: one request and its answer; the only file that sends
//! - `guard`: which addresses may be asked at all
//! - `host`: one request at a time to a host, pauses, Retry-After
//! - `robots`: robots.txt as rules
//! - `decode`: gzip, brotli, zstd and deflate, with a cap
//! - [`FetchError`]: why there is no answer
//!
//! Fetch reads the clock: the time of a capture is its to say.

mod decode;
mod error;
mod guard;
mod host;
mod robots;
mod wire;

pub use error::FetchError;
pub use guard::guard_url;
pub use host::retry_after;

use crate::model::id::sha256;
use crate::model::source::FetchSettings;
use crate::model::{Capture, Fetched, Id};
use chrono::{DateTime, SecondsFormat, Utc};
use host::Hosts;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use robots::Robots;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};
use url::{Position, Url};
use wire::{Answer, Wire};

/// The name that robots.txt knows this program by.
const PRODUCT: &str = "dateline";

/// As browsers have it, about.
const MOST_REDIRECTS: usize = 10;

/// For robots.txt (RFC 9309, 2.3.1.2).
const MOST_ROBOTS_REDIRECTS: usize = 5;

/// Between two requests to a host on the open internet, however the pause is set.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// What is known of an earlier answer, so that the server can say "not modified" (RFC 9110, 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The earlier answer's `ETag`.
    pub etag: Option<String>,
    /// The earlier answer's `Last-Modified`.
    pub last_modified: Option<String>,
    /// The URL that gave them, the last of its redirect chain; the one asked for where none. They are sent only
    /// there: another page may carry the same date, and its "not modified" would be about words never read.
    pub url: Option<String>,
}

/// The HTTP client; clones share connections, turns and rules. Meant for one run: robots.txt is read once in its life.
#[derive(Debug, Clone)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    wire: Wire,
    hosts: Hosts,
    /// Room for this many hosts at once.
    room: Semaphore,
    pause: Duration,
    /// By origin.
    rules: Mutex<HashMap<String, Arc<Rules>>>,
}

/// What a robots.txt says, or why nobody knows; empty until it was read.
type Rules = OnceCell<Result<Arc<Robots>, FetchError>>;

impl Client {
    /// A client for these settings. Fails where the contact does not fit into a header or TLS cannot be set up.
    pub fn new(settings: &FetchSettings) -> Result<Client, FetchError> {
        Ok(Client(Arc::new(Shared {
            wire: Wire::new(settings)?,
            hosts: Hosts::default(),
            room: Semaphore::new(settings.hosts.max(1)),
            pause: settings.pause,
            rules: Mutex::default(),
        })))
    }

    /// Hosts that want no requests before a time: to be kept, since their wish outlasts this run.
    #[must_use]
    pub fn busy(&self) -> Vec<(String, DateTime<Utc>)> {
        self.0.hosts.busy().iter().map(|(host, until)| (host.clone(), *until)).collect()
    }

    /// The hosts that an earlier run found [busy](Client::busy).
    pub fn leave_alone(&self, busy: impl IntoIterator<Item = (String, DateTime<Utc>)>) {
        self.0.hosts.busy().extend(busy);
    }

    /// Asks for a URL, on behalf of a source, and follows its redirects. Any status is an answer, also 304 and 500;
    /// an error is the lack of one.
    pub async fn get(&self, url: &str, conditions: &Conditions, source: Option<&str>) -> Result<Fetched, FetchError> {
        let mut chain = Chain(vec![guard_url(url, &self.0.wire.allow)?]);
        let condition = conditions.url.clone().unwrap_or_else(|| chain.here().to_string());
        loop {
            let here = chain.here();
            let delay = self.permission(here).await?;
            let headers = if here.as_str() == condition { conditions.headers() } else { HeaderMap::new() };
            let answer = self.ask(here, headers, delay).await?;
            let Some(location) = answer.location() else { return Ok(fetched(url, &chain, source, answer)) };
            chain.follow(location, &self.0.wire.allow)?;
        }
    }

    /// The pause that the site's robots.txt asks for, or why it forbids this URL.
    async fn permission(&self, url: &Url) -> Result<Duration, FetchError> {
        let robots = self.robots(url).await?;
        match robots.refusal(&url[Position::BeforePath..Position::AfterQuery]) {
            Some(why) => Err(FetchError::Robots { url: url.to_string(), why }),
            None => Ok(robots.delay),
        }
    }

    /// The rules of a URL's origin, read once; so is a failure, lest a dead host be waited for again and again.
    async fn robots(&self, url: &Url) -> Result<Arc<Robots>, FetchError> {
        let origin = url.origin().ascii_serialization();
        let cell = self.0.rules.lock().unwrap_or_else(PoisonError::into_inner).entry(origin).or_default().clone();
        let read = || async {
            match self.read_robots(url).await {
                // The time will come.
                Err(later @ FetchError::Later { .. }) => Err(later),
                known => Ok(known.map(Arc::new)),
            }
        };
        cell.get_or_try_init(read).await?.clone()
    }

    async fn read_robots(&self, url: &Url) -> Result<Robots, FetchError> {
        let mut chain = Chain(vec![url.join("/robots.txt").expect("a path joins any http URL")]);
        loop {
            let answer = self.ask(chain.here(), HeaderMap::new(), Duration::ZERO).await?;
            match answer.location() {
                Some(_) if chain.0.len() > MOST_ROBOTS_REDIRECTS => return Ok(Robots::default()),
                Some(location) => chain.follow(location, &self.0.wire.allow)?,
                None => return Ok(rules(&answer)),
            }
        }
    }

    /// One request, when it is our turn, leaving the host in peace afterwards for as long as it wants.
    async fn ask(&self, url: &Url, headers: HeaderMap, delay: Duration) -> Result<Answer, FetchError> {
        let mut host = self.0.hosts.turn(url).await?;
        let _room = self.0.room.acquire().await.expect("the semaphore is never closed");
        let answer = self.0.wire.ask(url, headers).await;
        let busy = answer.as_ref().ok().filter(|answer| matches!(answer.status, 429 | 503));
        if let Some(until) = busy.and_then(|answer| retry_after(&answer.response, Utc::now())) {
            self.0.hosts.leave_alone(url, until);
        }
        let address = answer.as_ref().map_or_else(|_| guard::literal(url), |answer| answer.address);
        host.rest(self.pause(address).max(delay));
        answer
    }

    fn pause(&self, address: Option<IpAddr>) -> Duration {
        match address {
            Some(address) if self.0.wire.allow.contains(&address) => self.0.pause,
            _ => self.0.pause.max(SHORTEST_PAUSE),
        }
    }
}

impl Conditions {
    fn headers(&self) -> HeaderMap {
        let header = |name: HeaderName, value: &Option<String>| Some((name, HeaderValue::from_str(value.as_deref()?).ok()?));
        [header(IF_NONE_MATCH, &self.etag), header(IF_MODIFIED_SINCE, &self.last_modified)].into_iter().flatten().collect()
    }
}

/// Every URL asked on the way to an answer.
struct Chain(Vec<Url>);

impl Chain {
    fn here(&self) -> &Url {
        self.0.last().expect("a chain has a start")
    }

    fn follow(&mut self, location: &str, allow: &[IpAddr]) -> Result<(), FetchError> {
        let here = self.here();
        let fail = |why: String| Err(FetchError::redirect(&self.0[0], why));
        let Ok(next) = here.join(location) else { return fail(format!("{here} leads to {location:?}, which is not a URL")) };
        let next = guard_url(next.as_str(), allow)?;
        if self.0.contains(&next) {
            return fail(format!("{here} leads back to {next}"));
        }
        if self.0.len() > MOST_REDIRECTS {
            return fail(format!("there are more than {MOST_REDIRECTS} redirects"));
        }
        self.0.push(next);
        Ok(())
    }
}

/// What an answer to /robots.txt means (RFC 9309, 2.3.1): none there allows everything, a failing server nothing.
fn rules(answer: &Answer) -> Robots {
    match answer.status {
        200..=299 => Robots::parse(&answer.body, PRODUCT),
        500.. => Robots::failed(answer.status),
        _ => Robots::default(),
    }
}

fn fetched(asked: &str, chain: &Chain, source: Option<&str>, answer: Answer) -> Fetched {
    let (fetched, sha256) = (Utc::now(), sha256(&answer.body));
    let seconds = fetched.to_rfc3339_opts(SecondsFormat::Secs, true);
    let capture = Capture {
        id: Id::of('c', &[chain.here().as_str(), &seconds, &sha256]),
        source: source.map(str::to_owned),
        asked: asked.to_owned(),
        chain: chain.0.iter().map(Url::to_string).collect(),
        status: answer.status,
        request: answer.request,
        response: answer.response,
        address: answer.address.map(|address| address.to_string()),
        fetched,
        sha256,
        length: answer.body.len() as u64,
    };
    Fetched { capture, body: answer.body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_allowed_addresses_go_without_a_pause() {
        let check = |pause: u64, address: Option<&str>, expected: u64| {
            let allow = vec!["127.0.0.1".parse().unwrap()];
            let settings = FetchSettings { allow, pause: Duration::from_secs(pause), ..FetchSettings::default() };
            let address = address.map(|address| address.parse().unwrap());
            assert_eq!(Client::new(&settings).unwrap().pause(address), Duration::from_secs(expected), "{address:?}");
        };
        check(0, Some("127.0.0.1"), 0);
        check(0, Some("93.184.216.34"), 1);
        check(5, Some("93.184.216.34"), 5);
        // A name that led nowhere: perhaps the host is overburdened.
        check(0, None, 1);
    }

    #[test]
    fn a_contact_must_fit_into_a_header() {
        let settings = FetchSettings { contact: Some("desk\n@example.org".to_owned()), ..FetchSettings::default() };
        assert!(matches!(Client::new(&settings), Err(FetchError::Setup { .. })));
    }
}
