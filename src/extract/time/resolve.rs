//! What an expression means, once it is known when it was written and which way the sentence looks.

use super::calendar::{Period, add, floor};
use super::expr::{Away, Clock, Expr, Fields, From, Nth, Step, Time, Way, What};
use super::holiday::Holiday;
use super::words::{DayPart, Portion, Shift, Unit};
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
    fn today(&self) -> Option<NaiveDate> {
        self.now.map(|n| n.date())
    }

    /// Of dates in ascending order the one that the sentence means.
    fn choose(&self, dates: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
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
        let f = if f.ambiguous && self.day_first { Fields { month: f.day, day: f.month, ..f } } else { f };
        match (f.year, f.month, f.day) {
            (Some(year), None, _) => Period::unit(NaiveDate::from_ymd_opt(year, 1, 1)?, Unit::Year, Basis::Explicit),
            (Some(year), Some(month), None) => Period::unit(NaiveDate::from_ymd_opt(year, month, 1)?, Unit::Month, Basis::Explicit),
            (Some(year), Some(month), Some(day)) => {
                let basis = if f.ambiguous { Basis::Assumed } else { Basis::Explicit };
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

    /// Backwards up to today, forwards from tomorrow; quarters are those of the calendar.
    fn rolling(&self, way: Way, steps: &[Step]) -> Option<Period> {
        let grain = steps.iter().map(|s| s.unit).min()?;
        if grain <= Unit::Hour {
            let now = self.now?;
            let other = moved(now, steps, way)?;
            return Some(Period::times(now.min(other), now.max(other), grain, Basis::Relative));
        }
        let today = self.today()?;
        let tomorrow = today.succ_opt()?;
        let day = if grain == Unit::Day || grain == Unit::BusinessDay || steps.len() > 1 { Unit::Day } else { grain };
        if grain == Unit::Quarter {
            let here = floor(today, Unit::Quarter)?;
            let next = add(here, Unit::Quarter, 1)?;
            return Some(match way {
                Way::Back => Period::dates(shifted(here, steps, Way::Back)?, here, Unit::Quarter, Basis::Relative),
                Way::Ahead => Period::dates(next, shifted(next, steps, Way::Ahead)?, Unit::Quarter, Basis::Relative),
            });
        }
        let day = if matches!(day, Unit::Week | Unit::Weekend | Unit::Fortnight) { Unit::Day } else { day };
        Some(match way {
            Way::Back => Period::dates(shifted(today, steps, Way::Back)?, tomorrow, day, Basis::Relative),
            Way::Ahead if grain == Unit::BusinessDay => {
                let first = add(today, Unit::BusinessDay, 1)?;
                Period::dates(first, shifted(today, steps, Way::Ahead)?.succ_opt()?, day, Basis::Relative)
            }
            Way::Ahead => Period::dates(tomorrow, shifted(tomorrow, steps, Way::Ahead)?, day, Basis::Relative),
        })
    }

    fn away(&self, away: &Away) -> Option<Period> {
        let grain = away.steps.iter().map(|s| s.unit).min()?;
        let base = match &away.from {
            From::Anchor => self.moment()?,
            From::Ahead => self.moment().filter(|_| self.lean == Lean::Future)?,
            From::Story => self.story_for(grain)?,
            From::Stated(e) => resolve(e, self)?,
        };
        let basis = if base.basis == Basis::Explicit { Basis::Explicit } else { Basis::Relative };
        if grain <= Unit::Hour {
            // "18 hours after Friday" has no hour to count from.
            (base.grain <= Unit::Hour).then_some(())?;
            let at = moved(base.start, &away.steps, away.way)?;
            return Some(Period::times(at, at + TimeDelta::minutes(1), Unit::Minute, basis));
        }
        let day = shifted(base.first_day(), &away.steps, away.way)?;
        if matches!(away.from, From::Stated(_)) || grain < Unit::Month {
            return Period::day(day, basis);
        }
        about(day, if grain < Unit::Year { Unit::Month } else { Unit::Year }, basis)
    }

    /// The unit next to the one that holds the date last spoken of.
    fn neighbour(&self, way: Way, unit: Unit) -> Option<Period> {
        let base = self.story_for(unit)?;
        let step = if unit == Unit::Weekend { Unit::Week } else { unit };
        let day = add(floor(base.first_day(), step)?, step, if way == Way::Back { -1 } else { 1 })?;
        Period::unit(day, unit, base.basis)
    }

    /// The date last spoken of, where it is fine enough to count such units from; the anchor where none was.
    fn story_for(&self, grain: Unit) -> Option<Period> {
        match self.story {
            Some(story) => (story.grain <= grain.max(Unit::Day)).then_some(story),
            None => self.moment().filter(|_| self.opening),
        }
    }

    /// The anchor as a period.
    fn moment(&self) -> Option<Period> {
        self.now.map(|now| Period::times(now, now, Unit::Minute, Basis::Relative))
    }

    fn nth(&self, nth: Nth, count: u32, what: What, of: Option<&Expr>) -> Option<Period> {
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
    fn within(&self, named: &Expr, within: &Expr) -> Option<Period> {
        let owner = resolve(within, self)?;
        let scene = Scene { now: Some(owner.start), lean: Lean::Future, ..*self };
        let period = resolve(named, &scene)?;
        (period.start >= owner.start && period.start < owner.end).then_some(Period { basis: owner.basis, ..period })
    }

    fn portion(&self, portion: Portion, of: &Expr) -> Option<Period> {
        let whole = resolve(of, self)?;
        match portion {
            Portion::Earlier => {
                let tomorrow = self.today()?.succ_opt()?.and_time(chrono::NaiveTime::MIN);
                Some(Period { end: whole.end.min(tomorrow), ..whole })
            }
            Portion::Rest => {
                let today = self.today()?.and_time(chrono::NaiveTime::MIN);
                (today < whole.end).then_some(Period { start: whole.start.max(today), grain: Unit::Day, ..whole })
            }
            Portion::Later => {
                let half = whole.first_day() + (whole.end - whole.start) / 2;
                let start = half.max(self.today()?).and_time(chrono::NaiveTime::MIN).min(whole.end);
                let middle =
                    if whole.grain == Unit::Week { start } else { self.now?.date().and_time(chrono::NaiveTime::MIN).max(whole.start) };
                Some(Period { start: middle, grain: Unit::Day, ..whole })
            }
            thirds => part_of(thirds, whole),
        }
    }

    fn holiday(&self, holiday: &Holiday, year: Option<i32>) -> Option<Period> {
        if let Some(year) = year {
            return Period::day(holiday.in_year(year)?, Basis::Explicit);
        }
        let year = self.today()?.year();
        Period::day(self.choose((year - 1..=year + 1).filter_map(|y| holiday.in_year(y)))?, Basis::Partial)
    }

    /// A holiday on a Monday ends its weekend; one later in the week goes before it.
    fn weekend_of(&self, day: &Expr) -> Option<Period> {
        let day = resolve(day, self)?;
        let weekday = day.first_day().weekday().num_days_from_monday();
        let saturday = add(day.first_day(), Unit::Day, [-2, 4, 3, 2, 1, 0, -1][weekday as usize % 7])?;
        let end = add(saturday, Unit::Day, if weekday == 0 { 3 } else { 2 })?;
        Some(Period::dates(saturday, end, Unit::Day, day.basis))
    }

    fn timed(&self, date: Option<&Expr>, time: Time) -> Option<Period> {
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

    /// The end is looked for from the start on; a start without a year before an end that has one.
    fn range(&self, from: &Expr, to: &Expr) -> Option<Period> {
        let stated = |e: &Expr| resolve(e, &Scene { now: None, ..*self });
        let (first, last) = match (stated(from), stated(to)) {
            (None, Some(last)) if !matches!(from, Expr::Timed(..) | Expr::Day(_)) => {
                (self.start_before(from, &last)?, self.edge(to).unwrap_or(last))
            }
            _ => {
                let first = self.edge(from).or_else(|| resolve(from, self))?;
                (first, self.end_of_range(&first, to)?)
            }
        };
        join(first, last)
    }

    /// The start of a range whose end is stated, and lends it the year.
    fn start_before(&self, from: &Expr, last: &Period) -> Option<Period> {
        if is_seen_from_now(from) {
            return resolve(from, self);
        }
        let before = Scene { now: Some(last.start), lean: Lean::Past, story: None, ..*self };
        resolve(from, &before).map(|p| Period { basis: last.basis, ..p })
    }

    /// The start, middle or end of a period as the end of a range: an instant.
    fn edge(&self, e: &Expr) -> Option<Period> {
        let Expr::Portion(portion @ (Portion::Start | Portion::Middle | Portion::End), of) = e else { return None };
        let whole = resolve(of, self)?;
        let (first, next) = (whole.first_day(), whole.end.date());
        let at = match portion {
            Portion::Start => first,
            Portion::Middle => first + (next - first) / 2,
            _ => next,
        };
        Some(Period::dates(at, at, Unit::Month.min(whole.grain), whole.basis))
    }

    fn end_of_range(&self, first: &Period, to: &Expr) -> Option<Period> {
        let after = Scene { now: Some(first.start), lean: Lean::Future, story: Some(*first), ..*self };
        if let Some(edge) = self.edge(to) {
            return Some(edge);
        }
        let told = || resolve(to, &after).map(|p| if p.basis == Basis::Partial { Period { basis: first.basis, ..p } } else { p });
        let last = if is_seen_from_now(to) { resolve(to, self) } else { told() }?;
        // "between now and eight o'clock" is this evening where the morning's is gone.
        let unsure = matches!(to, Expr::Timed(None, Time::At(clock)) if !clock.sure || clock.minute.is_none() && clock.hour <= 12);
        let late = unsure && last.start < first.start;
        let twelve = TimeDelta::hours(if late { 12 } else { 0 });
        Some(Period { start: last.start + twelve, end: last.end + twelve, ..last })
    }

    fn lasting(&self, steps: &[Step], from: &Expr) -> Option<Period> {
        let grain = steps.iter().map(|s| s.unit).min()?;
        let first = resolve(from, self)?;
        if grain <= Unit::Hour || first.grain < Unit::Day && !matches!(from, Expr::Now) {
            return Some(Period {
                zone: first.zone,
                ..Period::times(first.start, moved(first.start, steps, Way::Ahead)?, Unit::Minute, first.basis)
            });
        }
        let start = first.first_day();
        Some(Period::dates(start, shifted(start, steps, Way::Ahead)?, Unit::Day, Basis::Relative))
    }
}

/// Whether an expression is counted from the time of writing, and not from the other end of its range.
fn is_seen_from_now(e: &Expr) -> bool {
    match e {
        Expr::Fields(_) | Expr::Holiday(..) | Expr::Timed(None, _) | Expr::Season(..) => false,
        Expr::Timed(Some(date), _) | Expr::Portion(_, date) => is_seen_from_now(date),
        Expr::Nth { of, .. } => of.as_deref().is_some_and(is_seen_from_now),
        Expr::Away(away) => away.from != From::Story,
        _ => true,
    }
}

/// "Two months ago" is about that day, and no more exact than its month: it starts at the day and ends with the unit.
fn about(day: NaiveDate, unit: Unit, basis: Basis) -> Option<Period> {
    Some(Period { start: day.and_time(chrono::NaiveTime::MIN), ..Period::unit(day, unit, basis)? })
}

/// From the start of one to the end of the other, as sure as the less sure of them.
fn join(first: Period, last: Period) -> Option<Period> {
    let weaker = [Basis::Relative, Basis::Partial, Basis::Assumed].into_iter().find(|b| *b == first.basis || *b == last.basis);
    // A clock ends a range at that time; a day or a month belongs to it.
    let end = if last.grain < Unit::Day { last.start } else { last.end };
    let grain = first.grain.min(last.grain);
    let period = Period { zone: last.zone.or(first.zone), ..Period::times(first.start, end, grain, weaker.unwrap_or(Basis::Explicit)) };
    (period.start < period.end).then_some(period)
}

fn season(code: u32, year: i32, basis: Basis) -> Option<Period> {
    // Meteorological seasons of the northern half; winter is the one that the year ends with.
    let month = 3 + (code - 21) * 3;
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some(Period::dates(first, add(first, Unit::Month, 3)?, Unit::Month, basis))
}

/// Adds steps of hours and less to a time, and longer ones to its day.
fn moved(at: NaiveDateTime, steps: &[Step], way: Way) -> Option<NaiveDateTime> {
    steps.iter().try_fold(at, |at, step| {
        let count = signed(*step, way);
        match step.unit {
            Unit::Second => at.checked_add_signed(TimeDelta::seconds(count)),
            Unit::Minute => at.checked_add_signed(TimeDelta::minutes(count)),
            Unit::Hour => at.checked_add_signed(TimeDelta::hours(count)),
            unit => Some(add(at.date(), unit, count)?.and_time(at.time())),
        }
    })
}

fn shifted(day: NaiveDate, steps: &[Step], way: Way) -> Option<NaiveDate> {
    steps.iter().try_fold(day, |day, step| add(day, if step.unit == Unit::Weekend { Unit::Week } else { step.unit }, signed(*step, way)))
}

fn signed(step: Step, way: Way) -> i64 {
    if way == Way::Back { -i64::from(step.count) } else { i64::from(step.count) }
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
