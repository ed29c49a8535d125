//! A small hub (`WebSub`) on loopback: it asks back before it answers, and delivers what it is given, signed or not.

use crate::server::{Reply, Request, Server};
use dateline::model::signature::signed;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex};

/// The name by which the desk is known to the web; its own web server passes on what comes for it.
pub(crate) const PUBLIC: &str = "news.example";
/// What a hub says when it refuses, with what would clear a terminal.
pub(crate) const REFUSAL: &str = "no\u{1b}[2J such topic";

/// How a hub treats who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Confirms,
    Denies,
    Silent,
    /// Wants to be left alone for a day and an hour.
    Busy,
}

/// A running hub.
pub(crate) struct Hub {
    server: Server,
    shared: Arc<Shared>,
}

struct Shared {
    /// Where the desk listens, once it does.
    desk: Mutex<Option<String>>,
    listens: Condvar,
    manner: Mutex<Manner>,
    /// Status and answer of each question whether it was meant so.
    answers: Mutex<Vec<(u16, String)>>,
}

impl Hub {
    pub(crate) fn start(manner: Manner) -> Hub {
        let shared = Shared { desk: Mutex::default(), listens: Condvar::new(), manner: Mutex::new(manner), answers: Mutex::default() };
        let (server, shared) = (Server::start(), Arc::new(shared));
        let hub = shared.clone();
        server.answer("/hub", move |request| hub.asked(request));
        Hub { server, shared }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("/hub")
    }

    /// Sends those on who ask at its old address; that address.
    pub(crate) fn moved_from(&self, path: &str) -> String {
        self.server.put(path, Reply::status(308).header("Location", "/hub"));
        self.server.url(path)
    }

    /// From now on the desk is here.
    pub(crate) fn knows(&self, address: &str) {
        *self.shared.desk.lock().unwrap() = Some(address.to_owned());
        self.shared.listens.notify_all();
    }

    /// The desk is to be waited for again.
    pub(crate) fn forgets(&self) {
        *self.shared.desk.lock().unwrap() = None;
    }

    /// What it was asked for so far.
    pub(crate) fn forms(&self) -> Vec<HashMap<String, String>> {
        self.server.requests("/hub").iter().map(|request| form(&request.body)).collect()
    }

    /// Status and answer of each question whether it was meant so.
    pub(crate) fn answers(&self) -> Vec<(u16, String)> {
        self.shared.answers.lock().unwrap().clone()
    }

    /// Asks whether it is meant so; status and answer.
    pub(crate) fn intends(&self, callback: &str, intent: &[(&str, &str)]) -> (u16, String) {
        self.shared.intends(callback, intent)
    }

    /// Delivers news, signed so; the status.
    pub(crate) fn delivers(&self, callback: &str, news: &str, signature: Option<&str>) -> u16 {
        let signature = signature.map(|s| format!("X-Hub-Signature: {s}\r\n")).unwrap_or_default();
        let head = format!("Content-Type: application/rss+xml\r\nContent-Length: {}\r\n{signature}", news.len());
        self.shared.call("POST", callback, &head, news).0
    }

    /// Delivers news as it should.
    pub(crate) fn tells(&self, form: &HashMap<String, String>, news: &str) -> u16 {
        let signature = format!("sha256={}", signed(form["hub.secret"].as_bytes(), news.as_bytes()));
        self.delivers(&form["hub.callback"], news, Some(&signature))
    }

    /// Announces so many bytes, and waits for the answer before it sends them; the status.
    pub(crate) fn announces(&self, callback: &str, bytes: usize) -> u16 {
        self.shared.call("POST", callback, &format!("Content-Length: {bytes}\r\n"), "").0
    }
}

impl Shared {
    /// Asks back first, as it may, and answers then.
    fn asked(&self, request: &Request) -> Reply {
        let form = form(&request.body);
        let (callback, topic, mode) = (&form["hub.callback"], form["hub.topic"].as_str(), form["hub.mode"].as_str());
        let answer = match *self.manner.lock().unwrap() {
            Manner::Confirms => self.intends(
                callback,
                &[("hub.mode", mode), ("hub.topic", topic), ("hub.challenge", "<b>a&b</b>"), ("hub.lease_seconds", "3600")],
            ),
            Manner::Denies => self.intends(callback, &[("hub.mode", "denied"), ("hub.topic", topic), ("hub.reason", REFUSAL)]),
            Manner::Silent => return Reply::status(202),
            Manner::Busy => return Reply::status(503).header("Retry-After", "90000"),
        };
        self.answers.lock().unwrap().push(answer);
        Reply::status(202)
    }

    fn intends(&self, callback: &str, intent: &[(&str, &str)]) -> (u16, String) {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(intent).finish();
        self.call("GET", &format!("{callback}?{query}"), "", "")
    }

    /// As the desk's own web server passes it on.
    fn call(&self, method: &str, url: &str, head: &str, body: &str) -> (u16, String) {
        let desk = self.desk.lock().unwrap();
        let address = self.listens.wait_while(desk, |desk| desk.is_none()).unwrap().clone().unwrap();
        let path = url.strip_prefix(&format!("https://{PUBLIC}")).unwrap();
        let mut socket = TcpStream::connect(address).unwrap();
        write!(socket, "{method} {path} HTTP/1.1\r\nHost: {PUBLIC}\r\nConnection: close\r\n{head}\r\n{body}").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

fn form(body: &str) -> HashMap<String, String> {
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}
