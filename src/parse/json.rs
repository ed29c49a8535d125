//! JSON Feed 1.0 and 1.1 (jsonfeed.org), read item by item.
//!
//! Only members that mean something are looked at, the rest is passed over without being held. A member of the wrong type
//! is mended or left out, an item that is none costs itself, and of a body that is cut off what is whole is kept.

use super::clean;
use super::feed::{MAX_ENTRIES, name_entries};
use super::repair::{Repair, Repairs};
use super::scope::Scope;
use super::upkeep::push_hub;
use crate::model::{Entry, Feed, Upkeep, When, Zone, date};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use url::Url;

/// Members that mean something, of the feed, of an item and of the objects in them.
const KNOWN: &[&str] = &[
    "attachments",
    "author",
    "authors",
    "content_html",
    "content_text",
    "date_modified",
    "date_published",
    "description",
    "expired",
    "external_url",
    "feed_url",
    "home_page_url",
    "hubs",
    "id",
    "language",
    "name",
    "next_url",
    "summary",
    "tags",
    "title",
    "url",
    "version",
];

/// What an item has at least one of.
const TELLING: &[&str] = &["content_html", "content_text", "external_url", "id", "summary", "title", "url"];
/// Members of a list that are looked at.
const MAX_LIST: usize = 1000;
/// Bytes of a member; what is longer is left out.
const MAX_MEMBER: usize = 8 << 20;

/// Reads a JSON Feed; the reason in words where it is none.
pub(super) fn read(text: &str, url: Option<&str>, zone: Zone) -> Result<(Feed, Repairs), String> {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    let mut reader = Reader { scope: Scope::new(None, zone), repairs: Repairs::default() };
    let mut found = Found::default();
    let Err(error) = found.read(text) else { return reader.feed(&found, url) };
    // A line end within a string is forbidden, and the commonest fault there is.
    let one_line = text.replace(|c: char| c.is_ascii_control(), " ");
    let mut again = Found::default();
    let cut = again.read(&one_line).is_err();
    if again.items.len() > found.items.len() || !cut {
        reader.repairs.note(Repair::Controls);
        found = again;
    }
    if cut && found.items.is_empty() {
        return Err(format!("JSON, but no JSON Feed: {error}"));
    }
    if cut {
        reader.repairs.note(Repair::Truncated);
    }
    reader.feed(&found, url)
}

/// The members of an object that mean something, each as it stands.
#[derive(Debug, Default)]
struct Members<'t>(Vec<(&'static str, &'t RawValue)>);

impl<'t> Members<'t> {
    /// The value of a member; the last, where it is there several times.
    fn get(&self, name: &str) -> Option<&'t RawValue> {
        self.0.iter().rev().find(|(n, _)| *n == name).map(|(_, value)| *value).filter(|v| v.get() != "null")
    }

    /// Takes up the value of the member whose name was read, where it means something.
    fn take<A: MapAccess<'t>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match KNOWN.iter().find(|known| **known == name) {
            Some(known) if self.0.len() < MAX_LIST => self.0.push((known, map.next_value()?)),
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'t> Visitor<'t> for Object {
            type Value = Members<'t>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut members = Members::default();
                while let Some(name) = map.next_key::<String>()? {
                    members.take(&name, &mut map)?;
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// What was found of a feed, also where its text breaks off.
#[derive(Debug, Default)]
struct Found<'t> {
    members: Members<'t>,
    items: Vec<&'t RawValue>,
    /// It has a list of items.
    listed: bool,
    /// There are more items than are read.
    more: bool,
}

impl<'t> Found<'t> {
    fn read(&mut self, text: &'t str) -> Result<(), serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        json.deserialize_map(self)?;
        json.end()
    }
}

impl<'t> Visitor<'t> for &mut Found<'t> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object with items")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "items" {
                map.next_value_seed(Items(self))?;
            } else {
                self.members.take(&name, &mut map)?;
            }
        }
        Ok(())
    }
}

/// The list of items.
struct Items<'f, 't>(&'f mut Found<'t>);

impl<'t> DeserializeSeed<'t> for Items<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'t> Visitor<'t> for Items<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.listed = true;
        while self.0.items.len() < MAX_ENTRIES {
            let Some(item) = items.next_element()? else { return Ok(()) };
            self.0.items.push(item);
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.0.more = true;
        }
        Ok(())
    }
}

struct Reader {
    scope: Scope,
    repairs: Repairs,
}

