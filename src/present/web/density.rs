//! How many events each period has: as a table whose rows narrow the timeline, which a script draws as a chart; and the
//! events of a page in groups by the same periods.

use super::asked::{Asked, narrowed};
use super::rows::EventRow;
use crate::model::{DayCount, Event, Period, Precision, Zone};
use crate::present::periods::{Periods, Reached, gap};
use crate::query::{Answer, Bar, Histogram, Spread, latest, side_by_side};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// More rows than these are shown by a longer period.
const ROWS: i32 = 130;

/// The counts of one question or two.
pub(super) struct Density {
    pub(super) period: Period,
    /// As the period is called.
    pub(super) by: &'static str,
    pub(super) rows: Vec<Row>,
    /// Events without a date that is fine enough.
    pub(super) coarse: usize,
    pub(super) peak: String,
    pub(super) histograms: Vec<Histogram>,
}

/// A period with its counts, or a gap in which nothing is.
pub(super) struct Row {
    pub(super) label: String,
    /// The first and the last day.
    pub(super) from: String,
    pub(super) to: String,
    /// What shows this period alone.
    pub(super) href: String,
    pub(super) counts: Vec<usize>,
    /// Of the fullest period, in percent.
    pub(super) share: usize,
    pub(super) gap: String,
}

impl Density {
    /// By the period that was asked for, else the shortest that fits.
    pub(super) fn of(asked: &Asked, sides: &[(&Answer, &Spread)], now: DateTime<Utc>) -> Density {
        let chosen = Period::ALL.into_iter().find(|p| p.name() == asked.by);
        let period = chosen.unwrap_or_else(|| fitting(sides, now));
        Density::new(asked, period, side_by_side(sides, period, asked.zone(), now))
    }

    fn new(asked: &Asked, period: Period, histograms: Vec<Histogram>) -> Density {
        let bars: Vec<(&Bar, Vec<usize>)> = histograms[0].bars.iter().enumerate().map(|(n, bar)| (bar, counts(&histograms, n))).collect();
        let most = bars.iter().flat_map(|(_, counts)| counts).max().copied().unwrap_or_default().max(1);
        let mut rows = Vec::new();
        for run in bars.chunk_by(|a, b| is_empty(&a.1) && is_empty(&b.1)) {
            let gap = if is_empty(&run[0].1) && run.len() > 1 {
                gap(run.len(), period, &run[0].0.label, &run[run.len() - 1].0.label)
            } else {
                String::new()
            };
            rows.extend(run.iter().enumerate().filter(|(n, _)| gap.is_empty() || *n == 0).map(|(_, (bar, counts))| {
                let share = counts.iter().max().copied().unwrap_or_default() * 100 / most;
                Row { gap: gap.clone(), ..Row::of(asked, bar, counts.clone(), share) }
            }));
        }
        let coarse = histograms.iter().map(|h| h.coarse).sum();
        let peak = crate::present::view::peak(&histograms[0].bars).unwrap_or_default().to_owned();
        Density { period, by: period.name(), rows, coarse, peak, histograms }
    }
}

impl Row {
    fn of(asked: &Asked, bar: &Bar, counts: Vec<usize>, share: usize) -> Row {
        let days = bar.period.map(|(start, end)| days(start, end, asked.zone()));
        let (from, to) = days.map_or_else(Default::default, |(a, b)| (a.to_string(), b.to_string()));
        let href = asked.but("/timeline", |a| {
            a.q = narrowed(&a.q, &from, &to);
            a.by = String::new();
            if !a.beside.is_empty() {
                a.beside = narrowed(&a.beside, &from, &to);
            }
        });
        Row { label: bar.label.clone(), from, to, href, counts, share, gap: String::new() }
    }
}

/// The shortest period that makes a readable number of rows.
fn fitting(sides: &[(&Answer, &Spread)], now: DateTime<Utc>) -> Period {
    let latest = latest(now);
    let shown = |day: &&DayCount| day.precision >= Precision::Month && day.day <= latest;
    let days = || sides.iter().flat_map(|(_, spread)| &spread.density.days).filter(shown).map(|day| day.day);
    let months = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
    let months = days().max().zip(days().min()).map_or(0, |(last, first)| months(last) - months(first) + 1);
    [(Period::Day, 31), (Period::Week, 5), (Period::Month, 1)]
        .into_iter()
        .find(|(_, in_a_month)| months * in_a_month <= ROWS)
        .map_or(Period::Year, |(period, _)| period)
}

fn counts(histograms: &[Histogram], n: usize) -> Vec<usize> {
    histograms.iter().map(|h| h.bars[n].count).collect()
}

fn is_empty(counts: &[usize]) -> bool {
    counts.iter().all(|count| *count == 0)
}

/// The first and the last day of a period.
fn days(start: DateTime<Utc>, end: DateTime<Utc>, zone: Zone) -> (NaiveDate, NaiveDate) {
    (zone.to_local(start).date(), zone.to_local(end - TimeDelta::seconds(1)).date())
}

/// Events of one period, and what is to be known before them.
pub(super) struct Group {
    pub(super) label: String,
    /// How many there are, on this page or not; none where that was not counted.
    pub(super) count: Option<usize>,
    /// A time before it in which nothing is.
    pub(super) gap: String,
    pub(super) events: Vec<EventRow>,
}

/// Events of a page by their periods, in their order.
pub(super) fn grouped(events: &[Event], counts: Option<(&Histogram, Period)>, zone: Zone) -> Vec<Group> {
    let period = counts.map_or(Period::Day, |(_, period)| period);
    let mut periods = Periods::new(counts.map(|(histogram, _)| histogram), period, zone);
    let mut groups: Vec<Group> = Vec::new();
    for event in events {
        if let Some(Reached { label, count, gap }) = periods.reach(&event.when) {
            groups.push(Group { label, count, gap, events: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.events.push(EventRow::of(event));
        }
    }
    for group in &mut groups {
        group.count = group.count.filter(|count| *count >= group.events.len());
    }
    groups
}
