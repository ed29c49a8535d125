//! The pages as a browser gets them: marked text, ways to speaker and evidence, and nothing of a foreign page that could run.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::served::Served;
use crate::server::Server;

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
    let body = served.get(&format!("/captures/{}", of("/document/capture/id"))).body;
    assert!(body.contains("user-agent: dateline"), "{body}");
    let missing = served.get("/documents/dnothing");
    assert!(missing.status == 404 && missing.body.contains("Nothing is known here"), "{missing:?}");
}
