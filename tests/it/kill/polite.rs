//! A run that is killed leaves to the next what it had noted: that is not lost, and not asked for again; and no host is asked
//! inside its pause by whichever run. Each run has a contact of its own, by which the servers tell them apart.

use super::{Dice, assert_same, killed, known};
use crate::desk::{Desk, feed, newsroom, toml};
use crate::newsstand::{COMPANY, Story, put_feed, put_list, stories};
use crate::server::{Reply, Request, Server};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, query_scalar};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Deaths of passes that ask for what is due, on each of two threads.
const DEATHS: usize = 50;

const PAUSE: Duration = Duration::from_millis(30);

/// Hosts with news, and one that wants rest as soon as it is asked.
struct Town {
    hosts: Vec<Server>,
}

impl Town {
    fn new() -> Town {
        let hosts: Vec<Server> = (0..4).map(|_| Server::start()).collect();
        put_feed(&hosts[0], "/feed", &stories("courier", 8));
        put_feed(&hosts[1], "/feed", &stories("echo", 8));
        put_list(&hosts[2], "/news", &(0..4).map(Story::statement).collect::<Vec<_>>());
        hosts[3].put("/feed", Reply::status(429).header("Retry-After", "7200"));
        Town { hosts }
    }

    fn sources(&self, run: usize) -> String {
        let feeds = [("courier", 0), ("echo", 1), ("busy", 3)].map(|(name, n)| feed(name, &self.hosts[n].url("/feed")));
        let toml = toml(feeds.into_iter().chain([newsroom("company", &self.hosts[2].url("/news"), COMPANY)]));
        toml.replace("\"0s\"", &format!("\"{}ms\"", PAUSE.as_millis()))
            .replace("desk@", &format!("run-{run}@"))
            .replace("\"2s\"", "\"20s\"")
    }

    /// Everything asked for so far, by URL; a host that is to be left alone stands for all that it has.
    fn hits(&self) -> BTreeMap<String, usize> {
        let paths = |host: &Server| host.paths().into_iter().map(|path| host.url(&path)).collect::<Vec<_>>();
        let mut hits = BTreeMap::new();
        for url in self.hosts.iter().flat_map(paths) {
            *hits.entry(url).or_default() += 1;
        }
        hits.extend(self.hosts.iter().map(|host| (host.address().to_string(), host.paths().len())));
        hits
    }

    /// Requests that came too soon after the one before, or after the run had begun.
    fn breaches(&self, begun: &[Instant]) -> Vec<String> {
        let mut breaches = Vec::new();
        for host in &self.hosts {
            let mut free: BTreeMap<usize, Instant> = begun.iter().map(|begun| *begun + PAUSE).enumerate().collect();
            for request in host.log() {
                if request.at < free[&run(&request)] {
                    breaches.push(format!("{} by run {}", host.url(&request.path), run(&request)));
                }
                free.insert(run(&request), request.at + PAUSE);
            }
        }
        breaches
    }
}

/// Whose request it is.
fn run(request: &Request) -> usize {
    let agent = request.header("user-agent").unwrap();
    agent.split_once("run-").and_then(|(_, rest)| rest.split_once('@')).unwrap().0.parse().unwrap()
}

/// What a data folder holds: ids of all that is stored, and all that is not to be asked for soon.
#[derive(Default)]
struct Noted {
    ids: BTreeSet<String>,
    urls: BTreeSet<String>,
}

const IDS: &str = "select id from document union all select id from revision union all select id from quotation
    union all select id from capture union all select source || ' ' || id from entry";
const URLS: &str = "select url from source where asked is not null union all select origin || '/robots.txt' from robots
    union all select entry ->> 'url' from entry where document is not null union all select host from busy";

impl Noted {
    fn of(desk: &Desk) -> Noted {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Noted::read(desk))
    }

    async fn read(desk: &Desk) -> Noted {
        let options = SqliteConnectOptions::new().filename(desk.data().join("dateline.sqlite"));
        // A run that died early has made none.
        let Ok(mut db) = options.connect().await else { return Noted::default() };
        let version: i64 = query_scalar("pragma user_version").fetch_one(&mut db).await.unwrap();
        let mut noted = Noted::default();
        // `robots` comes with the second step of the schema, and a run may die between any two.
        if version > 1 {
            noted.ids = query_scalar(IDS).fetch_all(&mut db).await.unwrap().into_iter().collect();
            noted.urls = query_scalar(URLS).fetch_all(&mut db).await.unwrap().into_iter().collect();
        }
        db.close().await.unwrap();
        noted
    }
}

/// Passes on one data folder until one is not killed; how many were. Everything noted after one is held against the next.
fn until_survived(desk: &Desk, town: &Town, whole: Duration, dice: &mut Dice, begun: &mut Vec<Instant>) -> usize {
    let (mut noted, mut hits, mut deaths) = (Noted::default(), BTreeMap::new(), 0);
    loop {
        desk.sources(&town.sources(begun.len()));
        begun.push(Instant::now());
        let ended = killed(desk, &["ingest"], whole.mul_f64(dice.roll())).is_err();
        let (now, asked) = (Noted::of(desk), town.hits());
        assert!(noted.ids.is_subset(&now.ids), "lost: {:?}", noted.ids.difference(&now.ids));
        let again: Vec<_> = noted.urls.iter().filter(|url| hits.get(*url) != asked.get(*url)).collect();
        assert!(again.is_empty(), "asked again: {again:?}");
        (noted, hits) = (now, asked);
        if ended {
            return deaths;
        }
        deaths += 1;
    }
}

fn deaths(seed: u64) {
    let (town, mut dice, mut begun) = (Town::new(), Dice(seed), vec![Instant::now()]);
    let peace = Desk::new();
    peace.sources(&town.sources(0));
    let started = Instant::now();
    assert_eq!(peace.run(&["ingest"]).code, 3, "one host wants rest");
    let (whole, expected) = (started.elapsed(), known(&peace));
    assert_eq!(expected[2].len(), 20);
    let mut count = 0;
    while count < DEATHS {
        let desk = Desk::new();
        count += until_survived(&desk, &town, whole, &mut dice, &mut begun);
        assert_same(&known(&desk), &expected);
        assert_eq!(town.breaches(&begun), [""; 0], "asked inside a pause");
    }
}

#[test]
fn a_hundred_deaths_are_polite() {
    std::thread::scope(|scope| {
        for seed in [11, 12] {
            scope.spawn(move || deaths(seed));
        }
    });
}
