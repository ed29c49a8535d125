//! Cases that others collected and that lie beside this project: addresses as browsers read them, and sitemaps.

use dateline::extract::Context;
use dateline::fetch::guard_url;
use dateline::model::{Parsed, Zone};
use dateline::parse;
use dateline::pipeline::reading;
use serde_json::Value;
use std::path::{Path, PathBuf};
use url::Url;

/// A file of the corpora; none, loudly, where they are not beside the project.
fn corpus(path: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("DATELINE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let file = shared.join("corpora/raw").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("*** NOT TESTED: {} IS NOT THERE ***", file.display());
    None
}

fn cases(path: &str) -> Vec<Value> {
    let read = |file| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    corpus(path).map(read).unwrap_or_default()
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap()
}

#[test]
fn addresses_are_read_as_browsers_read_them() {
    let mut odd = Vec::new();
    for case in cases("whatwg-url/url/tests/urltestdata.json").iter().filter(|case| case.is_object()) {
        let input = case["input"].as_str().unwrap();
        let base = case["base"].as_str().map(|base| Url::parse(base).ok());
        let read = match base {
            None => Url::parse(input).ok(),
            Some(base) => base.and_then(|base| base.join(input).ok()),
        };
        let expected = case["href"].as_str().filter(|href| href.starts_with("http"));
        match (read, expected) {
            (Some(url), Some(href)) if url.as_str() != href => odd.push(format!("{input:?} is {url}, not {href}")),
            // More than two slashes before a host are forgiven by browsers, and are no address here.
            (None, Some(_)) if input.starts_with("///") => {}
            (None, Some(href)) => odd.push(format!("{input:?} is nothing, not {href}")),
            // What may be asked is the same address without its fragment.
            (Some(url), Some(href)) if guard_url(url.as_str(), &[]).is_ok_and(|asked| asked.as_str() != without_fragment(href)) => {
                odd.push(format!("{href} is asked as something else"));
            }
            (url, None) if case["failure"] == true && (url.is_some() || guard_url(input, &[]).is_ok()) => {
                odd.push(format!("{input:?} is no address"));
            }
            _ => {}
        }
    }
    assert!(odd.is_empty(), "{odd:#?}");
}

/// Where another program's idea of one spelling is not ours, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("http://test.org/?aftr_source=0", "a parameter that nobody was seen to use"),
    ("http://test.org/?fb_ref=0", "the same"),
    ("http://test.org/?this_affiliate=0", "the same"),
    ("http://test.org/?s_cid=123&clickid=1", "the same"),
    ("http://test.org/?utm_source=rss&#038;utm_medium=rss", "an address in HTML is unescaped where it is read"),
    ("http://test.net/foo.html?page=2&itemid=10&lang=en", "the order of parameters may matter to a site"),
    ("http://test.net/foo.html?testid=1&post=abc&page=2", "the same"),
    ("https://hanxiao.io//404.html", "two slashes may be another page than one"),
    ("http://xn--Mnchen-3ya.de", "a host is kept as it is asked for"),
    ("http://xn--München.de", "no host has this name"),
];

#[test]
fn one_spelling_of_an_address_is_kept() {
    let mut compared = 0;
    let all = cases("courlan/url_cases.json");
    let strict = |case: &Value| case["kwargs"]["strict"] == true;
    for case in all.iter().filter(|case| case["fn"] == "normalize_url" && !strict(case)) {
        let (input, expected) = (case["args"][0].as_str().unwrap(), without_fragment(case["expected"].as_str().unwrap()));
        if OTHERWISE.iter().any(|(other, _)| *other == input) {
            continue;
        }
        let page = reading::page("<p>Nothing to see.</p>", &Context { url: Some(input), ..Context::default() });
        // A host without a path is asked for its root.
        let found = page.article.and_then(|a| a.url).unwrap();
        assert!(found == expected || found == format!("{expected}/"), "{input}: {found}, not {expected}");
        compared += 1;
    }
    assert!(all.is_empty() || compared >= 14, "{compared}");
}

#[test]
fn sitemaps_and_feeds_of_others_are_read() {
    let check = |name: &str, expected: (usize, usize)| {
        let Some(file) = corpus(&format!("sitemaps-misc/{name}")) else { return };
        let found = match parse::read(&std::fs::read(file).unwrap(), None, Some("https://news.example/"), Zone::Unknown) {
            Parsed::Sitemap(rows, warnings) => {
                assert_eq!(warnings, [""; 0], "{name}");
                (rows.len(), rows.iter().filter(|row| row.index).count())
            }
            Parsed::Feed(feed, _) => (feed.entries.len().min(1), 0),
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(found, expected, "{name}");
    };
    check("sitemap.xml", (84, 0));
    check("sitemap.xml.gz", (84, 0));
    check("sitemap2.xml", (2, 2));
    // One of its rows is another sitemap.
    check("sitemap-hreflang.xml", (4, 1));
    for feed in ["feed.json", "feed1.atom", "feed2.rss"] {
        check(feed, (1, 0));
    }
}
