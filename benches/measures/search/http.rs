//! Our own server as a process, asked over one connection that stays open.

use super::kinds::Asked;
use anyhow::{Context, Result, ensure};
use dateline::query::View;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use url::Url;

pub(super) struct Http {
    server: Child,
    base: Url,
    connection: BufReader<TcpStream>,
}

impl Http {
    pub(super) fn start(data: &Path) -> Result<Http> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.arg("--data").arg(data).args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
        let mut server = command.spawn()?;
        let mut line = String::new();
        BufReader::new(server.stdout.take().context("its output is piped")?).read_line(&mut line)?;
        let base = Url::parse(line.trim()).with_context(|| format!("the server said {line:?}"))?;
        let stream = TcpStream::connect(base.socket_addrs(|| None)?.first().context("an address")?)?;
        stream.set_nodelay(true)?;
        Ok(Http { server, base, connection: BufReader::new(stream) })
    }

    pub(super) fn asked(&mut self, asked: Asked, question: &str) -> Result<Duration> {
        let (path, view) = match asked {
            Asked::Page(view) => (collection(view), None),
            Asked::Months(view) => ("histogram", Some(collection(view))),
        };
        let mut url = self.base.join(&format!("/api/v1/{path}"))?;
        url.query_pairs_mut().append_pair("q", question).extend_pairs(view.map(|view| ("as", view)));
        let address = format!("{}?{}", url.path(), url.query().unwrap_or_default());
        let begun = Instant::now();
        let request = format!("GET {address} HTTP/1.1\r\nHost: {}\r\n\r\n", self.base.authority());
        self.connection.get_mut().write_all(request.as_bytes())?;
        let length = self.head(question)?;
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body)?;
        Ok(begun.elapsed())
    }

    /// The length of the body that follows.
    fn head(&mut self, question: &str) -> Result<usize> {
        let mut status = String::new();
        self.connection.read_line(&mut status)?;
        ensure!(status.contains(" 200 "), "{question}: {status}");
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.connection.read_line(&mut line)?;
            match line.trim().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse()?,
                Some(_) => {}
                None => return Ok(length),
            }
        }
    }
}

fn collection(view: View) -> &'static str {
    match view {
        View::Documents => "documents",
        View::Quotations => "quotations",
        View::Events => "events",
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
