//! What a person decides holds after pages change, after the index is built anew, and in another data folder; and can be
//! undone.

use crate::desk::{Desk, Run};
use crate::reread::spoil;
use serde_json::Value;
use std::path::Path;

const TEXT: &str = "The pier was full on Monday when the talks began again. “We will keep the harbour open through the winter, and no crew \
    goes home,” said Mara Quill, the harbour master. “The swing bridge needs eleven new bolts and a coat of paint,” said Tobias Renn, \
    the mayor. Nobody on the quay will sleep tonight, a pilot wrote on the wall.";

fn page(text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Talks on the pier</title><link rel=\"canonical\" href=\"https://courier.example/talks\">\
         <meta property=\"article:published_time\" content=\"2026-03-03T09:00:00Z\"></head>\
         <body><article><h1>Talks on the pier</h1><p>{text}</p></article></body></html>"
    )
}

const STATEMENT: &str = "date 2026-03-02 The harbour office answers its crews. We will keep the harbour open through the winter, and no crew \
    goes home. The timetable of the night boat does not change.";

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// A data folder with one article; importing it again with other words is a revision.
struct Paper(Desk);

impl Paper {
    fn new() -> Paper {
        let paper = Paper(Desk::new());
        paper.prints(TEXT);
        paper
    }

    fn prints(&self, text: &str) {
        let path = self.0.folder().join("talks.html");
        std::fs::write(&path, page(text)).unwrap();
        self.good(&["import", path.to_str().unwrap()]);
    }

    fn good(&self, args: &[&str]) -> Run {
        let run = self.0.run(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}: {run:?}");
        run
    }

    /// Decides; the id of the decision.
    fn decide(&self, args: &[&str]) -> String {
        let run = self.good(&[args, &["--by", "desk", "--format", "jsonl"]].concat());
        serde_json::from_str::<Value>(&run.stdout).unwrap()["id"].as_str().unwrap().to_owned()
    }

    fn quotes(&self, question: &str) -> Vec<Value> {
        self.0.json(&["quotes", question, "--format", "json"])["results"].as_array().unwrap().clone()
    }

    /// The only quotation that has this word, or that fits a question.
    fn quote(&self, words: &str) -> Value {
        let found = self.quotes(&if words.contains(':') { words.to_owned() } else { format!("quote:{words}") });
        assert_eq!(found.len(), 1, "{words}: {found:?}");
        found[0].clone()
    }

    fn id(&self, words: &str, key: &str) -> String {
        self.quote(words)[key].as_str().unwrap().to_owned()
    }

    /// What is told of quotations and may be decided.
    fn told(&self) -> Vec<[Value; 11]> {
        let keys = [
            "/id",
            "/text",
            "/speaker",
            "/speaker_id",
            "/said",
            "/checked",
            "/note",
            "/promise",
            "/decided",
            "/utterance/primary/id",
            "/utterance/fidelity",
        ];
        let told = |q: &Value| keys.map(|key| q.pointer(key).cloned().unwrap_or_default());
        self.quotes("").iter().map(told).collect()
    }

    /// What the harbour master's employer stated; known by its bytes.
    fn states(&self) {
        let path = self.0.folder().join("statement.txt");
        std::fs::write(&path, STATEMENT).unwrap();
        self.good(&["import", path.to_str().unwrap(), "--role", "primary", "--publisher", "Harbour Office"]);
    }

    /// Another data folder in which the same is read.
    fn elsewhere(&self) -> Paper {
        let other = Paper::new();
        if self.0.folder().join("statement.txt").exists() {
            other.states();
        }
        other
    }

    /// Another data folder in which the same is read, and decisions are taken over; where all of them can be undone.
    fn holds_elsewhere(&self, before: &[[Value; 11]]) {
        let other = self.elsewhere();
        let file = other.0.folder().join("decisions.jsonl");
        let decisions = self.good(&["decide", "list", "--format", "jsonl"]).stdout;
        std::fs::write(&file, &decisions).unwrap();
        other.good(&["decide", "import", file.to_str().unwrap()]);
        assert_eq!(other.told(), before);
        for line in decisions.lines() {
            let decision: Value = serde_json::from_str(line).unwrap();
            if decision["undone"].is_null() {
                other.good(&["decide", "undo", decision["id"].as_str().unwrap()]);
            }
        }
        assert_eq!(other.told(), self.elsewhere().told());
    }

    /// The same where the data folder was copied to.
    fn holds_in_a_copy(&self, before: &[[Value; 11]]) {
        let copy = Paper(Desk::new());
        copy_folder(&self.0.data(), &copy.0.data());
        assert_eq!(copy.good(&["check"]).stdout.trim(), "everything holds together");
        assert_eq!(copy.told(), before);
    }

