//! A reading → a document to be stored: what it is known by, and whose it is.

use super::reading::{self, Reading};
use crate::extract::{Context, happenings};
use crate::model::{Capture, DocumentKind, Draft, Entry, KnownEntity, Role, Source, Told, When};
use url::Url;

/// Where a document comes from, as far as it is told by the source and not by the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The source; none for an import.
    pub(super) source: Option<&'a Source>,
    pub(super) role: Role,
    pub(super) publisher: Option<&'a str>,
    pub(super) speaks_for: Option<&'a str>,
    pub(super) zone: crate::model::Zone,
    pub(super) known: &'a [KnownEntity],
}

impl<'a> Origin<'a> {
    pub(super) fn of(source: &'a Source, known: &'a [KnownEntity]) -> Origin<'a> {
        Origin {
            source: Some(source),
            role: source.role,
            publisher: source.publisher.as_deref(),
            speaks_for: source.speaks_for.as_deref().filter(|_| source.role == Role::Primary),
            zone: source.zone,
            known,
        }
    }

    /// What is kept of it with a document.
    fn told(&self) -> Told {
        let owned = |name: Option<&str>| name.map(str::to_owned);
        Told { publisher: owned(self.publisher), speaks_for: owned(self.speaks_for), zone: self.zone }
    }

    /// What a page of this origin is read with.
    pub(super) fn context<'c>(&self, url: Option<&'c str>, capture: &Capture, entry: Option<&'c Entry>) -> Context<'c>
    where
        'a: 'c,
    {
        Context {
            url,
            title: entry.and_then(|e| e.title.as_deref()),
            published: entry.and_then(date_of),
            zone: self.zone,
            captured: Some(capture.fetched),
            publisher: self.publisher,
            language: None,
            speaks_for: self.speaks_for,
            known: self.known,
        }
    }
}

fn date_of(entry: &Entry) -> Option<&When> {
    entry.published.as_ref().or(entry.updated.as_ref())
}

/// The document that a page or text is. None where there is neither headline nor text.
pub(super) fn draft(reading: Reading, capture: Capture, key: &Key, origin: &Origin) -> Option<Draft> {
    let mut article = reading.article.filter(|a| a.title.is_some() || !a.text.trim().is_empty())?;
    article.url.clone_from(&key.url);
    let happened = happenings(&article, &reading.findings);
    Some(Draft {
        key: key.name.clone(),
        aliases: key.aliases.clone(),
        kind: if origin.role == Role::Primary { DocumentKind::Statement } else { DocumentKind::Article },
        role: origin.role,
        source: origin.source.map(|s| s.name.clone()),
        tags: origin.source.map(|s| s.tags.clone()).unwrap_or_default(),
        told: origin.told(),
        url: key.url.clone(),
        article,
        findings: reading.findings,
        warnings: reading.warnings,
        happened,
        capture,
    })
}

/// The document that a captured page is; none where it is no page.
pub(super) fn page_draft(body: &[u8], capture: &Capture, entry: Option<&Entry>, origin: &Origin) -> Option<Draft> {
    let context = origin.context(Some(capture.url()), capture, entry);
    let reading = reading::read(body, capture.header("content-type"), &context);
    let article = reading.article.as_ref()?;
    let others: Vec<&str> = capture.chain.iter().map(String::as_str).chain(entry.and_then(|e| e.url.as_deref())).collect();
    let key = key(capture.url(), article.url.as_deref(), article.canonical.as_deref(), &others);
    draft(reading, capture.clone(), &key, origin)
}

/// What a document is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) url: Option<String>,
}

/// The declared canonical URL on the same registrable domain, else the URL that answered, cleaned. All others are aliases.
pub(super) fn key(answered: &str, cleaned: Option<&str>, canonical: Option<&str>, others: &[&str]) -> Key {
    let cleaned = cleaned.unwrap_or(answered);
    let trusted = canonical.filter(|c| is_trusted(c, answered));
    let key = trusted.unwrap_or(cleaned).to_owned();
    let mut aliases: Vec<String> = [cleaned, answered].iter().chain(others).map(|u| (*u).to_owned()).filter(|u| *u != key).collect();
    aliases.sort();
    aliases.dedup();
    Key { name: key, aliases, url: Some(cleaned.to_owned()) }
}

/// A canonical URL that names the front page for every article would make them all one.
fn is_trusted(canonical: &str, answered: &str) -> bool {
    let (Ok(canonical), Ok(answered)) = (Url::parse(canonical), Url::parse(answered)) else { return false };
    let front = |u: &Url| u.path() == "/" && u.query().is_none();
    matches!(canonical.scheme(), "http" | "https") && same_site(&canonical, &answered) && (front(&answered) || !front(&canonical))
}

/// The same registrable domain (publicsuffix.org); addresses and local names must be equal.
fn same_site(a: &Url, b: &Url) -> bool {
    let site = |u: &Url| {
        let host = u.domain()?.to_owned();
        psl::domain_str(&host).map(str::to_owned)
    };
    match (site(a), site(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.host_str() == b.host_str() && a.port_or_known_default() == b.port_or_known_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canonical_url_is_trusted_on_its_own_domain() {
        let check = |answered: &str, canonical: &str, expected: &str| {
            assert_eq!(key(answered, None, Some(canonical), &[]).name, expected, "{canonical} at {answered}");
        };
        check("https://m.courier.example/a?x=1", "https://www.courier.example/a", "https://www.courier.example/a");
        check("https://courier.example/a", "https://agency.example/a", "https://courier.example/a");
        check("https://courier.example/a", "https://courier.example/", "https://courier.example/a");
        check("http://127.0.0.1:4000/a.html", "http://news.example/a", "http://127.0.0.1:4000/a.html");
        check("https://one.co.uk/a", "https://two.co.uk/a", "https://one.co.uk/a");
    }

    #[test]
    fn other_urls_are_aliases() {
        let k = key("https://c.example/a?utm_source=x", Some("https://c.example/a"), None, &["https://t.example/1"]);
        assert_eq!(k.name, "https://c.example/a");
        assert_eq!(k.aliases, ["https://c.example/a?utm_source=x", "https://t.example/1"]);
    }
}
