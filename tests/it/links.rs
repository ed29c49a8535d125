//! From statement to coverage and back: copies, utterances, decisions, on the real binary.

use crate::desk::Desk;
use serde_json::Value;

const STORY: &str = "The ferry company will sail every evening until the swing bridge is mended, its director said on Monday. \
    Nobody who has paid for a crossing will be left standing on the pier, and the night boat keeps its crew of nine.\n\n\
    The council will hear the plan next week, when the engineers have counted the cracks in the eastern tower. \
    Until then the buses turn round at the fish market, and the schools begin half an hour later.";

const OTHER: &str = "Apples were cheap this year, and the growers of the valley ask who will pay for the frost that killed the plums. \
    A meeting was called for Sunday after church, where nobody came but the dog of the priest.";

/// Texts imported one after the other, each with its day.
fn imported(texts: &[(&str, &str, &str)]) -> Desk {
    let desk = Desk::new();
    for (name, day, text) in texts {
        import(&desk, name, day, text, &[]);
    }
    desk
}

fn import(desk: &Desk, name: &str, day: &str, text: &str, more: &[&str]) {
    let path = desk.folder().join(format!("{name}.txt"));
    std::fs::write(&path, format!("date {day} {text}")).unwrap();
    let run = desk.run(&[&["import", path.to_str().unwrap()], more].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
}

fn results(desk: &Desk, args: &[&str]) -> Vec<Value> {
    desk.json(&[args, &["--limit", "0", "--format", "json"]].concat())["results"].as_array().unwrap().clone()
}

/// Documents by their day: (id, of whom it is a copy, how many others).
fn copies(desk: &Desk) -> Vec<(String, Value, Value)> {
    let mut found: Vec<Value> = results(desk, &["search"]);
    found.sort_by_key(|d| d["published"]["edtf"].as_str().unwrap().to_owned());
    found.iter().map(|d| (d["id"].as_str().unwrap().to_owned(), d["copy_of"].clone(), d["copies"].clone())).collect()
}

#[test]
fn copies_are_grouped_behind_the_first_in_whatever_order_they_came() {
    let wire = format!("PORT QUILL (AP) — {STORY}");
    let longer = format!("{STORY}\n\nThe mayor had no comment on Tuesday.");
    let texts = [("a", "2026-03-02", wire.as_str()), ("b", "2026-03-03", STORY), ("c", "2026-03-04", &longer), ("d", "2026-03-05", OTHER)];
    let mut turned = texts;
    turned.reverse();
    let desk = imported(&texts);
    let found = copies(&desk);
    let first = Value::from(found[0].0.as_str());
    let expected = [(Value::Null, 2), (first.clone(), 2), (first, 2), (Value::Null, 0)];
    assert_eq!(found.iter().map(|(_, of, others)| (of.clone(), others.as_i64().unwrap())).collect::<Vec<_>>(), expected);
    assert_eq!(copies(&imported(&turned)), found);
    let credits: Vec<Value> =
        results(&desk, &["search", "director"]).iter().map(|d| d["credit"].clone()).filter(|c| !c.is_null()).collect();
    assert_eq!(credits, ["AP"]);
}

const PLEDGE: &str = "We will keep the harbour open through the winter, and no crew will be sent home before the ice breaks.";

/// What is told of quotations: their outlet's day, utterance, how often it is quoted, verdict, and the words that differ.
fn told(desk: &Desk) -> Vec<[Value; 5]> {
    let of = |q: &Value| {
        let utterance = &q["utterance"];
        let day = q["document"]["published"]["edtf"].clone();
        [day, utterance["id"].clone(), utterance["quoted"].clone(), utterance["fidelity"].clone(), utterance["diff"].clone()]
    };
    let mut told: Vec<[Value; 5]> = results(desk, &["quotes"]).iter().map(of).collect();
    told.sort_by_key(|t| t[0].as_str().unwrap().to_owned());
    told
}

fn quoting(words: &str, speaker: &str) -> String {
    format!("The pier was full on Monday when the talks began again. “{words}” said {speaker}, the harbour master. Nobody clapped.")
}

#[test]
fn the_same_words_are_one_utterance_held_against_the_longest() {
    let whole = quoting(&PLEDGE.replace("breaks.", "breaks,"), "Mara Quill");
    let cut = quoting("No crew will be sent home before the ice breaks,", "Mara Quill");
    let altered =
        quoting("We will keep the harbor open through the autumn, and no crew will be sent home before the ice breaks,", "Mara Quill");
    let other = quoting("The swing bridge needs eleven new bolts and a coat of paint,", "Mara Quill");
    let texts =
        [("a", "2026-03-02", whole.as_str()), ("b", "2026-03-03", &cut), ("c", "2026-03-04", &altered), ("d", "2026-03-05", &other)];
    let mut turned = texts;
    turned.reverse();
    let told_first = told(&imported(&texts));
    let [whole, cut, altered, other] = told_first.as_slice() else { panic!("{told_first:?}") };
    assert!(whole[1] == cut[1] && cut[1] == altered[1] && altered[1] != other[1], "{told_first:?}");
    assert_eq!([&whole[2], &other[2]], [3, 1]);
    assert_eq!([&whole[3], &cut[3], &altered[3], &other[3]], [&"verbatim".into(), &"cut".into(), &"altered".into(), &Value::Null]);
    assert_eq!(
        altered[4],
        "We will keep the harbour open through the [-winter-] {+autumn+} and no crew will be sent home before the ice breaks"
    );
    assert_eq!(told(&imported(&turned)), told_first);
}

#[test]
fn what_a_place_quotes_a_part_of_is_cut_there_and_not_altered() {
    let told = "The board has decided to pay no dividend this year because of the loss at the mill in Port Quill";
    let desk = imported(&[("a", "2026-03-04", &quoting(told, "Tom Barr"))]);
    let verify = |words: &str| {
        let found = desk.json(&["verify", words, "--format", "json"])["results"].as_array().unwrap().clone();
        assert_eq!(found.len(), 1, "{found:?}");
        found[0]["fidelity"].clone()
    };
    assert_eq!(verify(&format!("{told}. It will meet again in June, when the books of the year are closed.")), "cut");
    assert_eq!(verify(told), "verbatim");
    assert_eq!(verify(&told.replace("no dividend", "a large dividend")), "altered");
}

#[test]
fn common_phrases_do_not_join_strangers() {
    let thanks = |who: &str| quoting("Thank you very much, it is good to be back with you all today,", who);
    let (quill, renn) = (thanks("Mara Quill"), thanks("Tobias Renn"));
    let told = told(&imported(&[("a", "2026-03-02", &quill), ("b", "2026-03-03", &renn), ("c", "2026-03-04", &quill)]));
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0][1] != told[1][1] && told[0][1] == told[2][1], "{told:?}");
}

