//! Small questions to the tree that the other files share.

use scraper::{ElementRef, Html};

/// All elements in document order.
pub(super) fn elements(html: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    html.tree.root().descendants().filter_map(ElementRef::wrap)
}

/// The words of an element, whitespace made single spaces.
pub(super) fn text(element: ElementRef) -> String {
    let mut out = String::new();
    for piece in element.text() {
        push(&mut out, piece);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends text with its whitespace made single spaces, also where it meets what is there.
pub(super) fn push(out: &mut String, piece: &str) {
    for c in piece.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}') {
            out.push(c);
        }
    }
}

/// Whitespace made single spaces, soft hyphens and the like gone.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// Text that may hold entities or markup, as plain text.
pub(super) fn plain(text: &str) -> String {
    if text.contains(['<', '&']) {
        let fragment = Html::parse_fragment(&super::limits::within(text).0);
        self::text(fragment.root_element())
    } else {
        squeezed(text)
    }
}
