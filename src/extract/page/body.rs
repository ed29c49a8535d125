//! The article's text: which blocks of the page belong to it.

use super::blocks::{Block, Kind};
use super::parts::Parts;
use super::phrases;
use super::title::same;
use std::collections::HashSet;

/// Paragraphs joined by a blank line. `stated` is the text that the page's data give, taken where the page shows less.
pub(super) fn read(parts: &Parts, title: Option<&str>, stated: Option<&str>) -> String {
    let kept = kept(parts, title);
    let shown = kept.into_iter().map(|b| parts.page.blocks[b].text.as_str()).collect::<Vec<_>>().join("\n\n");
    match stated {
        Some(stated) if stated.len() > 400 && shown.len() * 2 < stated.len() => paragraphs(stated),
        _ => shown,
    }
}

fn paragraphs(text: &str) -> String {
    text.split('\n').map(super::tree::squeezed).filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn kept(parts: &Parts, title: Option<&str>) -> Vec<usize> {
    let Some(place) = parts.page.places.get(parts.root) else { return Vec::new() };
    let block = |b: usize| &parts.page.blocks[b];
    let mut kept: Vec<usize> = place.blocks.clone().filter(|b| !parts.out[*b]).collect();
    without_ends(parts, &mut kept);
    let mut seen = HashSet::new();
    kept = lead(parts, title).chain(kept).collect();
    let headline = (0..place.blocks.end).find(|b| block(*b).kind == Kind::Title);
    kept.retain(|b| {
        headline != Some(*b) && belongs(block(*b), title) && (block(*b).text.len() < 60 || seen.insert(block(*b).text.as_str()))
    });
    // A heading belongs to what follows it.
    while kept.last().is_some_and(|b| block(*b).kind == Kind::Heading) {
        kept.pop();
    }
    kept
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

/// Takes out the boxes that open with a line such as "Related articles"; where the line stands alone, all after it goes
/// if that is the lesser part, else only the links that follow.
fn without_ends(parts: &Parts, kept: &mut Vec<usize>) {
    let mass = |blocks: &[usize]| blocks.iter().map(|b| parts.prose[*b]).sum::<usize>();
    let mut n = 1;
    while n < kept.len() {
        if phrases::is_end(&parts.page.blocks[kept[n]].text) {
            let boxed = parts.opened_by(kept[n]);
            let rest = mass(&kept[n..]);
            let end = match kept[n..].iter().position(|b| !boxed.contains(b)) {
                Some(end) if end > 1 && rest > 0 => n + end,
                _ if rest * 3 < mass(kept) => kept.len(),
                _ => n + 1 + kept[n + 1..].iter().take_while(|b| parts.prose[**b] == 0).count(),
            };
            kept.drain(n..end);
        } else {
            n += 1;
        }
    }
}

fn belongs(block: &Block, title: Option<&str>) -> bool {
    let own = block.text.len().saturating_sub(block.linked);
    let dense = block.linked * 10 > block.text.len() * 7 && !(own > 40 && block.text.ends_with(['.', '”', '"', '…']));
    let headline = block.kind == Kind::Title && title.is_none_or(|t| same(t, &block.text)) || title == Some(block.text.as_str());
    !headline && !dense && !phrases::is_boilerplate(&block.text)
}
