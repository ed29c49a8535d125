//! The one walk over the tree: a page becomes a list of text blocks, each in the place (block element) that holds it.
//!
//! All evidence about text (links in it, names of its places, what declares it) hangs on these two lists, so that the
//! choice of the article is arithmetic over them.

use super::tree;
use super::words::{Reader, Signs};
use scraper::{ElementRef, Html, Node};

/// A run of text that a reader sees as one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Whitespace made single spaces.
    pub(super) text: String,
    /// Bytes of it within links.
    pub(super) linked: usize,
    /// Index of the innermost block element.
    pub(super) place: usize,
}

/// What the innermost telling element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Paragraph,
    Title,
    Heading,
    Item,
    Cell,
}

/// A block element.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) element: ElementRef<'a>,
    /// The place around it; the first is its own parent.
    pub(super) parent: usize,
    pub(super) depth: usize,
    pub(super) signs: Signs,
    /// Blocks in it: the first, and the first after it.
    pub(super) blocks: std::ops::Range<usize>,
    /// The next place that does not lie in this one.
    pub(super) next: usize,
}

impl Place<'_> {
    /// The element's name.
    pub(super) fn name(&self) -> &str {
        self.element.value().name()
    }
}

/// An element that may name the date or an author.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub(super) element: ElementRef<'a>,
    /// The place around it.
    pub(super) place: usize,
    /// The block that it stands in or before.
    pub(super) block: usize,
}

/// The page as blocks in places, all in document order.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub(super) blocks: Vec<Block>,
    pub(super) places: Vec<Place<'a>>,
    pub(super) marks: Vec<Mark<'a>>,
}

impl Page<'_> {
    /// The places from a block's own outwards.
    pub(super) fn around(&self, place: usize) -> impl Iterator<Item = (usize, &Place<'_>)> {
        let outer = |p: &usize| (*p > 0).then(|| self.places[*p].parent);
        std::iter::successors(Some(place), outer).map(|p| (p, &self.places[p]))
    }
}

/// Elements whose text no reader takes for the article's.
const SKIPPED: &[&str] = &[
    "audio", "button", "canvas", "datalist", "dialog", "embed", "fieldset", "head", "iframe", "input", "map", "menu", "meter", "noscript",
    "object", "progress", "script", "select", "style", "svg", "template", "textarea", "title", "video",
];
/// Elements that begin and end a block.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements that may be hidden and hold the page all the same, until a program shows it.
const HIDEABLE: &[&str] = &["article", "div", "main", "section"];
/// Elements whose name alone says that the article is elsewhere.
const ELSEWHERE: &[&str] = &["aside", "footer", "form", "nav"];
/// Longer names are lists of utility classes.
const LONGEST_NAME: usize = 300;
/// Values of `role` that say the same (WAI-ARIA landmarks).
const ROLES_ELSEWHERE: &[&str] =
    &["alert", "banner", "complementary", "contentinfo", "dialog", "form", "menu", "menubar", "navigation", "search", "toolbar", "tooltip"];

/// Reads the tree once.
pub(super) fn read(html: &Html) -> Page<'_> {
    let mut walk = Walk { page: Page::default(), reader: Reader::default(), run: String::new(), linked: 0, in_link: false };
    walk.block(html.root_element(), 0);
    walk.page
}

struct Walk<'a> {
    page: Page<'a>,
    reader: Reader,
    run: String,
    linked: usize,
    in_link: bool,
}

impl<'a> Walk<'a> {
    fn block(&mut self, element: ElementRef<'a>, parent: usize) {
        self.flush(parent);
        let place = self.page.places.len();
        let depth = self.page.places.get(parent).map_or(0, |p| p.depth + 1);
        let signs = self.signs(element);
        let first = self.page.blocks.len();
        self.page.places.push(Place { element, parent, depth, signs, blocks: first..first, next: place + 1 });
        self.inside(element, place);
        self.flush(place);
        let (blocks, places) = (self.page.blocks.len(), self.page.places.len());
        self.page.places[place].blocks.end = blocks;
        self.page.places[place].next = places;
    }

