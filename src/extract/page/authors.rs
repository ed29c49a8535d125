//! Who wrote it: people, in the order given.

use super::json_ld::Stated;
use super::meta::Meta;
use super::parts::Parts;
use super::title::folded;
use super::tree;
use regex::Regex;
use std::sync::LazyLock;

/// Names of meta elements that hold an author.
const META: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "byl",
    "cxenseparse:author",
    "article:author_name",
    "authors",
    "twitter:data1",
    "vr:author",
    "news:author",
    "creator",
    "og:article:author",
    "og:author",
    "citation_author",
    "article.author",
    "mediator_author",
];

/// Words that open a byline.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^ (?: written\s+by | posted\s+by | published\s+by | story\s+by | words\s+by | text\s+by | report(?:ed|ing)?\s+by | by | von | ein[e]?\s+\w+\s+von | text | texte? | autor(?:in|en|es|a)? | authors? | par | por | di | de | door | af | av | przez | yazan | автор | redaktion | verfasst\s+von | geschrieben\s+von | escrito\s+por | publicado\s+por | propos\s+recueillis\s+par | avec ) (?: \s* : \s* | \s+ )",
    )
    .expect("a valid pattern")
});

/// What stands between two names.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\s*[;|/•·\n]\s*|\s*,\s*(?:and|und|et|y|e|en|og|och|ja|i|ve|и)\s+|\s*,\s*|\s+(?:and|und|et|y|e|en|og|och|ja|i|ve|и|&|with)\s+",
    )
    .expect("a valid pattern")
});

/// What follows a name: an agency, a role, a place, a handle.
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s+(?:for|in|from|aus|at|on|of|pour|para)\s+\S.*$|\s*[(\[].*$|\s+[–—-]\s+.*$|\s+@\S+.*$|\s*\S+@\S+.*$")
        .expect("a valid pattern")
});

/// Lower-case words that are no names and follow names after a comma: roles.
const ROLES: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "associate",
    "chief",
    "columnist",
    "contributor",
    "correspondent",
    "default",
    "editor",
    "editorial",
    "editors",
    "freelance",
    "guest",
    "guest author",
    "journalist",
    "managing editor",
    "news desk",
    "newsroom",
    "producer",
    "redakteur",
    "redakteurin",
    "redaktion",
    "redaktör",
    "reporter",
    "senior",
    "staff",
    "staff reporter",
    "staff writer",
    "webmaster",
    "writer",
];

/// The names by the first source that has any. `outlets` are names of the site, which count only where nobody else is named.
pub(super) fn read(parts: &Parts, meta: &Meta, stated: &Stated, outlets: &[String]) -> Vec<String> {
    let rows: Vec<String> =
        META.iter().map(|n| meta.all(n).flat_map(names).collect::<Vec<_>>()).find(|n| people(n, outlets)).unwrap_or_default();
    let sources = [stated.authors.iter().flat_map(|a| names(a)).collect(), rows, marked(parts)];
    let mut found: Vec<String> =
        sources.iter().find(|n| people(n, outlets)).or(sources.iter().find(|n| !n.is_empty())).cloned().unwrap_or_default();
    if people(&found, outlets) {
        found.retain(|n| !is_outlet(n, outlets));
    }
    let mut seen = Vec::new();
    found.retain(|n| {
        let new = !seen.contains(&folded(n));
        seen.push(folded(n));
        new
    });
    found
}

fn people(names: &[String], outlets: &[String]) -> bool {
    names.iter().any(|n| !is_outlet(n, outlets))
}

fn is_outlet(name: &str, outlets: &[String]) -> bool {
    outlets.iter().any(|o| folded(o) == folded(name))
}

/// Names of a byline as it is written.
fn names(byline: &str) -> Vec<String> {
    let byline = byline.trim();
    if byline.starts_with("http") || byline.len() > 300 {
        return Vec::new();
    }
    let byline = OPENING.replace(byline, "");
    BETWEEN
        .split(&byline)
        .map(|n| AFTER.replace(n.trim(), "").trim_matches([',', '.', ':', '-', ' ', '*', '"']).to_owned())
        .filter(|n| is_name(n))
        .collect()
}

/// One to six words that begin with a capital or have none, no digits, no role.
fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let capital = text.chars().next().is_some_and(|c| !c.is_lowercase());
    let role = ROLES.contains(&text.to_lowercase().as_str());
    (1..=6).contains(&words)
        && text.chars().count() >= 2
        && capital
        && !role
        && !text.chars().any(|c| c.is_ascii_digit() || matches!(c, '<' | '{' | '=' | '?' | '!'))
}

/// Names that elements are marked with: `rel=author`, `itemprop=author`, a class that says author.
fn marked(parts: &Parts) -> Vec<String> {
    let mut found = Vec::new();
    for mark in &parts.page.marks {
        let e = mark.element.value();
        let is = |attr: &str, words: &[&str]| {
            e.attr(attr).is_some_and(|v| v.to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(|w| words.contains(&w)))
        };
        let author = is("rel", &["author"]) || is("itemprop", &["author"]) || is("class", &["author", "byline", "authors", "autor"]);
        if author && !parts.aside(mark.place) {
            let text = tree::text(mark.element);
            if text.len() < 100 {
                found.extend(names(&text));
            }
            if !found.is_empty() {
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(byline: &str, expected: &[&str]) {
        assert_eq!(names(byline), expected, "{byline}");
    }

    #[test]
    fn bylines() {
        check("By Ada Lane and Bo de Vries", &["Ada Lane", "Bo de Vries"]);
        check("Von Ada Lane, Bo Reiter und Cy Young", &["Ada Lane", "Bo Reiter", "Cy Young"]);
        check("Ada Lane, staff writer", &["Ada Lane"]);
        check("Ada Lane (Agency)", &["Ada Lane"]);
        check("Ada Lane in Paris", &["Ada Lane"]);
        check("https://a.example/ada", &[]);
        check("27 February 2026", &[]);
        check("李明", &["李明"]);
    }
}
