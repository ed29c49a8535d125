//! Hubs tell of news while `run` is at work: through restarts, lapsed leases, refusals, strangers and forged deliveries.

use crate::daemon::Service;
use crate::desk::{Desk, feed};
use crate::hub::{Hub, Manner, PUBLIC};
use crate::newsstand::{put_pages, rss, stories};
use crate::server::{Reply, Server};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

/// A desk that watches a feed with a hub, and may be asked by others; and where the feed comes from.
fn outlet(hub: &Hub) -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    publish(&server, hub, 2);
    watch(&desk, &server, "");
    assert_eq!(desk.run(&["ingest", "--quiet"]).code, 0);
    assert_eq!(desk.run(&["token", "add", "wall", "--role", "read"]).code, 0);
    (desk, server)
}

/// sources.toml, with more about its source.
fn watch(desk: &Desk, server: &Server, more: &str) {
    let fetch = "[fetch]\ncontact = \"mailto:desk@example.org\"\nallow = [\"127.0.0.1\"]\npause = \"0s\"\ntimeout = \"60s\"\n";
    desk.sources(&format!("{fetch}\n{}{more}", feed("courier", &server.url("/feed.xml"))));
}

/// So many stories are out now.
fn publish(server: &Server, hub: &Hub, count: usize) {
    publish_with(server, &hub.url(), count);
}

fn publish_with(server: &Server, hub: &str, count: usize) {
    let (stories, link) = (stories("courier", count), format!("<{hub}>; rel=\"hub\", </me.xml>; rel=\"self\""));
    server.put("/feed.xml", Reply::ok("application/rss+xml", rss(server, &stories)).tagged_by_content().header("Link", &link));
    put_pages(server, &stories);
}

/// A service that hubs reach, after its first pass.
fn run(desk: &Desk, hub: &Hub) -> Service {
    let _ = std::fs::remove_file(desk.folder().join("notify"));
    hub.forgets();
    let service = Service::start(desk, &["--public", &format!("https://{PUBLIC}/")]);
    hub.knows(&service.address);
    service.hears("STATUS=");
    service
}

/// Changes what is stored, as if time had passed.
fn change(desk: &Desk, sql: &'static str) {
    let file = format!("sqlite://{}", desk.data().join("dateline.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut db = SqliteConnection::connect(&file).await.unwrap();
        sqlx::query(sql).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    });
}

/// How the source fares with its hub.
fn told(desk: &Desk) -> Value {
    desk.json(&["sources", "--format", "json"])[0]["hub"].clone()
}

/// What `/metrics` says of hubs, how many tell and how many were asked to; and what the page of the sources says.
fn shown(desk: &Desk, service: &Service) -> (Vec<String>, String) {
    let token = desk.run(&["token", "add", "eye", "--role", "read"]).stdout;
    let metrics = service.get_by("/metrics", token.trim());
    let figures = metrics.lines().filter(|l| l.starts_with("dateline_subscriptions")).filter_map(|l| l.split(' ').nth(1));
    let answer = (figures.map(str::to_owned).collect(), service.get_by("/sources", token.trim()));
    assert_eq!(desk.run(&["token", "remove", "eye"]).code, 0);
    answer
}

const A_WHILE: &str = "update source set asked = asked - 120";

