//! XML as feeds, sitemaps and outlines really have it: read piece by piece, whatever is broken.
//!
//! quick-xml's reader stops at the first error and cannot be set going behind it without searching the rest anew, so pieces are
//! told apart here, and only attributes are read by quick-xml. Elements are slices of the source: what stands between the
//! tags is looked at only when it is wanted. Nothing is fetched.

use super::clean::is_html;
use super::entity::{resolved, unescape};
use super::repair::{Repair, Repairs};
use quick_xml::events::attributes::Attributes;
use std::borrow::Cow;

/// A piece of markup as it stands in the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Piece<'t> {
    /// A start tag.
    Open(Tag<'t>),
    /// An end tag, by its name.
    Close(&'t str),
    /// Text between tags, still escaped.
    Text(&'t str),
    /// What stands in a CDATA section.
    Raw(&'t str),
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tag<'t> {
    /// The name with its prefix.
    pub name: &'t str,
    /// All behind the name, as it stands.
    pub attributes: &'t str,
    /// It closes itself (`<br/>`).
    pub empty: bool,
}

/// An element: its start tag, and what stands between its tags.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Element<'t> {
    pub tag: Tag<'t>,
    pub inner: &'t str,
    /// Whether its end was found.
    pub end: End,
}

/// How an element ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With its end tag.
    Closed,
    /// Where something else begins or ends that it cannot hold.
    Implied,
    /// With the body.
    Cut,
}

/// Bytes of a tag that are searched for attributes.
const MAX_ATTRIBUTES: usize = 1 << 16;
/// Bytes looked at in vain before the rest is given up, as a multiple of the text: no input takes quadratic time.
const MAX_VAIN: usize = 4;
const LEAST_VAIN: usize = 4 << 10;

/// A walk through markup, piece by piece.
pub(super) struct Walk<'t> {
    text: &'t str,
    position: usize,
    /// Where the last piece begins.
    last: usize,
    /// Bytes looked at in vain.
    vain: usize,
    starved: bool,
    comment_end: Mark,
    section_end: Mark,
    subset_end: Mark,
    /// The element opened last: an unclosed CDATA section belongs to it.
    opened: &'t str,
    /// What had to be read over.
    pub repairs: Repairs,
}

/// Where a mark stands next. What was searched for in vain is not searched for again.
#[derive(Debug)]
struct Mark {
    mark: &'static str,
    /// None before the first search, the end of the address space where there is no more.
    at: Option<usize>,
}

impl Mark {
    fn new(mark: &'static str) -> Mark {
        Mark { mark, at: None }
    }

    fn find(&mut self, text: &str, from: usize) -> Option<usize> {
        if self.at.is_none_or(|at| at < from) {
            self.at = Some(text[from..].find(self.mark).map_or(usize::MAX, |at| from + at));
        }
        self.at.filter(|at| *at != usize::MAX)
    }
}

