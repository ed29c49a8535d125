//! Sitemaps, and the older entries of feeds, between two days.

use crate::desk::{Desk, Run, feed, newsroom, toml};
use crate::newsstand::{Story, list_of, put_feed, put_pages, rss, stories};
use crate::server::{Reply, Server};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

fn site(name: &str, url: &str, more: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\nkind = \"sitemap\"\nurl = \"{url}\"\n{more}")
}

fn ingest(desk: &Desk) -> Run {
    let run = desk.run(&["ingest", "--all"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    run
}

fn titles(desk: &Desk) -> Vec<String> {
    let answer = desk.json(&["search", "sort:oldest", "--limit", "0", "--format", "json"]);
    answer["results"].as_array().unwrap().iter().map(|d| d["title"].as_str().unwrap().to_owned()).collect()
}

fn map(server: &Server, rows: &[(&Story, &str)]) -> Reply {
    let rows = rows.iter().fold(String::new(), |mut xml, (story, day)| {
        let news =
            format!("<news:news><news:publication_date>{day}</news:publication_date><news:title>{}</news:title></news:news>", story.title);
        writeln!(xml, "<url><loc>{}</loc>{news}</url>", server.url(&story.path)).unwrap();
        xml
    });
    let names = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"";
    Reply::ok("application/xml", format!("<?xml version=\"1.0\"?><urlset {names}>{rows}</urlset>")).tagged_by_content()
}

fn index(server: &Server, maps: &[&str]) -> Reply {
    let rows: String = maps.iter().fold(String::new(), |xml, path| xml + "<sitemap><loc>" + &server.url(path) + "</loc></sitemap>");
    let names = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
    Reply::ok("application/xml", format!("<sitemapindex {names}>{rows}</sitemapindex>")).tagged_by_content()
}

#[test]
fn a_sitemap_is_read_between_two_days() {
    let (desk, server, listed) = (Desk::new(), Server::start(), stories("courier", 4));
    put_pages(&server, &listed);
    let days = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"];
    server.put("/sitemap.xml", map(&server, &listed.iter().zip(days).collect::<Vec<_>>()));
    desk.sources(&toml([site("archive", &server.url("/sitemap.xml"), "since = \"2026-02-01\"\nuntil = \"2026-02-28\"\n")]));
    ingest(&desk);
    assert_eq!(listed.iter().map(|story| server.hits(&story.path)).collect::<Vec<_>>(), [0, 1, 1, 0]);
    // Another span, though nothing has changed at the server.
    desk.sources(&toml([site("archive", &server.url("/sitemap.xml"), "since = \"2026-01-01\"\n")]));
    ingest(&desk);
    assert_eq!(titles(&desk).len(), 4);
}

#[test]
fn an_index_leads_to_its_sitemaps_also_when_it_has_not_changed() {
    let (desk, server, listed) = (Desk::new(), Server::start(), stories("courier", 3));
    put_pages(&server, &listed);
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    server.put("/index.xml", index(&server, &["/1.xml", "/2.xml.gz", "/gone.xml"]));
    server.put("/1.xml", map(&server, &[(&listed[0], &today)]));
    server.put("/2.xml.gz", map(&server, &[(&listed[1], &today)]));
    desk.sources(&toml([site("courier", &server.url("/index.xml"), "")]));
    let run = desk.run(&["ingest"]);
    assert!(run.code == 0 && run.stderr.contains("/gone.xml answered 404"), "{run:?}");
    assert_eq!(titles(&desk).len(), 2);
    server.put("/2.xml.gz", map(&server, &[(&listed[1], &today), (&listed[2], &today)]));
    server.put("/gone.xml", map(&server, &[]));
    ingest(&desk);
    assert_eq!(titles(&desk).len(), 3);
    server.forget();
    ingest(&desk);
    let unconditional =
        server.paths().iter().flat_map(|path| server.requests(path)).filter(|r| r.header("if-none-match").is_none()).count();
    assert_eq!(unconditional, 0, "{:?}", server.paths());
}

#[test]
fn a_sitemap_is_asked_for_again_where_a_document_in_it_was_taken_down() {
    let (desk, server, listed) = (Desk::new(), Server::start(), stories("courier", 3));
    put_pages(&server, &listed);
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    server.put("/sitemap.xml", map(&server, &listed.iter().map(|story| (story, today.as_str())).collect::<Vec<_>>()));
    desk.sources(&toml([site("courier", &server.url("/sitemap.xml"), "")]));
    ingest(&desk);
    let id = desk.json(&["search", "sort:oldest", "--format", "json"])["results"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["forget", &id]).code, 0);
    server.forget();
    ingest(&desk);
    assert_eq!(titles(&desk).len(), 2);
    let conditional: Vec<bool> = server.requests("/sitemap.xml").iter().map(|r| r.header("if-none-match").is_some()).collect();
    assert_eq!(conditional, [true, false], "what did not change was not here any more");
    ingest(&desk);
    assert_eq!(server.requests("/sitemap.xml").len(), 3, "and is again");
}

#[test]
fn what_is_no_sitemap_is_said_to_be() {
    let (desk, server) = (Desk::new(), Server::start());
    put_feed(&server, "/feed.xml", &stories("courier", 1));
    desk.sources(&toml([site("courier", &server.url("/feed.xml"), "")]));
    let run = desk.run(&["ingest"]);
    assert!(run.code == 3 && run.stderr.contains("a feed, not a sitemap") && run.stderr.contains("kind = \"feed\""), "{run:?}");
}

#[test]
fn a_feed_is_read_back_through_its_archives_once() {
    let (desk, server, listed) = (Desk::new(), Server::start(), stories("courier", 12));
    // Three at a time, newest first; a story's number is its day of March.
    let chunks: Vec<&[Story]> = listed.chunks(3).rev().collect();
    for (n, chunk) in chunks.iter().enumerate() {
        put_feed(&server, "/unused", chunk);
        let link = format!(
            "<link xmlns=\"http://www.w3.org/2005/Atom\" rel=\"prev-archive\" href=\"{}\"/>",
            server.url(&format!("/{}.xml", n + 1))
        );
        let xml = rss(&server, chunk).replacen("<item>", &format!("{link}<item>"), 1);
        server.put(&format!("/{n}.xml"), Reply::ok("application/rss+xml", xml).tagged_by_content());
    }
    let day = |n: usize| listed[n].published[..10].to_owned();
    desk.sources(&toml([feed("courier", &server.url("/0.xml")) + &format!("since = \"{}\"\n", day(4))]));
    ingest(&desk);
    assert_eq!(titles(&desk).len(), 8, "{:?}", titles(&desk));
    assert_eq!((server.hits("/2.xml"), server.hits("/3.xml")), (1, 0), "no further than needed");
    server.forget();
    server.put("/0.xml", Reply::ok("application/rss+xml", rss(&server, &listed[9..])).tagged_by_content());
    ingest(&desk);
    assert_eq!(server.hits("/1.xml"), 0, "once is enough");
}

/// A list of nine stories on three pages, each of which names the next.
fn put_three_pages(server: &Server, stories: &[Story]) {
    for (n, three) in stories.chunks(3).enumerate() {
        let next = format!("</ul><a class=\"on\" rel=\"next\" href=\"/news?page={}\">Older</a>", n + 1);
        let html = list_of(three).replace("</ul>", &next);
        server.page(&if n == 0 { "/news".to_owned() } else { format!("/news?page={n}") }, &html);
    }
    put_pages(server, stories);
}

#[test]
fn a_list_is_read_on_while_it_names_what_is_new() {
    for keys in ["pages = 2\n", "pages = 2\nselect = { next = \"a.on\" }\n"] {
        let (desk, server) = (Desk::new(), Server::start());
        let mut told: Vec<Story> = (0..9).map(Story::statement).collect();
        put_three_pages(&server, &told);
        desk.sources(&toml([newsroom("company", &server.url("/news"), "Larkwharf") + keys]));
        ingest(&desk);
        assert_eq!((titles(&desk).len(), server.hits("/news?page=2")), (6, 0));
        // One more comes, and stands first; the second page has nothing new but what slid there, which is known.
        server.forget();
        told.insert(0, Story::statement(9));
        put_three_pages(&server, &told);
        ingest(&desk);
        assert_eq!((titles(&desk).len(), server.hits("/news?page=1"), server.hits("/news?page=2")), (7, 1, 0));
        server.forget();
        ingest(&desk);
        assert_eq!(server.hits("/news?page=1"), 0, "nothing changed");
    }
}

#[test]
fn a_list_is_evidence_before_its_further_pages_are_asked_for() {
    let (desk, server) = (Desk::new(), Server::start());
    put_three_pages(&server, &(0..6).map(Story::statement).collect::<Vec<_>>());
    desk.sources(&toml([newsroom("company", &server.url("/news"), "Larkwharf") + "pages = 2\n"]));
    let (stored, file) = (Arc::new(AtomicI64::new(0)), desk.data().join("dateline.sqlite"));
    let seen = stored.clone();
    server.answer("/news?page=1", move |_| {
        let db = rusqlite::Connection::open(&file).unwrap();
        let captures = db.query_row("select count(*) from capture where asked like '%/news'", [], |row| row.get(0));
        seen.store(captures.unwrap(), Ordering::SeqCst);
        Reply::status(404)
    });
    let run = desk.run(&["ingest"]);
    assert_eq!((run.code, stored.load(Ordering::SeqCst)), (0, 1), "{run:?}");
}
