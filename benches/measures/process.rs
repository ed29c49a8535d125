//! A program run to its end, with its time and its memory as the kernel counts them (proc(5)).

use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// From start to end.
    pub(crate) wall: Duration,
    /// On all cores together, user and system.
    pub(crate) cpu: Duration,
    /// The most memory that was resident at once, in bytes.
    pub(crate) peak: u64,
}

/// How often a running program is looked at; it bounds the error of `cpu`.
const LOOK: Duration = Duration::from_millis(5);

/// Clock ticks a second in /proc: 100 on every Linux that dateline runs on.
const TICKS: f64 = 100.0;

/// Runs a program to its end and fails where it does. Its output is dropped.
pub(crate) fn run(command: &mut Command) -> Result<Run> {
    finish(command.stdin(Stdio::null()))
}

/// The same with a file as standard input.
pub(crate) fn run_with(command: &mut Command, input: &Path) -> Result<Run> {
    finish(command.stdin(File::open(input)?))
}

fn finish(command: &mut Command) -> Result<Run> {
    let named = format!("{command:?}");
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().with_context(|| named.clone())?;
    let mut run = Run { wall: Duration::ZERO, cpu: Duration::ZERO, peak: 0 };
    loop {
        run.look(child.id());
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{named}: {status}");
            return Ok(Run { wall: begun.elapsed(), ..run });
        }
        std::thread::sleep(LOOK);
    }
}

impl Run {
    /// Keeps what was seen before, once the program is gone.
    fn look(&mut self, pid: u32) {
        let proc = PathBuf::from(format!("/proc/{pid}"));
        let read = |name: &str| std::fs::read_to_string(proc.join(name)).unwrap_or_default();
        self.peak = self.peak.max(peak(&read("status")).unwrap_or(0));
        self.cpu = cpu(&read("stat")).unwrap_or(self.cpu);
    }

    /// `43 MB`.
    pub(crate) fn memory(&self) -> String {
        format!("{} MB", self.peak >> 20)
    }
}

/// `VmHWM` of /proc/PID/status, which counts in KiB.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok().map(|kib: u64| kib << 10)
}

/// utime and stime of /proc/PID/stat: the 14th and 15th field, counted after the name in parentheses.
fn cpu(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<f64> = fields.split_whitespace().skip(11).take(2).filter_map(|f| f.parse().ok()).collect();
    Some(Duration::from_secs_f64(ticks.iter().sum::<f64>() / TICKS))
}

/// What this process itself takes for a part of its work.
pub(crate) struct Watch {
    begun: Instant,
    before: Duration,
}

impl Watch {
    /// From now on.
    pub(crate) fn start() -> Watch {
        Watch { begun: Instant::now(), before: own_cpu() }
    }

    /// Time since then, and computing time on all cores together.
    pub(crate) fn took(&self) -> (Duration, Duration) {
        (self.begun.elapsed(), own_cpu().saturating_sub(self.before))
    }
}

fn own_cpu() -> Duration {
    cpu(&std::fs::read_to_string("/proc/self/stat").unwrap_or_default()).unwrap_or_default()
}

/// The program under measurement.
pub(crate) fn dateline() -> Command {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
}

/// Runs both `rounds` times in turn, so that a busy minute hits both; the fastest of each.
pub(crate) fn best(rounds: usize, mut ours: impl FnMut() -> Result<Run>, mut theirs: impl FnMut() -> Result<Run>) -> Result<(Run, Run)> {
    let faster = |a: Option<Run>, b: Run| Some(a.filter(|a| a.wall <= b.wall).unwrap_or(b));
    let (mut a, mut b) = (None, None);
    for _ in 0..rounds {
        (a, b) = (faster(a, ours()?), faster(b, theirs()?));
    }
    a.zip(b).context("no round was run")
}

/// Whether a program answers to its name.
pub(crate) fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
