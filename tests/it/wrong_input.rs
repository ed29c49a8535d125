//! What goes wrong is told apart, named with its source and a way out, and costs nothing but itself.
//!
//! Each bad source stands beside a good one, whose documents are all stored whatever the other does.

mod disk;

use crate::desk::{Desk, Run, feed, toml};
use crate::newsstand::{Story, put_feed, rss, stories};
use crate::server::{Reply, Server};
use chrono::{TimeDelta, Utc};

/// Stories of the good source.
const STORIES: usize = 3;

/// A bad source and a good one, each on a host of its own.
struct Trial {
    desk: Desk,
    good: Server,
    bad: Server,
}

impl Trial {
    /// The bad source answers like this.
    fn with(reply: Reply) -> Trial {
        let trial = Trial::on(Server::start());
        trial.bad.put("/feed.xml", reply);
        trial
    }

    fn on(bad: Server) -> Trial {
        let (desk, good) = (Desk::new(), Server::start());
        put_feed(&good, "/feed.xml", &stories("good", STORIES));
        desk.sources(&toml([feed("bad", &bad.url("/feed.xml")), feed("good", &good.url("/feed.xml"))]));
        Trial { desk, good, bad }
    }

    /// The bad source fails with these words, at the terminal and in `sources`; all else is stored.
    fn fails(&self, words: &[&str]) {
        let run = self.desk.run(&["ingest", "--all"]);
        let told = run.stderr.lines().find(|line| line.starts_with("error: bad: ")).unwrap_or_else(|| panic!("{run:?}"));
        let listed = self.desk.run(&["sources"]).stdout;
        let listed = listed.lines().find(|line| line.starts_with("bad ")).unwrap();
        for word in words {
            assert!(told.contains(word), "{word:?} is missing: {told}");
            assert!(listed.contains(word), "{word:?} is missing: {listed}");
        }
        assert_eq!(run.code, 3, "{run:?}");
        self.rest_is_stored();
    }

    /// A source that answers, with a warning in these words.
    fn warns(&self, words: &[&str]) -> Run {
        let run = self.desk.run(&["ingest"]);
        let told = run.stderr.lines().find(|line| line.starts_with("warning: bad: ")).unwrap_or_else(|| panic!("{run:?}"));
        for word in words {
            assert!(told.contains(word), "{word:?} is missing: {told}");
        }
        assert_eq!(run.code, 0, "{run:?}");
        self.rest_is_stored();
        run
    }

    fn rest_is_stored(&self) {
        assert_eq!(self.titles("good").len(), STORIES);
        let check = self.desk.run(&["check"]);
        assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{check:?}");
    }

    fn titles(&self, source: &str) -> Vec<String> {
        let answer = self.desk.json(&["search", &format!("source:{source}"), "--limit", "0", "--format", "json"]);
        answer["results"].as_array().unwrap().iter().map(|d| d["title"].as_str().unwrap().to_owned()).collect()
    }
}

fn bad_feed(body: impl Into<Vec<u8>>) -> Reply {
    Reply::ok("application/rss+xml", body)
}

#[test]
fn a_feed_that_is_a_web_page() {
    let page = Story::of("elsewhere", 1).html();
    Trial::with(bad_feed(page)).fails(&["/feed.xml", "a web page, not a feed", "kind = \"list\""]);
}

#[test]
fn a_feed_that_ends_midway_gives_what_it_has() {
    let trial = Trial::on(Server::start());
    put_feed(&trial.bad, "/feed.xml", &stories("bad", 3));
    let whole = rss(&trial.bad, &stories("bad", 3));
    let middle_of_the_third = whole.rfind("<description>").unwrap();
    trial.bad.put("/feed.xml", bad_feed(&whole.as_bytes()[..middle_of_the_third]));
    trial.warns(&["/feed.xml"]);
    assert!(trial.titles("bad").len() >= 2);
}

#[test]
fn a_feed_cut_by_the_connection_is_asked_again() {
    let trial = Trial::on(Server::start());
    put_feed(&trial.bad, "/feed.xml", &stories("bad", 3));
    trial.bad.put("/feed.xml", bad_feed(rss(&trial.bad, &stories("bad", 3))).cut(40));
    trial.fails(&["/feed.xml", "cut short", "again"]);
    put_feed(&trial.bad, "/feed.xml", &stories("bad", 3));
    assert_eq!(trial.desk.run(&["ingest", "--all"]).code, 0);
    assert_eq!(trial.titles("bad").len(), 3);
}

