//! Bytes → text: byte order mark, UTF-16 and UTF-32 by their pattern, valid UTF-8, declared charsets, a guess last.
//!
//! Valid UTF-8 outside ASCII is never an accident, so it is believed before any label.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Text of a page, feed or text file from its bytes and its `Content-Type`.
///
/// A byte order mark wins (WHATWG Encoding, "decode"); then valid UTF-8; then the charset of the `Content-Type`, of the XML
/// declaration or of a `<meta>` in the first 4 KiB; then what the bytes look like. The mark itself is left out.
#[must_use]
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    decoded(bytes, content_type).0.into_owned()
}

/// The text, and whether it is not what the labels say.
pub(super) fn decoded<'t>(bytes: &'t [u8], content_type: Option<&str>) -> (Cow<'t, str>, bool) {
    if let Some(text) = wide(bytes) {
        return (text.into(), false);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        // ISO-2022-JP is made of ASCII bytes: that they are valid UTF-8 proves nothing against it.
        Ok(text) if !bytes.contains(&ESCAPE) || labels(bytes, content_type).first() != Some(&ISO_2022_JP) => (text.into(), false),
        _ => narrow(bytes, &labels(bytes, content_type)),
    }
}

const ESCAPE: u8 = 0x1B;

/// UTF-32 and UTF-16, by their byte order mark or by the zeros around the first `<` or letter.
fn wide(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0, 0, 0xFE, 0xFF, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [0xFF, 0xFE, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some(UTF_16BE.decode_without_bom_handling(rest).0.into_owned()),
        [0xFF, 0xFE, rest @ ..] => Some(UTF_16LE.decode_without_bom_handling(rest).0.into_owned()),
        [0, 0, 0, 1..=255, ..] => Some(utf32(bytes, u32::from_be_bytes)),
        [1..=255, 0, 0, 0, ..] => Some(utf32(bytes, u32::from_le_bytes)),
        [0, 1..=255, 0, 1..=255, ..] => Some(UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()),
        [1..=255, 0, 1..=255, 0, ..] => Some(UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()),
        _ => None,
    }
}

fn utf32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> String {
    let units = bytes.chunks_exact(4).map(|unit| number(unit.try_into().expect("a chunk of four bytes")));
    units.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The charset of a body of which only the beginning is known: by its mark or pattern, then as it declares, else UTF-8.
pub(super) fn encoding(start: &[u8]) -> &'static Encoding {
    match start {
        [0xFE, 0xFF, ..] | [0, 1..=255, 0, 1..=255, ..] => UTF_16BE,
        [0xFF, 0xFE, ..] | [1..=255, 0, 1..=255, 0, ..] => UTF_16LE,
        _ => labels(start, None).first().copied().unwrap_or(UTF_8),
    }
}

static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)^\s*<\?xml\s[^>]*?encoding\s*=\s*["']\s*([\w.:\-]+)|<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:\-]+)"#)
        .expect("a valid pattern")
});

/// The charsets that are stated, the `Content-Type`'s first.
fn labels(bytes: &[u8], content_type: Option<&str>) -> Vec<&'static Encoding> {
    let header = content_type.and_then(charset_parameter);
    let head = &bytes[..bytes.len().min(4096)];
    let declared = DECLARED.captures(head).and_then(|c| c.get(1).or(c.get(2))).and_then(|m| Encoding::for_label(m.as_bytes()));
    // Who could read a declaration of UTF-16 in single bytes was not reading UTF-16.
    header.into_iter().chain(declared).filter(|e| *e != UTF_16LE && *e != UTF_16BE).collect()
}

fn charset_parameter(content_type: &str) -> Option<&'static Encoding> {
    let parameter = content_type.split(';').skip(1).find_map(|p| {
        let (name, value) = p.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })?;
    Encoding::for_label(parameter.as_bytes())
}

/// Bytes that are no UTF-8: the first stated charset that fits, else UTF-8 with foreign bytes in it, else a guess.
fn narrow<'t>(bytes: &'t [u8], labels: &[&'static Encoding]) -> (Cow<'t, str>, bool) {
    for label in labels.iter().filter(|e| **e != UTF_8) {
        if let Some(text) = label.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text, false);
        }
    }
    let mended = !labels.is_empty();
    if let Some(text) = mixed(bytes) {
        return (text.into(), mended);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    (guess.decode_without_bom_handling(bytes).0, mended)
}

/// UTF-8 in which single bytes are windows-1252, as pasted into a page by hand; none where UTF-8 is the smaller part.
/// A character cut in two at the very end is left out.
fn mixed(bytes: &[u8]) -> Option<String> {
    let (mut out, mut whole, mut foreign) = (String::with_capacity(bytes.len()), 0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        out.push_str(chunk.valid());
        let at_end = chunk.invalid().as_ptr_range().end == bytes.as_ptr_range().end;
        if !(at_end && starts_character(chunk.invalid())) {
            foreign += chunk.invalid().len();
            out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    (whole > foreign).then_some(out)
}

fn starts_character(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|b| *b >= 0xC2) && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
        assert_eq!(decode(bytes, content_type), expected, "{bytes:?} {content_type:?}");
    }

    #[test]
    fn marks_and_patterns() {
        check(b"\xEF\xBB\xBFcaf\xC3\xA9", None, "café");
        check(b"\xFF\xFE<\0a\0", None, "<a");
        check(b"\xFE\xFF\0<\0a", Some("text/html; charset=utf-8"), "<a");
        check(b"<\0?\0x\0", None, "<?x");
        check(b"\0<\0?\0x", None, "<?x");
        check(b"\0\0\xFE\xFF\0\0\0<", None, "<");
        check(b"<\0\0\0a\0\0\0", None, "<a");
    }

    #[test]
    fn labels_are_believed_where_the_bytes_allow_it() {
        check(b"caf\xE9", Some("text/html; charset=ISO-8859-1"), "café");
        // Valid UTF-8 outside ASCII is never an accident.
        check(b"caf\xC3\xA9", Some("text/html; charset=ISO-8859-1"), "café");
        check(b"<?xml version='1.0' encoding='windows-1251'?>\xC4\xE0", None, "<?xml version='1.0' encoding='windows-1251'?>Да");
        check(b"<meta charset=koi8-r>\xE4\xC1", Some("text/html"), "<meta charset=koi8-r>Да");
        check(b"\x1B$B%F\x1B(B", Some("text/plain; charset=iso-2022-jp"), "テ");
    }

    #[test]
    fn wrong_labels_are_mended() {
        // A byte of windows-1252 pasted into UTF-8.
        check(b"\xC3\xA9t\xC3\xA9 \x96 \xC3\xA0", Some("text/xml; charset=utf-8"), "été – à");
        // All of it is windows-1252 under a label of UTF-8.
        check(b"l\x92\xE9t\xE9 \xE0 la plage, d\xE9j\xE0 vu", Some("text/xml; charset=utf-8"), "l’été à la plage, déjà vu");
        // A character cut in two at the end.
        check(b"d\xC3\xA9j\xC3", None, "déj");
        assert!(decoded(b"\xE9t\xE9 \xE0 Paris", Some("text/xml; charset=utf-8")).1);
    }
}
