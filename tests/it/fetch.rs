//! The client against a server that behaves, and one that does not. No test waits: time limits are set small.

use crate::server::{Reply, Server};
use chrono::{TimeDelta, Utc};
use dateline::fetch::{Client, Conditions, FetchError, retry_after};
use dateline::model::source::FetchSettings;
use dateline::model::{Fetched, id::sha256};
use std::time::{Duration, Instant};

const TEXT: &str = "<p>The harbour stays closed until Monday, the mayor said.</p>";

/// For servers that never answer.
fn hasty() -> Client {
    Client::new(&FetchSettings { timeout: Duration::from_secs(1), ..Server::settings() }).unwrap()
}

fn client() -> Client {
    Client::new(&Server::settings()).unwrap()
}

async fn get(client: &Client, url: &str) -> Result<Fetched, FetchError> {
    client.get(url, &Conditions::default(), None).await
}

/// The words of the failure to fetch one path that answers like this.
async fn failure(reply: Reply) -> FetchError {
    let server = Server::start();
    server.put("/a", reply);
    get(&client(), &server.url("/a")).await.unwrap_err()
}

#[tokio::test]
async fn a_capture_is_the_whole_story() {
    let server = Server::start();
    server.put("/old", Reply::redirect("/new?x=1#top"));
    server.put("/new?x=1", Reply::html(TEXT).header("X-Odd", "one").header("x-odd", "two"));
    let before = Utc::now();
    let fetched = client().get(&server.url("/old"), &Conditions::default(), Some("harbour")).await.unwrap();
    let capture = &fetched.capture;
    assert_eq!(fetched.body, TEXT.as_bytes());
    assert_eq!(capture.asked, server.url("/old"));
    assert_eq!(capture.chain, [server.url("/old"), server.url("/new?x=1")]);
    assert_eq!((capture.status, capture.length), (200, TEXT.len() as u64));
    assert_eq!(capture.sha256, sha256(TEXT.as_bytes()));
    assert_eq!(capture.source.as_deref(), Some("harbour"));
    assert_eq!(capture.address.as_deref(), Some("127.0.0.1"));
    assert!(before <= capture.fetched && capture.fetched <= Utc::now());
    let odd: Vec<_> = capture.response.iter().filter(|(name, _)| name == "x-odd").map(|(_, value)| value.as_str()).collect();
    assert_eq!(odd, ["one", "two"]);
}

#[tokio::test]
async fn the_request_is_recorded_as_it_was_sent() {
    let server = Server::start();
    server.page("/a", TEXT);
    let conditions = Conditions { etag: Some("\"v0\"".to_owned()), ..Conditions::default() };
    let fetched = client().get(&server.url("/a"), &conditions, None).await.unwrap();
    let seen = &server.requests("/a")[0];
    assert_eq!(seen.header("if-none-match"), Some("\"v0\""));
    assert_eq!(fetched.capture.request, seen.headers);
    assert!(seen.header("user-agent").unwrap().ends_with("(+mailto:desk@example.org)"));
    assert_eq!(seen.header("accept-encoding"), Some("gzip, br, zstd"));
}

#[tokio::test]
async fn a_page_that_is_known_comes_without_a_body() {
    let server = Server::start();
    let date = "Mon, 02 Mar 2026 08:00:00 GMT";
    server.put("/tag", Reply::html(TEXT).tagged("\"v1\""));
    server.put("/date", Reply::html(TEXT).header("Last-Modified", date));
    let tag = Conditions { etag: Some("\"v1\"".to_owned()), ..Conditions::default() };
    let modified = Conditions { last_modified: Some(date.to_owned()), ..Conditions::default() };
    for (path, conditions) in [("/tag", &tag), ("/date", &modified)] {
        let known = client().get(&server.url(path), conditions, None).await.unwrap();
        assert!(known.not_modified() && known.body.is_empty(), "{path}");
    }
    server.put("/tag", Reply::html("<p>Open again.</p>").tagged("\"v2\""));
    let changed = client().get(&server.url("/tag"), &tag, None).await.unwrap();
    assert_eq!((changed.capture.status, changed.capture.header("etag")), (200, Some("\"v2\"")));
}

