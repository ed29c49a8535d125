//! `demo`: a first look with no network. A bundled site of invented news is served on loopback, ingested over real HTTP
//! (twice: one of its articles is edited in between), and asked three questions.

use super::cli::{Args, Demo, Exit, answer, sentence};
use super::server::{Place, Server};
use super::view::Envelope;
use crate::model::Zone;
use crate::pipeline::{Desk, Pass, pass, settings};
use crate::query::{Request, View};
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::Utc;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;

/// A file of the bundled site: its address and content.
macro_rules! file {
    ($path:literal) => {
        ($path, include_str!(concat!("../../web/demo/", $path)))
    };
}

const SITE: &[(&str, &str)] = &[
    file!("ellery-post/crews-vote-on-strike.html"),
    file!("ellery-post/feed.xml"),
    file!("ellery-post/library-sundays.html"),
    file!("ellery-post/night-crossings-halted.html"),
    file!("ellery-post/night-ferries-keep-sailing.html"),
    file!("ellery-post/two-officers.html"),
    file!("ellery-post/worn-relay.html"),
    file!("meridian-daily/crews-ballot.html"),
    file!("meridian-daily/feed.xml"),
    file!("meridian-daily/kelp-tax.html"),
    file!("meridian-daily/law-for-autopilots.html"),
    file!("meridian-daily/night-boats-stop.html"),
    file!("meridian-daily/sorry-and-sails-on.html"),
    file!("quillhaven/evening-tern.html"),
    file!("quillhaven/news.html"),
    file!("quillhaven/night-crossings-suspended.html"),
    file!("quillhaven/two-officers-agreement.html"),
    file!("index.html"),
];

/// The article that its outlet edits after publication, and what it becomes.
const EDITED: &str = "ellery-post/night-crossings-halted.html";
const EDITION: &str = include_str!("../../web/demo/ellery-post/night-crossings-halted.v2.html");

/// Where the bundled site is served, so that its addresses, and with them all ids, are the same in every demo.
const SITE_PORT: u16 = 8018;

/// This file in a data folder says that the folder is a demo's and may be emptied.
const MARKER: &str = "this-is-a-demo";

const QUESTIONS: [(&str, &str, &str, View); 3] = [
    ("What did the company's director say, when, and was it quoted right?", "quotes", "speaker:\"Ilsa Thornvale\"", View::Quotations),
    ("What happened around the ferry Evening Tern, in order?", "timeline", "\"Evening Tern\"", View::Events),
    ("Who writes about a second officer on board?", "search", "\"second officer\" OR \"two officers\"", View::Documents),
];

/// `demo`: the three answers, then the search page and the API until Ctrl-C.
pub(super) async fn run(args: &Args, demo: &Demo) -> Result<Exit> {
    let data = args.place.data_or("dateline-demo");
    empty(data)?;
    let edited = Arc::new(AtomicBool::new(false));
    let base = serve_site(edited.clone()).await?;
    let sources = data.join("sources.toml");
    std::fs::write(&sources, include_str!("../../web/demo/sources.toml").replace("{base}", &base))?;
    say!("Invented news at {base}, watched by {}\n", sources.display());
    ingest(data, &sources, "first pass").await?;
    edited.store(true, Ordering::Relaxed);
    ingest(data, &sources, "second pass, after one article was edited").await?;
    let desk = Desk::open(data).await?;
    for (why, command, question, view) in QUESTIONS {
        say!("\n{why}\n$ dateline --data {} {command} '{question}'\n", data.display());
        print(args, &desk, question, view).await?;
    }
    if demo.once { Ok(Exit::Done) } else { stay(data, sources, demo).await }
}

/// A folder of its own: never somebody's real data.
fn empty(data: &Path) -> Result<()> {
    let name = data.display();
    if data.exists() && !data.join(MARKER).exists() && data.read_dir()?.next().is_some() {
        bail!("{name} holds something else than a demo; name another folder with --data");
    }
    if data.exists() {
        std::fs::remove_dir_all(data).with_context(|| format!("{name} cannot be emptied"))?;
    }
    std::fs::create_dir_all(data).and_then(|()| std::fs::write(data.join(MARKER), "")).with_context(|| format!("{name} cannot be made"))
}

/// Serves the bundled site in the background; its address.
async fn serve_site(edited: Arc<AtomicBool>) -> Result<String> {
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, SITE_PORT)).await {
        Ok(listener) => listener,
        // Taken: any port will do, at the price of other ids.
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port on loopback is free")?,
    };
    let base = format!("http://{}", listener.local_addr()?);
    let app = Router::new().route("/", get(front)).route("/{*path}", get(site)).with_state(edited);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(base)
}

/// What the site has is said on its first page.
async fn front(state: State<Arc<AtomicBool>>, asked: HeaderMap) -> Response {
    site(state, UrlPath("index.html".to_owned()), asked).await
}

/// A page of the bundled site, with a validator, so that a second pass asks "changed since?".
async fn site(State(edited): State<Arc<AtomicBool>>, UrlPath(path): UrlPath<String>, asked: HeaderMap) -> Response {
    let Some((name, original)) = SITE.iter().find(|(name, _)| *name == path) else { return StatusCode::NOT_FOUND.into_response() };
    let body = if *name == EDITED && edited.load(Ordering::Relaxed) { EDITION } else { original };
    let tag = format!("\"{}\"", &crate::model::id::sha256(body.as_bytes())[..16]);
    if asked.get(header::IF_NONE_MATCH).is_some_and(|t| t.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let kind = if Path::new(name).extension().is_some_and(|e| e == "xml") { "application/xml" } else { "text/html; charset=utf-8" };
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::ETAG, tag)], body).into_response()
}

async fn ingest(data: &Path, sources: &Path, what: &str) -> Result<()> {
    let settings = settings(sources)?;
    let watch = Box::new(|_: crate::pipeline::Step| {});
    let report = pass(Pass { data, settings, base: data.to_owned(), now: Utc::now(), all: true, force: false, names: &[], watch }).await?;
    say!("{what}: {}", sentence(&report));
    Ok(())
}

async fn print(args: &Args, desk: &Desk, question: &str, view: View) -> Result<()> {
    let request = Request { text: question, view, zone: Zone::Unknown, now: Utc::now(), limit: None, cursor: None };
    let envelope = Envelope::from(desk.ask(&request).await?);
    let mut out = std::io::stdout().lock();
    answer(&mut out, view, &envelope, args.place.colours())?;
    Ok(out.flush()?)
}

async fn stay(data: &Path, sources: PathBuf, demo: &Demo) -> Result<Exit> {
    let server = Server::open(Place { data: data.to_owned(), sources }, &demo.listening).await?;
    say!("\nThe same at http://{}/ until Ctrl-C", server.address());
    server.until_stopped(Router::new(), Router::new()).await?;
    Ok(Exit::Done)
}
