//! Decisions applied to what was extracted. The last one of a kind holds; what was undone does not count.

use crate::model::quote::speaker_id;
use crate::model::{Decision, Id, Marks, Quote, Ruling, SpeakerType};
use std::collections::HashMap;

/// Decisions that hold, by what they are about, in the order in which they were made.
#[derive(Debug, Default)]
pub struct Rulings<'d> {
    by_subject: HashMap<&'d str, Vec<&'d Ruling>>,
    /// Into whom speakers were merged, each the last time, with the place of that decision among all.
    merges: HashMap<&'d str, (usize, &'d Id)>,
}

/// A quotation as it was decided to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruled {
    /// With its speaker and date as decided.
    pub quote: Quote,
    /// Who said it across documents: id, kind, and the name it was given by hand, where it was.
    pub speaker: Option<(Id, SpeakerType, Option<String>)>,
    /// It is no quotation.
    pub hidden: bool,
    /// What was decided.
    pub marks: Marks,
}

/// Where a quotation stands.
#[derive(Debug, Clone, Copy)]
pub struct Stand<'a> {
    /// Its id.
    pub id: &'a str,
    /// Id of its document.
    pub document: &'a str,
    /// Name of the source that led to it.
    pub source: Option<&'a str>,
    /// Who its speaker is, where that is not the first of the name.
    pub namesake: Option<&'a Id>,
}

impl<'d> Rulings<'d> {
    /// Those of these decisions that hold.
    #[must_use]
    pub fn new(decisions: &'d [Decision]) -> Rulings<'d> {
        let mut rulings = Rulings::default();
        for (n, decision) in decisions.iter().filter(|d| d.undone.is_none()).enumerate() {
            rulings.by_subject.entry(decision.subject.as_str()).or_default().push(&decision.ruling);
            if let Ruling::Merge { into, .. } = &decision.ruling {
                rulings.merges.insert(decision.subject.as_str(), (n, into));
            }
        }
        rulings
    }

    /// What holds for something.
    #[must_use]
    pub fn of(&self, subject: &str) -> impl DoubleEndedIterator<Item = &'d Ruling> + '_ {
        self.by_subject.get(subject).into_iter().flatten().copied()
    }

    /// The quotation as it was decided to be.
    #[must_use]
    pub fn apply(&self, quote: &Quote, stand: &Stand) -> Ruled {
        let mut ruled = Ruled { quote: quote.clone(), speaker: None, hidden: false, marks: Marks::default() };
        for ruling in self.of(stand.id) {
            ruled.rule(ruling);
        }
        let namesake = stand.namesake.filter(|_| ruled.quote.speaker_name == quote.speaker_name);
        ruled.speaker =
            ruled.quote.speaker().map(|(of, name)| self.identity(namesake.cloned().unwrap_or_else(|| speaker_id(of, name)), of, stand));
        let by_hand = ruled.speaker.as_ref().and_then(|(_, _, name)| name.clone());
        if by_hand.is_some() {
            ruled.quote.speaker_name = by_hand;
            ruled.marks.decided.push("speaker".to_owned());
        }
        ruled.marks.decided.sort();
        ruled.marks.decided.dedup();
        ruled
    }

    /// What was decided of a quotation's statement.
    #[must_use]
    pub fn links(&self, quotation: &str) -> Links {
        let mut links = Links::default();
        for ruling in self.of(quotation) {
            if let Ruling::Link { document, holds } = ruling {
                links.rule(document, *holds);
            }
        }
        links
    }

    /// Who a speaker is: split off, merged, renamed.
    fn identity(&self, id: Id, of: SpeakerType, stand: &Stand) -> (Id, SpeakerType, Option<String>) {
        let apart = self.of(id.as_str()).rev().find_map(|ruling| match ruling {
            Ruling::Split { source, document, name } if is_there(source.as_deref(), document.as_ref(), stand) => Some(name),
            _ => None,
        });
        let (own, name) = match apart {
            Some(name) => (split_off(&id, name), Some(name.clone())),
            None => (id, None),
        };
        let last = self.merged(&own);
        let merged = if last == own { name } else { self.merged_name(&last).map(str::to_owned) };
        let name = self.renamed(&last).map(str::to_owned).or(merged);
        (last, of, name)
    }

    /// The speaker that one was merged into, directly or through others; itself, where it was not. Where merges close a circle, all
    /// in it are whom the last of them names.
    #[must_use]
    pub fn merged(&self, id: &Id) -> Id {
        let mut seen = vec![id];
        while let Some((_, into)) = self.merges.get(seen.last().expect("it begins with one").as_str()) {
            if let Some(at) = seen.iter().position(|one| one == into) {
                let circle = seen[at..].iter().filter_map(|one| self.merges.get(one.as_str()));
                return circle.max_by_key(|(n, _)| *n).expect("who is in a circle was merged").1.clone();
            }
            seen.push(into);
        }
        seen.pop().expect("it begins with one").clone()
    }

    /// The name that a speaker was given by hand.
    #[must_use]
    pub fn renamed(&self, id: &Id) -> Option<&'d str> {
        self.of(id.as_str()).rev().find_map(|ruling| match ruling {
            Ruling::Rename { name } => Some(name.as_str()),
            _ => None,
        })
    }

