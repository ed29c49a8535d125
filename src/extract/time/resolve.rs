//! What an expression means, once it is known when it was written and which way the sentence looks.

use super::calendar::{Period, add, floor};
use super::expr::{Expr, Fields, Figures};
use super::holiday::Holiday;
use super::parts::season;
use super::words::{Shift, Unit};
use crate::model::Basis;
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

/// What a date is seen from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    /// The local time of writing; without one only what is stated in full has a meaning.
    pub(super) now: Option<NaiveDateTime>,
    /// Which way the words around it look.
    pub(super) lean: Lean,
    /// The date last spoken of, which "the next day" is counted from.
    pub(super) story: Option<Period>,
    /// No date has been spoken of so far: "later" can only be later than the text.
    pub(super) opening: bool,
    /// 03/04 is the third of April.
    pub(super) day_first: bool,
}

/// Which of two dates a sentence means, where either could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lean {
    Past,
    Future,
    /// No verb says it: the past, unless the future is very much nearer.
    Unsaid,
}

/// The period that an expression means, within the years that four figures can write.
pub(super) fn resolve(e: &Expr, scene: &Scene) -> Option<Period> {
    let writable = |at: NaiveDateTime| (1..=9999).contains(&at.year());
    read(e, scene).filter(|p| writable(p.start) && writable(p.end) && p.start <= p.end)
}

fn read(e: &Expr, scene: &Scene) -> Option<Period> {
    match e {
        Expr::Fields(fields) => scene.fields(*fields),
        Expr::Day(days) => Period::day(add(scene.today()?, Unit::Day, *days)?, Basis::Relative),
        Expr::Weekday(shift, weekday) => scene.weekday(*shift, *weekday),
        Expr::Shifted(shift, named) => scene.shifted(*shift, named),
        Expr::Unit(shift, unit) => scene.unit(*shift, *unit),
        Expr::Rolling(way, steps) => scene.rolling(*way, steps),
        Expr::Away(away) => scene.away(away),
        Expr::Nth { nth, count, what, of } => scene.nth(*nth, *count, *what, of.as_deref()),
        Expr::In(named, within) => scene.within(named, within),
        Expr::Portion(portion, of) => scene.portion(*portion, of),
        Expr::Decade(year) => Period::unit(NaiveDate::from_ymd_opt(*year, 1, 1)?, Unit::Decade, Basis::Explicit),
        Expr::Century(n) => Period::unit(NaiveDate::from_ymd_opt((n - 1) * 100, 1, 1)?, Unit::Century, Basis::Explicit),
        Expr::Season(code, year) => season(*code, year.or_else(|| scene.today().map(|d| d.year()))?, basis_of(*year)),
        Expr::Holiday(holiday, year) => scene.holiday(holiday, *year),
        Expr::Neighbour(way, unit) => scene.neighbour(*way, *unit),
        Expr::WeekdayOf(weekday, day) => {
            let day = resolve(day, scene)?;
            Period::day(add(floor(day.first_day(), Unit::Week)?, Unit::Day, i64::from(*weekday))?, day.basis)
        }
        Expr::WeekendOf(day) => scene.weekend_of(day),
        Expr::Timed(date, time) => scene.timed(date.as_deref(), *time),
        Expr::Range(from, to) => scene.range(from, to),
        Expr::For(steps, from) => scene.lasting(steps, from),
        Expr::Since(from) => resolve(from, &Scene { lean: Lean::Past, ..*scene }).map(|p| Period { open: true, ..p }),
        Expr::Now => scene.now.map(|now| Period::times(now, now, Unit::Minute, Basis::Relative)),
    }
}

fn basis_of(year: Option<i32>) -> Basis {
    if year.is_some() { Basis::Explicit } else { Basis::Partial }
}

impl Scene {
    pub(super) fn today(&self) -> Option<NaiveDate> {
        self.now.map(|n| n.date())
    }

    /// Of dates in ascending order the one that the sentence means.
    pub(super) fn choose(&self, dates: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
        let today = self.today()?;
        let (mut before, mut after) = (None, None);
        for date in dates {
            if date <= today {
                before = Some(date);
            }
            if date >= today {
                after = after.or(Some(date));
            }
        }
        let (Some(past), Some(future)) = (before, after) else { return before.or(after) };
        Some(match self.lean {
            Lean::Future => future,
            // Three times nearer: "March 5" in a text of 27 February, but not "July".
            Lean::Unsaid if (future - today) * 3 < today - past => future,
            Lean::Past | Lean::Unsaid => past,
        })
    }

    fn fields(&self, f: Fields) -> Option<Period> {
        let either = f.order == Figures::Either;
        let f = if either && self.day_first { Fields { month: f.day, day: f.month, ..f } } else { f };
        match (f.year, f.month, f.day) {
            (Some(year), None, _) => Period::unit(NaiveDate::from_ymd_opt(year, 1, 1)?, Unit::Year, Basis::Explicit),
            (Some(year), Some(month), None) => Period::unit(NaiveDate::from_ymd_opt(year, month, 1)?, Unit::Month, Basis::Explicit),
            (Some(year), Some(month), Some(day)) => {
                let basis = if either { Basis::Assumed } else { Basis::Explicit };
                Period::day(NaiveDate::from_ymd_opt(year, month, day)?, basis)
            }
            (None, Some(month), Some(day)) => {
                Period::day(self.told(month, day).or_else(|| self.day_of_year(month, day, f.weekday))?, Basis::Partial)
            }
            (None, Some(month), None) => match self.told(month, 1) {
                Some(first) => Period::unit(first, Unit::Month, Basis::Partial),
                None => self.month(month),
            },
            (None, None, Some(day)) => Period::day(self.day_of_month(day, f.weekday)?, Basis::Partial),
            (None, None, None) => Period::day(self.bare_weekday(f.weekday?)?, Basis::Relative),
        }
    }

