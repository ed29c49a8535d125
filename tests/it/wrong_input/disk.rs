//! Data folders that cannot be worked with: locked, read-only, of a newer version, full.

use crate::desk::{Desk, Run, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::{Reply, Server};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

fn good_desk(count: usize) -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", &stories("good", count));
    desk.sources(&toml([feed("good", &server.url("/feed.xml"))]));
    (desk, server)
}

fn total(desk: &Desk) -> i64 {
    desk.json(&["search", "", "--format", "json"])["total"].as_i64().unwrap()
}

fn cannot_go_on(run: &Run, words: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (4, ""), "{run:?}");
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} is missing: {run:?}");
    }
}

#[test]
fn a_second_ingest_leaves_the_first_one_alone() {
    let (desk, server) = good_desk(2);
    // The first one asks for a page that is answered when the second has come and gone.
    let (begun, wait_for_begin) = std::sync::mpsc::channel();
    let (end, wait_for_end) = std::sync::mpsc::channel::<()>();
    let wait_for_end = std::sync::Mutex::new(wait_for_end);
    let path = stories("good", 2)[0].path.clone();
    let html = stories("good", 2)[0].html();
    server.answer(&path, move |_| {
        begun.send(()).unwrap();
        let _ = wait_for_end.lock().unwrap().recv_timeout(Duration::from_secs(20));
        Reply::html(&html)
    });
    desk.sources(&toml([feed("good", &server.url("/feed.xml"))]).replace("2s", "30s"));
    let first = desk.command(&["ingest"]).spawn().unwrap();
    wait_for_begin.recv_timeout(Duration::from_secs(20)).unwrap();
    for command in [&["ingest"][..], &["ingest", "--all"], &["import", "sources.toml"], &["reindex"], &["check"]] {
        let run = desk.run(command);
        assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{command:?}: {run:?}");
        assert!(run.stderr.contains("another ingest is running"), "{run:?}");
    }
    end.send(()).unwrap();
    let first: Run = first.wait_with_output().unwrap().into();
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(total(&desk), 2);
    assert_eq!(desk.run(&["check"]).code, 0);
}

#[test]
fn of_two_ingests_at_once_one_does_the_work() {
    let (desk, _server) = good_desk(8);
    let runs: Vec<_> = (0..4).map(|_| desk.command(&["ingest", "--all"]).spawn().unwrap()).collect();
    let runs: Vec<Run> = runs.into_iter().map(|child| child.wait_with_output().unwrap().into()).collect();
    assert!(runs.iter().all(|run| matches!(run.code, 0 | 5)) && runs.iter().any(|run| run.code == 0), "{runs:?}");
    assert_eq!(total(&desk), 8);
    assert_eq!(desk.run(&["check"]).code, 0);
}

/// Root may write anywhere, so the child is nobody then.
fn as_nobody(command: &mut Command) -> &mut Command {
    let root = std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    if root { command.uid(65534).gid(65534) } else { command }
}

#[test]
fn a_folder_that_may_not_be_written() {
    let (desk, _server) = good_desk(1);
    let allow = |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(desk.folder(), 0o755);
    std::fs::create_dir(desk.data()).unwrap();
    allow(&desk.data(), 0o555);
    // The binary may lie where nobody may look.
    let binary = desk.folder().join("dateline");
    std::fs::copy(env!("CARGO_BIN_EXE_dateline"), &binary).unwrap();
    let run = |args: &[&str]| -> Run {
        let mut command = Command::new(&binary);
        command.args(args).arg("--data").arg(desk.data()).arg("--sources").arg(desk.folder().join("sources.toml"));
        as_nobody(command.env_clear().stdin(Stdio::null())).output().unwrap().into()
    };
    let data = desk.data().display().to_string();
    cannot_go_on(&run(&["ingest"]), &[&data, "ermission denied", "--data"]);
    // What is there can be asked all the same.
    allow(&desk.data(), 0o755);
    assert_eq!(desk.run(&["ingest"]).code, 0);
    allow(&desk.data(), 0o555);
    cannot_go_on(&run(&["ingest", "--all"]), &[&data, "ermission denied", "--data"]);
}

async fn set_version(desk: &Desk, version: i64) {
    use sqlx::{ConnectOptions, Connection};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.data().join("dateline.sqlite"));
    let mut db = options.connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("pragma user_version = {version}"))).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_folder_of_a_newer_version() {
    let (desk, server) = good_desk(1);
    assert_eq!(desk.run(&["ingest"]).code, 0);
    set_version(&desk, 999).await;
    server.forget();
    for command in [&["ingest"][..], &["search", "pier"], &["sources"], &["check"], &["reindex"]] {
        cannot_go_on(&desk.run(command), &["dateline.sqlite", "newer dateline", "schema 999", "--data"]);
    }
    assert_eq!(server.paths().len(), 0);
}

