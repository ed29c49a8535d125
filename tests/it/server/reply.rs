//! What the server answers, and what goes wrong on the way.

use super::Request;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// An answer, and what goes wrong on its way.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    fault: Fault,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
enum Fault {
    None,
    /// The connection is closed this many bytes early.
    Cut(usize),
    /// Half of the body, then a connection reset.
    Reset,
    /// No answer, for ever.
    Hang,
    /// Half of the body, and then nothing more, for ever.
    Stall,
    /// One byte at a time, this far apart.
    Drip(Duration),
    /// The body in the place of the whole answer.
    Raw,
    /// The body again and again, of no told length, for as long as somebody reads.
    Endless,
    /// The body in the place of the whole answer, and then what follows its head again and again.
    EndlessRaw,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: Vec::new(), fault: Fault::None }
    }

    pub(crate) fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Reply {
        Reply::status(200).header("Content-Type", content_type).body(body)
    }

    pub(crate) fn html(body: &str) -> Reply {
        Reply::ok("text/html; charset=utf-8", body)
    }

    pub(crate) fn redirect(to: &str) -> Reply {
        Reply::status(301).header("Location", to)
    }

    pub(crate) fn hang() -> Reply {
        Reply { fault: Fault::Hang, ..Reply::status(200) }
    }

    /// These bytes in the place of an answer.
    pub(crate) fn raw(bytes: &[u8]) -> Reply {
        Reply { fault: Fault::Raw, ..Reply::status(200).body(bytes) }
    }

    /// A body without an end.
    pub(crate) fn endless(self) -> Reply {
        Reply { fault: Fault::Endless, ..self }
    }

    /// An answer as it stands, whose body comes again and again.
    pub(crate) fn endless_raw(self) -> Reply {
        Reply { fault: Fault::EndlessRaw, ..self }
    }

    /// Half of the body, told to be the whole.
    pub(crate) fn halved(mut self) -> Reply {
        self.body.truncate(self.body.len() / 2);
        self
    }

    /// These bytes as the body, which is coded already.
    pub(crate) fn coded(self, coding: &str) -> Reply {
        self.header("Content-Encoding", coding)
    }

    /// A file, with `ETag` and `Last-Modified`; `/` is index.html.
    pub(super) fn file(folder: &Path, path: &str) -> Option<Reply> {
        let name = path.split('?').next()?.trim_start_matches('/');
        let file = folder.join(if name.is_empty() { "index.html" } else { name });
        // No test asks for a file outside; a path with dots is a bug in the test's subject.
        let inside = !name.split('/').any(|part| part == "..");
        let body = std::fs::read(&file).ok().filter(|_| inside)?;
        let modified = std::fs::metadata(&file).ok()?.modified().ok()?;
        Some(Reply::ok(content_type(&file), body).tagged_by_content().header("Last-Modified", &http_date(modified)))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = body.into();
        self
    }

    pub(crate) fn tagged(self, etag: &str) -> Reply {
        self.header("ETag", etag)
    }

    pub(crate) fn tagged_by_content(self) -> Reply {
        let etag = format!("\"{}\"", &dateline::model::id::sha256(&self.body)[..16]);
        self.tagged(&etag)
    }

    pub(crate) fn gzipped(mut self) -> Reply {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&self.body).unwrap();
        self.body = packed.finish().unwrap();
        self.header("Content-Encoding", "gzip")
    }

    /// Brotli as one stored block of at most 64 KiB and an empty last one (RFC 7932, 9.2).
    pub(crate) fn brotli(mut self) -> Reply {
        let length = u32::try_from(self.body.len() - 1).unwrap();
        self.body = [&(length << 4 | 1 << 20).to_le_bytes()[..3], &self.body, &[3]].concat();
        self.header("Content-Encoding", "br")
    }

    pub(crate) fn zstd(mut self) -> Reply {
        self.body = zstd::encode_all(&self.body[..], 3).unwrap();
        self.header("Content-Encoding", "zstd")
    }

    pub(crate) fn cut(self, bytes: usize) -> Reply {
        Reply { fault: Fault::Cut(bytes), ..self }
    }

    pub(crate) fn reset(self) -> Reply {
        Reply { fault: Fault::Reset, ..self }
    }

    pub(crate) fn stall(self) -> Reply {
        Reply { fault: Fault::Stall, ..self }
    }

    pub(crate) fn drip(self, apart: Duration) -> Reply {
        Reply { fault: Fault::Drip(apart), ..self }
    }

    /// 304 where the request's validators fit; an `ETag` outweighs a date (RFC 9110, 13.2.2).
    pub(super) fn unless_known(self, request: &Request) -> Reply {
        let own = |name: &str| self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let known = match (request.header("If-None-Match"), request.header("If-Modified-Since")) {
            (Some(tag), _) => own("ETag") == Some(tag),
            (None, Some(date)) => own("Last-Modified") == Some(date),
            (None, None) => false,
        };
        if known && self.status == 200 && self.fault == Fault::None { Reply { status: 304, body: Vec::new(), ..self } } else { self }
    }

    pub(super) fn ends_abruptly(&self) -> bool {
        self.fault == Fault::Reset
    }

    fn head(&self) -> String {
        let named: Vec<_> = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let named = named.concat();
        let length = match self.fault {
            Fault::Endless => String::new(),
            _ => format!("Content-Length: {}\r\n", self.body.len()),
        };
        format!("HTTP/1.1 {} Scripted\r\n{named}{length}Connection: close\r\n\r\n", self.status)
    }

    pub(super) async fn send(&self, socket: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        let half = self.body.len() / 2;
        match &self.fault {
            Fault::Hang => std::future::pending().await,
            Fault::Raw => return socket.write_all(&self.body).await,
            Fault::EndlessRaw => return endless(socket, &self.body).await,
            _ => socket.write_all(self.head().as_bytes()).await?,
        }
        match &self.fault {
            Fault::Cut(bytes) => socket.write_all(&self.body[..self.body.len() - bytes]).await?,
            Fault::Reset => return socket.write_all(&self.body[..half]).await,
            Fault::Stall => {
                socket.write_all(&self.body[..half]).await?;
                socket.flush().await?;
                std::future::pending::<()>().await;
            }
            Fault::Endless => loop {
                socket.write_all(&self.body).await?;
            },
            Fault::Drip(apart) => drip(socket, &self.body, *apart).await?,
            _ => socket.write_all(&self.body).await?,
        }
        socket.shutdown().await
    }
}

async fn endless(socket: &mut (impl AsyncWrite + Unpin), answer: &[u8]) -> std::io::Result<()> {
    socket.write_all(answer).await?;
    let body = answer.windows(4).position(|end| end == b"\r\n\r\n").map_or(answer, |head| &answer[head + 4..]);
    loop {
        socket.write_all(body).await?;
    }
}

async fn drip(socket: &mut (impl AsyncWrite + Unpin), body: &[u8], apart: Duration) -> std::io::Result<()> {
    for byte in body {
        socket.write_u8(*byte).await?;
        socket.flush().await?;
        tokio::time::sleep(apart).await;
    }
    Ok(())
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("xml" | "rss") => "application/xml",
        Some("atom") => "application/atom+xml",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("gz") => "application/gzip",
        _ => "application/octet-stream",
    }
}

fn http_date(time: SystemTime) -> String {
    chrono::DateTime::<chrono::Utc>::from(time).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
