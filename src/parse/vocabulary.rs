//! The words of feeds: which element of which vocabulary says what. All of RSS, RDF, Atom and CDF is in these tables.

/// A vocabulary. RSS, RDF, Atom and CDF share one, for their elements do not collide in meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Core,
    DublinCore,
    Terms,
    Content,
    Itunes,
    Media,
    Xhtml,
    Prism,
    FeedBurner,
    Syndication,
    History,
    Other,
}

/// What an element says of an entry or of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Link,
    Id,
    Summary,
    Content,
    Author,
    Published,
    Updated,
    Tag,
    /// Several tags in one element, with commas between.
    Tags,
    Enclosure,
    /// Holds other fields.
    Group,
    Language,
}

/// Parts of namespace URIs in lower case, the narrower before the wider.
const NAMESPACES: &[(&str, Space)] = &[
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/syndication/history", Space::History),
    ("purl.org/dc/terms", Space::Terms),
    ("purl.org/dc/", Space::DublinCore),
    ("itunes.com/dtds/podcast", Space::Itunes),
    ("search.yahoo.com/mrss", Space::Media),
    ("w3.org/1999/xhtml", Space::Xhtml),
    ("prismstandard.org", Space::Prism),
    ("feedburner", Space::FeedBurner),
    ("w3.org/2005/atom", Space::Core),
    ("purl.org/atom", Space::Core),
    ("purl.org/net/rss", Space::Core),
    ("purl.org/rss/1.0", Space::Core),
    ("my.netscape.com", Space::Core),
    ("channel.netscape.com", Space::Core),
    ("backend.userland.com", Space::Core),
    ("blogs.law.harvard.edu", Space::Core),
    ("cyber.law.harvard.edu", Space::Core),
    ("w3.org/1999/02/22-rdf-syntax", Space::Core),
];

/// What prefixes mean where nothing declares them.
const PREFIXES: &[(&str, Space)] = &[
    ("", Space::Core),
    ("atom", Space::Core),
    ("rss", Space::Core),
    ("rdf", Space::Core),
    ("dc", Space::DublinCore),
    ("dcterms", Space::Terms),
    ("content", Space::Content),
    ("itunes", Space::Itunes),
    ("media", Space::Media),
    ("xhtml", Space::Xhtml),
    ("prism", Space::Prism),
    ("feedburner", Space::FeedBurner),
    ("sy", Space::Syndication),
    ("fh", Space::History),
];

