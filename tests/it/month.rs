//! Thirty days in a few seconds: two hundred sources, cron and `run`, restarts and deaths, two runs at once, summer time, a
//! clock that jumps. The schedule and the store are the real ones; servers are played, and the clock is an argument.

use chrono::{DateTime, TimeDelta, Utc};
use dateline::model::{HostNotes, Pace, RobotsText, Source, SourceState};
use dateline::pipeline::{Lock, LockError};
use dateline::source::schedule::{Heard, all_due, next, noted, pace};
use dateline::store::Store;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// March 2026: clocks are put forward in America on the 8th, in Europe on the 29th.
const START: &str = "2026-03-01T00:00:00Z";
const DAYS: i64 = 30;

/// What a group of sources is like.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Server {
    /// Has an entry every so many minutes.
    News(i64),
    /// The same, and its feed says that it stays as it is for so many minutes.
    Fresh(i64, i64),
    /// Answers every third request 429 with Retry-After, of so many minutes.
    Busy(i64),
    /// Its robots.txt asks for so many minutes between two requests.
    Slow(i64),
    /// Its robots.txt closes it from one day to another.
    Closed(i64, i64),
    /// Fails from one day to another.
    Down(i64, i64),
    /// Is gone from this day on.
    Gone(i64),
    /// Redirects for good.
    Moved,
}

/// A group: how many, `every`, zone, server; how often each is to be asked a day, at least and at most.
type Group = (usize, &'static str, &'static str, Server, [f64; 2]);

const GROUPS: &[Group] = &[
    (30, "15m", "UTC", Server::News(120), [80.0, 108.0]),
    (30, "1h", "UTC", Server::News(240), [23.0, 27.0]),
    (10, "1h", "UTC", Server::Closed(8, 15), [16.5, 21.0]),
    (10, "1d", "UTC", Server::News(1440), [0.96, 1.15]),
    (5, "0 8 * * *", "Europe/London", Server::News(1440), [0.96, 1.1]),
    (5, "30 1 * * *", "America/New_York", Server::News(1440), [0.96, 1.1]),
    (5, "*/30 7-18 * * 1-5", "Asia/Tokyo", Server::News(600), [16.0, 18.0]),
    (20, "auto", "UTC", Server::News(30), [60.0, 108.0]),
    (20, "auto", "UTC", Server::News(360), [7.0, 12.0]),
    (10, "auto", "UTC", Server::News(10_080), [0.9, 1.4]),
    (10, "auto", "UTC", Server::Fresh(30, 180), [7.0, 8.5]),
    (10, "1h", "UTC", Server::Busy(300), [4.0, 7.0]),
    (10, "15m", "UTC", Server::Slow(120), [4.0, 5.0]),
    (10, "1h", "UTC", Server::Down(5, 20), [10.0, 16.0]),
    (5, "1h", "UTC", Server::Gone(10), [7.5, 9.0]),
    (10, "1h", "UTC", Server::Moved, [23.0, 27.0]),
];

/// A source, its server, and what became of it.
struct Played {
    source: Source,
    group: usize,
    server: Server,
    host: String,
    asked: Vec<DateTime<Utc>>,
    /// Minutes from an entry's publication to its being read.
    delays: Vec<i64>,
    read_until: DateTime<Utc>,
}

/// Whether a robots.txt closes its site, and when by the clock it was read.
#[derive(Debug, Clone, Copy)]
struct Rules {
    closed: bool,
    read: DateTime<Utc>,
}

/// True time, what the clock shows, and what hosts have asked for in both.
struct World {
    now: DateTime<Utc>,
    ahead: TimeDelta,
    waits: HashMap<String, [DateTime<Utc>; 2]>,
    /// What robots.txt said when it was read last.
    rules: HashMap<String, Rules>,
    breaches: Vec<String>,
    sources: Vec<Played>,
}

/// The lock; a process that another test begins holds it as well, for a moment, as everything that is open here.
fn lock(folder: &Path) -> Lock {
    loop {
        match Lock::take(folder) {
            Ok(lock) => return lock,
            Err(LockError::Held(_)) => std::thread::yield_now(),
            Err(e) => panic!("{e}"),
        }
    }
}

