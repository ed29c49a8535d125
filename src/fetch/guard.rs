//! Which addresses may be asked: nothing that lets a feed or a redirect reach into the network this program runs in.
//!
//! A URL is looked at before it is asked ([`guard_url`]), and a name again where it is resolved ([`Resolver`]): the
//! address that was checked is the one connected to, so a name cannot change its mind in between.

use super::error::{FetchError, Forbidden};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};
use url::{Host, Url};

/// Where the web is spoken; elsewhere only allowed addresses are asked.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Servers need not read longer ones (RFC 9110, 4.1), and matching rules against them would take time.
const LONGEST_URL: usize = 8000;

/// IANA's special-purpose address registries (RFC 6890 and its updates) and multicast, none of which is a web site.
/// Those that the registry calls globally reachable (AS112, AMT) are infrastructure and refused as well.
const SPECIAL: &[(&str, &str)] = &[
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.31.196.0/24", "AS112"),
    ("192.52.193.0/24", "AMT"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "AS112"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard-only"),
    ("100:0:0:1::/64", "dummy prefix"),
    ("2001::/23", "protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "AS112"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "unique-local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
];

static NETWORKS: LazyLock<Vec<(Network, &str)>> = LazyLock::new(|| SPECIAL.iter().map(|(net, what)| (Network::read(net), *what)).collect());

/// An address range.
struct Network {
    base: IpAddr,
    prefix: u32,
}

impl Network {
    fn read(text: &str) -> Network {
        let (base, prefix) = text.split_once('/').expect("the table writes base/prefix");
        let base = base.parse().expect("the table holds addresses");
        Network { base, prefix: prefix.parse().expect("the table holds prefix lengths") }
    }

    fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= self.prefix,
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= self.prefix,
            _ => false,
        }
    }
}

/// What an address is for, where that is not the open internet.
fn special(address: IpAddr) -> Option<&'static str> {
    NETWORKS.iter().find(|(network, _)| network.contains(address)).map(|(_, what)| *what)
}

/// Who may answer at a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any public address, and the allowed ones.
    Web,
    /// Only the allowed ones: the port is not one of the web's.
    Allowed,
}

/// Reads a URL that may be asked: `http` or `https`, no user name, a web port, no special-purpose address, unless it is
/// in `allow`.
/// Host spellings (`2130706433`, `0x7f.1`) are read as browsers read them. Names are judged when they are resolved.
pub fn guard_url(text: &str, allow: &[IpAddr]) -> Result<Url, FetchError> {
    if text.len() > LONGEST_URL {
        let start = &text[..text.floor_char_boundary(80)];
        return Err(FetchError::refused(&format!("{start}…"), format!("it is longer than {LONGEST_URL} bytes")));
    }
    let mut url = Url::parse(text.trim()).map_err(|e| FetchError::refused(text, format!("it is not a URL ({e})")))?;
    url.set_fragment(None);
    reach(&url, allow).map(|_| url)
}

