//! When a source is asked next: the one idea of it, for cron's `ingest` and for `run` alike. The clock is an argument.
//!
//! - [`next`]: the time, from the configuration and from what was noted; [`all_due`]: all whose time has come
//! - [`noted`]: what is noted once it was asked
//! - [`pace`]: how often entries come, by their dates

use super::every::{occurrence, spread};
use crate::model::{Every, Moved, Pace, Skip, Source, SourceState};
use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc};
use std::time::Duration;

/// A source that fails is asked again after this, or after its interval where that is shorter; then twice as late, and so on.
const FIRST_RETRY: Duration = Duration::from_hours(1);
/// For sources with a cron expression, which are asked at no other times all the same.
const FIRST_CRON_RETRY: Duration = Duration::from_mins(15);
/// As late as that, or as its interval where that is longer; never later, so that no source is forgotten.
const LAST_RETRY: Duration = Duration::from_hours(24);
/// After so many failures at the address it has moved to, the old one is asked again.
const PATIENCE: u32 = 3;
/// The interval of `auto` where nothing is known yet.
const UNKNOWN_GAP: Duration = Duration::from_hours(2);
/// Where a hub tells of news, `auto` asks so many times more rarely, within its bounds.
const BACKUP: u32 = 4;
/// However often a hub tells of news, a source is asked no sooner than so long after the last time.
const HUB_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// So many of the newest entries tell the pace.
const NEWEST: usize = 20;
/// Hours of a week, the longest that a feed can want to be left alone by skipping hours and days.
const WEEK: usize = 7 * 24;

/// What a source's server told.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// An answer: entries, or that nothing changed.
    Answer {
        /// What it tells of the source's pace.
        pace: Pace,
        /// The address, where all redirects on the way there were permanent ones.
        moved: Option<String>,
    },
    /// Nothing: its host wants no requests before this time, so none was sent; in words.
    Waits(String, DateTime<Utc>),
    /// No answer that can be used, in words, and the time before which it wants no other request.
    Failed(String, Option<DateTime<Utc>>),
    /// It is gone for good, in words.
    Gone(String),
}

/// When a source is to be asked; none where it is gone. One never asked is due since the beginning of time.
///
/// What the server asked for (Retry-After) wins over everything. The interval is shortened by up to a tenth, always the
/// same for one source, so that sources that were added together drift apart.
#[must_use]
pub fn next(source: &Source, state: &SourceState) -> Option<DateTime<Utc>> {
    let regular = || {
        state
            .asked
            .map_or(DateTime::<Utc>::MIN_UTC, |asked| told(state, asked).into_iter().fold(after(source, state, asked), DateTime::min))
    };
    let wanted = state.not_before.unwrap_or(DateTime::<Utc>::MIN_UTC);
    (!state.gone).then(|| regular().max(wanted))
}

/// Whether a source is to be asked at `now`. `--all` ignores the schedule, but neither a Retry-After nor a 410.
#[must_use]
pub fn due(source: &Source, state: &SourceState, now: DateTime<Utc>, all: bool) -> bool {
    let asked = state.asked.filter(|_| !all);
    next(source, &SourceState { asked, ..state.clone() }).is_some_and(|t| t <= now)
}

/// The sources to be asked at `now`, those first that have waited longest, so that sources of a slow host take turns.
#[must_use]
pub fn all_due<'s>(
    sources: impl IntoIterator<Item = (&'s Source, SourceState)>,
    now: DateTime<Utc>,
    all: bool,
) -> Vec<(&'s Source, SourceState)> {
    let mut due: Vec<_> = sources.into_iter().filter(|(source, state)| due(source, state, now, all)).collect();
    due.sort_by_key(|(_, state)| state.asked);
    due
}

/// When to ask since a hub told of news; one that fails is left to its back-off.
fn told(state: &SourceState, asked: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let told = state.pushed.as_ref().filter(|_| state.failures == 0)?.told.filter(|told| *told >= asked)?;
    Some(told.max(asked + HUB_PAUSE))
}

fn after(source: &Source, state: &SourceState, asked: DateTime<Utc>) -> DateTime<Utc> {
    let later = |interval: Duration| plus(asked, spread(interval, &source.name));
    match (&source.every, state.failures) {
        (Every::Cron(expression), 0) => occurrence(expression, source.zone, asked),
        (Every::Cron(expression), n) => occurrence(expression, source.zone, later(back_off(FIRST_CRON_RETRY, n))),
        (Every::Interval(interval), 0) => later(*interval),
        (Every::Auto { least, most }, 0) => {
            let wanted = state.pace.fresh.map_or(asked, |fresh| fresh.min(plus(asked, *most)));
            awake(later((adaptive(&state.pace, asked) * rarer(state, asked)).clamp(*least, *most)).max(wanted), state.pace.skip)
        }
        (Every::Interval(interval), n) => later(back_off(*interval, n)),
        (Every::Auto { least, most }, n) => later(back_off(adaptive(&state.pace, asked).clamp(*least, *most), n)),
    }
}