impl Reader {
    fn feed(mut self, found: &Found, url: Option<&str>) -> Result<(Feed, Repairs), String> {
        let members = &found.members;
        let version = self.string(members, "version");
        let stated = version.is_some_and(|v| v.contains("jsonfeed.org/version/"));
        if !stated || members.get("title").is_none() {
            self.repairs.note(Repair::Json);
        }
        if !found.listed {
            return Err("JSON, but no JSON Feed: it has no items".to_owned());
        }
        let home = self.string(members, "home_page_url");
        let own = self.string(members, "feed_url");
        self.scope.base = [home.as_deref(), own.as_deref(), url].into_iter().flatten().find_map(|u| Url::parse(u).ok());
        let entries = self.entries(found);
        if entries.is_empty() && !stated {
            return Err("JSON, but no JSON Feed: no item has an id, an address or a content".to_owned());
        }
        let feed = Feed {
            title: self.line(members, "title"),
            url: home.and_then(|h| self.scope.address(&h)),
            description: self.line(members, "description"),
            language: self.line(members, "language"),
            upkeep: self.upkeep(members, own),
            entries,
        };
        Ok((feed, self.repairs))
    }

    fn upkeep(&mut self, members: &Members, own: Option<String>) -> Upkeep {
        let mut upkeep = Upkeep { own: own.and_then(|o| self.scope.address(&o)), ..Upkeep::default() };
        upkeep.next = self.address(members, "next_url");
        // A feed that has expired will not be updated any more.
        upkeep.archive = members.get("expired").is_some_and(|e| e.get() == "true");
        for hub in self.objects(members, "hubs") {
            if let Some(address) = self.address(&hub, "url") {
                push_hub(&mut upkeep.hubs, &address);
            }
        }
        upkeep
    }

    fn entries(&mut self, found: &Found) -> Vec<Entry> {
        if found.more {
            self.repairs.note(Repair::TooMany);
        }
        let authors = self.authors(&found.members);
        let mut entries: Vec<Entry> = found.items.iter().filter_map(|item| self.item(item, &authors)).collect();
        name_entries(&mut entries);
        entries
    }

    fn item(&mut self, item: &RawValue, of_feed: &[String]) -> Option<Entry> {
        let members: Members = self.mend(serde_json::from_str(item.get()).ok())?;
        if !TELLING.iter().any(|name| members.get(name).is_some()) {
            return self.mend(None);
        }
        let mut entry = self.entry(&members);
        if entry.id.is_empty() {
            self.repairs.note(Repair::Json);
        }
        if entry.authors.is_empty() {
            entry.authors = of_feed.to_vec();
        }
        Some(entry)
    }

    fn entry(&mut self, members: &Members) -> Entry {
        let (published, updated) = (self.date(members, "date_published"), self.date(members, "date_modified"));
        Entry {
            id: self.line(members, "id").unwrap_or_default(),
            url: self.address(members, "url").or_else(|| self.address(members, "external_url")),
            title: self.line(members, "title"),
            authors: self.authors(members),
            published,
            updated,
            summary: self.string(members, "summary").map(|s| clean::escaped(&s)).filter(|s| !s.is_empty()),
            content: self.content(members),
            tags: self.tags(members),
            enclosures: self.objects(members, "attachments").iter().filter_map(|a| self.address(a, "url")).collect(),
        }
    }

    fn date(&mut self, members: &Members, name: &str) -> Option<When> {
        let raw = self.string(members, name).filter(|raw| !raw.is_empty())?;
        let when = date::read(&raw, self.scope.zone);
        if when.is_none() {
            self.repairs.note(Repair::Date);
        }
        when
    }

    fn content(&mut self, members: &Members) -> Option<String> {
        let html = self.string(members, "content_html").map(|html| clean::html(&html, self.scope.base.as_ref()).into_owned());
        html.or_else(|| self.string(members, "content_text").map(|text| clean::escaped(&text))).filter(|c| !c.is_empty())
    }

    /// `authors` of 1.1, else `author` of 1.0; who writes a name in place of an object means its name.
    fn authors(&mut self, members: &Members) -> Vec<String> {
        let name = if members.get("authors").is_some() { "authors" } else { "author" };
        let mut names = Vec::new();
        for author in list(members, name) {
            let named = if author.get().starts_with('{') {
                serde_json::from_str(author.get()).ok().and_then(|a| self.line(&a, "name"))
            } else {
                let name = self.told(author).map(|n| clean::one_line(&n));
                self.mend(name)
            };
            names.extend(named.filter(|n| !n.is_empty() && !names.contains(n)));
        }
        names
    }

    fn tags(&mut self, members: &Members) -> Vec<String> {
        list(members, "tags").into_iter().filter_map(|tag| self.told(tag)).map(|t| clean::one_line(&t)).filter(|t| !t.is_empty()).collect()
    }

