//! Addresses: made absolute, and cleaned of what only tells where a reader came from.

use url::Url;

/// Query parameters that say how a reader got there, never what is shown; `*` stands for any ending.
const TRACKING: &[&str] = &[
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "at_campaign",
    "at_custom*",
    "at_medium",
    "cmpid",
    "dclid",
    "fbclid",
    "gaa_*",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "mkt_tok",
    "msclkid",
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "oly_anon_id",
    "oly_enc_id",
    "pk_campaign",
    "pk_kwd",
    "ref_src",
    "ref_url",
    "s_cid",
    "spm",
    "srsltid",
    "ttclid",
    "twclid",
    "utm_*",
    "vero_id",
    "wbraid",
    "wickedid",
    "wt_mc",
    "wt_zmc",
    "xtor",
    "yclid",
];

/// The address without fragment and tracking parameters; as it stands where it is no absolute address.
pub(super) fn cleaned(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url.trim()) else { return url.trim().to_owned() };
    parsed.set_fragment(None);
    if let Some(query) = parsed.query() {
        let kept: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && !tracks(p.split('=').next().unwrap_or(p))).collect();
        let kept = kept.join("&");
        parsed.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    parsed.into()
}

fn tracks(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TRACKING.iter().any(|row| row.strip_suffix('*').map_or(name == *row, |start| name.starts_with(start)))
}

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
    fn tracking_goes_the_rest_stays() {
        assert_eq!(cleaned("https://a.example/x?utm_source=b&id=7&fbclid=c#top"), "https://a.example/x?id=7");
        assert_eq!(cleaned("https://a.example/x?UTM_medium=b"), "https://a.example/x");
        assert_eq!(cleaned("https://a.example/x?a=1&b=%20"), "https://a.example/x?a=1&b=%20");
        assert_eq!(cleaned("x.html"), "x.html");
    }

    #[test]
    fn only_addresses_of_the_web() {
        assert_eq!(absolute("../b", Some("https://a.example/c/d/e")).as_deref(), Some("https://a.example/c/b"));
        assert_eq!(absolute("mailto:x@a.example", Some("https://a.example/")), None);
        assert_eq!(absolute("/b", None), None);
        assert_eq!(host("https://www.a.example/b").as_deref(), Some("a.example"));
    }
}
