//! Secrets that are drawn by chance: tokens and names of sessions.

use std::fmt::Write;

/// 256 bits as 64 hexadecimal digits.
pub(in crate::present) fn draw() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has chance to give");
    bytes.iter().fold(String::with_capacity(64), |mut out, byte| {
        write!(out, "{byte:02x}").expect("writing to a string cannot fail");
        out
    })
}

/// Whether a text could be one of them.
pub(super) fn is_one(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
