//! Places in a text, counted in Unicode code points.

use serde::{Deserialize, Serialize};

/// A piece of a text: code points from `start` to `end`, the end excluded, and the words that stand there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// First code point after it.
    pub end: usize,
    /// The words there.
    pub text: String,
}

/// Turns byte offsets of one text into code point offsets, in one pass for ascending and a search for other offsets.
///
/// Stages compute in bytes; everything in `model` counts code points.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// Code points before every 64th byte.
    marks: Vec<usize>,
}

const STEP: usize = 64;

impl<'t> Offsets<'t> {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut chars = 0;
        for (i, b) in text.bytes().enumerate() {
            if i % STEP == 0 {
                marks.push(chars);
            }
            chars += usize::from(!is_continuation(b));
        }
        Offsets { text, marks }
    }

    /// Code points before a byte offset.
    #[must_use]
    pub fn chars(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let Some(mark) = (byte / STEP).min(self.marks.len().wrapping_sub(1)).checked_add(0).filter(|_| !self.marks.is_empty()) else {
            return 0;
        };
        self.marks[mark] + self.text.as_bytes()[mark * STEP..byte].iter().filter(|b| !is_continuation(**b)).count()
    }

    /// The span of a byte range on character bounds.
    ///
    /// # Panics
    /// Where the range is not on character bounds of the text.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { start: self.chars(range.start), end: self.chars(range.end), text: self.text[range].to_owned() }
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_code_points() {
        let text = "“é” ".repeat(50);
        let offsets = Offsets::new(&text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.chars(byte), n);
        }
        assert_eq!(offsets.chars(text.len()), text.chars().count());
        assert_eq!(Offsets::new("").chars(0), 0);
        assert_eq!(offsets.span(3..5), Span { start: 1, end: 2, text: "é".into() });
    }
}
