//! sources.toml → sources, and what is due.
//!
//! - [`read`]: the file's text → [`Settings`], or every mistake in it
//! - [`schedule`]: when a source is asked next (the clock is an argument); `every`: how often, as it is written
//! - [`edit`]: the file with more in it
//! - `extras`: headers, cookies, retention; `mail`: who takes mail
//! - [`span`]: which days of a long listing are read

pub mod edit;
mod every;
mod extras;
mod mail;
pub mod schedule;
mod section;
pub mod span;

pub use extras::cookies;

use crate::model::source::{FetchSettings, Scope};
use crate::model::{EntityType, Every, KnownEntity, Role, Select, Settings, Source, SourceKind, Zone};
use every::{duration, every, positive};
use section::{File, Section};
use std::collections::HashMap;
use std::time::Duration;

/// One mistake in the file: where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Subject, cause and way out, for people.
    pub message: String,
}

/// Reads sources.toml. Every mistake in the file is told, in the order of its lines.
pub fn read(text: &str) -> Result<Settings, Vec<Mistake>> {
    let (file, document) = File::parse(text);
    let mut top = Section::new(&file, &document, "the file", 1);
    let fetch = top.table("fetch").map(fetch).unwrap_or_default();
    let defaults = top.table("defaults").map(defaults).unwrap_or_default();
    let mail = top.table("mail").and_then(mail::mail);
    let sources = top.tables("source").into_iter().map(|s| source(s, &defaults)).collect::<Vec<_>>();
    let entities = top.tables("entity").into_iter().filter_map(entity).collect();
    top.finish();
    unique_names(&file, sources.iter().map(|(line, s)| (*line, s.name.as_str())));
    let mistakes = file.mistakes();
    if mistakes.is_empty() {
        Ok(Settings { fetch, mail, sources: sources.into_iter().map(|(_, s)| s).collect(), entities })
    } else {
        Err(mistakes)
    }
}

struct Defaults {
    every: Every,
    zone: Zone,
}

impl Default for Defaults {
    fn default() -> Self {
        Defaults { every: Every::Interval(Duration::from_hours(1)), zone: Zone::Unknown }
    }
}

fn fetch(mut s: Section) -> FetchSettings {
    let usual = FetchSettings::default();
    let contact = s.string("contact");
    let allow = s.list("allow", |text| text.parse().map_err(|_| "an IP address such as 127.0.0.1 is expected".to_owned()));
    let pause = s.parsed("pause", duration).unwrap_or(usual.pause);
    let timeout = s.parsed("timeout", positive).unwrap_or(usual.timeout);
    let hosts = s.number("hosts", 1..=256).unwrap_or(usual.hosts);
    let scope = s.parsed("scope", scope).unwrap_or_default();
    s.finish();
    FetchSettings { contact, allow, pause, timeout, hosts, scope }
}

fn defaults(mut s: Section) -> Defaults {
    let usual = Defaults::default();
    let every = s.parsed("every", every).unwrap_or(usual.every);
    let zone = s.parsed("zone", str::parse).unwrap_or(usual.zone);
    s.finish();
    Defaults { every, zone }
}

