//! HTML → article text and metadata.
//!
//! The tree is built once, within `limits`, and walked once into text blocks (`blocks`); which of them are the
//! article is told from their names, links and length together (`parts`, `body`). The metadata come from JSON-LD
//! (`json_ld`), `<meta>` (`meta`) and the text, a file each.

mod about;
mod address;
mod authors;
mod blocks;
mod body;
mod date_text;
mod dates;
mod embedded;
mod feeds;
mod harmless;
mod json_ld;
mod language;
mod limits;
mod list;
mod local_date;
mod meta;
mod months;
mod parts;
mod phrases;
mod publisher;
mod structure;
mod title;
mod tree;
mod words;

pub use harmless::harmless;

use super::Context;
use crate::model::{Article, Entry, OpmlFeed, Select};
use parts::Parts;
use scraper::Html;

/// Reads an HTML page, as far as its size allows; the second says where it does not.
#[must_use]
pub fn read(source: &str, context: &Context) -> (Article, Option<String>) {
    let (seen, bytes) = limits::within(source);
    let html = Html::parse_document(&seen);
    let meta = meta::read(&html);
    let mut stated = json_ld::read(&html, context.url);
    let page = blocks::read(&html);
    if stated.body.is_none() && shows_little(&page) {
        stated.body = embedded::read(&html);
    }
    let sites = publisher::sites(&meta, &stated, context);
    let title = title::read(&page, &meta, &stated, &sites).or(context.title.map(str::to_owned));
    let parts = Parts::new(&page, title.as_deref(), stated.body.as_deref());
    let kept = body::read(&parts, title.as_deref(), stated.body.as_deref());
    let text = match &stated.body {
        Some(stated) if kept.is_empty() => body::paragraphs(stated),
        _ => body::text(&parts, &kept),
    };
    let locale = language::locale(&meta, stated.language.as_deref());
    let dates = dates::read(&parts, &meta, &stated, locale.as_deref(), context, source);
    let canonical = meta.link("canonical").or(meta.first(&["og:url"])).and_then(|u| address::absolute(u, context.url));
    let article = Article {
        url: context.url.or(canonical.as_deref()).map(address::cleaned),
        authors: authors::read(&parts, &meta, &stated, &sites),
        publisher: publisher::read(&meta, &stated, context),
        language: language::read(&meta, stated.language.as_deref(), &text).or(context.language.map(str::to_owned)),
        published: dates.published,
        modified: dates.modified,
        canonical,
        title,
        about: about::read(&meta, &stated, context),
        parts: structure::read(&parts, &kept, &stated.updates, &dates::Reading::new(locale.as_deref(), context)),
        text,
    };
    (article, (bytes < source.len()).then(|| cut(bytes, source.len())))
}

/// In kB, each rounded up.
fn cut(bytes: usize, whole: usize) -> String {
    format!(
        "of this page only the first {} of {} kB were read: it has more elements or text than any article",
        bytes.div_ceil(1000),
        whole.div_ceil(1000)
    )
}

/// A page whose program is to fill it.
fn shows_little(page: &blocks::Page) -> bool {
    page.blocks.iter().map(|b| b.text.len() - b.linked).sum::<usize>() < 1_000
}

/// Reads which feeds a page names.
#[must_use]
pub fn feeds(html: &str, context: &Context) -> Vec<OpmlFeed> {
    feeds::read(&Html::parse_document(&limits::within(html).0), context)
}

/// Reads the links of a list page in its order: the entry's id is its address.
///
/// # Errors
/// A selector that is none, by its name.
pub fn links(html: &str, select: &Select, context: &Context) -> Result<Vec<Entry>, String> {
    let html = Html::parse_document(&limits::within(html).0);
    let locale = language::locale(&meta::read(&html), None);
    list::read(&html, select, context.url, &dates::Reading::new(locale.as_deref(), context))
}

/// Reads which page a list goes on with.
///
/// # Errors
/// A selector that is none.
pub fn next(html: &str, select: &Select, context: &Context) -> Result<Option<String>, String> {
    list::next(&Html::parse_document(&limits::within(html).0), select, context.url)
}

#[cfg(test)]
mod tests;
