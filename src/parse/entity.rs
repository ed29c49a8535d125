//! Character and entity references: the predefined and the HTML ones, never those that a document declares.

use quick_xml::escape::resolve_html5_entity;
use std::borrow::Cow;

/// Character and entity references resolved once; what is no reference stays, a bare `&` too.
pub(super) fn unescape(source: &str) -> Cow<'_, str> {
    resolved(Cow::Borrowed(source))
}

/// The same of a text that may be owned.
pub(super) fn resolved(source: Cow<'_, str>) -> Cow<'_, str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(unescape(source), expected, "{source}");
    }

    #[test]
    fn references() {
        check("Fish &amp; chips &lt;1&gt;", "Fish & chips <1>");
        check("&eacute;t&#233; &#xE9; &#XE9;", "été é é");
        // Once only.
        check("&amp;amp;", "&amp;");
        // No references.
        check("R&D; A & B, &nosuch; &", "R&D; A & B, &nosuch; &");
        check("&#0; &#xD800; &#99999999999;", "&#0; &#xD800; &#99999999999;");
        // Meant as windows-1252.
        check("don&#146;t", "don’t");
    }
}