    /// The name under which the last of those was known into whom a speaker was merged.
    fn merged_name(&self, last: &Id) -> Option<&'d str> {
        let into_it = |ruling: &&'d Ruling| matches!(ruling, Ruling::Merge { into, .. } if into == last);
        let names = self.by_subject.values().flatten().copied().filter(into_it);
        // It may have been renamed between two merges.
        names.filter_map(|ruling| if let Ruling::Merge { name, .. } = ruling { Some(name.as_str()) } else { None }).min()
    }
}

/// What was decided of a quotation's statement, by ids of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The statement that holds its words.
    pub made: Option<Id>,
    /// Statements that do not.
    pub broken: Vec<Id>,
}

impl Links {
    fn rule(&mut self, document: &Id, holds: bool) {
        self.broken.retain(|d| d != document);
        if holds {
            self.made = Some(document.clone());
        } else {
            self.made.take_if(|made| made == document);
            self.broken.push(document.clone());
        }
    }
}

/// The id of someone who was told from another of the same name.
#[must_use]
pub fn split_off(id: &Id, name: &str) -> Id {
    Id::of('s', &[id.as_str(), "split", name])
}

fn is_there(source: Option<&str>, document: Option<&Id>, stand: &Stand) -> bool {
    source.is_none_or(|s| stand.source == Some(s)) && document.is_none_or(|d| d.as_str() == stand.document)
}

impl Ruled {
    fn rule(&mut self, ruling: &Ruling) {
        self.marks.decided.push(ruling.name().to_owned());
        match ruling {
            Ruling::Speaker { name, of } => {
                // The role that the text gives is that of whom it was taken for.
                if self.quote.speaker_name != *name {
                    self.quote.role = None;
                }
                self.quote.speaker_name.clone_from(name);
                self.quote.speaker_type = Some(*of);
            }
            Ruling::Said { said } => self.quote.said = Some(said.clone()),
            Ruling::Hide => self.hidden = true,
            Ruling::Check => self.marks.checked = true,
            Ruling::Note { text } => self.marks.note = Some(text.clone()),
            Ruling::Promise { kept, shown } => {
                self.marks.promise = Some((if *kept { "kept" } else { "broken" }.to_owned(), shown.clone()));
            }
            Ruling::Add { .. }
            | Ruling::Forget { .. }
            | Ruling::Link { .. }
            | Ruling::Merge { .. }
            | Ruling::Split { .. }
            | Ruling::Rename { .. } => {}
        }
    }
}

