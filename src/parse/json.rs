//! JSON Feed 1.0 and 1.1 (jsonfeed.org), read by feed-rs.
//!
//! feed-rs keeps of a date the instant only, and refuses the feed where one member is missing or of another type. So it is
//! made to give the number of each date string in place of its instant, and a feed that it refuses is mended and read again.

use super::clean;
use super::feed::name_entries;
use super::repair::{Repair, Repairs};
use super::scope::Scope;
use crate::model::{Entry, Feed, When, Zone, date};
use chrono::{DateTime, Utc};
use feed_rs::model as found;
use feed_rs::parser::{Builder, Parser};
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex};
use url::Url;

/// Objects in a feed. feed-rs takes a kilobyte for an item however small it is.
const MAX_OBJECTS: usize = 30_000;

/// Reads a JSON Feed; the reason in words where it is none.
pub(super) fn read(text: &str, url: Option<&str>, zone: Zone) -> Result<(Feed, Repairs), String> {
    let mut repairs = Repairs::default();
    let dates = Dates::default();
    let text = text.trim_start_matches('\u{FEFF}').trim();
    let objects = text.bytes().filter(|b| *b == b'{').count();
    if objects > MAX_OBJECTS {
        return Err(format!("JSON of {objects} objects, more than {MAX_OBJECTS} are not read"));
    }
    let feed = dates.parser().parse(text.as_bytes()).or_else(|_| {
        repairs.note(Repair::Json);
        dates.parser().parse(mended(text)?.to_string().as_bytes()).map_err(|e| format!("JSON, but no JSON Feed: {e}"))
    })?;
    let reader = Reader { dates, scope: Scope::new(base(&feed, url), zone) };
    Ok((reader.feed(feed), repairs))
}

/// The date strings of a feed in the order in which they are read.
#[derive(Clone, Default)]
struct Dates(Arc<Mutex<Vec<String>>>);

impl Dates {
    fn parser(&self) -> Parser {
        let dates = self.clone();
        Builder::new().id_generator(|_, _, _| String::new()).sanitize_content(false).timestamp_parser(move |raw| dates.number(raw)).build()
    }

    /// A date string as the "instant" with its number.
    fn number(&self, raw: &str) -> Option<DateTime<Utc>> {
        let mut dates = self.0.lock().ok()?;
        dates.push(raw.to_owned());
        DateTime::from_timestamp(i64::try_from(dates.len()).ok()? - 1, 0)
    }

    fn read(&self, number: Option<DateTime<Utc>>, zone: Zone) -> Option<When> {
        let dates = self.0.lock().ok()?;
        date::read(dates.get(usize::try_from(number?.timestamp()).ok()?)?, zone)
    }
}

/// The home page, else where the feed lies.
fn base(feed: &found::Feed, url: Option<&str>) -> Option<Url> {
    let home = feed.links.first().map(|l| l.href.as_str());
    home.into_iter().chain(url).find_map(|u| Url::parse(u).ok())
}

struct Reader {
    dates: Dates,
    scope: Scope,
}

impl Reader {
    fn feed(&self, found: found::Feed) -> Feed {
        let mut entries: Vec<Entry> = found.entries.into_iter().map(|e| self.entry(e)).collect();
        name_entries(&mut entries);
        Feed {
            title: line(found.title),
            url: found.links.first().and_then(|l| self.scope.address(&l.href)),
            description: line(found.description),
            language: found.language.filter(|l| !l.is_empty()),
            entries,
        }
    }

    fn entry(&self, found: found::Entry) -> Entry {
        let (enclosures, pages): (Vec<_>, Vec<_>) = found.links.into_iter().partition(|l| l.media_type.is_some());
        Entry {
            id: found.id.trim().to_owned(),
            url: pages.first().and_then(|l| self.scope.address(&l.href)),
            title: line(found.title),
            authors: found.authors.into_iter().filter_map(|p| p.name).collect(),
            published: self.dates.read(found.published, self.scope.zone),
            updated: self.dates.read(found.updated, self.scope.zone),
            summary: found.summary.map(|s| clean::escaped(&s.content)).filter(|s| !s.is_empty()),
            content: found.content.and_then(|c| self.content(&c)),
            tags: found.categories.into_iter().map(|c| c.term).collect(),
            enclosures: enclosures.iter().filter_map(|l| self.scope.address(&l.href)).collect(),
        }
    }

    fn content(&self, found: &found::Content) -> Option<String> {
        let body = found.body.as_deref()?;
        let is_text = found.content_type.to_string() == "text/plain";
        let html = if is_text { clean::escaped(body) } else { clean::html(body, self.scope.base.as_ref()).into_owned() };
        Some(html).filter(|h| !h.is_empty())
    }
}

fn line(text: Option<found::Text>) -> Option<String> {
    text.map(|t| clean::one_line(&t.content)).filter(|t| !t.is_empty())
}