/// An element, what it says, and its rank: where several say the same, the lowest rank is believed.
const FIELDS: &[(Space, &str, Field, u8)] = &[
    (Space::Core, "title", Field::Title, 0),
    (Space::DublinCore, "title", Field::Title, 1),
    (Space::Media, "title", Field::Title, 2),
    (Space::Itunes, "title", Field::Title, 3),
    // The address behind a redirector is the better one.
    (Space::FeedBurner, "origlink", Field::Link, 0),
    (Space::Core, "link", Field::Link, 1),
    (Space::Core, "url", Field::Link, 3),
    // CDF: <A HREF="…">.
    (Space::Core, "a", Field::Link, 3),
    (Space::Prism, "url", Field::Link, 4),
    (Space::Core, "guid", Field::Id, 0),
    (Space::Core, "id", Field::Id, 0),
    (Space::DublinCore, "identifier", Field::Id, 2),
    (Space::Core, "description", Field::Summary, 0),
    (Space::Core, "summary", Field::Summary, 0),
    (Space::Core, "subtitle", Field::Summary, 0),
    (Space::Core, "tagline", Field::Summary, 0),
    (Space::Core, "abstract", Field::Summary, 1),
    (Space::DublinCore, "description", Field::Summary, 1),
    (Space::Terms, "abstract", Field::Summary, 1),
    (Space::Media, "description", Field::Summary, 2),
    (Space::Itunes, "summary", Field::Summary, 3),
    (Space::Itunes, "subtitle", Field::Summary, 4),
    (Space::Content, "encoded", Field::Content, 0),
    (Space::Core, "encoded", Field::Content, 0),
    (Space::Core, "content", Field::Content, 0),
    (Space::Xhtml, "body", Field::Content, 1),
    (Space::Xhtml, "div", Field::Content, 1),
    (Space::Core, "body", Field::Content, 1),
    (Space::Core, "fullitem", Field::Content, 1),
    (Space::Core, "author", Field::Author, 0),
    (Space::Core, "creator", Field::Author, 0),
    (Space::DublinCore, "creator", Field::Author, 0),
    (Space::DublinCore, "author", Field::Author, 0),
    (Space::Terms, "creator", Field::Author, 0),
    (Space::Itunes, "author", Field::Author, 1),
    (Space::Media, "credit", Field::Author, 2),
    (Space::Core, "pubdate", Field::Published, 0),
    (Space::Core, "published", Field::Published, 0),
    (Space::Core, "issued", Field::Published, 1),
    (Space::Terms, "issued", Field::Published, 1),
    (Space::Prism, "publicationdate", Field::Published, 2),
    (Space::Core, "created", Field::Published, 3),
    (Space::Terms, "created", Field::Published, 3),
    // Without a word on what happened then; most use it for the publication.
    (Space::DublinCore, "date", Field::Published, 4),
    (Space::Core, "date", Field::Published, 4),
    (Space::Core, "updated", Field::Updated, 0),
    (Space::Core, "modified", Field::Updated, 0),
    (Space::Terms, "modified", Field::Updated, 1),
    (Space::Core, "lastmod", Field::Updated, 1),
    (Space::Prism, "modificationdate", Field::Updated, 2),
    (Space::Core, "category", Field::Tag, 0),
    (Space::DublinCore, "subject", Field::Tag, 0),
    (Space::Media, "category", Field::Tag, 0),
    (Space::Itunes, "category", Field::Tag, 0),
    (Space::Core, "tags", Field::Tags, 0),
    (Space::Core, "keywords", Field::Tags, 0),
    (Space::Itunes, "keywords", Field::Tags, 0),
    (Space::Media, "keywords", Field::Tags, 0),
    (Space::Core, "enclosure", Field::Enclosure, 0),
    (Space::Media, "content", Field::Enclosure, 0),
    (Space::Media, "group", Field::Group, 0),
    (Space::Core, "language", Field::Language, 0),
    (Space::DublinCore, "language", Field::Language, 1),
];

/// Elements that are seen through: what they hold is read as if it stood beside them.
pub(super) const CONTAINERS: &[&str] = &["rss", "rdf", "feed", "channel", "items"];

/// Containers that are the outermost of a feed.
pub(super) const ROOTS: &[&str] = &["rss", "rdf", "feed"];

/// Elements that are entries.
pub(super) const ENTRIES: &[&str] = &["item", "entry"];

/// The vocabulary of a namespace URI.
pub(super) fn space_of_uri(uri: &str) -> Space {
    let uri = uri.trim().to_ascii_lowercase();
    let row = NAMESPACES.iter().find(|(part, _)| uri.contains(part));
    row.map_or(if uri.is_empty() { Space::Core } else { Space::Other }, |(_, space)| *space)
}

/// The vocabulary of a prefix that nothing declares.
pub(super) fn space_of_prefix(prefix: &str) -> Space {
    PREFIXES.iter().find(|(p, _)| p.eq_ignore_ascii_case(prefix)).map_or(Space::Other, |(_, space)| *space)
}

/// What an element says, by its vocabulary and its local name in any case, and its rank.
pub(super) fn field(space: Space, local: &str) -> Option<(Field, u8)> {
    FIELDS.iter().find(|(s, name, ..)| *s == space && name.eq_ignore_ascii_case(local)).map(|(.., field, rank)| (*field, *rank))
}

/// Whether a name is in a list, in any case.
pub(super) fn listed(list: &[&str], name: &str) -> bool {
    list.iter().any(|n| n.eq_ignore_ascii_case(name))
}
