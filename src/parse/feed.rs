//! RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF: one walk for all, for in practice they are mixed.
//!
//! Containers are seen through, entries are collected as slices of the source and read once the head of the feed is known,
//! for their addresses are relative to it. The tables of `vocabulary` say what an element means.

use super::entry::{Draft, derived_id};
use super::markup::{Element, End, Piece, Tag, Walk, local};
use super::repair::{self, Repair, Repairs};
use super::scope::Scope;
use super::upkeep::Keep;
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
    keep: Keep,
    scope: Scope,
    /// A container stated a base, so the feed's address is none.
    based: bool,
    /// The name of the first root.
    root: &'t str,
    entries: Vec<Element<'t>>,
}

impl<'t> Outline<'t> {
    fn read(text: &'t str, scope: Scope, repairs: &mut Repairs) -> Outline<'t> {
        let mut outline = Outline { head: Draft::default(), keep: Keep::default(), scope, based: false, root: "", entries: Vec::new() };
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
                outline.keep.offer(&element, &outline.scope);
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
        feed.upkeep = self.keep.take();
        let told = self.entries.iter().filter(|e| !e.inner.trim().is_empty() || !e.tag.attributes.trim().is_empty());
        feed.entries = told.map(|element| Draft::read(element, &self.scope, repairs).entry()).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(text: &str) -> Feed {
        read(text, Some("https://news.example/feeds/all.xml"), Zone::Unknown).0
    }

    fn entry(inside: &str) -> Entry {
        feed(&format!("<rss version='2.0'><channel><link>https://site.example/</link><item>{inside}</item></channel></rss>"))
            .entries
            .remove(0)
    }

    fn titles(text: &str) -> (Vec<String>, Vec<String>) {
        let (feed, repairs) = read(text, None, Zone::Unknown);
        (feed.entries.into_iter().filter_map(|e| e.title).collect(), repairs.words())
    }

    #[test]
    fn rss_has_all_that_its_vocabularies_say() {
        let e = entry(
            "<title>Fish &amp;amp; &lt;i&gt;chips&lt;/i&gt;</title><link> /a?b=1&amp;c=2 </link><guid isPermaLink='false'>tag:1</guid>
             <pubDate>Fri, 27 Feb 2026 10:30:00 +0100</pubDate><dc:creator>Jane Doe</dc:creator><author>jd@news.example (Jane Doe)</author>
             <category>Food</category><dc:subject>Food</dc:subject><itunes:keywords>peas, chips</itunes:keywords>
             <description><![CDATA[<p>Short</p>]]></description><content:encoded><![CDATA[<p>Long <img src='i.png'></p>]]></content:encoded>
             <enclosure url='/a.mp3' type='audio/mpeg'/><media:group><media:content url='https://m.example/v'/></media:group>",
        );
        assert_eq!(e.title.as_deref(), Some("Fish & chips"));
        assert_eq!(e.url.as_deref(), Some("https://site.example/a?b=1&c=2"));
        assert_eq!((e.id.as_str(), e.authors), ("tag:1", vec!["Jane Doe".to_owned()]));
        assert_eq!(e.published.map(|w| w.edtf).as_deref(), Some("2026-02-27T10:30:00+01:00"));
        assert_eq!((e.updated, e.tags), (None, ["Food", "peas", "chips"].map(str::to_owned).to_vec()));
        assert_eq!(e.summary.as_deref(), Some("<p>Short</p>"));
        assert_eq!(e.content.as_deref(), Some("<p>Long <img src=\"https://site.example/i.png\"></p>"));
        assert_eq!(e.enclosures, ["https://site.example/a.mp3", "https://m.example/v"]);
    }

    #[test]
    fn dates_keep_precision_and_words() {
        let e = entry("<dcterms:issued>2026-02</dcterms:issued><dcterms:modified>2026-02-27T09:00Z</dcterms:modified>");
        assert_eq!(e.published.map(|w| (w.edtf, w.raw)), Some(("2026-02".into(), "2026-02".into())));
        assert_eq!(e.updated.map(|w| w.edtf).as_deref(), Some("2026-02-27T09:00Z"));
        assert_eq!(entry("<title>a</title><pubDate>yesterday, I think</pubDate>").published, None);
    }

    #[test]
    fn atom_has_bases_authors_and_kinds_of_text() {
        let feed = feed(
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='https://b.example/x/' xml:lang='de'>
             <a:title type='text'>A &lt;b&gt; C</a:title><a:link rel='self' href='f.xml'/><a:link href='.'/><a:author><a:name>Desk</a:name></a:author>
             <a:entry xml:base='y/'><a:id>urn:1</a:id><a:link rel='enclosure' href='e.mp3'/><a:link href='z'/><a:category term='T'/>
             <a:updated>2026-02-27</a:updated><a:content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a &lt; <b>b</b></div></a:content>
             </a:entry></a:feed>",
        );
        assert_eq!((feed.title.as_deref(), feed.language.as_deref()), (Some("A <b> C"), Some("de")));
        assert_eq!(feed.url.as_deref(), Some("https://b.example/x/"));
        let e = &feed.entries[0];
        assert_eq!(e.url.as_deref(), Some("https://b.example/x/y/z"));
        assert_eq!((&e.authors, &e.tags), (&vec!["Desk".to_owned()], &vec!["T".to_owned()]));
        assert_eq!(e.content.as_deref(), Some("a &lt; <b>b</b>"));
        assert_eq!((e.published.is_none(), e.enclosures.len()), (true, 1));
    }

    #[test]
    fn what_is_left_out_by_some_is_read_all_the_same() {
        // An id that looks like an address leads to the page, where nothing else does.
        assert_eq!(entry("<id>https://site.example/1</id>").url.as_deref(), Some("https://site.example/1"));
        assert_eq!(entry("<id>https://site.example/1</id><link>/2</link>").url.as_deref(), Some("https://site.example/2"));
        assert_eq!(entry("<guid isPermaLink='false'>https://site.example/1</guid>").url, None);
        // Base64 of a text; of an image it is none.
        assert_eq!(entry("<content type='application/octet-stream'>PHA+UiAmIEQ8L3A+</content>").content.as_deref(), Some("<p>R & D</p>"));
        assert_eq!(entry("<title mode='base64' type='text/html'>PGI+YTwvYj4=</title>").title.as_deref(), Some("a"));
        assert_eq!(entry("<content type='image/png'>iVBORw0KGgo=</content>").content, None);
        // Elements of other vocabularies within a text.
        assert_eq!(entry("<description><x:note>a</x:note> <p>b</p></description>").summary.as_deref(), Some("a <p>b</p>"));
    }

    #[test]
    fn older_formats() {
        let rdf = "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel><title>C</title></channel>
                   <item rdf:about='https://a.example/1'><title>I</title><dc:date>2026-02-27</dc:date></item></rdf:RDF>";
        let found = feed(rdf);
        assert_eq!((found.title.as_deref(), found.entries[0].id.as_str()), (Some("C"), "https://a.example/1"));
        let cdf = "<CHANNEL HREF='https://a.example/'><ITEM HREF='https://a.example/1' LASTMOD='2026-02-27'><ABSTRACT>x</ABSTRACT></ITEM></CHANNEL>";
        assert_eq!(feed(cdf).entries[0].url.as_deref(), Some("https://a.example/1"));
    }

    #[test]
    fn an_id_survives_a_changed_headline() {
        let id = |inside: &str| entry(inside).id;
        assert_eq!(id("<title>a</title><link>/1?utm_source=x#top</link>"), id("<title>b</title><link>/1</link>"));
        assert_eq!(id("<title>a</title><description>x</description>"), id("<title>b</title><description>x</description>"));
        assert_ne!(id("<title>a</title><description>x</description>"), id("<title>a</title><description>y</description>"));
        // A guid that everyone has tells nothing apart.
        let shared = feed(
            "<rss><item><guid>0</guid><link>https://a.example/1</link></item><item><guid>0</guid><link>https://a.example/2</link></item></rss>",
        );
        assert_eq!(shared.entries.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), ["https://a.example/1", "https://a.example/2"]);
    }

    #[test]
    fn names_of_authors() {
        for (author, name) in [
            ("jd@news.example (Jane Doe)", "Jane Doe"),
            ("Jane Doe &lt;jd@news.example&gt;", "Jane Doe"),
            ("mailto:jd@news.example", "jd@news.example"),
            ("<name>Jane Doe</name><email>jd@news.example</email>", "Jane Doe"),
            ("<foaf:Agent><foaf:name>Jane Doe</foaf:name></foaf:Agent>", "Jane Doe"),
        ] {
            assert_eq!(entry(&format!("<author>{author}</author>")).authors, [name], "{author}");
        }
    }

    fn check(text: &str, expected: &[&str], repair: Repair) {
        let mut noted = Repairs::default();
        noted.note(repair);
        assert_eq!(titles(text), (expected.iter().map(|t| (*t).to_owned()).collect(), noted.words()), "{text}");
    }

    #[test]
    fn broken_feeds_are_repaired_and_said_to_be() {
        let rss = |items: &str| format!("<rss version='2.0'><channel>{items}</channel></rss>");
        let (a, b) = ("<item><title>a</title></item>", "<item><title>b</title></item>");
        check(&rss("<item><title>R & D</title></item>"), &["R & D"], Repair::BareAmpersand);
        check(&rss("<item><title>R&nbsp;&uuml;</title></item>"), &["R ü"], Repair::Entities);
        check(&rss("<item><title>1 < 2</title></item>"), &["1 < 2"], Repair::BareLess);
        check(&rss("<item><title>a\u{1}\u{8}</title></item>"), &["a"], Repair::Controls);
        check(&rss("<item><title>a</title><pubDate>Someday</pubDate></item>"), &["a"], Repair::Date);
        check(&format!("<rss><channel>{a}</channel></rss>"), &["a"], Repair::Version);
        check(&rss(&format!("<item><title><![CDATA[x</title></item>{b}")), &["x", "b"], Repair::UnclosedSection);
        check(
            &rss("<item><title><![CDATA[x</title></item><item><title><![CDATA[y]]></title></item>"),
            &["x", "y"],
            Repair::UnclosedSection,
        );
        check(&rss(&format!("<item><title>x<link>l</link></item>{b}")), &["x", "b"], Repair::UnclosedElement);
        check(&rss(&format!("<item><title>x</title>{b}")), &["x", "b"], Repair::UnclosedElement);
        check(&format!("<rss version='2.0'><channel>{a}{b}<item><title>c</ti"), &["a", "b"], Repair::Truncated);
        check(&[rss(a), rss(b)].concat(), &["a", "b"], Repair::SeveralDocuments);
    }

    #[test]
    fn declared_entities_are_not_expanded() {
        let text = "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss version='2.0'><item><title>&b; &file;</title></item></rss>";
        assert_eq!(titles(text).0, ["&b; &file;"]);
    }

    #[test]
    fn hostile_feeds_take_linear_time() {
        let pieces =
            ["<a>", "<item>", "<channel>", "<media:group>", "<![CDATA[x", "<!--", "<!D [>", "</", "<a b=\"", "<", "&", "<item><title>x"];
        for piece in pieces {
            for text in [format!("<rss>{}", piece.repeat(20_000)), format!("<rss><item>{}</item></rss>", piece.repeat(20_000))] {
                assert!(read(&text, None, Zone::Unknown).0.entries.len() <= MAX_ENTRIES);
            }
        }
        let attributes = "a='' xmlns:x='' ".repeat(100_000);
        assert_eq!(feed(&format!("<rss {attributes}><item {attributes}><title {attributes}>x</title></item></rss>")).entries.len(), 1);
    }
}