/// The types that the members of an item and of a feed must have; others are left out, numbers become strings.
const STRINGS: &[&str] = &[
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "date_modified",
    "name",
    "home_page_url",
    "feed_url",
    "language",
    "description",
    "icon",
    "favicon",
    "mime_type",
];
const LISTS: &[&str] = &["authors", "tags", "attachments"];
const OBJECTS: &[&str] = &["author"];

/// What an item of a feed has at least one of.
const TELLING: &[&str] = &["id", "url", "external_url", "content_html", "content_text"];

/// A feed that has what feed-rs demands: a version, a title, items that are objects, members of the right type.
fn mended(text: &str) -> Result<Value, String> {
    let Ok(Value::Object(mut feed)) = serde_json::from_str(text) else { return Err("neither XML nor whole JSON".to_owned()) };
    let Some(Value::Array(mut items)) = feed.remove("items") else { return Err("JSON, but no JSON Feed: it has no items".to_owned()) };
    items.retain_mut(|item| {
        item.as_object_mut().is_some_and(|item| {
            mend(item);
            TELLING.iter().any(|name| item.contains_key(*name))
        })
    });
    if items.is_empty() {
        return Err("JSON, but no JSON Feed: no item has an id, an address or a content".to_owned());
    }
    mend(&mut feed);
    feed.entry("title").or_insert_with(|| "".into());
    feed.insert("version".to_owned(), "https://jsonfeed.org/version/1.1".into());
    feed.insert("items".to_owned(), items.into());
    Ok(feed.into())
}

/// Members of the wrong type are left out, numbers that should be strings become strings.
fn mend(object: &mut Map<String, Value>) {
    object.retain(|name, value| {
        if STRINGS.contains(&name.as_str()) && value.is_number() {
            *value = value.to_string().into();
        }
        match name.as_str() {
            n if STRINGS.contains(&n) => value.is_string(),
            n if LISTS.contains(&n) => value.is_array(),
            n if OBJECTS.contains(&n) => value.is_object(),
            _ => true,
        }
    });
    for list in LISTS {
        if let Some(Value::Array(values)) = object.get_mut(*list) {
            values.retain_mut(|value| mend_member(list, value));
        }
    }
    if let Some(Value::Object(author)) = object.get_mut("author") {
        mend(author);
    }
}

/// Mends one member of a list: whether it can be kept.
fn mend_member(list: &str, value: &mut Value) -> bool {
    match (list, value) {
        ("tags", value) => value.is_string(),
        (_, Value::Object(object)) => {
            mend(object);
            if list == "attachments" {
                object.entry("mime_type").or_insert_with(|| "application/octet-stream".into());
            }
            list == "authors" || object.contains_key("url")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_of_1_1() {
        let text = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://a.example/","items":[
            {"id":"1","url":"/1","title":"R & D","content_html":"<p onclick=x>a</p>","date_published":"2026-02-27T10:30+01:00",
             "authors":[{"name":"Jane Doe"}],"tags":["x"],"attachments":[{"url":"/1.mp3","mime_type":"audio/mpeg"}]},
            {"id":"2","content_text":"1 < 2","date_modified":"2026-02"}]}"#;
        let (feed, repairs) = read(text, None, Zone::Unknown).unwrap();
        let e = &feed.entries[0];
        assert_eq!((e.id.as_str(), e.url.as_deref(), e.title.as_deref()), ("1", Some("https://a.example/1"), Some("R & D")));
        assert_eq!(e.published.as_ref().map(|w| w.edtf.as_str()), Some("2026-02-27T10:30+01:00"));
        assert_eq!((e.updated.is_none(), e.content.as_deref()), (true, Some("<p>a</p>")));
        assert_eq!((&e.authors[0], &e.tags[0], &e.enclosures[0]), (&"Jane Doe".into(), &"x".into(), &"https://a.example/1.mp3".into()));
        assert_eq!(feed.entries[1].updated.as_ref().map(|w| w.edtf.as_str()), Some("2026-02"));
        assert_eq!(feed.entries[1].content.as_deref(), Some("1 &lt; 2"));
        assert!(repairs.words().is_empty());
    }

    #[test]
    fn a_feed_that_is_not_to_the_letter() {
        let text = r#"{"items":[{"id":7,"title":null,"tags":"x","author":"J","attachments":[{"url":"https://a.example/b"},3]},"no item"]}"#;
        let (feed, repairs) = read(text, None, Zone::Unknown).unwrap();
        assert_eq!((feed.entries.len(), feed.entries[0].id.as_str(), repairs.words().len()), (1, "7", 1));
        for text in ["{\"a\":1}", "[]", "{\"items\":", "{\"items\":[{\"a\":1}]}", &"{".repeat(1_000_000)] {
            assert!(read(text, None, Zone::Unknown).is_err());
        }
    }
}