#[test]
fn what_a_hub_tells_of_is_fetched_at_once() {
    let hub = Hub::start(Manner::Confirms);
    let (desk, server) = outlet(&hub);
    assert_eq!(told(&desk), Value::Null, "`ingest` alone cannot be reached");
    let service = run(&desk, &hub);

    let forms = hub.forms();
    let form = &forms[0];
    let asked = ["hub.mode", "hub.topic", "hub.lease_seconds"].map(|name| form[name].as_str());
    assert_eq!((forms.len(), asked), (1, ["subscribe", server.url("/me.xml").as_str(), "864000"]));
    let callback = &form["hub.callback"];
    let key = callback.strip_prefix("https://news.example/websub/").unwrap();
    assert!(key.len() == 64 && form["hub.secret"].len() == 64 && form["hub.secret"] != key);
    assert_eq!(hub.answers(), [(200, "<b>a&b</b>".to_owned())]);
    assert!(told(&desk)["until"].is_string() && told(&desk)["url"] == hub.url(), "{}", told(&desk));

    let (figures, page) = shown(&desk, &service);
    let says = format!("told of news by {} until ", hub.url());
    assert!(figures == ["1", "0"] && page.contains(&says) && !page.contains("has not confirmed"), "{figures:?} {page}");

    // What was confirmed is not confirmed again, nor what was never asked for, nor under another key.
    let intent = |mode, topic| [("hub.mode", mode), ("hub.topic", topic), ("hub.challenge", "c"), ("hub.lease_seconds", "3600")];
    let topic = form["hub.topic"].as_str();
    let other = format!("https://news.example/websub/{}", "0".repeat(64));
    for (callback, mode, topic) in [
        (callback, "subscribe", topic),
        (callback, "unsubscribe", topic),
        (callback, "denied", "https://other.example/"),
        (callback, "", topic),
        (&other, "subscribe", topic),
        (&other, "denied", topic),
    ] {
        assert_eq!(hub.intends(callback, &intent(mode, topic)).0, 404, "{callback} {mode} {topic}");
    }
    assert_eq!(hub.delivers(&other, "news", None), 410);
    // An address that holds no text is nobody's.
    let no_text = "https://news.example/websub/%ff";
    assert_eq!(hub.intends(no_text, &intent("subscribe", topic)), (404, String::new()));
    assert_eq!(hub.delivers(no_text, "news", None), 410);
    // The rest of the site is closed to who has no token.
    assert_eq!(hub.intends("https://news.example/api/v1/documents", &[("q", "pier")]).0, 401);

    // What is not signed by the hub is taken and dropped; what is too long is not even read.
    publish(&server, &hub, 3);
    change(&desk, A_WHILE);
    for forged in [None, Some("sha256=00"), Some("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), Some("none")] {
        assert_eq!(hub.delivers(callback, "news", forged), 202, "{forged:?}");
    }
    assert_eq!(hub.announces(callback, 16 << 20), 413);
    assert_eq!((told(&desk)["told"].clone(), server.hits("/feed.xml")), (Value::Null, 1));

    assert_eq!(hub.tells(form, "whatever it is"), 202);
    assert_eq!(service.hears("STATUS=1 of 1"), "STATUS=1 of 1 sources were due: 1 new documents, 0 revised");
    assert!(told(&desk)["told"].is_string());
    assert!(shown(&desk, &service).1.contains(", last <time"));
    let (code, log) = service.stop();
    assert_eq!(code, Some(0), "{log}");
    // The evidence is what the publisher sent.
    let found = desk.json(&["search", "closed", "--format", "json"]);
    assert_eq!(found["total"], 3);
    assert_eq!(desk.run(&["check", "--evidence"]).code, 0);
}

#[test]
fn subscriptions_outlive_restarts_are_renewed_and_ended() {
    let hub = Hub::start(Manner::Confirms);
    let (desk, server) = outlet(&hub);
    run(&desk, &hub).stop();
    let service = run(&desk, &hub);
    let form = hub.forms().pop().unwrap();
    assert_eq!(hub.forms().len(), 1, "what holds is not asked for again");
    publish(&server, &hub, 3);
    change(&desk, A_WHILE);
    assert_eq!(hub.tells(&form, "news"), 202);
    service.hears("STATUS=1 of 1 sources were due: 1 new");
    service.stop();

    // Before the lease ends it is renewed, and where it has ended as well: under the same key.
    for ends in ["update subscription set next = ends - 3600", "update subscription set next = 1, ends = 2"] {
        let before = hub.forms().len();
        change(&desk, ends);
        run(&desk, &hub).stop();
        let forms = hub.forms();
        assert_eq!((forms.len(), &forms[before]), (before + 1, &form), "{ends}");
        let until = told(&desk)["until"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert!(until > chrono::Utc::now(), "{until}");
    }

    // Who does not want it any more says so; then the key opens nothing.
    watch(&desk, &server, "websub = false\n");
    let service = run(&desk, &hub);
    let last = hub.forms().pop().unwrap();
    assert_eq!(
        (last["hub.mode"].as_str(), &last["hub.callback"], last.contains_key("hub.secret")),
        ("unsubscribe", &form["hub.callback"], false)
    );
    assert_eq!((told(&desk), hub.tells(&form, "more news")), (Value::Null, 410));
    service.stop();

    // Wanted again, it has another key; and a source that is watched no more is left as well.
    watch(&desk, &server, "");
    run(&desk, &hub).stop();
    let anew = hub.forms().pop().unwrap();
    assert!(anew["hub.mode"] == "subscribe" && anew["hub.callback"] != form["hub.callback"] && anew["hub.secret"] != form["hub.secret"]);
    desk.sources(&crate::desk::toml([feed("other", &server.url("/other.xml"))]));
    let service = run(&desk, &hub);
    let last = hub.forms().pop().unwrap();
    assert_eq!((last["hub.mode"].as_str(), &last["hub.callback"]), ("unsubscribe", &anew["hub.callback"]));
    assert_eq!(hub.tells(&anew, "more news"), 410);
    service.stop();
}

#[test]
fn a_hub_that_refuses_is_said_to_and_left_alone() {
    let hub = Hub::start(Manner::Denies);
    let (desk, server) = outlet(&hub);
    run(&desk, &hub).stop();
    assert_eq!(hub.answers(), [(200, String::new())]);
    let reason = told(&desk)["reason"].as_str().unwrap().to_owned();
    assert_eq!((reason.as_str(), told(&desk)["until"].clone()), ("the hub refuses: no[2J such topic", Value::Null));
    assert!(desk.run(&["sources"]).stdout.contains("not told of news by"));
    let service = run(&desk, &hub);
    let (figures, page) = shown(&desk, &service);
    assert!(
        figures == ["0", "1"] && page.contains("has not confirmed") && page.contains("the hub refuses: no[2J such topic"),
        "{figures:?} {page}"
    );
    service.stop();
    assert_eq!((hub.forms().len(), server.hits("/feed.xml")), (1, 1), "not before a day has passed");
}

#[test]
fn a_hub_that_does_not_ask_back_confirms_nothing() {
    let hub = Hub::start(Manner::Silent);
    let (desk, _server) = outlet(&hub);
    run(&desk, &hub).stop();
    assert!(desk.run(&["sources"]).stdout.contains("has not confirmed yet"));
    let service = run(&desk, &hub);
    // Nor is what cannot be meant as a challenge echoed.
    let form = hub.forms().pop().unwrap();
    let intent = |challenge: &str| {
        let intent = [("hub.mode", "subscribe"), ("hub.topic", form["hub.topic"].as_str()), ("hub.challenge", challenge)];
        hub.intends(&form["hub.callback"], &intent)
    };
    assert_eq!((intent(&"x".repeat(1001)).0, intent("a\r\nb").0), (404, 404));
    assert_eq!(intent("fine"), (200, "fine".to_owned()));
    service.stop();
    // Without an address of its own the desk lets go of what it asked for.
    let _ = std::fs::remove_file(desk.folder().join("notify"));
    let service = Service::start(&desk, &["--host", PUBLIC]);
    hub.knows(&service.address);
    assert_eq!((told(&desk), hub.tells(&form, "news")), (Value::Null, 403));
    service.stop();
}

#[test]
fn a_busy_hub_is_not_asked_before_its_time() {
    let hub = Hub::start(Manner::Busy);
    let (desk, server) = outlet(&hub);
    run(&desk, &hub).stop();
    assert!(told(&desk)["reason"].as_str().unwrap().ends_with("answers 503"), "{}", told(&desk));
    // Though our own back-off is over.
    change(&desk, "update subscription set next = 1");
    let (_, log) = run(&desk, &hub).stop();
    assert!(log.contains("courier: ") && log.contains("wants no requests before"), "{log}");
    assert_eq!((hub.forms().len(), server.hits("/feed.xml")), (1, 1));
}

#[test]
fn a_hub_that_has_moved_is_followed_and_guarded() {
    let hub = Hub::start(Manner::Confirms);
    let (desk, server) = outlet(&hub);
    let again = |hub_url: &str| {
        publish_with(&server, hub_url, 2);
        assert_eq!(desk.run(&["ingest", "--force", "--quiet"]).code, 0);
        run(&desk, &hub).stop()
    };
    let old = hub.moved_from("/old");
    again(&old);
    assert!(hub.forms().len() == 1 && told(&desk)["until"].is_string() && told(&desk)["url"] == old, "{}", told(&desk));
    // A feed cannot have anything posted into our network.
    let (_, log) = again("http://10.0.0.1/hub");
    assert!(log.contains("10.0.0.1 is a special address"), "{log}");
    assert!(told(&desk)["reason"].as_str().unwrap().contains("special address") && told(&desk)["until"].is_null(), "{}", told(&desk));
    // The hub it had is left.
    assert_eq!(hub.forms().pop().unwrap()["hub.mode"], "unsubscribe");
}

#[test]
fn a_public_address_is_one_that_paths_can_follow() {
    let desk = Desk::new();
    for wrong in ["news.example", "ftp://news.example", "https://news.example/?a=b", "https://me@news.example/"] {
        let run = desk.run(&["run", "--public", wrong]);
        assert!(run.code == 2 && run.stderr.contains("https://news.example is expected"), "{run:?}");
    }
}
