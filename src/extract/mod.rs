//! Page → article text and metadata; text → dates, quotations, names.
//!
//! Only computes: no clock, no network, no files. Every function is given what is known of the text as a [`Context`].
//!
//! - [`page`]: HTML → [`Article`]
//! - [`time`]: text → dated [`Mention`]s
//! - [`quotes`]: text → [`Quote`](crate::model::Quote)s and [`Entity`](crate::model::Entity)s

mod entries;
mod fragment;
mod happenings;
pub mod page;
mod parts;
pub mod quotes;
pub mod time;

pub use fragment::plain;
pub use happenings::happenings;

use crate::model::{Article, Findings, KnownEntity, Mention, Part, When, Zone};
use chrono::{DateTime, Utc};

/// What is known of a page or text before it is read. All of it may be absent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Where it was read.
    pub url: Option<&'a str>,
    /// The headline, where it is not in the text.
    pub title: Option<&'a str>,
    /// The anchor of partial and relative dates.
    pub published: Option<&'a When>,
    /// The publisher's zone.
    pub zone: Zone,
    /// When it was captured; later dates are suspect.
    pub captured: Option<DateTime<Utc>>,
    /// The outlet.
    pub publisher: Option<&'a str>,
    /// The language, primary subtag ("en").
    pub language: Option<&'a str>,
    /// Whose words the text is: its first person.
    pub speaks_for: Option<&'a str>,
    /// Known people and organisations with their aliases.
    pub known: &'a [KnownEntity],
}

/// Everything found in an article's text: dated mentions, quotations with speaker and said-date, names. The entries of a live blog
/// are seen from their own times.
#[must_use]
pub fn findings(article: &Article, context: &Context) -> Findings {
    let text = searched(&article.text);
    let end = if text.len() < article.text.len() { text.chars().count() } else { usize::MAX };
    let parts: Vec<Part> = article.parts.iter().filter(|p| p.end <= end).cloned().collect();
    let mut mentions: Vec<Mention> = time::mentions(text, context);
    entries::dated(text, &parts, context, &mut mentions);
    let (mut quotes, entities) = quotes::read(text, &mentions, &parts, context);
    entries::said(&parts, &mut quotes);
    Findings { quotes, mentions, entities }
}

/// Bytes of a text that are searched: some eighty thousand words, and half a second.
pub const MAX_SEARCHED: usize = 500_000;

/// The part of a text that is searched for dates, quotations and names: all of it, but for the largest, which are searched up
/// to the end of a line.
#[must_use]
pub fn searched(text: &str) -> &str {
    if text.len() <= MAX_SEARCHED {
        return text;
    }
    let head = &text[..text.floor_char_boundary(MAX_SEARCHED)];
    &head[..head.rfind('\n').filter(|at| *at > MAX_SEARCHED / 2).unwrap_or(head.len())]
}

/// Adds the parts that the words tell to those that the page told.
pub fn tell_parts(article: &mut Article) {
    article.parts.extend(parts::of_text(&article.text));
    article.parts.sort_by_key(|p| (p.start, std::cmp::Reverse(p.end)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_texts_are_searched_up_to_a_line_s_end() {
        let line = format!("{} It sailed on 3 March 2026.\n", "The boats stayed in the harbour.".repeat(9));
        let text = line.repeat(2 * MAX_SEARCHED / line.len());
        assert!(searched(&text).len() > MAX_SEARCHED - line.len() && text[searched(&text).len()..].starts_with('\n'));
        assert_eq!(searched(&"é".repeat(MAX_SEARCHED)).len(), MAX_SEARCHED);
        assert_eq!(searched(&line), line);
        let found = findings(&Article { text, ..Article::default() }, &Context::default());
        assert_eq!(found.mentions.len(), MAX_SEARCHED / line.len());
    }
}
