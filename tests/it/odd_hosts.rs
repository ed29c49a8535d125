//! Many odd and bad hosts in one pass of the real binary: each comes to its right state in words, the good ones lose nothing,
//! none waits for another, and memory stays flat.

mod bombs;
mod cast;
mod child;

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_pages, rss, stories};
use crate::server::Server;
use cast::{FEED, Gate, HOSTS, PRIVATE, SHIFTS, WHOLE};
use child::{Child, Names};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One request's time limit. What is meant to answer does so far sooner, however slow the machine is.
const TIMEOUT: &str = "20s";

/// Bombs and endless bodies hold many gigabytes, and six of them come at once; each may take fifteen megabytes as sent, and as
/// many decoded, before it is let go.
const MOST_MEMORY: u64 = 400 << 20;

/// A host with what is to become of it.
struct Played {
    name: String,
    url: String,
    server: Server,
    documents: usize,
    words: &'static str,
}

/// All hosts, each at a port of its own, and those that nobody may connect to.
struct Stage {
    played: Vec<Played>,
    closed: Vec<Server>,
    /// Certificates that the machine trusts, in PEM.
    trusted: String,
}

impl Stage {
    fn new(names: &Names) -> Stage {
        let counted = |(name, _, documents, _): &&cast::Host| *documents == WHOLE && !name.starts_with("patient");
        let gate = Gate::of(HOSTS.iter().filter(counted).count() * WHOLE);
        let mut stage = Stage { played: Vec::new(), closed: Vec::new(), trusted: String::new() };
        for host in HOSTS {
            let counts = if counted(&host) { Some(&gate) } else { None };
            stage.add(host.0, Server::start(), host.2, host.3, counts);
            (host.1)(stage.server(host.0), &xml(stage.server(host.0), host.0), &gate);
        }
        stage.secure();
        stage.private();
        stage.rebound(names);
        stage
    }

    /// A server with the pages of three stories.
    fn add(&mut self, name: &str, server: Server, documents: usize, words: &'static str, gate: Option<&Arc<Gate>>) {
        let stories = stories(name, WHOLE);
        put_pages(&server, &stories);
        for story in stories.iter().filter(|_| gate.is_some()) {
            cast::count(&server, story, gate);
        }
        self.played.push(Played { name: name.to_owned(), url: server.url(FEED), server, documents, words });
    }

    fn server(&self, name: &str) -> &Server {
        &self.played.iter().find(|p| p.name == name).unwrap().server
    }

    /// Good and bad certificates; all but one are the machine's to trust.
    fn secure(&mut self) {
        const CERTIFICATES: [(&str, &str, i32, usize, &str); 4] = [
            ("tls", "127.0.0.1", 4000, WHOLE, ""),
            ("tls-expired", "127.0.0.1", 2020, 0, "certificate has expired"),
            ("tls-other-name", "news.example", 4000, 0, "certificate is for another name"),
            ("tls-self-signed", "127.0.0.1", 4001, 0, "issuer unknown to this machine"),
        ];
        for (name, of, expires, documents, words) in CERTIFICATES {
            let server = Server::start_tls_as(of, expires);
            if name != "tls-self-signed" {
                self.trusted += server.certificate.as_ref().unwrap();
            }
            self.add(name, server, documents, words, None);
            cast::plain(self.server(name), &xml(self.server(name), name));
        }
    }

    /// Redirects to an address that is nobody's to ask, in ten spellings.
    fn private(&mut self) {
        for (n, host) in PRIVATE.iter().enumerate() {
            let name = format!("private-{n}");
            self.add(&name, Server::start(), 0, "special address", None);
            cast::redirect(self.server(&name), &format!("http://{host}/"));
        }
    }

    /// A name that is good for robots.txt, and then another address.
    fn rebound(&mut self, names: &Names) {
        if !names.can_change() {
            eprintln!("THE HOST WHOSE NAME IS REBOUND DID NOT PLAY: `unshare --mount --map-root-user` IS NOT PERMITTED HERE");
            return;
        }
        let server = Server::start();
        let port = server.address().port();
        self.closed.push(Server::start_at(&format!("127.0.0.2:{port}")));
        let names = names.clone();
        names.lead_to("127.0.0.1");
        server.answer("/robots.txt", move |_| {
            names.lead_to("127.0.0.2");
            crate::server::Reply::status(404)
        });
        let url = format!("http://{}:{port}{FEED}", Names::NAME);
        self.played.push(Played { name: "rebound".to_owned(), url, server, documents: 0, words: "special address" });
    }

