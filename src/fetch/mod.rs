//! The one way out: asks for URLs, politely and guarded, and records what came as evidence.
//!
//! - [`Client`]: a URL, its redirects and robots.txt, to a [`Fetched`]
//! - `wire`: one request and its answer; the only file that sends
//! - `guard`: which addresses may be asked at all
//! - `host`: one request at a time to a host, pauses, and what one run tells the next
//! - `said`: Retry-After, and how long an answer stays as it is
//! - `robots`: robots.txt as rules; `rules`: where they are had from, and for how long
//! - `mail`: to a server that takes mail for others
//! - `decode`: gzip, brotli, zstd and deflate, with a cap
//! - [`FetchError`]: why there is no answer
//!
//! Fetch reads the clock: the time of a capture is its to say.

mod decode;
mod error;
mod guard;
mod host;
mod mail;
mod robots;
mod rules;
mod said;
mod wire;

pub use decode::{Undecoded, decoded};
pub use error::FetchError;
pub use guard::guard_url;
pub use mail::send_mail;
pub use said::{fresh_until, leave_alone_until, retry_after};

use crate::model::id::sha256;
use crate::model::source::FetchSettings;
use crate::model::{Capture, Fetched, Headers, Hop, HostNotes, Id, Sent};
use chrono::{SecondsFormat, Utc};
use host::Hosts;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION};
use rules::Rules;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use url::Url;
use wire::{Answer, Wire};

/// As browsers have it, about.
const MOST_REDIRECTS: usize = 10;

/// Between two requests to a host on the open internet, however the pause is set.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// What becomes of a redirect of what is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// Who moves a hook says so to people.
    Refused,
    /// Hubs may send subscribers on (`WebSub`, 5.1.2).
    Followed,
}

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
    /// What the source wants to be sent besides.
    pub sent: Sent,
}

/// The HTTP client; clones share connections, turns and rules. Meant for one run.
#[derive(Debug, Clone)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    wire: Wire,
    hosts: Hosts,
    /// Room for this many hosts at once.
    room: Semaphore,
    pause: Duration,
    rules: Rules,
}

impl Client {
    /// A client for these settings. Fails where the contact does not fit into a header or TLS cannot be set up.
    pub fn new(settings: &FetchSettings) -> Result<Client, FetchError> {
        Ok(Client(Arc::new(Shared {
            wire: Wire::new(settings)?,
            hosts: Hosts::new(settings.scope),
            room: Semaphore::new(settings.hosts.max(1)),
            pause: settings.pause,
            rules: Rules::default(),
        })))
    }

    /// What an earlier run has [learnt](Client::learned). It may have asked any host until just now, so the first
    /// request to each keeps the pause from now.
    pub fn remember(&self, notes: HostNotes) {
        self.0.hosts.remember(notes.busy);
        self.0.rules.remember(notes.robots);
    }

    /// What was learnt of hosts since the last call: to be kept, since it holds beyond this run.
    #[must_use]
    pub fn learned(&self) -> HostNotes {
        let busy = std::mem::take(&mut self.0.hosts.learned().busy);
        HostNotes { busy, robots: self.0.rules.learned() }
    }

    /// Asks for a URL, on behalf of a source, and follows its redirects. Any status is an answer, also 304 and 500;
    /// an error is the lack of one.
    pub async fn get(&self, url: &str, conditions: &Conditions, source: Option<&str>) -> Result<Fetched, FetchError> {
        let mut chain = Chain(vec![guard_url(url, &self.0.wire.allow)?]);
        let condition = conditions.url.clone().unwrap_or_else(|| chain.here().to_string());
        let mut hops = Vec::new();
        loop {
            let here = chain.here();
            let delay = self.permission(here).await?;
            let headers = if here.as_str() == condition { conditions.headers() } else { HeaderMap::new() };
            let conditional = !headers.is_empty();
            let besides = conditions.sent.to(here, Utc::now());
            let mut answer = self.ask(here, with(headers, &besides), delay).await?;
            answer.hide(&besides);
            if answer.status == 304 && !conditional {
                // Nothing is known here that could have stayed as it was.
                return Err(FetchError::broken(here, "it says that nothing changed (304), though it was not asked that"));
            }
            let Some(location) = answer.location() else { return Ok(fetched(url, &chain, hops, source, answer)) };
            let from = here.clone();
            chain.follow(location, &self.0.wire.allow)?;
            // Each visit would ask for the first address, and none for the second.
            if self.0.hosts.part(&from, chain.here(), delay) {
                let (to, rest) = (chain.here(), delay.as_secs());
                return Err(FetchError::redirect(
                    &from,
                    format!("it leads to {to}, and robots.txt asks for {rest} seconds between two requests"),
                ));
            }
            hops.push(answer.into_hop());
        }
    }