#[tokio::test]
async fn conditions_are_sent_only_to_the_page_they_are_about() {
    let server = Server::start();
    server.put("/old", Reply::redirect("/new"));
    server.put("/new", Reply::html(TEXT).tagged("\"v1\""));
    let of = |url: Option<String>| Conditions { etag: Some("\"v1\"".to_owned()), url, ..Conditions::default() };
    let fetched = client().get(&server.url("/old"), &of(None), None).await.unwrap();
    assert_eq!(fetched.capture.status, 200);
    let fetched = client().get(&server.url("/old"), &of(Some(server.url("/new"))), None).await.unwrap();
    assert_eq!(fetched.capture.status, 304);
    let sent: Vec<bool> = server.requests("/old").iter().map(|r| r.header("if-none-match").is_some()).collect();
    assert_eq!(sent, [true, false]);
}

#[tokio::test]
async fn codings_are_undone_and_headers_kept() {
    let server = Server::start();
    server.put("/gzip", Reply::html(TEXT).gzipped());
    server.put("/br", Reply::html(TEXT).brotli());
    server.put("/zstd", Reply::html(TEXT).zstd());
    let client = client();
    for coding in ["gzip", "br", "zstd"] {
        let fetched = get(&client, &server.url(&format!("/{coding}"))).await.unwrap();
        assert_eq!(fetched.body, TEXT.as_bytes());
        assert_eq!(fetched.capture.header("content-encoding"), Some(coding));
    }
}

#[tokio::test]
async fn bytes_under_a_wrong_charset_stay_as_they_are() {
    let server = Server::start();
    server.put("/a", Reply::ok("text/html; charset=utf-8", b"caf\xe9".as_slice()).header("X-Name", "caf\u{e9}"));
    let fetched = get(&client(), &server.url("/a")).await.unwrap();
    assert_eq!(fetched.body, b"caf\xe9");
    assert_eq!(fetched.capture.header("x-name"), Some("caf\u{e9}"));
}

#[tokio::test]
async fn an_answer_without_a_length_ends_with_the_connection() {
    let server = Server::start();
    server.put("/a", Reply::raw(b"HTTP/1.0 200 OK\r\n\r\n<p>The harbour"));
    assert_eq!(get(&client(), &server.url("/a")).await.unwrap().body, b"<p>The harbour");
}

#[tokio::test]
async fn any_status_is_an_answer() {
    let server = Server::start();
    let client = client();
    // The last one is an answer, too, and after it the host is left alone.
    for status in [404, 410, 500, 503, 429] {
        let path = format!("/{status}");
        server.put(&path, Reply::status(status).body("sorry"));
        let fetched = get(&client, &server.url(&path)).await.unwrap();
        assert_eq!((fetched.capture.status, fetched.body.as_slice()), (status, b"sorry".as_slice()));
    }
}

