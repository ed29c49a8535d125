//! A copy of everything is taken at any time, and comes back; many may begin on a new or an older data folder at once.

use crate::desk::{Desk, Run, feed, toml};
use crate::newsstand::{put_feed, stories};
use crate::server::Server;
use sqlx::{ConnectOptions, Connection};
use std::sync::atomic::{AtomicBool, Ordering};

fn desk(count: usize) -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", &stories("courier", count));
    desk.sources(&toml([feed("courier", &server.url("/feed.xml"))]));
    (desk, server)
}

fn export(desk: &Desk) -> String {
    let run = desk.run(&["export", "", "--as", "documents", "--format", "jsonl"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    run.stdout
}

#[test]
fn a_backup_comes_back_as_it_was() {
    let (desk, _server) = desk(5);
    assert_eq!(desk.run(&["ingest"]).code, 0);
    let copy = desk.folder().join("copy");
    let copy = copy.to_str().unwrap();
    let run = desk.run(&["backup", copy]);
    assert!(run.code == 0 && run.stdout.starts_with("6 bodies"), "{run:?}");
    assert!(desk.run(&["backup", copy]).stdout.starts_with("0 bodies"), "what is there is not copied again");
    let other = Desk::new();
    let run = other.run(&["restore", copy]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert_eq!(other.run(&["check"]).stdout, "everything holds together\n");
    assert_eq!(export(&other), export(&desk));
    let run = other.run(&["restore", copy]);
    assert!(run.code == 4 && run.stderr.contains("holds data already"), "{run:?}");
    let run = Desk::new().run(&["restore", desk.folder().to_str().unwrap()]);
    assert!(run.code == 4 && run.stderr.contains("no backup"), "{run:?}");
}

#[test]
fn the_log_of_a_lost_database_is_not_read_into_the_one_brought_back() {
    let (desk, _server) = desk(5);
    assert_eq!(desk.run(&["ingest"]).code, 0);
    let copy = desk.folder().join("copy");
    assert_eq!(desk.run(&["backup", copy.to_str().unwrap()]).code, 0);
    for command in [&["restore", copy.to_str().unwrap()][..], &["ingest"]] {
        let (lost, _server) = self::desk(1);
        assert_eq!(lost.run(&["ingest"]).code, 0);
        let database = lost.data().join("dateline.sqlite");
        // One that writes is killed.
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&database);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut db = runtime.block_on(options.connect()).unwrap();
        let sql = "create table t (x); insert into t select value from json_each('[1,2,3]')";
        runtime.block_on(sqlx::raw_sql(sql).execute(&mut db)).unwrap();
        let log = std::fs::read(database.with_extension("sqlite-wal")).unwrap();
        assert!(!log.is_empty());
        runtime.block_on(db.close()).unwrap();
        std::fs::remove_file(&database).unwrap();
        std::fs::write(database.with_extension("sqlite-wal"), log).unwrap();
        let run = lost.run(command);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(lost.run(&["check"]).stdout, "everything holds together\n", "{command:?}");
    }
}

#[test]
fn a_backup_is_whole_though_an_ingest_is_at_work() {
    let (desk, _server) = desk(30);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let run = desk.run(&["ingest"]);
            done.store(true, Ordering::SeqCst);
            assert_eq!(run.code, 0, "{run:?}");
        });
        for n in 0.. {
            let last = done.load(Ordering::SeqCst);
            let copy = desk.folder().join(format!("copy-{n}"));
            let run = desk.run(&["backup", copy.to_str().unwrap()]);
            if run.stderr.contains("there is no data yet") {
                continue;
            }
            assert_eq!(run.code, 0, "{run:?}");
            let other = Desk::new();
            assert_eq!(other.run(&["restore", copy.to_str().unwrap()]).code, 0);
            let check = other.run(&["check"]);
            assert_eq!(check.code, 0, "{check:?}");
            if last {
                break;
            }
        }
    });
}

/// Everything that can begin on a data folder, all at once; how each ended.
fn crowd(desk: &Desk) -> Vec<Run> {
    const COMMANDS: [&[&str]; 8] = [
        &["ingest"],
        &["search", "pier"],
        &["ingest", "--all"],
        &["sources"],
        &["backup", "copy"],
        &["import", "saved.html"],
        &["timeline", ""],
        &["check"],
    ];
    std::fs::write(desk.folder().join("saved.html"), stories("saved", 1)[0].html()).unwrap();
    let children: Vec<_> = COMMANDS.iter().map(|command| desk.command(command).spawn().unwrap()).collect();
    children.into_iter().map(|child| child.wait_with_output().unwrap().into()).collect()
}

/// It was done, or there is nothing yet, or another has the lock: nothing else.
fn is_well(run: &Run) -> bool {
    match run.code {
        0 | 1 => true,
        4 => run.stderr.contains("there is no data yet"),
        code => code == 5 && run.stderr.contains("another ingest is running"),
    }
}

#[test]
fn many_begin_on_a_new_folder_at_once() {
    for _ in 0..12 {
        let (desk, _server) = desk(2);
        let runs = crowd(&desk);
        assert!(runs.iter().all(is_well), "{runs:#?}");
        assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
        let check = desk.run(&["check"]);
        assert_eq!(check.code, 0, "{check:?}");
    }
}

/// The data folder becomes one of the first version, with nothing in it.
async fn make_old(desk: &Desk) {
    use sqlx::{ConnectOptions, Connection};
    std::fs::create_dir(desk.data()).unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.data().join("dateline.sqlite")).create_if_missing(true);
    let mut db = options.connect().await.unwrap();
    sqlx::raw_sql(include_str!("../../migrations/0001_start.sql")).execute(&mut db).await.unwrap();
    sqlx::raw_sql("pragma user_version = 1").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn many_begin_on_an_older_folder_at_once() {
    for _ in 0..6 {
        let (desk, _server) = desk(2);
        make_old(&desk).await;
        let runs = crowd(&desk);
        assert!(runs.iter().all(is_well), "{runs:#?}");
        assert!(desk.data().join("dateline.schema-1.sqlite").exists());
        assert_eq!(desk.run(&["ingest", "--all"]).code, 0);
        let check = desk.run(&["check"]);
        assert_eq!(check.code, 0, "{check:?}");
    }
}
