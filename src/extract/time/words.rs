//! The words of dates: one row a word, with every sense it can have.
//!
//! A sense only makes a word a candidate; whether "second" is an ordinal or a unit, and "May" a month or a verb, is for
//! the grammar to see from its neighbours.

use super::holiday;
use crate::model::WordTable;
use std::sync::LazyLock;

/// What a word can mean in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// 1 to 12.
    Month(u32),
    /// Days after Monday.
    Weekday(u32),
    Unit(Unit),
    Cardinal(u32),
    Ordinal(u32),
    /// Days after today.
    Day(i64),
    Shift(Shift),
    DayPart(DayPart),
    /// The season's code in ISO 8601-2 §4.8: 21 spring … 24 winter.
    Season(u32),
    Portion(Portion),
    /// The first year of a decade by its name.
    Decade(i32),
    /// The name of a holiday starts with it.
    Holiday,
    /// It opens a longer phrase and says nothing of time itself.
    Opener,
    /// More than one of a unit, where the word tells it.
    Units(Unit),
    /// What a small word does, in languages that are read by [`super::european`].
    Role(Role),
}

/// What a small word does in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// "der", "le".
    Article,
    /// "jeden", "chaque": any of them, and so none.
    Every,
    /// "am": leads a day.
    On,
    /// "im", "en": leads a month or year.
    In,
    /// "des", "de".
    Of,
    /// "vor" and a length of time.
    Ago,
    /// "in", "dans" and a length of time.
    Ahead,
    /// "später" after a length of time.
    Later,
    /// "zuvor" after a length of time.
    Before,
    Since,
    From,
    To,
    Between,
    And,
    /// "um", "vers": leads a time of day.
    Around,
    /// "Uhr", "heures".
    Clock,
    /// Any other that may stand behind a year.
    Small,
}

/// Units of time, fine to coarse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    BusinessDay,
    Week,
    Weekend,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

/// Which one is meant, seen from the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// The one we are in.
    This,
    /// The one before this one: "last Friday" is never in the running week.
    Last,
    /// The most recent one: "this past Friday".
    Past,
    /// The one after this one: "next Friday" is never in the running week.
    Next,
    /// The nearest ahead: "this coming Friday".
    Coming,
    /// The one after the date last spoken of.
    Following,
}

/// The parts of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
    /// "tonight": the night of today.
    Tonight,
}

/// Parts of a longer period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Portion {
    Early,
    Mid,
    Late,
    /// "the start of": a third by itself, an instant as the end of a range, like the next two.
    Start,
    Middle,
    End,
    /// "earlier this year": from its start to the anchor.
    Earlier,
    /// "later this week": its second half, or what is left of it.
    Later,
    /// "the rest of the week".
    Rest,
}

/// The senses of a word in any case; none for most words.
pub(super) fn senses(word: &str) -> &'static [Sense] {
    look_up(&LEXICON, word).unwrap_or_default()
}

/// The row of a table of lower-case words for a word in any case.
pub(super) fn look_up<T: Copy>(table: &WordTable<&'static [u8], T>, word: &str) -> Option<T> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    table.get(&*lower).copied()
}

/// Bytes of the longest word in any table.
const LONGEST: usize = 20;

static LEXICON: LazyLock<WordTable<&'static [u8], &'static [Sense]>> = LazyLock::new(|| {
    let holidays = holiday::first_words().map(|word| (word.as_bytes(), &[Sense::Holiday][..]));
    // A row of its own says more of a word than that a holiday starts with it.
    holidays.chain(WORDS.iter().map(|(word, senses)| (word.as_bytes(), *senses))).collect()
});

use DayPart::{Afternoon, Evening, Morning, Night, Tonight};
use Portion::{Earlier, Early, End, Late, Later, Mid, Middle, Rest, Start};
use Sense as S;
use Shift::{Coming, Following, Last, Next, Past, This};

