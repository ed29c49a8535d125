//! What had to be repaired to read a feed, in words; and the repairs that are made before it is read.

use super::entity::{reference, windows_1252};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A repair. The order is the one in which repairs are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    Bytes,
    Controls,
    Leading,
    Version,
    BareAmpersand,
    BareLess,
    Entities,
    UnclosedSection,
    UnclosedElement,
    Truncated,
    SeveralDocuments,
    Date,
    TooMany,
    TooLong,
    GivenUp,
    Json,
}

impl Repair {
    fn words(self) -> &'static str {
        match self {
            Repair::Bytes => "bytes that do not fit the stated charset were read as another one",
            Repair::Controls => "control characters were left out",
            Repair::Leading => "what stands in front of the feed was left out",
            Repair::Version => "<rss> states no version",
            Repair::BareAmpersand => "a bare & was read as it stands",
            Repair::BareLess => "a bare < was read as it stands",
            Repair::Entities => "HTML entities (&nbsp;) were resolved",
            Repair::UnclosedSection => "an unclosed CDATA section was ended with its element",
            Repair::UnclosedElement => "an element without an end tag was ended where the next begins",
            Repair::Truncated => "the body is cut off; an item that is not whole is left out where there are others",
            Repair::SeveralDocuments => "several documents in one body were read as one feed",
            Repair::Date => "a date that cannot be read was left out",
            Repair::TooMany => "there are too many items: only the first were read",
            Repair::TooLong => "a text that is too long was cut off",
            Repair::GivenUp => "too much is broken: the rest was left out",
            Repair::Json => "members that are missing or of the wrong type were mended or left out",
        }
    }
}

/// Repairs that were made, each told once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Repairs(BTreeSet<Repair>);

impl Repairs {
    pub(super) fn note(&mut self, repair: Repair) {
        self.0.insert(repair);
    }

    pub(super) fn add(&mut self, other: &Repairs) {
        self.0.extend(&other.0);
    }

    /// In words, in a fixed order.
    pub(super) fn words(&self) -> Vec<String> {
        self.0.iter().map(|r| r.words().to_owned()).collect()
    }
}

/// Notes references that XML does not know: bare `&`, HTML entities. Reading resolves them by itself.
pub(super) fn note_references(text: &str, repairs: &mut Repairs) {
    let mut rest = text;
    while !rest.is_empty() {
        let (outside, section) = rest.split_once("<![CDATA[").unwrap_or((rest, ""));
        for (at, _) in outside.match_indices('&') {
            note_reference(&outside[at + 1..], repairs);
        }
        rest = section.split_once("]]>").map_or("", |(_, behind)| behind);
    }
}

fn note_reference(behind: &str, repairs: &mut Repairs) {
    match reference(behind) {
        None => repairs.note(Repair::BareAmpersand),
        Some(("amp" | "lt" | "gt" | "quot" | "apos", _)) => {}
        Some((name, _)) if name.starts_with('#') => {}
        Some(_) => repairs.note(Repair::Entities),
    }
}

/// Without the characters that XML forbids. C1 controls are windows-1252 that went through Latin-1: read as that.
pub(super) fn without_controls<'t>(text: &'t str, repairs: &mut Repairs) -> Cow<'t, str> {
    // Block by block, so that many bytes are looked at at once: most texts have none.
    let suspects = |block: &[u8]| block.iter().map(|b| u16::from(is_control(*b) || *b == 0xC2)).sum::<u16>();
    if !text.as_bytes().chunks(256).any(|block| suspects(block) > 0) || !text.chars().any(is_forbidden) {
        return Cow::Borrowed(text);
    }
    repairs.note(Repair::Controls);
    let kept = text.chars().filter_map(|c| match u8::try_from(c) {
        Ok(byte @ 0x80..0xA0) => Some(windows_1252(byte)),
        _ => (!is_forbidden(c)).then_some(c),
    });
    Cow::Owned(kept.collect())
}

fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r'
}

fn is_forbidden(c: char) -> bool {
    u8::try_from(c).is_ok_and(|b| is_control(b) || (0x80..0xA0).contains(&b)) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}
