//! The parts of a page: which places its names put aside, where its prose lies, and which place is the article.

use super::blocks::{Block, Kind, Page};
use super::title::{folded, same};
use std::collections::HashSet;

/// The page with what is computed of each place.
pub(super) struct Parts<'p> {
    pub(super) page: &'p Page<'p>,
    /// For each block: in a place that is named as no part of the article.
    pub(super) out: Vec<bool>,
    /// For each place: it or one around it is named so.
    aside: Vec<bool>,
    /// For each block: how much it looks like prose, in bytes.
    pub(super) prose: Vec<usize>,
    /// For each place: the prose in it.
    mass: Vec<usize>,
    /// The place that is the article.
    pub(super) root: usize,
    /// The first block that is set as the page's title.
    title: Option<usize>,
}

impl<'p> Parts<'p> {
    /// Weighs the page; `stated` is the text that its data give, which speaks for the blocks that it holds.
    pub(super) fn new(page: &'p Page<'p>, title: Option<&str>, stated: Option<&str>) -> Parts<'p> {
        let stated = stated.map(folded).unwrap_or_default();
        let attested: Vec<bool> = page.blocks.iter().map(|b| b.text.len() > 40 && stated.contains(&folded(&b.text))).collect();
        let raw: Vec<usize> = page.blocks.iter().map(prose).zip(&attested).map(|(p, a)| if *a { p * 4 } else { p }).collect();
        let mut parts = Parts {
            page,
            out: vec![false; raw.len()],
            aside: vec![false; page.places.len()],
            prose: raw,
            mass: Vec::new(),
            root: 0,
            title: page.blocks.iter().position(|b| b.kind == Kind::Title),
        };
        parts.weigh();
        let headline =
            page.blocks.iter().position(|b| matches!(b.kind, Kind::Title | Kind::Heading) && title.is_some_and(|t| same(t, &b.text)));
        parts.leave_out(headline);
        parts.leave_out_figures();
        parts.leave_out_teasers();
        for (block, out) in parts.out.iter_mut().enumerate() {
            *out &= !attested[block];
            if *out {
                parts.prose[block] = 0;
            }
        }
        parts.weigh();
        parts.root = parts.find_root();
        parts
    }

    fn weigh(&mut self) {
        let mut sums = vec![0];
        for prose in &self.prose {
            sums.push(sums[sums.len() - 1] + prose);
        }
        self.mass = self.page.places.iter().map(|p| sums[p.blocks.end] - sums[p.blocks.start]).collect();
    }

    /// Marks what its names put aside, unless that holds most of the page, or the headline and some of it: then the
    /// names are wrong.
    fn leave_out(&mut self, headline: Option<usize>) {
        let all = self.mass.first().copied().unwrap_or(0);
        for (index, place) in self.page.places.iter().enumerate() {
            let signs = place.signs;
            let share = if signs.apart || place.name() == "aside" { 9 } else { 5 };
            let titled = headline.is_some_and(|h| place.blocks.contains(&h)) && self.mass[index] * 5 > all;
            let most = titled || self.mass[index] * 10 > all * share;
            if (signs.out || signs.caption || signs.byline) && !most {
                self.out[place.blocks.clone()].fill(true);
                if signs.out {
                    self.aside[index..place.next].fill(true);
                }
            }
        }
    }

    /// Marks the bare words of figures, which are captions and credits; paragraphs and quotations in them are text.
    fn leave_out_figures(&mut self) {
        for place in self.page.places.iter().filter(|p| p.name() == "figure") {
            for block in place.blocks.clone() {
                self.out[block] |= self.page.blocks[block].kind == Kind::Text;
            }
        }
    }

    /// Marks the teasers of other articles: small places with one heading, which is a link, and a text. Where they are
    /// more than a third of the prose, the page is a list and they are what it says.
    fn leave_out_teasers(&mut self) {
        let mass = |blocks: &mut dyn Iterator<Item = usize>| blocks.filter(|b| !self.out[*b]).map(|b| self.prose[b]).sum::<usize>();
        let third = mass(&mut (0..self.out.len())) / 3;
        let places = self.page.places.iter().filter(|p| is_teaser(&self.page.blocks[p.blocks.clone()]));
        let small = places.filter(|p| mass(&mut p.blocks.clone()) < third);
        let blocks: HashSet<usize> = small.flat_map(|p| p.blocks.clone()).collect();
        if mass(&mut blocks.iter().copied()) < third {
            for block in blocks {
                self.out[block] = true;
            }
        }
    }

    /// The innermost place that holds nearly all of the prose, and is more than a part of a text.
    fn find_root(&self) -> usize {
        let mut root = 0;
        loop {
            let inner = self.children(root).max_by_key(|c| self.mass[*c]);
            let Some(inner) = inner.filter(|c| self.mass[*c] > 0 && self.mass[*c] * 20 >= self.mass[root] * SHARE) else { return root };
            if PARTS_OF_TEXT.contains(&self.page.places[inner].name()) {
                return root;
            }
            root = inner;
        }
    }

    /// The blocks of the outermost place within the article that this block opens.
    pub(super) fn opened_by(&self, block: usize) -> std::ops::Range<usize> {
        let own = self.page.blocks[block].place;
        let around = self.page.around(own).take_while(|(p, place)| *p != self.root && place.blocks.start == block);
        around.last().map_or(block..block + 1, |(_, place)| place.blocks.clone())
    }

    /// The block is named as the lead.
    pub(super) fn leads(&self, block: usize) -> bool {
        self.page.around(self.page.blocks[block].place).take(3).any(|(_, p)| p.signs.lead)
    }

    /// The place lies in one that is no part of the article.
    pub(super) fn aside(&self, place: usize) -> bool {
        self.aside[place]
    }

    /// The place lies among comments, in a sidebar or the like.
    pub(super) fn apart(&self, place: usize) -> bool {
        self.page.around(place).any(|(_, p)| p.signs.apart || p.name() == "nav")
    }

    /// The block stands around the headline or at the start of the article.
    pub(super) fn near_title(&self, block: usize) -> bool {
        let first = self.page.places.get(self.root).map_or(0, |p| p.blocks.start);
        block.abs_diff(self.title.unwrap_or(first)) <= 8 || block.abs_diff(first) <= 8
    }

    fn children(&self, place: usize) -> impl Iterator<Item = usize> {
        let end = self.page.places.get(place).map_or(0, |p| p.next);
        let first = place + 1;
        std::iter::successors((first < end).then_some(first), move |c| Some(self.page.places[*c].next).filter(|n| *n < end))
    }
}

/// Twentieths of the prose of a place that one in it must hold to stand for it.
const SHARE: usize = 15;
/// Elements that hold a part of a text, never a whole one.
const PARTS_OF_TEXT: &[&str] = &["blockquote", "dl", "h1", "h2", "h3", "h4", "li", "ol", "p", "pre", "table", "ul"];

/// A few blocks with one heading, which is a link.
fn is_teaser(blocks: &[Block]) -> bool {
    let mut headings = blocks.iter().filter(|b| matches!(b.kind, Kind::Heading | Kind::Title));
    let linked = headings.next().is_some_and(|h| h.linked * 10 >= h.text.len() * 9);
    linked && headings.next().is_none() && (2..=6).contains(&blocks.len())
}

/// How much a block looks like prose: its bytes without links, where it is long or ends like a sentence.
fn prose(block: &Block) -> usize {
    let own = block.text.len().saturating_sub(block.linked);
    if matches!(block.kind, Kind::Title | Kind::Heading) || block.linked * 2 > block.text.len() || own < 40 {
        return 0;
    }
    own
}
