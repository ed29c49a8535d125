//! A body that is read as it comes: unpacked, decoded and held only as far as it is being looked at.

use super::charset;
use super::repair::{self, Repairs};
use encoding_rs::Decoder;
use flate2::bufread::MultiGzDecoder;
use std::io::{BufReader, Chain, Cursor, Read, Take};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;
/// Bytes of a body, unpacked; the rest is left out.
const MAX_BYTES: u64 = 100 << 20;

/// A window on a text: what lies behind it is gone, what lies before it is not read yet.
pub(super) struct Window<'r> {
    body: Take<Box<dyn Read + Send + 'r>>,
    decoder: Option<Decoder>,
    held: String,
    /// The end of the body is in the window.
    pub ended: bool,
    /// What was amiss, in words.
    pub faults: Vec<String>,
}

impl<'r> Window<'r> {
    /// A body as it comes; gzip is unpacked.
    pub(super) fn new(body: impl Read + Send + 'r) -> Window<'r> {
        let (body, fault) = unpacked(body);
        Window { body: body.take(MAX_BYTES), decoder: None, held: String::new(), ended: false, faults: fault.into_iter().collect() }
    }

    /// The text in the window.
    pub(super) fn text(&self) -> &str {
        &self.held
    }

    /// Takes in at least as much as is there: what has to be looked at again is never more than what is new.
    pub(super) fn take_in(&mut self) {
        let mut bytes = Vec::new();
        let wanted = self.held.len().max(CHUNK) as u64;
        if let Err(e) = self.body.by_ref().take(wanted).read_to_end(&mut bytes) {
            self.faults.push(format!("the body ends early: {e}"));
            self.ended = true;
        } else if (bytes.len() as u64) < wanted {
            self.ended = true;
            if self.body.limit() == 0 {
                self.faults.push(format!("the body has more than {} MiB: the rest was left out", MAX_BYTES >> 20));
            }
        }
        self.decode(&bytes);
    }

    /// Leaves so many bytes behind.
    pub(super) fn leave(&mut self, done: usize) {
        self.held.drain(..done);
    }

    fn decode(&mut self, bytes: &[u8]) {
        let decoder = self.decoder.get_or_insert_with(|| charset::encoding(bytes).new_decoder());
        let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3));
        let _ = decoder.decode_to_string(bytes, &mut text, self.ended);
        self.held.push_str(&repair::without_controls(&text, &mut Repairs::default()));
    }
}

type Peeked<R> = Chain<Cursor<Vec<u8>>, R>;

/// The body itself, or what its gzip holds.
fn unpacked<'r>(body: impl Read + Send + 'r) -> (Box<dyn Read + Send + 'r>, Option<String>) {
    let (body, start, fault) = peeked(body);
    if start.starts_with(&[0x1F, 0x8B]) {
        (Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, body))), fault)
    } else {
        (Box::new(body), fault)
    }
}

/// The first two bytes, and the body with them.
fn peeked<R: Read>(mut body: R) -> (Peeked<R>, Vec<u8>, Option<String>) {
    let mut start = Vec::new();
    let fault = body.by_ref().take(2).read_to_end(&mut start).err().map(|e| format!("the body cannot be read: {e}"));
    (Cursor::new(start.clone()).chain(body), start, fault)
}
