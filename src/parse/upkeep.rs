//! What the head of a feed says on how it wants to be read on: hubs, hours of rest, pages and archives.

use super::clean::one_line;
use super::markup::{Element, Piece, Walk, text};
use super::scope::Scope;
use super::vocabulary::{Space, listed};
use crate::model::Upkeep;
use chrono::Weekday;

/// Hubs beyond are not read.
const MAX_HUBS: usize = 16;

/// What an element says.
#[derive(Clone, Copy)]
enum Word {
    Link,
    Ttl,
    Hours,
    Days,
    Period,
    Frequency,
    Archive,
    Complete,
}

/// RSS 2.0; `sy:` of RSS 1.0; `fh:` of RFC 5005.
const WORDS: &[(Space, &str, Word)] = &[
    (Space::Core, "link", Word::Link),
    (Space::Core, "ttl", Word::Ttl),
    (Space::Core, "skiphours", Word::Hours),
    (Space::Core, "skipdays", Word::Days),
    (Space::Syndication, "updateperiod", Word::Period),
    (Space::Syndication, "updatefrequency", Word::Frequency),
    (Space::History, "archive", Word::Archive),
    (Space::History, "complete", Word::Complete),
];

/// Minutes of a `sy:updatePeriod`.
const PERIODS: &[(&str, u32)] = &[("hourly", 60), ("daily", 1_440), ("weekly", 10_080), ("monthly", 43_200), ("yearly", 525_600)];

/// Relations may be written out (RFC 4287 §4.2.7.2).
const RELATIONS: &str = "http://www.iana.org/assignments/relation/";

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Keep {
    upkeep: Upkeep,
    period: Option<u32>,
    frequency: Option<u32>,
}

impl Keep {
    /// Takes up what one element of the head says, where it says anything.
    pub(super) fn offer(&mut self, element: &Element, scope: &Scope) {
        let scope = scope.within(&element.tag);
        let (space, local) = (scope.space(&element.tag), element.tag.local());
        let Some((.., word)) = WORDS.iter().find(|(s, name, _)| *s == space && name.eq_ignore_ascii_case(local)) else { return };
        let said = || one_line(&text(element.inner));
        match word {
            Word::Link => self.link(element, &scope),
            Word::Ttl => self.upkeep.ttl = self.upkeep.ttl.or(number(&said())),
            Word::Hours => self.upkeep.skip_hours.extend(values(element, "hour").iter().filter_map(|h| hour(h))),
            Word::Days => self.upkeep.skip_days.extend(values(element, "day").iter().filter_map(|d| d.parse::<Weekday>().ok())),
            Word::Period => self.period = PERIODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&said())).map(|(_, m)| *m),
            Word::Frequency => self.frequency = number(&said()),
            Word::Archive => self.upkeep.archive = true,
            Word::Complete => self.upkeep.complete = true,
        }
    }

    fn link(&mut self, element: &Element, scope: &Scope) {
        let (Some(relations), Some(address)) = (element.tag.attribute("rel"), element.tag.attribute("href")) else { return };
        let Some(address) = scope.address(&address) else { return };
        for relation in relations.split_whitespace() {
            self.relation(relation.strip_prefix(RELATIONS).unwrap_or(relation), &address);
        }
    }

    fn relation(&mut self, relation: &str, address: &str) {
        let place = match relation.to_ascii_lowercase().as_str() {
            "self" => &mut self.upkeep.own,
            "next" => &mut self.upkeep.next,
            "prev-archive" => &mut self.upkeep.previous_archive,
            "hub" => return push_hub(&mut self.upkeep.hubs, address),
            _ => return,
        };
        place.get_or_insert_with(|| address.to_owned());
    }

    /// The whole of it. A stated `ttl` is believed before a period.
    pub(super) fn take(self) -> Upkeep {
        let mut upkeep = self.upkeep;
        upkeep.ttl = upkeep.ttl.or(self.period.map(|minutes| (minutes / self.frequency.unwrap_or(1)).max(1)));
        upkeep.skip_hours.sort_unstable();
        upkeep.skip_hours.dedup();
        upkeep.skip_days.sort_unstable_by_key(Weekday::num_days_from_monday);
        upkeep.skip_days.dedup();
        upkeep
    }
}

