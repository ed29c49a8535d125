//! What proves that a message comes from who knows a secret: HMAC (RFC 2104), as webhooks and hubs write it.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// HMAC of a message, with a secret.
type Hmac = fn(&[u8], &[u8]) -> Vec<u8>;

/// The methods of `X-Hub-Signature` (`WebSub`, 7.1.1). A collision of SHA-1 does not forge an HMAC, and many hubs know no other.
const METHODS: [(&str, Hmac); 4] =
    [("sha1", hmac::<Sha1, 64>), ("sha256", hmac::<Sha256, 64>), ("sha384", hmac::<Sha384, 128>), ("sha512", hmac::<Sha512, 128>)];

/// HMAC-SHA256 in hexadecimal.
#[must_use]
pub fn signed(secret: &[u8], message: &[u8]) -> String {
    hmac::<Sha256, 64>(secret, message).iter().fold(String::new(), |hex, b| hex + &format!("{b:02x}"))
}

/// Whether a signature such as `sha256=…` is that of a message. How long it takes does not tell where it is wrong.
#[must_use]
pub fn is_signed(signature: &str, secret: &[u8], message: &[u8]) -> bool {
    let Some((method, hex)) = signature.trim().split_once('=') else { return false };
    let Some((_, hmac)) = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method)) else { return false };
    let Some(told) = bytes(hex) else { return false };
    let right = hmac(secret, message);
    told.len() == right.len() && told.iter().zip(&right).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let hex = hex.as_bytes();
    let pair = |pair: &[u8]| std::str::from_utf8(pair).ok().filter(|p| p.len() == 2).and_then(|p| u8::from_str_radix(p, 16).ok());
    hex.iter().all(u8::is_ascii_hexdigit).then(|| hex.chunks(2).map(pair).collect())?
}

/// By the length of the method's block in bytes.
fn hmac<D: Digest, const BLOCK: usize>(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let mut key = [0; BLOCK];
    if secret.len() > BLOCK {
        let short = D::digest(secret);
        key[..short.len()].copy_from_slice(&short);
    } else {
        key[..secret.len()].copy_from_slice(secret);
    }
    let inner = D::new().chain_update(key.map(|b| b ^ 0x36)).chain_update(message).finalize();
    D::new().chain_update(key.map(|b| b ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn messages_are_signed_as_the_rfc_has_it() {
        // RFC 4231, test cases 2 and 6.
        let check = |secret: &[u8], message: &[u8], expected: &str| assert_eq!(signed(secret, message), expected);
        check(b"Jefe", ASKED, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        check(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn every_method_of_hubs_is_known() {
        // RFC 2202 and RFC 4231, test case 2.
        for right in [
            "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
            "SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843",
            "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ] {
            assert!(is_signed(right, b"Jefe", ASKED), "{right}");
            assert!(!is_signed(right, b"Jeff", ASKED) && !is_signed(right, b"Jefe", b"nothing"), "{right}");
            assert!(!is_signed(&right[..right.len() - 2], b"Jefe", ASKED), "a part of {right}");
        }
        for wrong in ["", "sha1", "sha1=", "sha1=zz", "md5=00", "sha256=5", "sha256=é", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"] {
            assert!(!is_signed(wrong, b"Jefe", ASKED), "{wrong}");
        }
    }
}