    /// The same after everything is read again and was read badly meanwhile, after the index is built anew, elsewhere, after
    /// the page changed around the words, and after it changed back.
    fn survives(&self) {
        let before = self.told();
        assert_eq!(self.good(&["check"]).stdout.trim(), "everything holds together");
        let shown = self.quotes("");
        self.good(&["reindex"]);
        assert_eq!(self.quotes(""), shown);
        spoil(&self.0);
        self.good(&["re-extract", "--all"]);
        assert_eq!(self.told(), before);
        self.holds_elsewhere(&before);
        self.holds_in_a_copy(&before);
        self.prints(&TEXT.replace("The pier was full", "The whole of the old pier was full"));
        assert_eq!(self.told(), before);
        self.prints(TEXT);
        assert_eq!(self.told(), before);
    }
}

#[test]
fn a_speaker_and_a_date_are_set_right() {
    let paper = Paper::new();
    let (before, id) = (paper.told(), paper.id("harbour", "id"));
    let speaker = paper.decide(&["decide", "speaker", &id, "Odile Farrow"]);
    let said = paper.decide(&["decide", "said", &id, "2026-03-01"]);
    let quote = paper.quote("speaker:\"Odile Farrow\"");
    assert_eq!((&quote["said"]["edtf"], &quote["decided"]), (&"2026-03-01".into(), &serde_json::json!(["said", "speaker"])));
    assert_eq!(paper.quotes("speaker:\"Mara Quill\"").len(), 0);
    assert_eq!(paper.0.json(&["timeline", "kind:said said.date:2026-03-01", "--format", "json"])["total"], 1);
    paper.survives();
    paper.good(&["decide", "undo", &speaker]);
    paper.good(&["decide", "undo", &said]);
    assert_eq!(paper.told(), before);
    let history = paper.good(&["decide", "list", &id]).stdout;
    assert!(history.lines().count() == 2 && history.lines().all(|line| line.contains("desk") && line.contains("undone")), "{history}");
}

#[test]
fn a_false_quotation_is_hidden_and_a_missed_one_added() {
    let paper = Paper::new();
    let before = paper.told();
    let hidden = paper.decide(&["decide", "hide", &paper.id("bridge", "id")]);
    assert_eq!(paper.quotes("quote:bridge").len(), 0);
    let (words, document) =
        ("Nobody on the quay will sleep tonight", paper.quote("harbour")["document"]["id"].as_str().unwrap().to_owned());
    let text = paper.0.json(&["show", &document, "--format", "json"])["text"].as_str().unwrap().to_owned();
    let start = text[..text.find(words).unwrap()].chars().count();
    let (from, to) = (start.to_string(), (start + words.len()).to_string());
    let added = paper.decide(&["decide", "add", &document, &from, &to, "--speaker", "Henrik Salling"]);
    let quote = paper.quote("speaker:\"Henrik Salling\"");
    assert_eq!((&quote["text"], &quote["rule"]), (&words.into(), &"added by hand".into()));
    paper.survives();
    for id in [&hidden, &added] {
        paper.good(&["decide", "undo", id]);
    }
    assert_eq!(paper.told(), before);
    let run = paper.0.run(&["decide", "add", &document, "5", "100000"]);
    assert!(run.code == 2 && run.stderr.contains("code points"), "{run:?}");
}

#[test]
fn checks_notes_and_promises_are_shown() {
    let paper = Paper::new();
    let (before, id, other) = (paper.told(), paper.id("harbour", "id"), paper.id("bridge", "id"));
    let made = [
        paper.decide(&["decide", "check", &id]),
        paper.decide(&["decide", "note", &id, "heard", "on", "tape"]),
        paper.decide(&["decide", "promise", &id, "broken", &other]),
    ];
    let quote = paper.quote("harbour");
    assert_eq!((&quote["checked"], &quote["note"]), (&true.into(), &"heard on tape".into()));
    assert_eq!(quote["promise"], format!("broken: {other}"));
    let csv = paper.good(&["export", "quote:harbour", "--as", "quotations", "--format", "csv"]).stdout;
    assert!(csv.contains("heard on tape"), "{csv}");
    paper.survives();
    for id in &made {
        paper.good(&["decide", "undo", id]);
    }
    assert_eq!(paper.told(), before);
}

#[test]
fn links_to_statements_are_broken_and_made() {
    let paper = Paper::new();
    paper.states();
    let (before, harbour, bridge) = (paper.told(), paper.quote("harbour"), paper.id("bridge", "id"));
    let (id, statement) = (harbour["id"].as_str().unwrap(), harbour["utterance"]["primary"]["id"].as_str().unwrap());
    assert_eq!(harbour["utterance"]["fidelity"], "verbatim");
    let broken = paper.decide(&["decide", "unlink", id, statement]);
    let made = paper.decide(&["decide", "link", &bridge, statement]);
    let linked = |words: &str| paper.quote(words)["utterance"]["primary"]["id"].clone();
    assert_eq!((linked("harbour"), linked("bridge")), (Value::Null, statement.into()));
    assert_eq!(paper.quote("bridge")["decided"], serde_json::json!(["link"]));
    paper.survives();
    paper.good(&["decide", "undo", &broken]);
    paper.good(&["decide", "undo", &made]);
    assert_eq!(paper.told(), before);
}