/// Where added words stand in a text: where they were, else where they are found, as code points.
#[must_use]
pub fn place(text: &str, start: usize, words: &str) -> Option<(usize, usize)> {
    let length = words.chars().count();
    let there = text.chars().skip(start).take(length).eq(words.chars());
    let at = if there { start } else { text[..text.find(words)?].chars().count() };
    Some((at, at + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use chrono::DateTime;

    fn quote(name: &str) -> Quote {
        Quote::by_hand(Span { start: 0, end: 7, text: "We sail".to_owned() }, Some(name.to_owned()), None)
    }

    fn decided(subject: &Id, ruling: Ruling) -> Decision {
        Decision::new(subject.clone(), ruling, DateTime::default(), None)
    }

    fn person(name: &str) -> Id {
        speaker_id(SpeakerType::Person, name)
    }

    const STAND: Stand = Stand { id: "q1", document: "d1", source: Some("courier"), namesake: None };

    fn ruled(decisions: &[Decision], name: &str) -> (Id, Option<String>) {
        let ruled = Rulings::new(decisions).apply(&quote(name), &STAND);
        (ruled.speaker.expect("a person").0, ruled.quote.speaker_name)
    }

    #[test]
    fn the_last_decision_holds_and_what_was_undone_does_not() {
        let q = Id::known("q1");
        let speaker = |name: &str| decided(&q, Ruling::Speaker { name: Some(name.to_owned()), of: SpeakerType::Person });
        let mut decisions = vec![speaker("Mara Quill"), speaker("Odile Farrow")];
        assert_eq!(ruled(&decisions, "Tobias Renn"), (person("Odile Farrow"), Some("Odile Farrow".to_owned())));
        let told = Quote { role: Some("mayor".to_owned()), ..quote("Odile Farrow") };
        assert_eq!(Rulings::new(&decisions).apply(&told, &STAND).quote.role, None, "she is no mayor, who was taken for her was");
        decisions[1].undone = Some(DateTime::default());
        assert_eq!(ruled(&decisions, "Tobias Renn").0, person("Mara Quill"));
        decisions[0].undone = Some(DateTime::default());
        assert_eq!(ruled(&decisions, "Tobias Renn").0, person("Tobias Renn"));
    }

    #[test]
    fn merges_are_followed_and_a_circle_ends() {
        let merge = |a: &str, b: &str| decided(&person(a), Ruling::Merge { into: person(b), name: b.to_owned() });
        let decisions = [merge("A", "B"), merge("B", "C")];
        assert_eq!(ruled(&decisions, "A"), (person("C"), Some("C".to_owned())));
        // The last one holds, for both.
        let circle = [merge("A", "B"), merge("B", "A")];
        let both = ["A", "B"].map(|name| ruled(&circle, name));
        assert_eq!(both, [(person("A"), Some("A".to_owned())), (person("A"), Some("A".to_owned()))]);
        let long = [merge("C", "A"), merge("A", "B"), merge("B", "C"), merge("D", "A")];
        assert!(["A", "B", "C", "D"].iter().all(|name| Rulings::new(&long).merged(&person(name)) == person("C")));
    }

    #[test]
    fn a_namesake_is_split_off_by_source_or_document() {
        let split = |source: Option<&str>, document: Option<&str>| {
            let (source, document) = (source.map(str::to_owned), document.map(Id::known));
            [decided(&person("John Smith"), Ruling::Split { source, document, name: "John Smith (Larkwharf)".to_owned() })]
        };
        let other = split_off(&person("John Smith"), "John Smith (Larkwharf)");
        assert_eq!(ruled(&split(Some("courier"), None), "John Smith"), (other.clone(), Some("John Smith (Larkwharf)".to_owned())));
        assert_eq!(ruled(&split(None, Some("d1")), "John Smith").0, other);
        assert_eq!(ruled(&split(Some("echo"), None), "John Smith"), (person("John Smith"), Some("John Smith".to_owned())));
    }

    #[test]
    fn marks_are_gathered() {
        let q = Id::known("q1");
        let decisions = [
            decided(&q, Ruling::Check),
            decided(&q, Ruling::Note { text: "seen on tape".to_owned() }),
            decided(&q, Ruling::Promise { kept: false, shown: Id::known("d9") }),
        ];
        let marks = Rulings::new(&decisions).apply(&quote("Mara Quill"), &STAND).marks;
        assert_eq!(marks.decided, ["check", "note", "promise"]);
        assert!(marks.checked && marks.note.as_deref() == Some("seen on tape"));
        assert_eq!(marks.promise, Some(("broken".to_owned(), Id::known("d9"))));
        let hidden = [decided(&q, Ruling::Hide)];
        assert!(Rulings::new(&hidden).apply(&quote("Mara Quill"), &STAND).hidden);
    }

    #[test]
    fn links_are_made_and_broken() {
        let q = Id::known("q1");
        let link = |document: &str, holds| decided(&q, Ruling::Link { document: Id::known(document), holds });
        let check = |decisions: &[Decision], made: Option<&str>, broken: &[&str]| {
            let expected = Links { made: made.map(Id::known), broken: broken.iter().map(|d| Id::known(*d)).collect() };
            assert_eq!(Rulings::new(decisions).links("q1"), expected);
        };
        check(&[], None, &[]);
        check(&[link("d1", true), link("d2", false)], Some("d1"), &["d2"]);
        check(&[link("d1", true), link("d1", false)], None, &["d1"]);
        check(&[link("d1", false), link("d1", true), link("d2", true)], Some("d2"), &[]);
    }

    #[test]
    fn added_words_are_found_again() {
        assert_eq!(place("Größe: we sail", 7, "we sail"), Some((7, 14)));
        assert_eq!(place("Früher: Größe: we sail", 7, "we sail"), Some((15, 22)));
        assert_eq!(place("they stay", 0, "we sail"), None);
    }
}