fn back_off(interval: Duration, failures: u32) -> Duration {
    let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
    interval.min(FIRST_RETRY).saturating_mul(factor).min(interval.max(LAST_RETRY))
}

/// Half the usual time between two entries; longer where the source has fallen silent.
fn adaptive(pace: &Pace, asked: DateTime<Utc>) -> Duration {
    let silence = pace.newest.and_then(|newest| (asked - newest).to_std().ok()).unwrap_or_default();
    pace.gap().unwrap_or(UNKNOWN_GAP).max(silence / 8) / 2
}

/// While a hub tells of news, asking is for the case that it does not.
fn rarer(state: &SourceState, asked: DateTime<Utc>) -> u32 {
    let tells = state.pushed.as_ref().and_then(|pushed| pushed.until).is_some_and(|until| until > asked);
    if tells { BACKUP } else { 1 }
}

/// The first time from here on that is in none of the hours and days to be skipped.
fn awake(from: DateTime<Utc>, skip: Skip) -> DateTime<Utc> {
    let asleep = |t: DateTime<Utc>| skip.hours >> t.hour() & 1 == 1 || skip.days >> t.weekday().num_days_from_monday() & 1 == 1;
    let hour = |n: usize| match n {
        0 => Some(from),
        n => Some(from.duration_trunc(TimeDelta::hours(1)).ok()? + TimeDelta::hours(i64::try_from(n).ok()?)),
    };
    // A feed that skips every hour means none of it.
    (0..=WEEK).filter_map(hour).find(|t| !asleep(*t)).unwrap_or(from)
}

fn plus(t: DateTime<Utc>, d: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(d).ok().and_then(|d| t.checked_add_signed(d)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// What is noted of a source that was asked at `now`.
#[must_use]
pub fn noted(before: &SourceState, heard: Heard, now: DateTime<Utc>) -> SourceState {
    let failures = before.failures.saturating_add(1);
    let failed = |reason, not_before, gone| SourceState {
        asked: Some(now),
        good: before.good,
        failures,
        reason: Some(reason),
        not_before,
        gone,
        pace: before.pace.clone(),
        pushed: before.pushed.clone(),
        moved: before.moved.clone().filter(|_| failures < PATIENCE || before.new_address().is_none()),
    };
    match heard {
        Heard::Answer { pace, moved } => {
            let (moved, pushed) = (led_to(before, moved, now), before.pushed.clone());
            SourceState { asked: Some(now), good: Some(now), pace, moved, pushed, ..SourceState::default() }
        }
        Heard::Waits(reason, until) => SourceState { reason: Some(reason), not_before: Some(until), ..before.clone() },
        Heard::Failed(reason, not_before) => failed(reason, not_before, false),
        Heard::Gone(reason) => failed(reason, None, true),
    }
}

/// A permanent redirect counts as long as it leads to the same place; once it is known to be stable, it is no longer asked.
fn led_to(before: &SourceState, moved: Option<String>, now: DateTime<Utc>) -> Option<Moved> {
    let Some(url) = moved else { return before.moved.clone().filter(|_| before.new_address().is_some()) };
    match &before.moved {
        Some(m) if m.url == url => Some(Moved { seen: m.seen.saturating_add(1), ..m.clone() }),
        _ => Some(Moved { url, since: now, seen: 1 }),
    }
}

/// How often entries come, from the dates of those listed: the time back to the oldest of the newest, by their number.
/// Dates to come do not count.
#[must_use]
pub fn pace(dates: impl IntoIterator<Item = DateTime<Utc>>, now: DateTime<Utc>) -> Pace {
    let mut dates: Vec<DateTime<Utc>> = dates.into_iter().filter(|d| *d <= now).collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    dates.truncate(NEWEST);
    let count = u64::try_from(dates.len()).unwrap_or(u64::MAX);
    let gap = dates.last().and_then(|oldest| (now - oldest).to_std().ok()).and_then(|span| span.as_secs().checked_div(count));
    Pace { gap, newest: dates.first().copied(), ..Pace::default() }
}

#[cfg(test)]
mod tests;