/// Who may answer at this URL, or why nobody may.
pub(super) fn reach(url: &Url, allow: &[IpAddr]) -> Result<Reach, FetchError> {
    let refuse = |why: String| Err(FetchError::refused(url.as_str(), why));
    if !matches!(url.scheme(), "http" | "https") {
        return refuse(format!("only http and https are spoken, not {}", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("it carries a user name, which would be kept with every capture".to_owned());
    }
    let port = url.port_or_known_default().expect("http and https have default ports");
    match literal(url) {
        Some(address) if allow.contains(&address) => Ok(Reach::Allowed),
        None if !PORTS.contains(&port) && !allow.is_empty() => Ok(Reach::Allowed),
        _ if !PORTS.contains(&port) => refuse(format!("port {port} is not one of the web's")),
        Some(address) => fit(address, allow, Reach::Web).map(|()| Reach::Web).or_else(refuse),
        None => Ok(Reach::Web),
    }
}

/// The address of a URL that names one instead of a host.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

/// Whether an address may be connected to, or why not.
fn fit(address: IpAddr, allow: &[IpAddr], reach: Reach) -> Result<(), String> {
    match special(address) {
        _ if allow.contains(&address) => Ok(()),
        Some(what) => Err(format!("{address} is a special address ({what}) and not in [fetch] allow")),
        None if reach == Reach::Allowed => Err(format!("{address} is not in [fetch] allow, which this port needs")),
        None => Ok(()),
    }
}

/// Resolves names with the system's resolver and hands out only addresses that may be connected to.
#[derive(Debug, Clone)]
pub(super) struct Resolver {
    pub(super) allow: Arc<[IpAddr]>,
    pub(super) reach: Reach,
}

impl Resolver {
    pub(super) fn filter(&self, found: impl IntoIterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Forbidden> {
        let (mut good, mut refused) = (Vec::new(), None);
        for socket in found {
            match fit(socket.ip(), &self.allow, self.reach) {
                Ok(()) => good.push(socket),
                Err(why) => refused = Some(why),
            }
        }
        match refused {
            Some(why) if good.is_empty() => Err(Forbidden(why)),
            _ => Ok(good),
        }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            // Port 0 stands for the port of the URL.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let good: Addrs = Box::new(resolver.filter(found)?.into_iter());
            Ok(good)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn urls_that_are_not_asked() {
        let check = |url: &str, expected: &str| {
            let said = guard_url(url, &[]).expect_err(url).to_string();
            assert!(said.contains(expected), "{url}: {said}");
        };
        check("news", "not a URL");
        check(&format!("http://news.example/{}", "a".repeat(9000)), "longer than");
        check("file:///etc/passwd", "only http and https");
        check("ftp://news.example/", "only http and https");
        check("http://news.example:22/", "port 22");
        // A user name may be a secret, or dress up one host as another.
        check("https://news.example@evil.example/", "user name");
        check("https://:secret@news.example/", "user name");
        check("http://127.0.0.1/", "loopback");
        // One number, hexadecimal, octal and short forms of 127.0.0.1.
        check("http://2130706433/", "127.0.0.1");
        check("http://0x7f.1/", "127.0.0.1");
        check("http://0177.0.0.1/", "127.0.0.1");
        check("http://127.1/", "127.0.0.1");
        // Full-width digits are digits to a URL parser.
        check("http://127.0.0.1/", "127.0.0.1");
        check("http://0/", "this network");
        check("http://10.1.2.3/", "private");
        check("http://172.31.0.1/", "private");
        check("http://192.168.1.1/", "private");
        check("http://100.64.0.1/", "carrier");
        // Where clouds keep their credentials.
        check("http://169.254.169.254/latest/meta-data/", "link-local");
        check("http://192.0.2.1/", "documentation");
        check("http://198.19.0.1/", "benchmarking");
        check("http://224.0.0.251/", "multicast");
        check("http://255.255.255.255/", "reserved");
        check("http://[::]/", "unspecified");
        check("http://[::1]/", "loopback");
        check("http://[::ffff:93.184.216.34]/", "IPv4-mapped");
        check("http://[::127.0.0.1]/", "IPv4-compatible");
        check("http://[64:ff9b::7f00:1]/", "NAT64");
        check("http://[2001::1]/", "protocol assignments");
        check("http://[2001:db8::1]/", "documentation");
        check("http://[2002:7f00:1::]/", "6to4");
        check("http://[fd00::1]/", "unique-local");
        check("http://[fe80::1]/", "link-local");
        check("http://[ff02::1]/", "multicast");
    }

    #[test]
    fn urls_that_are_asked() {
        let check = |url: &str, expected: &str| assert_eq!(guard_url(url, &[]).expect(url).as_str(), expected);
        check("https://news.example/a?b#c", "https://news.example/a?b");
        check(" http://news.example:8080/ ", "http://news.example:8080/");
        check("http://93.184.216.34/", "http://93.184.216.34/");
        check("https://[2606:2800:220:1::1]:8443/", "https://[2606:2800:220:1::1]:8443/");
        // Just outside the private ranges.
        check("http://172.32.0.1/", "http://172.32.0.1/");
        check("http://11.0.0.1/", "http://11.0.0.1/");
    }

    #[test]
    fn allowed_addresses_answer_on_any_port() {
        let reached = |url: &str| guard_url(url, &[LOOPBACK]).and_then(|url| reach(&url, &[LOOPBACK]));
        assert_eq!(reached("http://127.0.0.1:41235/"), Ok(Reach::Allowed));
        assert_eq!(reached("http://localhost:41235/"), Ok(Reach::Allowed));
        assert_eq!(reached("http://localhost/"), Ok(Reach::Web));
        assert!(reached("http://127.0.0.2:41235/").is_err());
        assert!(reached("http://127.0.0.2/").is_err());
        assert!(reached("http://[::ffff:127.0.0.1]/").is_err());
        assert!(reached("http://93.184.216.34:22/").is_err());
    }

    #[test]
    fn names_lead_only_to_good_addresses() {
        let check = |reach: Reach, found: &[&str], expected: Option<&[&str]>| {
            let sockets = |texts: &[&str]| texts.iter().map(|t| SocketAddr::new(t.parse().unwrap(), 0)).collect::<Vec<_>>();
            let resolver = Resolver { allow: Arc::new([LOOPBACK]), reach };
            assert_eq!(resolver.filter(sockets(found)).ok(), expected.map(sockets), "{found:?}");
        };
        check(Reach::Web, &["93.184.216.34", "10.0.0.1"], Some(&["93.184.216.34"]));
        check(Reach::Web, &["::1", "127.0.0.1"], Some(&["127.0.0.1"]));
        check(Reach::Web, &["10.0.0.1"], None);
        // At an odd port a public address is no better than a private one.
        check(Reach::Allowed, &["93.184.216.34"], None);
        check(Reach::Allowed, &["93.184.216.34", "127.0.0.1"], Some(&["127.0.0.1"]));
    }
}
