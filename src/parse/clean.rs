//! HTML in feeds → HTML that is safe to show, and → plain text.
//!
//! What is kept is written anew from tables: known tags, known attributes, known schemes, everything else is text or gone.
//! Nothing that a browser reads by other rules (scripts, styles, SVG, formulas, templates) gets through, so no second reading
//! can find more in it than the first. One pass, no tree: depth costs nothing.

use super::markup::{Tag, unescape};
use std::borrow::Cow;
use url::Url;

/// Tags that are kept, with the attributes above.
const KEPT: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Tags that are left out, what they hold is kept.
const UNWRAPPED: &[&str] =
    &["body", "button", "fieldset", "font", "form", "head", "html", "input", "label", "link", "meta", "param", "blink", "marquee", "nobr"];

/// Tags that go with all that they hold.
const DROPPED: &[&str] = &[
    "applet",
    "embed",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Tags without an end tag.
const VOID: &[&str] = &["br", "col", "hr", "img", "source", "wbr", "embed"];

/// Tags that part words where they are left out.
const BLOCKS: &[&str] = &["blockquote", "br", "div", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "td", "th", "tr"];

const ATTRIBUTES: &[&str] =
    &["alt", "cite", "colspan", "datetime", "dir", "height", "href", "lang", "rowspan", "src", "start", "title", "width"];
const ADDRESSES: &[&str] = &["cite", "href", "src"];
const SCHEMES: &[&str] = &["ftp", "http", "https", "mailto", "tel"];

/// A piece of HTML.
enum Bit<'t> {
    Text(&'t str),
    Open(Tag<'t>),
    Close(&'t str),
}

/// HTML that is safe to show: known tags and attributes, every tag closed, links made absolute against the base.
pub(super) fn html<'t>(source: &'t str, base: Option<&Url>) -> Cow<'t, str> {
    let source = source.trim();
    if !source.contains('<') {
        return Cow::Borrowed(source);
    }
    let mut page = Page { out: String::with_capacity(source.len()), open: Vec::new(), base };
    for bit in Bits(source) {
        match bit {
            Bit::Text(text) => page.text(text),
            Bit::Open(tag) => page.open(&tag),
            Bit::Close(name) => page.close(name),
        }
    }
    page.close_from(0);
    Cow::Owned(page.out)
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The words of HTML in one line: known tags left out, entities resolved, whitespace made one space.
pub(super) fn plain(source: &str) -> String {
    if !source.contains(['<', '&']) {
        return one_line(source);
    }
    let mut out = String::with_capacity(source.len());
    for bit in Bits(source) {
        match bit {
            Bit::Text(text) => out.push_str(&unescape(text)),
            Bit::Open(Tag { name, .. }) | Bit::Close(name) if find(BLOCKS, name).is_some() => out.push(' '),
            Bit::Open(_) | Bit::Close(_) => {}
        }
    }
    one_line(&out)
}

/// Whitespace made one space, none at the ends.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Elements within elements, more are left out.
const MAX_DEPTH: usize = 100;

/// The HTML that is written.
struct Page<'b> {
    out: String,
    open: Vec<&'static str>,
    base: Option<&'b Url>,
}

impl Page<'_> {
    fn text(&mut self, text: &str) {
        for (n, part) in text.split('<').enumerate() {
            if n > 0 {
                self.out.push_str("&lt;");
            }
            self.out.push_str(part);
        }
    }

    fn open(&mut self, tag: &Tag) {
        let Some(name) = find(KEPT, tag.name) else { return };
        let void = find(VOID, name).is_some();
        if !void && self.open.len() == MAX_DEPTH {
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in tag.attributes() {
            self.attribute(attribute, &value);
        }
        self.out.push('>');
        if !void {
            self.open.push(name);
        }
        if tag.empty && !void {
            self.close(name);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let Some(name) = find(ATTRIBUTES, name) else { return };
        let Some(value) = (if ADDRESSES.contains(&name) { address(value, self.base) } else { Some(value.to_owned()) }) else { return };
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(&value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"));
        self.out.push('"');
    }

    /// An end tag closes what was opened within; one that closes nothing is left out.
    fn close(&mut self, name: &str) {
        if let Some(at) = find(KEPT, name).and_then(|name| self.open.iter().rposition(|open| *open == name)) {
            self.close_from(at);
        }
    }

    fn close_from(&mut self, at: usize) {
        for name in self.open.drain(at..).rev() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }
}

/// An address with a scheme that does nothing but lead somewhere, absolute where a base is known.
fn address(value: &str, base: Option<&Url>) -> Option<String> {
    let value = value.trim();
    match base.map_or_else(|| Url::parse(value), |b| b.join(value)) {
        Ok(url) => SCHEMES.contains(&url.scheme()).then(|| url.into()),
        Err(url::ParseError::RelativeUrlWithoutBase) => Some(value.to_owned()),
        Err(_) => None,
    }
}

/// The row of a table for a name in any case and with any prefix (`xhtml:div`).
fn find(table: &[&'static str], name: &str) -> Option<&'static str> {
    let local = name.rsplit(':').next().unwrap_or(name);
    table.iter().find(|row| row.eq_ignore_ascii_case(local)).copied()
}

fn known(name: &str) -> bool {
    [KEPT, UNWRAPPED, DROPPED].iter().any(|table| find(table, name).is_some())
}

/// Goes through HTML: known tags are tags, comments and dropped elements are passed over, all else is text.
struct Bits<'t>(&'t str);

impl<'t> Iterator for Bits<'t> {
    type Item = Bit<'t>;

    fn next(&mut self) -> Option<Bit<'t>> {
        loop {
            let rest = self.0;
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                return Some(self.text(rest.find('<').unwrap_or(rest.len())));
            }
            if let Some(behind) = rest.strip_prefix("<!--") {
                self.0 = behind.split_once("-->").map_or("", |(_, behind)| behind);
            } else if rest.starts_with("<!") || rest.starts_with("<?") {
                self.0 = rest.split_once('>').map_or("", |(_, behind)| behind);
            } else if let Some(bit) = self.tag() {
                return Some(bit);
            } else if self.0.len() == rest.len() {
                return Some(self.text(1 + rest[1..].find('<').unwrap_or(rest.len() - 1)));
            }
        }
    }
}

impl<'t> Bits<'t> {
    fn text(&mut self, length: usize) -> Bit<'t> {
        let (text, behind) = self.0.split_at(length);
        self.0 = behind;
        Bit::Text(text)
    }

    /// The tag at the start; none where it is not one, or where it was passed over with what it holds.
    fn tag(&mut self) -> Option<Bit<'t>> {
        let (closing, inside) = self.0[1..].strip_prefix('/').map_or((false, &self.0[1..]), |rest| (true, rest));
        let name = &inside[..inside.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(inside.len())];
        if !known(name) {
            return None;
        }
        let (attributes, behind) = inside[name.len()..].split_at(tag_end(&inside[name.len()..])?);
        self.0 = &behind[1..];
        if closing {
            return Some(Bit::Close(name));
        }
        let empty = attributes.ends_with('/');
        if find(DROPPED, name).is_some() && !empty {
            self.0 = behind_element(self.0, name);
            return None;
        }
        Some(Bit::Open(Tag { name, attributes: attributes.trim_end_matches('/'), empty }))
    }
}

