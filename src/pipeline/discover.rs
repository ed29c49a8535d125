//! What an address has to offer: feeds that its page names or that lie in the usual places, sitemaps, a list of links.

use super::PipelineError;
use super::refusal::Refusal;
use crate::extract;
use crate::fetch::{Client, Conditions};
use crate::model::source::FetchSettings;
use crate::model::{Entry, Fetched, Parsed, Select, SourceKind, When, Zone};
use crate::parse;
use chrono::Utc;
use url::Url;

/// Where feeds lie that no page names.
const USUAL: &[&str] = &["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json"];
/// A page with fewer links to articles is no list.
const FEWEST: usize = 3;
/// Candidates that are asked for.
const MOST: usize = 20;
/// Headlines that are shown of each.
const SHOWN: usize = 3;

/// Something that could be watched, and what it would bring.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What it is.
    pub kind: SourceKind,
    /// Where it is.
    pub url: String,
    /// What it calls itself.
    pub title: Option<String>,
    /// How many entries it has now.
    pub entries: usize,
    /// The date of the newest.
    pub newest: Option<When>,
    /// The first headlines.
    pub headlines: Vec<String>,
}

/// Looks at an address; what is found first is likely the best. In words, why nothing was.
pub async fn discover(settings: &FetchSettings, url: &str) -> Result<Result<Vec<Found>, String>, PipelineError> {
    let client = Client::new(settings)?;
    let page = match get(&client, url).await {
        Ok(page) => page,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(found) = look(&page) {
        return Ok(Ok(vec![found]));
    }
    let html = parse::decode(&page.body, page.capture.header("content-type"));
    let context = extract::Context { url: Some(page.capture.url()), ..extract::Context::default() };
    let mut named: Vec<String> = extract::page::feeds(&html, &context).into_iter().map(|feed| feed.url).collect();
    if named.is_empty() {
        named = usual(page.capture.url());
    }
    named.extend(sitemaps(&client, page.capture.url()).await);
    let mut found: Vec<Found> = Vec::new();
    for candidate in named.iter().take(MOST) {
        let answer = get(&client, candidate).await.ok().and_then(|fetched| look(&fetched));
        found.extend(answer.filter(|new| found.iter().all(|known| known.url != new.url)));
    }
    found.extend(list(&html, &context, page.capture.url()));
    Ok(if found.is_empty() { Err(format!("{url}: neither a feed nor a sitemap nor a list of links was found there")) } else { Ok(found) })
}

async fn get(client: &Client, url: &str) -> Result<Fetched, String> {
    let fetched = client.get(url, &Conditions::default(), None).await.map_err(|e| e.to_string())?;
    Refusal::of_status(&fetched, Utc::now()).map_or(Ok(fetched), |refusal| Err(refusal.advised()))
}

fn usual(url: &str) -> Vec<String> {
    let Ok(url) = Url::parse(url) else { return Vec::new() };
    USUAL.iter().filter_map(|path| url.join(path).ok()).map(Into::into).collect()
}

/// The sitemaps that robots.txt names (sitemaps.org, "Specifying the Sitemap location").
async fn sitemaps(client: &Client, url: &str) -> Vec<String> {
    let Some(robots) = Url::parse(url).ok().and_then(|url| url.join("/robots.txt").ok()) else { return Vec::new() };
    let Ok(fetched) = get(client, robots.as_str()).await else { return Vec::new() };
    let text = String::from_utf8_lossy(&fetched.body).into_owned();
    let named = text.lines().filter_map(|line| line.split_once(':')).filter(|(key, _)| key.trim().eq_ignore_ascii_case("sitemap"));
    named.map(|(_, url)| url.trim().to_owned()).collect()
}

/// What a body is, if it can be watched.
fn look(fetched: &Fetched) -> Option<Found> {
    let url = fetched.capture.url().to_owned();
    match parse::read(&fetched.body, fetched.capture.header("content-type"), Some(&url), Zone::Unknown) {
        Parsed::Feed(feed, _) => Some(of(SourceKind::Feed, url, feed.title, &feed.entries)),
        Parsed::Sitemap(rows, _) => {
            let entry =
                |row: crate::model::SitemapEntry| Entry { title: row.title, published: row.published.or(row.modified), ..Entry::default() };
            let entries: Vec<Entry> = rows.into_iter().map(entry).collect();
            Some(of(SourceKind::Sitemap, url, None, &entries))
        }
        _ => None,
    }
}

fn list(html: &str, context: &extract::Context, url: &str) -> Option<Found> {
    let entries = extract::page::links(html, &Select::default(), context).ok()?;
    (entries.len() >= FEWEST).then(|| of(SourceKind::List, url.to_owned(), None, &entries))
}

fn of(kind: SourceKind, url: String, title: Option<String>, entries: &[Entry]) -> Found {
    let newest = entries.iter().filter_map(|e| e.published.clone().or_else(|| e.updated.clone())).max_by_key(|when| when.start);
    let headlines = entries.iter().filter_map(|e| e.title.clone()).take(SHOWN).collect();
    Found { kind, url, title, entries: entries.len(), newest, headlines }
}
