//! Stored pages are looked at again as they age, conditionally; an edit is a revision, and a page that is gone stays stored.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed, stories};
use crate::server::{Reply, Server};
use chrono::{DateTime, TimeDelta, Utc};
use dateline::pipeline::{LockError, Pass, PipelineError, Report, pass, settings};

struct Outlet {
    desk: Desk,
    server: Server,
    stories: Vec<Story>,
    begun: DateTime<Utc>,
}

impl Outlet {
    fn new(more: &str) -> Outlet {
        let (desk, server, stories) = (Desk::new(), Server::start(), stories("courier", 3));
        put_feed(&server, "/feed.xml", &stories);
        desk.sources(&toml([feed("courier", &server.url("/feed.xml")) + more]));
        Outlet { desk, server, stories, begun: Utc::now() }
    }

    /// A plain `ingest` so many minutes after the first.
    async fn ingest(&self, minutes: i64) -> Report {
        self.server.forget();
        let (data, file) = (self.desk.data(), self.desk.folder().join("sources.toml"));
        let now = self.begun + TimeDelta::minutes(minutes);
        loop {
            let (settings, base) = (settings(&file).unwrap(), self.desk.folder().to_owned());
            let whole = Pass { data: &data, settings, base, now, all: false, force: false, names: &[], watch: Box::new(|_| ()) };
            match pass(whole).await {
                // A process that another test begins holds the last pass's lock as well, for a moment.
                Err(PipelineError::Lock(LockError::Held(_))) => tokio::task::yield_now().await,
                passed => return passed.unwrap(),
            }
        }
    }

    fn hits(&self) -> Vec<usize> {
        self.stories.iter().map(|story| self.server.hits(&story.path)).collect()
    }
}

#[tokio::test]
async fn a_page_whose_entry_is_edited_is_looked_at_within_the_hour() {
    let mut outlet = Outlet::new("every = \"10m\"\n");
    assert_eq!(outlet.ingest(0).await.gained(), (3, 0));
    outlet.ingest(300).await;
    assert_eq!(outlet.hits(), [1, 1, 1]);
    outlet.stories[1].title = "The pier is open after all".to_owned();
    put_feed(&outlet.server, "/feed.xml", &outlet.stories);
    let mut looked = Vec::new();
    for minutes in (310..=400).step_by(10) {
        let gained = outlet.ingest(minutes).await.gained();
        if outlet.hits() != [0, 0, 0] {
            looked.push((minutes, outlet.hits(), gained));
        }
    }
    assert_eq!(looked, [(360, vec![0, 1, 0], (0, 1))]);
}

#[tokio::test]
async fn pages_are_looked_at_again_ever_more_rarely() {
    let outlet = Outlet::new("every = \"10m\"\n");
    assert_eq!(outlet.ingest(0).await.gained(), (3, 0));
    let mut looked = Vec::new();
    for minutes in (10..=600).step_by(10) {
        outlet.ingest(minutes).await;
        if outlet.hits() != [0, 0, 0] {
            assert_eq!(outlet.hits(), [1, 1, 1]);
            let conditional = |story: &Story| outlet.server.requests(&story.path)[0].header("if-none-match").is_some();
            assert!(outlet.stories.iter().all(conditional));
            looked.push(minutes);
        }
    }
    assert_eq!(looked, [60, 120, 240, 480]);
}

#[tokio::test]
async fn an_edit_is_found_without_asking_for_all() {
    let outlet = Outlet::new("every = \"1h\"\n");
    outlet.ingest(0).await;
    let edited = Story { paragraphs: vec!["The mayor takes it all back.".to_owned()], ..outlet.stories[1].clone() };
    outlet.server.page(&edited.path, &edited.html());
    assert_eq!(outlet.ingest(60).await.gained(), (0, 1));
    assert_eq!(outlet.desk.run(&["search", "\"takes it all back\""]).code, 0);
    assert_eq!(outlet.desk.run(&["check"]).code, 0);
}

#[tokio::test]
async fn a_page_that_is_gone_is_told_once_and_stays() {
    let outlet = Outlet::new("every = \"1h\"\n");
    outlet.ingest(0).await;
    outlet.server.put(&outlet.stories[1].path, Reply::status(410));
    let warnings: Vec<usize> = [outlet.ingest(60).await, outlet.ingest(120).await, outlet.ingest(240).await]
        .iter()
        .map(|report| report.sources[0].warnings.len())
        .collect();
    assert_eq!(warnings, [1, 0, 0]);
    assert_eq!(outlet.desk.json(&["search", "", "--format", "json"])["total"], 3);
}

#[tokio::test]
async fn a_source_may_ask_for_its_pages_once_only() {
    let outlet = Outlet::new("every = \"1h\"\nrecheck = false\n");
    outlet.ingest(0).await;
    outlet.ingest(6000).await;
    assert_eq!(outlet.hits(), [0, 0, 0]);
}

#[tokio::test]
async fn a_feed_that_has_moved_is_asked_at_its_new_address() {
    let outlet = Outlet::new("every = \"1d\"\n");
    put_feed(&outlet.server, "/new.xml", &outlet.stories);
    outlet.server.put("/feed.xml", Reply::redirect("/new.xml"));
    for day in 0..8 {
        outlet.ingest(day * 1440).await;
        assert_eq!((outlet.server.hits("/feed.xml"), outlet.server.hits("/new.xml")), (1, 1), "day {day}");
    }
    let report = outlet.ingest(8 * 1440).await;
    assert_eq!((outlet.server.hits("/feed.xml"), outlet.server.hits("/new.xml")), (0, 1));
    assert_eq!(report.failed(), 0);
    let told = outlet.desk.run(&["sources"]).stdout;
    assert!(told.contains(&format!("has moved to {}", outlet.server.url("/new.xml"))), "{told}");
}
