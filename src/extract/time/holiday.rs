//! Holidays with a fixed day or a fixed rule.

use super::calendar::{easter, last_weekday, nth_weekday};
use super::token::{Cursor, Read};
use super::words::Sense;
use chrono::{Days, NaiveDate};

/// A holiday: the words of its name and the rule of its day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Holiday {
    /// Lower case; an apostrophe and what follows it may be missing in the text.
    name: &'static str,
    rule: Rule,
}

#[derive(Debug, PartialEq, Eq)]
enum Rule {
    /// Month and day.
    Fixed(u32, u32),
    /// The nth such weekday (days after Monday) of a month, and days after it.
    Nth(u32, u32, u32, u64),
    /// The last such weekday of a month.
    Last(u32, u32),
    /// Days after Easter Sunday of the western churches.
    Easter(i64),
}

use Rule::{Easter, Fixed, Last, Nth};

/// Longer names stand before shorter ones that they start with. Where countries differ, the rule is the one of the
/// United States, as in most English news.
#[rustfmt::skip]
const HOLIDAYS: &[Holiday] = &[
    Holiday { name: "all saints ' day", rule: Fixed(11, 1) },
    Holiday { name: "anzac day", rule: Fixed(4, 25) },
    Holiday { name: "april fools ' day", rule: Fixed(4, 1) },
    Holiday { name: "armistice day", rule: Fixed(11, 11) },
    Holiday { name: "ascension day", rule: Easter(39) },
    Holiday { name: "ash wednesday", rule: Easter(-46) },
    Holiday { name: "australia day", rule: Fixed(1, 26) },
    Holiday { name: "bastille day", rule: Fixed(7, 14) },
    Holiday { name: "black friday", rule: Nth(11, 3, 4, 1) },
    Holiday { name: "boxing day", rule: Fixed(12, 26) },
    Holiday { name: "canada day", rule: Fixed(7, 1) },
    Holiday { name: "christmas day", rule: Fixed(12, 25) },
    Holiday { name: "christmas eve", rule: Fixed(12, 24) },
    Holiday { name: "christmas", rule: Fixed(12, 25) },
    Holiday { name: "cinco de mayo", rule: Fixed(5, 5) },
    Holiday { name: "columbus day", rule: Nth(10, 0, 2, 0) },
    Holiday { name: "cyber monday", rule: Nth(11, 3, 4, 4) },
    Holiday { name: "earth day", rule: Fixed(4, 22) },
    Holiday { name: "easter monday", rule: Easter(1) },
    Holiday { name: "easter sunday", rule: Easter(0) },
    Holiday { name: "easter", rule: Easter(0) },
    Holiday { name: "father ' s day", rule: Nth(6, 6, 3, 0) },
    Holiday { name: "good friday", rule: Easter(-2) },
    Holiday { name: "groundhog day", rule: Fixed(2, 2) },
    Holiday { name: "guy fawkes night", rule: Fixed(11, 5) },
    Holiday { name: "halloween", rule: Fixed(10, 31) },
    Holiday { name: "independence day", rule: Fixed(7, 4) },
    Holiday { name: "international women ' s day", rule: Fixed(3, 8) },
    Holiday { name: "international workers ' day", rule: Fixed(5, 1) },
    Holiday { name: "juneteenth", rule: Fixed(6, 19) },
    Holiday { name: "labor day", rule: Nth(9, 0, 1, 0) },
    Holiday { name: "labour day", rule: Fixed(5, 1) },
    Holiday { name: "martin luther king day", rule: Nth(1, 0, 3, 0) },
    Holiday { name: "martin luther king jr day", rule: Nth(1, 0, 3, 0) },
    Holiday { name: "martin luther king jr . day", rule: Nth(1, 0, 3, 0) },
    Holiday { name: "maundy thursday", rule: Easter(-3) },
    Holiday { name: "may day", rule: Fixed(5, 1) },
    Holiday { name: "memorial day", rule: Last(5, 0) },
    Holiday { name: "mlk day", rule: Nth(1, 0, 3, 0) },
    Holiday { name: "mother ' s day", rule: Nth(5, 6, 2, 0) },
    Holiday { name: "new year ' s day", rule: Fixed(1, 1) },
    Holiday { name: "new year ' s eve", rule: Fixed(12, 31) },
    Holiday { name: "palm sunday", rule: Easter(-7) },
    Holiday { name: "pentecost", rule: Easter(49) },
    Holiday { name: "presidents ' day", rule: Nth(2, 0, 3, 0) },
    Holiday { name: "remembrance day", rule: Fixed(11, 11) },
    Holiday { name: "remembrance sunday", rule: Nth(11, 6, 2, 0) },
    Holiday { name: "saint patrick ' s day", rule: Fixed(3, 17) },
    Holiday { name: "saint patrick", rule: Fixed(3, 17) },
    Holiday { name: "shrove tuesday", rule: Easter(-47) },
    Holiday { name: "st patrick ' s day", rule: Fixed(3, 17) },
    Holiday { name: "st . patrick ' s day", rule: Fixed(3, 17) },
    Holiday { name: "thanksgiving day", rule: Nth(11, 3, 4, 0) },
    Holiday { name: "thanksgiving", rule: Nth(11, 3, 4, 0) },
    Holiday { name: "valentine ' s day", rule: Fixed(2, 14) },
    Holiday { name: "veterans ' day", rule: Fixed(11, 11) },
    Holiday { name: "whit monday", rule: Easter(50) },
];

