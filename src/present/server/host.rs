//! By which names the server may be asked (DNS rebinding): a foreign page can make a browser ask us, but not under a name that
//! we know.

use axum::http::{HeaderMap, Uri, header};
use std::net::{IpAddr, SocketAddr};

/// Names and addresses that are ours.
#[derive(Debug)]
pub(super) struct Hosts {
    listen: IpAddr,
    names: Vec<String>,
}

impl Hosts {
    pub(super) fn new(listen: SocketAddr, names: &[String]) -> Hosts {
        Hosts { listen: listen.ip(), names: names.iter().map(|name| bare(name).to_ascii_lowercase()).collect() }
    }

    /// Whether this machine alone can ask, by names of its own.
    pub(super) fn only_here(&self) -> bool {
        self.listen.is_loopback() && self.names.is_empty()
    }

    /// The host and port that a request is for, where it is one of ours.
    pub(super) fn known<'r>(&self, uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
        let asked = asked(uri, headers)?;
        self.is_ours(bare(asked)).then_some(asked)
    }

    fn is_ours(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match address {
            // Where every address is listened at, any may be asked: an address has no name that could be bound anew.
            Ok(address) => address.is_loopback() || address == self.listen || self.listen.is_unspecified(),
            Err(_) => host == "localhost" || self.names.contains(&host),
        }
    }
}

/// What a request says it is for, if it says one thing.
fn asked<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none())?.to_str().ok()?;
    match uri.authority() {
        Some(authority) if !authority.as_str().eq_ignore_ascii_case(host) => None,
        _ => Some(host),
    }
}

/// Without the port.
fn bare(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|b| b.is_ascii_digit()) && (!bare.contains(':') || bare.ends_with(']')) => bare,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(listen: &str, names: &[&str], host: &[&str]) -> bool {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut headers = HeaderMap::new();
        for host in host {
            headers.append(header::HOST, host.parse().unwrap());
        }
        Hosts::new(listen.parse().unwrap(), &names).known(&Uri::from_static("/"), &headers).is_some()
    }

    #[test]
    fn names_of_ours_are_known_and_no_others() {
        let here = "127.0.0.1:8017";
        for host in ["127.0.0.1:8017", "localhost:8017", "LOCALHOST", "localhost.", "[::1]:8017", "127.0.0.1"] {
            assert!(known(here, &[], &[host]), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8017",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.5",
            "",
            "127.1",
            "a@127.0.0.1",
        ] {
            assert!(!known(here, &[], &[host]), "{host}");
        }
        assert!(!known(here, &[], &[]), "none");
        assert!(!known(here, &[], &["localhost", "evil.example"]), "two");
        // A name that the operator gave, with or without a port.
        assert!(known(here, &["news.example:443"], &["News.Example"]));
        assert!(!known(here, &["news.example"], &["sub.news.example"]));
        // The address listened at, and every address where all are.
        assert!(known("10.0.0.5:80", &[], &["10.0.0.5"]) && !known("10.0.0.5:80", &[], &["10.0.0.6"]));
        assert!(known("0.0.0.0:80", &[], &["10.0.0.6:80"]) && !known("0.0.0.0:80", &[], &["evil.example"]));
        assert!(known("[fe80::1]:80", &[], &["[fe80::1]:80"]));
    }

    #[test]
    fn a_full_address_must_agree_with_the_header() {
        let hosts = Hosts::new("127.0.0.1:80".parse().unwrap(), &[]);
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "127.0.0.1".parse().unwrap());
        assert!(hosts.known(&Uri::from_static("http://127.0.0.1/"), &headers).is_some());
        assert!(hosts.known(&Uri::from_static("http://evil.example/"), &headers).is_none());
    }
}