#[test]
fn a_statement_finds_its_coverage_whichever_comes_first() {
    let statement = format!("Larkwharf Ferries answers its passengers. {PLEDGE} The timetable of the night boat does not change.");
    let article = quoting("We will keep the harbour open through the winter,", "Mara Quill");
    let primary = ["--role", "primary", "--publisher", "Larkwharf Ferries", "--speaks-for", "Larkwharf Ferries"];
    let (first, last) = (Desk::new(), Desk::new());
    import(&first, "s", "2026-03-01", &statement, &primary);
    import(&first, "a", "2026-03-02", &article, &[]);
    import(&last, "a", "2026-03-02", &article, &[]);
    import(&last, "s", "2026-03-01", &statement, &primary);
    for desk in [&first, &last] {
        let quotes = results(desk, &["quotes", "harbour"]);
        let utterance = &quotes[0]["utterance"];
        assert_eq!((utterance["fidelity"].as_str(), utterance["primary"]["role"].as_str()), (Some("cut"), Some("primary")), "{quotes:?}");
        let diff = "We will keep the harbour open through the winter [-and no crew will be sent home before the ice breaks-]";
        assert_eq!(utterance["diff"], diff);
        assert_eq!(desk.run(&["check"]).code, 0);
    }
}

#[test]
fn a_statement_s_own_words_are_its_own_though_another_company_has_the_same() {
    let desk = Desk::new();
    let statement = |name: &str, day: &str, speaker: &str, words: &str| {
        import(&desk, name, day, &quoting(words, speaker), &["--role", "primary", "--publisher", name, "--speaks-for", name]);
    };
    let phrase =
        "We are pleased with these results of the harbour, and we remain confident in the course that our crews have set for the year.";
    statement("Norvane", "2026-05-26", "Lena Voss", phrase);
    statement("Ferro", "2026-05-27", "Carlo Ferro", phrase);
    let primaries = || -> Vec<Value> { results(&desk, &["quotes"]).iter().map(|q| q["utterance"]["primary"].clone()).collect() };
    assert_eq!(primaries(), [Value::Null, Value::Null]);
    // What a later one quotes of an earlier one, with its speaker, is from there.
    statement("Union", "2026-05-28", "Lena Voss", phrase);
    let told: Vec<Value> = primaries().into_iter().filter(|p| !p.is_null()).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["publisher"], "Norvane");
}

