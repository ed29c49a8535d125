//! The parts of a page: which places its names put aside, where its prose lies, and which place is the article.

use super::blocks::{Block, Kind, Page};

/// The page with what is computed of each place.
pub(super) struct Parts<'p> {
    pub(super) page: &'p Page<'p>,
    /// For each block: in a place that is named as no part of the article.
    pub(super) out: Vec<bool>,
    /// For each place: it or one around it is named so.
    aside: Vec<bool>,
    /// For each block: how much it looks like prose, in bytes.
    prose: Vec<usize>,
    /// For each place: the prose in it.
    mass: Vec<usize>,
    /// The place that is the article.
    pub(super) root: usize,
}

impl<'p> Parts<'p> {
    pub(super) fn new(page: &'p Page<'p>) -> Parts<'p> {
        let raw: Vec<usize> = page.blocks.iter().map(prose).collect();
        let mut parts =
            Parts { page, out: vec![false; raw.len()], aside: vec![false; page.places.len()], prose: raw, mass: Vec::new(), root: 0 };
        parts.weigh();
        parts.leave_out();
        for (block, out) in parts.out.iter().enumerate() {
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

    /// Marks what its names put aside, unless that is most of the page: then the names are wrong.
    fn leave_out(&mut self) {
        let all = self.mass.first().copied().unwrap_or(0);
        for (index, place) in self.page.places.iter().enumerate() {
            let signs = place.signs;
            let most = if signs.comments { self.mass[index] * 10 > all * 9 } else { self.mass[index] * 2 > all };
            if (signs.out || signs.caption || signs.byline) && !most {
                self.out[place.blocks.clone()].fill(true);
                if signs.out {
                    self.aside[index..place.next].fill(true);
                }
            }
        }
    }

    /// The innermost place that holds nearly all of the prose.
    fn find_root(&self) -> usize {
        let mut root = 0;
        loop {
            let enough = self.mass[root] * 3 / 4;
            let Some(inner) = self.children(root).max_by_key(|c| self.mass[*c]) else { return root };
            if self.mass[inner] == 0 || self.mass[inner] < enough || self.page.places[inner].blocks.len() < 2 {
                return root;
            }
            root = inner;
        }
    }

    /// The place lies in one that is no part of the article.
    pub(super) fn aside(&self, place: usize) -> bool {
        self.aside[place]
    }

    /// The block stands around the headline or at the start of the article.
    pub(super) fn near_title(&self, block: usize) -> bool {
        let first = self.page.places.get(self.root).map_or(0, |p| p.blocks.start);
        let title = self.page.blocks.iter().position(|b| b.kind == Kind::Title).unwrap_or(first);
        block.abs_diff(title) <= 8 || block.abs_diff(first) <= 8
    }

    fn children(&self, place: usize) -> impl Iterator<Item = usize> {
        let end = self.page.places.get(place).map_or(0, |p| p.next);
        let first = place + 1;
        std::iter::successors((first < end).then_some(first), move |c| Some(self.page.places[*c].next).filter(|n| *n < end))
    }
}

/// How much a block looks like prose: its bytes without links, where it is long or ends like a sentence.
fn prose(block: &Block) -> usize {
    let own = block.text.len().saturating_sub(block.linked);
    if matches!(block.kind, Kind::Title | Kind::Heading) || block.linked * 2 > block.text.len() || own < 40 {
        return 0;
    }
    own
}
