//! One request and its answer: no redirects, no retries, no manners. The only file that sends anything.

use super::decode::{self, Undecoded};
use super::error::FetchError;
use super::guard::{self, Reach, Resolver};
use crate::model::id::sha256;
use crate::model::source::FetchSettings;
use crate::model::{Headers, Hop, Tls};
use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HOST, HeaderMap, HeaderValue, LOCATION, USER_AGENT};
use reqwest::tls::{TlsInfo, Version};
use reqwest::{ClientBuilder, Request, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The longest body, as sent and once decoded.
pub(super) const LONGEST_BODY: usize = 15 << 20;

const CONNECT: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(15);

/// Feeds and pages alike; some servers choose by it.
const WANTED: &str = "application/rss+xml, application/atom+xml, text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";

/// Statuses that name another place (RFC 9110, 15.4).
const ELSEWHERE: [u16; 5] = [301, 302, 303, 307, 308];

/// What is still spoken, by name.
const VERSIONS: &[(Version, &str)] = &[(Version::TLS_1_2, "TLS 1.2"), (Version::TLS_1_3, "TLS 1.3")];

/// The connections to the web.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) allow: Arc<[IpAddr]>,
    timeout: Duration,
    /// What every request says.
    headers: HeaderMap,
    web: reqwest::Client,
    /// For ports that are not the web's.
    allowed: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) request: Headers,
    pub(super) response: Headers,
    pub(super) address: Option<IpAddr>,
    pub(super) tls: Option<Tls>,
    pub(super) fetched: DateTime<Utc>,
    /// Decoded; empty for a redirect and a 304.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads, as it stands in the header.
    pub(super) fn location(&self) -> Option<&str> {
        let named = || self.response.iter().find(|(name, _)| name == LOCATION.as_str()).map(|(_, value)| value.as_str());
        ELSEWHERE.contains(&self.status).then(named).flatten()
    }

    /// What a source is sent may be a secret: that it was is evidence, the value is not.
    pub(super) fn hide(&mut self, besides: &Headers) {
        for (name, value) in &mut self.request {
            if besides.iter().any(|(hidden, _)| hidden.eq_ignore_ascii_case(name)) {
                "(kept back)".clone_into(value);
            }
        }
    }

    /// As a redirect on the way to another answer.
    pub(super) fn into_hop(self) -> Hop {
        let Answer { status, request, response, address, tls, fetched, .. } = self;
        Hop { status, request, response, address: address.map(|a| a.to_string()), tls, fetched }
    }
}

impl Wire {
    pub(super) fn new(settings: &FetchSettings) -> Result<Wire, FetchError> {
        // An error means that a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allow: Arc<[IpAddr]> = settings.allow.as_slice().into();
        let client = |reach| client(settings, &Resolver { allow: allow.clone(), reach });
        let (web, allowed) = (client(Reach::Web)?, client(Reach::Allowed)?);
        Ok(Wire { web, allowed, timeout: settings.timeout, headers: headers(settings.contact.as_deref())?, allow })
    }

    /// Asks for a URL with these headers besides the usual ones.
    pub(super) async fn ask(&self, url: &Url, headers: HeaderMap) -> Result<Answer, FetchError> {
        let late = |_| FetchError::Timeout { url: url.to_string(), why: format!("no whole answer within {:?}", self.timeout) };
        tokio::time::timeout(self.timeout, self.exchange(url, headers)).await.map_err(late)?
    }

