//! An entry (or the head of a feed) as it comes together from its elements, the most trusted of each kind.

use super::base64;
use super::clean;
use super::markup::{self, Element, Walk, cut};
use super::repair::{Repair, Repairs};
use super::scope::Scope;
use super::vocabulary::{Field, field};
use crate::model::address::cleaned;
use crate::model::{Entry, Feed, Id, When, date};
use std::borrow::Cow;

/// Bytes of a summary or content; what is longer is cut.
const MAX_TEXT: usize = 8 << 20;
/// Bytes of a title, name or other short text.
const MAX_LINE: usize = 1 << 16;
/// Tags or enclosures of one entry.
const MAX_LIST: usize = 1000;
/// The rank of an address that leads to the entry's or the feed's own source: for an entry better than none.
const SELF: u8 = 9;
/// Groups within groups that are looked into.
const MAX_GROUPS: usize = 3;

/// A value and its rank; the first of the lowest rank stays.
#[derive(Debug, Clone, PartialEq)]
struct Best<T>(Option<(u8, T)>);

impl<T> Default for Best<T> {
    fn default() -> Self {
        Best(None)
    }
}

impl<T> Best<T> {
    fn offer(&mut self, rank: u8, value: Option<T>) {
        if let Some(value) = value.filter(|_| self.0.as_ref().is_none_or(|(best, _)| rank < *best)) {
            self.0 = Some((rank, value));
        }
    }

    fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

/// What is known of an entry so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    title: Best<String>,
    link: Best<String>,
    id: Best<String>,
    summary: Best<String>,
    content: Best<String>,
    published: Best<When>,
    updated: Best<When>,
    language: Best<String>,
    /// All of the lowest rank.
    authors: (u8, Vec<String>),
    tags: Vec<String>,
    enclosures: Vec<String>,
}

impl Draft {
    /// Reads an entry: what its start tag says (RDF, CDF), then the elements in it.
    pub(super) fn read(element: &Element, scope: &Scope, repairs: &mut Repairs) -> Draft {
        let mut draft = Draft::default();
        let scope = scope.within(&element.tag);
        draft.start_tag(element, &scope);
        draft.elements(element.inner, &scope, repairs, 0);
        draft
    }

    /// `rdf:about` names an entry; CDF states address and date in attributes.
    fn start_tag(&mut self, element: &Element, scope: &Scope) {
        for (name, value) in element.tag.attributes() {
            match name.to_ascii_lowercase().as_str() {
                "rdf:about" => {
                    self.id.offer(1, line(&value));
                    self.link.offer(5, web_address(&value));
                }
                "href" => self.link.offer(3, scope.address(&value)),
                "lastmod" => self.updated.offer(1, date::read(&value, scope.zone)),
                _ => {}
            }
        }
    }

    fn elements(&mut self, inner: &str, scope: &Scope, repairs: &mut Repairs, depth: usize) {
        let mut walk = Walk::new(inner);
        while let Some(element) = walk.child() {
            self.offer(&element, scope, repairs, depth);
        }
        repairs.add(&walk.repairs);
    }

    /// Takes up what one element says, where it says anything.
    pub(super) fn offer(&mut self, element: &Element, scope: &Scope, repairs: &mut Repairs, depth: usize) {
        let scope = scope.within(&element.tag);
        let Some((field, rank)) = field(scope.space(&element.tag), element.tag.local()) else { return };
        let limit = if matches!(field, Field::Summary | Field::Content | Field::Group | Field::Enclosure) { MAX_TEXT } else { MAX_LINE };
        if element.inner.len() > limit {
            repairs.note(Repair::TooLong);
        }
        let element = Element { inner: cut(element.inner, limit), ..*element };
        match field {
            Field::Title => self.title.offer(rank, title(&element)),
            Field::Link => self.link(&element, rank, &scope),
            Field::Id => self.id(&element, rank),
            Field::Summary => self.summary(&element, rank, &scope),
            Field::Content => self.content(&element, rank, &scope),
            Field::Author => self.author(&element, rank),
            Field::Published => self.published.offer(rank, when(&element, &scope, repairs)),
            Field::Updated => self.updated.offer(rank, when(&element, &scope, repairs)),
            Field::Tag => push(&mut self.tags, tag(&element)),
            Field::Tags => markup::text(element.inner).split(',').for_each(|t| push(&mut self.tags, line(t))),
            Field::Enclosure => self.enclosure(&element, &scope, repairs, depth),
            Field::Group => self.group(&element, &scope, repairs, depth),
            Field::Language => self.language(rank, &markup::text(element.inner)),
        }
    }

