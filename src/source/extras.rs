//! What few sources need: headers of their own, cookies, how long what is read from them is kept.

use super::every::positive;
use super::section::Section;
use crate::model::Cookie;
use crate::model::source::Keep;
use chrono::DateTime;

/// Headers that are this program's to say: of the connection, of what it can read, of what it knows, and who it is.
const OWN: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-modified-since",
    "if-none-match",
    "range",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// `headers = ["Name: value"]`.
pub(super) fn headers(s: &mut Section) -> Vec<(String, String)> {
    s.list("headers", header)
}

fn header(text: &str) -> Result<(String, String), String> {
    let expected = || "a header such as “Authorization: Bearer …” is expected".to_owned();
    let (name, value) = text.split_once(':').ok_or_else(expected)?;
    let (name, value) = (name.trim(), value.trim());
    let is_token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    if !is_token || value.is_empty() || value.chars().any(char::is_control) {
        return Err(expected());
    }
    match OWN.iter().find(|own| name.eq_ignore_ascii_case(own)) {
        Some(&"cookie") => Err("cookies are named in a file: cookies = \"cookies.txt\"".to_owned()),
        Some(own) => Err(format!("{own} is this program's to say; leave it out")),
        None => Ok((name.to_owned(), value.to_owned())),
    }
}

/// `keep = "365d"`, `keep_size = "2GB"`.
pub(super) fn keep(s: &mut Section) -> Keep {
    Keep { age: s.parsed("keep", positive), size: s.parsed("keep_size", size) }
}

/// Units of sizes, and what they are in bytes.
const UNITS: &[(&str, u64)] = &[("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000)];

fn size(text: &str) -> Result<u64, String> {
    let read = || {
        let (number, unit) = UNITS.iter().find_map(|(name, bytes)| Some((text.strip_suffix(name)?, bytes)))?;
        number.trim().parse::<u64>().ok()?.checked_mul(*unit)
    };
    read().ok_or_else(|| "a size such as “500MB” or “2GB” is expected".to_owned())
}

/// A cookies file as browsers' exporters and curl write it: seven fields a line, between tabs. What is wrong, with its line.
pub fn cookies(text: &str) -> Result<Vec<Cookie>, String> {
    let line = |(n, line): (usize, &str)| {
        // A mark of some writers, no comment.
        let line = line.strip_prefix("#HttpOnly_").unwrap_or(line);
        let is_none = line.trim().is_empty() || line.starts_with('#');
        (!is_none).then(|| {
            cookie(line).ok_or_else(|| {
                format!("line {}: domain, TRUE or FALSE, path, TRUE or FALSE, time, name and value are expected, between tabs", n + 1)
            })
        })
    };
    text.lines().enumerate().filter_map(line).collect()
}

fn cookie(line: &str) -> Option<Cookie> {
    let [domain, below, path, secure, expires, name, value] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let is_clean = |text: &str| !text.chars().any(|c| c.is_control() || c == ';');
    if !is_clean(name) || !is_clean(value) || !path.starts_with('/') {
        return None;
    }
    let expires: i64 = expires.parse().ok()?;
    Some(Cookie {
        domain: domain.trim_start_matches('.').to_ascii_lowercase(),
        below: below == "TRUE" || domain.starts_with('.'),
        path: path.to_owned(),
        secure: secure == "TRUE",
        expires: DateTime::from_timestamp(expires, 0).filter(|_| expires > 0),
        name: name.to_owned(),
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_or_refused() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            assert_eq!(header(text).ok(), expected.map(|(name, value)| (name.to_owned(), value.to_owned())), "{text}");
        };
        check("Authorization: Bearer abc:def", Some(("Authorization", "Bearer abc:def")));
        check("X-Key:k", Some(("X-Key", "k")));
        check("no header", None);
        check(": value", None);
        check("X-Key:", None);
        check("X Key: k", None);
        // Who asks is said honestly.
        check("User-Agent: Mozilla/5.0", None);
        check("host: other.example", None);
        assert!(header("Cookie: a=b").unwrap_err().contains("cookies.txt"));
    }

    #[test]
    fn sizes_have_units() {
        let check = |text: &str, expected: Option<u64>| assert_eq!(size(text).ok(), expected, "{text}");
        check("500MB", Some(500_000_000));
        check("2 GB", Some(2_000_000_000));
        check("2", None);
        check("2gb", None);
        check("99999999999TB", None);
    }

    #[test]
    fn cookies_are_read_as_curl_writes_them() {
        let read = cookies("# Netscape HTTP Cookie File\n\n.courier.example\tTRUE\t/\tTRUE\t1900000000\tsession\tabc=\n#HttpOnly_www.echo.example\tFALSE\t/a\tFALSE\t0\tid\t7\n").unwrap();
        assert_eq!((read.len(), read[0].domain.as_str(), read[0].below, read[0].secure), (2, "courier.example", true, true));
        assert_eq!((read[0].value.as_str(), read[1].domain.as_str(), read[1].expires), ("abc=", "www.echo.example", None));
        assert!(cookies("courier.example TRUE / TRUE 0 a b").unwrap_err().starts_with("line 1"));
    }
}
