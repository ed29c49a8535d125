//! The pages as a browser gets them: marked text, ways to speaker and evidence, and nothing of a foreign page that could run.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::served::{Served, reply};
use crate::server::Server;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

#[test]
fn a_document_shows_its_quotations_in_place() {
    let (desk, server) = (Desk::new(), Server::start());
    let mut told = stories("courier", 2);
    told[0].title = "<script>alert(1)</script> \"the\" pier".replace('<', "&lt;");
    told[0].paragraphs[0] += " They wrote &lt;script&gt;alert(2)&lt;/script&gt; on the pier&#39;s wall.";
    put_feed(&server, "/courier.xml", &told);
    desk.sources(&toml([feed("courier", &server.url("/courier.xml"))]));
    assert_eq!(desk.run(&["ingest"]).code, 0);
    let quotation = desk.json(&["quotes", "\"number 0 on our list\"", "--format", "json"])["results"][0].clone();
    let of = |pointer: &str| quotation.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let served = Served::of(&desk);

    let page = served.get(&format!("/documents/{}", of("/document/id")));
    assert!(page.status == 200 && page.head.contains("default-src 'none'"), "{}", page.head);
    let body = page.body;
    let marked = format!("<mark class=\"said\" id=\"{}\">We will mend", of("/id"));
    assert!(body.contains(&marked), "{body}");
    assert!(body.contains(&of("/document/capture/sha256")) && body.contains("/captures/c"), "{body}");
    assert!(body.contains("&#60;script&#62;alert(2)") && !body.contains("<script>"), "{body}");

    let body = served.get(&format!("/quotations/{}", of("/id"))).body;
    assert!(body.contains("In context") && body.contains(&format!("/documents/{}#{}", of("/document/id"), of("/id"))), "{body}");
    let body = served.get(&format!("/speakers/{}", of("/speaker_id"))).body;
    assert!(body.contains("<h1>Mara Quill</h1>") && body.contains("We will mend"), "{body}");
    // However long the words of a name are, what the page shows can be had as JSON.
    let asked = vec!["mara"; 80].join("+");
    let body = served.get(&format!("/speakers?q={asked}")).body;
    let json = served.get(&links(&body, "/api/v1/speakers")[0]);
    assert!(body.contains("Mara Quill") && json.status == 200 && json.body.contains("Mara Quill"), "{json:?}");
    let body = served.get(&format!("/captures/{}", of("/document/capture/id"))).body;
    assert!(body.contains("user-agent: dateline"), "{body}");
    let missing = served.get("/documents/dnothing");
    assert!(missing.status == 404 && missing.body.contains("Nothing is known here"), "{missing:?}");
}

/// Addresses in a page that begin so.
fn links(body: &str, start: &str) -> Vec<String> {
    let all = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    all.filter(|href| href.starts_with(start)).map(|href| href.replace("&#38;", "&").replace("&amp;", "&")).collect()
}

