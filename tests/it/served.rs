//! `dateline serve` on a desk, asked over a socket, so that nothing tidies up what is sent.

use crate::desk::Desk;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

/// A running server; it ends when dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// It was not cut short.
    pub(crate) whole: bool,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        pairs.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The session cookie that was set, as it is sent back.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie").unwrap_or_else(|| panic!("{self:?}")).split(';').next().unwrap().to_owned()
    }

    /// The word that a form repeats.
    pub(crate) fn form_token(&self) -> String {
        let after = self.body.split("name=\"csrf\" value=\"").nth(1).unwrap_or_else(|| panic!("{self:?}"));
        after.split('"').next().unwrap().to_owned()
    }
}

impl Served {
    /// On loopback.
    pub(crate) fn of(desk: &Desk) -> Served {
        Served::with(desk, &["--listen", "127.0.0.1:0"])
    }

    pub(crate) fn with(desk: &Desk, args: &[&str]) -> Served {
        let mut child = desk.command(&[&["serve"], args].concat()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').replace("0.0.0.0", "127.0.0.1");
        Served { child, address }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    /// Sends exactly this, and reads until the server closes.
    pub(crate) fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        read(stream)
    }

    /// With these header lines; a body where there is one.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Reply {
        let host = if headers.iter().any(|h| h.to_ascii_lowercase().starts_with("host:")) {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        let lines = headers.iter().fold(String::new(), |lines, h| lines + h + "\r\n");
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        reply(&self.raw(format!("{method} {path} HTTP/1.1\r\n{host}{lines}{length}Connection: close\r\n\r\n{body}").as_bytes()))
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "")
    }
}

fn read(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A server that closes while something is on its way may reset; what it said before counts.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Chunks are put together.
pub(crate) fn reply(answer: &str) -> Reply {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    let mut reply = Reply { status, head: head.to_owned(), body: body.to_owned(), whole: true };
    if reply.header("transfer-encoding").is_some_and(|t| t.contains("chunked")) {
        reply.body = unchunked(body);
        reply.whole = body.ends_with("0\r\n\r\n");
    }
    reply
}

fn unchunked(body: &str) -> String {
    let (mut left, mut whole) = (body.as_bytes(), Vec::new());
    while let Some(end) = left.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(String::from_utf8_lossy(&left[..end]).trim(), 16).unwrap_or(0);
        let chunk = &left[end + 2..];
        whole.extend_from_slice(&chunk[..size.min(chunk.len())]);
        left = chunk.get(size + 2..).unwrap_or_default();
    }
    String::from_utf8_lossy(&whole).into_owned()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
