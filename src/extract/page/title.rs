//! The headline, without the site's name.

use super::blocks::{Kind, Page};
use super::json_ld::Stated;
use super::meta::Meta;
use regex::{Match, Regex};
use std::sync::LazyLock;

/// Marks that part a headline from the site's name in titles.
static JOINT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s+[|\-–—·•:»«›<>/~]+\s+|\s*[|»›]\s*|::").expect("a valid pattern"));

/// The headline that most of the page's statements agree on, in the first of its spellings. They are the one it shares, the one for
/// posts, its first heading, that of its data and the document's title; what is shared is most often the editors' own, and
/// wins against two others, not against all.
pub(super) fn read(page: &Page, meta: &Meta, stated: &Stated, sites: &[String]) -> Option<String> {
    let headings: Vec<&str> = page.blocks.iter().filter(|b| b.kind == Kind::Title).map(|b| b.text.as_str()).collect();
    let clean = |title: &str| {
        let heading = headings.iter().find(|h| h.len() * 3 > title.len() && JOINT.split(title).any(|part| part == **h));
        heading.map_or_else(|| without_site(title, sites), |h| (*h).to_owned())
    };
    let shared = meta.first(SHARED).map(clean);
    let post = meta.first(POST).map(clean);
    let headline = stated.headline.as_deref().map(clean);
    let title = meta.title.as_deref().map(clean);
    let confirmed = headings.iter().find(|h| [&shared, &headline, &title].into_iter().flatten().any(|t| same(t, h)));
    let heading = confirmed.or(headings.first()).map(|h| (*h).to_owned());
    elected(&[(shared, 3), (post, 1), (headline, 2), (heading, 2), (title, 1)])
}

/// The statement that has the most votes together with those that say the same; the first of equals.
fn elected(statements: &[(Option<String>, u32)]) -> Option<String> {
    let stated = || statements.iter().filter_map(|(title, votes)| Some((title.as_deref().filter(|t| !t.is_empty())?, *votes)));
    let votes = |title: &str| stated().filter(|(t, _)| same(t, title)).map(|(_, votes)| votes).sum::<u32>();
    let most = stated().map(|(t, _)| votes(t)).max()?;
    stated().find(|(t, _)| votes(t) == most).map(|(t, _)| t.to_owned())
}

/// Meta elements that hold the headline as it is shared.
const SHARED: &[&str] = &["og:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "title"];
/// Meta elements that hold the headline for posts.
const POST: &[&str] = &["twitter:title"];

/// Cuts the site's name off either end. Where the name is not known, the shorter side of a bar is taken for it.
fn without_site(title: &str, sites: &[String]) -> String {
    let closes = |joint: &Match| title[..joint.start()].matches('«').count() > title[..joint.start()].matches('»').count();
    // The » of «words» is no joint.
    let joints = || JOINT.find_iter(title).filter(|joint| !(joint.as_str().contains('»') && closes(joint)));
    let Some(last) = joints().last() else { return title.to_owned() };
    let is_site = |part: &str| sites.iter().any(|s| folded(s) == folded(part));
    let (head, tail) = (&title[..last.start()], &title[last.end()..]);
    if is_site(tail) {
        return without_site(head.trim_end(), sites);
    }
    if let Some(first) = joints().next().filter(|f| is_site(&title[..f.start()])) {
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
        check("Mayor: «The bridge stays»", "Mayor: «The bridge stays»");
        check("Mayor: «The bridge stays» » Example News", "Mayor: «The bridge stays»");
    }

    fn chosen(shared: &str, heading: &str, headline: &str, title: &str) -> Option<String> {
        let stated = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        elected(&[(stated(shared), 3), (None, 1), (stated(headline), 2), (stated(heading), 2), (stated(title), 1)])
    }

    #[test]
    fn what_is_shared_wins_against_two_but_not_against_all() {
        let (shared, shown) = ("Mayor in trouble over bridge", "Why the old bridge had to fall");
        assert_eq!(chosen(shared, shown, "", "").as_deref(), Some(shared));
        assert_eq!(chosen(shared, shown, shown, shown).as_deref(), Some(shown));
        assert_eq!(chosen(shared, shown, shared, shown).as_deref(), Some(shared));
        assert_eq!(chosen("", shown, "", "").as_deref(), Some(shown));
        assert_eq!(chosen("", "", "", ""), None);
    }
}
