//! What distances and ranges mean: "two weeks ago", "the past year", "from May to September".

use super::calendar::{Period, add, floor};
use super::expr::{Away, Expr, From, Step, Time, Way};
use super::resolve::{Lean, Scene, resolve};
use super::words::{Portion, Unit};
use crate::model::Basis;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

impl Scene {
    /// Backwards up to today, forwards from tomorrow; hours from this moment, quarters of the calendar.
    pub(super) fn rolling(&self, way: Way, steps: &[Step]) -> Option<Period> {
        let finest = steps.iter().map(|s| s.unit).min()?;
        // "the last 0 hours" is no time at all.
        steps.iter().any(|s| s.count > 0).then_some(())?;
        let (first, next) = match finest {
            Unit::Second | Unit::Minute | Unit::Hour => {
                let now = self.now?;
                let other = moved(now, steps, way)?;
                return Some(Period::times(now.min(other), now.max(other), finest, Basis::Relative));
            }
            Unit::Quarter => {
                let here = floor(self.today()?, Unit::Quarter)?;
                (here, add(here, Unit::Quarter, 1)?)
            }
            _ => (self.today()?, self.today()?.succ_opt()?),
        };
        let (start, end) = match (way, finest) {
            (Way::Back, Unit::Quarter) => (shifted(first, steps, way)?, first),
            (Way::Back, _) => (shifted(first, steps, way)?, next),
            // The working days ahead start with the next one, and end with the last.
            (Way::Ahead, Unit::BusinessDay) => (add(first, Unit::BusinessDay, 1)?, shifted(first, steps, way)?.succ_opt()?),
            (Way::Ahead, _) => (next, shifted(next, steps, way)?),
        };
        Some(Period::dates(start, end, stated_in(finest, steps.len()), Basis::Relative))
    }

    pub(super) fn away(&self, away: &Away) -> Option<Period> {
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

    /// The unit next to the one that holds the date last spoken of.
    pub(super) fn neighbour(&self, way: Way, unit: Unit) -> Option<Period> {
        let base = self.story_for(unit)?;
        let step = if unit == Unit::Weekend { Unit::Week } else { unit };
        let day = add(floor(base.first_day(), step)?, step, if way == Way::Back { -1 } else { 1 })?;
        Period::unit(day, unit, base.basis)
    }

    /// The end is looked for from the start on; a start without a year before an end that has one.
    pub(super) fn range(&self, from: &Expr, to: &Expr) -> Option<Period> {
        let stated = |e: &Expr| resolve(e, &Scene { now: None, ..*self });
        let (first, last) = match (stated(from), stated(to)) {
            (None, Some(last)) if !matches!(from, Expr::Timed(..) | Expr::Day(_)) => {
                (self.start_before(from, &last)?, self.edge(to).unwrap_or(last))
            }
            _ => self.running(from, to).or_else(|| self.beginning(from, to))?,
        };
        join(first, last)
    }

    fn beginning(&self, from: &Expr, to: &Expr) -> Option<(Period, Period)> {
        let first = self.edge(from).or_else(|| resolve(from, self))?;
        Some((first, self.end_of_range(&first, to)?))
    }

    /// Of what comes every year, one that goes on now is meant before the next one: "will be closed from August to October", said
    /// in September.
    fn running(&self, from: &Expr, to: &Expr) -> Option<(Period, Period)> {
        let begun = Scene { lean: Lean::Past, ..*self }.beginning(from, to)?;
        let now = self.now.filter(|_| self.lean == Lean::Future && begun.0.basis == Basis::Partial)?;
        (begun.0.start..begun.1.end).contains(&now).then_some(begun)
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
        // "between now and six o'clock" is this evening where the morning's is gone.
        let unsure = matches!(to, Expr::Timed(None, Time::At(clock)) if !clock.sure || clock.minute.is_none() && clock.hour <= 12);
        let late = unsure && last.start < first.start;
        let twelve = TimeDelta::hours(if late { 12 } else { 0 });
        Some(Period { start: last.start + twelve, end: last.end + twelve, ..last })
    }

    pub(super) fn lasting(&self, steps: &[Step], from: &Expr) -> Option<Period> {
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

/// The unit that a rolling period shows: days, where weeks or several units are counted.
fn stated_in(finest: Unit, steps: usize) -> Unit {
    if finest < Unit::Month || steps > 1 { Unit::Day } else { finest }
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