fn start() -> DateTime<Utc> {
    START.parse().unwrap()
}

fn days(n: i64) -> TimeDelta {
    TimeDelta::days(n)
}

fn toml() -> String {
    let mut toml = String::new();
    for (group, (count, every, zone, ..)) in GROUPS.iter().enumerate() {
        for n in 0..*count {
            // Two or three sources of a group share a host.
            let url = format!("https://host-{group}-{}.example/{n}", n / 3);
            writeln!(toml, "[[source]]\nname = \"s{group}-{n}\"\nkind = \"feed\"\nurl = \"{url}\"\nevery = \"{every}\"\nzone = \"{zone}\"")
                .unwrap();
        }
    }
    toml
}

impl World {
    fn new() -> World {
        let sources = dateline::source::read(&toml()).unwrap().sources;
        let groups = GROUPS.iter().enumerate().flat_map(|(group, (count, _, _, server, _))| vec![(group, *server); *count]);
        let played = |(source, (group, server)): (Source, (usize, Server))| Played {
            host: source.url.rsplit_once('/').unwrap().0.to_owned(),
            source,
            group,
            server,
            asked: Vec::new(),
            delays: Vec::new(),
            read_until: start() - days(1),
        };
        let sources = sources.into_iter().zip(groups).map(played).collect();
        World { now: start(), ahead: TimeDelta::zero(), waits: HashMap::new(), rules: HashMap::new(), breaches: Vec::new(), sources }
    }

    fn clock(&self) -> DateTime<Utc> {
        self.now + self.ahead
    }

    /// One run as `ingest` and `run` have it, which dies after so many sources. How many it asked.
    async fn pass(&mut self, store: &Store, lives: usize) -> usize {
        let _lock = lock(store.folder());
        // The other cron job, a moment later.
        assert!(matches!(Lock::take(store.folder()), Err(LockError::Held(_))));
        let clock = self.clock();
        store.keep_time(clock).await.unwrap();
        let notes = store.host_notes(clock).await.unwrap();
        let known: HashMap<_, _> = notes.busy.into_iter().collect();
        let mut busy = known.clone();
        let mut robots: HashMap<String, RobotsText> = notes.robots.into_iter().map(|copy| (copy.origin.clone(), copy)).collect();
        let states = store.source_states().await.unwrap();
        let all = self.sources.iter().map(|p| (&p.source, states.of(&p.source)));
        let due: Vec<_> = all_due(all, clock, false).into_iter().map(|(source, state)| (self.place(&source.name), state)).collect();
        let mut done = Vec::new();
        for (n, before) in due.into_iter().take(lives) {
            let closed = self.closed(n, &mut robots);
            let heard = if closed { Heard::Failed("robots.txt".to_owned(), None) } else { self.ask(n, &before, &mut busy) };
            done.push((n, noted(&before, heard, clock)));
        }
        let states: Vec<(&Source, &SourceState)> = done.iter().map(|(n, state)| (&self.sources[*n].source, state)).collect();
        store.save_source_states(&states).await.unwrap();
        let learned = HostNotes {
            busy: busy.into_iter().filter(|(host, until)| known.get(host) != Some(until)).collect(),
            robots: robots.into_values().filter(|copy| copy.fetched == clock).collect(),
        };
        store.save_host_notes(&learned, clock).await.unwrap();
        done.len()
    }

    fn place(&self, name: &str) -> usize {
        self.sources.iter().position(|p| p.source.name == name).unwrap()
    }

    /// Whether robots.txt closes a source's site, as the client has it: by a copy, which is good for a day.
    fn closed(&mut self, n: usize, robots: &mut HashMap<String, RobotsText>) -> bool {
        let (clock, Played { host, server, .. }) = (self.clock(), &self.sources[n]);
        let Server::Closed(from, to) = server else { return false };
        let old = |copy: &RobotsText| copy.fetched > clock || clock - copy.fetched >= days(1);
        if robots.get(host).is_none_or(old) {
            let closed = (*from..*to).contains(&(self.now - start()).num_days());
            let body = if closed { "User-agent: *\nDisallow: /\n" } else { "" };
            robots.insert(host.clone(), RobotsText { origin: host.clone(), body: body.into(), fetched: clock });
            self.rules.insert(host.clone(), Rules { closed, read: clock });
        }
        robots.get(host).is_some_and(|copy| !copy.body.is_empty())
    }