/// Notes a hub once.
pub(super) fn push_hub(hubs: &mut Vec<String>, address: &str) {
    if hubs.len() < MAX_HUBS && !hubs.iter().any(|h| h == address) {
        hubs.push(address.to_owned());
    }
}

/// A whole number above zero; what follows its digits is passed over.
fn number(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().ok().filter(|n| *n > 0)
}

/// RSS 0.91 counts the hours from 1 to 24, RSS 2.0 from 0 to 23: 24 is 0.
fn hour(text: &str) -> Option<u8> {
    text.parse::<u8>().ok().filter(|h| *h <= 24).map(|h| h % 24)
}

/// The texts of the elements of that name within, each once and no more than there are hours.
fn values(outer: &Element, name: &str) -> Vec<String> {
    let mut walk = Walk::new(outer.inner);
    let mut values = Vec::new();
    while let Some(piece) = walk.next() {
        let Piece::Open(tag) = piece else { continue };
        if listed(&[name], tag.local()) && values.len() < 25 {
            values.push(one_line(&text(walk.element(tag).inner)));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use crate::model::{Upkeep, Zone};
    use chrono::Weekday;

    fn upkeep(head: &str) -> Upkeep {
        let text = format!("<rss version='2.0'><channel>{head}<item><title>a</title><link rel='next' href='x'/></item></channel></rss>");
        super::super::feed::read(&text, Some("https://news.example/feed?x"), Zone::Unknown).0.upkeep
    }

    #[test]
    fn who_tells_and_when_not_to_ask() {
        let told = upkeep(
            "<link>https://news.example/</link><atom:link rel='self' href='/feed'/><a10:link xmlns:a10='http://www.w3.org/2005/Atom' rel='hub'
             href='https://hub.example/'/><atom:link rel='hub' href='https://hub.example/'/><ttl> 60 </ttl><sy:updatePeriod>daily</sy:updatePeriod>
             <skipHours><hour>3</hour><hour>24</hour><hour>3</hour><hour>25</hour></skipHours>
             <skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>",
        );
        let expected = Upkeep {
            own: Some("https://news.example/feed".to_owned()),
            hubs: vec!["https://hub.example/".to_owned()],
            ttl: Some(60),
            skip_hours: vec![0, 3],
            skip_days: vec![Weekday::Sat, Weekday::Sun],
            ..Upkeep::default()
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn pages_and_archives() {
        let told = upkeep(
            "<atom:link rel='next' href='?x&amp;page=2'/><atom:link rel='http://www.iana.org/assignments/relation/prev-archive' href='/2025'/>
             <h:archive xmlns:h='http://purl.org/syndication/history/1.0'/><fh:complete/>",
        );
        assert_eq!(told.next.as_deref(), Some("https://news.example/feed?x&page=2"));
        assert_eq!(told.previous_archive.as_deref(), Some("https://news.example/2025"));
        assert!(told.archive && told.complete);
        // An entry's links are its own.
        assert_eq!(upkeep("<title>next</title>"), Upkeep::default());
    }

    #[test]
    fn a_period_stands_in_for_a_missing_ttl() {
        let ttl = |head| upkeep(head).ttl;
        assert_eq!(ttl("<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"), Some(30));
        assert_eq!(ttl("<sy:updatePeriod>daily</sy:updatePeriod>"), Some(1440));
        assert_eq!(ttl("<ttl>soon</ttl><sy:updateFrequency>0</sy:updateFrequency>"), None);
        assert_eq!(ttl("<ttl>0</ttl>"), None);
        assert_eq!(ttl("<ttl>99999999999999999999</ttl>"), None);
    }
}
