//! Mail goes out through one server that is named by its owner, under the guard of everything that goes out.
//!
//! The server's name is resolved once, and the address that was checked is the one connected to. Certificates are checked against
//! that name; without TLS only an allowed address is spoken to.

use super::error::{FetchError, find, tls_words, words};
use super::guard::{Reach, Resolver};
use crate::model::source::FetchSettings;
use crate::model::{Mail, MailSettings, MailTls};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use std::net::{IpAddr, SocketAddr};

/// Where mail is taken; elsewhere only allowed addresses are asked.
const PORTS: [u16; 4] = [25, 465, 587, 2525];
/// Characters of what a server says.
const LONGEST_ANSWER: usize = 300;

/// Sends a mail, with a password where the server wants one. What was sent again after an answer was lost has the same Message-ID.
pub async fn send_mail(settings: &FetchSettings, server: &MailSettings, password: Option<&str>, mail: &Mail) -> Result<(), FetchError> {
    let url = format!("smtp://{}:{}", server.server, server.port);
    let message = message(server, mail).map_err(|why| FetchError::refused(&url, why))?;
    let late = |_| FetchError::Timeout { url: url.clone(), why: format!("the mail was not taken within {:?}", settings.timeout) };
    let told = |e: SmtpError| told(&url, &e);
    let sockets = sockets(settings, server, &url).await?;
    let talk = async {
        let mut talk = connect(server, &sockets, &url).await?;
        if let (Some(user), Some(password)) = (&server.user, password) {
            let credentials = Credentials::new(user.clone(), password.to_owned());
            talk.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(told)?;
        }
        talk.send(message.envelope(), &message.formatted()).await.map_err(told)?;
        // It has the mail; how it says goodbye does not matter.
        let _ = talk.quit().await;
        Ok(())
    };
    tokio::time::timeout(settings.timeout, talk).await.map_err(late)?
}

/// Addresses of the server that may be connected to.
async fn sockets(settings: &FetchSettings, server: &MailSettings, url: &str) -> Result<Vec<SocketAddr>, FetchError> {
    let reach = if PORTS.contains(&server.port) && server.tls != MailTls::None { Reach::Web } else { Reach::Allowed };
    let resolver = Resolver { allow: settings.allow.as_slice().into(), reach };
    let found: Vec<SocketAddr> = match server.server.parse::<IpAddr>() {
        Ok(address) => vec![(address, server.port).into()],
        Err(_) => tokio::net::lookup_host((server.server.as_str(), server.port))
            .await
            .map_err(|_| FetchError::Unreachable { url: url.to_owned(), why: "the name does not resolve".to_owned() })?
            .collect(),
    };
    resolver.filter(found).map_err(|e| FetchError::refused(url, e.to_string()))
}

async fn connect(server: &MailSettings, sockets: &[SocketAddr], url: &str) -> Result<AsyncSmtpConnection, FetchError> {
    let told = |e: SmtpError| told(url, &e);
    let us = ClientId::Domain(domain(&server.from).to_owned());
    let tls = || TlsParameters::new(server.server.clone()).map_err(told);
    let whole = if server.tls == MailTls::Whole { Some(tls()?) } else { None };
    let mut talk = AsyncSmtpConnection::connect_tokio1(sockets, None, &us, whole, None).await.map_err(told)?;
    if server.tls == MailTls::Starttls {
        if !talk.can_starttls() {
            return Err(FetchError::Tls { url: url.to_owned(), why: "it offers no STARTTLS".to_owned() });
        }
        talk.starttls(tls()?, &us).await.map_err(told)?;
    }
    Ok(talk)
}

fn message(server: &MailSettings, mail: &Mail) -> Result<Message, String> {
    let mailbox = |text: &str| text.parse::<Address>().map(|address| Mailbox::new(None, address)).map_err(|e| format!("{text}: {e}"));
    let (domain, from) = (domain(&server.from), mailbox(&server.from)?);
    let mut builder = Message::builder().from(from).subject(&mail.subject).message_id(Some(format!("<{}@{domain}>", mail.id)));
    for to in &mail.to {
        builder = builder.to(mailbox(to)?);
    }
    let headers = [("List-Id", format!("<{}.dateline.{domain}>", label(&mail.list))), ("Auto-Submitted", "auto-generated".to_owned())];
    let builder = headers.into_iter().fold(builder.date_now(), |builder: MessageBuilder, (name, value)| {
        builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value))
    });
    builder.header(ContentType::TEXT_PLAIN).body(mail.text.clone()).map_err(|e| e.to_string())
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, domain)| domain)
}

/// A name as a List-Id can have it (RFC 2919): other letters by their numbers.
fn label(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c.to_string() } else { format!("u{:x}", u32::from(c)) };
    name.chars().map(letter).collect()
}

/// A server's refusal is an answer in its own words.
fn told(url: &str, error: &SmtpError) -> FetchError {
    let url = url.to_owned();
    if let Some(tls) = find::<rustls::Error>(error) {
        return FetchError::Tls { url, why: tls_words(tls) };
    }
    let said = words(error).chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_ANSWER).collect();
    match error.status() {
        Some(code) => FetchError::Broken { url, why: format!("{code} {said}") },
        None if error.is_response() => FetchError::Broken { url, why: said },
        None => FetchError::Unreachable { url, why: said },
    }
}
