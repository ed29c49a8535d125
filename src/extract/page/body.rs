//! The article's text: which part of the page it is, and which blocks of that part belong to it.

use super::blocks::{Block, Kind, Page};

/// Paragraphs joined by a blank line.
pub(super) fn read(page: &Page, title: Option<&str>) -> String {
    let view = View::new(page);
    let root = view.root();
    let kept = view.kept(root, title);
    kept.iter().map(|b| page.blocks[*b].text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The page with what is computed of each place.
struct View<'p> {
    page: &'p Page<'p>,
    /// For each block: in a place that is named as no part of the article.
    out: Vec<bool>,
    /// For each block: how much it looks like prose, in bytes.
    prose: Vec<usize>,
    /// For each place: the prose in it.
    mass: Vec<usize>,
}

impl<'p> View<'p> {
    fn new(page: &'p Page<'p>) -> View<'p> {
        let raw: Vec<usize> = page.blocks.iter().map(prose).collect();
        let mut view = View { page, out: vec![false; raw.len()], prose: raw, mass: Vec::new() };
        view.weigh();
        view.leave_out();
        for (block, out) in view.out.iter().enumerate() {
            if *out {
                view.prose[block] = 0;
            }
        }
        view.weigh();
        view
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
            }
        }
    }

    /// The innermost place that holds nearly all of the prose.
    fn root(&self) -> usize {
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

    fn children(&self, place: usize) -> impl Iterator<Item = usize> {
        let end = self.page.places.get(place).map_or(0, |p| p.next);
        let first = place + 1;
        std::iter::successors((first < end).then_some(first), move |c| Some(self.page.places[*c].next).filter(|n| *n < end))
    }

    fn kept(&self, root: usize, title: Option<&str>) -> Vec<usize> {
        let Some(place) = self.page.places.get(root) else { return Vec::new() };
        place.blocks.clone().filter(|b| !self.out[*b] && belongs(&self.page.blocks[*b], title)).collect()
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

fn belongs(block: &Block, title: Option<&str>) -> bool {
    let dense = block.linked * 10 > block.text.len() * 7;
    block.kind != Kind::Title && !dense && title != Some(block.text.as_str())
}