/// Bytes of a tag; what is longer is no tag.
const MAX_TAG: usize = 1 << 16;

/// The `>` that ends a tag, outside quotes. A `<` before it says that it is no tag.
fn tag_end(source: &str) -> Option<usize> {
    let mut quote = None;
    let mut value = false;
    for (at, byte) in source.bytes().enumerate().take(MAX_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') if value => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
        // A quotation mark opens a value only behind `=`.
        value = byte == b'=' || value && byte.is_ascii_whitespace();
    }
    None
}

/// What stands behind an element's end tag; nothing where it has none.
fn behind_element<'t>(source: &'t str, name: &str) -> &'t str {
    let mut ends = source.match_indices("</").map(|(at, _)| &source[at + 2..]);
    let end = ends.find(|rest| rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)));
    end.and_then(|rest| rest.split_once('>')).map_or("", |(_, behind)| behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let base = Url::parse("https://news.example/a/").unwrap();
        assert_eq!(html(source, Some(&base)), expected, "{source}");
    }

    #[test]
    fn html_is_written_anew_from_tables() {
        check("plain & simple", "plain & simple");
        check("<P onclick=x()>a <b>b</b></P>", "<p>a <b>b</b></p>");
        check("<script>alert(1)</script>a<style>b", "a");
        check("<svg><a href=x>b</a></svg>c", "c");
        check("<a href=\"../b?c&amp;d\">e</a>", "<a href=\"https://news.example/b?c&amp;d\">e</a>");
        check("<a href=' java\tscript:alert(1)'>e</a>", "<a>e</a>");
        check("<img src='x.png' onerror='y' alt='1 > \"0\"'/>", "<img src=\"https://news.example/a/x.png\" alt=\"1 > &quot;0&quot;\">");
        // Every tag is closed, and no other is.
        check("</div><ul><li>a</ul><i>b", "<ul><li>a</li></ul><i>b</i>");
        check("<font color=red>a</font><!-- <b> -->", "a");
        // What is no tag of HTML is text.
        check("a <3 b, Vec<T> <b", "a &lt;3 b, Vec&lt;T> &lt;b");
        check("<xhtml:p>a</xhtml:p>", "<p>a</p>");
    }

    #[test]
    fn words_of_html() {
        assert_eq!(plain("<p>Fish &amp; chips</p><p>Peas</p>"), "Fish & chips Peas");
        assert_eq!(plain("1 < 2 > 0, a<br>b\n c"), "1 < 2 > 0, a b c");
        assert_eq!(plain("<b>AT&T</b> &eacute;"), "AT&T é");
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        for piece in ["<div>", "<a ", "<a x=\"", "</b>", "<!--", "<b x='<", "<script>", "&"] {
            html(&piece.repeat(300_000), None);
        }
    }
}
