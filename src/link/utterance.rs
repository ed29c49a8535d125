//! When two wordings are the same words: telling ones always, common phrases only of one speaker at one time.

use super::text::Text;
use crate::model::Id;
use std::collections::BTreeMap;

/// Words that tell so much ([`Text::weight`]) are nobody else's; fewer may be anybody's.
pub const TELLING: f64 = 4.0;
/// Common phrases are the same words within so many days.
pub const NEAR_DAYS: i64 = 31;

/// Who said a common phrase, and when: by this it is told from the same phrase of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice<'a> {
    /// The speaker's name, where known.
    pub speaker: Option<&'a str>,
    /// Id of the document.
    pub document: &'a str,
    /// When it was said, seconds since 1970.
    pub said: Option<i64>,
}

/// The id of a wording: by its words alone where they are telling, else by who said them, and in which month.
#[must_use]
pub fn wording(text: &Text, voice: &Voice) -> Id {
    let key = text.key();
    if text.weight() >= TELLING {
        return Id::of('u', &[&key]);
    }
    let month = voice.said.map_or(0, |said| said.div_euclid(NEAR_DAYS * 86_400)).to_string();
    match voice.speaker {
        Some(speaker) => Id::of('u', &[&key, "of", speaker, &month]),
        None => Id::of('u', &[&key, "in", voice.document]),
    }
}

/// Whether two sayings of common words may be the same: of one speaker or in one document, and not long apart.
#[must_use]
pub fn one_voice(a: &Voice, b: &Voice) -> bool {
    let near = match (a.said, b.said) {
        (Some(a), Some(b)) => (a - b).abs() <= NEAR_DAYS * 86_400,
        _ => false,
    };
    a.document == b.document || near && a.speaker.is_some() && a.speaker == b.speaker
}

/// New names of utterances that became one, by their old ones: the smallest of each. Pairs in any order give the same.
#[must_use]
pub fn united<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, &'a str> {
    let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
    for (a, b) in pairs {
        let (a, b) = (root(&parents, a), root(&parents, b));
        parents.insert(a.max(b), a.min(b));
    }
    let names: Vec<&str> = parents.keys().copied().collect();
    names.into_iter().map(|name| (name, root(&parents, name))).filter(|(old, new)| old != new).collect()
}

fn root<'a>(parents: &BTreeMap<&'a str, &'a str>, name: &'a str) -> &'a str {
    let mut at = name;
    while let Some(parent) = parents.get(at).filter(|parent| **parent != at) {
        at = parent;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const JULY: i64 = 1_783_000_000;

    fn voice<'a>(speaker: Option<&'a str>, document: &'a str, said: i64) -> Voice<'a> {
        Voice { speaker, document, said: Some(said) }
    }

    #[test]
    fn common_phrases_do_not_join_strangers() {
        let same = |text: &str, a: &Voice, b: &Voice| wording(&Text::new(text), a) == wording(&Text::new(text), b);
        let (quill, renn) = (voice(Some("Mara Quill"), "d1", JULY), voice(Some("Tobias Renn"), "d2", JULY));
        let phrase = "Thank you very much, it is good to be back with you today";
        assert!(!same(phrase, &quill, &renn));
        assert!(same(phrase, &quill, &voice(Some("Mara Quill"), "d3", JULY)));
        assert!(!same(phrase, &quill, &voice(Some("Mara Quill"), "d3", JULY + 400 * 86_400)));
        assert!(!same(phrase, &voice(None, "d1", JULY), &voice(None, "d2", JULY)));
        assert!(same("The harbour stays open until the ice breaks", &quill, &renn));
    }

    #[test]
    fn one_voice_is_a_speaker_at_a_time_or_a_document() {
        let quill = voice(Some("Mara Quill"), "d1", JULY);
        assert!(one_voice(&quill, &voice(Some("Mara Quill"), "d2", JULY + 86_400)));
        assert!(!one_voice(&quill, &voice(Some("Mara Quill"), "d2", JULY + 90 * 86_400)));
        assert!(!one_voice(&quill, &voice(None, "d2", JULY)));
        assert!(one_voice(&quill, &voice(None, "d1", JULY)));
    }

    #[test]
    fn utterances_take_the_smallest_name_whatever_the_order() {
        let pairs = [("u4", "u2"), ("u3", "u4"), ("u5", "u6"), ("u1", "u3")];
        let expected = [("u2", "u1"), ("u3", "u1"), ("u4", "u1"), ("u6", "u5")];
        assert_eq!(united(pairs).into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(united(pairs.into_iter().rev()).into_iter().collect::<Vec<_>>(), expected);
    }
}
