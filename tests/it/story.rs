//! The user's own story, to the letter of shared/seed/expected.json: an article of 27 February that quotes a statement of
//! the 26th about a department with three names.

use crate::desk::Desk;
use crate::server::Server;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of the story; none, loudly, where it is not beside the project.
fn seed() -> Option<PathBuf> {
    let shared = std::env::var_os("DATELINE_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let seed = shared.join("seed");
    if seed.join("expected.json").exists() {
        return Some(seed);
    }
    eprintln!("*** THE USER'S STORY WAS NOT TESTED: {} IS NOT THERE ***", seed.display());
    None
}

const ENTITY: &str = r#"
[[entity]]
name = "US Department of Defence"
kind = "organization"
aliases = ["DoD", "Department of War", "US Department of Defense"]
"#;

fn expected(seed: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(seed.join("expected.json")).unwrap()).unwrap()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list in {value}"))
}

/// The site served on loopback, ingested once.
fn ingested(seed: &Path) -> (Server, Desk) {
    let server = Server::folder(seed.join("site"));
    let desk = Desk::new();
    desk.sources(&format!(
        "[fetch]\nallow = [\"127.0.0.1\"]\npause = \"0s\"\n\n[[source]]\nname = \"example-news\"\nkind = \"feed\"\nurl = \"{}\"\npublisher = \"Example News\"\n\n\
         [[source]]\nname = \"newsroom\"\nkind = \"list\"\nurl = \"{}\"\nrole = \"primary\"\npublisher = \"Anthropic\"\nspeaks_for = \"Anthropic\"\n{ENTITY}",
        server.url("/news.xml"),
        server.url("/newsroom.html"),
    ));
    let run = desk.run(&["ingest"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    (server, desk)
}

/// Every quotation expected is there as expected, and nothing else is called a quotation but the optional one.
fn check_quotations(quotations: &[Value], expected: &Value) {
    let wanted: Vec<&Value> = list(expected, "quotes").iter().chain(list(expected, "indirect")).collect();
    for want in &wanted {
        let found: Vec<&Value> = quotations.iter().filter(|q| is(q, want)).collect();
        let optional = want["note"].as_str().is_some_and(|n| n.contains("optional"));
        assert!(found.len() == 1 || optional && found.is_empty(), "{want}: found {found:?}");
        for q in found {
            check_quotation(q, want);
        }
    }
    for q in quotations {
        assert!(wanted.iter().any(|want| is(q, want)), "{} is no quotation", q["text"]);
    }
}

fn is(quotation: &Value, want: &Value) -> bool {
    let text = quotation["text"].as_str().unwrap();
    want["content"].as_str().is_some_and(|c| c == text) || want["contains"].as_str().is_some_and(|c| text.contains(c))
}

fn check_quotation(q: &Value, want: &Value) {
    let of = |key: &str, expected: &Value| {
        assert!(expected.is_null() || q[key] == *expected, "{key} of {}: {} for {expected}", q["text"], q[key]);
    };
    of("speaker", &want["speaker_name"]);
    of("role", &want["role"]);
    of("cue", &want["cue"]);
    of("kind", &want["kind"]);
    match want["said"].as_str() {
        Some(said) => assert_eq!(q["said"]["edtf"], said, "{}", q["text"]),
        None => assert_eq!(q["said"]["basis"], "inherited", "{}", q["text"]),
    }
}

#[test]
fn the_story_is_told_from_a_feed_and_a_newsroom() {
    let Some(seed) = seed() else { return };
    let expected = expected(&seed);
    let (_server, desk) = ingested(&seed);
    let quotations = desk.json(&["export", "--as", "quotations", "--format", "json"]);
    check_quotations(list(&quotations, "results"), &expected);
    for want in list(&expected, "quotes") {
        let found = list(&quotations, "results").iter().find(|q| is(q, want));
        let fidelity = found.map(|q| q["utterance"]["fidelity"].clone());
        assert!(fidelity.is_none_or(|f| f == want["in_statement"]), "{want}");
    }
}

#[test]
fn his_quotations_are_listed_and_the_statement_stands_before_the_article() {
    let Some(seed) = seed() else { return };
    let expected = expected(&seed);
    let (_server, desk) = ingested(&seed);
    let his = desk.json(&["quotes", "speaker:\"Dario Amodei\"", "--format", "json"]);
    let wanted = list(&expected, "quotes").iter().filter(|q| q["speaker_name"] == "Dario Amodei").count();
    assert_eq!(list(&his, "results").len(), wanted);
    assert!(list(&his, "results").iter().all(|q| q["speaker"] == "Dario Amodei"));

    let timeline = desk.json(&["timeline", "anthropic", "--format", "json"]);
    let events = list(&timeline, "results");
    let day = |e: &Value| e["when"]["edtf"].as_str().unwrap()[..10].to_owned();
    for want in list(&expected, "timeline") {
        let fits = |e: &&Value| {
            day(e) == want["when"].as_str().unwrap() && e["kind"] == want["kind"] && (want["who"].is_null() || e["speaker"] == want["who"])
        };
        assert!(events.iter().any(|e| fits(&e)), "{want} is not in the timeline");
    }
    let published: Vec<&Value> = events.iter().filter(|e| e["kind"] == "published").collect();
    assert_eq!(published.iter().map(|e| day(e)).collect::<Vec<_>>(), ["2026-02-26", "2026-02-27"]);
    assert_eq!([&published[0]["document"]["role"], &published[1]["document"]["role"]], ["primary", "press"]);
}

#[test]
fn the_csv_is_what_was_shown() {
    let Some(seed) = seed() else { return };
    let (_server, desk) = ingested(&seed);
    let shown = desk.json(&["timeline", "anthropic", "--format", "json"]);
    let csv = desk.run(&["export", "anthropic", "--format", "csv"]).stdout;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|c| c == name).unwrap_or_else(|| panic!("no column {name}"));
    let (id, edtf, text) = (at("id"), at("when.edtf"), at("text"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), list(&shown, "results").len());
    for (row, event) in rows.iter().zip(list(&shown, "results")) {
        assert_eq!([&row[id], &row[edtf], &row[text]], [&event["id"], &event["when"]["edtf"], &event["text"]].map(|v| v.as_str().unwrap()));
    }
}

#[test]
fn the_text_alone_tells_its_quotations_names_and_date() {
    let Some(seed) = seed() else { return };
    let expected = expected(&seed);
    let desk = Desk::new();
    desk.sources(ENTITY);
    let article = seed.join("article.txt");
    let read = desk.json(&["inspect", article.to_str().unwrap(), "--format", "json"]);
    assert_eq!(read["article"]["published"]["edtf"], expected["published"]);
    for want in list(&expected, "mentions") {
        let fits = |m: &Value| m["text"] == want["text"] && m["when"]["edtf"] == want["edtf"] && m["when"]["basis"] == want["basis"];
        assert!(list(&read, "mentions").iter().any(fits), "{want} is not among {}", read["mentions"]);
    }
    for want in list(&expected, "entities") {
        let found = list(&read, "entities").iter().find(|e| e["name"] == want["name"]).unwrap_or_else(|| panic!("{want} is not named"));
        for key in ["type", "role", "organization"].into_iter().filter(|k| !want[*k].is_null()) {
            assert_eq!(found[key], want[key], "{key} of {}", want["name"]);
        }
        for alias in want["aliases"].as_array().into_iter().flatten() {
            assert!(list(found, "aliases").contains(alias), "{alias} is no name of {found}");
        }
    }

    assert_eq!(desk.run(&["import", article.to_str().unwrap()]).code, 0);
    let quotations = desk.json(&["quotes", "--limit", "0", "--format", "json"]);
    check_quotations(list(&quotations, "results"), &expected);
    let documents = desk.json(&["search", "--format", "json"]);
    assert_eq!(documents["results"][0]["published"]["edtf"], expected["published"]);
    assert_eq!(documents["total"], 1);
}

/// The words of the article that stand in the statement: each is found whole, with two words changed, and by one half.
#[test]
fn its_sentences_are_verified_whole_altered_and_cut() {
    let Some(seed) = seed() else { return };
    let expected = expected(&seed);
    let (_server, desk) = ingested(&seed);
    let verify = |words: &str| {
        let answer = desk.json(&["verify", words, "--format", "json"]);
        let first = &answer["results"][0];
        (first["document"]["role"].clone(), first["fidelity"].clone(), list(&answer, "results").len())
    };
    let primary = |fidelity: &str| (Value::from("primary"), Value::from(fidelity));
    let whole: Vec<&Value> = list(&expected, "quotes").iter().filter(|q| q["in_statement"] == "verbatim").collect();
    assert_eq!(whole.len(), 4);
    for quote in whole {
        let words: Vec<&str> = quote["content"].as_str().unwrap().split(' ').collect();
        let mut changed = words.clone();
        (changed[2], changed[words.len() - 3]) = ("zebras", "unicorns");
        for (asked, fidelity) in [(&words[..], "verbatim"), (&changed[..], "altered"), (&words[..words.len() / 2], "cut")] {
            let (role, found, places) = verify(&asked.join(" "));
            assert_eq!((role, found), primary(fidelity), "{}", asked.join(" "));
            assert!(places >= 2, "the article carries it too: {}", asked.join(" "));
        }
    }
    let outside = list(&expected, "quotes").iter().find(|q| q["in_statement"].is_null()).unwrap()["content"].as_str().unwrap();
    assert_eq!(verify(outside).0, "press");
    let run = desk.run(&["verify", "The harbour master keeps eleven geese behind the lighthouse."]);
    assert_eq!((run.code, run.stdout.trim()), (1, "0 found"), "{run:?}");
    assert!(run.stderr.contains("nobody is known to have said this"), "{run:?}");
}

/// Not only what was quoted: whoever pastes any sentence of the statement is led to it.
#[test]
fn every_sentence_of_the_statement_is_verified_and_the_article_is_found_from_it() {
    let Some(seed) = seed() else { return };
    let (_server, desk) = ingested(&seed);
    let found = desk.json(&["search", "role:primary", "--format", "json"]);
    let id = found["results"][0]["id"].as_str().unwrap();
    let statement = desk.json(&["show", id, "--format", "json"]);
    assert_eq!(list(&statement["coverage"], "by").len(), 1, "{statement}");
    let text = statement["text"].as_str().unwrap();
    let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<String>>();
    let sentences: Vec<Vec<String>> =
        text.split_inclusive(['.', '\n']).map(words).filter(|w| w.len() > 7 && w[w.len() - 1].ends_with('.')).collect();
    assert_eq!(sentences.len(), 5, "{text}");
    for sentence in sentences {
        let mut changed = sentence.clone();
        (changed[2], changed[sentence.len() - 3]) = ("zebras".to_owned(), "unicorns".to_owned());
        for (asked, fidelity) in [(&sentence[..], "verbatim"), (&changed[..], "altered"), (&sentence[..sentence.len() / 2], "cut")] {
            let answer = desk.json(&["verify", &asked.join(" "), "--format", "json"]);
            let first = &answer["results"][0];
            assert_eq!((&first["document"]["id"], &first["fidelity"]), (&id.into(), &fidelity.into()), "{}", asked.join(" "));
        }
    }
}
