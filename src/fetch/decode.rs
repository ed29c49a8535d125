//! Content codings (RFC 9110, 8.4.1): the body as it was meant, from the bytes as they came.
//!
//! Done here and not by the client, so that the headers stay as they came and a bomb is stopped at the cap.

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::Read;

/// What the client says it can read. Deflate is read, but not asked for: servers disagree on what it is.
pub(super) const ACCEPTED: &str = "gzip, br, zstd";

/// No server means it when it encodes more often than this.
const MOST_CODINGS: usize = 3;

/// Why a body could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub enum Undecoded {
    /// It grows past the limit.
    TooLarge,
    /// It is not what the header says, in words.
    Broken(String),
}

/// A body that another archive keeps as it was sent, by its `Content-Encoding`; up to the longest that is read anywhere.
pub fn decoded(raw: Vec<u8>, codings: &str) -> Result<Vec<u8>, Undecoded> {
    decode(raw, codings, super::wire::LONGEST_BODY)
}

/// Undoes the codings of a `Content-Encoding` value, the last one first.
pub(super) fn decode(raw: Vec<u8>, codings: &str, limit: usize) -> Result<Vec<u8>, Undecoded> {
    if codings.split(',').count() > MOST_CODINGS {
        return Err(Undecoded::Broken(format!("its body is encoded over and over ({codings})")));
    }
    codings.rsplit(',').try_fold(raw, |body, coding| undo(body, &coding.trim().to_ascii_lowercase(), limit))
}

fn undo(body: Vec<u8>, coding: &str, limit: usize) -> Result<Vec<u8>, Undecoded> {
    match coding {
        // Nothing to decode, whatever the header says: the answer to a bad request often.
        _ if body.is_empty() => Ok(body),
        "gzip" | "x-gzip" => gzip(&body, limit),
        "deflate" if is_zlib(&body) => limited(ZlibDecoder::new(&body[..]), limit),
        "deflate" => limited(DeflateDecoder::new(&body[..]), limit),
        "br" => limited(brotli_decompressor::Decompressor::new(&body[..], 4096), limit),
        "zstd" => zstd(&body, limit),
        "compress" | "x-compress" | "dcb" | "dcz" => {
            Err(Undecoded::Broken(format!("its body is encoded as {coding}, which was not asked for")))
        }
        // "identity", and what servers mistake for a coding: "utf-8", "none", "text/html".
        _ => Ok(body),
    }
}

/// Every member of the file (RFC 1952, 2.2); padding after the last one is ignored, as browsers do.
fn gzip(mut rest: &[u8], limit: usize) -> Result<Vec<u8>, Undecoded> {
    let mut body = Vec::new();
    loop {
        let mut member = GzDecoder::new(rest);
        body.extend(limited(&mut member, limit - body.len())?);
        rest = member.into_inner();
        if !rest.starts_with(&[0x1f, 0x8b]) {
            return Ok(body);
        }
    }
}

/// A zlib header (RFC 1950, 2.2): HTTP's "deflate" is zlib by the letter, and raw deflate by old habit.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [method, flags, ..] if method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0)
}

/// A window of at most 8 MiB, as RFC 9659 has it for HTTP.
fn zstd(body: &[u8], limit: usize) -> Result<Vec<u8>, Undecoded> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body).map_err(|e| broken(&e))?;
    decoder.window_log_max(23).map_err(|e| broken(&e))?;
    limited(decoder, limit)
}

fn limited(reader: impl Read, limit: usize) -> Result<Vec<u8>, Undecoded> {
    let mut body = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut body).map_err(|e| broken(&e))?;
    if body.len() > limit { Err(Undecoded::TooLarge) } else { Ok(body) }
}

fn broken(error: &std::io::Error) -> Undecoded {
    Undecoded::Broken(format!("its body cannot be decoded ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    const TEXT: &[u8] = b"The council said the bridge would open in May.";

    fn gzipped(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut out = ZlibEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn deflated(text: &[u8]) -> Vec<u8> {
        let mut out = DeflateEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    fn zstandard(text: &[u8]) -> Vec<u8> {
        zstd::encode_all(text, 3).unwrap()
    }

    /// One stored meta-block and an empty last one (RFC 7932, 9.2).
    fn brotli(text: &[u8]) -> Vec<u8> {
        let head = u32::try_from((text.len() - 1) << 4 | 1 << 20).unwrap().to_le_bytes();
        [&head[..3], text, &[3]].concat()
    }

    #[test]
    fn codings_are_undone() {
        let check = |raw: Vec<u8>, codings: &str| assert_eq!(decode(raw, codings, 1000).as_deref(), Ok(TEXT), "{codings}");
        check(gzipped(TEXT), "gzip");
        check(gzipped(TEXT), "X-GZip ");
        check(zlib(TEXT), "deflate");
        check(deflated(TEXT), "deflate");
        check(brotli(TEXT), "br");
        check(zstandard(TEXT), "zstd");
        check(zstandard(&gzipped(TEXT)), "gzip, zstd");
        check([gzipped(&TEXT[..9]), gzipped(&TEXT[9..])].concat(), "gzip");
        // Some servers pad a gzip file with zeros.
        check([gzipped(TEXT), vec![0; 16]].concat(), "gzip");
        check(TEXT.to_vec(), "");
        check(TEXT.to_vec(), "identity");
        // A charset where a coding should be.
        check(TEXT.to_vec(), "utf-8");
        assert_eq!(decode(Vec::new(), "gzip", 10), Ok(Vec::new()));
    }

    #[test]
    fn broken_bodies_are_said_to_be() {
        let check = |raw: Vec<u8>, codings: &str| {
            assert!(matches!(decode(raw, codings, 1000), Err(Undecoded::Broken(_))), "{codings}");
        };
        let cut = |mut raw: Vec<u8>| {
            raw.truncate(raw.len() - 12);
            raw
        };
        check(cut(gzipped(TEXT)), "gzip");
        check(cut(zlib(TEXT)), "deflate");
        check(cut(deflated(TEXT)), "deflate");
        check(cut(brotli(TEXT)), "br");
        check(cut(zstandard(TEXT)), "zstd");
        check(TEXT.to_vec(), "gzip");
        check(TEXT.to_vec(), "compress");
        check(TEXT.to_vec(), "gzip,gzip,gzip,gzip");
    }

    #[test]
    fn bombs_are_stopped_at_the_limit() {
        let zeros = vec![0; 100_000];
        for (raw, coding) in [(gzipped(&zeros), "gzip"), (zlib(&zeros), "deflate"), (zstandard(&zeros), "zstd")] {
            assert_eq!(decode(raw.clone(), coding, 99_999), Err(Undecoded::TooLarge));
            assert_eq!(decode(raw, coding, 100_000).map(|b| b.len()), Ok(100_000));
        }
        let twice = [gzipped(&zeros), gzipped(&zeros)].concat();
        assert_eq!(decode(twice, "gzip", 150_000), Err(Undecoded::TooLarge));
    }
}