#[test]
fn what_a_page_of_one_thing_shows_can_be_taken_away() {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/courier.xml", &stories("courier", 3));
    desk.sources(&toml([feed("courier", &server.url("/courier.xml"))]));
    assert_eq!(desk.run(&["ingest"]).code, 0);
    let quotation = desk.json(&["quotes", "\"number 0 on our list\"", "--format", "json"])["results"][0].clone();
    let of = |pointer: &str| quotation.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let served = Served::of(&desk);
    let ids = |answer: &serde_json::Value| -> Vec<String> {
        answer["results"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let everything = ids(&desk.json(&["quotes", "", "--format", "json"]));
    for (page, id) in [("documents", of("/document/id")), ("speakers", of("/speaker_id")), ("quotations", of("/id"))] {
        let body = served.get(&format!("/{page}/{id}")).body;
        let shown: Vec<&String> = everything.iter().filter(|q| body.contains(&format!("/quotations/{q}"))).collect();
        let files = links(&body, "/api/v1/export?");
        assert_eq!(files.len(), 18, "{files:?}");
        let file = |format: &str| served.get(files.iter().find(|href| href.ends_with(&format!("format={format}"))).unwrap());
        let told = ids(&file("json").json());
        assert!(
            !shown.is_empty() && told.iter().collect::<std::collections::BTreeSet<_>>() == shown.iter().copied().collect(),
            "{page}: {told:?}"
        );
        assert_eq!(file("csv").body.lines().filter(|line| line.starts_with('q')).count(), shown.len(), "{page}");
        assert!(file("warc").body.starts_with("WARC/1.1"), "{page}");
        for href in files.iter().chain(&links(&body, "/feed?")) {
            assert_eq!(served.get(href).status, 200, "{href}");
        }
        let feed = served.get(&links(&body, "/feed?")[0]).body;
        assert_eq!(feed.matches("<entry>").count(), shown.len(), "{page}: {feed}");
        // A page at a time, as programs ask.
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let answer = served.get(&format!("/api/v1/quotations?q={id}&limit=1{cursor}")).json();
            paged.extend(ids(&answer));
            let Some(next) = answer["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, told, "{page}");
        assert_eq!(served.get(&format!("/api/v1/quotations?q={id}&cursor=99")).status, 400);
        assert_eq!(ids(&desk.json(&["quotes", &id, "--format", "json"])), told);
    }
    // An id that nobody has is a word, and so is one among others.
    assert_eq!(desk.run(&["quotes", "d0000000000000"]).code, 1);
    assert_eq!(desk.run(&["quotes", &format!("{} nothing", of("/id"))]).code, 1);
    let document = desk.json(&["search", &of("/document/id"), "--format", "json"]);
    assert_eq!((ids(&document), &document["total"]), (vec![of("/document/id")], &serde_json::json!(1)));
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// A form sends CR LF where a line ends, whatever stands in the text.
#[test]
fn a_missed_quotation_may_go_over_the_end_of_a_paragraph() {
    let desk = Desk::new();
    let file = desk.folder().join("wall.txt");
    std::fs::write(&file, "date 2026-03-02 The pier was full.\n\nNobody will sleep tonight, a pilot wrote.\n\nThe bells rang till nine.")
        .unwrap();
    assert_eq!(desk.run(&["import", file.to_str().unwrap()]).code, 0);
    let id = desk.json(&["search", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    let served = Served::of(&desk);
    let page = served.get(&format!("/documents/{id}"));
    let (cookie, csrf) = (format!("Cookie: {}", page.cookie()), page.form_token());
    let add = |words: &str| {
        let fields = [("csrf", csrf.as_str()), ("subject", &id), ("what", "add"), ("name", "Mara Quill"), ("words", words)];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        served.ask("POST", "/decide", &[FORM, &cookie], &body)
    };
    let wrong = add("a pilot wrote.The bells");
    assert!(wrong.status == 400 && wrong.body.contains("do not stand in the text so"), "{wrong:?}");
    let added = add("Nobody will sleep tonight, a pilot wrote.\r\n\r\nThe bells rang");
    assert_eq!(added.status, 303, "{added:?}");
    let found = desk.json(&["quotes", "bells", "--format", "json"])["results"][0]["text"].clone();
    assert_eq!(found, "Nobody will sleep tonight, a pilot wrote.\n\nThe bells rang");
}

#[test]
fn what_is_empty_is_not_called_a_name_that_nobody_has() {
    let desk = Desk::new();
    desk.sources("");
    let served = Served::of(&desk);
    let body = served.get("/speakers").body;
    assert!(body.contains("Nobody is quoted yet") && !body.contains("of that name"), "{body}");
    assert!(served.get("/speakers?q=mara").body.contains("Nobody of that name is quoted"));
}

/// The address that the demo says is a page.
#[test]
fn the_news_of_the_demo_are_where_it_says() {
    let desk = Desk::new();
    let mut demo = desk.command(&["demo", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    // It is read from as long as it speaks.
    let mut told = BufReader::new(demo.stdout.take().unwrap());
    told.read_line(&mut line).unwrap();
    let site = line.split("http://").nth(1).unwrap_or_else(|| panic!("{line}")).split(',').next().unwrap().to_owned();
    let mut stream = TcpStream::connect(&site).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {site}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    demo.kill().unwrap();
    demo.wait().unwrap();
    let front = reply(&answer);
    assert!(front.status == 200 && front.body.contains("href=\"ellery-post/feed.xml\""), "{front:?}");
}