    /// Posts a body to a URL, guarded as everything is, and not where its host wants no requests; the status of the answer. A
    /// redirect is followed where that is asked for, and only one that has the same sent again (RFC 9110, 15.4.8).
    pub async fn post(&self, url: &str, headers: &[(&'static str, String)], body: &[u8], redirects: Redirects) -> Result<u16, FetchError> {
        let mut chain = Chain(vec![guard_url(url, &self.0.wire.allow)?]);
        loop {
            let (status, answer) = self.post_once(chain.here(), headers, body.to_vec()).await?;
            let location = answer.iter().find(|(name, _)| name == LOCATION.as_str()).map(|(_, value)| value.as_str());
            match location {
                Some(location) if redirects == Redirects::Followed && matches!(status, 307 | 308) => {
                    chain.follow(location, &self.0.wire.allow)?;
                }
                _ => return Ok(status),
            }
        }
    }

    async fn post_once(&self, url: &Url, headers: &[(&'static str, String)], body: Vec<u8>) -> Result<(u16, Headers), FetchError> {
        let header = |(name, value): &(&'static str, String)| Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?));
        self.0.hosts.rested(url)?;
        let (status, answer) = self.0.wire.post(url, headers.iter().filter_map(header).collect(), body).await?;
        if let Some(until) = leave_alone_until(status, &answer, Utc::now()) {
            self.0.hosts.leave_alone(url, until);
        }
        Ok((status, answer))
    }

    /// One request, when it is our turn, leaving the host in peace afterwards for as long as it wants.
    async fn ask(&self, url: &Url, headers: HeaderMap, delay: Duration) -> Result<Answer, FetchError> {
        let unknown = self.pause(guard::literal(url)).max(delay);
        let mut host = self.0.hosts.turn(url, unknown).await?;
        let _room = self.0.room.acquire().await.expect("the semaphore is never closed");
        let answer = self.0.wire.ask(url, headers).await;
        if let Some(until) = answer.as_ref().ok().and_then(|a| leave_alone_until(a.status, &a.response, Utc::now())) {
            self.0.hosts.leave_alone(url, until);
        }
        let address = answer.as_ref().map_or_else(|_| guard::literal(url), |answer| answer.address);
        self.0.hosts.rest(url, &mut host, self.pause(address).max(delay));
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

fn with(mut headers: HeaderMap, besides: &Headers) -> HeaderMap {
    let header =
        |(name, value): &(String, String)| Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?));
    headers.extend(besides.iter().filter_map(header));
    headers
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

fn fetched(asked: &str, chain: &Chain, hops: Vec<Hop>, source: Option<&str>, answer: Answer) -> Fetched {
    let sha256 = sha256(&answer.body);
    let seconds = answer.fetched.to_rfc3339_opts(SecondsFormat::Secs, true);
    let capture = Capture {
        id: Id::of('c', &[chain.here().as_str(), &seconds, &sha256]),
        source: source.map(str::to_owned),
        entry: None,
        asked: asked.to_owned(),
        chain: chain.0.iter().map(Url::to_string).collect(),
        hops,
        status: answer.status,
        request: answer.request,
        response: answer.response,
        address: answer.address.map(|address| address.to_string()),
        tls: answer.tls,
        fetched: answer.fetched,
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
