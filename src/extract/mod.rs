//! Page → article text and metadata; text → dates, quotations, names.
//!
//! Only computes: no clock, no network, no files. Every function is given what is known of the text as a [`Context`].
//!
//! - [`page`]: HTML → [`Article`](crate::model::Article)
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

use crate::model::{Article, Findings, KnownEntity, Mention, When, Zone};
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
    let text = &article.text;
    let mut mentions: Vec<Mention> = time::mentions(text, context);
    entries::dated(text, &article.parts, context, &mut mentions);
    let (mut quotes, entities) = quotes::read(text, &mentions, context);
    entries::said(&article.parts, &mut quotes);
    Findings { quotes, mentions, entities }
}

/// Adds the parts that the words tell to those that the page told.
pub fn tell_parts(article: &mut Article) {
    article.parts.extend(parts::of_text(&article.text));
    article.parts.sort_by_key(|p| (p.start, std::cmp::Reverse(p.end)));
}
