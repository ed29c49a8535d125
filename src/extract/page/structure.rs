//! What the page's elements say of the parts of its text: headings, list items, block quotes, and the entries of a live blog.

use super::blocks::{Kind, Mark, Place};
use super::dates::Reading;
use super::json_ld::Update;
use super::parts::Parts;
use super::title::same;
use crate::model::{Part, PartKind, Precision, When};

/// Fewer dated places side by side are no live blog.
const FEWEST_ENTRIES: usize = 3;
/// In so many blocks from its beginning an entry gives its time.
const HEAD: usize = 3;

/// The parts of the text that is made of these blocks, in text order; outer ones before those that lie in them.
pub(super) fn read(parts: &Parts, kept: &[usize], updates: &[Update], reading: &Reading) -> Vec<Part> {
    let text = Layout::new(parts, kept);
    let mut found: Vec<Part> = kept.iter().enumerate().filter_map(|(n, block)| text.of_block(n, *block)).collect();
    let marked = marked_entries(parts, &text, reading);
    found.extend(if marked.is_empty() { stated_entries(parts, &text, updates, reading) } else { marked });
    found.sort_by_key(|p| (p.start, std::cmp::Reverse(p.end)));
    found
}

/// Where the blocks stand in the text: joined by a blank line, in code points.
struct Layout<'a> {
    parts: &'a Parts<'a>,
    kept: &'a [usize],
    starts: Vec<usize>,
}

impl<'a> Layout<'a> {
    fn new(parts: &'a Parts<'a>, kept: &'a [usize]) -> Layout<'a> {
        let mut starts = Vec::with_capacity(kept.len());
        let mut at = 0;
        for block in kept {
            starts.push(at);
            at += parts.page.blocks[*block].text.chars().count() + 2;
        }
        Layout { parts, kept, starts }
    }

    fn text(&self, n: usize) -> &'a str {
        &self.parts.page.blocks[self.kept[n]].text
    }

    fn end(&self, n: usize) -> usize {
        self.starts[n] + self.text(n).chars().count()
    }

    /// Kept blocks within a place.
    fn within(&self, place: &Place) -> std::ops::Range<usize> {
        self.kept.partition_point(|b| *b < place.blocks.start)..self.kept.partition_point(|b| *b < place.blocks.end)
    }

    fn of_block(&self, n: usize, block: usize) -> Option<Part> {
        let page = self.parts.page;
        let quoted = page.around(page.blocks[block].place).take(4).any(|(_, p)| p.name() == "blockquote");
        let kind = match page.blocks[block].kind {
            _ if quoted => PartKind::Blockquote,
            Kind::Title | Kind::Heading => PartKind::Heading,
            Kind::Item => PartKind::Item,
            Kind::Text | Kind::Paragraph | Kind::Cell => return None,
        };
        Some(Part { start: self.starts[n], end: self.end(n), kind, label: None, when: None })
    }

    /// From its first words; the clock over them is its time already.
    fn entry(&self, blocks: std::ops::Range<usize>, when: When) -> Part {
        let is_clock = |n: &usize| *n + 1 < blocks.end && !self.text(*n).chars().any(char::is_alphabetic);
        let blocks = blocks.start + blocks.clone().take_while(is_clock).count()..blocks.end;
        let is_heading = |n: &usize| matches!(self.parts.page.blocks[self.kept[*n]].kind, Kind::Title | Kind::Heading);
        let label = blocks.clone().take(HEAD).find(is_heading).map(|n| self.text(n).to_owned());
        Part { start: self.starts[blocks.start], end: self.end(blocks.end - 1), kind: PartKind::Entry, label, when: Some(when) }
    }
}

/// Places side by side, each with a time of its own at its head, that together hold most of the text.
fn marked_entries(parts: &Parts, text: &Layout, reading: &Reading) -> Vec<Part> {
    let mut heads: Vec<(usize, &Mark)> = Vec::new();
    for mark in parts.page.marks.iter().filter(|m| !parts.aside(m.place)) {
        let opened = parts.page.around(mark.place).filter(|(_, p)| mark.block < p.blocks.start + HEAD && !text.within(p).is_empty());
        heads.extend(opened.map(|(place, _)| (place, mark)));
    }
    heads.sort_by_key(|(place, _)| *place);
    heads.dedup_by_key(|(place, _)| *place);
    let parent = |place: usize| parts.page.places[place].parent;
    let mut parents: Vec<usize> = heads.iter().map(|(place, _)| parent(*place)).collect();
    parents.sort_unstable();
    let most = parents.chunk_by(|a, b| a == b).filter(|c| c.len() >= FEWEST_ENTRIES).max_by_key(|c| (c.len(), c[0]));
    let Some(around) = most.map(|c| c[0]) else { return Vec::new() };
    let of = |(place, mark): &(usize, &Mark)| {
        let when = reading.element(mark.element).filter(|w| w.precision >= Precision::Minute)?;
        Some(text.entry(text.within(&parts.page.places[*place]), when))
    };
    let entries: Vec<Part> = heads.iter().filter(|(place, _)| parent(*place) == around).filter_map(of).collect();
    let covered: usize = entries.iter().map(|e| e.end - e.start).sum();
    let whole = text.kept.len().checked_sub(1).map_or(0, |last| text.end(last));
    if entries.len() >= FEWEST_ENTRIES && covered * 2 >= whole { entries } else { Vec::new() }
}

/// The updates that the page's data list, from where their headline stands to the next.
fn stated_entries(parts: &Parts, text: &Layout, updates: &[Update], reading: &Reading) -> Vec<Part> {
    let heading = |headline: &str| {
        (0..text.kept.len()).find(|n| parts.page.blocks[text.kept[*n]].kind != Kind::Paragraph && same(text.text(*n), headline))
    };
    let mut heads: Vec<(usize, When)> =
        updates.iter().filter_map(|u| Some((heading(&u.headline)?, reading.machine(&u.published)?))).collect();
    heads.sort_by_key(|(n, _)| *n);
    heads.dedup_by_key(|(n, _)| *n);
    if heads.len() < FEWEST_ENTRIES {
        return Vec::new();
    }
    let ends: Vec<usize> = heads.iter().skip(1).map(|(n, _)| *n).chain([text.kept.len()]).collect();
    heads.into_iter().zip(ends).map(|((n, when), end)| text.entry(n..end, when)).collect()
}
