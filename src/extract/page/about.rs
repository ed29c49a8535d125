//! What a page says of its article besides headline, authors and dates: section, keywords, picture, and who may read it.

use super::json_ld::Stated;
use super::meta::Meta;
use super::title::folded;
use super::{Context, address};
use crate::model::{About, Access};

const SECTION: &[&str] =
    &["article:section", "parsely-section", "cxenseparse:section", "sailthru.section", "section", "dc.subject.section"];
const TAGS: &[&str] = &["article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords", "dc.subject"];
const IMAGE: &[&str] = &["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "parsely-image-url"];
const ACCESS: &[&str] = &["article:content_tier", "article:opinion_tier", "content_tier", "cxenseparse:access", "access", "paywall"];

/// Values of `ACCESS` (and of schema.org's `isAccessibleForFree`) by what they mean.
const FREE: &[&str] = &["free", "public", "open", "true", "none", "no"];
const PAYWALLED: &[&str] = &["locked", "metered", "paid", "premium", "plus", "subscriber", "subscribers", "registration", "false", "yes"];

/// More are the site's, not the article's.
const MOST_TAGS: usize = 30;

/// What the page's data state, else its meta elements.
pub(super) fn read(meta: &Meta, stated: &Stated, context: &Context) -> About {
    let image = stated.image.as_deref().or(meta.first(IMAGE)).and_then(|i| address::absolute(i, context.url));
    About {
        section: stated.section.clone().or_else(|| meta.first(SECTION).map(str::to_owned)).filter(|s| !s.contains("://")),
        tags: tags(meta, stated),
        image,
        access: stated.access.as_deref().or(meta.first(ACCESS)).and_then(access),
    }
}

fn access(word: &str) -> Option<Access> {
    let word = word.trim().to_ascii_lowercase();
    let among = |table: &[&str]| table.contains(&word.as_str());
    if among(FREE) { Some(Access::Free) } else { among(PAYWALLED).then_some(Access::Paywalled) }
}

/// The first list that has any, each keyword once.
fn tags(meta: &Meta, stated: &Stated) -> Vec<String> {
    let split = |raw: &str| raw.split([',', ';']).map(|t| t.trim().to_owned()).filter(|t| is_tag(t)).collect::<Vec<_>>();
    let lists = std::iter::once(stated.keywords.iter().flat_map(|k| split(k)).collect())
        .chain(TAGS.iter().map(|name| meta.all(name).flat_map(split).collect::<Vec<_>>()));
    let mut tags = lists.into_iter().find(|l| !l.is_empty()).unwrap_or_default();
    let mut seen = std::collections::HashSet::new();
    tags.retain(|t| seen.insert(folded(t)));
    tags.truncate(MOST_TAGS);
    tags
}

fn is_tag(text: &str) -> bool {
    (1..=80).contains(&text.chars().count()) && !text.contains("://") && text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::super::{json_ld, meta};
    use super::*;
    use scraper::Html;

    fn about(html: &str) -> About {
        let html = Html::parse_document(html);
        let context = Context { url: Some("https://a.example/news/x"), ..Context::default() };
        read(&meta::read(&html), &json_ld::read(&html, context.url), &context)
    }

    #[test]
    fn from_meta_elements() {
        let a = about(
            "<meta property=article:section content=World><meta property=article:tag content=Bridges><meta property=article:tag content='Town Hall'>
             <meta property=og:image content=/p.jpg><meta property=article:content_tier content=metered>",
        );
        assert_eq!(a.section.as_deref(), Some("World"));
        assert_eq!(a.tags, ["Bridges", "Town Hall"]);
        assert_eq!(a.image.as_deref(), Some("https://a.example/p.jpg"));
        assert_eq!(a.access, Some(Access::Paywalled));
    }

    #[test]
    fn from_its_data() {
        let a = about(
            r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"A","datePublished":"2026-02-27","articleSection":["Local","News"],
            "keywords":"bridges, ferries, bridges","image":[{"@type":"ImageObject","url":"https://i.example/1.jpg"}],"isAccessibleForFree":"False"}</script>"#,
        );
        assert_eq!(a.section.as_deref(), Some("Local"));
        assert_eq!(a.tags, ["bridges", "ferries"]);
        assert_eq!(a.image.as_deref(), Some("https://i.example/1.jpg"));
        assert_eq!(a.access, Some(Access::Paywalled));
    }

    #[test]
    fn what_is_not_said_is_not_made_up() {
        assert_eq!(about("<p>Words</p><meta name=paywall content=perhaps>"), About::default());
    }
}
