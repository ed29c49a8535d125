//! News of saved questions go by mail, once each: through a server that is away, vanishes or falls silent, and a restart.

use crate::alerts::let_time_pass;
use crate::desk::{Desk, FETCH, Run, feed};
use crate::newsstand::{put_feed, stories};
use crate::post_office::{Manner, PostOffice, Privacy};
use crate::server::Server;
use std::process::{Command, Stdio};
use std::time::Duration;

const SECRET: &str = "quiet harbour";

/// A desk that has read the first two stories of an outlet, and tells of more by mail.
fn opened(server: &Server, mail: &str, hook: &str) -> Desk {
    let desk = Desk::new();
    write(&desk, server, mail);
    publish(&desk, server, 2);
    let saved = desk.run(&["save", "hafen-ö", "closed", "--hook", hook]);
    assert_eq!(saved.code, 0, "{saved:?}");
    desk
}

fn write(desk: &Desk, server: &Server, mail: &str) {
    // Long enough for a slow machine; who waits in vain is ended by hand.
    let fetch = FETCH.replace("timeout = \"2s\"", "timeout = \"60s\"");
    desk.sources(&format!("{fetch}\n{mail}\n{}", feed("courier", &server.url("/feed.xml"))));
}

/// `[mail]` for this server.
fn through(office: &PostOffice, more: &str) -> String {
    format!("[mail]\nserver = \"{}\"\nfrom = \"news@desk.example\"\n{more}\n", office.address())
}

/// So many stories are out now, and read.
fn publish(desk: &Desk, server: &Server, count: usize) {
    put_feed(server, "/feed.xml", &stories("courier", count));
    let run = desk.run(&["ingest", "--all", "--quiet"]);
    assert_eq!(run.code, 0, "{run:?}");
}

/// `alerts` of one who trusts this certificate.
fn trusting(desk: &Desk, certificate: &str) -> Command {
    let roots = desk.folder().join("roots.pem");
    std::fs::write(&roots, certificate).unwrap();
    let mut command = desk.command(&["alerts"]);
    command.env("SSL_CERT_FILE", &roots).env("SSL_CERT_DIR", desk.folder());
    command
}

fn alerts(desk: &Desk, office: &PostOffice) -> Run {
    let run: Run = trusting(desk, &office.certificate).env("DATELINE_SMTP_PASSWORD", SECRET).output().unwrap().into();
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET), "{run:?}");
    run
}

