//! What parts of a period mean: "the first Monday of May", "the early 1990s", "Friday at noon".

use super::calendar::{Period, add, floor};
use super::expr::{Clock, Expr, Nth, Time, What};
use super::resolve::{Lean, Scene, resolve};
use super::words::{DayPart, Portion, Unit};
use crate::model::Basis;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

impl Scene {
    pub(super) fn nth(&self, nth: Nth, count: u32, what: What, of: Option<&Expr>) -> Option<Period> {
        let owner = match of {
            Some(e) => resolve(e, self)?,
            None => return self.part_of_some_year(nth, what),
        };
        let (first, last) = (owner.first_day(), owner.last_day());
        let basis = owner.basis;
        let period = match what {
            What::Unit(Unit::Week) => weeks(nth, count, first, last, basis),
            What::Weekday(weekday) => weekday_in(nth, weekday, first, last).and_then(|d| Period::day(d, basis)),
            What::Unit(unit) => units(nth, count, unit, first, last, basis),
        }?;
        (period.start < owner.end && period.end > owner.start).then_some(period)
    }

    /// "Q3": the one that the sentence means.
    fn part_of_some_year(&self, nth: Nth, what: What) -> Option<Period> {
        let (Nth::First(n), What::Unit(unit)) = (nth, what) else { return None };
        let year = self.today()?.year();
        let months = if unit == Unit::Quarter { 3 } else { 6 };
        let month = (n.checked_sub(1)?).checked_mul(months)? + 1;
        let firsts = (year - 1..=year + 1).filter_map(|y| NaiveDate::from_ymd_opt(y, month, 1));
        Period::unit(self.choose(firsts)?, unit, Basis::Partial)
    }

    /// What is named is looked for from the start of what holds it.
    pub(super) fn within(&self, named: &Expr, within: &Expr) -> Option<Period> {
        let owner = resolve(within, self)?;
        let scene = Scene { now: Some(owner.start), lean: Lean::Future, ..*self };
        let period = resolve(named, &scene)?;
        (period.start >= owner.start && period.start < owner.end).then_some(Period { basis: owner.basis, ..period })
    }

    pub(super) fn portion(&self, portion: Portion, of: &Expr) -> Option<Period> {
        let whole = resolve(of, self)?;
        let today = || self.today().map(|d| d.and_time(NaiveTime::MIN));
        match portion {
            Portion::Earlier => Some(Period { end: whole.end.min(today()? + TimeDelta::days(1)), ..whole }),
            Portion::Later => {
                // Of a week its second half is meant, of a month or year what is left of it.
                let half = (whole.first_day() + (whole.end - whole.start) / 2).and_time(NaiveTime::MIN);
                let from = if whole.grain == Unit::Week { half } else { whole.start };
                Some(Period { start: today()?.max(from).min(whole.end), grain: Unit::Day, ..whole })
            }
            Portion::Rest => Some(Period { start: today()?.max(whole.start).min(whole.end), grain: Unit::Day, ..whole }),
            thirds => part_of(thirds, whole),
        }
    }

    /// A holiday on a Monday ends its weekend; one later in the week goes before it.
    pub(super) fn weekend_of(&self, day: &Expr) -> Option<Period> {
        let day = resolve(day, self)?;
        let weekday = day.first_day().weekday().num_days_from_monday();
        let saturday = add(day.first_day(), Unit::Day, [-2, 4, 3, 2, 1, 0, -1][weekday as usize % 7])?;
        let end = add(saturday, Unit::Day, if weekday == 0 { 3 } else { 2 })?;
        Some(Period::dates(saturday, end, Unit::Day, day.basis))
    }

    pub(super) fn timed(&self, date: Option<&Expr>, time: Time) -> Option<Period> {
        let day = match date {
            Some(date) => resolve(date, self)?,
            None => self.day_told()?,
        };
        if day.grain != Unit::Day {
            return None;
        }
        time_on(day.first_day(), time, day.basis)
    }

    /// A time without a day is on the day that was just spoken of, else on that of the text.
    fn day_told(&self) -> Option<Period> {
        let told = self.story.filter(|s| s.grain <= Unit::Day && s.last_day() == s.first_day());
        told.map_or_else(|| Period::day(self.today()?, Basis::Relative), |s| Period::day(s.first_day(), s.basis))
    }
}

pub(super) fn season(code: u32, year: i32, basis: Basis) -> Option<Period> {
    // Meteorological seasons of the northern half; winter is the one that the year ends with.
    let month = 3 + (code - 21) * 3;
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some(Period::dates(first, add(first, Unit::Month, 3)?, Unit::Month, basis))
}

