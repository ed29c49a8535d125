//! HTML → article text and metadata.

mod blocks;
mod body;
mod limits;
mod tree;
mod words;

use super::Context;
use crate::model::Article;
use scraper::Html;

/// Reads an HTML page.
#[must_use]
pub fn read(html: &str, _context: &Context) -> Article {
    let html = Html::parse_document(&limits::within(html));
    let page = blocks::read(&html);
    Article { text: body::read(&page, None), ..Article::default() }
}
