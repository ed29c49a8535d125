//! The server of pages and API, on loopback unless told otherwise.
//!
//! - `connection`: time limits of connections; `guard`: what every request passes: `host`, `session`, `rate`, `refusal`
//! - `fresh`: an answer that has not changed is not sent again
//! - `ingesting`: passes, asked for or due, and what they are at
//! - `websub`: where hubs call
//! - `login`: a browser signs in with a token; `secret`: what is drawn by chance

mod connection;
mod fresh;
mod guard;
mod host;
pub(super) mod ingesting;
pub(super) mod login;
mod rate;
mod refusal;
pub(super) mod secret;
pub(super) mod session;
pub(super) mod websub;

use super::cli::{Args, Exit, Listening, UsageError};
use super::{api, web};
use crate::pipeline::{Desk, prepare};
use anyhow::{Context, Result};
use axum::Router;
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
pub(super) use fresh::tag;
use guard::Gate;
use host::Hosts;
use ingesting::Ingesting;
use rate::Rates;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

/// Where other machines can ask, requests of one caller in a minute, unless told otherwise.
const USUAL_RATE: u32 = 1_200;

/// What requests are answered from: each handler takes the part that it needs.
#[derive(Clone)]
pub(super) struct Site {
    desk: Arc<Desk>,
    place: Arc<Place>,
    ingesting: Arc<Ingesting>,
}

/// Where the data of a desk lies, and what fills it.
#[derive(Debug)]
pub(super) struct Place {
    /// The data folder.
    pub(super) data: PathBuf,
    /// The configuration file.
    pub(super) sources: PathBuf,
}

impl FromRef<Site> for Arc<Desk> {
    fn from_ref(site: &Site) -> Arc<Desk> {
        site.desk.clone()
    }
}

impl FromRef<Site> for Arc<Place> {
    fn from_ref(site: &Site) -> Arc<Place> {
        site.place.clone()
    }
}

impl FromRef<Site> for Arc<Ingesting> {
    fn from_ref(site: &Site) -> Arc<Ingesting> {
        site.ingesting.clone()
    }
}

/// A server that listens, and does not answer yet.
pub(super) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    site: Site,
    gate: Arc<Gate>,
}

/// `serve`: until Ctrl-C or SIGTERM.
pub(super) async fn serve(args: &Args, listening: &Listening) -> Result<Exit> {
    let place = Place { data: args.place.data().to_owned(), sources: args.place.sources.clone() };
    let server = Server::open(place, listening).await?;
    say!("http://{}/", server.address);
    server.until_stopped(Router::new(), Router::new()).await?;
    Ok(Exit::Done)
}

impl Server {
    /// Opens the desk and listens, if it may.
    pub(super) async fn open(place: Place, listening: &Listening) -> Result<Server> {
        prepare(&place.data).await?;
        let desk = Arc::new(Desk::open(&place.data).await?);
        let listen = listening.listen;
        let hosts = Hosts::new(listen, &listening.hosts);
        if !hosts.only_here() && desk.tokens().await?.is_empty() {
            return Err(unguarded(listen).into());
        }
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("{listen} cannot be listened on; name another address with --listen"))?;
        let address = listener.local_addr()?;
        let rates = Rates::new(listening.rate.unwrap_or(if hosts.only_here() { 0 } else { USUAL_RATE }));
        let gate = Gate::new(hosts, desk.clone(), rates, Duration::from_secs(listening.patience.max(1)));
        Ok(Server { listener, address, site: Site { desk, place: Arc::new(place), ingesting: Arc::default() }, gate: Arc::new(gate) })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn desk(&self) -> Arc<Desk> {
        self.site.desk.clone()
    }

    /// Its passes, and where they are made.
    pub(super) fn ingesting(&self) -> (Arc<Ingesting>, Arc<Place>) {
        (self.site.ingesting.clone(), self.site.place.clone())
    }

    /// Serves, and what else is asked for, until Ctrl-C or SIGTERM. What stands `beside` the gate guards itself.
    pub(super) async fn until_stopped(self, more: Router, beside: Router) -> Result<()> {
        let patience = self.gate.patience;
        let app = api::routes(self.site.desk.clone())
            .merge(web::routes())
            .with_state(self.site)
            .merge(login::routes(self.gate.clone()))
            .merge(more)
            .layer(from_fn(fresh::tagged))
            .layer(from_fn_with_state(self.gate, guard::guard))
            .layer(CompressionLayer::new())
            .merge(beside);
        connection::serve(self.listener, app, patience, stopped()).await;
        Ok(())
    }
}

fn unguarded(listen: SocketAddr) -> UsageError {
    UsageError(format!(
        "at {listen} others than this machine's users could ask, and change what is stored, and there is no token yet by which they are known; \
         make one first (dateline token add NAME --role read), or listen on 127.0.0.1 without --host"
    ))
}

async fn stopped() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