/// An incomplete source leaves a mistake behind, so the file as a whole is refused and what stands in for it is never seen.
fn source(mut s: Section, defaults: &Defaults) -> (usize, Source) {
    let name = s.required("name", name);
    if let Some(name) = &name {
        s.call(&format!("source “{name}”"));
    }
    let kind = s.required("kind", kind);
    let folder = kind == Some(SourceKind::Folder);
    let url =
        if folder { s.forbidden("url", "a folder has a path, not a url").map(|()| String::new()) } else { s.required("url", web_address) };
    let path = if folder {
        s.required("path", |p| Ok(p.into())).map(Some)
    } else {
        s.forbidden("path", "only kind = \"folder\" has a path; this kind has a url").map(|()| None)
    };
    let source = Source {
        role: s.parsed("role", role).unwrap_or(Role::Press),
        publisher: s.string("publisher"),
        speaks_for: s.string("speaks_for"),
        zone: s.parsed("zone", str::parse).unwrap_or(defaults.zone),
        every: s.parsed("every", every).unwrap_or_else(|| defaults.every.clone()),
        tags: s.list("tags", |t| Ok(t.to_owned())),
        full_text: s.boolean("full_text").unwrap_or(true),
        since: s.parsed("since", day),
        until: s.parsed("until", day),
        recheck: s.boolean("recheck").unwrap_or(true),
        websub: s.boolean("websub").unwrap_or(true),
        select: select(&mut s, kind),
        pages: pages(&mut s, kind),
        headers: extras::headers(&mut s),
        cookies: s.parsed("cookies", |p| Ok(p.into())),
        keep: extras::keep(&mut s),
        name: name.unwrap_or_default(),
        kind: kind.unwrap_or(SourceKind::Feed),
        url: url.unwrap_or_default(),
        path: path.flatten(),
    };
    let line = s.line();
    s.finish();
    (line, source)
}

fn pages(s: &mut Section, kind: Option<SourceKind>) -> usize {
    let Some(pages) = s.number("pages", 1..=100) else { return 1 };
    if kind.is_some_and(|k| k != SourceKind::List) {
        s.mistake("only kind = \"list\" has pages");
    }
    pages
}

fn select(s: &mut Section, kind: Option<SourceKind>) -> Select {
    let Some(mut t) = s.table("select") else { return Select::default() };
    if kind.is_some_and(|k| k != SourceKind::List) {
        t.mistake("only kind = \"list\" has selectors");
    }
    let select =
        Select { item: t.string("item"), link: t.string("link"), title: t.string("title"), date: t.string("date"), next: t.string("next") };
    t.finish();
    select
}

fn entity(mut s: Section) -> Option<KnownEntity> {
    let name = s.required("name", name);
    if let Some(name) = &name {
        s.call(&format!("entity “{name}”"));
    }
    let kind = s.required("kind", |text| match text {
        "person" => Ok(EntityType::Person),
        "organization" => Ok(EntityType::Organization),
        _ => Err("“person” or “organization” is expected".to_owned()),
    });
    let aliases = s.list("aliases", |t| Ok(t.to_owned()));
    s.finish();
    Some(KnownEntity { name: name?, kind: kind?, aliases })
}

fn unique_names<'a>(file: &File, names: impl Iterator<Item = (usize, &'a str)>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (line, name) in names.filter(|(_, n)| !n.is_empty()) {
        if let Some(earlier) = first.insert(name, line) {
            file.mistake(line, format!("the name “{name}” is taken by the source in line {earlier}; names must be unique"));
        }
    }
}

fn name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("a name is expected, it may not be empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn kind(text: &str) -> Result<SourceKind, String> {
    [SourceKind::Feed, SourceKind::Sitemap, SourceKind::List, SourceKind::Page, SourceKind::Folder]
        .into_iter()
        .find(|k| k.name() == text)
        .ok_or_else(|| "“feed”, “sitemap”, “list”, “page” or “folder” is expected".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    [Role::Primary, Role::Press].into_iter().find(|r| r.name() == text).ok_or_else(|| "“primary” or “press” is expected".to_owned())
}

fn day(text: &str) -> Result<chrono::NaiveDate, String> {
    text.parse().map_err(|_| "a day such as 2026-02-28 is expected".to_owned())
}

fn scope(text: &str) -> Result<Scope, String> {
    match text {
        "host" => Ok(Scope::Host),
        "domain" => Ok(Scope::Domain),
        _ => Err("“host” or “domain” is expected: what a pause is kept for".to_owned()),
    }
}

fn web_address(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|e| format!("an address such as https://news.example/feed.xml is expected ({e})"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("an address with http or https is expected, not {}", url.scheme()));
    }
    Ok(url.into())
}

#[cfg(test)]
mod tests;
