//! What the words of `class`, `id`, `role` and `itemprop` say of an element: tables, and the reader of them.

use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an element is for, as far as its names tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers of seven tables, not states")]
pub(super) struct Signs {
    /// Not the article: navigation, comments, sharing, advertisements, other stories.
    pub(super) out: bool,
    /// Surely not: comments of readers, sidebars and the like, which can be longer than the article.
    pub(super) apart: bool,
    /// The article's text.
    pub(super) body: bool,
    /// The lead that stands between headline and text.
    pub(super) lead: bool,
    /// A picture's caption or credit.
    pub(super) caption: bool,
    /// Author, date and the like.
    pub(super) byline: bool,
    /// Words set apart to catch the eye, which may stand in the text as well.
    pub(super) pulled: bool,
}

/// A row matches whole words of a name, in any spelling of the joints (`read-more`, `read_more`, `readMore`); `*` stands
/// for any ending, `=` before a row asks for the whole name.
type Rows = &'static [&'static str];

const OUT: Rows = &[
    "=ad",
    "=ads",
    "=bio",
    "=download",
    "=embed",
    "=hidden",
    "=hide",
    "=info-box",
    "=more",
    "=player",
    "=promo",
    "=search",
    "=side",
    "=tag",
    "=topics",
    "about-author",
    "about-the-author",
    "ad-container",
    "ad-label",
    "ad-slot",
    "ad-unit",
    "ad-wrapper",
    "addthis",
    "addtoany",
    "adsbygoogle",
    "advert*",
    "also-like",
    "also-read",
    "alsoread",
    "article-tags",
    "article-topics",
    "articletags",
    "author-bio",
    "author-box",
    "author-card",
    "author-description",
    "author-info",
    "author-profile",
    "authorbio",
    "authorbox",
    "back-to-top",
    "banner",
    "bottom-bar",
    "breadcrumb*",
    "byline-bio",
    "call-to-action",
    "carousel",
    "cat-links",
    "consent",
    "contributors",
    "cookie*",
    "copyright*",
    "cta",
    "dfp",
    "disclaimer",
    "donat*",
    "entry-footer",
    "entry-tags",
    "entry-utility",
    "fb-like",
    "feedback",
    "flattr",
    "follow-us",
    "footer*",
    "footnav",
    "further-reading",
    "gdpr",
    "inline-related",
    "instagram-media",
    "jp-relatedposts",
    "keywords",
    "latest-news",
    "like-button",
    "likebox",
    "login",
    "masthead",
    "meist-gelesen",
    "menu",
    "menu-item",
    "menubar",
    "mini-profile",
    "modal",
    "more-articles",
    "more-from",
    "more-links",
    "more-news",
    "more-on",
    "more-posts",
    "more-stories",
    "most-popular",
    "most-read",
    "mostread",
    "nav",
    "navbar",
    "navi",
    "navigation",
    "newsletter*",
    "next-article",
    "next-post",
    "offcanvas",
    "outbrain*",
    "overlay",
    "page-links",
    "pager",
    "pagination",
    "partner-links",
    "pay-wall-box",
    "paywall-overlay",
    "popular",
    "popular-posts",
    "popup",
    "post-author-box",
    "post-footer",
    "post-nav*",
    "post-ratings",
    "post-tags",
    "postmetadata",
    "posttags",
    "prev-next",
    "promo-box",
    "promobox",
    "rating*",
    "read-also",
    "=read-more",
    "read-next",
    "=readmore",
    "recirc*",
    "recommend*",
    "registration",
    "rel-articles",
    "related*",
    "relateds",
    "relatedposts",
    "retweet",
    "rss-link",
    "screen-reader-text",
    "search-form",
    "searchform",
    "see-also",
    "share",
    "share-bar",
    "sharebar",
    "sharebox",
    "shares",
    "sharetools",
    "sharedaddy",
    "shariff",
    "sharing",
    "side-bar",
    "sidebar",
    "sidenav",
    "sign-up",
    "signup",
    "site-header",
    "skip-link",
    "skip-links",
    "skyscraper",
    "social*",
    "socials",
    "sponsor*",
    "sr-only",
    "subscri*",
    "suggested",
    "tag-cloud",
    "tag-links",
    "tag-list",
    "tagcloud",
    "taglist",
    "tags",
    "tags-links",
    "terms",
    "toolbar",
    "tools",
    "top-bar",
    "topbar",
    "topic-list",
    "trending",
    "twitter-follow",
    "vgwort",
    "visually-hidden",
    "visuallyhidden",
    "wpcnt",
    "yarpp*",
    "you-may-like",
    "zergnet",
];

const APART: Rows = &[
    "cookie",
    "cookie-banner",
    "cookies",
    "gdpr",
    "popup",
    "popup-banner",
    "sidebar",
    "related-articles",
    "related-posts",
    "consent",
    "cookie-law-info-bar",
    "cli-modal",
    "comment",
    "commentarea",
    "commentbox",
    "commentform",
    "commentlist",
    "comments",
    "commentsection",
    "commenttext",
    "commentaires",
    "comentarios",
    "disqus*",
    "dsq",
    "fb-comments",
    "kommentar*",
    "leserkommentare",
    "pingback*",
    "reader-comments",
    "replies",
    "respond",
    "trackback*",
    "usercomments",
];

