//! WARC files (ISO 28500, versions 1.0 and 1.1), record by record, gzip or not: the responses in them, also those that came again.

use std::io::{self, BufRead, Read};

/// A longer block is passed over, as a longer answer would be.
const LONGEST: u64 = 64 << 20;
/// Bytes of a line of a header.
const LONGEST_LINE: u64 = 1 << 16;
/// Lines of a header.
const MOST_LINES: usize = 1000;

/// An HTTP response, a revisit of one, or a resource out of a WARC file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Archived {
    /// `WARC-Target-URI`.
    pub url: String,
    /// `WARC-Date` as it stands.
    pub date: String,
    /// `WARC-IP-Address`.
    pub address: Option<String>,
    /// HTTP status; 0 of a resource.
    pub status: u16,
    /// HTTP headers by name and value, as they came.
    pub headers: Vec<(String, String)>,
    /// The body; chunks are put together, codings are not undone. Empty of a revisit.
    pub body: Vec<u8>,
    /// `WARC-Payload-Digest` as it stands.
    pub digest: Option<String>,
    /// The body is that of an earlier record with the same digest.
    pub revisit: bool,
}

/// What comes next in a file.
enum Record {
    Found(Archived),
    /// A request, metadata, what is too long.
    Other,
    End,
}

/// The responses, revisits and resources of a WARC file, one after another; other records are passed over.
pub struct Responses<R> {
    from: R,
}

/// Reads a WARC file that is not packed, or was unpacked on the way.
pub fn responses<R: BufRead>(from: R) -> Responses<R> {
    Responses { from }
}

impl<R: BufRead> Responses<R> {
    /// A line without its end; none at the end of the file.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = self.from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        Ok((read > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// The fields of the next record.
    fn fields(&mut self) -> io::Result<Option<Vec<(String, String)>>> {
        let first = loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.is_empty() => {}
                Some(line) => break line,
            }
        };
        if !first.starts_with("WARC/") {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a record does not begin with WARC/"));
        }
        let mut fields = Vec::new();
        while let Some(line) = self.line()?.filter(|line| !line.is_empty() && fields.len() < MOST_LINES) {
            fields.extend(line.split_once(':').map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned())));
        }
        Ok(Some(fields))
    }

    fn record(&mut self) -> io::Result<Record> {
        let Some(fields) = self.fields()? else { return Ok(Record::End) };
        let of = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
        let length: u64 = of("content-length").parse().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a record has no length"))?;
        let kind = of("warc-type");
        if length > LONGEST || !matches!(kind, "response" | "resource" | "revisit") {
            io::copy(&mut self.from.by_ref().take(length), &mut io::sink())?;
            return Ok(Record::Other);
        }
        let mut block = Vec::new();
        if self.from.by_ref().take(length).read_to_end(&mut block)? as u64 != length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the last record is cut short"));
        }
        let stated = |name: &str| Some(of(name).to_owned()).filter(|value| !value.is_empty());
        let (address, digest, revisit) = (stated("warc-ip-address"), stated("warc-payload-digest"), kind == "revisit");
        // WARC 1.0 had addresses in angle brackets.
        let url = of("warc-target-uri").trim_matches(['<', '>']).to_owned();
        let whole = Archived { url, date: of("warc-date").to_owned(), address, digest, revisit, body: block, ..Archived::default() };
        let http = of("content-type").starts_with("application/http");
        let found = if kind == "resource" { Some(whole) } else { http_answer(whole).filter(|_| http) };
        Ok(found.map_or(Record::Other, Record::Found))
    }
}

impl<R: BufRead> Iterator for Responses<R> {
    type Item = io::Result<Archived>;

    fn next(&mut self) -> Option<io::Result<Archived>> {
        loop {
            match self.record() {
                Ok(Record::End) => return None,
                Ok(Record::Other) => {}
                Ok(Record::Found(archived)) => return Some(Ok(archived)),
                Err(e) => return Some(Err(e)),
            }
        }
    }
}

/// The status, headers and body of an HTTP answer; none where it is none.
fn http_answer(record: Archived) -> Option<Archived> {
    let end = record.body.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&record.body[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(':')).map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned())).collect();
    let body = &record.body[end + 4..];
    let chunked = headers.iter().any(|(n, v)| n.eq_ignore_ascii_case("transfer-encoding") && v.to_ascii_lowercase().contains("chunked"));
    // Some archives keep the header and put the chunks together.
    let body = if chunked { unchunked(body).unwrap_or_else(|| body.to_owned()) } else { body.to_owned() };
    Some(Archived { status, headers, body, ..record })
}

/// Chunks put together (RFC 9112, 7.1); none where they are no chunks.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        let from = end + 2;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(from..from.checked_add(size)?)?);
        rest = rest.get(from + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, http: &str) -> String {
        let length = http.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://news.example/a>\r\nWARC-Date: 2026-03-04T09:00:00Z\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n{http}\r\n\r\n"
        )
    }

    #[test]
    fn responses_are_found_among_other_records() {
        let file = record("request", "GET / HTTP/1.1\r\n\r\n")
            + &record("response", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The pier is shut.")
            + &record("response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=1\r\n<p>T\r\n3\r\nhe \r\n0\r\n\r\n")
            + &record("metadata", "x: y");
        let found: Vec<Archived> = responses(file.as_bytes()).map(Result::unwrap).collect();
        let told: Vec<_> = found.iter().map(|a| (a.url.as_str(), a.status, String::from_utf8_lossy(&a.body).into_owned())).collect();
        let url = "http://news.example/a";
        assert_eq!(told, [(url, 200, "<p>The pier is shut.".to_owned()), (url, 200, "<p>The ".to_owned())]);
        assert_eq!(found[0].headers, [("Content-Type".to_owned(), "text/html".to_owned())]);
    }

    #[test]
    fn what_is_cut_or_none_is_told() {
        let whole = record("response", "HTTP/1.1 200 OK\r\n\r\n<p>The pier is shut.");
        let cut = &whole.as_bytes()[..whole.len() - 10];
        assert!(responses(cut).next().unwrap().is_err());
        assert!(responses(&b"<html>"[..]).next().unwrap().is_err());
        assert!(responses(&b""[..]).next().is_none());
    }
}
