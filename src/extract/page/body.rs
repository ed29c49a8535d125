//! The article's text: which blocks of its part of the page belong to it.

use super::blocks::{Block, Kind};
use super::parts::Parts;

/// Paragraphs joined by a blank line.
pub(super) fn read(parts: &Parts, title: Option<&str>) -> String {
    let text = |block: usize| parts.page.blocks[block].text.as_str();
    kept(parts, title).into_iter().map(text).collect::<Vec<_>>().join("\n\n")
}

fn kept(parts: &Parts, title: Option<&str>) -> Vec<usize> {
    let Some(place) = parts.page.places.get(parts.root) else { return Vec::new() };
    place.blocks.clone().filter(|b| !parts.out[*b] && belongs(&parts.page.blocks[*b], title)).collect()
}

fn belongs(block: &Block, title: Option<&str>) -> bool {
    let dense = block.linked * 10 > block.text.len() * 7;
    block.kind != Kind::Title && !dense && title != Some(block.text.as_str())
}
