//! Addresses on a page, made absolute.

pub(super) use crate::model::address::cleaned;

use url::Url;

/// The address that `href` names on a page at `base`; only those of the web.
pub(super) fn absolute(href: &str, base: Option<&str>) -> Option<String> {
    let url = match base.and_then(|b| Url::parse(b).ok()) {
        Some(base) => base.join(href.trim()).ok()?,
        None => Url::parse(href.trim()).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// The host without `www.`.
pub(super) fn host(url: &str) -> Option<String> {
    let host = Url::parse(url).ok()?.host_str()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web() {
        assert_eq!(absolute("../b", Some("https://a.example/c/d/e")).as_deref(), Some("https://a.example/c/b"));
        assert_eq!(absolute("mailto:x@a.example", Some("https://a.example/")), None);
        assert_eq!(absolute("/b", None), None);
        assert_eq!(host("https://www.a.example/b").as_deref(), Some("a.example"));
    }
}