const SECTION: &str = "<![CDATA[";

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Walk {
            text,
            position: 0,
            last: 0,
            vain: 0,
            starved: false,
            comment_end: Mark::new("-->"),
            section_end: Mark::new("]]>"),
            subset_end: Mark::new("]>"),
            opened: "",
            repairs: Repairs::default(),
        }
    }

    /// The byte at which the next piece begins.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The byte at which the piece read last begins.
    pub(super) fn last(&self) -> usize {
        self.last
    }

    /// A piece was read that would go on, had the text gone on.
    pub(super) fn starved(&self) -> bool {
        self.starved
    }

    /// Goes back to a place.
    fn go_to(&mut self, position: usize) {
        self.position = position;
        for mark in [&mut self.comment_end, &mut self.section_end, &mut self.subset_end] {
            mark.at = None;
        }
    }

    /// The next piece; none at the end. Comments, declarations and instructions are passed over.
    pub(super) fn next(&mut self) -> Option<Piece<'t>> {
        while self.position < self.text.len() {
            self.last = self.position;
            let rest = &self.text[self.position..];
            match rest.as_bytes() {
                [b'<', b'!' | b'?', ..] => {
                    if let Some(piece) = self.declaration(rest) {
                        return Some(piece);
                    }
                }
                [b'<', b'/', ..] => return Some(self.end_tag(rest)),
                [b'<', c, ..] if c.is_ascii_alphabetic() || *c == b'_' || !c.is_ascii() => return Some(self.start_tag(rest)),
                [b'<', ..] => return Some(self.bare(1)),
                _ => return Some(Piece::Text(self.take(rest.find('<').unwrap_or(rest.len())))),
            }
        }
        None
    }

    /// So many bytes from here, to read on behind them.
    fn take(&mut self, length: usize) -> &'t str {
        let taken = &self.text[self.position..self.position + length];
        self.position += length;
        taken
    }

    /// A `<` that begins nothing is text; so many bytes were looked at to know it.
    fn bare(&mut self, cost: usize) -> Piece<'t> {
        self.repairs.note(Repair::BareLess);
        self.starved |= cost >= self.text.len() - self.position;
        let text = self.take(1);
        self.spend(cost);
        Piece::Text(text)
    }

    /// CDATA is a piece; a comment, an instruction and a document type are passed over.
    fn declaration(&mut self, rest: &'t str) -> Option<Piece<'t>> {
        if rest.starts_with(SECTION) {
            return Some(self.section());
        }
        let end = if rest.starts_with("<!--") {
            self.comment_end.find(self.text, self.position).map(|at| at + "-->".len())
        } else if declares(rest) {
            self.subset_end.find(self.text, self.position).map(|at| at + "]>".len())
        } else {
            rest.find('>').map(|at| self.position + at + 1)
        };
        let Some(end) = end else { return Some(self.bare(rest.len())) };
        self.position = end;
        None
    }

    /// A CDATA section. One that was never closed would swallow its element's end and the next section: it ends with its
    /// element.
    fn section(&mut self) -> Piece<'t> {
        let start = self.position + SECTION.len();
        let end = self.section_end.find(self.text, start);
        self.starved |= end.is_none();
        let content = &self.text[start..end.unwrap_or(self.text.len())];
        let nested = if end.is_some() { content.find(SECTION) } else { Some(content.len()) };
        if let Some(own_end) = nested.and_then(|nested| find_end_tag(&content[..nested], self.opened)) {
            self.repairs.note(Repair::UnclosedSection);
            self.position = start + own_end;
            return Piece::Raw(&content[..own_end]);
        }
        self.position = start + content.len() + end.map_or(0, |_| "]]>".len());
        Piece::Raw(content)
    }

    fn end_tag(&mut self, rest: &'t str) -> Piece<'t> {
        let name_end = rest[2..].find(|c: char| matches!(c, '>' | '<') || c.is_ascii_whitespace()).map_or(rest.len(), |at| at + 2);
        let name = &rest[2..name_end];
        // What was cut off or written over ends before the next tag.
        let end = rest[name_end..].find(['>', '<']).map_or(rest.len(), |at| name_end + at);
        self.starved |= end == rest.len();
        self.take(if rest[end..].starts_with('>') { end + 1 } else { end });
        Piece::Close(name)
    }

    fn start_tag(&mut self, rest: &'t str) -> Piece<'t> {
        let (end, cost) = tag_end(rest);
        let Some(end) = end else { return self.bare(cost) };
        self.starved |= cost == rest.len();
        let inside = &rest[1..end];
        let empty = inside.ends_with('/');
        let inside = inside.trim_end_matches('/');
        let (name, attributes) = inside.split_at(inside.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inside.len()));
        self.take(end + 1);
        self.opened = name;
        Piece::Open(Tag { name, attributes, empty })
    }

    /// The next element of this level.
    pub(super) fn child(&mut self) -> Option<Element<'t>> {
        loop {
            if let Piece::Open(tag) = self.next()? {
                return Some(self.element(tag));
            }
        }
    }

    /// The element that a start tag opened. Where its end tag is missing it ends before the first tag in it, as a text whose
    /// end was forgotten.
    pub(super) fn element(&mut self, tag: Tag<'t>) -> Element<'t> {
        let start = self.position();
        let (end, first_tag) = self.find_end(tag, |_| false);
        match (end, first_tag) {
            (Ok(end), _) => self.slice(tag, start, end, End::Closed),
            (Err(_), Some(tag_at)) => {
                self.repairs.note(Repair::UnclosedElement);
                self.go_to(tag_at);
                self.spend(self.text.len() - start);
                self.slice(tag, start, tag_at, End::Implied)
            }
            (Err(end), None) => self.slice(tag, start, end, End::Cut),
        }
    }

    /// The element that a start tag opened, which also ends before a piece that it cannot hold.
    pub(super) fn element_until(&mut self, tag: Tag<'t>, stop: impl Fn(&Piece) -> bool) -> Element<'t> {
        let start = self.position();
        match self.find_end(tag, stop).0 {
            Ok(end) => self.slice(tag, start, end, End::Closed),
            Err(end) if end == self.text.len() => self.slice(tag, start, end, End::Cut),
            Err(end) => {
                self.repairs.note(Repair::UnclosedElement);
                self.go_to(end);
                self.slice(tag, start, end, End::Implied)
            }
        }
    }

    /// Where the end tag stands; else where a stop or the end of the text does, and the first tag on the way there.
    fn find_end(&mut self, tag: Tag<'t>, stop: impl Fn(&Piece) -> bool) -> (Result<usize, usize>, Option<usize>) {
        if tag.empty {
            return (Ok(self.position()), None);
        }
        let (mut depth, mut first_tag) = (0_usize, None);
        while let Some(piece) = self.next() {
            match piece {
                Piece::Close(name) if depth == 0 && name.eq_ignore_ascii_case(tag.name) => return (Ok(self.last), first_tag),
                _ if stop(&piece) => return (Err(self.last), first_tag),
                Piece::Close(name) if name.eq_ignore_ascii_case(tag.name) => depth -= 1,
                Piece::Open(inner) if !inner.empty && inner.name.eq_ignore_ascii_case(tag.name) => depth += 1,
                _ => {}
            }
            if matches!(piece, Piece::Open(_) | Piece::Close(_)) {
                first_tag.get_or_insert(self.last);
            }
        }
        (Err(self.text.len()), first_tag)
    }

    fn slice(&self, tag: Tag<'t>, start: usize, end: usize, how: End) -> Element<'t> {
        Element { tag, inner: &self.text[start..end], end: how }
    }

    /// Whoever opens element after element without closing any is not searched to the end each time.
    fn spend(&mut self, bytes: usize) {
        self.vain += bytes;
        if self.vain > MAX_VAIN * self.text.len() + LEAST_VAIN {
            self.repairs.note(Repair::GivenUp);
            self.position = self.text.len();
        }
    }
}

impl<'t> Tag<'t> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &'t str {
        local(self.name)
    }

    /// The prefix, empty where there is none.
    pub(super) fn prefix(&self) -> &'t str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// The attributes in order, names as they stand, values with entities resolved.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'t str, Cow<'t, str>)> {
        let source = cut(self.attributes, MAX_ATTRIBUTES);
        let mut attributes = Attributes::html(source, 0);
        attributes.with_checks(false);
        attributes.flatten().map(|a| (a.key.into_inner(), resolved(a.value)))
    }

    /// The value of an attribute by its name in any case, the prefix left out unless it is asked for.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        self.attributes()
            .find(|(n, _)| n.eq_ignore_ascii_case(name) || !name.contains(':') && local(n).eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Whether a document type declares something; what it declares is not looked at.
fn declares(rest: &str) -> bool {
    rest.starts_with("<!D") && rest.find('>').is_some_and(|end| rest[..end].contains('['))
}

/// The `>` that ends a start tag, outside quotes; where a quote is never closed the next one. None where another `<` or the
/// end of the text comes first. And how many bytes were looked at.
fn tag_end(rest: &str) -> (Option<usize>, usize) {
    let mut quote = None;
    let mut first = None;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return (Some(at), at),
            (None, b'<') => return (None, at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            (Some(_), b'>') => first = first.or(Some(at)),
            _ => {}
        }
    }
    (first, rest.len())
}

fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| text[at + 2..].starts_with(name) && !name.is_empty())
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.bytes().rposition(|b| b == b':').map_or(name, |at| &name[at + 1..])
}

/// The text of an element: entities resolved once, CDATA unwrapped, tags left out.
pub(super) fn text(source: &str) -> Cow<'_, str> {
    if !source.contains('<') {
        return unescape(source);
    }
    if let Some(content) = sole_section(source) {
        return Cow::Borrowed(content);
    }
    let mut out = String::with_capacity(source.len());
    let mut walk = Walk::new(source);
    while let Some(piece) = walk.next() {
        match piece {
            Piece::Text(escaped) => out.push_str(&unescape(escaped)),
            Piece::Raw(raw) => out.push_str(raw),
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    Cow::Owned(out)
}

/// The HTML that an element holds: where it has tags of its own they are the HTML, else it is what the text says.
pub(super) fn html(source: &str) -> Cow<'_, str> {
    if !has_tags(source) {
        return text(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut walk = Walk::new(source);
    let mut from = 0;
    while let Some(piece) = walk.next() {
        let to = walk.position();
        match piece {
            Piece::Raw(raw) => out.push_str(raw),
            // Here it is a tag and no text, whoever may know it.
            Piece::Open(Tag { name, .. }) | Piece::Close(name) if !is_html(name) => {}
            _ => out.push_str(&source[from..to]),
        }
        from = to;
    }
    Cow::Owned(out)
}

/// What one CDATA section holds, where there is nothing beside it.
fn sole_section(source: &str) -> Option<&str> {
    let content = source.trim().strip_prefix(SECTION)?.strip_suffix("]]>")?;
    (!content.contains("]]>")).then_some(content)
}

/// Whether tags stand in the source outside CDATA.
fn has_tags(source: &str) -> bool {
    let mut walk = Walk::new(source);
    source.contains('<')
        && sole_section(source).is_none()
        && std::iter::from_fn(|| walk.next()).any(|piece| matches!(piece, Piece::Open(_)))
}

/// What the first element of a local name holds, at any depth.
pub(super) fn find<'t>(source: &'t str, local: &str) -> Option<&'t str> {
    let mut walk = Walk::new(source);
    while let Some(piece) = walk.next() {
        if let Piece::Open(tag) = piece
            && tag.local().eq_ignore_ascii_case(local)
        {
            return Some(walk.element(tag).inner);
        }
    }
    None
}

/// At most so many bytes of a text, cut at a character.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
