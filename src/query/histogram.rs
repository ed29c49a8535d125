//! How many answers a question has in each day, week, month or year of a zone, or with each value of a facet: one pass over
//! all of them, however many.
//!
//! A date that is coarser than the period belongs to none and is counted apart; a date without a time counts for the day it
//! names, wherever it was written.

use super::{Answer, QueryError, Request, ask_and_count};
use crate::index::Index;
use crate::model::{Counted, Counting, Density, Facet, Period, Precision, Zone};
use crate::store::Store;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use std::collections::BTreeMap;

/// What answers are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Periods of the calendar.
    Period(Period),
    /// Values of a facet.
    Facet(Facet),
}

impl By {
    /// All of them.
    pub fn all() -> impl Iterator<Item = By> {
        Period::ALL.into_iter().map(By::Period).chain(Facet::ALL.into_iter().map(By::Facet))
    }

    /// The name as it stands in questions and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            By::Period(period) => period.name(),
            By::Facet(facet) => facet.name(),
        }
    }

    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<By> {
        By::all().find(|by| by.name() == name)
    }
}

/// The counts of a question's answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The canonical question.
    pub interpreted: String,
    /// Doubts about what was meant.
    pub warnings: Vec<String>,
    /// All that fit.
    pub total: usize,
    /// Dates that are coarser than the period.
    pub coarse: usize,
    /// Without a date or a value, or further away than is shown.
    pub other: usize,
    /// Periods in their order, with those in which nothing is; or values, the most frequent first.
    pub bars: Vec<Bar>,
}

/// One count.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// `2026`, `2026-03`, `2026-W10`, `2026-03-04`; or the value.
    pub label: String,
    /// The period in the zone asked for, its end excluded; none of a value.
    pub period: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Answers.
    pub count: usize,
}

/// More periods are not shown: the earliest go first.
const MOST: usize = 50_000;
/// Later years are not shown.
const YEARS_AHEAD: Months = Months::new(12 * 10);

/// Spread the answers of a question.
pub async fn histogram(store: &Store, index: &Index, request: &Request<'_>, by: By) -> Result<Histogram, QueryError> {
    let counting = match by {
        By::Period(_) => Counting { days: Some(request.zone), values: None },
        By::Facet(_) => Counting { days: None, values: Some(usize::MAX) },
    };
    let request = Request { limit: Some(0), cursor: None, ..request.clone() };
    let (answer, counts) = ask_and_count(store, index, &request, counting).await?;
    Ok(match by {
        By::Period(period) => counts.by(period, &answer, request.zone, request.now),
        By::Facet(facet) => {
            let bars: Vec<Bar> = counts.values.into_iter().filter(|counted| counted.facet == facet).map(value).collect();
            let other = answer.total.saturating_sub(bars.iter().map(|bar| bar.count).sum());
            Histogram { interpreted: answer.interpreted, warnings: answer.warnings, total: answer.total, coarse: 0, other, bars }
        }
    })
}

fn value(counted: Counted) -> Bar {
    Bar { label: counted.value, period: None, count: counted.count }
}

/// What was counted of all that fits a question, in the pass that found its answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spread {
    /// By days, where that was asked for.
    pub density: Density,
    /// By the values of the facets, of each the most frequent first; where that was asked for.
    pub values: Vec<Counted>,
}

impl Spread {
    /// The days of an answer by longer periods.
    #[must_use]
    pub fn by(&self, period: Period, answer: &Answer, zone: Zone, now: DateTime<Utc>) -> Histogram {
        let sides = side_by_side(&[(answer, self)], period, zone, now);
        sides.into_iter().next().expect("there is one for each")
    }
}

/// The days of several answers by longer periods: the same ones for each, from the first in which any has something to the last.
#[must_use]
pub fn side_by_side(sides: &[(&Answer, &Spread)], period: Period, zone: Zone, now: DateTime<Utc>) -> Vec<Histogram> {
    let latest = latest(now);
    let folded: Vec<Folded> = sides.iter().map(|(_, counts)| Folded::of(&counts.density, period, latest)).collect();
    let first = folded.iter().filter_map(|side| side.counts.first_key_value()).map(|(day, _)| *day).min();
    let last = folded.iter().filter_map(|side| side.counts.last_key_value()).map(|(day, _)| *day).max();
    let periods = first.zip(last).map(|(first, last)| periods(first, last, period, zone)).unwrap_or_default();
    sides.iter().zip(&folded).map(|((answer, counts), side)| side.histogram(answer, counts.density.total, &periods)).collect()
}

/// The last day that is shown.
#[must_use]
pub fn latest(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive().checked_add_months(YEARS_AHEAD).unwrap_or(NaiveDate::MAX)
}

/// Days in periods.
struct Folded {
    /// Dates that are coarser.
    coarse: usize,
    /// By the first day.
    counts: BTreeMap<NaiveDate, usize>,
}

impl Folded {
    fn of(density: &Density, period: Period, latest: NaiveDate) -> Folded {
        let mut folded = Folded { coarse: 0, counts: BTreeMap::new() };
        for day in density.days.iter().filter(|day| day.day <= latest) {
            if day.precision < coarsest(period) {
                folded.coarse += day.count;
            } else {
                *folded.counts.entry(begin(day.day, period)).or_default() += day.count;
            }
        }
        folded
    }

