//! Events in groups by periods of the calendar, with the count of each and the gaps between them: the same on a page as in a terminal.

use crate::model::{Period, Precision, When, Zone};
use crate::query::Histogram;
use chrono::Datelike;

/// Walks along the periods of a timeline.
pub(super) struct Periods<'a> {
    counts: Option<&'a Histogram>,
    period: Period,
    zone: Zone,
    /// The last one, and its bar.
    label: Option<String>,
    at: Option<usize>,
}

/// A period that was reached.
pub(super) struct Reached {
    pub(super) label: String,
    /// How many events it has; none where that was not counted.
    pub(super) count: Option<usize>,
    /// A time before it in which nothing is; empty where there is none.
    pub(super) gap: String,
}

impl<'a> Periods<'a> {
    pub(super) fn new(counts: Option<&'a Histogram>, period: Period, zone: Zone) -> Periods<'a> {
        Periods { counts, period, zone, label: None, at: None }
    }

    /// On to the period of a date; none where that is the one we are in.
    pub(super) fn reach(&mut self, when: &When) -> Option<Reached> {
        let label = label(when, self.period, self.zone);
        if self.label.as_ref() == Some(&label) {
            return None;
        }
        let bars = self.counts.map(|h| h.bars.as_slice()).unwrap_or_default();
        let here = bars.iter().position(|bar| bar.label == label);
        let apart = self.at.zip(here).map(|(before, here)| &bars[before.min(here) + 1..before.max(here).max(before.min(here) + 1)]);
        let empty = apart.filter(|apart| !apart.is_empty() && apart.iter().all(|bar| bar.count == 0));
        let gap = empty.map(|e| gap(e.len(), self.period, &e[0].label, &e[e.len() - 1].label)).unwrap_or_default();
        self.at = here.or(self.at);
        self.label = Some(label.clone());
        Some(Reached { label, count: here.map(|here| bars[here].count), gap })
    }
}

/// What the period of a date is called; a date that is coarser is called by itself.
fn label(when: &When, period: Period, zone: Zone) -> String {
    let timed = when.precision >= Precision::Hour;
    let day = if timed { zone } else { when.zone }.to_local(when.start).date();
    let format = match (period, when.precision) {
        (_, Precision::Year) | (Period::Year, _) => "%Y",
        (_, Precision::Month) | (Period::Month, _) => "%Y-%m",
        (Period::Week, _) => return format!("{}-W{:02}", day.iso_week().year(), day.iso_week().week()),
        (Period::Day, _) => "%Y-%m-%d",
    };
    day.format(format).to_string()
}

/// Periods in a row in which nothing is.
pub(super) fn gap(periods: usize, period: Period, first: &str, last: &str) -> String {
    if periods == 1 { format!("nothing in {first}") } else { format!("nothing for {periods} {}s: {first} to {last}", period.name()) }
}
