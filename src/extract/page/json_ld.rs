//! What a page states of itself in JSON-LD (schema.org), whatever the graph's shape.

use super::tree;
use scraper::Html;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// One thing of the graph.
type Thing = Map<String, Value>;

/// The statements about the article, unread.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stated {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) body: Option<String>,
    pub(super) section: Option<String>,
    /// As they are given: words, or lists of them with commas.
    pub(super) keywords: Vec<String>,
    pub(super) image: Option<String>,
    /// `isAccessibleForFree` as a word.
    pub(super) access: Option<String>,
    /// Of a live blog.
    pub(super) updates: Vec<Update>,
}

/// An entry of a live blog.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Update {
    pub(super) headline: String,
    pub(super) published: String,
}

/// Types of an article, the plainest statement first (schema.org, subtypes of Article and what publishers use for one).
const ARTICLES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Article",
    "ScholarlyArticle",
    "TechArticle",
    "Report",
    "PressRelease",
    "SocialMediaPosting",
    "DiscussionForumPosting",
    "MedicalWebPage",
    "Review",
    "Recipe",
    "VideoObject",
    "CreativeWork",
    "ItemPage",
    "WebPage",
];

/// From here on the types of `ARTICLES` are other things that may stand for an article.
const FIRST_OTHER: usize = 18;
/// Things with dates that never stand for the page.
const NOT_ARTICLES: &[&str] = &["Answer", "Comment", "Event", "ImageObject", "Organization", "Person", "Question", "Review", "WebSite"];

/// Reads all scripts of the page. `url` decides between several articles.
pub(super) fn read(html: &Html, url: Option<&str>) -> Stated {
    let mut things = Vec::new();
    for element in tree::elements(html).filter(|e| e.value().name() == "script") {
        if element.value().attr("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json")) {
            for value in values(&element.text().collect::<String>()) {
                flatten(value, &mut things);
            }
        }
    }
    let graph = Graph { things };
    graph.article(url).map(|article| graph.stated(article)).unwrap_or_default()
}

/// The JSON values of a script, repaired where it is not quite JSON.
fn values(text: &str) -> Vec<Value> {
    let whole = |text: &str| serde_json::Deserializer::from_str(text).into_iter().collect::<Result<Vec<Value>, _>>().ok();
    whole(text.trim()).or_else(|| whole(&repaired(text))).unwrap_or_default()
}

/// CDATA and comment marks, control characters within strings, commas before a closing bracket and a last semicolon gone.
fn repaired(text: &str) -> String {
    let text = text.trim().trim_start_matches("//").trim_start_matches("<![CDATA[").trim_start_matches("/*<![CDATA[*/");
    let text = text.trim_end_matches("]]>").trim_end_matches("//").trim_end().trim_end_matches(';');
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '}' | ']') {
            let kept = out.trim_end();
            let kept = kept.strip_suffix(',').unwrap_or(kept).len();
            out.truncate(kept);
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// Takes the things out of lists and graphs.
fn flatten(value: Value, things: &mut Vec<Thing>) {
    match value {
        Value::Array(list) => list.into_iter().for_each(|v| flatten(v, things)),
        Value::Object(mut thing) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if thing.get(key).is_some_and(|v| v.is_array() || v.get("@type").is_some()) {
                    flatten(thing.remove(key).unwrap_or_default(), things);
                }
            }
            things.push(thing);
        }
        _ => {}
    }
}

struct Graph {
    things: Vec<Thing>,
}

impl Graph {
    /// The article: a thing with statements, of an article's type, about this address; the first of such.
    fn article(&self, url: Option<&str>) -> Option<&Thing> {
        self.things.iter().filter_map(|t| Some((rank(t, url)?, t))).min_by_key(|(rank, _)| *rank).map(|(_, t)| t)
    }

    fn stated(&self, article: &Thing) -> Stated {
        let text = |key: &str| article.get(key).and_then(plain);
        Stated {
            headline: text("headline").or_else(|| text("name")),
            authors: self.names(article, &["author", "creator"]),
            publisher: self
                .names(article, &["publisher", "sourceOrganization", "copyrightHolder"])
                .into_iter()
                .next()
                .or_else(|| self.site()),
            published: text("datePublished").or_else(|| text("dateCreated")).or_else(|| text("uploadDate")),
            modified: text("dateModified"),
            language: text("inLanguage"),
            body: ["articleBody", "text"].iter().filter_map(|k| article.get(*k)).find_map(paragraphs),
            section: text("articleSection"),
            keywords: article.get("keywords").map(texts).unwrap_or_default(),
            image: article.get("image").and_then(address).or_else(|| text("thumbnailUrl")),
            access: text("isAccessibleForFree"),
            updates: article.get("liveBlogUpdate").and_then(Value::as_array).into_iter().flatten().filter_map(update).collect(),
        }
    }

    fn site(&self) -> Option<String> {
        self.things.iter().find(|t| types(t).any(|t| t == "WebSite")).and_then(|t| t.get("name")).and_then(plain)
    }

    /// The names under the first key that has any; references are looked up in the graph.
    fn names(&self, thing: &Thing, keys: &[&str]) -> Vec<String> {
        keys.iter()
            .map(|key| thing.get(*key).map(|v| self.names_of(v)).unwrap_or_default())
            .find(|names| !names.is_empty())
            .unwrap_or_default()
    }

