//! A real web server on loopback that does as it is told, also badly.
//!
//! ```ignore
//! let server = Server::start();
//! server.put("/feed.xml", Reply::ok("application/rss+xml", FEED).tagged("\"v1\""));
//! server.put("/slow", Reply::hang());
//! fetch(server.url("/feed.xml"));
//! assert_eq!(server.hits("/feed.xml"), 1);
//! ```
//!
//! It runs on a thread of its own, so that tests may block, or wait for a child process. What is not there is a 404;
//! a GET whose validators fit is answered 304. Each answer closes its connection.

#![allow(dead_code, reason = "each test takes what it needs")]

mod reply;

pub(crate) use reply::Reply;

use dateline::model::source::FetchSettings;
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;

/// A running server; it stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    /// In PEM; of a TLS server.
    pub(crate) certificate: Option<String>,
    site: Arc<Site>,
    _stop: oneshot::Sender<()>,
}

/// What the server knows, shared with its thread.
#[derive(Default)]
struct Site {
    routes: Mutex<BTreeMap<String, Route>>,
    folder: Mutex<Option<PathBuf>>,
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    busiest: AtomicUsize,
}

type Route = Arc<dyn Fn(&Request) -> Reply + Send + Sync>;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// With the query.
    pub(crate) path: String,
    /// When it was read, which is before it is answered.
    pub(crate) at: Instant,
    pub(crate) headers: Vec<(String, String)>,
    /// Of a POST.
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn read(head: &str) -> Request {
        let mut lines = head.split("\r\n");
        let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or("/").to_owned();
        let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        Request { path, at: Instant::now(), headers: lines.filter_map(pair).collect(), body: String::new() }
    }
}

impl Server {
    /// Plain HTTP at a free port of 127.0.0.1.
    pub(crate) fn start() -> Server {
        Server::start_at("127.0.0.1:0")
    }

    /// Plain HTTP at this address and port.
    pub(crate) fn start_at(address: &str) -> Server {
        Server::run(address, "http", None)
    }

    /// HTTPS with a certificate for 127.0.0.1 that nobody vouches for.
    pub(crate) fn start_tls() -> Server {
        Server::start_tls_as("127.0.0.1", 4000)
    }

    /// HTTPS with a certificate for this name or address, which expires when this year begins.
    pub(crate) fn start_tls_as(name: &str, expires: i32) -> Server {
        let (acceptor, certificate) = self_signed(name, expires);
        Server { certificate: Some(certificate), ..Server::run("127.0.0.1:0", "https", Some(acceptor)) }
    }

    /// Serves the files of a folder as well, routes first.
    pub(crate) fn folder(path: impl Into<PathBuf>) -> Server {
        let server = Server::start();
        *server.site.folder.lock().unwrap() = Some(path.into());
        server
    }

    fn run(address: &str, scheme: &'static str, tls: Option<TlsAcceptor>) -> Server {
        let listener = TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let site = Arc::new(Site::default());
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, tls, site.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! { () = serving => (), _ = stopped => () }
            });
        });
        Server { address, scheme, certificate: None, site, _stop: stop }
    }

    /// For a client that may ask it, without a pause.
    pub(crate) fn settings() -> FetchSettings {
        let (contact, allow) = (Some("mailto:desk@example.org".to_owned()), vec!["127.0.0.1".parse().unwrap()]);
        FetchSettings { contact, allow, pause: Duration::ZERO, timeout: Duration::from_secs(20), ..FetchSettings::default() }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The full URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// Answers a path, query included, like this from now on.
    pub(crate) fn put(&self, path: &str, reply: Reply) {
        self.answer(path, move |_| reply.clone());
    }

    /// Answers a path with an HTML page that has an `ETag` of its content.
    pub(crate) fn page(&self, path: &str, html: &str) {
        self.put(path, Reply::ok("text/html; charset=utf-8", html).tagged_by_content());
    }

    /// Answers a path by looking at the request.
    pub(crate) fn answer(&self, path: &str, reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
        self.site.routes.lock().unwrap().insert(path.to_owned(), Arc::new(reply));
    }

    /// From now on there is nothing at this path.
    pub(crate) fn remove(&self, path: &str) {
        self.site.routes.lock().unwrap().remove(path);
    }

    /// The requests for a path so far.
    pub(crate) fn requests(&self, path: &str) -> Vec<Request> {
        self.all_requests().iter().filter(|request| request.path == path).cloned().collect()
    }

    /// How often a path was asked for.
    pub(crate) fn hits(&self, path: &str) -> usize {
        self.requests(path).len()
    }

    /// Every path asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.all_requests().iter().map(|request| request.path.clone()).collect()
    }

    /// All requests so far, in order.
    pub(crate) fn log(&self) -> Vec<Request> {
        self.all_requests().clone()
    }

    /// How often somebody connected, whatever came of it.
    pub(crate) fn connections(&self) -> usize {
        self.site.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were open at once.
    pub(crate) fn busiest(&self) -> usize {
        self.site.busiest.load(Ordering::SeqCst)
    }

    /// Forgets the requests so far.
    pub(crate) fn forget(&self) {
        self.all_requests().clear();
    }

    fn all_requests(&self) -> MutexGuard<'_, Vec<Request>> {
        self.site.requests.lock().unwrap()
    }
}

