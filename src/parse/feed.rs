//! RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF: one walk for all, for in practice they are mixed.
//!
//! Containers are seen through, entries are collected as slices of the source and read once the head of the feed is known,
//! for their addresses are relative to it. The tables of `vocabulary` say what an element means. feed-rs is not used here:
//! it refuses the whole feed at the first fault, and of dates it keeps the instant only (see `json` for where it is used).

use super::entry::{Draft, derived_id};
use super::markup::{Element, End, Piece, Tag, Walk, local};
use super::repair::{self, Repair, Repairs};
use super::scope::Scope;
use super::vocabulary::{CONTAINERS, ENTRIES, ROOTS, Space, listed};
use crate::model::{Entry, Feed, Zone};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Items beyond are not read.
pub(super) const MAX_ENTRIES: usize = 50_000;

/// Reads a feed of any XML format. Dates without an offset are read in `zone`.
pub(super) fn read(text: &str, url: Option<&str>, zone: Zone) -> (Feed, Repairs) {
    let mut repairs = Repairs::default();
    let text = repair::without_controls(text, &mut repairs);
    repair::note_references(&text, &mut repairs);
    let scope = Scope::new(url.and_then(|u| Url::parse(u).ok()), zone);
    let outline = Outline::read(&text, scope, &mut repairs);
    (outline.feed(&mut repairs), repairs)
}

/// A feed's head, and its entries unread.
struct Outline<'t> {
    head: Draft,
    scope: Scope,
    /// A container stated a base, so the feed's address is none.
    based: bool,
    /// The name of the first root.
    root: &'t str,
    entries: Vec<Element<'t>>,
}

impl<'t> Outline<'t> {
    fn read(text: &'t str, scope: Scope, repairs: &mut Repairs) -> Outline<'t> {
        let mut outline = Outline { head: Draft::default(), scope, based: false, root: "", entries: Vec::new() };
        let mut walk = Walk::new(text);
        while let Some(piece) = walk.next() {
            let Piece::Open(tag) = piece else { continue };
            let core = outline.scope.within(&tag).space(&tag) == Space::Core;
            if core && listed(CONTAINERS, tag.local()) {
                outline.enter(&tag, repairs);
            } else if core && listed(ENTRIES, tag.local()) {
                let entry = walk.element_until(tag, |piece| ends_entry(piece, &tag));
                outline.keep(entry, repairs);
            } else {
                let element = walk.element(tag);
                outline.head.offer(&element, &outline.scope, repairs, 0);
            }
        }
        repairs.add(&walk.repairs);
        outline
    }

    /// Takes up what the start tag of a container says.
    fn enter(&mut self, tag: &Tag<'t>, repairs: &mut Repairs) {
        let root = listed(ROOTS, tag.local());
        if root && !self.root.is_empty() {
            repairs.note(Repair::SeveralDocuments);
        } else if root {
            self.root = tag.local();
        }
        if tag.local() == "rss" && tag.attribute("version").is_none_or(|v| v.trim().is_empty()) {
            repairs.note(Repair::Version);
        }
        if let Some(language) = tag.attribute("xml:lang") {
            self.head.language(2, &language);
        }
        self.based |= tag.attribute("xml:base").is_some();
        self.scope = self.scope.within(tag).into_owned();
    }

    /// Keeps an entry to be read. One in which the body ends is kept only where there is no other.
    fn keep(&mut self, entry: Element<'t>, repairs: &mut Repairs) {
        if entry.end == End::Cut && !entry.tag.empty {
            repairs.note(Repair::Truncated);
            if !self.entries.is_empty() {
                return;
            }
        }
        if self.entries.len() < MAX_ENTRIES {
            self.entries.push(entry);
        } else {
            repairs.note(Repair::TooMany);
        }
    }

    fn feed(mut self, repairs: &mut Repairs) -> Feed {
        self.settle_base();
        let atom = self.root.eq_ignore_ascii_case("feed");
        let (mut feed, authors) = self.head.head();
        let drafts = self.entries.iter().map(|element| Draft::read(element, &self.scope, repairs));
        feed.entries = drafts.filter_map(Draft::entry).collect();
        for entry in &mut feed.entries {
            // An Atom entry without an author has the feed's (RFC 4287 §4.2.1).
            if atom && entry.authors.is_empty() {
                entry.authors.clone_from(&authors);
            }
        }
        name_entries(&mut feed.entries);
        feed
    }

    /// Relative addresses are relative to `xml:base`, in RSS else to the site, in Atom else to where the feed lies.
    fn settle_base(&mut self) {
        let site = self.head.address().and_then(|a| Url::parse(a).ok());
        let atom = self.root.eq_ignore_ascii_case("feed");
        if !self.based && (!atom || self.scope.base.is_none()) {
            self.scope.base = site.or(self.scope.base.take());
        }
    }
}

/// An entry that was not closed ends where the next begins or where the feed ends.
fn ends_entry(piece: &Piece, entry: &Tag) -> bool {
    match piece {
        Piece::Open(tag) => tag.name.eq_ignore_ascii_case(entry.name),
        Piece::Close(name) => listed(CONTAINERS, local(name)),
        Piece::Text(_) | Piece::Raw(_) => false,
    }
}

/// Gives an id to entries that state none, and to those whose id is another entry's too though they lead elsewhere.
pub(super) fn name_entries(entries: &mut [Entry]) {
    let mut addresses: HashMap<String, Option<String>> = HashMap::new();
    let mut shared: HashSet<String> = HashSet::new();
    for entry in entries.iter_mut() {
        if entry.id.is_empty() {
            entry.id = derived_id(entry);
        } else if addresses.entry(entry.id.clone()).or_insert_with(|| entry.url.clone()) != &entry.url {
            shared.insert(entry.id.clone());
        }
    }
    for entry in entries.iter_mut().filter(|e| shared.contains(&e.id) && e.url.is_some()) {
        entry.id = derived_id(entry);
    }
}
