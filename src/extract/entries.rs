//! The entries of a live blog are texts of their own time: what is relative in them is seen from there, and what is said in them
//! was said then.

use super::{Context, time};
use crate::model::{Basis, Mention, Part, PartKind, Place, Quote, When};

fn entries(parts: &[Part]) -> impl Iterator<Item = (&Part, &When)> {
    parts.iter().filter(|p| p.kind == PartKind::Entry).filter_map(|p| Some((p, p.when.as_ref()?)))
}

/// Reads the dates within entries anew, each from its entry's time.
pub(super) fn dated(text: &str, parts: &[Part], context: &Context, mentions: &mut Vec<Mention>) {
    if entries(parts).next().is_none() {
        return;
    }
    let chars: Vec<char> = text.chars().collect();
    for (entry, when) in entries(parts) {
        let inside = |place: &Place| entry.start <= place.start && place.end <= entry.end;
        let own: String = chars[entry.start..entry.end].iter().collect();
        let anchored = Context { published: Some(when), ..*context };
        mentions.retain(|m| !inside(&Place { start: m.start, end: m.end }));
        mentions.extend(time::mentions(&own, &anchored).into_iter().map(|m| Mention {
            start: m.start + entry.start,
            end: m.end + entry.start,
            ..m
        }));
    }
    mentions.sort_by_key(|m| m.start);
}

/// A quotation without a date of its own inherits that of its entry.
pub(super) fn said(parts: &[Part], quotes: &mut [Quote]) {
    for (entry, when) in entries(parts) {
        let inside = |q: &Quote| q.content.first().is_some_and(|p| entry.start <= p.start && p.end <= entry.end);
        for quote in quotes.iter_mut().filter(|q| inside(q)) {
            if quote.said.as_ref().is_none_or(|w| w.basis == Basis::Inherited) {
                quote.said = Some(when.inherited());
            }
        }
    }
}
