//! What a publisher puts below each of its statements: who it is, what its lawyers want said, whom to call.

use std::ops::Range;

/// How a paragraph begins from which on nothing is the statement's own, in lower case.
const BELOW: &[&str] = &[
    "# # #",
    "###",
    "-30-",
    "- 30 -",
    "about the company",
    "cautionary note",
    "cautionary statement",
    "contact:",
    "contact information",
    "contacts:",
    "for further information",
    "for immediate release",
    "for more information",
    "forward-looking statements",
    "forward looking statements",
    "media contact",
    "media enquiries",
    "media inquiries",
    "notes to editors",
    "press contact",
    "press enquiries",
    "press inquiries",
    "safe harbor",
    "safe harbour",
    "view source version",
];

/// What a paragraph of legal notes holds, in lower case.
const INSIDE: &[&str] = &["all rights reserved", "forward-looking statements", "is a registered trademark", "are registered trademarks"];

/// The longest heading of a paragraph "About X", in words.
const HEADING: usize = 8;

/// The parts of a statement that are its own words, as byte ranges of whole paragraphs.
pub(super) fn own(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut below = false;
    for paragraph in text.split_inclusive("\n\n") {
        let range = at..at + paragraph.len();
        at = range.end;
        let lower = paragraph.trim().to_lowercase();
        // The words before a statement ("for immediate release") are no sign that it is over.
        below |= range.start > 0 && is_below(&lower, paragraph.trim());
        if !below && !lower.starts_with('©') && !INSIDE.iter().any(|sign| lower.contains(sign)) {
            parts.push(range);
        }
    }
    parts
}

fn is_below(lower: &str, paragraph: &str) -> bool {
    BELOW.iter().any(|sign| lower.starts_with(sign)) || is_about(paragraph)
}

/// A heading "About Larkwharf Ferries", alone or before a colon or line break.
fn is_about(paragraph: &str) -> bool {
    let heading = paragraph.split(['\n', ':']).next().unwrap_or(paragraph);
    let is_name = |rest: &str| rest.starts_with(char::is_uppercase) || rest.starts_with("the ");
    let rest = heading.strip_prefix("About ").or_else(|| heading.strip_prefix("ABOUT "));
    rest.is_some_and(is_name) && heading.split_whitespace().count() <= HEADING && !heading.ends_with(['.', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let kept: String = own(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(kept.trim(), expected, "{text}");
    }

    #[test]
    fn what_stands_below_is_not_the_statement() {
        check("We sail.\n\nAbout Larkwharf Ferries\n\nLarkwharf runs nine boats.", "We sail.");
        check("We sail.\n\nAbout Larkwharf: Larkwharf runs nine boats.\n\n© Larkwharf", "We sail.");
        check("We sail.\n\nMedia contact: desk@larkwharf.example", "We sail.");
        check("We sail.\n\n###\n\nNine boats.", "We sail.");
        check("We sail.\n\nAll rights reserved.\n\nTomorrow too.", "We sail.\n\nTomorrow too.");
    }

    #[test]
    fn the_statement_itself_stays() {
        check("For immediate release\n\nWe sail.", "For immediate release\n\nWe sail.");
        check("We sail.\n\nAbout Nine boats were hired.", "We sail.\n\nAbout Nine boats were hired.");
        check("We sail.\n\nAbout a year ago we did not.", "We sail.\n\nAbout a year ago we did not.");
    }
}