#[tokio::test]
async fn a_busy_host_is_left_alone() {
    let in_an_hour = (Utc::now() + TimeDelta::hours(1)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (status, wait) in [(429, "3600"), (503, in_an_hour.as_str())] {
        let server = Server::start();
        server.put("/a", Reply::status(status).header("Retry-After", wait));
        let client = client();
        let fetched = get(&client, &server.url("/a")).await.unwrap();
        assert!(retry_after(&fetched.capture.response, Utc::now()).is_some());
        let error = get(&client, &server.url("/b")).await.unwrap_err();
        let FetchError::Later { host, until } = &error else { panic!("{error}") };
        assert_eq!(*host, server.address().to_string());
        assert!((*until - Utc::now() - TimeDelta::hours(1)).abs() < TimeDelta::minutes(1));
        assert_eq!(server.hits("/b"), 0);
    }
    let server = Server::start();
    server.put("/robots.txt", Reply::status(429).header("Retry-After", "3600"));
    assert!(matches!(get(&client(), &server.url("/a")).await, Err(FetchError::Later { .. })));
}

#[tokio::test]
async fn long_bodies_are_not_read_to_the_end() {
    let long = vec![b'x'; 20 << 20];
    let bomb = failure(Reply::html("").body(long.as_slice()).gzipped()).await;
    assert!(matches!(bomb, FetchError::TooLarge { .. }), "{bomb}");
    let long = failure(Reply::html("").body(long)).await;
    assert!(matches!(long, FetchError::TooLarge { .. }), "{long}");
    assert!(long.to_string().ends_with("is longer than 15 MiB"));
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let check = async |reply: Reply, expected: &str| {
        let error = failure(reply).await;
        assert!(matches!(error, FetchError::Broken { .. }), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(Reply::html(TEXT).cut(10), "cut short").await;
    check(Reply::html(TEXT).reset(), "reset").await;
    check(Reply::html(TEXT).gzipped().body("not gzip"), "cannot be decoded").await;
    check(Reply::raw(b"220 mail.example ready\r\n\r\n"), "does not speak HTTP").await;
    check(Reply::raw(b""), "without an answer").await;
    check(Reply::raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<p>The"), "cut short").await;
    let many = (0..200).fold(Reply::html(TEXT), |reply, n| reply.header(&format!("X-{n}"), "x"));
    check(many, "headers").await;
}

#[tokio::test]
async fn silence_and_slowness_end_at_the_time_limit() {
    let server = Server::start();
    server.put("/hang", Reply::hang());
    server.put("/stall", Reply::html(TEXT).stall());
    server.put("/drip", Reply::html(TEXT).drip(Duration::from_millis(100)));
    // Clients of their own, so that they wait at the same time.
    let late = async |path: &str| {
        let error = get(&hasty(), &server.url(path)).await.unwrap_err();
        assert!(matches!(error, FetchError::Timeout { .. }), "{error:?}");
        assert!(error.to_string().starts_with(&server.url(path)), "{error}");
    };
    tokio::join!(late("/hang"), late("/stall"), late("/drip"));
}

#[tokio::test]
async fn a_dead_host_is_waited_for_once() {
    let server = Server::start();
    server.put("/robots.txt", Reply::hang());
    let client = hasty();
    for path in ["/a", "/b"] {
        let error = get(&client, &server.url(path)).await.unwrap_err();
        assert!(matches!(error, FetchError::Timeout { .. }), "{error:?}");
    }
    assert_eq!(server.paths(), ["/robots.txt"]);
}

#[tokio::test]
async fn a_closed_port_is_said_to_be() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").map(|listener| listener.local_addr().unwrap()).unwrap();
    let error = get(&client(), &format!("http://{nobody}/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. }) && error.to_string().contains("connection refused"), "{error}");
}

#[tokio::test]
async fn redirects_come_to_an_end() {
    let server = Server::start();
    server.put("/a", Reply::redirect("/b"));
    server.put("/b", Reply::redirect("/a#again"));
    for n in 0..20 {
        server.put(&format!("/{n}"), Reply::redirect(&format!("/{}", n + 1)));
    }
    server.put("/nowhere", Reply::redirect("http://["));
    let check = async |path: &str, expected: &str| {
        let error = get(&client(), &server.url(path)).await.unwrap_err();
        assert!(matches!(error, FetchError::Redirect { .. }), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    };
    check("/a", "leads back to").await;
    check("/0", "more than 10").await;
    check("/nowhere", "not a URL").await;
    assert!(get(&client(), &server.url("/10")).await.is_ok());
}

#[tokio::test]
async fn a_redirect_leads_to_no_private_address() {
    let server = Server::start();
    for (n, to) in ["http://169.254.169.254/", "http://127.0.0.2/", "http://[::1]/", "file:///etc/passwd"].iter().enumerate() {
        let path = format!("/{n}");
        server.put(&path, Reply::redirect(to));
        let error = get(&client(), &server.url(&path)).await.unwrap_err();
        assert!(matches!(error, FetchError::Refused { .. }) && error.to_string().contains(to), "{error}");
    }
}

#[tokio::test]
async fn a_name_is_judged_by_its_addresses() {
    let server = Server::start();
    server.page("/", TEXT);
    let url = format!("http://localhost:{}/", server.address().port());
    assert!(get(&client(), &url).await.is_ok());
    let strict = Client::new(&FetchSettings { allow: vec!["127.9.9.9".parse().unwrap()], ..Server::settings() }).unwrap();
    for url in [url.as_str(), "http://localhost/"] {
        let error = get(&strict, url).await.unwrap_err();
        assert!(matches!(error, FetchError::Refused { .. }) && error.to_string().contains("loopback"), "{error}");
    }
}

#[tokio::test]
async fn certificates_are_checked() {
    let server = Server::start_tls();
    let error = get(&client(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }) && error.to_string().contains("issuer unknown"), "{error}");
    let plain = Server::start();
    let error = get(&client(), &plain.url("/").replace("http:", "https:")).await.unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }) && error.to_string().contains("not speak TLS"), "{error}");
}

/// What a client says that trusts this certificate alone. Which issuers are trusted is read from the environment once, so
/// it takes a process of its own: this binary again, running the test below.
fn heard_by_one_who_trusts(certificate: &str, url: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roots.pem");
    std::fs::write(&file, certificate).unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--nocapture", "--exact", "fetch::says_what_it_hears"]);
    child.env("SSL_CERT_FILE", &file).env("SSL_CERT_DIR", folder.path()).env("URL", url);
    String::from_utf8(child.output().unwrap().stdout).unwrap()
}

#[tokio::test]
#[ignore = "the other half of heard_by_one_who_trusts"]
async fn says_what_it_hears() {
    match get(&client(), &std::env::var("URL").unwrap()).await {
        Ok(fetched) => println!("{}\n{:?}", String::from_utf8_lossy(&fetched.body), fetched.capture.tls),
        Err(error) => println!("{error}"),
    }
}

/// The bytes of a certificate in PEM.
fn pem_body(pem: &str) -> Vec<u8> {
    use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec()
}

#[test]
fn trust_is_the_machines_to_give() {
    let check = |server: &Server, certificate: &str, expected: &str| {
        server.page("/", TEXT);
        let heard = heard_by_one_who_trusts(certificate, &server.url("/"));
        assert!(heard.contains(expected), "{heard}");
    };
    let trusted = |server: Server, expected: &str| check(&server, server.certificate.as_ref().unwrap(), expected);
    trusted(Server::start_tls(), TEXT);
    let server = Server::start_tls();
    let der = pem_body(server.certificate.as_ref().unwrap());
    trusted(server, &format!("version: Some(\"TLS 1.3\"), certificate: Some(\"{}\")", sha256(&der)));
    trusted(Server::start_tls_as("127.0.0.1", 2020), "expired");
    trusted(Server::start_tls_as("news.example", 4000), "another name");
    // Plain HTTP asks for no trust, HTTPS does.
    check(&Server::start(), "", TEXT);
    check(&Server::start_tls(), "", "issuer unknown");
}

#[tokio::test]
async fn robots_txt_is_asked_once_and_obeyed() {
    let server = Server::start();
    server.put("/robots.txt", Reply::redirect("/rules"));
    server.put("/rules", Reply::ok("text/plain", "User-agent: dateline\nDisallow: /private\n"));
    server.put("/moved", Reply::redirect("/private/b"));
    server.page("/a", TEXT);
    let client = client();
    assert!(get(&client, &server.url("/a")).await.is_ok());
    for path in ["/private/a", "/moved"] {
        let error = get(&client, &server.url(path)).await.unwrap_err();
        assert!(matches!(error, FetchError::Robots { .. }), "{error:?}");
        assert!(error.to_string().ends_with("says \"Disallow: /private\""), "{error}");
    }
    assert_eq!(server.paths(), ["/robots.txt", "/rules", "/a", "/moved"]);
}

#[tokio::test]
async fn a_robots_txt_that_fails_closes_the_site() {
    let check = async |reply: Reply, open: bool| {
        let server = Server::start();
        server.put("/robots.txt", reply);
        server.page("/a", TEXT);
        assert_eq!(get(&client(), &server.url("/a")).await.is_ok(), open);
        assert_eq!(server.hits("/a"), usize::from(open));
    };
    check(Reply::status(403), true).await;
    check(Reply::status(500), false).await;
    check(Reply::html(TEXT).cut(5), false).await;
}

#[tokio::test]
async fn a_host_is_asked_one_thing_at_a_time_with_a_pause() {
    let server = Server::start();
    server.put("/robots.txt", Reply::ok("text/plain", "User-agent: *\nCrawl-delay: 0.1\n"));
    let client = Client::new(&FetchSettings { pause: Duration::from_millis(20), ..Server::settings() }).unwrap();
    let start = Instant::now();
    let urls: Vec<_> = (0..4).map(|n| server.url(&format!("/{n}"))).collect();
    for answer in futures_util::future::join_all(urls.iter().map(|url| get(&client, url))).await {
        assert_eq!(answer.unwrap().capture.status, 404);
    }
    // One pause after robots.txt, and three of the length it asks for.
    assert!(start.elapsed() >= Duration::from_millis(320), "{:?}", start.elapsed());
    assert_eq!((server.busiest(), server.hits("/robots.txt")), (1, 1));
}

#[test]
fn a_folder_is_a_site() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("news.xml"), "<rss/>").unwrap();
    let server = Server::folder(folder.path());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let fetched = runtime.block_on(get(&client(), &server.url("/news.xml"))).unwrap();
    assert_eq!(fetched.capture.header("content-type"), Some("application/xml"));
    let conditions = Conditions { last_modified: fetched.capture.header("last-modified").map(str::to_owned), ..Conditions::default() };
    assert!(runtime.block_on(client().get(&server.url("/news.xml"), &conditions, None)).unwrap().not_modified());
}

