//! The headline, without the site's name.

use super::blocks::{Kind, Page};
use super::json_ld::Stated;
use super::meta::Meta;
use regex::Regex;
use std::sync::LazyLock;

/// Marks that part a headline from the site's name in titles.
static JOINT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s+[|\-–—·•:»«›<>/~]+\s+|\s*[|»›]\s*|::").expect("a valid pattern"));

/// The headline as the page shares it, else as its data or first heading state it, else the document's title.
///
/// Where they differ, the shared one is most often the editors' own; headings are changed for search engines.
pub(super) fn read(page: &Page, meta: &Meta, stated: &Stated, sites: &[String]) -> Option<String> {
    let headings: Vec<&str> = page.blocks.iter().filter(|b| b.kind == Kind::Title).map(|b| b.text.as_str()).collect();
    let clean = |title: &str| {
        let heading = headings.iter().find(|h| h.len() * 3 > title.len() && JOINT.split(title).any(|part| part == **h));
        heading.map_or_else(|| without_site(title, sites), |h| (*h).to_owned())
    };
    let shared = meta.first(SHARED).map(clean);
    let headline = stated.headline.as_deref().map(clean);
    let title = meta.title.as_deref().map(clean);
    let confirmed = headings.iter().find(|h| [&headline, &title].into_iter().flatten().any(|t| same(t, h)));
    let heading = confirmed.or(headings.first()).map(|h| (*h).to_owned());
    [shared, headline, confirmed.map(|h| (*h).to_owned()), title, heading].into_iter().flatten().find(|t| !t.is_empty())
}

/// Meta elements that hold the headline.
const SHARED: &[&str] = &["og:title", "twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "title"];

/// Cuts the site's name off either end. Where the name is not known, the shorter side of a bar is taken for it.
fn without_site(title: &str, sites: &[String]) -> String {
    let Some(last) = JOINT.find_iter(title).last() else { return title.to_owned() };
    let is_site = |part: &str| sites.iter().any(|s| folded(s) == folded(part));
    let (head, tail) = (&title[..last.start()], &title[last.end()..]);
    if is_site(tail) {
        return without_site(head, sites);
    }
    if let Some(first) = JOINT.find(title).filter(|f| is_site(&title[..f.start()])) {
        return title[first.end()..].to_owned();
    }
    let bar = title[last.range()].contains(['|', '»', '›']);
    if bar && tail.len() < head.len() { head.to_owned() } else { title.to_owned() }
}

/// One is the other, or its greater part.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && (short == long || short.len() * 10 >= long.len() * 6 && long.contains(&short))
}

/// Letters and digits in lower case.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, expected: &str) {
        assert_eq!(without_site(title, &["Example News".to_owned(), "example.com".to_owned()]), expected);
    }

    #[test]
    fn the_site_goes() {
        check("Bridge falls - Example News", "Bridge falls");
        check("Bridge falls | Region | Example News", "Bridge falls");
        check("Example News: Bridge falls", "Example News: Bridge falls");
        check("Example News » Bridge falls", "Bridge falls");
        check("Bridge falls into the river | The Other", "Bridge falls into the river");
        check("Bridge falls - and stands", "Bridge falls - and stands");
        check("Example News", "Example News");
    }
}
