//! Times of day: "9:30 pm", "noon", "between 6 and 8", "at four".

use super::expr::{Clock, Time};
use super::number;
use super::token::{Cursor, Kind, Read};
use super::words::{DayPart, Sense};
use crate::model::{Zone, date};

/// Zones by the short names that English news uses without saying whether summer time holds.
const ZONES: &[(&str, &str)] = &[
    ("AT", "America/Halifax"),
    ("CT", "America/Chicago"),
    ("ET", "America/New_York"),
    ("MT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
];

/// A time that can be no other thing: with "pm", a colon and a preposition, or as a word.
pub(super) fn certain(c: Cursor) -> Read<Time> {
    let led = c.word(&["at", "by", "around", "about", "until", "from"]);
    let (clock, rest) = clock(led.unwrap_or(c))?;
    let colon = led.is_some() && clock.minute.is_some();
    (clock.spoken || colon).then_some((Time::At(clock), rest))
}

/// A time beside a date: "at 4" will do, and a part of the day before or after it says which half is meant.
pub(super) fn beside_date(c: Cursor) -> Read<Time> {
    let led = c.skip_mark(&[',']).skip_mark(&['@']).skip(&["at", "around", "about", "by", "from", "between"]);
    let free = led.at > c.at && !c.is_mark(&[',']) || led.at > c.at + 1;
    let (time, rest) = between(led).or_else(|| loose(led))?;
    (free || !time.is_bare()).then_some((time, rest))
}

/// A time beside a part of the day: "morning 7-10".
pub(super) fn beside_part(c: Cursor) -> Read<Time> {
    beside_date(c).or_else(|| between(c))
}

/// Any clock at all, for where the words around it leave no doubt.
pub(super) fn loose(c: Cursor) -> Read<Time> {
    clock(c).map(|(clock, rest)| (Time::At(clock), rest))
}

/// "5 to 7 pm", "3:00 - 3:45".
pub(super) fn between(c: Cursor) -> Read<Time> {
    let (first, rest) = clock(c)?;
    // "between 6 and 8", but not "seven and nine".
    let and = c.back().is_some_and(|b| b.is_word(&["between"])).then(|| rest.word(&["and"])).flatten();
    let joined = and.or_else(|| rest.word(&["to", "until", "till"])).or_else(|| rest.mark(&['-']))?;
    let (second, rest) = clock(joined)?;
    (first.hour != second.hour || first.minute != second.minute).then_some((Time::Between(first.like(second), second.after(first)), rest))
}

/// A part of the day.
pub(super) fn part(c: Cursor) -> Read<DayPart> {
    let (part, rest) = c.sense(|s| if let Sense::DayPart(part) = s { Some(part) } else { None })?;
    // "On 2 March the Evening Tern sailed": capitals in a row are a name.
    let named = is_capital(c) && is_capital(rest) && rest.token().is_some_and(|t| t.senses.is_empty());
    (!named).then_some((part, rest))
}

fn is_capital(c: Cursor) -> bool {
    c.token().is_some_and(|t| c.words(t).starts_with(char::is_uppercase))
}

impl Time {
    /// Whether it is nothing but figures, as the score of a game is: "3-1".
    pub(super) fn is_bare(self) -> bool {
        let bare = |clock: Clock| clock.minute.is_none() && !clock.spoken;
        match self {
            Time::At(at) => bare(at),
            Time::Between(from, to) => bare(from) && bare(to),
            Time::Part(_) => false,
        }
    }
}

impl Clock {
    fn at(hour: u32) -> Clock {
        Clock { hour, minute: None, second: None, sure: true, spoken: true, zone: None }
    }

    /// Takes the half of the day from the end of its range: "5 to 7 pm" starts in the afternoon, "11 to 2 pm" does not.
    fn like(self, end: Clock) -> Clock {
        let hour = if !self.sure && end.sure && end.hour >= 12 && self.hour + 12 <= end.hour { self.hour + 12 } else { self.hour };
        Clock { hour, sure: self.sure || end.sure, zone: self.zone.or(end.zone), ..self }
    }

    /// The end of a range that would come before its start is in the other half: "11:15 to 4".
    fn after(self, start: Clock) -> Clock {
        let hour = if !self.sure && self.hour <= 12 && self.hour < start.hour { (self.hour + 12) % 24 } else { self.hour };
        Clock { hour, zone: self.zone.or(start.zone), ..self }
    }

    /// Reads the hour as the part of the day has it: "tonight at 7".
    pub(super) fn in_part(self, part: DayPart) -> Clock {
        let later = matches!(part, DayPart::Afternoon | DayPart::Evening | DayPart::Night | DayPart::Tonight);
        // "tonight at 2" is after midnight.
        let moved = !self.sure && later && (4..12).contains(&self.hour) || !self.sure && part == DayPart::Afternoon && self.hour < 4;
        Clock { hour: if moved { self.hour + 12 } else { self.hour }, sure: true, ..self }
    }
}

/// What a clock shows, with its zone.
fn clock(c: Cursor) -> Read<Clock> {
    let (clock, rest) = named(c).or_else(|| figures(c)).or_else(|| spelled(c)).or_else(|| quartered(c))?;
    let (zone, rest) = zone(rest).map_or((None, rest), |(z, rest)| (Some(z), rest));
    Some((Clock { zone, ..clock }, rest))
}

fn named(c: Cursor) -> Read<Clock> {
    let hour = |words: &[&str], hour| c.word(words).map(|rest| (Clock::at(hour), rest));
    hour(&["noon", "midday"], 12).or_else(|| hour(&["midnight"], 0))
}

fn figures(c: Cursor) -> Read<Clock> {
    let (hour, rest) = c.figure(1..=2).filter(|(hour, _)| *hour < 24)?;
    let (minute, rest) = minutes(rest).map_or((None, rest), |(m, rest)| (Some(m), rest));
    let (second, rest) = minute.and_then(|_| minutes(rest)).map_or((None, rest), |(s, rest)| (Some(s), rest));
    let clock = Clock { hour, minute, second, sure: hour > 12 || hour == 0, spoken: false, zone: None };
    match meridiem(rest) {
        Some((afternoon, rest)) if (1..=12).contains(&hour) => Some((clock.half(afternoon), rest)),
        // "2.30" is a time only beside one of its marks or a date; the point must not be the start of "2.5".
        _ if minute.is_none() && rest.glued_mark(&['.', ',', '%', '/']).is_some_and(|c| c.is_glued() && c.is_figure()) => None,
        _ if rest.is_mark(&['%']) => None,
        _ => Some((clock, rest)),
    }
}

/// ":30" or ".30", of two digits and no more.
fn minutes(c: Cursor) -> Read<u32> {
    let (n, rest) = c.glued_mark(&[':', '.']).filter(|c| c.is_glued())?.figure(2..=2)?;
    (n < 60).then_some((n, rest))
}

/// "two forty p m", "six fifty-one", "eight o'clock".
fn spelled(c: Cursor) -> Read<Clock> {
    let (hour, rest) = number::cardinal(c).filter(|(n, _)| (1..=12).contains(n) && !c.is_word(&["a", "an"]))?;
    if let Some(rest) = rest.word(&["o"]).and_then(|c| c.mark(&['\''])).and_then(|c| c.word(&["clock"])) {
        return Some((Clock { sure: false, ..Clock::at(hour) }, rest));
    }
    let (minute, rest) = number::cardinal(rest).filter(|(n, _)| (10..60).contains(n)).map_or((None, rest), |(m, rest)| (Some(m), rest));
    let clock = Clock { minute, sure: false, spoken: false, ..Clock::at(hour) };
    Some(meridiem(rest).map_or((clock, rest), |(afternoon, rest)| (clock.half(afternoon), rest)))
}

/// "half past seven", "quarter to eight".
fn quartered(c: Cursor) -> Read<Clock> {
    let past = |words: &[&str], minute| c.phrase(words).map(|rest| (minute, rest));
    let (minute, rest) =
        past(&["half", "past"], 30).or_else(|| past(&["quarter", "past"], 15)).or_else(|| past(&["quarter", "to"], -15))?;
    let (hour, rest) = number::count(rest).filter(|(n, _)| (1..=12).contains(n) && !rest.is_word(&["a", "an"]))?;
    let minutes = i64::from(hour) * 60 + minute;
    let clock = Clock { minute: u32::try_from(minutes % 60).ok(), sure: false, ..Clock::at(u32::try_from(minutes / 60).ok()?) };
    Some(meridiem(rest).map_or((clock, rest), |(afternoon, rest)| (clock.half(afternoon), rest)))
}

impl Clock {
    fn half(self, afternoon: bool) -> Clock {
        Clock { hour: self.hour % 12 + if afternoon { 12 } else { 0 }, sure: true, spoken: true, ..self }
    }
}

/// "pm", "p.m.", "p m", and a single letter at the figure ("9p"): whether it is the afternoon.
fn meridiem(c: Cursor) -> Read<bool> {
    if let Some(rest) = c.word(&["am", "pm"]) {
        return Some((c.is_word(&["pm"]), rest));
    }
    let letter = c.word(&["a", "p"])?;
    let afternoon = c.is_word(&["p"]);
    if let Some(rest) = letter.skip_mark(&['.']).word(&["m"]) {
        let dotted = letter.is_mark(&['.']);
        return Some((afternoon, if dotted { rest.glued_mark(&['.']).unwrap_or(rest) } else { rest }));
    }
    c.is_glued().then_some((afternoon, letter))
}

/// A zone in capitals, with or without parentheses.
fn zone(c: Cursor) -> Read<Zone> {
    let open = c.skip_mark(&['(']);
    let token = open.token().filter(|t| t.kind == Kind::Word)?;
    let name = open.words(token);
    let known = ZONES.iter().find(|(short, _)| *short == name).and_then(|(_, iana)| iana.parse().ok());
    let zone = known.or_else(|| (name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase())).then(|| date::offset(name)).flatten())?;
    Some((zone, if open.at > c.at { open.next().mark(&[')'])? } else { open.next() }))
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::super::words::senses;
    use super::*;

    fn check(text: &str, hour: u32, minute: Option<u32>, sure: bool) {
        let tokens = tokens(text, senses);
        let (read, rest) = clock(Cursor::new(text, &tokens, 0)).expect(text);
        assert_eq!((read.hour, read.minute, read.sure), (hour, minute, sure), "{text}");
        assert!(rest.token().is_none(), "{text}");
    }

    #[test]
    fn clocks() {
        check("9 pm", 21, None, true);
        check("9p", 21, None, true);
        check("12:05 a.m.", 0, Some(5), true);
        check("3.30pm", 15, Some(30), true);
        check("15:00", 15, Some(0), true);
        check("3:00", 3, Some(0), false);
        check("noon", 12, None, true);
        check("eight o'clock", 8, None, false);
        check("two forty p m", 14, Some(40), true);
        check("7 p.m. (EST)", 19, None, true);
        check("11 a.m. ET", 11, None, true);
        check("half past seven", 7, Some(30), false);
        check("quarter to 8 pm", 19, Some(45), true);
    }

    #[test]
    fn ranges_share_a_half_of_the_day() {
        for (text, first, second) in [("5 to 7 pm", 17, 19), ("11 to 2 pm", 11, 14), ("11:15 to 4", 11, 16), ("9-11:30", 9, 11)] {
            let tokens = tokens(text, senses);
            let Some((Time::Between(a, b), _)) = between(Cursor::new(text, &tokens, 0)) else { panic!("{text}") };
            assert_eq!((a.hour, b.hour), (first, second), "{text}");
        }
    }
}