#[rustfmt::skip]
const WORDS: &[(&str, &[Sense])] = &[
    // Months and their abbreviations.
    ("january", &[S::Month(1)]), ("jan", &[S::Month(1)]),
    ("february", &[S::Month(2)]), ("feb", &[S::Month(2)]), ("febr", &[S::Month(2)]),
    ("march", &[S::Month(3)]), ("mar", &[S::Month(3)]),
    ("april", &[S::Month(4), S::Holiday]), ("apr", &[S::Month(4)]),
    ("may", &[S::Month(5), S::Holiday]),
    ("june", &[S::Month(6)]), ("jun", &[S::Month(6)]),
    ("july", &[S::Month(7)]), ("jul", &[S::Month(7)]),
    ("august", &[S::Month(8)]), ("aug", &[S::Month(8)]),
    ("september", &[S::Month(9)]), ("sept", &[S::Month(9)]), ("sep", &[S::Month(9)]),
    ("october", &[S::Month(10)]), ("oct", &[S::Month(10)]),
    ("november", &[S::Month(11)]), ("nov", &[S::Month(11)]),
    ("december", &[S::Month(12)]), ("dec", &[S::Month(12)]),
    // Weekdays.
    ("monday", &[S::Weekday(0)]), ("mon", &[S::Weekday(0)]),
    ("tuesday", &[S::Weekday(1)]), ("tues", &[S::Weekday(1)]), ("tue", &[S::Weekday(1)]),
    ("wednesday", &[S::Weekday(2)]), ("weds", &[S::Weekday(2)]), ("wed", &[S::Weekday(2)]),
    ("thursday", &[S::Weekday(3)]), ("thurs", &[S::Weekday(3)]), ("thur", &[S::Weekday(3)]), ("thu", &[S::Weekday(3)]),
    ("friday", &[S::Weekday(4)]), ("fri", &[S::Weekday(4)]),
    ("saturday", &[S::Weekday(5)]), ("sat", &[S::Weekday(5)]),
    ("sunday", &[S::Weekday(6)]), ("sun", &[S::Weekday(6)]),
    // Units, singular and plural, and the short ones that follow a figure.
    ("second", &[S::Ordinal(2), S::Unit(Unit::Second)]), ("seconds", &[S::Unit(Unit::Second)]),
    ("minute", &[S::Unit(Unit::Minute)]), ("minutes", &[S::Unit(Unit::Minute)]), ("min", &[S::Unit(Unit::Minute)]),
    ("mins", &[S::Unit(Unit::Minute)]),
    ("hour", &[S::Unit(Unit::Hour)]), ("hours", &[S::Unit(Unit::Hour)]), ("h", &[S::Unit(Unit::Hour)]),
    ("hr", &[S::Unit(Unit::Hour)]), ("hrs", &[S::Unit(Unit::Hour)]),
    ("day", &[S::Unit(Unit::Day)]), ("days", &[S::Unit(Unit::Day)]),
    ("weekday", &[S::Unit(Unit::BusinessDay)]), ("weekdays", &[S::Unit(Unit::BusinessDay)]),
    ("week", &[S::Unit(Unit::Week)]), ("weeks", &[S::Unit(Unit::Week)]),
    ("weekend", &[S::Unit(Unit::Weekend)]), ("weekends", &[S::Unit(Unit::Weekend)]),
    ("fortnight", &[S::Unit(Unit::Fortnight)]), ("fortnights", &[S::Unit(Unit::Fortnight)]),
    ("month", &[S::Unit(Unit::Month)]), ("months", &[S::Unit(Unit::Month)]),
    ("quarter", &[S::Unit(Unit::Quarter)]), ("quarters", &[S::Unit(Unit::Quarter)]),
    ("year", &[S::Unit(Unit::Year)]), ("years", &[S::Unit(Unit::Year)]), ("yr", &[S::Unit(Unit::Year)]),
    ("decade", &[S::Unit(Unit::Decade)]), ("decades", &[S::Unit(Unit::Decade)]),
    ("century", &[S::Unit(Unit::Century)]), ("centuries", &[S::Unit(Unit::Century)]),
    // Numbers.
    ("a", &[S::Cardinal(1)]), ("an", &[S::Cardinal(1)]), ("one", &[S::Cardinal(1)]), ("two", &[S::Cardinal(2)]),
    ("three", &[S::Cardinal(3)]), ("four", &[S::Cardinal(4)]), ("five", &[S::Cardinal(5)]), ("six", &[S::Cardinal(6)]),
    ("seven", &[S::Cardinal(7)]), ("eight", &[S::Cardinal(8)]), ("nine", &[S::Cardinal(9)]), ("ten", &[S::Cardinal(10)]),
    ("eleven", &[S::Cardinal(11)]), ("twelve", &[S::Cardinal(12)]), ("thirteen", &[S::Cardinal(13)]),
    ("fourteen", &[S::Cardinal(14)]), ("fifteen", &[S::Cardinal(15)]), ("sixteen", &[S::Cardinal(16)]),
    ("seventeen", &[S::Cardinal(17)]), ("eighteen", &[S::Cardinal(18)]), ("nineteen", &[S::Cardinal(19)]),
    ("twenty", &[S::Cardinal(20)]), ("thirty", &[S::Cardinal(30)]), ("forty", &[S::Cardinal(40)]),
    ("fifty", &[S::Cardinal(50)]), ("sixty", &[S::Cardinal(60)]), ("seventy", &[S::Cardinal(70)]),
    ("eighty", &[S::Cardinal(80)]), ("ninety", &[S::Cardinal(90)]),
    ("first", &[S::Ordinal(1)]), ("third", &[S::Ordinal(3)]), ("fourth", &[S::Ordinal(4)]),
    ("fifth", &[S::Ordinal(5)]), ("sixth", &[S::Ordinal(6)]), ("seventh", &[S::Ordinal(7)]), ("eighth", &[S::Ordinal(8)]),
    ("ninth", &[S::Ordinal(9)]), ("tenth", &[S::Ordinal(10)]), ("eleventh", &[S::Ordinal(11)]), ("twelfth", &[S::Ordinal(12)]),
    ("thirteenth", &[S::Ordinal(13)]), ("fourteenth", &[S::Ordinal(14)]), ("fifteenth", &[S::Ordinal(15)]),
    ("sixteenth", &[S::Ordinal(16)]), ("seventeenth", &[S::Ordinal(17)]), ("eighteenth", &[S::Ordinal(18)]),
    ("nineteenth", &[S::Ordinal(19)]), ("twentieth", &[S::Ordinal(20)]), ("thirtieth", &[S::Ordinal(30)]),
    // Days seen from today.
    ("today", &[S::Day(0)]), ("yesterday", &[S::Day(-1)]), ("tomorrow", &[S::Day(1)]), ("tmrw", &[S::Day(1)]), ("tmr", &[S::Day(1)]),
    // Direction.
    ("this", &[S::Shift(This)]), ("current", &[S::Shift(This)]), ("last", &[S::Shift(Last)]), ("previous", &[S::Shift(Last)]),
    ("past", &[S::Shift(Past)]), ("next", &[S::Shift(Next)]), ("coming", &[S::Shift(Coming)]), ("upcoming", &[S::Shift(Coming)]),
    ("following", &[S::Shift(Following)]),
    // Parts of the day.
    ("morning", &[S::DayPart(Morning)]), ("am", &[S::DayPart(Morning)]), ("afternoon", &[S::DayPart(Afternoon)]),
    ("pm", &[S::DayPart(Afternoon)]), ("evening", &[S::DayPart(Evening)]), ("night", &[S::DayPart(Night)]),
    ("tonight", &[S::DayPart(Tonight)]), ("tonite", &[S::DayPart(Tonight)]), ("overnight", &[]),
    // Seasons.
    ("spring", &[S::Season(21)]), ("summer", &[S::Season(22)]), ("autumn", &[S::Season(23)]), ("fall", &[S::Season(23)]),
    ("winter", &[S::Season(24)]),
    // Decades.
    ("twenties", &[S::Decade(1920)]), ("thirties", &[S::Decade(1930)]), ("forties", &[S::Decade(1940)]), ("fifties", &[S::Decade(1950)]),
    ("sixties", &[S::Decade(1960)]), ("seventies", &[S::Decade(1970)]), ("eighties", &[S::Decade(1980)]), ("nineties", &[S::Decade(1990)]),
    // Parts of a period.
    ("early", &[S::Portion(Early)]), ("mid", &[S::Portion(Mid)]), ("late", &[S::Portion(Late)]),
    ("beginning", &[S::Portion(Start)]), ("start", &[S::Portion(Start)]), ("middle", &[S::Portion(Middle)]), ("end", &[S::Portion(End)]),
    ("earlier", &[S::Portion(Earlier)]), ("later", &[S::Portion(Later)]), ("rest", &[S::Portion(Rest)]), ("remainder", &[S::Portion(Rest)]),
    // Words that open a phrase.
    ("the", &[S::Opener]), ("from", &[S::Opener]), ("between", &[S::Opener]), ("since", &[S::Opener]), ("in", &[S::Opener]),
    ("within", &[S::Opener]), ("on", &[S::Opener]), ("at", &[S::Opener]), ("q", &[S::Opener]), ("fy", &[S::Opener]),
    ("cy", &[S::Opener]), ("fiscal", &[S::Opener]), ("noon", &[S::Opener]), ("midday", &[S::Opener]), ("midnight", &[S::Opener]),
    ("for", &[S::Opener]), ("by", &[S::Opener]), ("until", &[S::Opener]), ("less", &[S::Opener]), ("half", &[S::Unit(Unit::Half)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_in_any_case() {
        for (word, expected) in WORDS {
            assert!(word.len() <= LONGEST, "{word}");
            assert_eq!(senses(&word.to_uppercase()), *expected, "{word} stands once in the table");
        }
    }

    #[test]
    fn every_holiday_can_be_found() {
        for word in holiday::first_words() {
            assert!(senses(word).contains(&Sense::Holiday), "{word}");
        }
    }

    #[test]
    fn other_words_have_no_sense() {
        for word in ["", "dated", "monthly", "éte", "antidisestablishmentarianism"] {
            assert!(senses(word).is_empty(), "{word}");
        }
    }
}