#[tokio::test]
async fn a_folder_whose_database_is_none() {
    let (desk, _server) = good_desk(1);
    std::fs::create_dir(desk.data()).unwrap();
    std::fs::write(desk.data().join("dateline.sqlite"), "Dear diary, ".repeat(1000)).unwrap();
    cannot_go_on(&desk.run(&["ingest"]), &["dateline.sqlite", "not a database"]);
}

/// Runs shell commands, each with its exit code and words, in a namespace of their own where the data folder is a small file
/// system: `room 300` gives it so many kilobytes beyond what it holds.
fn on_a_small_disk(desk: &Desk, commands: &[String]) -> Option<Vec<(i32, String)>> {
    const UNSHARE: [&str; 2] = ["--mount", "--map-root-user"];
    let permitted = Command::new("unshare").args(UNSHARE).arg("true").stderr(Stdio::null()).status();
    if !permitted.is_ok_and(|status| status.success()) {
        eprintln!("THE TEST OF A FULL DISK DID NOT RUN: `unshare --mount --map-root-user` IS NOT PERMITTED HERE");
        return None;
    }
    std::fs::create_dir_all(desk.data()).unwrap();
    let dateline = env!("CARGO_BIN_EXE_dateline");
    let opening = format!(
        "mount -t tmpfs -o size=1g tmpfs data || exit 9\n\
         room() {{ used=$(df -k --output=used data | tail -1); mount -o remount,size=$((used + $1))k data; }}\n\
         dateline() {{ {dateline} --data data --sources sources.toml \"$@\" 2>&1; }}\n"
    );
    let script = commands.iter().fold(opening, |script, command| format!("{script}{command}; echo \"exit $?\"\n"));
    let output = Command::new("unshare").args(UNSHARE).args(["sh", "-c", &script]).current_dir(desk.folder()).output().unwrap();
    let mut said = String::new();
    let mut runs = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).split_inclusive('\n') {
        match line.strip_prefix("exit ") {
            Some(code) => runs.push((code.trim().parse().unwrap(), std::mem::take(&mut said))),
            None => said += line,
        }
    }
    assert_eq!(runs.len(), commands.len(), "{output:?}");
    Some(runs)
}

/// A command in narrow places, and then with room enough: it must have failed in words, and then not.
fn squeezed(desk: &Desk, before: &[&str], narrow: &[String], command: &str) {
    let mut commands: Vec<String> = before.iter().map(|c| (*c).to_owned()).collect();
    commands.extend(narrow.iter().map(|place| format!("{place}; {command}")));
    commands.extend([
        format!("room 100000; {command}"),
        "dateline check".to_owned(),
        "dateline search '' --limit 0 --format jsonl | wc -l".to_owned(),
    ]);
    let Some(runs) = on_a_small_disk(desk, &commands) else { return };
    let (squeezed, then) = runs[before.len()..].split_at(narrow.len());
    assert!(squeezed.iter().any(|(code, _)| *code == 4), "{squeezed:?}");
    for (code, words) in squeezed {
        assert!(*code == 0 || *code == 4 && words.contains("make room"), "{code}: {words}");
    }
    assert!(then.iter().all(|(code, _)| *code == 0), "{then:?}");
    assert_eq!(then[2].1.trim(), "12");
}

#[test]
fn a_full_disk_is_said_to_be_and_nothing_is_lost() {
    let (desk, _server) = good_desk(12);
    let narrow = [8, 64, 200, 200, 200, 100, 100, 50, 50].map(|room| format!("room {room}"));
    squeezed(&desk, &[], &narrow, "dateline ingest --all");
}

#[test]
fn a_disk_that_will_soon_be_full() {
    let (desk, _server) = good_desk(2);
    let commands = ["dateline ingest --all", "room 50000; dateline ingest --all"].map(str::to_owned);
    let Some(runs) = on_a_small_disk(&desk, &commands) else { return };
    assert!(runs[0].0 == 0 && !runs[0].1.contains("the disk has"), "{runs:?}");
    assert!(runs[1].0 == 0 && runs[1].1.contains("the disk has 5") && runs[1].1.contains("make room"), "{runs:?}");
}

#[test]
fn a_disk_too_full_for_the_index() {
    let (desk, _server) = good_desk(12);
    // SQLite's shared memory takes 32 of them.
    let narrow: Vec<String> = (0..16).map(|room| format!("rm -rf data/index; room {}", 30 + room * 4)).collect();
    squeezed(&desk, &["dateline ingest"], &narrow, "dateline reindex");
}