#[tokio::test]
async fn rules_are_read_once_a_day_and_outlast_a_site_that_fails() {
    let server = Server::start();
    server.put("/robots.txt", Reply::ok("text/plain", "User-agent: *\nDisallow: /private\n"));
    server.page("/a", TEXT);
    let first = client();
    assert!(get(&first, &server.url("/a")).await.is_ok());
    let mut notes = first.learned();
    assert_eq!((notes.robots.len(), first.learned().robots.len()), (1, 0), "told once");
    let next = client();
    next.remember(notes.clone());
    assert!(matches!(get(&next, &server.url("/private/a")).await, Err(FetchError::Robots { .. })));
    assert!(get(&next, &server.url("/a")).await.is_ok());
    assert_eq!(server.hits("/robots.txt"), 1);
    // A day later it is asked again; as long as it fails, the copy holds.
    notes.robots[0].fetched -= TimeDelta::days(1);
    server.put("/robots.txt", Reply::status(500));
    let next = client();
    next.remember(notes.clone());
    assert!(get(&next, &server.url("/a")).await.is_ok());
    assert!(matches!(get(&next, &server.url("/private/a")).await, Err(FetchError::Robots { .. })));
    assert_eq!((server.hits("/robots.txt"), next.learned().robots.len()), (2, 0));
    // After a month nobody knows any more.
    notes.robots[0].fetched -= TimeDelta::days(30);
    let next = client();
    next.remember(notes);
    assert!(get(&next, &server.url("/a")).await.unwrap_err().to_string().contains("answered 500"));
}

