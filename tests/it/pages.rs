//! The pages as a browser gets them: marked text, ways to speaker and evidence, and nothing of a foreign page that could run.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::Server;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

/// `dateline serve` on a desk; it ends when dropped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn of(desk: &Desk) -> Served {
        let mut child = desk.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Served { child, address }
    }

    /// Status line with headers, and body.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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

    let (head, body) = served.get(&format!("/documents/{}", of("/document/id")));
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("default-src 'none'"), "{head}");
    let marked = format!("<mark class=\"said\" id=\"{}\">We will mend", of("/id"));
    assert!(body.contains(&marked), "{body}");
    assert!(body.contains(&of("/document/capture/sha256")) && body.contains("/captures/c"), "{body}");
    assert!(body.contains("&#60;script&#62;alert(2)") && !body.contains("<script"), "{body}");

    let (head, _) = served.get(&format!("/quotations/{}", of("/id")));
    assert!(head.contains(&format!("location: /documents/{}#{}", of("/document/id"), of("/id"))), "{head}");
    let (_, body) = served.get(&format!("/speakers/{}", of("/speaker_id")));
    assert!(body.contains("<h1>Mara Quill</h1>") && body.contains("We will mend"), "{body}");
    let (_, body) = served.get(&format!("/captures/{}", of("/document/capture/id")));
    assert!(body.contains("user-agent: dateline"), "{body}");
    let (head, body) = served.get("/documents/dnothing");
    assert!(head.starts_with("HTTP/1.1 404") && body.contains("Nothing is known here"), "{head}{body}");
}
