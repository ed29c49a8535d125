//! Texts that lie in a feed as base64 (RFC 4648 §4).

/// The text that was packed; none where it is no base64, or no text.
pub(super) fn text(packed: &str) -> Option<String> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(packed.len() / 4 * 3), 0_u32, 0);
    for byte in packed.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        bits = bits << 6 | u32::from(value(byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8(bytes).ok().filter(|t| !t.chars().any(|c| c.is_control() && !c.is_whitespace()))
}

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_unpacked_and_nothing_else() {
        assert_eq!(text(" PHA+UiAm\n IEQ8L3A+ ").as_deref(), Some("<p>R & D</p>"));
        assert_eq!(text("w6k=").as_deref(), Some("é"));
        assert_eq!(text("iVBORw0KGgo="), None);
        assert_eq!(text("no base64!"), None);
    }
}