    fn sources(&self) -> String {
        toml(self.played.iter().map(|p| feed(&p.name, &p.url))).replace("\"2s\"", &format!("\"{TIMEOUT}\""))
    }
}

fn xml(server: &Server, outlet: &str) -> String {
    rss(server, &stories(outlet, WHOLE))
}

/// How many documents were read from each host, by its port.
fn documents(desk: &Desk) -> BTreeMap<u16, usize> {
    let run = desk.run(&["export", "", "--as", "documents", "--format", "jsonl"]);
    assert_eq!(run.code, 0, "{run:?}");
    let port = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        url::Url::parse(row["url"].as_str().unwrap()).unwrap().port().unwrap()
    };
    run.stdout.lines().map(port).fold(BTreeMap::new(), |mut counts, port| {
        *counts.entry(port).or_default() += 1;
        counts
    })
}

/// What is not as it should be, a line each.
fn odd(desk: &Desk, stage: &Stage, of: impl Fn(&Played) -> bool) -> Vec<String> {
    let (states, documents) = (desk.json(&["sources", "--format", "json"]), documents(desk));
    let mut odd = Vec::new();
    for (p, state) in stage.played.iter().zip(states.as_array().unwrap()).filter(|(p, _)| of(p)) {
        let count = documents.get(&p.server.address().port()).copied().unwrap_or_default();
        let reason = state["reason"].as_str().unwrap_or_default();
        println!("| {} | {count} | {reason} |", p.name);
        let as_told = if p.words.is_empty() { reason.is_empty() && state["failures"] == 0 } else { reason.contains(p.words) };
        if !as_told || count != p.documents {
            odd.push(format!("{}: {count} documents instead of {}, {reason:?} instead of {:?}", p.name, p.documents, p.words));
        }
    }
    odd
}

#[test]
fn each_host_costs_itself_alone() {
    let (desk, names) = (Desk::new(), Names::new());
    let stage = Stage::new(&names);
    assert!(stage.played.len() >= 60, "{} hosts", stage.played.len());
    desk.sources(&stage.sources());
    println!("| host | documents | state |\n|---|---|---|");
    let first = Child::run(&desk, &["ingest"], &names, &stage.trusted);
    assert_eq!(first.run.code, 3, "some failed: {:?}", first.run);
    let wrong = odd(&desk, &stage, |_| true);
    println!("{} MiB at most, of {} hosts", first.peak >> 20, stage.played.len());
    assert!(wrong.is_empty(), "{wrong:#?}\n{}", first.run.stderr);
    assert!(first.peak < MOST_MEMORY, "{} MiB", first.peak >> 20);
    assert!(stage.closed.iter().all(|server| server.connections() == 0), "nobody connects to what is private");
    again(&desk, &stage, &names);
}

/// Another pass: those that want rest are not asked, and what feeds forget or rename is neither lost nor stored twice.
fn again(desk: &Desk, stage: &Stage, names: &Names) {
    let rests = ["gone", "busy-seconds", "busy-date", "busy-503", "busy-429", "slow-robots"];
    for (name, shift) in SHIFTS {
        let server = stage.server(name);
        let listed: Vec<Story> = stories(name, WHOLE);
        shift(server, &xml(server, name), &listed);
    }
    let asked = || rests.map(|name| stage.server(name).paths().len());
    let before = asked();
    let named: Vec<&str> = SHIFTS.iter().map(|(name, _)| *name).chain(rests).collect();
    let run = Child::run(desk, &[&["ingest", "--all"], named.as_slice()].concat(), names, &stage.trusted).run;
    assert_eq!(asked(), before, "asked inside a wait: {run:?}");
    assert!(run.stdout.contains(": 0 new documents, 0 revised"), "{run:?}");
    let wrong = odd(desk, stage, |p| SHIFTS.iter().any(|(name, _)| *name == p.name));
    assert!(wrong.is_empty(), "{wrong:#?}\n{}", run.stderr);
    let check = desk.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}");
}
