//! What the tree builder gets to see: the page without what no reader needs, and within limits.
//!
//! Tree builders take quadratic time on deeply nested, unclosed or attribute-laden markup (100,000 nested `<div>` hang
//! most of them), so one linear pass over the raw HTML drops the tags beyond the limits; their text stays. The same pass
//! leaves out comments, drawings, styles and scripts that hold no data, which are often the greater part of a page.

use std::collections::HashMap;

/// Open elements at once; ordinary pages stay under 60. The builder looks through all of them for each tag.
const DEPTH: usize = 150;
/// Open formatting elements at once: the builder repeats each of them in every following paragraph.
const FORMATTING: usize = 24;
/// Attributes of one tag, whose names the builder compares pairwise.
const ATTRIBUTES: usize = 128;
/// Start tags, end tags and bare `<` handed on; a start tag counts once more for each formatting element that is repeated in it.
const ELEMENTS: usize = 80_000;
/// Bytes handed to the tree builder.
const BYTES: usize = 12_000_000;
/// Bytes of scripts that hold data: a tree of JSON takes twenty times its text.
const DATA: usize = 3_000_000;
/// Bytes of one tag with its attributes.
const TAG: usize = 200_000;

/// Elements without content (HTML Living Standard, 13.1.2).
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that the next of their kind closes, so that they cannot nest without another element between.
const SELF_ENDING: &[&str] = &["dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// Elements that are opened again in each following block while they are not closed (13.2.4.3).
const REOPENED: &[&str] = &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose end tags of outer elements do not reach through (13.2.4.2, scope).
const BARRIERS: &[&str] = &["applet", "caption", "marquee", "object", "table", "template"];
/// Elements whose content is text up to their end tag (13.2.5.2 and following).
const RAW: &[&str] = &["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];
/// Elements left out with all they hold.
const LEFT_OUT: &[&str] = &["iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "textarea", "xmp"];

/// The page as the tree builder may see it, and how much of it that is, in bytes: all, but for the largest.
pub(super) fn within(html: &str) -> (String, usize) {
    let mut pass = Pass {
        html,
        at: 0,
        out: String::with_capacity(html.len().min(BYTES) / 2),
        open: Open::default(),
        elements: 0,
        data: 0,
        endless: Vec::new(),
    };
    while pass.step() {}
    (pass.out, pass.at)
}

struct Pass<'h> {
    html: &'h str,
    at: usize,
    out: String,
    open: Open,
    elements: usize,
    /// Bytes of scripts handed on.
    data: usize,
    /// Names of elements with text content that do not end any more, so that they are not searched for again.
    endless: Vec<String>,
}

impl<'h> Pass<'h> {
    /// Copies the text up to the next tag and deals with that tag; false at the end.
    fn step(&mut self) -> bool {
        let rest = &self.html[self.at..];
        let text = rest.find('<').unwrap_or(rest.len());
        let room = rest.floor_char_boundary(BYTES.saturating_sub(self.out.len()).min(text));
        self.out.push_str(&rest[..room]);
        self.at += room;
        if room < text || text == rest.len() || self.elements > ELEMENTS {
            return false;
        }
        let tail = &rest[text..];
        match tail.as_bytes().get(1) {
            Some(b'!' | b'?') => self.at += declaration(tail),
            Some(b'/') => self.end_tag(tail),
            Some(c) if c.is_ascii_alphabetic() => self.start_tag(tail),
            _ => {
                self.out.push_str("&lt;");
                self.at += 1;
                self.elements += 1;
            }
        }
        true
    }

    fn end_tag(&mut self, tail: &'h str) {
        let tag = Tag::read(tail, 2);
        self.at += tag.length;
        self.elements += 1;
        let name = tag.name.to_ascii_lowercase();
        if SELF_ENDING.contains(&name.as_str()) && !self.open.is_full() || self.open.close(&name) {
            self.end(&name);
        }
    }

    fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn start_tag(&mut self, tail: &'h str) {
        let tag = Tag::read(tail, 1);
        let name = tag.name.to_ascii_lowercase();
        self.at += tag.length;
        if LEFT_OUT.contains(&name.as_str()) && !tag.holds_data(&name) {
            self.at += self.content(&tail[tag.length..], &name).len();
        } else if name == "plaintext" {
            // It would make text of all that follows.
        } else if RAW.contains(&name.as_str()) {
            let content = self.content(&tail[tag.length..], &name);
            self.at += content.len();
            self.data += content.len();
            if self.data > DATA {
                return;
            }
            self.copy(&tag, &tail[..tag.kept]);
            self.out.push_str(&content[..content.floor_char_boundary(BYTES.saturating_sub(self.out.len()).min(content.len()))]);
            self.end(&name);
        } else if VOID.contains(&name.as_str()) || self.open.takes(name) {
            self.copy(&tag, &tail[..tag.kept]);
        }
    }

    /// What stands before the end tag of that name; nothing where there is none.
    fn content(&mut self, text: &'h str, name: &str) -> &'h str {
        if self.endless.iter().any(|n| n == name) {
            return "";
        }
        before_end(text, name).unwrap_or_else(|| {
            self.endless.push(name.to_owned());
            ""
        })
    }

    fn copy(&mut self, tag: &Tag, text: &str) {
        self.elements += 1 + self.open.formatting;
        self.out.push_str(text);
        if tag.kept < tag.length || !text.ends_with('>') {
            self.out.push('>');
        }
    }
}

/// The elements that are open, as far as they can nest.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    count: HashMap<String, usize>,
    formatting: usize,
}

impl Open {
    /// No deeper: the cells of a table that is left out are left out with it.
    fn is_full(&self) -> bool {
        self.names.len() >= DEPTH
    }

    /// The element may be built here; one that can nest is open from now on.
    fn takes(&mut self, name: String) -> bool {
        if SELF_ENDING.contains(&name.as_str()) { !self.is_full() } else { self.push(name) }
    }

    /// Notes an element as open, unless that would be one too many.
    fn push(&mut self, name: String) -> bool {
        let formatting = REOPENED.contains(&name.as_str());
        if self.is_full() || formatting && self.formatting >= FORMATTING {
            return false;
        }
        self.formatting += usize::from(formatting);
        *self.count.entry(name.clone()).or_default() += 1;
        self.names.push(name);
        true
    }

    /// Closes the innermost element of that name and those within it; false where none is open within reach.
    fn close(&mut self, name: &str) -> bool {
        if self.count.get(name).is_none_or(|n| *n == 0) {
            return false;
        }
        let reach = self.names.iter().rposition(|n| n == name || BARRIERS.contains(&n.as_str()));
        let Some(place) = reach.filter(|p| self.names[*p] == name) else { return false };
        if REOPENED.contains(&name) {
            // Closing a formatting element leaves the elements within it open.
            self.names.remove(place);
            self.forget(name);
            return true;
        }
        for closed in self.names.split_off(place) {
            // A formatting element that its block did not close goes on in the next block.
            if REOPENED.contains(&closed.as_str()) && closed != name {
                self.names.push(closed);
            } else {
                self.forget(&closed);
            }
        }
        true
    }

    fn forget(&mut self, name: &str) {
        if let Some(n) = self.count.get_mut(name) {
            *n -= 1;
        }
        self.formatting -= usize::from(REOPENED.contains(&name));
    }
}

/// A start or end tag at the head of a text.
struct Tag<'h> {
    name: &'h str,
    attributes: &'h str,
    /// Bytes with the closing `>`.
    length: usize,
    /// Bytes within the limits.
    kept: usize,
}

impl<'h> Tag<'h> {
    /// Reads a tag whose name starts at `from`.
    fn read(text: &'h str, from: usize) -> Tag<'h> {
        let bytes = text.as_bytes();
        let end_of_name = from + bytes[from..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')).count();
        let (mut at, mut kept, mut attributes) = (end_of_name, end_of_name, 0);
        while at < bytes.len() && bytes[at] != b'>' {
            at = attribute(bytes, at);
            attributes += 1;
            if attributes <= ATTRIBUTES && at <= TAG {
                kept = at;
            }
        }
        let length = (at + 1).min(bytes.len());
        let kept = if kept == at { length } else { kept };
        Tag { name: &text[from..end_of_name], attributes: &text[end_of_name..kept], length, kept }
    }

    /// Scripts that hold data and no program.
    fn holds_data(&self, name: &str) -> bool {
        name == "script" && self.attributes.contains("json")
    }
}

/// The end of the attribute, or of what stands between attributes, that starts at `at`.
fn attribute(bytes: &[u8], mut at: usize) -> usize {
    let skip = |at: usize, stop: fn(u8) -> bool| bytes[at..].iter().position(|b| stop(*b)).map_or(bytes.len(), |n| at + n);
    if bytes[at] == b'/' || bytes[at].is_ascii_whitespace() {
        return skip(at, |b| b != b'/' && !b.is_ascii_whitespace());
    }
    // A name may begin with “=”, which then belongs to it.
    at = skip(at + 1, |b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/'));
    let sign = skip(at, |b| !b.is_ascii_whitespace());
    if bytes.get(sign) != Some(&b'=') {
        return at;
    }
    let value = skip(sign + 1, |b| !b.is_ascii_whitespace());
    match bytes.get(value) {
        Some(quote @ (b'"' | b'\'')) => bytes[value + 1..].iter().position(|b| b == quote).map_or(bytes.len(), |n| value + n + 2),
        Some(_) => skip(value, |b| b.is_ascii_whitespace() || b == b'>'),
        None => value,
    }
}

/// Length of a comment, doctype or processing instruction at the head of the text.
fn declaration(text: &str) -> usize {
    if text.starts_with("<!-->") || text.starts_with("<!--->") {
        return text.find('>').map_or(text.len(), |n| n + 1);
    }
    let (from, end) = if text.starts_with("<!--") { (4, "-->") } else { (2, ">") };
    text[from..].find(end).map_or(text.len(), |n| from + n + end.len())
}

/// What stands before the first end tag of that name.
fn before_end<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let end = text.match_indices("</").map(|(n, _)| n).find(|n| {
        let after = &text.as_bytes()[n + 2..];
        after.len() > name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes()) && !after[name.len()].is_ascii_alphanumeric()
    })?;
    Some(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(within(html), (expected.to_owned(), html.len()), "{html}");
    }

    #[test]
    fn ordinary_markup_stays() {
        check("<!doctype html><p class='a > b'>One<br>two <b>three</b></p>", "<p class='a > b'>One<br>two <b>three</b></p>");
        check("a < b <3", "a &lt; b &lt;3");
        check("<a href=x/>y</a>", "<a href=x/>y</a>");
        check("<p title=\"a", "<p title=\"a>");
    }

    #[test]
    fn what_no_reader_needs_goes() {
        check("a<!-- <div> -->b<!-->c<style>p{}</style><svg><path/></svg>d", "abcd");
        check(
            "<script>if (a<b) '<div>'</script><script type=application/ld+json>{\"a\":\"<p>\"}</script>",
            "<script type=application/ld+json>{\"a\":\"<p>\"}</script>",
        );
        check("<TITLE>a <b> c</TITLE>", "<TITLE>a <b> c</title>");
        // Without its end tag it would swallow the page.
        check("<noscript>a<p>b", "a<p>b");
    }

    #[test]
    fn hostile_markup_is_cut() {
        let count = |html: &str, tag: &str| within(html).0.matches(tag).count();
        assert_eq!(count(&"<div>".repeat(5_000), "<div"), DEPTH);
        assert_eq!(count(&"<div></b>".repeat(5_000), "<div"), DEPTH);
        assert_eq!(count(&"<table><tr><td>".repeat(5_000), "<table"), DEPTH);
        assert_eq!(count(&"<table><tr><td>".repeat(5_000), "<td"), DEPTH - 1);
        assert_eq!(count(&"<ul><li>a</li>".repeat(5_000), "</li"), DEPTH - 1);
        assert_eq!(count(&"<p><b>".repeat(5_000), "<b>"), FORMATTING);
        assert_eq!(count(&"<div><marquee></div>".repeat(5_000), "<marquee"), DEPTH / 2);
        assert_eq!(count(&"<div>a</div>".repeat(5_000), "<div"), 5_000);
        assert_eq!(count(&"<p>a".repeat(5_000), "<p"), 5_000);
        assert_eq!(count(&"a<br>".repeat(2 * ELEMENTS), "<br"), ELEMENTS + 1);
        let data = format!("<script type=application/json>{}</script>", "1".repeat(DATA / 2));
        assert_eq!(count(&format!("{data}{data}<p>a{data}<p>b"), "<script"), 2);
        let attributes: Vec<String> = (0..5_000).map(|n| format!("a{n}=1")).collect();
        assert!(within(&format!("<p {}>b", attributes.join(" "))).0.len() < 2_000);
    }

    #[test]
    fn how_much_of_a_page_is_seen() {
        let whole = "<p>a</p>".repeat(100);
        assert_eq!(within(&whole).1, whole.len());
        assert_eq!(within(&"a<br>".repeat(2 * ELEMENTS)).1, "a<br>".len() * (ELEMENTS + 1) + 1);
        assert_eq!(within(&"a".repeat(2 * BYTES)).1, BYTES);
    }
}