    /// The language as declared, at a rank.
    pub(super) fn language(&mut self, rank: u8, declared: &str) {
        self.language.offer(rank, line(declared));
    }

    /// RSS has the address as text, Atom as `href` with a relation.
    fn link(&mut self, element: &Element, rank: u8, scope: &Scope) {
        let Some(href) = element.tag.attribute("href") else {
            return self.link.offer(rank, scope.address(&markup::text(element.inner)));
        };
        let kind = element.tag.attribute("type");
        let page = kind.is_none_or(|k| k.contains("html"));
        match element.tag.attribute("rel").as_deref().map(str::trim) {
            None | Some("alternate" | "" | "http://www.iana.org/assignments/relation/alternate") => {
                self.link.offer(rank + u8::from(!page), scope.address(&href));
            }
            Some("enclosure") => push(&mut self.enclosures, scope.address(&href)),
            Some("self") => self.link.offer(SELF, scope.address(&href)),
            Some(_) => {}
        }
    }

    /// A guid is an address too, unless it says that it is none (RSS 2.0, `isPermaLink`). Any other id that looks like an
    /// address is better than none.
    fn id(&mut self, element: &Element, rank: u8) {
        let id = markup::text(element.inner);
        let permanent = element.tag.attribute("isPermaLink").is_none_or(|p| !p.trim().eq_ignore_ascii_case("false"));
        if permanent {
            let guid = element.tag.local().eq_ignore_ascii_case("guid");
            self.link.offer(if guid { 5 } else { SELF }, web_address(&id));
        }
        self.id.offer(rank, line(&id));
    }

    /// Who writes both a summary and a description means one of them as the content.
    fn summary(&mut self, element: &Element, rank: u8, scope: &Scope) {
        let summary = html(element, scope);
        match &self.summary.0 {
            Some((0, first)) if rank == 0 && summary.as_ref() != Some(first) => self.content.offer(9, summary),
            _ => self.summary.offer(rank, summary),
        }
    }

    fn content(&mut self, element: &Element, rank: u8, scope: &Scope) {
        match element.tag.attribute("src") {
            Some(address) => push(&mut self.enclosures, scope.address(&address)),
            None => self.content.offer(rank, html(element, scope)),
        }
    }

    fn author(&mut self, element: &Element, rank: u8) {
        let role = element.tag.attribute("role");
        let (best, names) = &mut self.authors;
        let Some(name) = person(element).filter(|_| role.is_none_or(|r| r.eq_ignore_ascii_case("author"))) else { return };
        if names.is_empty() || rank < *best {
            *best = rank;
            names.clear();
        }
        if rank == *best {
            push(names, Some(name));
        }
    }

    /// An enclosure, which in Media RSS may hold a title or description of its own.
    fn enclosure(&mut self, element: &Element, scope: &Scope, repairs: &mut Repairs, depth: usize) {
        push(&mut self.enclosures, element.tag.attribute("url").and_then(|address| scope.address(&address)));
        self.group(element, scope, repairs, depth);
    }

    fn group(&mut self, element: &Element, scope: &Scope, repairs: &mut Repairs, depth: usize) {
        if depth < MAX_GROUPS {
            self.elements(element.inner, scope, repairs, depth + 1);
        }
    }

    /// Where the site of a feed lies.
    pub(super) fn address(&self) -> Option<&str> {
        self.link.0.as_ref().filter(|(rank, _)| *rank < SELF).map(|(_, address)| address.as_str())
    }

    /// The title, address, summary and language: the head of a feed.
    pub(super) fn head(self) -> (Feed, Vec<String>) {
        let feed = Feed {
            url: self.address().map(str::to_owned),
            title: self.title.take(),
            description: self.summary.take().map(|s| clean::plain(&s)).filter(|s| !s.is_empty()),
            language: self.language.take(),
            ..Feed::default()
        };
        (feed, self.authors.1)
    }

    /// The entry. Its id may still be empty.
    pub(super) fn entry(self) -> Entry {
        Entry {
            id: self.id.take().unwrap_or_default(),
            url: self.link.take(),
            title: self.title.take(),
            authors: self.authors.1,
            published: self.published.take(),
            updated: self.updated.take(),
            summary: self.summary.take(),
            content: self.content.take(),
            tags: self.tags,
            enclosures: self.enclosures,
        }
    }
}

