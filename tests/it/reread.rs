//! What was read is read again from the stored bytes: with the rules of today, under the same ids, without asking anybody.

use crate::desk::{Desk, Run, feed, newsroom, toml};
use crate::newsstand::{COMPANY, Story, put_feed, put_list, put_pages, stories};
use crate::server::{Reply, Server};
use serde_json::Value;
use sqlx::{ConnectOptions, Connection};

/// Makes a data folder what it would be had worse rules read it: no quotations or names, other words, half of the dates lost.
pub(crate) fn spoil(desk: &Desk) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.data().join("dateline.sqlite"));
    let worse = "delete from quotation; delete from name; delete from happening;
         update revision set title = 'Menu', authors = '[]', body = 'Home News Weather', parts = '[]';
         update revision set published = null where n % 2 = 0;";
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let mut db = options.connect().await.unwrap();
        sqlx::raw_sql(worse).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    });
}

/// Everything that is told of documents, quotations and events, where a list is not in their order.
pub(crate) fn everything(desk: &Desk) -> Vec<Value> {
    let of = |shape: &str| desk.json(&["export", "--as", shape, "--format", "json"])["results"].as_array().unwrap().clone();
    [of("documents"), of("quotations"), of("events")].concat()
}

fn good(desk: &Desk, args: &[&str]) -> Run {
    let run = desk.run(args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}: {run:?}");
    run
}

fn counted(desk: &Desk, args: &[&str]) -> [u64; 3] {
    let answer: Value = serde_json::from_str(&good(desk, &[args, &["--format", "json"]].concat()).stdout).unwrap();
    ["read", "changed", "kept"].map(|key| answer[key].as_u64().unwrap())
}

/// A feed with its pages, one of them edited; a feed of entries without pages; statements behind a list; a saved page and
/// a text.
fn town() -> (Server, Desk) {
    let (server, desk) = (Server::start(), Desk::new());
    let mut courier = stories("courier", 3);
    put_feed(&server, "/courier.xml", &courier);
    put_feed(&server, "/herald.xml", &stories("herald", 2));
    put_list(&server, "/statements.html", &[Story::statement(0), Story::statement(1)]);
    let short = feed("herald", &server.url("/herald.xml")) + "full_text = false\n";
    desk.sources(&toml([
        feed("courier", &server.url("/courier.xml")),
        short,
        newsroom("larkwharf", &server.url("/statements.html"), COMPANY),
    ]));
    good(&desk, &["ingest"]);
    "“The gulls have eaten the plan of the bridge,” said Henrik Salling, the chief engineer.".clone_into(&mut courier[1].paragraphs[1]);
    put_pages(&server, &courier);
    good(&desk, &["ingest", "--all"]);
    let (page, text) = (desk.folder().join("saved.html"), desk.folder().join("notes.txt"));
    std::fs::write(&page, Story::of("echo", 4).html()).unwrap();
    std::fs::write(&text, "date 2026-03-05 “Nobody counts the lanterns of the pier,” said Odile Farrow, the warden.").unwrap();
    good(&desk, &["import", page.to_str().unwrap(), "--publisher", "Echo", "--zone", "Europe/Berlin"]);
    good(&desk, &["import", text.to_str().unwrap(), "--role", "primary", "--publisher", "Pier Union", "--speaks-for", "Pier Union"]);
    server.forget();
    (server, desk)
}

#[test]
fn what_was_read_badly_is_read_again_under_the_same_ids() {
    let (server, desk) = town();
    let before = everything(&desk);
    assert!(before.iter().any(|r| r["kind"] == "revised") && before.len() > 30, "{before:?}");
    assert_eq!(counted(&desk, &["re-extract", "--all"]), [9, 0, 0]);
    spoil(&desk);
    assert_eq!(counted(&desk, &["re-extract", "--all"]), [9, 9, 0]);
    assert_eq!(everything(&desk), before);
    assert_eq!(counted(&desk, &["re-extract", "--all"]), [9, 0, 0]);
    assert_eq!(good(&desk, &["check"]).stdout.trim(), "everything holds together");
    assert_eq!(server.paths().len(), 0, "nobody is asked");
}

#[test]
fn what_sources_toml_says_now_reaches_old_documents() {
    let (_server, desk) = town();
    // Found by its aliases too, so the names that are shown are counted.
    let quoted = |name: &str| everything(&desk).iter().filter(|r| r["speaker"] == name && r["pieces"].is_array()).count();
    let (old, new) = ("Odile Farrow", "Odile Farrow of the Pier Union");
    let count = quoted(old);
    assert!(count > 1);
    let sources = std::fs::read_to_string(desk.folder().join("sources.toml")).unwrap();
    desk.sources(&format!("{sources}\n[[entity]]\nname = \"{new}\"\nkind = \"person\"\naliases = [\"{old}\"]\n"));
    let one = desk.json(&["search", "lanterns", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(counted(&desk, &["re-extract", &one]), [1, 1, 0]);
    assert_eq!((quoted(old), quoted(new)), (count - 1, 1));
    counted(&desk, &["re-extract", "--all"]);
    assert_eq!((quoted(old), quoted(new)), (0, count));
    assert_eq!(desk.run(&["check"]).code, 0);
}

#[test]
fn what_a_listing_tells_twice_of_one_page_keeps_its_revisions() {
    let (server, desk) = (Server::start(), Desk::new());
    desk.sources(&toml([feed("herald", &server.url("/live.xml")) + "full_text = false\n"]));
    let item = |n: u32, words: &str| {
        format!("<item><guid>{n}</guid><link>https://herald.example/live</link><description>{words}</description></item>")
    };
    let put = |items: &[String]| {
        let xml = format!("<rss version=\"2.0\"><channel><title>Herald</title>{}</channel></rss>", items.concat());
        server.put("/live.xml", Reply::ok("application/rss+xml", xml));
        good(&desk, &["ingest", "--all"]);
    };
    let first = item(1, "“The quay is shut,” said Odile Farrow, the warden.");
    let second = item(2, "“The quay is open again,” said Henrik Salling, the engineer.");
    put(&[first.clone(), second.clone()]);
    let before = everything(&desk);
    assert_eq!(counted(&desk, &["re-extract", "--all"]), [1, 0, 0]);
    assert_eq!(everything(&desk), before);
    // One of them is edited: which of the two the last revision was made of is not known any more.
    put(&[first, item(2, "“The quay is open again today,” said Henrik Salling, the engineer.")]);
    let before = everything(&desk);
    let run = desk.run(&["re-extract", "--all"]);
    assert!(run.code == 3 && run.stderr.contains("lists it 2 times"), "{run:?}");
    assert_eq!(everything(&desk), before);
}

#[test]
fn what_cannot_be_read_any_more_stays_as_it_was() {
    let (_server, desk) = town();
    let before = everything(&desk);
    let kept = desk.json(&["search", "lanterns", "--format", "json"])["results"][0].clone();
    let hash = kept["capture"]["sha256"].as_str().unwrap();
    std::fs::remove_file(desk.data().join("blobs").join(&hash[..2]).join(format!("{}.zst", &hash[2..]))).unwrap();
    let run = desk.run(&["re-extract", "--all"]);
    let told = format!("warning: {}: the bytes of its capture", kept["id"].as_str().unwrap());
    assert!(run.code == 3 && run.stderr.starts_with(&told), "{run:?}");
    assert_eq!(everything(&desk), before);
    let run = desk.run(&["re-extract", "d0000000000000"]);
    assert_eq!((run.code, run.stderr.trim()), (1, "no document is known by the id d0000000000000"));
    assert_eq!(desk.run(&["re-extract"]).code, 2);
}
