//! XML as feeds, sitemaps and outlines really have it: read piece by piece, whatever is broken.
//!
//! quick-xml tells the pieces apart and gives up at the first error; here reading goes on behind it. Elements are slices of
//! the source: what stands between the tags is looked at only when it is wanted. No entity is expanded beyond the
//! predefined and the HTML ones, and nothing is fetched.

use super::repair::{Repair, Repairs};
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::Event;
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

/// Errors that are read over before the rest is given up, so that no input takes quadratic time.
const MAX_ERRORS: usize = 200;
/// Bytes of a tag that are searched for attributes.
const MAX_ATTRIBUTES: usize = 1 << 16;
/// Bytes looked at in vain for end tags, as a multiple of the text.
const MAX_VAIN: usize = 4;

/// A walk through markup, piece by piece.
pub(super) struct Walk<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    /// Where the reader was set going; its positions count from here.
    base: usize,
    /// Where the last piece begins.
    last: usize,
    errors: usize,
    vain: usize,
    /// The element opened last: an unclosed CDATA section belongs to it.
    opened: &'t str,
    /// What had to be read over.
    pub repairs: Repairs,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Walk { text, reader: reader(text), base: 0, last: 0, errors: 0, vain: 0, opened: "", repairs: Repairs::default() }
    }

    /// The byte at which the next piece begins.
    pub(super) fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The byte at which the piece read last begins.
    pub(super) fn last(&self) -> usize {
        self.last
    }

    /// Goes on at another place.
    pub(super) fn go_to(&mut self, position: usize) {
        self.base = position.min(self.text.len());
        self.reader = reader(&self.text[self.base..]);
    }

    /// The next piece; none at the end. Comments, declarations and instructions are passed over.
    pub(super) fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            let start = self.position();
            let event = self.reader.read_event();
            let source = self.text.get(start..self.position()).unwrap_or_default();
            let piece = match event {
                Ok(Event::Eof) => return None,
                Ok(Event::Start(_) | Event::Empty(_)) => self.opening(start, source),
                Ok(Event::End(_)) => Some(Piece::Close(source[2..].trim_end_matches('>').trim())),
                Ok(Event::CData(_)) => Some(self.section(start, &source["<![CDATA[".len()..source.len() - "]]>".len()])),
                Ok(Event::Text(_) | Event::GeneralRef(_)) => Some(Piece::Text(source)),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => None,
                Err(_) => Some(self.broken(start)?),
            };
            if piece.is_some() {
                self.last = start;
                return piece;
            }
        }
    }

    /// A start tag, or text where a `<` stands before something that is no name (`<3`).
    fn opening(&mut self, start: usize, source: &'t str) -> Option<Piece<'t>> {
        if !source[1..].starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return self.broken(start);
        }
        let inside = source[1..].trim_end_matches('>');
        let empty = inside.ends_with('/');
        let inside = inside.trim_end_matches('/');
        let (name, attributes) = inside.split_at(inside.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inside.len()));
        self.opened = name;
        Some(Piece::Open(Tag { name, attributes, empty }))
    }

    /// A CDATA section. One that was never closed swallows its element's end and the next section's start.
    fn section(&mut self, start: usize, content: &'t str) -> Piece<'t> {
        let swallowed = content.find("<![CDATA[").and_then(|next| find_end_tag(&content[..next], self.opened));
        let Some(end) = swallowed else { return Piece::Raw(content) };
        self.repairs.note(Repair::UnclosedSection);
        self.go_to(start + "<![CDATA[".len() + end);
        Piece::Raw(&content[..end])
    }

    /// Markup that quick-xml stops at: an unclosed CDATA section ends with its element, any other `<` is text.
    fn broken(&mut self, start: usize) -> Option<Piece<'t>> {
        self.errors += 1;
        let rest = self.text.get(start..)?;
        if self.errors > MAX_ERRORS || rest.is_empty() {
            return None;
        }
        if let Some(content) = rest.strip_prefix("<![CDATA[") {
            let end = find_end_tag(content, self.opened).unwrap_or(content.len());
            self.repairs.note(Repair::UnclosedSection);
            self.go_to(start + "<![CDATA[".len() + end);
            return Some(Piece::Raw(&content[..end]));
        }
        self.repairs.note(Repair::BareLess);
        let first = rest.chars().next()?.len_utf8();
        self.go_to(start + first);
        Some(Piece::Text(&rest[..first]))
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
        if self.vain > MAX_VAIN * self.text.len() + (1 << 20) {
            self.go_to(self.text.len());
        }
    }
}

impl<'t> Tag<'t> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &'t str {
        self.name.rsplit(':').next().unwrap_or(self.name)
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
            .find(|(n, _)| {
                n.eq_ignore_ascii_case(name) || !name.contains(':') && n.rsplit(':').next().is_some_and(|l| l.eq_ignore_ascii_case(name))
            })
            .map(|(_, value)| value)
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| text[at + 2..].starts_with(name) && !name.is_empty())
}

/// The text of an element: entities resolved once, CDATA unwrapped, tags left out.
pub(super) fn text(source: &str) -> Cow<'_, str> {
    if !source.contains('<') {
        return unescape(source);
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
        out.push_str(if let Piece::Raw(raw) = piece { raw } else { &source[from..to] });
        from = to;
    }
    Cow::Owned(out)
}

/// Whether tags stand in the source outside CDATA.
fn has_tags(source: &str) -> bool {
    let mut walk = Walk::new(source);
    source.contains('<') && std::iter::from_fn(|| walk.next()).any(|piece| matches!(piece, Piece::Open(_)))
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

/// Character and entity references resolved once; what is no reference stays, a bare `&` too.
pub(super) fn unescape(source: &str) -> Cow<'_, str> {
    resolved(Cow::Borrowed(source))
}

fn resolved(source: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = source.find('&') else { return source };
    let mut out = String::with_capacity(source.len());
    out.push_str(&source[..first]);
    let mut rest = &source[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest) {
            Some((name, value)) => {
                out.push_str(&value);
                rest = &rest[name.len() + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The longest name of an HTML entity has 31 characters.
const MAX_REFERENCE: usize = 32;

/// The reference at the start of a text behind its `&`: its name and what it stands for.
pub(super) fn reference(text: &str) -> Option<(&str, Cow<'static, str>)> {
    let end = text.bytes().take(MAX_REFERENCE + 1).position(|b| b == b';')?;
    let name = &text[..end];
    let value = match name.strip_prefix('#') {
        Some(number) => Cow::Owned(character(number)?.to_string()),
        None => Cow::Borrowed(resolve_html5_entity(name)?),
    };
    Some((name, value))
}

fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    // HTML reads 128 to 159 as windows-1252, as those who write them mean it.
    u8::try_from(code).ok().filter(|b| (0x80..0xA0).contains(b)).map(windows_1252).or_else(|| char::from_u32(code).filter(|c| *c != '\0'))
}

/// What a byte means in windows-1252.
pub(super) fn windows_1252(byte: u8) -> char {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// At most so many bytes of a text, cut at a character.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
