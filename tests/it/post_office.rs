//! A real SMTP server on loopback (RFC 5321, 3207, 4954) that keeps what it takes, and does as it is told, also badly.

use crate::server::self_signed;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// `desk`, `quiet harbour`, as AUTH PLAIN has them.
const CREDENTIALS: &str = "AGRlc2sAcXVpZXQgaGFyYm91cg==";

/// What becomes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Takes,
    /// Takes none for now.
    Defers,
    /// Takes it, and is gone before it says so.
    Vanishes,
    /// Takes it, and never says so.
    Hangs,
}

/// How a connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    None,
    Starttls,
    Whole,
}

/// A mail as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// Headers and text.
    pub(crate) data: String,
    /// Over TLS.
    pub(crate) private: bool,
    /// By somebody who is known.
    pub(crate) known: bool,
}

impl Mail {
    /// Value of a header that stands in one line.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.data.split("\r\n").take_while(|line| !line.is_empty());
        lines.find_map(|line| line.split_once(": ").filter(|(n, _)| *n == name)).map_or("", |(_, value)| value)
    }

    /// The text, as quoted-printable has it (RFC 2045, 6.7).
    pub(crate) fn text(&self) -> String {
        let (_, coded) = self.data.split_once("\r\n\r\n").unwrap();
        let (mut bytes, mut rest) = (Vec::new(), coded.replace("=\r\n", ""));
        while let Some(at) = rest.find('=') {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            bytes.push(u8::from_str_radix(&rest[at + 1..at + 3], 16).unwrap());
            rest = rest[at + 3..].to_owned();
        }
        bytes.extend_from_slice(rest.as_bytes());
        String::from_utf8(bytes).unwrap()
    }
}

/// A running server; it stops when dropped.
pub(crate) struct PostOffice {
    address: SocketAddr,
    /// In PEM.
    pub(crate) certificate: String,
    shared: Arc<Shared>,
    _stop: oneshot::Sender<()>,
}

struct Shared {
    privacy: Privacy,
    tls: TlsAcceptor,
    manner: Mutex<Manner>,
    mails: Mutex<Vec<Mail>>,
    commands: Mutex<Vec<String>>,
}

impl PostOffice {
    pub(crate) fn open(privacy: Privacy) -> PostOffice {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (tls, certificate) = self_signed("127.0.0.1", 4000);
        let (manner, mails, commands) = (Mutex::new(Manner::Takes), Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { privacy, tls, manner, mails, commands });
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, shared.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! { () = serving => (), _ = stopped => () }
            });
        });
        PostOffice { address, certificate, shared, _stop: stop }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn becomes(&self, manner: Manner) {
        *self.shared.manner.lock().unwrap() = manner;
    }

    /// What came so far, also what was not said to have come.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.shared.mails.lock().unwrap().clone()
    }

    /// The first word of each line that was said to it.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.shared.commands.lock().unwrap().clone()
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((socket, _)) = listener.accept().await {
        // A client that goes away is no concern of the server's.
        tokio::spawn(converse(socket, shared.clone()));
    }
}

async fn converse(mut socket: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    if shared.privacy != Privacy::Whole && !shared.talk(&mut socket, false, true).await? {
        return Ok(());
    }
    let mut private = shared.tls.accept(socket).await?;
    shared.talk(&mut private, true, shared.privacy == Privacy::Whole).await.map(drop)
}

impl Shared {
    /// Whether the client wants to go on in private.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut S, private: bool, greets: bool) -> std::io::Result<bool> {
        let mut stream = BufReader::new(stream);
        if greets {
            stream.write_all(b"220 post.example ESMTP\r\n").await?;
        }
        let (mut mail, mut line) = (Mail { private, ..Mail::default() }, String::new());
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            let said = line.trim_end();
            self.commands.lock().unwrap().push(said.split(' ').next().unwrap_or_default().to_owned());
            let manner = *self.manner.lock().unwrap();
            let answer = match said.split(' ').next().unwrap_or_default() {
                "EHLO" => self.offers(private),
                "STARTTLS" => {
                    stream.write_all(b"220 go on\r\n").await?;
                    return Ok(true);
                }
                "AUTH" => {
                    mail.known = said.ends_with(CREDENTIALS);
                    if mail.known { "235 welcome\r\n".to_owned() } else { "535 5.7.8 who are you?\r\n".to_owned() }
                }
                "MAIL" if manner == Manner::Defers => "451 4.3.0 the office is shut\r\n".to_owned(),
                "MAIL" => {
                    mail.from = between(said);
                    "250 ok\r\n".to_owned()
                }
                "RCPT" => {
                    mail.to.push(between(said));
                    "250 ok\r\n".to_owned()
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    mail.data = data(&mut stream).await?;
                    self.mails.lock().unwrap().push(mail.clone());
                    match manner {
                        Manner::Vanishes => return Ok(false),
                        Manner::Hangs => std::future::pending::<String>().await,
                        _ => "250 taken\r\n".to_owned(),
                    }
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(false);
                }
                _ => "250 ok\r\n".to_owned(),
            };
            stream.write_all(answer.as_bytes()).await?;
        }
    }

    fn offers(&self, private: bool) -> String {
        let starttls = if self.privacy == Privacy::Starttls && !private { "250-STARTTLS\r\n" } else { "" };
        format!("250-post.example\r\n{starttls}250 AUTH PLAIN LOGIN\r\n")
    }
}

fn between(said: &str) -> String {
    said.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

/// Up to the line of one dot, with dots doubled at the start of a line made single.
async fn data(stream: &mut (impl AsyncBufReadExt + AsyncReadExt + Unpin)) -> std::io::Result<String> {
    let mut whole = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(whole);
        }
        whole.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