    fn histogram(&self, answer: &Answer, total: usize, periods: &[(NaiveDate, Bar)]) -> Histogram {
        let bar = |(day, bar): &(NaiveDate, Bar)| Bar { count: self.counts.get(day).copied().unwrap_or(0), ..bar.clone() };
        let bars: Vec<Bar> = periods.iter().map(bar).collect();
        let other = total - self.coarse - bars.iter().map(|bar| bar.count).sum::<usize>();
        Histogram { interpreted: answer.interpreted.clone(), warnings: answer.warnings.clone(), total, coarse: self.coarse, other, bars }
    }
}

/// A date that is coarser belongs to no such period.
fn coarsest(period: Period) -> Precision {
    match period {
        Period::Day | Period::Week => Precision::Day,
        Period::Month => Precision::Month,
        Period::Year => Precision::Year,
    }
}

/// Empty periods in their order, each with its first day.
fn periods(first: NaiveDate, last: NaiveDate, period: Period, zone: Zone) -> Vec<(NaiveDate, Bar)> {
    let mut periods = Vec::new();
    let (mut day, mut end) = (last, midnight(next(last, period), zone));
    while day >= first && periods.len() < MOST {
        let begun = midnight(day, zone);
        periods.push((day, Bar { label: label(day, period), period: Some((begun, end)), count: 0 }));
        (day, end) = (begin(day - Days::new(1), period), begun);
    }
    periods.reverse();
    periods
}

/// The first day of the period that a day is in.
fn begin(day: NaiveDate, period: Period) -> NaiveDate {
    match period {
        Period::Day => day,
        Period::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
        Period::Month => day.with_day(1).unwrap_or(day),
        Period::Year => day.with_ordinal(1).unwrap_or(day),
    }
}

fn next(day: NaiveDate, period: Period) -> NaiveDate {
    match period {
        Period::Day => day + Days::new(1),
        Period::Week => day + Days::new(7),
        Period::Month => day + Months::new(1),
        Period::Year => day + Months::new(12),
    }
}

fn midnight(day: NaiveDate, zone: Zone) -> DateTime<Utc> {
    zone.to_utc(day.and_time(NaiveTime::MIN))
}

fn label(day: NaiveDate, period: Period) -> String {
    let format = match period {
        Period::Day => "%Y-%m-%d",
        Period::Week => "%G-W%V",
        Period::Month => "%Y-%m",
        Period::Year => "%Y",
    };
    day.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DayCount;

    #[test]
    fn periods_begin_where_the_calendar_has_them() {
        let check = |day: &str, period: Period, first: &str, after: &str, name: &str| {
            let first_day = begin(day.parse().unwrap(), period);
            let shown = (first_day.to_string(), next(first_day, period).to_string(), label(first_day, period));
            assert_eq!(shown, (first.to_owned(), after.to_owned(), name.to_owned()));
        };
        check("2026-03-04", Period::Day, "2026-03-04", "2026-03-05", "2026-03-04");
        check("2026-03-04", Period::Week, "2026-03-02", "2026-03-09", "2026-W10");
        // The first days of a year may be of the last week of the year before.
        check("2027-01-02", Period::Week, "2026-12-28", "2027-01-04", "2026-W53");
        check("2026-12-31", Period::Month, "2026-12-01", "2027-01-01", "2026-12");
        check("2024-02-29", Period::Year, "2024-01-01", "2025-01-01", "2024");
    }

    #[test]
    fn questions_side_by_side_have_the_same_periods() {
        let spread = |days: &[(&str, Precision, usize)]| {
            let day = |(day, precision, count): &(&str, Precision, usize)| DayCount {
                day: day.parse().unwrap(),
                precision: *precision,
                count: *count,
            };
            let total = days.iter().map(|(_, _, count)| count).sum();
            Spread { density: Density { total, undated: 0, days: days.iter().map(day).collect() }, values: Vec::new() }
        };
        let answer = Answer {
            interpreted: String::new(),
            sentence: String::new(),
            warnings: Vec::new(),
            total: 0,
            next: None,
            results: crate::query::Results::Events(Vec::new()),
        };
        let one = spread(&[("2026-03-01", Precision::Month, 2), ("2026-03-04", Precision::Day, 3)]);
        let other = spread(&[("2026-01-01", Precision::Year, 1), ("2026-05-31", Precision::Day, 4), ("9999-01-01", Precision::Day, 1)]);
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let sides = side_by_side(&[(&answer, &one), (&answer, &other)], Period::Month, Zone::Unknown, now);
        let bars = |n: usize| sides[n].bars.iter().map(|bar| (bar.label.as_str(), bar.count)).collect::<Vec<_>>();
        assert_eq!(bars(0), [("2026-03", 5), ("2026-04", 0), ("2026-05", 0)]);
        assert_eq!(bars(1), [("2026-03", 0), ("2026-04", 0), ("2026-05", 4)]);
        assert_eq!([(sides[0].coarse, sides[0].other), (sides[1].coarse, sides[1].other)], [(0, 0), (1, 1)]);
        assert_eq!(one.by(Period::Day, &answer, Zone::Unknown, now).coarse, 2);
    }
}