    /// The objects of a list; what is none is left out.
    fn objects<'t>(&mut self, members: &Members<'t>, name: &str) -> Vec<Members<'t>> {
        list(members, name).into_iter().filter_map(|value| self.mend(serde_json::from_str(value.get()).ok())).collect()
    }

    fn address(&mut self, members: &Members, name: &str) -> Option<String> {
        self.string(members, name).and_then(|address| self.scope.address(&address))
    }

    fn line(&mut self, members: &Members, name: &str) -> Option<String> {
        self.string(members, name).map(|text| clean::one_line(&text)).filter(|t| !t.is_empty())
    }

    fn string(&mut self, members: &Members, name: &str) -> Option<String> {
        members.get(name).and_then(|value| self.told(value))
    }

    /// The words of a value: a string's; a number's in place of a string's; else none.
    fn told(&mut self, value: &RawValue) -> Option<String> {
        let json = value.get();
        if json.len() > MAX_MEMBER {
            self.repairs.note(Repair::TooLong);
            return None;
        }
        match json.as_bytes().first() {
            Some(b'"') => self.mend(serde_json::from_str(json).ok()),
            Some(b'-' | b'0'..=b'9') => {
                self.repairs.note(Repair::Json);
                Some(json.to_owned())
            }
            _ => self.mend(None),
        }
    }

    /// Notes that something is missing which should be there.
    fn mend<T>(&mut self, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.repairs.note(Repair::Json);
        }
        value
    }
}

/// The values of a list; one value stands for a list of it.
fn list<'t>(members: &Members<'t>, name: &str) -> Vec<&'t RawValue> {
    let Some(value) = members.get(name) else { return Vec::new() };
    let listed =
        Some(value.get()).filter(|v| v.starts_with('[') && v.len() <= MAX_MEMBER).and_then(|v| serde_json::from_str::<Vec<_>>(v).ok());
    let mut values = listed.unwrap_or_else(|| vec![value]);
    values.truncate(MAX_LIST);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_of_1_1() {
        let text = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://a.example/","feed_url":"/feed.json",
            "next_url":"/feed.json?page=2","hubs":[{"type":"WebSub","url":"https://hub.example/"}],"authors":[{"name":"Desk"}],"items":[
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
        assert_eq!((feed.entries[1].content.as_deref(), &feed.entries[1].authors[0]), (Some("1 &lt; 2"), &"Desk".into()));
        assert_eq!(feed.upkeep.own.as_deref(), Some("https://a.example/feed.json"));
        assert_eq!(
            (feed.upkeep.next.as_deref(), &feed.upkeep.hubs[0]),
            (Some("https://a.example/feed.json?page=2"), &"https://hub.example/".into())
        );
        assert!(repairs.words().is_empty());
    }

    #[test]
    fn a_feed_that_is_not_to_the_letter() {
        let text = r#"{"items":[{"id":7,"title":null,"tags":"x","author":"J","author":{"name":"K"},"attachments":[{"url":"https://a.example/b"},3]},
            "no item",{"title":"t","title":5}]}"#;
        let (feed, repairs) = read(text, None, Zone::Unknown).unwrap();
        let e = &feed.entries[0];
        assert_eq!((feed.entries.len(), e.id.as_str(), repairs.words().len()), (2, "7", 1));
        assert_eq!((&e.tags[..], &e.authors[..], e.enclosures.len()), (&["x".to_owned()][..], &["K".to_owned()][..], 1));
        assert_eq!(feed.entries[1].title.as_deref(), Some("5"));
        for text in [
            "{\"a\":1}",
            "[]",
            "{\"items\":",
            "{\"items\":[{\"a\":1}]}",
            "{\"items\":7}",
            &"{".repeat(1_000_000),
            &"{\"x\":[".repeat(100_000),
        ] {
            assert!(read(text, None, Zone::Unknown).is_err(), "{}", &text[..text.len().min(20)]);
        }
    }

    #[test]
    fn what_is_whole_is_kept() {
        let check = |text: &str, repair| {
            let (feed, repairs) = read(text, None, Zone::Unknown).unwrap();
            let mut expected = Repairs::default();
            expected.note(repair);
            assert_eq!((feed.entries.len(), repairs), (2, expected), "{text}");
        };
        let feed =
            |rest: &str| format!(r#"{{"version":"https://jsonfeed.org/version/1","title":"T","items":[{{"id":"1"}},{{"id":"2"}}{rest}"#);
        check(&feed(r#",{"id":"3","title":"x"#), Repair::Truncated);
        check(&feed(",]}"), Repair::Truncated);
        check(&feed("]}").replace("\"T\"", "\"T\nT\""), Repair::Controls);
    }
}
