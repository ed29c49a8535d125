//! Small bodies that are a gigabyte when decoded.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Of which each bomb holds a thousand.
const MEGABYTE: usize = 1 << 20;
const MANY: usize = 1024;

/// Members one after another (RFC 1952, 2.2).
pub(super) fn gzip_bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&vec![b' '; MEGABYTE]).unwrap();
    packed.finish().unwrap().repeat(MANY)
}

/// Frames one after another (RFC 8878, 3).
pub(super) fn zstd_bomb() -> Vec<u8> {
    zstd::encode_all(&*vec![b' '; MEGABYTE], 3).unwrap().repeat(MANY)
}

/// Bits from the lowest up, as brotli has them (RFC 7932, 1.5.1).
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    fn put(&mut self, value: u32, count: usize) {
        for n in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= u8::from(value >> n & 1 == 1) << (self.used % 8);
            self.used += 1;
        }
    }
}

/// Four spaces and a copy of them sixteen megabytes long, in nine bytes or so, again and again (RFC 7932, 9).
pub(super) fn brotli_bomb() -> Vec<u8> {
    const LONG: u32 = 1 << 24;
    let mut bits = Bits::default();
    bits.put(0, 1); // a window of 64 KiB
    for _ in 0..MANY / 16 {
        bits.put(0, 1); // not the last block
        bits.put(2, 2); // its length takes six nibbles
        bits.put(LONG - 1, 24);
        bits.put(0, 1); // compressed
        bits.put(0, 3); // one type of each kind of block
        bits.put(0, 6); // no postfix, no direct distances
        bits.put(0, 2); // context mode
        bits.put(0, 2); // one tree of literals, one of distances
        for (symbol, width) in [(u32::from(b' '), 8), (423, 10), (0, 6)] {
            bits.put(1, 2); // a simple code
            bits.put(0, 2); // of one symbol, which takes no bits then: a space; insert 4 and copy long; the last distance, which is 4
            bits.put(symbol, width);
        }
        bits.put(LONG - 4 - 2118, 24); // what the copy is longer than the shortest of its kind
    }
    bits.put(3, 2); // the last block, and empty
    bits.bytes
}