#[test]
fn speakers_are_merged_split_and_renamed() {
    let paper = Paper::new();
    let (before, quill, renn) = (paper.told(), paper.id("harbour", "speaker_id"), paper.id("bridge", "speaker_id"));
    let merged = paper.decide(&["speakers", "merge", &quill, &renn]);
    assert_eq!(paper.quotes("speaker:\"Tobias Renn\"").len(), 2);
    assert_eq!(paper.id("harbour", "speaker_id"), renn);
    let renamed = paper.decide(&["speakers", "rename", &renn, "Tobias Renn of Port Quill"]);
    assert_eq!(paper.id("harbour", "speaker"), "Tobias Renn of Port Quill");
    assert!(paper.good(&["speakers"]).stdout.contains("2  Tobias Renn of Port Quill"));
    paper.survives();
    paper.good(&["speakers", "undo", &renamed]);
    // The other way round: they are one still, under the other name.
    let turned = paper.decide(&["speakers", "merge", &renn, &quill]);
    assert_eq!((paper.id("harbour", "speaker_id"), paper.id("bridge", "speaker_id")), (quill.clone(), quill.clone()));
    paper.good(&["speakers", "undo", &turned]);
    paper.good(&["speakers", "undo", &merged]);
    assert_eq!(paper.told(), before);
    let document = paper.quote("harbour")["document"]["id"].as_str().unwrap().to_owned();
    let split = paper.decide(&["speakers", "split", &quill, "Mara Quill (the younger)", "--document", &document]);
    assert_ne!(paper.id("harbour", "speaker_id"), quill);
    assert_eq!(paper.id("harbour", "speaker"), "Mara Quill (the younger)");
    paper.survives();
    paper.good(&["speakers", "undo", &split]);
    assert_eq!(paper.told(), before);
}

#[test]
fn decisions_move_to_another_data_folder_before_or_after_its_documents() {
    let paper = Paper::new();
    paper.decide(&["decide", "speaker", &paper.id("harbour", "id"), "Odile Farrow"]);
    paper.decide(&["decide", "check", &paper.id("bridge", "id")]);
    paper.decide(&["speakers", "rename", &paper.id("bridge", "speaker_id"), "T. Renn"]);
    let exported = paper.good(&["decide", "list", "--format", "jsonl"]).stdout;
    let told =
        |paper: &Paper| paper.quotes("").iter().map(|q| ["id", "speaker", "checked", "decided"].map(|k| q[k].clone())).collect::<Vec<_>>();
    let after = Paper::new();
    let file = after.0.folder().join("decisions.jsonl");
    std::fs::write(&file, &exported).unwrap();
    assert!(after.good(&["decide", "import", file.to_str().unwrap()]).stdout.contains("3 new decisions of 3"));
    assert_eq!(told(&after), told(&paper));
    assert!(after.good(&["decide", "import", file.to_str().unwrap()]).stdout.contains("0 new decisions of 3"));

    let before = Paper(Desk::new());
    let other = before.0.folder().join("other.txt");
    std::fs::write(&other, "date 2026-03-01 Apples were cheap this year in the valley.").unwrap();
    before.good(&["import", other.to_str().unwrap()]);
    before.good(&["decide", "import", file.to_str().unwrap()]);
    before.prints(TEXT);
    assert_eq!(told(&before), told(&paper));
}

#[test]
fn what_cannot_be_decided_is_told() {
    let paper = Paper::new();
    let id = paper.id("harbour", "id");
    let told = |args: &[&str], code: i32, words: &str| {
        let run = paper.0.run(args);
        assert!(run.code == code && run.stderr.contains(words), "{args:?}: {run:?}");
    };
    told(&["decide", "check", "q0000000000000"], 2, "nothing that this can be decided of is known by the id q0000000000000");
    told(&["decide", "said", &id, "soon"], 2, "“soon” is no date; write it as 2026-02-26");
    told(&["speakers", "merge", &id, &id], 2, "nothing that this can be decided of");
    let speaker = paper.id("harbour", "speaker_id");
    told(&["speakers", "merge", &speaker, &speaker], 2, "is Mara Quill already; name the one who stays");
    told(&["decide", "undo", "k0000000000000"], 1, "no decision that holds is known by the id k0000000000000");
}
