//! A piece of HTML, such as a feed's summary, as plain text.

use scraper::{ElementRef, Html, Node};

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dt",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// Deeper elements are left out: nobody writes summaries like that.
const DEEPEST: usize = 64;

/// The text of a fragment, paragraphs joined by a blank line.
#[must_use]
pub fn plain(html: &str) -> String {
    let mut text = String::new();
    write(Html::parse_fragment(html).root_element(), &mut text, 0);
    let paragraphs = text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|l| !l.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn write(element: ElementRef, text: &mut String, depth: usize) {
    let line = if BLOCKS.binary_search(&element.value().name()).is_ok() { "\n" } else { "" };
    text.push_str(line);
    for child in element.children() {
        match child.value() {
            // A line break in the source is white space in the text.
            Node::Text(words) => text.push_str(&words.replace('\n', " ")),
            Node::Element(_) if depth < DEEPEST => ElementRef::wrap(child).into_iter().for_each(|e| write(e, text, depth + 1)),
            _ => {}
        }
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_paragraphs() {
        assert_eq!(plain("<p>The <b>boats</b>\n stopped.</p><p>More &amp; more</p>after"), "The boats stopped.\n\nMore & more\n\nafter");
        assert_eq!(plain("just text"), "just text");
        assert!(BLOCKS.is_sorted());
    }
}
