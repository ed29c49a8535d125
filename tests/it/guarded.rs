//! Who is let in: hosts, tokens, sessions, forms of our own, limits; against the real server.

use crate::desk::Desk;
use crate::served::{Reply, Served, reply};
use std::io::{Read, Write};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.sources("");
    std::fs::write(
        desk.folder().join("note.txt"),
        "date 2026-03-04\n\nHarbour\n\n“We will sail every night,” said Ilsa Thornvale on Tuesday.\n",
    )
    .unwrap();
    assert_eq!(desk.run(&["import", "note.txt"]).code, 0);
    desk
}

/// A token made by the command.
fn token(desk: &Desk, name: &str, role: &str) -> String {
    let run = desk.run(&["token", "add", name, "--role", role]);
    assert_eq!(run.code, 0, "{run:?}");
    run.stdout.trim().to_owned()
}

fn bearer(secret: &str) -> String {
    format!("Authorization: Bearer {secret}")
}

/// Signs a browser in; its cookie.
fn sign_in(served: &Served, secret: &str) -> (String, Reply) {
    let page = served.get("/login");
    let (cookie, form) = (format!("Cookie: {}", page.cookie()), page.form_token());
    let answer = served.ask("POST", "/login", &[FORM, &cookie], &format!("csrf={form}&token={secret}&next=%2Fapi%2Fv1%2Fsources"));
    (answer.header("set-cookie").map(|_| format!("Cookie: {}", answer.cookie())).unwrap_or_default(), answer)
}

#[test]
fn a_foreign_host_is_refused() {
    let desk = desk();
    let served = Served::of(&desk);
    let port = served.address.rsplit(':').next().unwrap();
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), "localhost".to_owned()] {
        assert_eq!(served.ask("GET", "/api/v1/sources", &[&format!("Host: {host}")], "").status, 200, "{host}");
    }
    for host in [format!("evil.example:{port}"), format!("127.0.0.1.evil.example:{port}"), "10.9.8.7".to_owned(), String::new()] {
        let answer = served.ask("GET", "/api/v1/sources", &[&format!("Host: {host}")], "");
        assert!(answer.status == 421 || answer.status == 400, "{host}: {answer:?}");
    }
    let two = served.ask("GET", "/api/v1/sources", &["Host: localhost", "Host: evil.example"], "");
    assert_eq!(two.status, 421);
    // Without any, and with one in the address that says something else.
    assert_eq!(reply(&served.raw(b"GET /api/v1/sources HTTP/1.0\r\n\r\n")).status, 421);
    let absolute = format!("GET http://evil.example/api/v1/sources HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address);
    assert_eq!(reply(&served.raw(absolute.as_bytes())).status, 421);
    let refused = served.ask("GET", "/api/v1/sources", &["Host: evil.example"], "");
    assert!(refused.header("content-type").unwrap().starts_with("application/problem+json"), "{refused:?}");
    assert!(refused.json()["detail"].as_str().unwrap().contains("--host"), "{refused:?}");
}

#[test]
fn other_machines_need_a_token() {
    let desk = desk();
    for args in [
        &["serve", "--listen", "0.0.0.0:0"][..],
        &["run", "--listen", "[::]:0"],
        &["serve", "--listen", "127.0.0.1:0", "--host", "news.example"],
    ] {
        let run = desk.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.stderr.contains("dateline token add") && run.stdout.is_empty(), "{run:?}");
    }
    let (reader, writer) = (token(&desk, "reader", "read"), token(&desk, "writer", "write"));
    let served = Served::with(&desk, &["--listen", "0.0.0.0:0", "--host", "news.example"]);
    let get = |headers: &[&str]| served.ask("GET", "/api/v1/sources", headers, "");
    let refused = get(&[]);
    assert_eq!((refused.status, refused.header("www-authenticate").is_some()), (401, true), "{refused:?}");
    assert_eq!(get(&["Authorization: Bearer 0000"]).status, 401);
    assert_eq!(get(&["Authorization: Basic YTpi"]).status, 401);
    for (host, status) in [("news.example", 200), ("evil.example", 421)] {
        assert_eq!(get(&[&bearer(&reader), &format!("Host: {host}")]).status, status, "{host}");
    }
    // People are led to where they sign in; nothing else is open.
    let led = served.ask("GET", "/?q=harbour", &["Accept: text/html"], "");
    assert_eq!((led.status, led.header("location")), (303, Some("/login?next=%2F%3Fq%3Dharbour")), "{led:?}");
    for path in ["/", "/metrics", "/api/v1/documents", "/api/v1/openapi.json", "/nowhere"] {
        assert_eq!(served.get(path).status, 401, "{path}");
    }
    // Who may read may not write.
    let body = r#"{"question":"harbour"}"#;
    let put = |secret: &str| served.ask("PUT", "/api/v1/saved/boats", &["Content-Type: application/json", &bearer(secret)], body).status;
    assert_eq!(put(&reader), 403);
    assert!(put(&writer) < 300);
    // A token is known by its hash alone, and opens nothing once it is removed.
    let database = std::fs::read(desk.data().join("dateline.sqlite")).unwrap();
    let log = std::fs::read(desk.data().join("dateline.sqlite-wal")).unwrap_or_default();
    for bytes in [&database, &log] {
        assert!(!bytes.windows(reader.len()).any(|window| window == reader.as_bytes()), "the token lies in the database");
    }
    let listed = desk.run(&["token", "list"]);
    assert!(listed.stdout.contains("read ") && listed.stdout.contains("writer") && !listed.stdout.contains(&reader), "{listed:?}");
    assert_eq!(desk.run(&["token", "remove", "reader"]).code, 0);
    assert_eq!(get(&[&bearer(&reader)]).status, 401);
    assert_eq!(desk.run(&["token", "remove", "reader"]).code, 1);
    assert_eq!(desk.run(&["token", "add", "writer"]).code, 2);
}