/// Weeks belong to the period that has their Thursday (ISO 8601).
fn weeks(nth: Nth, count: u32, first: NaiveDate, last: NaiveDate, basis: Basis) -> Option<Period> {
    let thursday = match nth {
        Nth::First(n) => add(weekday_in(Nth::First(1), 3, first, last)?, Unit::Week, i64::from(n) - 1)?,
        Nth::Last => add(weekday_in(Nth::Last, 3, first, last)?, Unit::Week, 1 - i64::from(count))?,
    };
    let monday = floor(thursday, Unit::Week)?;
    Some(Period::dates(monday, add(monday, Unit::Week, i64::from(count))?, Unit::Week, basis))
}

fn weekday_in(nth: Nth, weekday: u32, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
    let gap = |from: u32, to: u32| i64::from((to + 7 - from) % 7);
    let (day, weeks) = match nth {
        Nth::First(n) => (add(first, Unit::Day, gap(first.weekday().num_days_from_monday(), weekday))?, i64::from(n) - 1),
        Nth::Last => (add(last, Unit::Day, -gap(weekday, last.weekday().num_days_from_monday()))?, 0),
    };
    add(day, Unit::Week, weeks)
}

fn units(nth: Nth, count: u32, unit: Unit, first: NaiveDate, last: NaiveDate, basis: Basis) -> Option<Period> {
    let start = match nth {
        Nth::First(n) => add(first, unit, (i64::from(n) - 1) * i64::from(count))?,
        Nth::Last => add(last.succ_opt()?, unit, -i64::from(count))?,
    };
    Some(Period::dates(start, add(start, unit, i64::from(count))?, unit, basis))
}

/// Early, mid and late are thirds: of a month its days, of a year its months, of anything longer its years.
fn part_of(portion: Portion, whole: Period) -> Option<Period> {
    let (grain, length) = match whole.grain {
        Unit::Week | Unit::Fortnight => (Unit::Day, 7),
        Unit::Month => (Unit::Day, 30),
        Unit::Quarter => (Unit::Month, 3),
        Unit::Half => (Unit::Month, 6),
        Unit::Year => (Unit::Month, 12),
        Unit::Decade => (Unit::Year, 10),
        Unit::Century => (Unit::Year, 100),
        _ => return Some(whole),
    };
    let (first, next) = (whole.first_day(), whole.end.date());
    let (early, mid) = (add(first, grain, (length + 2) / 3)?, add(first, grain, length - length / 3)?);
    let (start, end) = match portion {
        Portion::Early | Portion::Start => (first, early),
        Portion::Mid | Portion::Middle => (early, mid),
        _ => (mid, next),
    };
    Some(Period::dates(start, end, grain, whole.basis))
}

fn time_on(day: NaiveDate, time: Time, basis: Basis) -> Option<Period> {
    match time {
        Time::Part(part) => {
            let (from, to) = hours(part);
            let end = day.and_hms_opt(0, 0, 0)? + TimeDelta::hours(to);
            Some(Period::times(day.and_hms_opt(from, 0, 0)?, end, Unit::Hour, basis))
        }
        Time::At(clock) => {
            let start = at(day, clock)?;
            let (grain, length) = match (clock.minute, clock.second) {
                (None, _) => (Unit::Hour, TimeDelta::hours(1)),
                (_, None) => (Unit::Minute, TimeDelta::minutes(1)),
                _ => (Unit::Second, TimeDelta::seconds(1)),
            };
            Some(Period { zone: clock.zone, ..Period::times(start, start + length, grain, basis) })
        }
        Time::Between(from, to) => {
            let (start, end) = (at(day, from)?, at(day, to)?);
            let end = if end <= start { end + TimeDelta::days(1) } else { end };
            Some(Period { zone: to.zone, ..Period::times(start, end, Unit::Minute, basis) })
        }
    }
}

fn at(day: NaiveDate, clock: Clock) -> Option<NaiveDateTime> {
    day.and_hms_opt(clock.hour, clock.minute.unwrap_or(0), clock.second.unwrap_or(0))
}

/// The hours of a part of the day, as most agree on them.
fn hours(part: DayPart) -> (u32, i64) {
    match part {
        DayPart::Morning => (8, 12),
        DayPart::Afternoon => (12, 16),
        DayPart::Evening => (16, 20),
        DayPart::Night | DayPart::Tonight => (20, 24),
    }
}