const BODY: Rows = &[
    "article-body",
    "article-body-*",
    "article-content",
    "article-copy",
    "article-main-body",
    "article-text",
    "articlebody",
    "articlecontent",
    "articletext",
    "blog-content",
    "body-copy",
    "body-text",
    "bodytext",
    "content-article",
    "content-body",
    "content-text",
    "detail-text",
    "entry-body",
    "entry-content",
    "entry-text",
    "entrytext",
    "field-name-body",
    "field-name-field-body",
    "main-content-article",
    "news-body",
    "news-content",
    "news-text",
    "newstext",
    "page-content-article",
    "post-body",
    "post-content",
    "post-entry",
    "post-text",
    "postbody",
    "postcontent",
    "postentry",
    "rich-text",
    "richtext",
    "single-content",
    "story-body",
    "story-content",
    "story-text",
    "storybody",
    "storycontent",
    "storytext",
    "td-post-content",
    "text-content",
    "the-content",
    "thecontent",
];

const LEAD: Rows = &[
    "abstract",
    "article-intro",
    "article-lead",
    "article-subtitle",
    "article-summary",
    "article-teaser",
    "articlelead",
    "chapo",
    "dek",
    "deck",
    "entradilla",
    "headline-sub",
    "intro",
    "introduction",
    "introtext",
    "lead",
    "lead-text",
    "leadin",
    "lede",
    "leadtext",
    "ingress",
    "preamble",
    "sapo",
    "standfirst",
    "strapline",
    "sub-headline",
    "sub-title",
    "subhead",
    "subheadline",
    "subtitle",
    "summary",
    "synopsis",
    "vorspann",
];

const CAPTION: Rows = &[
    "bildunterschrift",
    "bildtext",
    "bildquelle",
    "caption*",
    "credit",
    "credits",
    "figcaption",
    "figure-caption",
    "image-caption",
    "image-credit",
    "image-source",
    "img-caption",
    "legend",
    "media-caption",
    "photo-caption",
    "photo-credit",
    "photocredit",
    "photographer",
    "picture-caption",
    "wp-caption",
    "wp-caption-text",
];

const BYLINE: Rows = &[
    "article-date",
    "article-info",
    "article-meta",
    "articledate",
    "author",
    "author-name",
    "authors",
    "breadcrumbs",
    "by-author",
    "by-line",
    "byline*",
    "date",
    "dateline",
    "datetime",
    "datum",
    "entry-date",
    "entry-info",
    "entry-meta",
    "eyebrow",
    "info-line",
    "kicker",
    "last-updated",
    "meta",
    "post-date",
    "post-info",
    "post-meta",
    "postdate",
    "postinfo",
    "postmeta",
    "posted-by",
    "posted-on",
    "posted",
    "pub-date",
    "pubdate",
    "publication-date",
    "publish-date",
    "published",
    "publisher",
    "read-time",
    "reading-time",
    "submitted",
    "time",
    "timestamp",
];

const PULLED: Rows = &["block-quote", "callout", "pull-quote*", "pulled", "quotation", "quote*", "zitat*"];

/// A name that says what an element has or lacks, not what it is.
static NEGATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^| |-)(?:no|not|has|have|with|without|hide|show|is)-[a-z0-9-]*|(?:^| )[a-z0-9-]*sidebar-(?:left|right)\b")
        .expect("a valid pattern")
});

fn pattern(rows: Rows) -> Regex {
    let row = |row: &&str| {
        let (whole, word) = row.strip_prefix('=').map_or((false, *row), |word| (true, word));
        let word = word.replace('-', "-?").replace('*', "[a-z0-9]*");
        if whole { format!("(?:^| ){word}(?: |$)") } else { format!("(?:^|[ -]){word}(?:[ -]|$)") }
    };
    Regex::new(&rows.iter().map(row).collect::<Vec<_>>().join("|")).expect("rows are words")
}

static PATTERNS: LazyLock<[Regex; 7]> = LazyLock::new(|| [OUT, APART, BODY, LEAD, CAPTION, BYLINE, PULLED].map(pattern));

/// Reads names and remembers them: a page repeats the same few hundred.
#[derive(Default)]
pub(super) struct Reader {
    known: HashMap<String, Signs>,
}

impl Reader {
    /// What the names, separated by spaces, say.
    pub(super) fn signs(&mut self, names: &str) -> Signs {
        if let Some(signs) = self.known.get(names) {
            return *signs;
        }
        let signs = read(names);
        self.known.insert(names.to_owned(), signs);
        signs
    }
}

fn read(names: &str) -> Signs {
    let mut names = split(names);
    if names.contains("hentry") || names.contains("status-publish") {
        // WordPress writes an article's own tags and categories into its classes.
        names = names.split(' ').filter(|n| !n.starts_with("tag-") && !n.starts_with("category-")).collect::<Vec<_>>().join(" ");
    }
    let names = NEGATED.replace_all(&names, "");
    let [out, apart, body, lead, caption, byline, pulled] = PATTERNS.each_ref().map(|p| p.is_match(&names));
    // Where names contradict each other, the one that says what it holds is right.
    let apart = apart && !body;
    Signs { out: out && !body || apart, apart, body, lead, caption, byline, pulled }
}

/// Lower case with `-` at every joint: `readMore__box` → `read-more-box`.
fn split(names: &str) -> String {
    let mut out = String::with_capacity(names.len() + 8);
    let mut before = ' ';
    for c in names.chars() {
        if c.is_whitespace() {
            out.push(' ');
        } else if c.is_ascii_uppercase() {
            if before.is_ascii_lowercase() || before.is_ascii_digit() {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with(['-', ' ']) {
            out.push('-');
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_their_joints() {
        assert_eq!(split("readMore__box  Entry_Content"), "read-more-box  entry-content");
    }

    #[test]
    fn words_tell() {
        assert!(read("c-article__related-links").out);
        assert!(read("CommentList").apart);
        assert!(read("post-42 entryContent").body);
        assert!(!read("shared-memory header").out || read("shared").out);
        assert!(!read("unrelated subheader").out);
        assert!(read("wp-caption-text").caption);
        // Whole names only: the tag of a post is no list of tags.
        assert!(read("tag").out && !read("post tag-politics").out);
    }
}