#[test]
fn an_empty_body() {
    Trial::with(bad_feed("")).fails(&["/feed.xml", "empty", "again"]);
}

#[test]
fn a_feed_that_is_not_found() {
    Trial::with(Reply::status(404)).fails(&["/feed.xml", "404 Not Found", "moved", "sources.toml"]);
}

#[test]
fn a_feed_that_is_gone_is_not_asked_again() {
    let trial = Trial::with(Reply::status(410));
    trial.fails(&["/feed.xml", "410 Gone", "will not be asked again", "sources.toml"]);
    trial.bad.forget();
    let run = trial.desk.run(&["ingest", "--all"]);
    assert_eq!((run.code, trial.bad.paths().len()), (0, 0), "{run:?}");
    assert!(trial.desk.run(&["sources"]).stdout.contains("will not be asked again"));
}

#[test]
fn a_source_that_was_gone_is_asked_at_its_new_address() {
    let trial = Trial::with(Reply::status(410));
    trial.fails(&["410 Gone"]);
    put_feed(&trial.bad, "/new.xml", &stories("bad", 2));
    trial.desk.sources(&toml([feed("bad", &trial.bad.url("/new.xml"))]));
    assert_eq!(trial.desk.run(&["ingest"]).code, 0);
    assert_eq!(trial.titles("bad").len(), 2);
}

