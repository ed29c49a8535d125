//! Where an answer fits: the paragraph that meets most of what is asked for, cut to a readable length and marked.

use super::marks::{Sought, Text};
use memchr::memmem;
use std::ops::Range;

/// Bytes of a snippet, about; it ends with a word.
const LONGEST: usize = 240;
/// Bytes before the first word that is marked, where the paragraph's beginning is too far away.
const BEFORE: usize = 60;

/// The paragraph that meets most conditions, as HTML.
pub(super) fn cut(text: &str, sought: &Sought) -> String {
    let (paragraph, marks) = best(text, sought);
    let shown = shortened(text, &paragraph, marks.first());
    let before = if shown.start > paragraph.start { "… " } else { "" };
    let after = if shown.end < paragraph.end { " …" } else { "" };
    format!("{before}{}{after}", marked(text, shown, &marks))
}

/// The first of equal ones: the lead says most. Most texts need not be read to their end. Where words are near each other only
/// over the end of a paragraph, it is the one with the first of them.
fn best(text: &str, sought: &Sought) -> (Range<usize>, Vec<Range<usize>>) {
    let mut best = (0, paragraphs(text).next().unwrap_or_default(), Vec::new());
    for paragraph in paragraphs(text) {
        let part = &text[paragraph.clone()];
        let (met, marks) = sought.marks_of_rows(part, best.0).unwrap_or_else(|| {
            let hopeless = sought.possible(part) <= best.0;
            if hopeless { Default::default() } else { Text::new(part).marks(sought) }
        });
        if met > best.0 {
            let marks = marks.into_iter().map(|m| paragraph.start + m.start..paragraph.start + m.end).collect();
            best = (met, paragraph, marks);
        }
        if best.0 == sought.len() {
            break;
        }
    }
    if best.0 > 0 || !sought.are_wide() {
        return (best.1, best.2);
    }
    let (_, marks) = Text::new(text).marks(sought);
    let first = marks.first().and_then(|first| paragraphs(text).find(|p| first.start < p.end)).unwrap_or(best.1);
    let inside = marks.into_iter().filter(|m| first.start <= m.start && m.end <= first.end).collect();
    (first, inside)
}

const BETWEEN: &[u8] = b"\n\n";

fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    memmem::find_iter(text.as_bytes(), BETWEEN).chain([text.len()]).map(move |end| {
        let start = at;
        at = end + BETWEEN.len();
        start..end
    })
}

/// Begins a little before the first mark, and ends with a word.
fn shortened(text: &str, paragraph: &Range<usize>, first: Option<&Range<usize>>) -> Range<usize> {
    if paragraph.len() <= LONGEST {
        return paragraph.clone();
    }
    let first = first.map_or(paragraph.start, |m| m.start);
    let start = if first - paragraph.start <= 2 * BEFORE { paragraph.start } else { word_start(text, first - BEFORE, first) };
    if paragraph.end - start <= LONGEST {
        return start..paragraph.end;
    }
    let end = text.floor_char_boundary(start + LONGEST);
    let space = text[start..end].trim_end_matches(|c: char| !c.is_whitespace()).trim_end().len();
    start..start + if space > 0 { space } else { end - start }
}

/// The first word from a place on, and not after another.
fn word_start(text: &str, from: usize, last: usize) -> usize {
    let from = text.floor_char_boundary(from);
    text[from..last].find(char::is_whitespace).map_or(last, |space| {
        let after = from + space;
        after + text[after..last].find(|c: char| !c.is_whitespace()).unwrap_or(last - after)
    })
}

/// Words in a row, with a space between them, are marked as one.
fn marked(text: &str, shown: Range<usize>, marks: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(shown.len() + ROOM);
    let mut at = shown.start;
    let mut inside = false;
    for mark in marks.iter().filter(|m| m.start >= shown.start && m.end <= shown.end) {
        let between = &text[at..mark.start];
        let goes_on = inside && between == " ";
        if inside && !goes_on {
            out.push_str("</mark>");
        }
        escape(between, &mut out);
        if !goes_on {
            out.push_str("<mark>");
        }
        escape(&text[mark.clone()], &mut out);
        (at, inside) = (mark.end, true);
    }
    if inside {
        out.push_str("</mark>");
    }
    escape(&text[at..shown.end], &mut out);
    out
}

/// Bytes of marks and of what is escaped, about.
const ROOM: usize = 64;

fn escape(text: &str, out: &mut String) {
    let mut at = 0;
    for (place, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[at..place]);
        out.push_str(escaped);
        at = place + 1;
    }
    out.push_str(&text[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;
    use crate::query::marks::Asked;

    fn snippet(text: &str, question: &str) -> String {
        let expr = crate::query::parse(question, Zone::Unknown, chrono::DateTime::UNIX_EPOCH).unwrap().expr;
        cut(text, &Asked::of(&expr).sought("en"))
    }

    #[test]
    fn the_words_are_marked_in_the_paragraph_that_has_most() {
        let text = "The harbour is shut.\n\nAll pilots left the Harbour <today>.\n\nNothing else.";
        assert_eq!(snippet(text, "harbour pilots"), "All <mark>pilots</mark> left the <mark>Harbour</mark> &lt;today&gt;.");
        assert_eq!(snippet("Nothing fits.", "harbour"), "Nothing fits.");
        assert_eq!(snippet("Harbour pilots left.", "\"harbour pilots\""), "<mark>Harbour pilots</mark> left.");
        assert_eq!(snippet("", "harbour"), "");
        assert_eq!(snippet("A first.\n\nThe pilots\n\nleft.", "pilots NEAR/3 left"), "The <mark>pilots</mark>");
        assert_eq!(snippet("Pilots, a pilot.\n\nA harbour pilot.", "pilot* -boat harbour"), "A <mark>harbour pilot</mark>.");
    }

    #[test]
    fn long_paragraphs_are_cut_around_the_words() {
        for (word, other) in [("word ", "more "), ("слово ", "ещё "), ("wörd\u{a0}", "möre\u{3000}")] {
            let long = format!("{} harbour {}", word.repeat(100), other.repeat(100));
            let shown = snippet(&long, "harbour");
            assert!(shown.starts_with("… ") && shown.ends_with(" …") && shown.contains("<mark>harbour</mark>"), "{shown}");
            assert!(shown.len() < 300, "{shown}");
        }
        assert!(snippet(&"字".repeat(500), "harbour").ends_with(" …"));
    }
}
