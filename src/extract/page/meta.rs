//! The page's `<meta>` and `<link>` elements, by name in any case.

use super::tree;
use scraper::Html;

/// Names and contents in document order.
#[derive(Debug, Default)]
pub(super) struct Meta {
    rows: Vec<(String, String)>,
    /// `rel` and `href`.
    links: Vec<(String, String)>,
    /// `lang` of the root element.
    pub(super) lang: Option<String>,
    /// The document's `<title>`.
    pub(super) title: Option<String>,
}

/// Reads them all, wherever they stand.
pub(super) fn read(html: &Html) -> Meta {
    let mut meta = Meta::default();
    for element in tree::elements(html) {
        let attr = |name| element.value().attr(name);
        match element.value().name() {
            "html" => meta.lang = attr("lang").or(attr("xml:lang")).map(str::to_owned),
            "title" if meta.title.is_none() => meta.title = Some(tree::text(element)).filter(|t| !t.is_empty()),
            "meta" => {
                let names = ["property", "name", "itemprop", "http-equiv"].into_iter().filter_map(attr);
                let content = attr("content").or(attr("value")).map(tree::plain).filter(|c| !c.is_empty());
                if let Some(content) = content {
                    meta.rows.extend(names.map(|n| (n.trim().to_ascii_lowercase(), content.clone())));
                }
            }
            "link" => {
                if let (Some(rel), Some(href)) = (attr("rel"), attr("href")) {
                    meta.links.push((rel.to_ascii_lowercase(), href.trim().to_owned()));
                }
            }
            _ => {}
        }
    }
    meta
}

impl Meta {
    /// The first content under the first of these names that has one.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|n| self.all(n).next())
    }

    /// Every content under a name.
    pub(super) fn all<'m>(&'m self, name: &str) -> impl Iterator<Item = &'m str> {
        self.rows.iter().filter(move |(n, _)| n == name).map(|(_, c)| c.as_str())
    }

    /// The address of the first link of that relation.
    pub(super) fn link(&self, rel: &str) -> Option<&str> {
        self.links.iter().find(|(r, _)| r.split_whitespace().any(|r| r == rel)).map(|(_, h)| h.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_case_and_attribute() {
        let meta = read(&Html::parse_document(
            "<html lang=en-GB><title> A  b</title><meta property='OG:Title' content='c &amp;amp; d'><meta name=author content=''><link rel='Canonical' href=' /x '>",
        ));
        assert_eq!(meta.first(&["og:title"]), Some("c & d"));
        assert_eq!(meta.first(&["author"]), None);
        assert_eq!(meta.link("canonical"), Some("/x"));
        assert_eq!((meta.lang.as_deref(), meta.title.as_deref()), (Some("en-GB"), Some("A b")));
    }
}