/// What tells an entry without a guid apart: its address, else its content; the headline only where there is nothing else,
/// for a headline is changed after publication.
pub(super) fn derived_id(entry: &Entry) -> String {
    if let Some(url) = &entry.url {
        return cleaned(url);
    }
    let date = entry.published.as_ref().map(|w| w.edtf.as_str());
    let text = entry.content.as_deref().or(entry.summary.as_deref());
    let mut parts: Vec<&str> = text.or(date).into_iter().chain(entry.enclosures.iter().map(String::as_str)).collect();
    if parts.is_empty() {
        parts.extend(entry.title.as_deref());
    }
    Id::of('n', &parts).to_string()
}

fn push(list: &mut Vec<String>, value: Option<String>) {
    if let Some(value) = value.filter(|v| list.len() < MAX_LIST && !list.contains(v)) {
        list.push(value);
    }
}

/// A short text in one line; none where it is empty.
fn line(text: &str) -> Option<String> {
    Some(clean::one_line(text)).filter(|t| !t.is_empty())
}

fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    (text.starts_with("http://") || text.starts_with("https://")).then(|| text.to_owned())
}

/// The date that an element states; one that cannot be read is told.
fn when(element: &Element, scope: &Scope, repairs: &mut Repairs) -> Option<When> {
    let raw = markup::text(element.inner);
    let when = date::read(&raw, scope.zone);
    if when.is_none() && !raw.trim().is_empty() {
        repairs.note(Repair::Date);
    }
    when
}

/// Plain words, where Atom says that the text is no HTML.
fn is_plain(element: &Element) -> bool {
    element.tag.attribute("type").is_some_and(|t| matches!(t.trim(), "text" | "text/plain"))
}

fn title(element: &Element) -> Option<String> {
    let title = if is_plain(element) { clean::one_line(&markup::text(element.inner)) } else { clean::plain(&source(element)?) };
    Some(title).filter(|t| !t.is_empty())
}

/// The HTML that an element holds, as it stands; none where it is no text. What is neither text nor XML is base64 in Atom
/// (RFC 4287 §4.1.3.3, Atom 0.3 `mode`), and may be a text all the same.
fn source<'t>(element: &Element<'t>) -> Option<Cow<'t, str>> {
    let kind = element.tag.attribute("type").unwrap_or_default();
    let coded = element.tag.attribute("mode").is_some_and(|m| m == "base64");
    if coded || kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") {
        return base64::text(&markup::text(element.inner)).map(Cow::Owned);
    }
    Some(markup::html(element.inner))
}

/// The safe HTML of a summary or content; none where it is empty or no text.
fn html(element: &Element, scope: &Scope) -> Option<String> {
    let kind = element.tag.attribute("type").unwrap_or_default();
    let html = if is_plain(element) {
        clean::escaped(&markup::text(element.inner))
    } else {
        clean::html(&source(element)?, scope.base.as_ref()).into_owned()
    };
    // Atom's XHTML lies in a <div> that is not part of it (RFC 4287 §3.1.1.3).
    let bare = html.strip_prefix("<div>").and_then(|h| h.strip_suffix("</div>")).filter(|_| kind.contains("xhtml"));
    Some(bare.map_or_else(|| html.clone(), |h| h.trim().to_owned())).filter(|h| !h.is_empty())
}

/// A category: Atom has it in `term`, iTunes in `text`, all others as text.
fn tag(element: &Element) -> Option<String> {
    let attribute = |name| element.tag.attribute(name).and_then(|t| line(&t));
    line(&clean::plain(&markup::html(element.inner)))
        .or_else(|| attribute("term"))
        .or_else(|| attribute("text"))
        .or_else(|| attribute("label"))
}

/// A name: the element `name` within (Atom, FOAF), else what the text has beside an e-mail address, else the address.
fn person(element: &Element) -> Option<String> {
    let named = markup::find(element.inner, "name").or_else(|| markup::find(element.inner, "email"));
    let text = clean::plain(&markup::text(named.unwrap_or(element.inner)));
    let Some(at) = text.find('@') else { return line(&text) };
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | ',' | ';' | '"' | ':');
    let start = text[..at].rfind(is_edge).map_or(0, |i| i + 1);
    let end = text[at..].find(is_edge).map_or(text.len(), |i| at + i);
    let beside = [&text[..start], &text[end..]].concat().replace("mailto:", "");
    let name = beside.trim_matches(|c| is_edge(c) || c == '-').trim();
    line(if name.is_empty() { &text[start..end] } else { name })
}
