//! What a source wants to be sent besides the usual: headers of its own, and cookies. Never to any other host.

use chrono::{DateTime, Utc};
use url::{Host, Url};

/// What goes with each request on behalf of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// The host, with its port where it is not the usual one, that the headers are for.
    pub host: Option<String>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Each for the hosts that it names.
    pub cookies: Vec<Cookie>,
}

/// A cookie as browsers keep it in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// The host, without a dot before it.
    pub domain: String,
    /// Hosts below it are meant, too.
    pub below: bool,
    /// Where a path must begin.
    pub path: String,
    /// Only for https.
    pub secure: bool,
    /// When it ends; none with the session.
    pub expires: Option<DateTime<Utc>>,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Sent {
    /// Headers for a request to this URL.
    #[must_use]
    pub fn to(&self, url: &Url, now: DateTime<Utc>) -> Vec<(String, String)> {
        let own = self.host.is_some() && self.host == authority(url);
        let mut headers = if own { self.headers.clone() } else { Vec::new() };
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.is_for(url, now))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        if !cookies.is_empty() {
            headers.push(("Cookie".to_owned(), cookies.join("; ")));
        }
        headers
    }
}

/// A URL's host, with its port where it is not the usual one.
#[must_use]
pub fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

impl Cookie {
    /// Whether it is sent to this URL (RFC 6265, 5.1.3, 5.1.4 and 5.4).
    fn is_for(&self, url: &Url, now: DateTime<Utc>) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_name = matches!(url.host(), Some(Host::Domain(_)));
        let under = || host.strip_suffix(&self.domain).is_some_and(|rest| rest.ends_with('.'));
        let path = url.path().strip_prefix(self.path.as_str());
        let within = path.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/'));
        (host == self.domain || self.below && is_name && under())
            && within
            && (!self.secure || url.scheme() == "https")
            && self.expires.is_none_or(|expires| expires > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(domain: &str, below: bool, path: &str, secure: bool, expires: i64) -> Cookie {
        let expires = DateTime::from_timestamp(expires, 0).filter(|_| expires > 0);
        Cookie { domain: domain.to_owned(), below, path: path.to_owned(), secure, expires, name: "a".to_owned(), value: "b".to_owned() }
    }

    #[test]
    fn cookies_go_where_they_belong() {
        let check = |cookie: &Cookie, url: &str, expected: bool| {
            let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            assert_eq!(cookie.is_for(&Url::parse(url).unwrap(), now), expected, "{cookie:?} {url}");
        };
        let wide = cookie("courier.example", true, "/", false, 0);
        check(&wide, "https://courier.example/a", true);
        check(&wide, "http://www.courier.example/a", true);
        check(&wide, "https://othercourier.example/", false);
        check(&cookie("courier.example", false, "/", false, 0), "https://www.courier.example/", false);
        let news = cookie("courier.example", false, "/news", false, 0);
        check(&news, "https://courier.example/news", true);
        check(&news, "https://courier.example/news/a", true);
        check(&news, "https://courier.example/newsletter", false);
        check(&cookie("courier.example", false, "/", true, 0), "http://courier.example/", false);
        check(&cookie("courier.example", false, "/", false, 1_700_000_000), "https://courier.example/", false);
        check(&cookie("courier.example", false, "/", false, 1_900_000_000), "https://courier.example/", true);
        // An address has no names below it.
        check(&cookie("0.0.1", true, "/", false, 0), "http://127.0.0.1/", false);
    }

    #[test]
    fn headers_go_to_the_source_s_own_host_alone() {
        let sent =
            Sent { host: Some("courier.example".to_owned()), headers: vec![("X-Key".to_owned(), "k".to_owned())], cookies: Vec::new() };
        let to = |url: &str| sent.to(&Url::parse(url).unwrap(), Utc::now()).len();
        assert_eq!([to("https://courier.example/a"), to("https://evil.example/"), to("https://www.courier.example/")], [1, 0, 0]);
    }
}
