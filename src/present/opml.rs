//! The feeds of sources.toml as OPML 2.0, for other readers; tags are the folders they lie in.

use crate::model::{Source, SourceKind};
use anyhow::Result;
use std::io::Write;

/// Writes the feeds, those of the same tags together in the order of their first.
pub(super) fn write(out: &mut dyn Write, sources: &[Source]) -> Result<()> {
    let feeds: Vec<&Source> = sources.iter().filter(|s| s.kind == SourceKind::Feed).collect();
    let mut folders: Vec<&[String]> = Vec::new();
    for feed in &feeds {
        if !folders.contains(&&feed.tags[..]) {
            folders.push(&feed.tags);
        }
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>dateline</title></head>\n<body>")?;
    for folder in folders {
        for tag in folder {
            writeln!(out, "<outline text=\"{}\">", escaped(tag))?;
        }
        for feed in feeds.iter().filter(|f| f.tags == folder) {
            writeln!(out, "<outline type=\"rss\" text=\"{}\" xmlUrl=\"{}\"/>", escaped(&feed.name), escaped(&feed.url))?;
        }
        for _ in folder {
            writeln!(out, "</outline>")?;
        }
    }
    Ok(writeln!(out, "</body>\n</opml>")?)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