#[test]
fn a_browser_signs_in_once() {
    let desk = desk();
    let secret = token(&desk, "desk", "write");
    let served = Served::with(&desk, &["--listen", "0.0.0.0:0"]);
    let page = served.get("/login");
    let set = page.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    let before = page.cookie();
    let (cookie, answer) = sign_in(&served, &secret);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/api/v1/sources")), "{answer:?}");
    assert!(!cookie.contains(&before), "the session has a new name");
    assert_eq!(served.ask("GET", "/api/v1/sources", &[&cookie], "").status, 200);
    assert_eq!(served.ask("GET", "/api/v1/sources", &["Cookie: dateline=0000"], "").status, 401);
    // A wrong token signs nobody in, and nobody is led elsewhere.
    let (none, wrong) = sign_in(&served, "0000");
    assert_eq!((none.as_str(), wrong.status), ("", 403), "{wrong:?}");
    let form = served.ask("GET", "/login?next=%22%3E%3Cscript%3E", &[], "");
    assert!(!form.body.contains("<script"), "{form:?}");
    // Once the token is removed the session is worth nothing.
    assert_eq!(desk.run(&["token", "remove", "desk"]).code, 0);
    assert_eq!(served.ask("GET", "/api/v1/sources", &[&cookie], "").status, 401);
}

