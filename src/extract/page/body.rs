//! The article's text: which blocks of the page belong to it.

use super::blocks::{Block, Kind, Mark};
use super::date_text::{self, Order};
use super::parts::Parts;
use super::phrases;
use super::title::{folded, same};
use crate::model::Zone;
use std::collections::HashSet;

/// The blocks of the page that are the article's, in their order; none where the page's data give more than it shows.
pub(super) fn read(parts: &Parts, title: Option<&str>, stated: Option<&str>) -> Vec<usize> {
    let kept = kept(parts, title);
    let shown: usize = kept.iter().map(|b| parts.page.blocks[*b].text.len() + 2).sum();
    let more = stated.is_some_and(|stated| stated.len() > 400 && shown * 2 < stated.len());
    if more { Vec::new() } else { kept }
}

/// Blocks joined by a blank line.
pub(super) fn text(parts: &Parts, kept: &[usize]) -> String {
    kept.iter().map(|b| parts.page.blocks[*b].text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The paragraphs of a text that came in one piece, joined by a blank line.
pub(super) fn paragraphs(text: &str) -> String {
    text.split('\n').map(super::tree::squeezed).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn kept(parts: &Parts, title: Option<&str>) -> Vec<usize> {
    let Some(place) = parts.page.places.get(parts.root) else { return Vec::new() };
    let block = |b: usize| &parts.page.blocks[b];
    let inside: Vec<usize> = place.blocks.clone().filter(|b| !parts.out[*b]).collect();
    let mut kept: Vec<usize> = lead(parts, title).chain(without_ends(parts, &inside)).collect();
    let mut seen = HashSet::new();
    let headline = (0..place.blocks.end).find(|b| block(*b).kind == Kind::Title);
    kept.retain(|b| {
        headline != Some(*b) && belongs(block(*b), title) && (block(*b).text.len() < 60 || seen.insert(block(*b).text.as_str()))
    });
    let clocks = clocks(parts);
    kept.retain(|b| !clocks.contains(b));
    without_pulled(parts, &mut kept);
    // A heading belongs to what follows it.
    while kept.last().is_some_and(|b| block(*b).kind == Kind::Heading) {
        kept.pop();
    }
    kept
}

/// Blocks that are nothing but a `<time>`.
fn clocks(parts: &Parts) -> HashSet<usize> {
    let is_clock = |m: &&Mark| {
        m.element.value().name() == "time" && parts.page.blocks.get(m.block).is_some_and(|b| b.text == super::tree::text(m.element))
    };
    parts.page.marks.iter().filter(is_clock).map(|m| m.block).collect()
}

/// More are a way of writing, and would cost their number times the text.
const MOST_PULLED: usize = 40;
/// Blocks of a box with pulled words; a larger one holds the article.
const LARGEST_BOX: usize = 5;
/// Letters of a text that is looked for in the rest: fewer may well be said twice.
const FEWEST_LETTERS: usize = 20;

/// Leaves out words set apart that the running text has too, with the lines beside them (who said it).
fn without_pulled(parts: &Parts, kept: &mut Vec<usize>) {
    let pulled = |b: &usize| {
        let place = parts.page.blocks[*b].place;
        parts.page.around(place).take(4).filter(|(p, _)| *p != parts.root).find(|(_, p)| {
            p.blocks.len() <= LARGEST_BOX && (p.signs.pulled && !p.signs.body || matches!(p.name(), "blockquote" | "aside" | "figure"))
        })
    };
    let (apart, running): (Vec<usize>, Vec<usize>) = kept.iter().partition(|b| pulled(b).is_some());
    if apart.is_empty() {
        return;
    }
    let running: String = running.iter().map(|b| folded(&parts.page.blocks[*b].text)).collect();
    let repeated = |b: &&usize| {
        let words = folded(&parts.page.blocks[**b].text);
        words.len() >= FEWEST_LETTERS && running.contains(&words)
    };
    let boxes: Vec<_> = apart.iter().take(MOST_PULLED).filter(repeated).filter_map(|b| Some(pulled(b)?.1.blocks.clone())).collect();
    kept.retain(|b| !boxes.iter().any(|range| range.contains(b)));
}

/// Text between the headline and the article's place: the lead. It may be set as a heading.
fn lead(parts: &Parts, title: Option<&str>) -> impl Iterator<Item = usize> {
    let blocks = &parts.page.blocks;
    let first = parts.page.places[parts.root].blocks.start;
    let is_title = |b: &usize| blocks[*b].kind == Kind::Title || title == Some(blocks[*b].text.as_str());
    let title = (0..first).rev().find(is_title).filter(|t| first - t < 60);
    let from = title.map_or(first, |t| t + 1);
    (from..first).filter(|b| {
        let block = &blocks[*b];
        let own = block.text.len().saturating_sub(block.linked);
        !parts.out[*b] && (own > 60 || own > 20 && parts.leads(*b))
    })
}

/// Leaves out the boxes that open with a line such as "Related articles"; where the line stands alone, all after it goes
/// if that is the lesser part, else only the links that follow.
fn without_ends(parts: &Parts, blocks: &[usize]) -> Vec<usize> {
    let mut kept = Vec::with_capacity(blocks.len());
    let mut rest: usize = blocks.iter().map(|b| parts.prose[*b]).sum();
    let (mut n, mut before) = (0, 0);
    while n < blocks.len() {
        let ends = n > 0 && phrases::is_end(&parts.page.blocks[blocks[n]].text);
        let length = if ends { box_length(parts, &blocks[n..], before, rest) } else { 1 };
        let prose = blocks[n..n + length].iter().map(|b| parts.prose[*b]).sum::<usize>();
        rest -= prose;
        if !ends {
            kept.push(blocks[n]);
            before += prose;
        }
        n += length;
    }
    kept
}

/// How many blocks go with the line that the first of them is; `before` and `rest` are the prose before and from there.
fn box_length(parts: &Parts, blocks: &[usize], before: usize, rest: usize) -> usize {
    let boxed = parts.opened_by(blocks[0]);
    match blocks.iter().position(|b| !boxed.contains(b)) {
        Some(length) if length > 1 && rest > 0 => length,
        _ if rest * 2 < before => blocks.len(),
        _ => 1 + blocks[1..].iter().take_while(|b| parts.prose[**b] == 0).count(),
    }
}

fn belongs(block: &Block, title: Option<&str>) -> bool {
    let own = block.text.len().saturating_sub(block.linked);
    let dense = block.linked * 10 > block.text.len() * 7 && !(own > 40 && block.text.ends_with(['.', '”', '"', '…']));
    let headline = block.kind == Kind::Title && title.is_none_or(|t| same(t, &block.text)) || title == Some(block.text.as_str());
    !headline && !dense && !is_date(&block.text) && !phrases::is_boilerplate(&block.text)
}

/// The line is hardly more than a date.
fn is_date(line: &str) -> bool {
    line.len() < 60 && date_text::first(line, Order::Unknown, Zone::Unknown).is_some_and(|f| f.range.len() * 5 > line.len() * 3)
}