#[test]
fn a_timeline_of_a_document_is_that_of_its_story() {
    let statement = format!("Larkwharf Ferries answers its passengers. {PLEDGE} The timetable of the night boat does not change.");
    let article = quoting("We will keep the harbour open through the winter,", "Mara Quill");
    let echo = "Mara Quill and Tobias Renn of Larkwharf Ferries met on the quay. Mara Quill shook hands, Tobias Renn did not.";
    let desk = imported(&[("a", "2026-03-02", &article), ("o", "2026-03-02", OTHER), ("e", "2026-06-02", echo)]);
    import(&desk, "s", "2026-03-01", &statement, &["--role", "primary", "--publisher", "Larkwharf Ferries"]);
    let id = results(&desk, &["search", "pier"])[0]["id"].as_str().unwrap().to_owned();
    let events = desk.json(&["timeline", &id, "--format", "json"]);
    let days: Vec<&str> =
        events["results"].as_array().unwrap().iter().map(|e| e["document"]["published"]["edtf"].as_str().unwrap()).collect();
    assert!(days.contains(&"2026-03-01") && days.contains(&"2026-03-02") && days.is_sorted(), "{days:?}");
    assert!(!days.contains(&"2026-06-02"), "{days:?}");
    assert!(events["interpreted"].as_str().unwrap().contains("told by 2 documents"), "{}", events["interpreted"]);
}

/// Documents that quote a statement, by day: share, and of each quotation its verdict.
fn covering(statement: &Value) -> Vec<(String, f64, Vec<String>)> {
    let by = statement["coverage"]["by"].as_array().unwrap();
    let fidelities = |c: &Value| c["quotations"].as_array().unwrap().iter().map(|q| q["fidelity"].as_str().unwrap().to_owned()).collect();
    by.iter()
        .map(|c| (c["document"]["published"]["edtf"].as_str().unwrap().to_owned(), c["share"].as_f64().unwrap(), fidelities(c)))
        .collect()
}

