//! Addresses without what only tells where a reader came from: pages and entries of feeds are known by them.

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
#[must_use]
pub fn cleaned(url: &str) -> String {
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
}
