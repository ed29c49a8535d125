//! OPML: the outlines that name a feed, with the outlines they lie in as folders (OPML 2.0, "subscription lists").

use super::clean::one_line;
use super::markup::{Piece, Tag, Walk};
use super::repair::{self, Repairs};
use crate::model::OpmlFeed;

/// Folders within folders; deeper ones are not named.
const MAX_DEPTH: usize = 50;
/// Feeds beyond are not read.
const MAX_FEEDS: usize = 100_000;

/// Reads the feeds of an outline, in its order.
pub(super) fn read(source: &str) -> Vec<OpmlFeed> {
    let source = repair::without_controls(source, &mut Repairs::default());
    let mut walk = Walk::new(&source);
    // The names of the outlines around; none for one that has no name or is a feed.
    let mut folders: Vec<Option<String>> = Vec::new();
    let mut feeds = Vec::new();
    while let Some(piece) = walk.next() {
        match piece {
            Piece::Open(tag) if is_outline(tag.name) => {
                let feed = feed(&tag, &folders);
                if !tag.empty {
                    folders.push(if feed.is_some() { None } else { name(&tag) });
                }
                feeds.extend(feed.filter(|_| feeds.len() < MAX_FEEDS));
            }
            Piece::Close(name) if is_outline(name) => drop(folders.pop()),
            _ => {}
        }
    }
    feeds
}

fn feed(tag: &Tag, folders: &[Option<String>]) -> Option<OpmlFeed> {
    let url = tag.attribute("xmlUrl").map(|u| u.trim().to_owned()).filter(|u| !u.is_empty())?;
    let path: Vec<&str> = folders.iter().take(MAX_DEPTH).flatten().map(String::as_str).collect();
    Some(OpmlFeed { title: name(tag), url, folder: Some(path.join("/")).filter(|f| !f.is_empty()) })
}

fn name(tag: &Tag) -> Option<String> {
    ["title", "text"].iter().filter_map(|n| tag.attribute(n)).map(|n| one_line(&n)).find(|n| !n.is_empty())
}

fn is_outline(name: &str) -> bool {
    name.eq_ignore_ascii_case("outline")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_joined() {
        let feeds = read(
            "<opml><body><outline text='News'><outline title='Tech &amp; co'><outline text='A' xmlUrl='https://a.example/f'/></outline>
             <outline text='B' xmlurl=' https://b.example/f '></outline></outline><outline text='C' xmlUrl='https://c.example/f'/></body></opml>",
        );
        let told: Vec<_> = feeds.iter().map(|f| (f.title.as_deref().unwrap(), f.url.as_str(), f.folder.as_deref())).collect();
        let expected = [
            ("A", "https://a.example/f", Some("News/Tech & co")),
            ("B", "https://b.example/f", Some("News")),
            ("C", "https://c.example/f", None),
        ];
        assert_eq!(told, expected);
    }
}
