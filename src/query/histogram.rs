//! How many answers a question has in each day, week, month or year of a zone, or with each value of a facet: one pass over
//! all of them, however many.
//!
//! A date that is coarser than the period belongs to none and is counted apart; a date without a time counts for the day it
//! names, wherever it was written.

use super::{QueryError, Request, question, understand};
use crate::index::{Index, Periods};
use crate::model::{Counted, Density, Facet, Period, Precision, Zone};
use crate::store::Store;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};

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

/// Counts the answers of a question.
pub async fn histogram(store: &Store, index: &Index, request: &Request<'_>, by: By) -> Result<Histogram, QueryError> {
    let understood = understand(store, request).await?;
    let mut asked = question(&understood, request, None);
    let (density, bars) = match by {
        By::Period(period) => {
            // The date itself decides here.
            asked.dated = false;
            let days = days(index.span()?, period, request);
            let density = index.density(&asked, &periods(&days, period, request.zone))?;
            let bars = periods_shown(&days, &density, period, request.zone);
            (density, bars)
        }
        By::Facet(facet) => {
            let (total, counted) = index.facets(&asked)?;
            let bars: Vec<Bar> = counted.into_iter().filter(|c| c.facet == facet).map(value).collect();
            let with = bars.iter().map(|b| b.count).sum::<usize>();
            (Density { total, undated: total.saturating_sub(with), ..Density::default() }, bars)
        }
    };
    let warnings = understood.warnings.into_iter().chain(density.notes).collect();
    let (total, coarse, other) = (density.total, density.coarse, density.undated);
    Ok(Histogram { interpreted: understood.interpreted, warnings, total, coarse, other, bars })
}

/// The values of all facets at once, of each the most frequent first.
pub async fn facets(store: &Store, index: &Index, request: &Request<'_>) -> Result<Vec<Counted>, QueryError> {
    let understood = understand(store, request).await?;
    Ok(index.facets(&question(&understood, request, None))?.1)
}

fn value(counted: Counted) -> Bar {
    Bar { label: counted.value, period: None, count: counted.count }
}

/// The first days of the periods that anything is in, and of the one after them.
fn days(span: Option<(i64, i64)>, period: Period, request: &Request) -> Vec<NaiveDate> {
    let local = |seconds| request.zone.to_local(DateTime::from_timestamp(seconds, 0).unwrap_or_default()).date();
    let Some((first, last)) = span else { return Vec::new() };
    let latest = request.zone.to_local(request.now).date().checked_add_months(YEARS_AHEAD).unwrap_or(NaiveDate::MAX);
    // A date may be of a day earlier or later in its own zone.
    let (first, last) = (local(first) - Days::new(1), local(last).min(latest) + Days::new(1));
    let mut days = vec![begin(last, period)];
    while days.len() < MOST && days.last().is_some_and(|d| *d > first) {
        let before = begin(days[days.len() - 1] - Days::new(1), period);
        days.push(before);
    }
    days.reverse();
    days.push(next(days[days.len() - 1], period));
    days
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

fn periods(days: &[NaiveDate], period: Period, zone: Zone) -> Periods {
    let coarsest = match period {
        Period::Day | Period::Week => Precision::Day,
        Period::Month => Precision::Month,
        Period::Year => Precision::Year,
    };
    Periods {
        bounds: days.iter().map(|d| midnight(*d, zone).timestamp()).collect(),
        civil: days.iter().map(|d| midnight(*d, Zone::Unknown).timestamp()).collect(),
        coarsest,
    }
}

/// From the first period with an answer to the last.
fn periods_shown(days: &[NaiveDate], density: &Density, period: Period, zone: Zone) -> Vec<Bar> {
    let counts = &density.counts;
    let filled = |count: &usize| *count > 0;
    let (Some(first), Some(last)) = (counts.iter().position(filled), counts.iter().rposition(filled)) else { return Vec::new() };
    let bar = |n: usize| {
        let label = label(days[n], period);
        Bar { label, period: Some((midnight(days[n], zone), midnight(days[n + 1], zone))), count: counts[n] }
    };
    (first..=last).map(bar).collect()
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
}