#[test]
fn a_form_of_another_site_changes_nothing() {
    let desk = desk();
    let secret = token(&desk, "script", "write");
    let served = Served::of(&desk);
    let page = served.get("/login");
    let (cookie, word) = (format!("Cookie: {}", page.cookie()), page.form_token());
    let word = format!("X-CSRF-Token: {word}");
    let put = |headers: &[&str]| {
        let headers = [&["Content-Type: application/json"], headers].concat();
        served.ask("PUT", "/api/v1/saved/boats", &headers, r#"{"question":"harbour"}"#).status
    };
    let ours = format!("Origin: http://{}", served.address);
    assert_eq!(put(&[]), 403, "no session");
    assert_eq!(put(&[&cookie]), 403, "no word");
    assert_eq!(put(&[&word]), 403, "no session");
    assert_eq!(put(&[&cookie, "X-CSRF-Token: 0000"]), 403, "another word");
    assert_eq!(put(&[&cookie, &word, "Origin: http://evil.example"]), 403);
    assert_eq!(put(&[&cookie, &word, "Origin: null"]), 403);
    assert_eq!(put(&[&cookie, &word, &ours.replace("127.0.0.1", "localhost")]), 403);
    for site in ["cross-site", "same-site"] {
        assert_eq!(put(&[&cookie, &word, &format!("Sec-Fetch-Site: {site}")]), 403, "{site}");
    }
    assert!(desk.run(&["save"]).stdout.is_empty(), "nothing was saved");
    assert!(put(&[&cookie, &word, &ours, "Sec-Fetch-Site: same-origin"]) < 300);
    assert!(put(&[&bearer(&secret)]) < 300, "a program has a token");
    assert_eq!(put(&["Authorization: Bearer 0000"]), 401, "a wrong one is worse than none");
    let text = desk.run(&["save"]).stdout;
    assert!(text.starts_with("boats: harbour"), "{text}");
}

#[test]
fn every_answer_has_a_policy() {
    let desk = desk();
    let served = Served::of(&desk);
    for path in ["/", "/style.css", "/api/v1/documents", "/nowhere/at/all", "/documents/d0", "/api/v1/documents?q=%28"] {
        let answer = served.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path}: {answer:?}"));
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn no_path_leads_out_and_no_header_is_written() {
    let desk = desk();
    std::fs::write(desk.folder().join("secret.txt"), "tell nobody").unwrap();
    let served = Served::of(&desk);
    let up = ["..", "%2e%2e", "..%2f..", "%2e%2e%2f", "..%5c", "....//", "..;", "%252e%252e%252f"];
    for folder in ["", "documents/", "captures/", "saved/", "api/v1/documents/", "api/v1/captures/", "demo/", "static/"] {
        for way in up {
            for file in ["secret.txt", "sources.toml", "data/dateline.sqlite", "etc/passwd"] {
                let answer = served.get(&format!("/{folder}{way}/{file}"));
                let told = ["tell nobody", "SQLite format", "root:"].iter().any(|words| answer.body.contains(words));
                assert!(answer.status >= 300 && answer.status < 500 && !told, "/{folder}{way}/{file}: {answer:?}");
            }
        }
    }
    for path in
        ["/documents/d1%0d%0aX-Evil:%201", "/saved/a%0d%0aX-Evil:%201.atom", "/?q=%0d%0aX-Evil:%201", "/login?next=/%0d%0aX-Evil:%201"]
    {
        let answer = served.ask("GET", path, &["Accept: text/html"], "");
        assert!(answer.status < 500 && answer.header("x-evil").is_none(), "{path}: {answer:?}");
    }
}

#[test]
fn what_is_no_text_is_told_on_a_page() {
    let desk = desk();
    let served = Served::of(&desk);
    let told = |answer: &Reply, kind: &str, what: &str| {
        assert!(answer.status == 400 && answer.header("content-type").unwrap().starts_with(kind), "{what}: {answer:?}");
        assert!(answer.body.contains("UTF-8") && (kind != "text/html" || answer.body.contains("<h1>")), "{what}: {answer:?}");
    };
    let things = ["documents/%ff", "documents/%ff/changes/r1", "quotations/%ff", "speakers/%ff", "captures/%ff", "captures/%ff/page"];
    for path in [things.as_slice(), &["saved/%ff.atom", "vendor/%ff"]].concat() {
        told(&served.ask("GET", &format!("/{path}"), &["Accept: text/html"], ""), "text/html", path);
    }
    for path in ["documents/%ff", "quotations/%ff", "speakers/%ff", "captures/%ff", "captures/%ff/body", "revisions/%ff/diff"] {
        let answer = served.get(&format!("/api/v1/{path}"));
        assert!(answer.header("content-type").unwrap().starts_with("application/problem+json"), "{path}: {answer:?}");
        assert!(answer.status == 400 || answer.status == 404, "{path}: {answer:?}");
    }
    let request = format!(
        "POST /decide HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html\r\n{FORM}\r\nContent-Length: 3\r\n\r\n",
        served.address
    );
    told(&reply(&served.raw(&[request.as_bytes(), b"a=\xff"].concat())), "text/html", "a form");
    // What a form lacks, or says twice.
    for path in ["/login?next=/a&next=/b", "/login?next=%ff"] {
        assert!(served.get(path).body.contains("name=\"token\""), "{path}");
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let desk = desk();
    let secret = token(&desk, "script", "write");
    let served = Served::with(&desk, &["--listen", "127.0.0.1:0", "--rate", "20"]);
    let status = |path: &str| served.ask("GET", path, &[&bearer(&secret)], "").status;
    assert_eq!(status(&format!("/api/v1/documents?q={}", "a+".repeat(10_000))), 414);
    assert_eq!(served.ask("GET", "/", &[&format!("X-Long: {}", "a".repeat(100_000))], "").status, 431);
    let big = "a".repeat((1 << 20) + 1);
    let head = |length: usize| {
        format!(
            "PUT /api/v1/saved/a HTTP/1.1\r\nHost: localhost\r\n{}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
            bearer(&secret)
        )
    };
    // Told before it is sent, and cut where it was not told.
    assert_eq!(reply(&served.raw(head(1 << 30).as_bytes())).status, 413);
    let chunked = head(0).replace("Content-Length: 0", "Transfer-Encoding: chunked") + &format!("{:x}\r\n{big}\r\n0\r\n\r\n", big.len());
    assert_eq!(reply(&served.raw(chunked.as_bytes())).status, 413);
    // Twenty a minute, and others are not hindered by it.
    let answers: Vec<u16> = (0..40).map(|_| status("/api/v1/sources")).collect();
    assert!(answers.contains(&429), "{answers:?}");
    assert_eq!(served.get("/api/v1/sources").status, 200);
}

#[test]
fn a_slow_client_is_dropped() {
    let desk = desk();
    let secret = token(&desk, "script", "write");
    let served = Served::with(&desk, &["--listen", "127.0.0.1:0", "--patience", "1"]);
    // One that never ends its head, one that never sends its body, one that says nothing: each read ends when the server closes.
    for begun in [String::new(), "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".to_owned()] {
        let mut stream = served.connect();
        stream.write_all(begun.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!String::from_utf8_lossy(&answer).contains(" 200 "), "{begun}");
    }
    let body = format!(
        "PUT /api/v1/saved/a HTTP/1.1\r\nHost: localhost\r\n{}\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{{",
        bearer(&secret)
    );
    assert_eq!(reply(&served.raw(body.as_bytes())).status, 408);
    assert_eq!(served.get("/api/v1/sources").status, 200);
}