    /// The request, as the client has it: a host that is busy is not asked.
    fn ask(&mut self, n: usize, before: &SourceState, busy: &mut HashMap<String, DateTime<Utc>>) -> Heard {
        let (now, clock, s) = (self.now, self.clock(), &mut self.sources[n]);
        if let Some(until) = busy.get(&s.host).filter(|until| **until > clock) {
            return Heard::Waits("busy".to_owned(), *until);
        }
        // A clock that was put forward cannot be told from time that has passed, nor one put back from none.
        if self.waits.get(&s.host).is_some_and(|[by_time, by_clock]| now < *by_time && clock < *by_clock) {
            self.breaches.push(format!("{} at {now}", s.source.name));
        }
        // Neither against the rules that were read last, nor by rules that are out of date.
        if self.rules.get(&s.host).is_some_and(|rules| rules.closed || clock - rules.read >= days(1)) {
            self.breaches.push(format!("{} at {now}, against robots.txt", s.source.name));
        }
        s.asked.push(now);
        let mut wait = |minutes: i64| {
            let wait = TimeDelta::minutes(minutes);
            busy.insert(s.host.clone(), clock + wait);
            self.waits.insert(s.host.clone(), [now + wait, clock + wait]);
            clock + wait
        };
        let day = (now - start()).num_days();
        match s.server {
            Server::Busy(minutes) if s.asked.len() % 3 == 0 => Heard::Failed("429".to_owned(), Some(wait(minutes))),
            Server::Down(from, to) if (from..to).contains(&day) => Heard::Failed("connection refused".to_owned(), None),
            Server::Gone(from) if day >= from => Heard::Gone("410".to_owned()),
            Server::Slow(minutes) => {
                wait(minutes);
                s.read(120, None, now, clock)
            }
            Server::News(gap) => s.read(gap, None, now, clock),
            Server::Fresh(gap, fresh) => s.read(gap, Some(clock + TimeDelta::minutes(fresh)), now, clock),
            Server::Moved if before.address(&s.source) == s.source.url => {
                Heard::Answer { pace: Pace::default(), moved: Some("https://new.example/".to_owned()) }
            }
            _ => s.read(240, None, now, clock),
        }
    }
}

impl Played {
    /// An answer with the entries of the last days.
    fn read(&mut self, gap: i64, fresh: Option<DateTime<Utc>>, now: DateTime<Utc>, clock: DateTime<Utc>) -> Heard {
        let offset = self.source.name.bytes().map(i64::from).sum::<i64>() * 7 % gap;
        let last = ((now - start()).num_minutes() - offset).div_euclid(gap);
        let dates: Vec<DateTime<Utc>> = (last - 24..=last).map(|n| start() + TimeDelta::minutes(n * gap + offset)).collect();
        let new = dates.iter().filter(|d| **d > self.read_until && **d >= start());
        self.delays.extend(new.map(|d| (now - *d).num_minutes()));
        self.read_until = now;
        Heard::Answer { pace: Pace { fresh, ..pace(dates, clock) }, moved: None }
    }
}

/// Passes as cron has them, every quarter of an hour; then as `run` has them, when something is due.
async fn month(world: &mut World, data: &Path) {
    let (mut run, mut store) = (0_usize, Store::open(data).await.unwrap());
    while world.now < start() + days(DAYS) {
        let day = (world.now - start()).num_days();
        // For two days the clock is three hours ahead.
        world.ahead = TimeDelta::hours(if (11..13).contains(&day) { 3 } else { 0 });
        run += 1;
        // One run in fifty is killed after some sources, and the next begins at once.
        if run % 50 == 0 {
            world.pass(&store, run % 7).await;
        }
        world.pass(&store, usize::MAX).await;
        // Now and then another process begins in the same minute.
        if run % 20 == 0 {
            store = Store::open(data).await.unwrap();
            assert_eq!(world.pass(&store, usize::MAX).await, 0, "what was asked is not asked at once again");
        }
        world.now = if day < DAYS / 2 { world.now + TimeDelta::minutes(15) } else { wake(world, &store).await };
    }
}

