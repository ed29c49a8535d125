//! HTML in feeds → HTML that is safe to show, and → plain text.
//!
//! What is kept is written anew from tables: known tags, known attributes, known schemes, everything else is text or gone.
//! Nothing that a browser reads by other rules (scripts, styles, SVG, formulas, templates) gets through, so no second reading
//! can find more in it than the first. One pass, no tree: depth costs nothing.

use super::entity::unescape;
use super::markup::{Tag, local};
use std::borrow::Cow;
use url::Url;

/// What becomes of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is kept, with the attributes that are known.
    Keep,
    /// It is left out, what it holds is kept.
    Unwrap,
    /// It is left out with all that it holds.
    Drop,
}
use Fate::{Drop, Keep, Unwrap};

/// The tags of HTML, sorted. What is not here is no tag but text.
const TAGS: &[(&str, Fate)] = &[
    ("a", Keep),
    ("abbr", Keep),
    ("acronym", Keep),
    ("address", Keep),
    ("applet", Drop),
    ("article", Keep),
    ("aside", Keep),
    ("audio", Keep),
    ("b", Keep),
    ("bdi", Keep),
    ("bdo", Keep),
    ("big", Keep),
    ("blink", Unwrap),
    ("blockquote", Keep),
    ("body", Unwrap),
    ("br", Keep),
    ("button", Unwrap),
    ("caption", Keep),
    ("center", Keep),
    ("cite", Keep),
    ("code", Keep),
    ("col", Keep),
    ("colgroup", Keep),
    ("dd", Keep),
    ("del", Keep),
    ("details", Keep),
    ("dfn", Keep),
    ("div", Keep),
    ("dl", Keep),
    ("dt", Keep),
    ("em", Keep),
    ("embed", Drop),
    ("fieldset", Unwrap),
    ("figcaption", Keep),
    ("figure", Keep),
    ("font", Unwrap),
    ("footer", Keep),
    ("form", Unwrap),
    ("h1", Keep),
    ("h2", Keep),
    ("h3", Keep),
    ("h4", Keep),
    ("h5", Keep),
    ("h6", Keep),
    ("head", Unwrap),
    ("header", Keep),
    ("hr", Keep),
    ("html", Unwrap),
    ("i", Keep),
    ("iframe", Drop),
    ("img", Keep),
    ("input", Unwrap),
    ("ins", Keep),
    ("kbd", Keep),
    ("label", Unwrap),
    ("li", Keep),
    ("link", Unwrap),
    ("main", Keep),
    ("mark", Keep),
    ("marquee", Unwrap),
    ("math", Drop),
    ("meta", Unwrap),
    ("nav", Keep),
    ("nobr", Unwrap),
    ("noembed", Drop),
    ("noframes", Drop),
    ("noscript", Drop),
    ("object", Drop),
    ("ol", Keep),
    ("p", Keep),
    ("param", Unwrap),
    ("picture", Keep),
    ("plaintext", Drop),
    ("pre", Keep),
    ("q", Keep),
    ("s", Keep),
    ("samp", Keep),
    ("script", Drop),
    ("section", Keep),
    ("select", Drop),
    ("small", Keep),
    ("source", Keep),
    ("span", Keep),
    ("strike", Keep),
    ("strong", Keep),
    ("style", Drop),
    ("sub", Keep),
    ("summary", Keep),
    ("sup", Keep),
    ("svg", Drop),
    ("table", Keep),
    ("tbody", Keep),
    ("td", Keep),
    ("template", Drop),
    ("textarea", Drop),
    ("tfoot", Keep),
    ("th", Keep),
    ("thead", Keep),
    ("time", Keep),
    ("title", Drop),
    ("tr", Keep),
    ("tt", Keep),
    ("u", Keep),
    ("ul", Keep),
    ("var", Keep),
    ("video", Keep),
    ("wbr", Keep),
    ("xmp", Drop),
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
    /// Its name as the table has it, what becomes of it, and the tag as it stands.
    Open(&'static str, Fate, Tag<'t>),
    Close(&'static str, Fate),
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
            Bit::Open(name, Keep, tag) => page.open(name, &tag),
            Bit::Close(name, Keep) => page.close(name),
            Bit::Open(..) | Bit::Close(..) => {}
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
            Bit::Open(name, ..) | Bit::Close(name, _) if BLOCKS.contains(&name) => out.push(' '),
            Bit::Open(..) | Bit::Close(..) => {}
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

    fn open(&mut self, name: &'static str, tag: &Tag) {
        let void = VOID.contains(&name);
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
        let Some(name) = ATTRIBUTES.iter().find(|known| known.eq_ignore_ascii_case(local(name))) else { return };
        let Some(value) = (if ADDRESSES.contains(name) { address(value, self.base) } else { Some(value.to_owned()) }) else { return };
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(&value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"));
        self.out.push('"');
    }

    /// An end tag closes what was opened within; one that closes nothing is left out.
    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
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

/// The row of a tag by its name in any case and with any prefix (`xhtml:div`).
fn row(name: &str) -> Option<(&'static str, Fate)> {
    let lower = local(name).bytes().map(|b| b.to_ascii_lowercase());
    TAGS.binary_search_by(|(row, _)| row.bytes().cmp(lower.clone())).ok().map(|at| TAGS[at])
}

/// Whether HTML has a tag of that name.
pub(super) fn is_html(name: &str) -> bool {
    row(name).is_some()
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
        let (known, fate) = row(name)?;
        let (attributes, behind) = inside[name.len()..].split_at(tag_end(&inside[name.len()..])?);
        self.0 = &behind[1..];
        if closing {
            return Some(Bit::Close(known, fate));
        }
        let empty = attributes.ends_with('/');
        if fate == Drop && !empty {
            self.0 = behind_element(self.0, name);
            return None;
        }
        Some(Bit::Open(known, fate, Tag { name, attributes: attributes.trim_end_matches('/'), empty }))
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
    fn the_table_of_tags_is_sorted() {
        assert!(TAGS.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(row("XHTML:Blockquote"), Some(("blockquote", Keep)));
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
            html(&piece.repeat(50_000), None);
        }
    }
}
