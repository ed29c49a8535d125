//! Who wrote it: people, in the order given.

use super::blocks::Mark;
use super::date_text::{self, Order};
use super::json_ld::Stated;
use super::meta::Meta;
use super::parts::Parts;
use super::title::folded;
use super::{months, tree};
use crate::model::Zone;
use regex::Regex;
use scraper::ElementRef;
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
    "twitter:misc:written by",
    "articleauthor",
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

/// Last words of roles, which no name ends with.
const OFFICES: &[&str] =
    &["columnist", "contributor", "correspondent", "editor", "journalist", "korrespondent", "redakteur", "redakteurin", "reporter"];

/// Words that lead a date in a byline.
const DATED: &[&str] = &[
    "aktualisiert",
    "created",
    "erstellt",
    "last modified",
    "last updated",
    "mis à jour",
    "mis à jour le",
    "modified",
    "posted",
    "posted on",
    "publicado",
    "published",
    "published on",
    "pubblicato",
    "publié",
    "publié le",
    "stand",
    "updated",
    "updated on",
    "veröffentlicht",
    "zuletzt aktualisiert",
];

/// News agencies that sign in lower case.
const AGENCIES: &[&str] = &["afp", "ansa", "apa", "dpa", "epd", "kna", "reuters", "sda", "sid"];

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
    let byline = without_dates(&OPENING.replace(byline, ""));
    BETWEEN
        .split(&byline)
        .map(|n| AFTER.replace(n.trim(), "").trim_matches([',', '.', ':', '-', '—', ' ', '*', '"']).to_owned())
        .filter(|n| is_name(n))
        .collect()
}

/// Dates give way to a dash, which neither begins nor ends a name.
fn without_dates(byline: &str) -> String {
    let mut text = byline.to_owned();
    for date in date_text::all(byline, Order::DayFirst, Zone::Unknown).into_iter().rev() {
        text.replace_range(date.range, "—");
    }
    text
}

/// "March 4", "4 min read", "14", "Posted": what stands beside a date, and how long one reads.
fn is_dated(text: &str) -> bool {
    let figures = |w: &str| w.chars().all(|c| c.is_ascii_digit());
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let day = months::number(first).is_some() && !rest.is_empty() && figures(rest.trim_matches(','));
    let counted = figures(first) && !rest.starts_with(char::is_uppercase);
    day || counted || DATED.contains(&text.to_lowercase().as_str())
}

/// One to six words that begin with a capital or have none, no digits, no role.
fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let capital = text.chars().next().is_some_and(|c| !c.is_lowercase()) || words == 1 && AGENCIES.contains(&text);
    let numbered = text.chars().filter(char::is_ascii_digit).count() > 2;
    let role = is_role(&text.to_lowercase());
    (1..=6).contains(&words)
        && text.chars().count() >= 2
        && capital
        && !role
        && !numbered
        && !is_dated(text)
        && !text.chars().any(|c| matches!(c, '@' | '<' | '{' | '=' | '?' | '!'))
}

/// A role by itself, or with what it is for: "transport correspondents", "deputy editor".
fn is_role(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    let one = last.strip_suffix('s').unwrap_or(last);
    ROLES.contains(&text) || text.contains(' ') && [last, one].iter().any(|w| OFFICES.contains(w))
}

/// Names that elements are marked with: `rel=author`, `itemprop=author`, a class or an address that says author.
fn marked(parts: &Parts) -> Vec<String> {
    let marks = parts.page.marks.iter().filter(|m| !parts.aside(m.place));
    let named =
        |m: &&Mark| ["rel", "itemprop", "class", "href"].iter().filter_map(|a| m.element.value().attr(a)).any(|v| AUTHOR.is_match(v));
    marks.filter(named).map(|m| names_in(m.element)).find(|n| !n.is_empty()).unwrap_or_default()
}

/// Words of classes, relations, properties and addresses that mark an author.
static AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[-_ /])(?:authors?|autor(?:en|es|a|i)?|auteurs?|by-?line)(?:[-_ /]|name|$)").expect("a valid pattern")
});

/// The names in an element: link by link or span by span where it has several, else in its words.
fn names_in(element: ElementRef) -> Vec<String> {
    let text = tree::text(element);
    if text.len() > 160 {
        return Vec::new();
    }
    let links: Vec<String> =
        element.descendants().filter_map(ElementRef::wrap).filter(|e| e.value().name() == "a").map(tree::text).collect();
    let spans: Vec<String> = element
        .descendants()
        .filter_map(ElementRef::wrap)
        .filter(|e| !e.children().any(|c| c.value().is_element()))
        .map(tree::text)
        .collect();
    let first = |texts: &[String]| texts.iter().flat_map(|t| names(t)).filter(|n| n.contains(' ')).collect::<Vec<_>>();
    [first(&links), if spans.len() > 1 { first(&spans) } else { Vec::new() }]
        .into_iter()
        .find(|n| !n.is_empty())
        .unwrap_or_else(|| names(&text))
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
        check("By Ada Lane and Bo Reiter, Transport correspondents", &["Ada Lane", "Bo Reiter"]);
        check("Ada Lane (Agency)", &["Ada Lane"]);
        check("Ada Lane in Paris", &["Ada Lane"]);
        check("https://a.example/ada", &[]);
        check("27 February 2026", &[]);
        check("By Ada Lane | Posted 3/4/2026 | Updated 3/14/2026 9:05 AM ET", &["Ada Lane"]);
        check("By Ada Lane | March 4, 2026", &["Ada Lane"]);
        check("By Ada Lane, March 4", &["Ada Lane"]);
        check("Ada Lane, 4 min read, 04/03/2026", &["Ada Lane"]);
        check("By Ada Lane on March 4, 2026", &["Ada Lane"]);
        check("Ada Lane | Mis à jour le 6 mars 2026 à 09h05", &["Ada Lane"]);
        check("By Ada Lane and May Stand", &["Ada Lane", "May Stand"]);
        check("24 Hours Town", &["24 Hours Town"]);
        check("李明", &["李明"]);
    }
}
