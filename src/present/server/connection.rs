//! Connections: each has so long to send a request, and so long to live, so that slow clients do not keep others out.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Connections at once; more wait to be taken on.
const AT_ONCE: usize = 1_024;
/// After this time a connection ends, whatever it is at; the longest exports take minutes.
const LIFE: Duration = Duration::from_mins(30);
/// Bytes of a request's head.
const HEAD: usize = 64 << 10;
/// For answers that are on their way when the server is stopped.
const FAREWELL: Duration = Duration::from_secs(5);

/// Takes connections until told to stop.
pub(super) async fn serve(listener: TcpListener, app: Router, patience: Duration, stopped: impl Future<Output = ()>) {
    let (room, open) = (Arc::new(Semaphore::new(AT_ONCE)), GracefulShutdown::new());
    let mut stopped = pin!(stopped);
    loop {
        let place = tokio::select! {
            place = room.clone().acquire_owned() => place.expect("nobody closes it"),
            () = &mut stopped => break,
        };
        let (socket, peer) = tokio::select! {
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                Err(e) => {
                    rest_after(&e).await;
                    continue;
                }
            },
            () = &mut stopped => break,
        };
        let connection = open.watcher();
        let app = app.clone();
        tokio::spawn(async move {
            converse(socket, peer, app, patience, connection).await;
            drop(place);
        });
    }
    let _ = tokio::time::timeout(FAREWELL, open.shutdown()).await;
}

/// A client that went away is its own concern; where there are too many open files, some close in time.
async fn rest_after(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn converse(socket: TcpStream, peer: SocketAddr, app: Router, patience: Duration, open: hyper_util::server::graceful::Watcher) {
    // An answer is sent as soon as it is there.
    let _ = socket.set_nodelay(true);
    let app = app.layer(axum::Extension(peer));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_header_size(HEAD)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(app));
    let mut connection = pin!(open.watch(connection));
    // What goes wrong with a connection is its client's concern.
    let _ = tokio::time::timeout(LIFE, &mut connection).await;
}
