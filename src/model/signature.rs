//! What proves that a message comes from who knows a secret: HMAC (RFC 2104), as webhooks and hubs write it.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// Whether a message, with a secret, has an HMAC.
type Proves = fn(&[u8], &[u8], &[u8]) -> bool;

/// The methods of `X-Hub-Signature` (`WebSub`, 7.1.1). A collision of SHA-1 does not forge an HMAC, and many hubs know no other.
const METHODS: [(&str, Proves); 4] = [
    ("sha1", proves::<Hmac<Sha1>>),
    ("sha256", proves::<Hmac<Sha256>>),
    ("sha384", proves::<Hmac<Sha384>>),
    ("sha512", proves::<Hmac<Sha512>>),
];

/// HMAC-SHA256 in hexadecimal.
#[must_use]
pub fn signed(secret: &[u8], message: &[u8]) -> String {
    let code = keyed::<Hmac<Sha256>>(secret, message).finalize().into_bytes();
    code.iter().fold(String::new(), |hex, b| hex + &format!("{b:02x}"))
}

/// Whether a signature such as `sha256=…` is that of a message. How long it takes does not tell where it is wrong.
#[must_use]
pub fn is_signed(signature: &str, secret: &[u8], message: &[u8]) -> bool {
    let Some((method, hex)) = signature.trim().split_once('=') else { return false };
    let method = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method));
    method.zip(bytes(hex)).is_some_and(|((_, proves), told)| proves(secret, message, &told))
}

fn proves<M: Mac + KeyInit>(secret: &[u8], message: &[u8], told: &[u8]) -> bool {
    keyed::<M>(secret, message).verify_slice(told).is_ok()
}

fn keyed<M: Mac + KeyInit>(secret: &[u8], message: &[u8]) -> M {
    <M as KeyInit>::new_from_slice(secret).expect("a secret of an HMAC may have any length").chain_update(message)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let hex = hex.as_bytes();
    let pair = |pair: &[u8]| std::str::from_utf8(pair).ok().filter(|p| p.len() == 2).and_then(|p| u8::from_str_radix(p, 16).ok());
    hex.iter().all(u8::is_ascii_hexdigit).then(|| hex.chunks(2).map(pair).collect())?
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
