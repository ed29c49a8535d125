//! An article edited after publication in ten ways: what changed is told, and noise is no event.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{Story, put_feed};
use crate::server::Server;
use serde_json::Value;

/// An article that is served, and edited.
struct Edited {
    desk: Desk,
    server: Server,
    story: Story,
}

impl Edited {
    fn new() -> Edited {
        let (desk, server) = (Desk::new(), Server::start());
        let story = Story::of("courier", 1);
        put_feed(&server, "/courier.xml", std::slice::from_ref(&story));
        desk.sources(&toml([feed("courier", &server.url("/courier.xml"))]));
        let edited = Edited { desk, server, story };
        edited.ingest();
        edited
    }

    fn ingest(&self) {
        let run = self.desk.run(&["ingest", "--all"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    }

    /// Edits the page; the `revised` events that this brings, and the difference.
    fn edit(&mut self, edit: impl FnOnce(&mut Story)) -> (Vec<String>, Value) {
        let before = self.events();
        edit(&mut self.story);
        self.server.page(&self.story.path, &self.story.html());
        self.ingest();
        let mut events = self.events();
        events.retain(|e| !before.contains(e));
        let document = self.desk.json(&["search", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
        let run = self.desk.run(&["diff", &document, "--format", "json"]);
        (events, serde_json::from_str(&run.stdout).unwrap_or_default())
    }

    /// What the `revised` events say.
    fn events(&self) -> Vec<String> {
        let answer = self.desk.json(&["timeline", "kind:revised", "--limit", "0", "--format", "json"]);
        answer["results"].as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap().to_owned()).collect()
    }

    /// An edit that matters: one event that says so, and one change in the difference.
    fn matters(&mut self, edit: impl FnOnce(&mut Story), event: &str, change: (&str, &str)) {
        let (events, diff) = self.edit(edit);
        assert!(events.len() == 1 && events[0].contains(event), "{event}: {events:?}");
        let (kind, words) = change;
        let changes = diff["changes"].as_array().unwrap();
        let fits = |c: &Value| c["kind"] == kind && c["matters"] == true && c["text"].as_str().unwrap().contains(words);
        assert!(kind.is_empty() && changes.is_empty() || changes.len() == 1 && fits(&changes[0]), "{event}: {diff}");
    }

    fn noise(&mut self, edit: impl FnOnce(&mut Story)) {
        let (events, diff) = self.edit(edit);
        assert_eq!(events, [""; 0], "{diff}");
    }
}

fn replace(n: usize, from: &'static str, to: &'static str) -> impl FnOnce(&mut Story) {
    move |story| {
        assert!(story.paragraphs[n].contains(from), "{story:?}");
        story.paragraphs[n] = story.paragraphs[n].replace(from, to);
    }
}

#[test]
fn ten_edits_are_told_from_each_other_and_from_noise() {
    let mut edited = Edited::new();
    edited.matters(replace(0, "began", "ended"), "1 paragraph changed", ("changed", "[-began-] {+ended+}"));
    edited.matters(replace(0, "neighbours", "households"), "1 paragraph changed", ("changed", "{+households+}"));
    let added = "The engineers will count the cracks in the eastern tower again before the council meets.".to_owned();
    edited.matters(|s| s.paragraphs.push(added), "1 paragraph changed", ("added", "count the cracks"));
    let quoted = "“The paint on the railings is older than my grandmother,” said Ludo Marsh, the painter.".to_owned();
    edited.matters(|s| s.paragraphs.push(quoted), "quotation added: “The paint on the railings", ("added", "grandmother"));
    edited.matters(
        replace(4, "older than my grandmother", "older than my great-grandmother"),
        "quotation altered: “The paint on the railings is older than my grandmother",
        ("changed", "{+great-grandmother,”+}"),
    );
    edited.matters(|s| drop(s.paragraphs.pop()), "quotation removed: “The paint", ("removed", "great-grandmother"));
    edited.matters(|s| drop(s.paragraphs.pop()), "1 paragraph changed", ("removed", "count the cracks"));
    edited.matters(|s| s.title = "Nobody crosses the harbour tonight".to_owned(), "headline changed", ("", ""));
    edited.matters(replace(0, "by letter", "by telephone"), "1 paragraph changed", ("changed", "{+telephone.+}"));
    edited.matters(replace(0, "2 February", "7 February"), "1 paragraph changed", ("changed", "[-2-] {+7+} February"));
    // What is gone is found by its words, where it is told that it is.
    let gone = edited.desk.json(&["timeline", "\"older than my great-grandmother\"", "--format", "json"]);
    let told: Vec<&str> = gone["results"].as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap()).collect();
    assert!(told.len() == 2 && told[0].contains("quotation altered") && told[1].contains("quotation removed"), "{told:?}");
}

#[test]
fn a_quotation_that_is_gone_is_shown_with_what_it_was_read_from() {
    let mut edited = Edited::new();
    let quoted = "“The paint on the railings is older than my grandmother,” said Ludo Marsh, the painter.".to_owned();
    edited.edit(|s| s.paragraphs.push(quoted));
    let found = edited.desk.json(&["quotes", "grandmother", "--format", "json"])["results"][0].clone();
    let id = found["id"].as_str().unwrap();
    edited.edit(|s| drop(s.paragraphs.pop()));
    edited.edit(|s| s.title = "Nobody crosses the harbour tonight".to_owned());
    let shown = edited.desk.json(&["show", id, "--format", "json"]);
    assert_eq!(
        [&shown["document"]["revision"], &shown["document"]["capture"]],
        [&found["document"]["revision"], &found["document"]["capture"]]
    );
    let run = edited.desk.run(&["show", id]);
    assert!(run.stdout.contains("no longer in the text since revision r"), "{run:?}");
}

#[test]
fn noise_is_no_event() {
    let mut edited = Edited::new();
    for (first, then) in [
        ("Updated 5 minutes ago", "Updated 2 hours ago"),
        ("12 comments", "348 comments"),
        ("Read more: The lighthouse in pictures", "Read more: What the mayor knew about the bridge"),
    ] {
        edited.story.paragraphs.push(first.to_owned());
        edited.noise(|_| {});
        edited.noise(|s| *s.paragraphs.last_mut().unwrap() = then.to_owned());
    }
    edited.noise(replace(0, ", and", " – and"));
    edited.noise(|s| s.paragraphs.swap(0, 1));
}