#[test]
fn a_busy_server_is_left_alone_as_long_as_it_wants() {
    let in_an_hour = (Utc::now() + TimeDelta::hours(1)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for wait in ["3600", &in_an_hour] {
        let trial = Trial::with(Reply::status(429).header("Retry-After", wait));
        trial.fails(&["/feed.xml", "429 Too Many Requests", "not be asked before 20"]);
        trial.bad.forget();
        let run = trial.desk.run(&["ingest", "--all"]);
        assert_eq!((run.code, trial.bad.paths().len()), (0, 0), "{run:?}");
    }
}

#[test]
fn a_busy_server_is_left_alone_by_all_sources() {
    let trial = Trial::with(Reply::status(429).header("Retry-After", "3600"));
    let other = feed("other", &trial.bad.url("/other.xml"));
    trial.desk.sources(&toml([feed("bad", &trial.bad.url("/feed.xml")), feed("good", &trial.good.url("/feed.xml")), other]));
    put_feed(&trial.bad, "/other.xml", &stories("other", 1));
    trial.fails(&["429 Too Many Requests"]);
    trial.bad.forget();
    let run = trial.desk.run(&["ingest", "--all"]);
    assert_eq!(trial.bad.paths().len(), 0, "{run:?}");
}

#[test]
fn a_robots_txt_that_is_busy_counts_for_the_site() {
    let trial = Trial::with(bad_feed("<rss/>"));
    trial.bad.put("/robots.txt", Reply::status(429).header("Retry-After", "3600"));
    // To wait as one was told is no failure.
    let run = trial.desk.run(&["ingest", "--all"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(trial.desk.run(&["sources"]).stdout.contains("waits: 127.0.0.1"));
    trial.rest_is_stored();
    trial.bad.forget();
    let run = trial.desk.run(&["ingest", "--all"]);
    assert_eq!(trial.bad.paths().len(), 0, "{run:?}");
}

#[test]
fn a_page_that_is_busy_is_read_later() {
    let trial = Trial::on(Server::start());
    let listed = stories("bad", 3);
    put_feed(&trial.bad, "/feed.xml", &listed);
    trial.bad.put(&listed[1].path, Reply::status(429).header("Retry-After", "3600"));
    for _ in 0..4 {
        trial.desk.run(&["ingest", "--all"]);
    }
    assert_eq!((trial.bad.hits(&listed[1].path), trial.bad.hits(&listed[2].path)), (1, 0));
    assert_eq!(trial.titles("bad").len(), 1, "the others wait for their pages");
}

#[test]
fn a_server_that_fails() {
    Trial::with(Reply::status(500)).fails(&["/feed.xml", "500 Internal Server Error", "again"]);
}

#[test]
fn a_server_that_never_answers() {
    Trial::with(Reply::hang()).fails(&["/feed.xml", "took too long", "again"]);
}

#[test]
fn a_server_that_is_not_there() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").map(|listener| listener.local_addr().unwrap()).unwrap();
    let trial = Trial::with(Reply::hang());
    let nobody = format!("http://{closed}/");
    trial.desk.sources(&toml([feed("bad", &(nobody.clone() + "feed.xml")), feed("good", &trial.good.url("/feed.xml"))]));
    trial.fails(&[&nobody, "connection refused", "again"]);
}

#[test]
fn a_certificate_that_nobody_vouches_for() {
    Trial::on(Server::start_tls()).fails(&["https://127.0.0.1", "no secure connection", "issuer unknown", "certificate"]);
}

#[test]
fn redirects_without_end() {
    let trial = Trial::with(Reply::redirect("/other.xml"));
    trial.bad.put("/other.xml", Reply::redirect("/feed.xml"));
    trial.fails(&["/feed.xml", "leads back to", "sources.toml"]);
}

#[test]
fn a_redirect_to_a_private_address() {
    let trial = Trial::with(Reply::redirect("http://169.254.169.254/latest"));
    trial.fails(&["http://169.254.169.254/latest", "is not asked", "allow"]);
}

#[test]
fn a_body_of_twenty_megabytes() {
    Trial::with(bad_feed(vec![b' '; 20 << 20])).fails(&["/feed.xml", "longer than 15 MiB", "url"]);
}

#[test]
fn a_bomb() {
    Trial::with(bad_feed(vec![b' '; 64 << 20]).gzipped()).fails(&["/feed.xml", "longer than 15 MiB"]);
}

#[test]
fn a_wrong_charset_label_is_seen_through() {
    let trial = Trial::on(Server::start());
    let mut story = Story::of("bad", 1);
    story.title = "Café Zürich reopens".to_owned();
    story.paragraphs.push("“The café is open again, and the crème is très bonne,” said Zoë Müller, the owner.".to_owned());
    put_feed(&trial.bad, "/feed.xml", std::slice::from_ref(&story));
    let mislabelled = rss(&trial.bad, std::slice::from_ref(&story));
    trial.bad.put("/feed.xml", Reply::ok("application/rss+xml; charset=us-ascii", mislabelled));
    trial.bad.put(&story.path, Reply::ok("text/html; charset=iso-8859-1", story.html()));
    let run = trial.desk.run(&["ingest"]);
    assert_eq!(run.code, 0, "{run:?}");
    trial.rest_is_stored();
    assert_eq!(trial.titles("bad"), ["Café Zürich reopens"]);
    let quotes = trial.desk.json(&["quotes", "speaker:\"Zoë Müller\"", "--format", "json"]);
    assert_eq!(quotes["results"][0]["text"], "The café is open again, and the crème is très bonne,", "{quotes}");
}

#[test]
fn a_dead_page_costs_a_warning() {
    for reply in [Reply::status(404), Reply::status(410)] {
        let trial = Trial::on(Server::start());
        let listed = stories("bad", 3);
        put_feed(&trial.bad, "/feed.xml", &listed);
        trial.bad.put(&listed[1].path, reply);
        trial.warns(&[&listed[1].path, "answered 4"]);
        let mut titles = trial.titles("bad");
        titles.sort();
        assert_eq!(
            titles,
            listed.iter().map(|s| s.title.clone()).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        );
    }
}

#[test]
fn every_mistake_in_sources_toml_is_told_at_once() {
    let trial = Trial::with(Reply::hang());
    trial.desk.sources("[fetch]\npause = 5\n\n[[source]]\nname = \"a\"\nkind = \"fed\"\nurl = \"https://a.example/feed\"\nzon = \"UTC\"\n");
    let run = trial.desk.run(&["ingest"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    for (line, words) in [(2, "quotation marks"), (6, "“feed”, “sitemap”, “list”, “page” or “folder”"), (8, "did you mean “zone”?")]
    {
        let place = format!("sources.toml:{line}: ");
        assert!(run.stderr.lines().any(|l| l.contains(&place) && l.contains(words)), "{place}{words}: {}", run.stderr);
    }
    assert!(!trial.desk.data().exists(), "nothing is begun with a wrong configuration");
}