    fn inside(&mut self, element: ElementRef<'a>, place: usize) {
        let mut breaks = 0;
        for child in element.children() {
            match child.value() {
                Node::Text(text) => {
                    if !text.trim().is_empty() {
                        breaks = 0;
                    }
                    self.push(text);
                }
                Node::Element(e) if e.name() == "br" => {
                    breaks += 1;
                    self.push(" ");
                    // Two line breaks are how old pages part their paragraphs.
                    if breaks == 2 {
                        self.flush(place);
                    }
                }
                Node::Element(_) => {
                    breaks = 0;
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, place);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'a>, place: usize) {
        let name = element.value().name();
        if SKIPPED.contains(&name) || hidden(element) && !HIDEABLE.contains(&name) || is_reading_aid(element) {
            self.push(" ");
            return;
        }
        if self.marks(element) {
            self.page.marks.push(Mark { element, place, block: self.page.blocks.len() });
        }
        if BLOCKS.contains(&name) || self.inline_elsewhere(element) {
            return self.block(element, place);
        }
        let outer = self.in_link;
        self.in_link |= name == "a" && element.value().attr("href").is_some();
        self.inside(element, place);
        self.in_link = outer;
    }

    fn marks(&mut self, element: ElementRef) -> bool {
        let e = element.value();
        e.name() == "time"
            || e.attr("datetime").is_some()
            || e.attr("rel").is_some_and(|r| r.contains("author"))
            || self.signs(element).byline
    }

    /// An inline element that is named as a caption or the like is a block of its own, so that it can be left out;
    /// in running text names are not trusted.
    fn inline_elsewhere(&mut self, element: ElementRef<'a>) -> bool {
        let heading = element
            .ancestors()
            .take(2)
            .filter_map(ElementRef::wrap)
            .any(|e| matches!(e.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"));
        if heading || !self.run.trim().is_empty() || element.value().name() == "a" {
            return false;
        }
        let signs = self.signs(element);
        signs.out || signs.caption || signs.byline || signs.lead
    }

    fn push(&mut self, text: &str) {
        let before = self.run.len();
        tree::push(&mut self.run, text);
        if self.in_link {
            self.linked += self.run.len() - before;
        }
    }

    fn flush(&mut self, place: usize) {
        let text = self.run.trim_end();
        if !text.is_empty() {
            let kind = self.kind(place);
            // The last space of a link is not in the text.
            let linked = self.linked.min(text.len());
            self.page.blocks.push(Block { kind, text: text.to_owned(), linked, place });
        }
        self.run.clear();
        self.linked = 0;
    }

    fn kind(&self, place: usize) -> Kind {
        let mut own = None;
        for (_, place) in self.page.around(place).take(4) {
            match place.name() {
                "h1" => return Kind::Title,
                "h2" | "h3" | "h4" | "h5" | "h6" => return Kind::Heading,
                "li" | "dd" | "dt" => return Kind::Item,
                "td" | "th" => own = own.or(Some(Kind::Cell)),
                "p" => own = own.or(Some(Kind::Paragraph)),
                _ => {}
            }
        }
        own.unwrap_or(Kind::Text)
    }

    fn signs(&mut self, element: ElementRef) -> Signs {
        let e = element.value();
        let name = e.name();
        let mut signs = Signs::default();
        if name != "html" && name != "body" {
            let names: Vec<&str> = ["id", "class", "itemprop", "data-component", "data-testid"]
                .iter()
                .filter_map(|a| e.attr(a))
                .filter(|n| n.len() < LONGEST_NAME && !is_sentence(n))
                .collect();
            if !names.is_empty() {
                signs = self.reader.signs(&names.join(" "));
            }
        }
        signs.out |= ELSEWHERE.contains(&name) || e.attr("role").is_some_and(|r| ROLES_ELSEWHERE.contains(&r));
        if hidden(element) {
            (signs.out, signs.apart) = (true, true);
        }
        signs.caption |= matches!(name, "figcaption" | "caption");
        if matches!(name, "main" | "article") || e.attr("itemprop").is_some_and(|p| p.split(' ').any(|p| p == "articleBody")) {
            signs.out = false;
        }
        signs
    }
}

/// Ruby text, unless the page gives it parentheses for plain text.
fn is_reading_aid(element: ElementRef) -> bool {
    let has_parentheses = |p: ElementRef| p.children().filter_map(ElementRef::wrap).any(|c| c.value().name() == "rp");
    element.value().name() == "rt" && !element.parent().and_then(ElementRef::wrap).is_some_and(has_parentheses)
}

/// Headings are made into anchors whole: `what-the-author-said-of-comments-in-the-press`.
fn is_sentence(name: &str) -> bool {
    !name.contains(' ') && name.matches('-').count() > 5
}

fn hidden(element: ElementRef) -> bool {
    let e = element.value();
    e.attr("hidden").is_some() || e.attr("style").is_some_and(|s| s.replace(' ', "").to_ascii_lowercase().contains("display:none"))
}
