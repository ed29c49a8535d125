//! Two people of one name: told apart where they are at different organisations at about the same time and nothing that is
//! named beside the one is named beside the other. Any doubt makes them one.

use std::collections::BTreeSet;

/// A document in which someone of a name is found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sighting {
    /// Row of the document.
    pub document: i64,
    /// Its publication, seconds since 1970.
    pub published: Option<i64>,
    /// Its id, by which equal ones are ordered.
    pub id: String,
    /// The organisation the person is said to be at.
    pub organization: Option<String>,
    /// Whoever else and whatever organisation is named there.
    pub beside: BTreeSet<String>,
}

/// People may change their work; who is elsewhere so many seconds later may be the same.
const YEAR: i64 = 366 * 86_400;

/// The organisation that somebody is at: as it stands apart, or as it stands in the role ("director of Quill School").
#[must_use]
pub fn affiliation(organization: Option<&str>, role: Option<&str>) -> Option<String> {
    let in_role = || {
        let places = [" of ", " at ", " for "].iter().filter_map(|word| Some(role?.split_once(word)?.1));
        places.map(|place| place.strip_prefix("the ").unwrap_or(place)).find(|name| name.starts_with(char::is_uppercase))
    };
    organization.or_else(in_role).map(str::to_owned)
}

/// Of each sighting the organisation by which its person is told from the first of that name; none where it is the first, or
/// nothing tells. The order in which they are given makes no difference.
#[must_use]
pub fn apart(sightings: &[Sighting]) -> Vec<Option<String>> {
    let mut groups: Vec<Group> = Vec::new();
    for (n, sighting) in sightings.iter().enumerate() {
        groups = joined(groups, Group::new(n, sighting));
    }
    groups.retain(|group| group.name().is_some());
    groups.sort_by(|a, b| a.first().cmp(&b.first()));
    let mut apart = vec![None; sightings.len()];
    if let Some((first, others)) = groups.split_first() {
        for group in others.iter().filter(|other| other.near(first)) {
            for n in &group.members {
                apart[*n] = group.name().map(str::to_owned);
            }
        }
    }
    apart
}

/// Sightings of one person.
struct Group<'s> {
    members: Vec<usize>,
    sightings: Vec<&'s Sighting>,
}

/// The groups, where those that have something in common with a new one become one with it.
fn joined<'s>(groups: Vec<Group<'s>>, new: Group<'s>) -> Vec<Group<'s>> {
    let (same, mut others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.same(&new));
    others.push(same.into_iter().fold(new, |mut all, group| {
        all.members.extend(group.members);
        all.sightings.extend(group.sightings);
        all
    }));
    others
}

impl<'s> Group<'s> {
    fn new(n: usize, sighting: &'s Sighting) -> Group<'s> {
        Group { members: vec![n], sightings: vec![sighting] }
    }

    fn same(&self, other: &Group) -> bool {
        self.sightings.iter().any(|a| other.sightings.iter().any(|b| a.shares(b)))
    }

    /// When, and in which document, it was seen first at an organisation; and which that is.
    fn first(&self) -> Option<(i64, &str, &str)> {
        let seen = |s: &&'s Sighting| Some((s.published.unwrap_or(i64::MAX), s.id.as_str(), s.organization.as_deref()?));
        self.sightings.iter().filter_map(seen).min()
    }

    fn name(&self) -> Option<&str> {
        self.first().map(|(_, _, organization)| organization)
    }

    fn near(&self, other: &Group) -> bool {
        let close = |a: &Sighting, b: &Sighting| a.published.zip(b.published).is_some_and(|(a, b)| (a - b).abs() <= YEAR);
        self.sightings.iter().any(|a| other.sightings.iter().any(|b| close(a, b)))
    }
}

impl Sighting {
    fn shares(&self, other: &Sighting) -> bool {
        let at = |a: &Sighting, b: &Sighting| {
            a.organization.as_ref().is_some_and(|o| b.organization.as_ref() == Some(o) || b.beside.contains(o))
        };
        at(self, other) || at(other, self) || !self.beside.is_disjoint(&other.beside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(day: i64, organization: Option<&str>, beside: &[&str]) -> Sighting {
        Sighting {
            document: day,
            published: Some(day * 86_400),
            id: format!("d{day}"),
            organization: organization.map(str::to_owned),
            beside: beside.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn check(sightings: &[Sighting], expected: &[Option<&str>]) {
        let owned: Vec<Option<String>> = expected.iter().map(|name| name.map(str::to_owned)).collect();
        assert_eq!(apart(sightings), owned, "{sightings:?}");
        let (mut turned, mut back) = (sightings.to_vec(), owned);
        turned.reverse();
        back.reverse();
        assert_eq!(apart(&turned), back, "{turned:?}");
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_where_they_are() {
        let (ferry, school) = (Some("Larkwharf Ferries"), Some("Quill School"));
        check(&[seen(1, ferry, &["Mara Quill"]), seen(2, school, &["Tobias Renn"])], &[None, school]);
        // What is told of nobody's place goes with the first, unless it is bound to the other.
        check(
            &[seen(1, ferry, &[]), seen(2, school, &["Renn"]), seen(3, None, &[]), seen(4, None, &["Renn"])],
            &[None, school, None, school],
        );
        check(&[seen(1, None, &[]), seen(2, None, &["Renn"])], &[None, None]);
    }

    #[test]
    fn an_organisation_may_stand_in_the_role() {
        let check = |organization, role, expected: Option<&str>| assert_eq!(affiliation(organization, role).as_deref(), expected);
        check(Some("Quill School"), Some("director of music"), Some("Quill School"));
        check(None, Some("director of Quill School"), Some("Quill School"));
        check(None, Some("head of research at the Tide Institute"), Some("Tide Institute"));
        check(None, Some("spokeswoman for the Harbour Office"), Some("Harbour Office"));
        check(None, Some("mayor"), None);
    }

    #[test]
    fn any_doubt_makes_them_one() {
        let (ferry, school) = (Some("Larkwharf Ferries"), Some("Quill School"));
        check(&[seen(1, ferry, &["Mara Quill"]), seen(2, school, &["Mara Quill"])], &[None, None]);
        check(&[seen(1, ferry, &[]), seen(2, school, &["Larkwharf Ferries"])], &[None, None]);
        check(&[seen(1, ferry, &["Renn"]), seen(2, None, &["Renn", "Farrow"]), seen(3, school, &["Farrow"])], &[None, None, None]);
        check(&[seen(1, ferry, &[]), seen(900, school, &[])], &[None, None]);
    }
}
