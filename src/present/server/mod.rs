//! The server of pages and API, on loopback unless told otherwise.

use super::cli::{Args, Exit};
use super::{api, web};
use crate::pipeline::Desk;
use anyhow::{Context, Result};
use axum::Router;
use axum::extract::FromRef;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// What requests are answered from: each handler takes the part that it needs.
#[derive(Clone)]
pub(super) struct Site {
    desk: Arc<Desk>,
}

impl FromRef<Site> for Arc<Desk> {
    fn from_ref(site: &Site) -> Arc<Desk> {
        site.desk.clone()
    }
}

/// `serve`: until Ctrl-C.
pub(super) async fn serve(args: &Args, listen: SocketAddr) -> Result<Exit> {
    let desk = Desk::open(args.place.data()).await?;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on; name another address with --listen"))?;
    println!("http://{}/", listener.local_addr()?);
    until_stopped(listener, Arc::new(desk), Router::new()).await?;
    Ok(Exit::Done)
}

/// Serves a desk, and what else is asked for, until Ctrl-C or SIGTERM.
pub(super) async fn until_stopped(listener: TcpListener, desk: Arc<Desk>, more: Router) -> Result<()> {
    let app = api::routes().merge(web::routes()).with_state(Site { desk }).merge(more);
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

async fn stopped() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