impl Holiday {
    /// Its day in a year.
    pub(super) fn in_year(&self, year: i32) -> Option<NaiveDate> {
        match self.rule {
            Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Nth(month, weekday, n, after) => nth_weekday(year, month, weekday, n)?.checked_add_days(Days::new(after)),
            Last(month, weekday) => last_weekday(year, month, weekday),
            Easter(days) => easter(year)?.checked_add_signed(chrono::TimeDelta::days(days)),
        }
    }

    /// Whether the name says that it is a day, and is not also a season or a thing ("a Christmas tree").
    pub(super) fn is_plain_day(&self) -> bool {
        self.name.ends_with("day") && !matches!(self.name, "black friday" | "cyber monday") || self.name.ends_with("eve")
    }
}

/// The words that names of holidays start with.
pub(super) fn first_words() -> impl Iterator<Item = &'static str> {
    HOLIDAYS.iter().filter_map(|h| h.name.split(' ').next())
}

/// Reads the name of a holiday, written with capitals or not.
pub(super) fn holiday(c: Cursor) -> Read<&'static Holiday> {
    c.token().filter(|t| t.senses.contains(&Sense::Holiday))?;
    HOLIDAYS.iter().find_map(|h| name(c, h.name).map(|rest| (h, rest)))
}

fn name<'a>(c: Cursor<'a>, name: &str) -> Option<Cursor<'a>> {
    name.split(' ').try_fold(c, |c, part| match part {
        "'" => Some(c.skip_mark(&['\''])),
        "." => Some(c.skip_mark(&['.'])),
        // "Fathers Day" and "Workers Day" have lost their apostrophe.
        "s" => Some(c.skip(&["s"])),
        word => c.word(&[word]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::super::words::senses;
    use super::*;

    fn check(text: &str, year: i32, day: &str) {
        let tokens = tokens(text, senses);
        let found = holiday(Cursor::new(text, &tokens, 0)).and_then(|(h, _)| h.in_year(year)).map(|d| d.to_string());
        assert_eq!(found.unwrap_or_default(), day, "{text}");
    }

    #[test]
    fn names_and_rules() {
        check("Christmas Eve", 2025, "2025-12-24");
        check("christmas", 2025, "2025-12-25");
        check("New Year’s Eve", 2025, "2025-12-31");
        check("Presidents Day", 2026, "2026-02-16");
        check("Good Friday", 2026, "2026-04-03");
        check("Memorial Day", 2026, "2026-05-25");
        check("Black Friday", 2026, "2026-11-27");
        check("Thanksgiving", 2026, "2026-11-26");
        check("a holiday", 2026, "");
    }

    #[test]
    fn every_name_reads_itself() {
        for h in HOLIDAYS {
            let tokens = tokens(h.name, senses);
            let (found, rest) = holiday(Cursor::new(h.name, &tokens, 0)).unwrap();
            assert!(rest.token().is_none() && found == h, "{}", h.name);
            assert!(h.in_year(2026).is_some(), "{}", h.name);
        }
    }
}