    /// A story that is told of an earlier year goes on in it: "on 29 June 2021 … and on June 30".
    fn told(&self, month: u32, day: u32) -> Option<NaiveDate> {
        let story = self.story.filter(|s| s.grain <= Unit::Month && s.basis != Basis::Relative && self.lean != Lean::Future)?;
        let since = floor(story.first_day(), if day == 1 { Unit::Month } else { Unit::Day })?;
        let years = since.year()..=since.year() + 1;
        let next = years.filter_map(|y| NaiveDate::from_ymd_opt(y, month, day)).find(|d| *d >= since)?;
        let earlier = self.today()? - since > TimeDelta::days(330);
        (earlier && next - since <= TimeDelta::days(92)).then_some(next)
    }

    /// Nine years each way reach a 29 February across a century without one.
    fn day_of_year(&self, month: u32, day: u32, weekday: Option<u32>) -> Option<NaiveDate> {
        let year = self.today()?.year();
        let days = move |reach: i32| (year - reach..=year + reach).filter_map(move |y| NaiveDate::from_ymd_opt(y, month, day));
        let fits = |d: &NaiveDate| weekday.is_some_and(|w| d.weekday().num_days_from_monday() == w);
        self.choose(days(1).filter(fits)).or_else(|| self.choose(days(9)))
    }

    /// Past a month's first day it is the past one only where the month itself has begun.
    fn month(&self, month: u32) -> Option<Period> {
        let today = self.today()?;
        if today.month() == month {
            return Period::unit(today, Unit::Month, Basis::Partial);
        }
        let year = today.year();
        let first = self.choose((year - 1..=year + 1).filter_map(|y| NaiveDate::from_ymd_opt(y, month, 1)))?;
        Period::unit(first, Unit::Month, Basis::Partial)
    }

    fn day_of_month(&self, day: u32, weekday: Option<u32>) -> Option<NaiveDate> {
        let first = floor(self.today()?, Unit::Month)?;
        let days = (-12..=12).filter_map(|n| add(first, Unit::Month, n)?.with_day(day));
        self.choose(days.filter(|d| weekday.is_none_or(|w| d.weekday().num_days_from_monday() == w)))
    }

    /// The last one, today included; the next one where the sentence looks ahead.
    fn bare_weekday(&self, weekday: u32) -> Option<NaiveDate> {
        let today = self.today()?;
        let lean = if self.lean == Lean::Future { Lean::Future } else { Lean::Past };
        let days = (-7..=7).filter_map(|n| add(today, Unit::Day, n));
        Scene { lean, ..*self }.choose(days.filter(|d| d.weekday().num_days_from_monday() == weekday))
    }

    fn weekday(&self, shift: Shift, weekday: u32) -> Option<Period> {
        let today = self.today()?;
        let in_week = |weeks| add(add(floor(today, Unit::Week)?, Unit::Week, weeks)?, Unit::Day, i64::from(weekday));
        let day = match shift {
            Shift::This => in_week(0),
            Shift::Last => in_week(-1),
            Shift::Next | Shift::Following => in_week(1),
            Shift::Past => [0, -1].into_iter().filter_map(in_week).find(|d| *d < today),
            Shift::Coming => [0, 1].into_iter().filter_map(in_week).find(|d| *d > today),
        };
        Period::day(day?, Basis::Relative)
    }

    /// The occurrence before, around or after today of something that comes every year.
    fn shifted(&self, shift: Shift, named: &Expr) -> Option<Period> {
        let today = self.today()?;
        let in_year = |years: i32| {
            let middle = NaiveDate::from_ymd_opt(today.year() + years, 1, 1)?.and_time(self.now?.time());
            let scene = Scene { now: Some(middle), lean: Lean::Future, ..*self };
            resolve(named, &scene).map(|p| Period { basis: Basis::Relative, ..p })
        };
        match shift {
            Shift::This => in_year(0),
            Shift::Last | Shift::Past => [0, -1].into_iter().filter_map(in_year).find(|p| p.last_day() < today),
            _ => [0, 1].into_iter().filter_map(in_year).find(|p| p.first_day() > today),
        }
    }

    fn unit(&self, shift: Shift, unit: Unit) -> Option<Period> {
        let today = self.today()?;
        let count = match shift {
            Shift::This => return self.this_unit(unit),
            Shift::Last | Shift::Past => -1,
            Shift::Next | Shift::Coming | Shift::Following => 1,
        };
        // The weekends are a week apart, not their own length.
        let step = if unit == Unit::Weekend { Unit::Week } else { unit };
        let day = add(floor(today, step)?, step, count)?;
        Period::unit(day, unit, Basis::Relative)
    }

    /// "over the weekend" in a text of a weekday is the one before where the sentence looks back.
    fn this_unit(&self, unit: Unit) -> Option<Period> {
        let today = self.today()?;
        let early = today.weekday().num_days_from_monday() < 5;
        let day = if unit == Unit::Weekend && early && self.lean == Lean::Past { add(today, Unit::Week, -1)? } else { today };
        Period::unit(day, unit, Basis::Relative)
    }

    fn holiday(&self, holiday: &Holiday, year: Option<i32>) -> Option<Period> {
        if let Some(year) = year {
            return Period::day(holiday.in_year(year)?, Basis::Explicit);
        }
        let year = self.today()?.year();
        Period::day(self.choose((year - 1..=year + 1).filter_map(|y| holiday.in_year(y)))?, Basis::Partial)
    }
}