#[test]
fn news_are_mailed_once() {
    let (server, office) = (Server::start(), PostOffice::open(Privacy::Starttls));
    let desk = opened(&server, &through(&office, "user = \"desk\""), "mailto:desk@example.org,wall@example.org");
    assert_eq!(alerts(&desk, &office), Run { code: 1, stdout: String::new(), stderr: String::new() });
    publish(&desk, &server, 4);
    let told = alerts(&desk, &office);
    assert_eq!((told.code, told.stdout.as_str()), (0, ""), "{told:?}");
    for _ in 0..2 {
        assert_eq!(alerts(&desk, &office).code, 1, "there are no more news");
        publish(&desk, &server, 4);
    }
    let mails = office.mails();
    let mail = &mails[0];
    assert_eq!((mails.len(), mail.private, mail.known, mail.from.as_str()), (1, true, true, "news@desk.example"));
    assert_eq!(mail.to, ["desk@example.org", "wall@example.org"]);
    // The letters of its name are told apart from those of mail.
    assert!(mail.data.is_ascii(), "{}", mail.data);
    assert_eq!(mail.header("Subject"), "=?utf-8?b?aGFmZW4tw7Y6?= 2 new");
    assert_eq!(mail.header("List-Id"), "<hafen-uf6.dateline.desk.example>");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert!(mail.header("Message-ID").starts_with("<m") && mail.header("Message-ID").ends_with("@desk.example>"), "{}", mail.data);
    assert_eq!(mail.header("Content-Type"), "text/plain; charset=utf-8");
    let text = mail.text();
    assert!(text.starts_with("hafen-ö: closed\r\n"), "{text}");
    assert!(stories("courier", 4)[2..].iter().all(|story| text.contains(&story.title)), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours: {text}");
}

#[test]
fn a_server_that_is_away_or_vanishes_loses_nothing_and_gets_nothing_anew() {
    let (server, office) = (Server::start(), PostOffice::open(Privacy::Whole));
    let desk = opened(&server, &through(&office, "tls = \"tls\"\nuser = \"desk\""), "mailto:desk@example.org");
    office.becomes(Manner::Defers);
    publish(&desk, &server, 3);
    let deferred = alerts(&desk, &office);
    assert!(deferred.code == 3 && deferred.stderr.contains("451") && deferred.stderr.contains("tried again after"), "{deferred:?}");
    let said = office.commands().len();
    alerts(&desk, &office);
    assert_eq!(office.commands().len(), said, "before its time it is not asked again");

    // It has the mail, and nobody knows: the same mail goes again, under the same name.
    office.becomes(Manner::Vanishes);
    let_time_pass(&desk);
    assert_eq!(alerts(&desk, &office).code, 3);
    office.becomes(Manner::Takes);
    publish(&desk, &server, 4);
    let_time_pass(&desk);
    assert_eq!(alerts(&desk, &office).code, 0);
    let mails = office.mails();
    let ids: Vec<&str> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert!(ids.len() == 3 && ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!(mails[0].text(), mails[1].text());
    assert_eq!(alerts(&desk, &office).code, 1);
    assert_eq!(office.mails().len(), 3);
}

#[test]
fn who_dies_on_the_way_sends_later() {
    let (server, office) = (Server::start(), PostOffice::open(Privacy::Starttls));
    let desk = opened(&server, &through(&office, ""), "mailto:desk@example.org");
    publish(&desk, &server, 3);
    office.becomes(Manner::Hangs);
    let mut child = trusting(&desk, &office.certificate).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while office.mails().is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it ended without sending a mail");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Another one meanwhile leaves it to the first.
    assert_eq!((alerts(&desk, &office).code, office.mails().len()), (1, 1));
    child.kill().unwrap();
    child.wait().unwrap();
    office.becomes(Manner::Takes);
    let_time_pass(&desk);
    assert_eq!(alerts(&desk, &office).code, 0);
    let mails = office.mails();
    assert_eq!((mails.len(), mails[0].header("Message-ID"), mails[0].known), (2, mails[1].header("Message-ID"), false));
    assert_eq!(alerts(&desk, &office).code, 1);
}

#[test]
fn nothing_is_said_to_who_cannot_be_trusted() {
    let server = Server::start();
    let refused = |office: &PostOffice, mail: &str, certificate: &str, password: &str, expected: &str| {
        let desk = opened(&server, mail, "mailto:desk@example.org");
        publish(&desk, &server, 3);
        let run: Run = trusting(&desk, certificate).env("DATELINE_SMTP_PASSWORD", password).output().unwrap().into();
        assert!(run.code == 3 && run.stderr.contains(expected), "{expected}: {run:?}");
        assert!(office.mails().is_empty() && !office.commands().iter().any(|said| said == "MAIL"), "{:?}", office.commands());
        assert!(password.is_empty() || !run.stderr.contains(password), "{run:?}");
    };
    let open = || PostOffice::open(Privacy::Starttls);
    let office = open();
    // Nobody vouches for its certificate; another one's is vouched for.
    refused(&office, &through(&office, ""), &PostOffice::open(Privacy::None).certificate, "", "secure connection");
    let office = PostOffice::open(Privacy::None);
    refused(&office, &through(&office, ""), &office.certificate, "", "no STARTTLS");
    let office = open();
    refused(&office, &through(&office, "user = \"desk\""), &office.certificate, "loud harbour", "535");
    let office = open();
    refused(&office, &through(&office, "user = \"desk\""), &office.certificate, "", "wants a password of desk");
    refused(&office, "", &office.certificate, "", "[mail] server");
    // The guard holds for mail, too: special addresses, and ports that are not for mail.
    for (place, expected) in [("10.0.0.1", "10.0.0.1 is a special address"), ("93.184.216.34:8080", "not in [fetch] allow")] {
        let mail = format!("[mail]\nserver = \"{place}\"\nfrom = \"news@desk.example\"\n");
        refused(&office, &mail, &office.certificate, "", expected);
    }
    let mail = "[mail]\nserver = \"93.184.216.34\"\nfrom = \"news@desk.example\"\ntls = \"none\"\n";
    refused(&office, mail, &office.certificate, "", "not in [fetch] allow");
}

#[test]
fn a_password_comes_from_a_file_as_well() {
    let (server, office) = (Server::start(), PostOffice::open(Privacy::None));
    let mail = through(&office, "tls = \"none\"\nuser = \"desk\"\npassword_file = \"smtp-password\"");
    let desk = opened(&server, &mail, "mailto:desk@example.org");
    publish(&desk, &server, 3);
    let run = desk.run(&["alerts"]);
    assert!(run.code == 3 && run.stderr.contains("smtp-password"), "{run:?}");
    std::fs::write(desk.folder().join("smtp-password"), format!("{SECRET}\n")).unwrap();
    let run = desk.run(&["alerts"]);
    assert_eq!((run.code, office.mails().len(), office.mails()[0].known), (0, 1, true), "{run:?}");
}

#[test]
fn a_hook_is_an_address_and_nothing_else() {
    let desk = Desk::new();
    let server = Server::start();
    write(&desk, &server, "");
    publish(&desk, &server, 1);
    for wrong in [
        "mailto:",
        "mailto:desk",
        "mailto:a@b.example?bcc=c@d.example",
        "mailto:a@b.example\r\nBcc: c@d.example",
        "ftp://b.example",
        "desk@example.org",
    ] {
        let run = desk.run(&["save", "closed", "closed", "--hook", wrong]);
        assert!(run.code == 2 && run.stderr.contains("is no hook"), "{run:?}");
    }
}
