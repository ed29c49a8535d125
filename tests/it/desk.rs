//! The real binary on a data folder of its own, as cron and a person at a terminal use it.
//!
//! ```ignore
//! let desk = Desk::new();
//! desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
//! assert_eq!(desk.run(&["ingest"]).code, 0);
//! let answer = desk.json(&["quotes", "harbour", "--format", "json"]);
//! ```

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What sources.toml of a test opens with: loopback may be asked, at once, and not for long.
pub(crate) const FETCH: &str = "[fetch]\ncontact = \"mailto:desk@example.org\"\nallow = [\"127.0.0.1\"]\npause = \"0s\"\ntimeout = \"2s\"\n\n[defaults]\nzone = \"UTC\"\n";

/// A temporary folder with a sources.toml and a data folder; it goes when dropped.
pub(crate) struct Desk {
    folder: TempDir,
}

/// How a command ended and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// -1 where a signal ended it.
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    /// Where sources.toml lies.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where everything is stored.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Writes sources.toml.
    pub(crate) fn sources(&self, toml: &str) {
        std::fs::write(self.folder().join("sources.toml"), toml).unwrap();
    }

    /// A command of this desk, not yet run: for tests that do more with a process than wait for it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(args).arg("--data").arg(self.data()).arg("--sources").arg(self.folder().join("sources.toml"));
        command.current_dir(self.folder()).env_clear().envs(KEPT.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.command(args).output().unwrap().into()
    }

    /// Runs a command and reads its answer as JSON.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let run = self.run(args);
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {run:?}"))
    }
}

/// What a child keeps of the environment: where programs and temporary files are.
const KEPT: &[&str] = &["PATH", "TMPDIR", "LLVM_PROFILE_FILE"];

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).expect("a terminal's words are UTF-8");
        Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// A sources.toml for loopback with these sources.
pub(crate) fn toml(sources: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    sources.into_iter().fold(FETCH.to_owned(), |toml, source| toml + "\n" + source.as_ref())
}

/// A source of coverage.
pub(crate) fn feed(name: &str, url: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\nkind = \"feed\"\nurl = \"{url}\"\n")
}

/// A source of someone's own statements.
pub(crate) fn newsroom(name: &str, url: &str, speaks_for: &str) -> String {
    format!(
        "[[source]]\nname = \"{name}\"\nkind = \"list\"\nurl = \"{url}\"\nrole = \"primary\"\npublisher = \"{speaks_for}\"\nspeaks_for = \"{speaks_for}\"\n"
    )
}