    fn names_of(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Array(list) => list.iter().flat_map(|v| self.names_of(v)).collect(),
            Value::Object(thing) => match thing.get("name").or_else(|| thing.get("headline")) {
                Some(Value::Array(names)) => names.iter().filter_map(plain).collect(),
                Some(name) => plain(name).into_iter().collect(),
                None if thing.contains_key("familyName") => {
                    let parts = ["givenName", "familyName"].iter().filter_map(|k| thing.get(*k).and_then(plain));
                    vec![parts.collect::<Vec<_>>().join(" ")]
                }
                None => thing.get("@id").and_then(|id| self.by_id(id)).and_then(|t| t.get("name")).and_then(plain).into_iter().collect(),
            },
            other => plain(other).into_iter().collect(),
        }
    }

    fn by_id(&self, id: &Value) -> Option<&Thing> {
        self.things.iter().find(|t| t.get("@id") == Some(id) && t.contains_key("name"))
    }
}

/// Low is good: it states something, is an article, is about this address, and of a plain type.
fn rank(thing: &Thing, url: Option<&str>) -> Option<(bool, bool, bool, usize)> {
    let dated = thing.contains_key("datePublished");
    let other = || types(thing).all(|t| !NOT_ARTICLES.contains(&&*t)) && dated;
    let kind = types(thing).filter_map(|t| ARTICLES.iter().position(|a| *a == t)).min().or(other().then_some(ARTICLES.len()))?;
    let named = ["url", "@id", "mainEntityOfPage"]
        .iter()
        .filter_map(|k| thing.get(*k))
        .filter_map(|v| v.as_str().or_else(|| v.get("@id")?.as_str()));
    let own = url.is_some_and(|url| named.map(last_part).any(|part| part.len() > 4 && part == last_part(url)));
    let stating = dated || thing.contains_key("headline");
    Some((!stating, kind >= FIRST_OTHER, !own, kind))
}

/// The last part of an address's path.
fn last_part(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn types(thing: &Thing) -> impl Iterator<Item = Cow<'_, str>> {
    let list = match thing.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter().filter_map(Value::as_str).map(|t| Cow::Borrowed(t.rsplit(['/', ':']).next().unwrap_or(t)))
}

/// A value as plain text: entities resolved, markup gone.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(s) => s.as_str(),
        Value::Array(list) => return list.iter().find_map(plain),
        Value::Object(thing) => return thing.get("@value").and_then(plain),
        Value::Number(n) => return Some(n.to_string()),
        Value::Bool(b) => return Some(b.to_string()),
        Value::Null => return None,
    };
    let text = tree::plain(text);
    (!text.is_empty()).then_some(text)
}

/// Every text of a value.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(plain).collect(),
        other => plain(other).into_iter().collect(),
    }
}

/// The address of a picture, however it is given.
fn address(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => list.iter().find_map(address),
        Value::Object(thing) => ["url", "contentUrl", "@id"].iter().filter_map(|k| thing.get(*k)).find_map(address),
        other => plain(other),
    }
}

fn update(value: &Value) -> Option<Update> {
    let text = |key: &str| value.get(key).and_then(plain);
    Some(Update { headline: text("headline").or_else(|| text("name"))?, published: text("datePublished")? })
}

/// A long text, one paragraph a line.
fn paragraphs(value: &Value) -> Option<String> {
    let text = value.as_str()?.replace("</p>", "\n").replace("<br", "\n<br");
    let lines: Vec<String> = text.lines().map(tree::plain).filter(|l| !l.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(json: &str) -> Stated {
        read(
            &Html::parse_document(&format!("<script type='application/ld+json'>{json}</script>")),
            Some("https://a.example/news/title-of-it"),
        )
    }

    #[test]
    fn graphs_of_any_shape() {
        let s = stated(
            r##"{"@graph":[{"@type":"Person","@id":"#p","name":"Ada Lane"},{"@type":"Organization","@id":"#o","name":"The Example"},
            {"@type":["NewsArticle"],"headline":"A &amp; B","author":{"@id":"#p"},"publisher":{"@id":"#o"},"datePublished":"2026-02-26"}]}"##,
        );
        assert_eq!(s.headline.as_deref(), Some("A & B"));
        assert_eq!(s.authors, ["Ada Lane"]);
        assert_eq!(s.publisher.as_deref(), Some("The Example"));
        assert_eq!(s.published.as_deref(), Some("2026-02-26"));
        assert_eq!(
            stated(r#"[{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"A","author":["B","C"]}}]"#).authors,
            ["B", "C"]
        );
    }

    #[test]
    fn nearly_json_is_repaired() {
        assert_eq!(stated("//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"A\nB\",}\n//]]>").headline.as_deref(), Some("A B"));
        assert_eq!(stated("{\"@type\":\"Article\"").headline, None);
    }

    #[test]
    fn of_two_articles_the_one_with_statements_is_taken() {
        let s = stated(r#"[{"@type":"WebPage","name":"W","datePublished":"2020"},{"@type":"NewsArticle","headline":"A"}]"#);
        assert_eq!(s.headline.as_deref(), Some("A"));
        let s = stated(
            r#"[{"@type":"NewsArticle","headline":"A","url":"/news/other"},{"@type":"NewsArticle","headline":"B","url":"/news/title-of-it"}]"#,
        );
        assert_eq!(s.headline.as_deref(), Some("B"));
    }

    #[test]
    fn the_table_of_types_is_parted_where_it_says() {
        assert_eq!(ARTICLES[FIRST_OTHER], "MedicalWebPage");
    }
}