#[tokio::test]
async fn a_long_crawl_delay_is_kept_by_the_next_run() {
    let server = Server::start();
    server.put("/robots.txt", Reply::ok("text/plain", "User-agent: *\nCrawl-delay: 86400\n"));
    server.page("/a", TEXT);
    let (first, next) = (client(), client());
    assert!(get(&first, &server.url("/a")).await.is_ok());
    assert!(matches!(get(&first, &server.url("/a")).await, Err(FetchError::Later { .. })));
    next.remember(first.learned());
    let Err(FetchError::Later { until, .. }) = get(&next, &server.url("/a")).await else { panic!("it is asked") };
    assert!(until > Utc::now() + TimeDelta::hours(23));
    assert_eq!(server.hits("/a"), 1);
}

#[tokio::test]
async fn a_redirect_that_a_crawl_delay_keeps_apart_is_told_with_where_it_leads() {
    let server = Server::start();
    server.put("/robots.txt", Reply::ok("text/plain", "User-agent: *\nCrawl-delay: 61\n"));
    server.put("/feed", Reply::redirect("/feed/"));
    server.page("/feed/", TEXT);
    let told = get(&client(), &server.url("/feed")).await.unwrap_err();
    let why = format!("it leads to {}, and robots.txt asks for 61 seconds between two requests", server.url("/feed/"));
    assert!(matches!(told, FetchError::Redirect { .. }) && told.to_string().ends_with(&why), "{told}");
    assert!(get(&client(), &server.url("/feed/")).await.is_ok(), "that address is read");
}

#[tokio::test]
async fn the_first_request_of_a_run_keeps_the_pause_from_the_run_before() {
    let server = Server::start();
    server.page("/a", TEXT);
    let client = Client::new(&FetchSettings { pause: Duration::from_millis(300), ..Server::settings() }).unwrap();
    let begun = Instant::now();
    client.remember(dateline::model::HostNotes::default());
    assert!(get(&client, &server.url("/a")).await.is_ok());
    assert!(begun.elapsed() >= Duration::from_millis(600), "before robots.txt, and after it: {:?}", begun.elapsed());
}

#[tokio::test]
async fn redirects_are_evidence_too() {
    let server = Server::start();
    server.put("/old", Reply::redirect("/new").header("X-Why", "moved"));
    server.put("/new", Reply::status(302).header("Location", "/now"));
    server.page("/now", TEXT);
    let capture = get(&client(), &server.url("/old")).await.unwrap().capture;
    assert_eq!(capture.hops.iter().map(|hop| hop.status).collect::<Vec<_>>(), [301, 302]);
    assert!(capture.hops[0].response.contains(&("x-why".to_owned(), "moved".to_owned())));
    assert_eq!(capture.hops[0].address.as_deref(), Some("127.0.0.1"));
    assert_eq!(capture.moved(), None, "one of them was for now");
    server.put("/new", Reply::redirect("/now"));
    let capture = get(&client(), &server.url("/old")).await.unwrap().capture;
    assert_eq!(capture.moved(), Some(server.url("/now").as_str()));
}
