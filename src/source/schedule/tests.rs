use super::*;
use crate::model::{Pushed, Role, Select, SourceKind, Zone};

const HOUR: Duration = Duration::from_hours(1);

fn source(every: Every) -> Source {
    Source {
        name: "courier".to_owned(),
        kind: SourceKind::Feed,
        url: "https://courier.example/feed".to_owned(),
        path: None,
        role: Role::Press,
        publisher: None,
        speaks_for: None,
        zone: Zone::Unknown,
        every,
        tags: Vec::new(),
        full_text: true,
        since: None,
        until: None,
        recheck: true,
        websub: true,
        pages: 1,
        headers: Vec::new(),
        cookies: None,
        keep: crate::model::source::Keep::default(),
        select: Select::default(),
    }
}

/// Minutes after the start of a Monday.
fn at(minutes: i64) -> DateTime<Utc> {
    "2026-03-02T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

fn asked(minutes: i64) -> SourceState {
    SourceState { asked: Some(at(minutes)), ..SourceState::default() }
}

/// Whether so many minutes pass from the asking to the next, less the drift by name.
fn waits(every: Every, state: &SourceState, minutes: u64) -> bool {
    let wait = next(&source(every), state).unwrap() - state.asked.unwrap();
    wait.to_std().unwrap() == spread(Duration::from_mins(minutes), "courier")
}

#[test]
fn due_after_its_interval_and_never_inside_a_retry_after() {
    let hourly = source(Every::Interval(HOUR));
    let check = |state: &SourceState, now: i64, all: bool, expected: bool| {
        assert_eq!(due(&hourly, state, at(now), all), expected, "{state:?} at {now}");
    };
    check(&SourceState::default(), 0, false, true);
    check(&asked(0), 53, false, false);
    check(&asked(0), 60, false, true);
    check(&asked(0), 1, true, true);
    let busy = SourceState { not_before: Some(at(300)), ..asked(0) };
    check(&busy, 299, true, false);
    check(&busy, 300, false, true);
    let gone = SourceState { gone: true, ..asked(0) };
    check(&gone, 100_000, true, false);
}

#[test]
fn back_off_doubles_and_ends_at_a_day_or_the_interval() {
    let check = |interval: Duration, failures: u32, minutes: u64| {
        let state = SourceState { failures, ..asked(0) };
        assert!(waits(Every::Interval(interval), &state, minutes), "{interval:?} after {failures}");
    };
    check(HOUR, 1, 60);
    check(HOUR, 2, 120);
    check(HOUR, 5, 960);
    check(HOUR, 6, 1440);
    check(HOUR, 4_000_000_000, 1440);
    check(HOUR / 4, 1, 15);
    // A daily source that stumbles is not left for a day.
    check(HOUR * 24, 1, 60);
    check(HOUR * 24 * 7, 4, 480);
    check(HOUR * 24 * 7, 40, 10_080);
    // A cron expression that failed waits as well, and is asked at no other time.
    let state = SourceState { failures: 3, ..asked(0) };
    assert_eq!(next(&source(Every::Cron("*/5 * * * *".to_owned())), &state), Some(at(60)));
}

#[test]
fn auto_follows_the_news_its_server_and_the_bounds() {
    let auto = || Every::Auto { least: HOUR / 6, most: HOUR * 24 };
    let check = |pace: Pace, minutes: u64| {
        let state = SourceState { pace: pace.clone(), ..asked(0) };
        assert!(waits(auto(), &state, minutes), "{pace:?}");
    };
    let gap = |minutes: u64| Pace { gap: Some(minutes * 60), newest: Some(at(0)), ..Pace::default() };
    check(Pace::default(), 60);
    check(gap(180), 90);
    check(gap(1), 10);
    check(gap(100_000), 1440);
    // Silent for 80 hours: no longer asked as if there were news every hour.
    check(Pace { newest: Some(at(-80 * 60)), ..gap(60) }, 300);
    // Its server's word is heeded up to the longest interval.
    let until = |fresh: i64| next(&source(auto()), &SourceState { pace: Pace { fresh: Some(at(fresh)), ..gap(20) }, ..asked(0) });
    assert_eq!(until(240), Some(at(240)));
    assert_eq!(until(100_000), Some(at(1440)));
    let skipping = |skip: Skip| next(&source(auto()), &SourceState { pace: Pace { skip, ..gap(180) }, ..asked(0) });
    // Hours 1 to 5 are skipped, then all of Monday, then everything, which cannot be meant.
    assert_eq!(skipping(Skip { hours: 0b11_1110, days: 0 }), Some(at(360)));
    assert_eq!(skipping(Skip { hours: 0, days: 1 }), Some(at(1440)));
    assert!(skipping(Skip { hours: u32::MAX, days: 0 }).unwrap() < at(91));
}

#[test]
fn hubs_that_tell_of_news() {
    let told = |told: i64| Some(Pushed { hub: String::new(), until: Some(at(500)), told: Some(at(told)), reason: None });
    let after = |minutes: i64| SourceState { pushed: told(minutes), ..asked(0) };
    let due = |state: &SourceState| next(&source(Every::Interval(HOUR)), state).unwrap();
    assert_eq!(due(&after(20)), at(20));
    // Not again at once, and not because of what was told before.
    assert_eq!((due(&after(0)), due(&after(-1)) > at(50)), (at(1), true));
    // What its server wants, and the back-off of one that fails, hold all the same.
    assert_eq!(due(&SourceState { not_before: Some(at(300)), ..after(20) }), at(300));
    assert!(due(&SourceState { failures: 1, ..after(20) }) > at(50));
    // While it tells, auto asks more rarely, within its bounds.
    let auto = Every::Auto { least: HOUR / 6, most: HOUR * 24 };
    let every = |minutes: u64, state: SourceState| {
        let pace = Pace { gap: Some(minutes * 60), newest: Some(at(0)), ..Pace::default() };
        let expected = if state.pushed.is_some() { minutes * 2 } else { minutes / 2 };
        waits(auto.clone(), &SourceState { pace, ..state }, expected)
    };
    assert!(every(180, asked(0)) && every(180, after(-1)) && every(720, after(-1)));
    assert!(waits(auto, &SourceState { pace: Pace { gap: Some(9_000_000), ..Pace::default() }, ..after(-1) }, 1440));
}

#[test]
fn the_pace_is_told_by_the_dates_listed() {
    let check = |dates: &[i64], gap: Option<u64>| {
        let pace = pace(dates.iter().map(|d| at(*d)), at(0));
        assert_eq!(pace.gap.map(|s| s / 60), gap, "{dates:?}");
    };
    check(&[], None);
    check(&[-60], Some(60));
    check(&[-10, -20, -30, -40], Some(10));
    check(&[-300, -310, -320], Some(106));
    // An event announced for next week is no news of the past.
    check(&[10_000, -60], Some(60));
    let many: Vec<i64> = (1..=100).map(|n| -n).collect();
    check(&many, Some(1));
}

#[test]
fn a_permanent_redirect_is_kept_once_it_is_stable() {
    let (source, new) = (source(Every::Interval(HOUR)), "https://new.example/feed".to_owned());
    let heard = |moved: Option<&String>| Heard::Answer { pace: Pace::default(), moved: moved.cloned() };
    let day = 24 * 60;
    let mut state = SourceState::default();
    for n in 0..7 {
        state = noted(&state, heard(Some(&new)), at(n * day));
        assert_eq!(state.address(&source), source.url, "day {n}");
    }
    // One answer without a redirect, and the count begins anew.
    assert_eq!(noted(&state, heard(None), at(7 * day)).moved, None);
    state = noted(&state, heard(Some(&new)), at(7 * day));
    assert_eq!(state.address(&source), new);
    state = noted(&state, heard(None), at(8 * day));
    assert_eq!(state.address(&source), new);
    // It dies there: the old address may know better.
    for n in 0..3 {
        assert_eq!(state.address(&source), new);
        state = noted(&state, Heard::Failed("404".to_owned(), None), at((9 + n) * day));
    }
    assert_eq!((state.address(&source), state.failures), (source.url.as_str(), 3));
}

#[test]
fn what_was_heard_is_noted() {
    let answered = Heard::Answer { pace: Pace { gap: Some(60), ..Pace::default() }, moved: None };
    let good = noted(&asked(0), answered, at(1));
    assert_eq!((good.asked, good.good, good.pace.gap), (Some(at(1)), Some(at(1)), Some(60)));
    let failed = noted(&good, Heard::Failed("500".to_owned(), Some(at(9))), at(2));
    assert_eq!((failed.good, failed.failures, failed.not_before), (Some(at(1)), 1, Some(at(9))));
    // What was not asked has not failed.
    let waiting = noted(&failed, Heard::Waits("429".to_owned(), at(20)), at(3));
    assert_eq!((waiting.asked, waiting.failures, waiting.not_before), (Some(at(2)), 1, Some(at(20))));
    let well = noted(&waiting, Heard::Answer { pace: Pace::default(), moved: None }, at(4));
    assert_eq!((well.failures, &well.reason, well.not_before, well.good), (0, &None, None, Some(at(4))));
    assert!(noted(&well, Heard::Gone("410".to_owned()), at(5)).gone);
}
