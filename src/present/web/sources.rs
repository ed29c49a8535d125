//! `/sources`: what is watched and how it fares; a pass that is told step by step while it lasts; sites that are added.

use super::decided::Fields;
use super::frame::{Frame, Trouble, page};
use super::stamp::Stamp;
use crate::model::{Pushed, Settings, Source, SourceKind, SourceState};
use crate::pipeline::{Addition, Desk, Found, added, discover, next, settings_if_there};
use crate::present::server::Place;
use crate::present::server::ingesting::Ingesting;
use crate::present::server::session::FormToken;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    frame: Frame,
    token: String,
    problem: String,
    file: String,
    due: usize,
    /// An ingest is at work.
    at_work: bool,
    sources: Vec<Row>,
}

struct Row {
    name: String,
    kind: &'static str,
    role: &'static str,
    publisher: String,
    url: Option<String>,
    place: String,
    good: Option<Stamp>,
    asked: Option<Stamp>,
    next: Option<Stamp>,
    is_due: bool,
    gone: bool,
    failures: u32,
    reason: String,
    hub: Option<HubRow>,
}

/// Who tells of its news.
struct HubRow {
    url: String,
    /// The end of its lease; none where it has not confirmed.
    until: Option<Stamp>,
    told: Option<Stamp>,
    reason: String,
}

/// `/sources`.
pub(super) async fn sources(
    State(desk): State<Arc<Desk>>,
    State(place): State<Arc<Place>>,
    State(ingesting): State<Arc<Ingesting>>,
    token: FormToken,
) -> Result<Response, Trouble> {
    let (settings, problem) = read(&place);
    let now = Utc::now();
    let mut rows = Vec::new();
    for source in &settings.sources {
        rows.push(row(source, &desk.source_state(source).await?, now));
    }
    let due = rows.iter().filter(|row| row.is_due).count();
    let file = place.sources.display().to_string();
    let at_work = ingesting.is_running();
    Ok(page(&SourcesPage { frame: Frame::of("/sources"), token: token.0, problem, file, due, at_work, sources: rows }))
}

/// What is watched; nothing, and why, where the file has mistakes.
fn read(place: &Place) -> (Settings, String) {
    match settings_if_there(&place.sources) {
        Ok(settings) => (settings, String::new()),
        Err(mistakes) => (Settings::default(), mistakes.to_string()),
    }
}

fn row(source: &Source, state: &SourceState, now: DateTime<Utc>) -> Row {
    let due = next(source, state);
    Row {
        name: source.name.clone(),
        kind: source.kind.name(),
        role: source.role.name(),
        publisher: source.publisher.clone().unwrap_or_default(),
        url: super::rows::web_address(Some(&source.url)),
        place: source.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default(),
        good: state.good.map(Stamp::at),
        asked: state.asked.map(Stamp::at),
        is_due: due.is_some_and(|at| at <= now),
        next: due.map(Stamp::at),
        gone: state.gone,
        failures: state.failures,
        reason: state.reason.clone().unwrap_or_default(),
        hub: state.pushed.as_ref().map(hub),
    }
}

fn hub(pushed: &Pushed) -> HubRow {
    HubRow {
        url: pushed.hub.clone(),
        until: pushed.until.map(Stamp::at),
        told: pushed.told.map(Stamp::at),
        reason: pushed.reason.clone().unwrap_or_default(),
    }
}

#[derive(Template)]
#[template(path = "found.html")]
struct FoundPage {
    frame: Frame,
    token: String,
    url: String,
    why: String,
    found: Vec<FoundRow>,
}

struct FoundRow {
    kind: &'static str,
    url: String,
    title: String,
    entries: usize,
    newest: Stamp,
    headlines: Vec<String>,
    /// What the form sends back.
    value: String,
}

/// `POST /sources/look`: what an address has to offer.
pub(super) async fn look(State(place): State<Arc<Place>>, token: FormToken, body: String) -> Result<Response, Trouble> {
    let fields = Fields::read(&body);
    let url = fields.need("url", "The address")?;
    let url = if url.contains("://") { url.to_owned() } else { format!("https://{url}") };
    let (found, why) = match discover(&read(&place).0.fetch, &url).await? {
        Ok(found) => (found, String::new()),
        Err(why) => (Vec::new(), why),
    };
    Ok(page(&FoundPage { frame: Frame::of("/sources"), token: token.0, url, why, found: found.iter().map(found_row).collect() }))
}

fn found_row(f: &Found) -> FoundRow {
    let title = f.title.clone().unwrap_or_default();
    FoundRow {
        kind: f.kind.name(),
        url: f.url.clone(),
        value: format!("{} {} {title}", f.kind.name(), f.url),
        title,
        entries: f.entries,
        newest: Stamp::maybe(f.newest.as_ref()),
        headlines: f.headlines.clone(),
    }
}

/// `POST /sources/add`: writes what was chosen into sources.toml.
pub(super) async fn add(State(place): State<Arc<Place>>, body: String) -> Result<Response, Trouble> {
    let chosen: Vec<Addition> =
        url::form_urlencoded::parse(body.as_bytes()).filter(|(k, _)| k == "take").filter_map(|(_, v)| addition(&v)).collect();
    if chosen.is_empty() {
        return Err(Trouble::wrong("Nothing was chosen; go back and tick what is to be watched."));
    }
    added(&place.sources, &chosen).map_err(|e| Trouble::wrong(e.to_string()))?;
    Ok(Redirect::to("/sources").into_response())
}

fn addition(value: &str) -> Option<Addition> {
    let mut parts = value.splitn(3, ' ');
    let (kind, url, title) = (parts.next()?, parts.next()?, parts.next().unwrap_or_default());
    let kinds = [SourceKind::Feed, SourceKind::Sitemap, SourceKind::List];
    let kind = kinds.into_iter().find(|k| k.name() == kind)?;
    let host = url::Url::parse(url).ok()?.host_str()?.trim_start_matches("www.").to_owned();
    let name = if kind == SourceKind::Feed { host } else { format!("{host} {}", kind.name()) };
    Some(Addition { name, kind, url: url.to_owned(), publisher: Some(title.to_owned()).filter(|t| !t.is_empty()), tags: Vec::new() })
}
