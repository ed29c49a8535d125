//! `add` finds what a site has to offer, and writes only what was chosen; OPML goes out and comes back the same.

use crate::desk::{Desk, FETCH, feed, toml};
use crate::newsstand::{put_feed, put_list, stories};
use crate::server::{Reply, Server};

fn file(desk: &Desk) -> String {
    std::fs::read_to_string(desk.folder().join("sources.toml")).unwrap()
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.sources(&format!("# Ours, by hand.\n{FETCH}"));
    desk
}

#[test]
fn a_page_names_its_feed_and_robots_its_sitemap() {
    let (desk, server, listed) = (desk(), Server::start(), stories("courier", 4));
    put_feed(&server, "/news.rss", &listed);
    put_list(&server, "/list", &listed);
    let row = format!("<url><loc>{}</loc><lastmod>2026-03-04</lastmod></url>", server.url("/a"));
    server.put(
        "/map.xml",
        Reply::ok("application/xml", format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{row}</urlset>")),
    );
    server.put("/robots.txt", Reply::ok("text/plain", format!("User-agent: *\nDisallow: /x\nSitemap: {}\n", server.url("/map.xml"))));
    server.page("/", "<head><link rel=alternate type='application/rss+xml' href='/news.rss'></head><p>Harbour news.");
    let before = file(&desk);
    let run = desk.run(&["add", &server.url("/")]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    for words in ["1  feed  ", "/news.rss · Harbour News", "4 entries, the newest of 2026-03-0", "2  sitemap  ", "1 entries", "--take 1"] {
        assert!(run.stdout.contains(words), "{words}: {}", run.stdout);
    }
    assert_eq!(file(&desk), before, "nothing was chosen");
    assert_eq!(desk.run(&["add", &server.url("/"), "--take", "3"]).code, 2);
    let run = desk.run(&["add", &server.url("/"), "--take", "1,2"]);
    assert_eq!(run.code, 0, "{run:?}");
    let after = file(&desk);
    assert!(
        after.starts_with(&before) && after.contains("kind = \"sitemap\"") && after.contains("publisher = \"Harbour News\""),
        "{after}"
    );
    assert!(desk.run(&["ingest"]).stdout.contains("2 of 2 sources were due"));
    assert!(desk.run(&["add", &server.url("/"), "--take", "1"]).stdout.contains("watched already"));
}

#[test]
fn what_lies_in_the_usual_places_and_what_is_a_list() {
    let (desk, server) = (desk(), Server::start());
    put_feed(&server, "/atom.xml", &stories("courier", 2));
    put_list(&server, "/news", &stories("echo", 5));
    let run = desk.run(&["add", &server.url("/news")]);
    assert!(run.stdout.contains("1  feed  ") && run.stdout.contains("2  list  ") && run.stdout.contains("5 entries"), "{run:?}");
}

#[test]
fn one_thing_is_written_at_once_and_nothing_is_said_to_be() {
    let (desk, server) = (desk(), Server::start());
    put_feed(&server, "/feed.xml", &stories("courier", 2));
    let run = desk.run(&["add", &server.url("/feed.xml")]);
    assert!(run.code == 0 && file(&desk).contains("kind = \"feed\""), "{run:?}");
    let bare = Server::start();
    bare.page("/", "<p>Nothing here.");
    let run = desk.run(&["add", &bare.url("/")]);
    assert!(run.code == 1 && run.stderr.contains("neither a feed"), "{run:?}");
    let run = desk.run(&["add", &bare.url("/lost")]);
    assert!(run.code == 1 && run.stderr.contains("404"), "{run:?}");
}

#[test]
fn opml_goes_out_and_comes_back_the_same() {
    let (out, back) = (Desk::new(), Desk::new());
    let tagged = |name: &str, tags: &str| {
        feed(name, &format!("https://{name}.example/feed?a=1&b=\"2\"")).replace("\"2\"", "2") + &format!("tags = [{tags}]\n")
    };
    out.sources(&toml([
        tagged("courier", "\"news\", \"north & south\""),
        tagged("echo", ""),
        tagged("gazette", "\"news\", \"north & south\""),
    ]));
    let first = out.run(&["sources", "--opml"]);
    assert_eq!((first.code, first.stderr.as_str()), (0, ""), "{first:?}");
    assert!(first.stdout.contains("<outline text=\"north &amp; south\">") && first.stdout.contains("a=1&amp;b="), "{}", first.stdout);
    let opml = back.folder().join("feeds.opml");
    std::fs::write(&opml, &first.stdout).unwrap();
    let run = back.run(&["add", opml.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(back.run(&["sources", "--opml"]).stdout, first.stdout);
    assert!(file(&back).contains("tags = [\"news\", \"north & south\"]"), "{}", file(&back));
}
