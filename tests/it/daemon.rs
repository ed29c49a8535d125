//! `run` as systemd has it: it says when it is ready, ingests what is due, answers, and stops when told.

use crate::desk::{Desk, feed, toml};
use crate::newsstand::{put_feed, put_pages, rss, stories};
use crate::server::{Reply, Server};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command};

/// A running service, ended when dropped.
pub(crate) struct Service {
    child: Child,
    pub(crate) address: String,
    /// systemd's end of the socket.
    systemd: UnixDatagram,
}

impl Service {
    pub(crate) fn start(desk: &Desk, more: &[&str]) -> Service {
        let socket = desk.folder().join("notify");
        let systemd = UnixDatagram::bind(&socket).unwrap();
        let args = [&["run", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = desk.command(&args).env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "60000000").spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Service { child, address, systemd }
    }

    /// Waits for a message that begins so.
    pub(crate) fn hears(&self, beginning: &str) -> String {
        loop {
            let mut message = [0; 1000];
            let length = self.systemd.recv(&mut message).unwrap();
            let message = String::from_utf8_lossy(&message[..length]).into_owned();
            if message.starts_with(beginning) {
                return message;
            }
        }
    }

    fn get(&self, path: &str) -> String {
        self.get_with(path, "")
    }

    /// By one who has a token.
    pub(crate) fn get_by(&self, path: &str, token: &str) -> String {
        self.get_with(path, &format!("Authorization: Bearer {token}\r\n"))
    }

    fn get_with(&self, path: &str, about: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nHost: {}\r\n{about}Connection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    }

    fn post(&self, path: &str, token: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        let about = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 2");
        write!(socket, "POST {path} HTTP/1.1\r\nHost: {}\r\n{about}\r\nConnection: close\r\n\r\n{{}}", self.address).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The steps of its ingest, as they are told.
    fn stream(&self, path: &str) -> Steps {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        Steps(BufReader::new(socket))
    }

    /// Stops it as systemd does; its exit code and what it logged.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (code, log)
    }
}

/// Server-sent events, one at a time.
struct Steps(BufReader<TcpStream>);

impl Steps {
    /// The name of the next event, whatever stands between.
    fn next_step(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(name) = line.strip_prefix("event: ") {
                return name.trim().to_owned();
            }
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn outlet() -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", &stories("courier", 3));
    desk.sources(&toml([feed("courier", &server.url("/feed.xml")), feed("lost", &server.url("/lost.xml"))]));
    (desk, server)
}

#[test]
fn a_service_ingests_answers_and_stops() {
    let (desk, _server) = outlet();
    let service = Service::start(&desk, &["--log", "json"]);
    service.hears("READY=1");
    service.hears("WATCHDOG=1");
    assert_eq!(service.hears("STATUS="), "STATUS=2 of 2 sources were due, 1 failed: 3 new documents, 0 revised");
    let metrics = service.get("/metrics");
    for line in [
        "dateline_passes_total 1",
        "dateline_documents 3",
        "dateline_documents_new_total 3",
        "dateline_visits_failed_total 1",
        "dateline_subscriptions 0",
        "dateline_source_failures{source=\"lost\"} 1",
        "dateline_source_good_seconds{source=\"courier\"} ",
    ] {
        assert!(metrics.lines().any(|l| l.starts_with(line)), "{line}: {metrics}");
    }
    let found = service.get("/api/v1/documents?q=");
    assert!(found.contains("\"total\":3"), "{found}");
    // Nothing is due again, for cron neither: it is one schedule.
    assert!(desk.run(&["ingest"]).stdout.starts_with("0 of 2 sources were due"));
    let (code, log) = service.stop();
    assert_eq!(code, Some(0), "{log}");
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> =
        lines.iter().map(|l| (l["source"].as_str().unwrap(), l["outcome"].as_str().unwrap(), l["new"].as_u64().unwrap())).collect();
    assert_eq!(told, [("courier", "read", 3), ("lost", "failed", 0)]);
    assert_eq!(desk.run(&["check"]).code, 0);
}

#[test]
fn a_service_logs_a_line_a_source_and_run() {
    let (desk, _server) = outlet();
    let service = Service::start(&desk, &[]);
    service.hears("STATUS=");
    let (code, log) = service.stop();
    assert_eq!((code, log.lines().count()), (Some(0), 2), "{log}");
    assert!(log.lines().next().unwrap().ends_with(" courier: read, 3 new, 0 revised, 0 unchanged"), "{log}");
}

#[test]
fn passes_of_a_service_are_told_while_they_last() {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/quick.xml", &stories("courier", 3));
    // Answers only when told to.
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (released, told) = (std::sync::Mutex::new(released), stories("echo", 2));
    put_pages(&server, &told);
    let slow = rss(&server, &told);
    server.answer("/slow.xml", move |_| {
        let _ = released.lock().unwrap().recv();
        Reply::ok("application/rss+xml", slow.clone())
    });
    let sources = toml([feed("courier", &server.url("/quick.xml")), feed("echo", &server.url("/slow.xml"))]);
    desk.sources(&sources.replace("timeout = \"2s\"", "timeout = \"10m\""));
    let service = Service::start(&desk, &[]);
    let mut live = service.stream("/api/v1/ingest");
    // The stream may be asked for before the pass begins.
    while live.next_step() != "begin" {
        live = service.stream("/api/v1/ingest");
    }
    // Whoever asks for another one does not end what is told of this one.
    let word = desk.run(&["token", "add", "cron", "--role", "write"]).stdout;
    let asked = service.post("/api/v1/ingest", word.trim());
    assert!(asked.starts_with("HTTP/1.1 409"), "{asked}");
    assert!(service.get("/sources").contains("An ingest is at work"));
    assert!(service.get("/api/v1/sources").contains("courier"), "readers are not held up");
    drop(release);
    let mut steps = Vec::new();
    while steps.last().is_none_or(|step| step != "done") {
        steps.push(live.next_step());
    }
    assert_eq!(steps.iter().filter(|step| *step == "source").count(), 2, "{steps:?}");
    // And whenever one looks afterwards.
    let page = service.get("/sources/ingest");
    assert!(
        page.contains("<strong>courier</strong> read") && page.contains("<strong>echo</strong>") && page.contains("id=\"done\""),
        "{page}"
    );
    assert!(!service.get("/sources").contains("An ingest is at work"));
}

#[test]
fn a_service_does_not_begin_with_a_wrong_configuration() {
    let desk = Desk::new();
    desk.sources("[[source]]\nname = \"a\"\n");
    assert_eq!(desk.run(&["run", "--listen", "127.0.0.1:0"]).code, 2);
}