    /// Posts a body; status and headers of the answer.
    pub(super) async fn post(&self, url: &Url, headers: HeaderMap, body: Vec<u8>) -> Result<(u16, Headers), FetchError> {
        let client = self.client(url)?;
        let late = |_| FetchError::Timeout { url: url.to_string(), why: format!("no answer within {:?}", self.timeout) };
        let answer = client.post(url.clone()).headers(self.headers.clone()).headers(headers).body(body).send();
        let answer = tokio::time::timeout(self.timeout, answer).await.map_err(late)?;
        answer.map(|answer| (answer.status().as_u16(), pairs(answer.headers()))).map_err(|e| FetchError::from_reqwest(url, &e))
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, FetchError> {
        Ok(match guard::reach(url, &self.allow)? {
            Reach::Web => &self.web,
            Reach::Allowed => &self.allowed,
        })
    }

    async fn exchange(&self, url: &Url, headers: HeaderMap) -> Result<Answer, FetchError> {
        let failed = |e: reqwest::Error| FetchError::from_reqwest(url, &e);
        let client = self.client(url)?;
        let request = client.get(url.clone()).headers(self.headers.clone()).headers(headers).build().map_err(failed)?;
        let sent = sent(&request);
        let response = client.execute(request).await.map_err(failed)?;
        let mut answer = Answer {
            status: response.status().as_u16(),
            request: sent,
            response: pairs(response.headers()),
            address: response.remote_addr().map(|socket| socket.ip()),
            tls: response.extensions().get::<TlsInfo>().map(tls),
            fetched: Utc::now(),
            body: Vec::new(),
        };
        if answer.location().is_none() && answer.status != 304 {
            answer.body = body(url, response).await?;
            answer.fetched = Utc::now();
        }
        Ok(answer)
    }
}

fn client(settings: &FetchSettings, resolver: &Resolver) -> Result<reqwest::Client, FetchError> {
    let builder = || {
        ClientBuilder::new()
            .no_proxy()
            .tls_info(true)
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(resolver.clone())
            .connect_timeout(CONNECT.min(settings.timeout))
            .read_timeout(IDLE.min(settings.timeout))
    };
    // A machine without root certificates can still read plain HTTP; HTTPS then fails in words.
    let built = builder().build().or_else(|_| builder().tls_certs_only([]).build());
    built.map_err(|e| FetchError::Setup { why: e.to_string() })
}

fn headers(contact: Option<&str>) -> Result<HeaderMap, FetchError> {
    let contact = contact.map(|contact| format!(" (+{contact})")).unwrap_or_default();
    let agent = HeaderValue::from_str(&format!("dateline/{}{contact}", env!("CARGO_PKG_VERSION")));
    let agent = agent.map_err(|_| FetchError::Setup { why: format!("the contact{contact} does not fit into a header") })?;
    Ok(HeaderMap::from_iter([
        (USER_AGENT, agent),
        (ACCEPT, HeaderValue::from_static(WANTED)),
        (ACCEPT_ENCODING, HeaderValue::from_static(decode::ACCEPTED)),
    ]))
}

/// The headers as they go out; the host is added last, by the connection.
fn sent(request: &Request) -> Headers {
    let host = &request.url()[url::Position::BeforeHost..url::Position::AfterPort];
    let mut sent = pairs(request.headers());
    sent.push((HOST.to_string(), host.to_owned()));
    sent
}

fn tls(info: &TlsInfo) -> Tls {
    let version = info.version().and_then(|v| VERSIONS.iter().find(|(known, _)| *known == v)).map(|(_, name)| (*name).to_owned());
    Tls { version, certificate: info.peer_certificate().map(sha256) }
}

fn pairs(headers: &HeaderMap) -> Headers {
    headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

async fn body(url: &Url, response: Response) -> Result<Vec<u8>, FetchError> {
    let codings: Vec<_> = response.headers().get_all(CONTENT_ENCODING).iter().filter_map(|v| v.to_str().ok()).collect();
    let codings = codings.join(",");
    let too_large = || FetchError::TooLarge { url: url.to_string(), limit: LONGEST_BODY };
    let raw = raw(url, response).await?.ok_or_else(too_large)?;
    decode::decode(raw, &codings, LONGEST_BODY).map_err(|e| match e {
        Undecoded::TooLarge => too_large(),
        Undecoded::Broken(why) => FetchError::broken(url, why),
    })
}

/// The body as it comes; none once it is too long, and the rest is left unread.
async fn raw(url: &Url, mut response: Response) -> Result<Option<Vec<u8>>, FetchError> {
    let mut raw = Vec::new();
    if response.content_length().is_some_and(|announced| announced > LONGEST_BODY as u64) {
        return Ok(None);
    }
    while let Some(chunk) = response.chunk().await.map_err(|e| FetchError::from_reqwest(url, &e))? {
        if raw.len() + chunk.len() > LONGEST_BODY {
            return Ok(None);
        }
        raw.extend_from_slice(&chunk);
    }
    Ok(Some(raw))
}