async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, site: Arc<Site>) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((socket, _)) = listener.accept().await {
        let (tls, site) = (tls.clone(), site.clone());
        site.connections.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            // A client that goes away is no concern of the server's.
            let _ = match tls {
                Some(tls) => match tls.accept(socket).await {
                    Ok(socket) => site.converse(socket, |_| ()).await,
                    Err(error) => Err(error),
                },
                None => site.converse(socket, forbid_linger).await,
            };
        });
    }
}

/// Closing such a socket resets the connection.
fn forbid_linger(socket: &TcpStream) {
    socket.set_zero_linger().unwrap();
}

impl Site {
    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(&self, mut socket: S, make_abrupt: fn(&S)) -> std::io::Result<()> {
        let request = read(&mut socket).await?;
        self.requests.lock().unwrap().push(request.clone());
        let reply = self.reply(&request).unless_known(&request);
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.busiest.fetch_max(open, Ordering::SeqCst);
        let sent = reply.send(&mut socket).await;
        self.open.fetch_sub(1, Ordering::SeqCst);
        if reply.ends_abruptly() {
            make_abrupt(&socket);
        }
        sent
    }

    fn reply(&self, request: &Request) -> Reply {
        let route = self.routes.lock().unwrap().get(&request.path).cloned();
        let file = || self.folder.lock().unwrap().as_deref().and_then(|folder| Reply::file(folder, &request.path));
        route.map(|route| route(request)).or_else(file).unwrap_or_else(|| Reply::status(404))
    }
}

/// All of a request; or the start of what is no request, such as a TLS greeting.
async fn read(socket: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Request> {
    let mut bytes = Vec::new();
    let mut end = None;
    while end.is_none() && bytes.first().is_none_or(u8::is_ascii_alphabetic) {
        more(socket, &mut bytes).await?;
        end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
    }
    let end = end.unwrap_or(bytes.len());
    let request = Request::read(&String::from_utf8_lossy(&bytes[..end]));
    let length: usize = request.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    while bytes.len() < end + length {
        more(socket, &mut bytes).await?;
    }
    Ok(Request { body: String::from_utf8_lossy(&bytes[end..]).into_owned(), ..request })
}

async fn more(socket: &mut (impl AsyncRead + Unpin), bytes: &mut Vec<u8>) -> std::io::Result<()> {
    if socket.read_buf(bytes).await? == 0 { Err(std::io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

pub(crate) fn self_signed(name: &str, expires: i32) -> (TlsAcceptor, String) {
    let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
    // Issuers are told apart by their names.
    params.distinguished_name.push(rcgen::DnType::CommonName, format!("{name} until {expires}"));
    params.not_after = rcgen::date_time_ymd(expires, 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key.into()).unwrap();
    (TlsAcceptor::from(Arc::new(config)), certificate.pem())
}
