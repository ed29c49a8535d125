//! What must hold of every reading, whatever was read: more than that nothing panics.

use dateline::model::{When, Zone, date};
use dateline::pipeline::reading::{Context, Reading};

/// A context as `inspect` has it, with a publication to anchor relative dates at.
pub fn with_anchor<R>(read: impl FnOnce(&Context) -> R) -> R {
    let published = date::read("2026-03-04T10:30:00+01:00", Zone::Unknown);
    read(&Context { url: Some("https://news.example/2026/03/boats"), published: published.as_ref(), ..Context::default() })
}

/// Panics where a reading contradicts itself.
pub fn check(reading: &Reading) {
    let told = reading.article.is_some() || reading.feed.is_some() || reading.sitemap.is_some() || reading.opml.is_some();
    assert!(told || reading.error.is_some(), "nothing was read, and nothing says why");
    if let Some(article) = &reading.article {
        article.published.iter().chain(&article.modified).for_each(check_date);
        check_findings(&article.text, reading);
    }
    for entry in reading.feed.iter().flat_map(|f| &f.entries) {
        assert!(!entry.id.is_empty(), "an entry without an id: {entry:?}");
        entry.published.iter().chain(&entry.updated).for_each(check_date);
    }
    for row in reading.sitemap.iter().flatten() {
        assert!(!row.url.is_empty(), "a row without an address: {row:?}");
        row.published.iter().chain(&row.modified).for_each(check_date);
    }
}

fn check_findings(text: &str, reading: &Reading) {
    let chars: Vec<char> = text.chars().collect();
    for mention in &reading.findings.mentions {
        check_words(&chars, mention.start, mention.end, &mention.text);
        check_date(&mention.when);
    }
    for quote in &reading.findings.quotes {
        quote.content.iter().chain(&quote.speaker).chain(&quote.cue).for_each(|s| check_words(&chars, s.start, s.end, &s.text));
        quote.said.iter().for_each(check_date);
    }
}

fn check_words(chars: &[char], start: usize, end: usize, words: &str) {
    let there = chars.get(start..end);
    assert!(there.is_some_and(|c| c.iter().copied().eq(words.chars())), "words that do not stand at {start}..{end}: {words:?}");
}

fn check_date(when: &When) {
    assert!(when.end.is_none_or(|end| when.start < end), "a date that ends before it begins: {when:?}");
    assert!(!when.edtf.is_empty(), "a date without its string: {when:?}");
}
