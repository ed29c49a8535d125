//! The real binary as a child whose memory is watched and whose names can be bound anew.

use crate::desk::{Desk, Run};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Which addresses names have, in a file that the child sees in the place of /etc/hosts.
#[derive(Debug, Clone)]
pub(super) struct Names {
    folder: Arc<TempDir>,
    can_change: bool,
}

const UNSHARE: [&str; 2] = ["--mount", "--map-root-user"];

impl Names {
    /// The name that moves.
    pub(super) const NAME: &str = "rebound.example";

    pub(super) fn new() -> Names {
        let permitted = Command::new("unshare").args(UNSHARE).arg("true").stderr(Stdio::null()).status();
        let names = Names { folder: Arc::new(tempfile::tempdir().unwrap()), can_change: permitted.is_ok_and(|status| status.success()) };
        names.lead_to("127.0.0.1");
        names
    }

    /// Whether the child can be given names of its own.
    pub(super) fn can_change(&self) -> bool {
        self.can_change
    }

    /// From now on the name has this address.
    pub(super) fn lead_to(&self, address: &str) {
        // In place: the child sees this very file.
        std::fs::write(self.file(), format!("127.0.0.1 localhost\n{address} {}\n", Names::NAME)).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("hosts")
    }

    /// A command in a place of its own, where these are the names.
    fn seen_by(&self, command: Command) -> Command {
        if !self.can_change {
            return command;
        }
        let mut wrapped = Command::new("unshare");
        wrapped.args(UNSHARE).args(["sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\""]).arg(self.file());
        wrapped.arg(command.get_program()).args(command.get_args());
        wrapped.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        wrapped.current_dir(command.get_current_dir().unwrap()).stdin(Stdio::null());
        wrapped
    }
}

/// A command that has run.
pub(super) struct Child {
    pub(super) run: Run,
    /// The most memory it took, in bytes.
    pub(super) peak: u64,
}

impl Child {
    /// Runs a command of a desk that trusts these certificates.
    pub(super) fn run(desk: &Desk, args: &[&str], names: &Names, trusted: &str) -> Child {
        let roots = desk.folder().join("roots.pem");
        std::fs::write(&roots, trusted).unwrap();
        let mut command = desk.command(args);
        command.env("SSL_CERT_FILE", &roots).env("SSL_CERT_DIR", desk.folder());
        let child = names.seen_by(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let watched = watch(child.id());
        let run = child.wait_with_output().unwrap().into();
        Child { run, peak: watched.join().unwrap() }
    }
}

/// The most memory that a process has taken so far, looked at until it ends.
fn watch(pid: u32) -> std::thread::JoinHandle<u64> {
    std::thread::spawn(move || {
        let mut peak = 0;
        while let Some(now) = high_water(pid) {
            peak = now.max(peak);
            std::thread::sleep(Duration::from_millis(5));
        }
        peak
    })
}

/// As the system tells it; of a process that has ended it tells nothing.
fn high_water(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}
