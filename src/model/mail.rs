//! News that go by mail: to whom, and through which server.

use std::path::PathBuf;

/// Section `[mail]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// Name or address of the server that takes mail for others.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub tls: MailTls,
    /// Who sends.
    pub from: String,
    /// By which name we are known there; none where nobody has to be.
    pub user: Option<String>,
    /// The file that holds the password, relative to sources.toml.
    pub password_file: Option<PathBuf>,
}

/// How a connection to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// From the start (RFC 8314).
    Whole,
    /// Before anything else is said (RFC 3207); without it nothing is sent.
    Starttls,
    /// Not at all: only to allowed addresses.
    None,
}

impl MailTls {
    /// The port that is usual for it.
    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            MailTls::Whole => 465,
            MailTls::Starttls => 587,
            MailTls::None => 25,
        }
    }
}

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Addresses.
    pub to: Vec<String>,
    /// In one line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// By which whoever gets it twice knows; letters, digits and hyphens.
    pub id: String,
    /// What it is one of, so that it can be sorted.
    pub list: String,
}

/// The addresses of `mailto:a@example.org,b@example.org`; none where a hook is of another kind.
#[must_use]
pub fn recipients(hook: &str) -> Option<Vec<&str>> {
    let rest = hook.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map(|_| &hook[7..])?;
    Some(rest.split(',').map(str::trim).collect())
}

/// Whether a text is an address, of one line and of nothing that a header could take for something else.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let clean =
        |part: &str| !part.is_empty() && part.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>()[]\\,;:\"@?%&".contains(c));
    text.split_once('@').is_some_and(|(name, host)| clean(name) && clean(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_that_are_addresses() {
        assert_eq!(recipients("mailto:a@x.example, b@y.example"), Some(vec!["a@x.example", "b@y.example"]));
        assert_eq!(recipients("MailTo:a"), Some(vec!["a"]));
        assert_eq!(recipients("https://x.example/mailto:a@b"), None);
        assert_eq!(recipients("mail"), None);
        assert_eq!(recipients("größe"), None);
        for right in ["desk@example.org", "d.e+news@b-ü.example", "a@localhost"] {
            assert!(is_address(right), "{right}");
        }
        for wrong in ["", "desk", "@x", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d", "<a@b>", "a@b?cc=c@d", "a@b,c@d", "a@[10.0.0.1]"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