/// When `run` wakes up: as soon as a source is due, but twenty minutes apart, and after an hour in any case.
async fn wake(world: &World, store: &Store) -> DateTime<Utc> {
    let states = store.source_states().await.unwrap();
    let first = world.sources.iter().filter_map(|p| next(&p.source, &states.of(&p.source))).min().unwrap();
    (first - world.ahead).clamp(world.now + TimeDelta::minutes(20), world.now + TimeDelta::hours(1))
}

fn median(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied()
}

/// The longest time between two requests.
fn longest(asked: &[DateTime<Utc>]) -> TimeDelta {
    asked.windows(2).map(|w| w[1] - w[0]).max().unwrap_or_default()
}

/// Prints the table; what is not as often as it should be.
fn table(world: &World) -> Vec<String> {
    println!("| every | server | sources | asked a day, each | longest gap | news read after, median |\n|---|---|---|---|---|---|");
    let mut odd = Vec::new();
    for (group, (count, every, zone, server, [least, most])) in GROUPS.iter().enumerate() {
        let of: Vec<&Played> = world.sources.iter().filter(|p| p.group == group).collect();
        let asked = of.iter().map(|p| p.asked.len()).sum::<usize>() as f64 / *count as f64 / DAYS as f64;
        let gap = of.iter().map(|p| longest(&p.asked).num_minutes()).max().unwrap();
        let delay = median(of.iter().flat_map(|p| p.delays.clone()).collect()).map_or(String::new(), |m| format!("{m} min"));
        println!("| {every} {zone} | {server:?} | {count} | {asked:.2} | {:.1} h | {delay} |", gap as f64 / 60.0);
        if !(least..=most).contains(&&asked) {
            odd.push(format!("{every} {server:?}: {asked:.2} a day instead of {least} to {most}"));
        }
    }
    odd
}

#[tokio::test]
async fn thirty_days_pass_politely() {
    let (mut world, folder) = (World::new(), tempfile::tempdir().unwrap());
    month(&mut world, folder.path()).await;
    let odd = table(&world);
    assert!(odd.is_empty(), "{odd:#?}");
    assert_eq!(world.breaches, [""; 0], "asked inside a wait");
    assert_eq!(world.sources.len(), 200);
    for p in &world.sources {
        let gone = p.asked.iter().filter(|t| matches!(p.server, Server::Gone(day) if **t >= start() + days(day))).count();
        assert!(gone <= 1, "{} is gone and was asked {gone} times", p.source.name);
        // A source that fails is asked once a day at least, and a cron expression of working days rests at the weekend.
        let most = match p.server {
            // A copy that is almost a day old still closes it, and then it is asked a day later.
            Server::Closed(from, to) => days(to - from + 1) + TimeDelta::hours(28),
            _ if p.source.zone.to_string() == "Asia/Tokyo" => TimeDelta::hours(64),
            _ => TimeDelta::hours(28),
        };
        assert!(p.asked.len() > 10, "{} was asked {} times", p.source.name, p.asked.len());
        assert!(longest(&p.asked) <= most, "{} was silent for {}", p.source.name, longest(&p.asked));
    }
}

#[tokio::test]
async fn cron_expressions_are_kept_by_the_clocks_of_their_zones() {
    let (mut world, folder) = (World::new(), tempfile::tempdir().unwrap());
    world.sources.retain(|p| p.source.zone.to_string() == "Europe/London");
    let store = Store::open(folder.path()).await.unwrap();
    while world.now < start() + days(DAYS) {
        world.pass(&store, usize::MAX).await;
        world.now += TimeDelta::minutes(15);
    }
    for p in &world.sources {
        let local = |t: &DateTime<Utc>| p.source.zone.to_local(*t).format("%H:%M").to_string();
        // The first is at once; then at eight, before and after clocks are put forward.
        assert_eq!(p.asked.len(), 31);
        assert!(p.asked[1..].iter().all(|t| local(t) == "08:00"), "{:?}", p.asked);
    }
}