#[test]
fn a_statement_shows_its_coverage_and_an_article_the_statement_behind_it() {
    let statement = format!("Larkwharf Ferries answers its passengers. {PLEDGE} The timetable of the night boat does not change.");
    let whole = quoting(&PLEDGE.replace("breaks.", "breaks,"), "Mara Quill");
    let altered =
        quoting("We will keep the harbor open through the autumn, and no crew will be sent home before the ice breaks,", "Mara Quill");
    let desk = imported(&[("a", "2026-03-03", &whole), ("b", "2026-03-04", &altered), ("o", "2026-03-02", OTHER)]);
    import(&desk, "s", "2026-03-01", &statement, &["--role", "primary", "--publisher", "Larkwharf Ferries"]);
    let id = |words: &str| results(&desk, &["search", words])[0]["id"].as_str().unwrap().to_owned();
    let statement = desk.json(&["show", &id("passengers"), "--format", "json"]);
    assert_eq!(
        covering(&statement),
        [("2026-03-03".to_owned(), 0.59, vec!["verbatim".to_owned()]), ("2026-03-04".to_owned(), 0.56, vec!["altered".to_owned()])]
    );
    let coverage = &statement["coverage"];
    // The two are copies of each other but for the words.
    assert_eq!([&coverage["documents"], &coverage["texts"]], [2, 1]);
    let counts: Vec<i64> = coverage["sentences"].as_array().unwrap().iter().map(|s| s["quoted"].as_i64().unwrap()).collect();
    assert_eq!(counts, [0, 2, 0]);
    let article = desk.json(&["show", &id("clapped autumn"), "--format", "json"]);
    assert_eq!(article["statements"][0]["document"]["id"], statement["id"]);
    assert_eq!((&article["statements"][0]["quoted"], &article["coverage"]), (&1.into(), &Value::Null));
    let told = desk.run(&["show", statement["id"].as_str().unwrap()]).stdout;
    assert!(told.contains("quoted by 2 documents (independent texts: 1), 59 % of its words"), "{told}");
    assert!(told.contains("altered: We will keep the harbour open through the [-winter-] {+autumn+}"), "{told}");
    assert!(told.contains("   2 ×  We will keep the harbour open"), "{told}");
}

#[test]
fn two_of_one_name_stay_two_where_evidence_differs() {
    let master = "John Smith, chief executive of Larkwharf Ferries, spoke on the pier. “Every boat sails with two pilots until the \
        fog lifts,” John Smith said. Mara Quill of Larkwharf Ferries nodded.";
    let teacher = "John Smith, director of Quill School, met the parents. “Nobody will be taught in the cellar after Easter,” \
        John Smith said. Tobias Renn of Quill School took notes.";
    let again = "John Smith, a director of Larkwharf Ferries, was asked again. “The fog has lifted and the third pilot goes home,” \
        John Smith said. Mara Quill was there.";
    let texts = [("a", "2026-03-02", master), ("b", "2026-03-03", teacher), ("c", "2026-03-04", again)];
    let mut turned = texts;
    turned.reverse();
    let speakers = |desk: &Desk| {
        let mut quotes = results(desk, &["quotes", "speaker:\"John Smith\""]);
        quotes.sort_by_key(|q| q["document"]["published"]["edtf"].as_str().unwrap().to_owned());
        quotes.iter().map(|q| q["speaker_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let desk = imported(&texts);
    let found = speakers(&desk);
    assert!(found.len() == 3 && found[0] == found[2] && found[0] != found[1], "{found:?}");
    assert_eq!(speakers(&imported(&turned)), found);
    let listed = desk.run(&["speakers", "list", "john"]).stdout;
    assert!(listed.contains("2  John Smith · person") && listed.contains("1  John Smith (Quill School) · person"), "{listed}");
    let school = results(&desk, &["quotes", "speaker:\"John Smith (Quill School)\""]);
    assert_eq!(school.iter().map(|q| q["speaker_id"].as_str().unwrap()).collect::<Vec<_>>(), [found[1].as_str()]);
    // A person who knows better makes them one, and takes it back.
    let run = desk.run(&["speakers", "merge", &found[1], &found[0], "--format", "jsonl"]);
    let decision = serde_json::from_str::<Value>(&run.stdout).unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(speakers(&desk), [&found[0]; 3].map(String::from));
    assert_eq!(desk.run(&["speakers", "undo", &decision]).code, 0);
    assert_eq!(speakers(&desk), found);
    assert_eq!(desk.run(&["re-extract", "--all"]).code, 0);
    assert_eq!(speakers(&desk), found);
}
