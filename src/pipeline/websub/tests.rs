use super::*;

const PUBLIC: &str = "https://desk.example";

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

fn offer_of(hub: &str) -> Offer {
    Offer { hub: format!("https://{hub}.example/"), topic: "https://courier.example/feed".to_owned() }
}

/// Of the courier, at its hub, confirmed for ten days.
fn confirmed() -> Subscription {
    Subscription {
        key: "k".to_owned(),
        source: "courier".to_owned(),
        offer: offer_of("hub"),
        public: PUBLIC.to_owned(),
        secret: "s".to_owned(),
        wish: None,
        ends: Some(at(240)),
        next: at(180),
        failures: 0,
    }
}

/// The steps in short: what is asked of which hub, when again, and as how many failures it counts.
fn told(wanted: &[(&str, Offer)], known: &[Subscription], hours: i64) -> Vec<String> {
    let short = |step: Step| match step {
        Step::Drop(key) => format!("drop {key}"),
        Step::Ask(s) => {
            let hours = (s.next - at(hours)).num_hours();
            format!("{} {} as {}, {hours} h, {}", s.wish.unwrap().name(), s.offer.hub, s.key, s.failures)
        }
    };
    steps(wanted, known, PUBLIC, || "new".to_owned(), at(hours)).into_iter().map(short).collect()
}

#[test]
fn hubs_are_asked_when_it_is_time() {
    let wanted = [("courier", offer_of("hub"))];
    let check = |known: &[Subscription], hours, expected: &[&str]| assert_eq!(told(&wanted, known, hours), expected, "{known:?} {hours}");
    check(&[], 0, &["subscribe https://hub.example/ as new, 1 h, 1"]);
    check(&[confirmed()], 179, &[]);
    // Before the lease ends it is renewed under the same key, and ever more rarely where nothing comes of it.
    check(&[confirmed()], 180, &["subscribe https://hub.example/ as k, 1 h, 1"]);
    let silent = Subscription { wish: Some(Wish::Subscribe), failures: 3, ..confirmed() };
    check(std::slice::from_ref(&silent), 180, &["subscribe https://hub.example/ as k, 8 h, 4"]);
    check(&[Subscription { failures: 99, ..silent }], 300, &["subscribe https://hub.example/ as k, 24 h, 100"]);
}

#[test]
fn what_is_not_wanted_any_more_is_left() {
    let check = |known: Subscription, expected: &[&str]| assert_eq!(told(&[], std::slice::from_ref(&known), 1), expected, "{known:?}");
    check(confirmed(), &["unsubscribe https://hub.example/ as k, 1 h, 1"]);
    let leaving = Subscription { wish: Some(Wish::Unsubscribe), failures: 1, next: at(2), ..confirmed() };
    check(leaving.clone(), &[]);
    check(Subscription { next: at(1), ..leaving.clone() }, &["unsubscribe https://hub.example/ as k, 2 h, 2"]);
    check(Subscription { failures: FAREWELLS, ..leaving }, &["drop k"]);
    check(Subscription { ends: None, ..confirmed() }, &["drop k"]);
    check(Subscription { ends: Some(at(0)), ..confirmed() }, &["drop k"]);
    // The hub cannot ask back at an address that is ours no more.
    check(Subscription { public: "https://old.example".to_owned(), ..confirmed() }, &["drop k"]);
    // A feed that has moved to another hub leaves the first.
    let moved = told(&[("courier", offer_of("other"))], &[confirmed()], 1);
    assert_eq!(moved, ["unsubscribe https://hub.example/ as k, 1 h, 1", "subscribe https://other.example/ as new, 1 h, 1"]);
}

#[test]
fn headers_are_believed_before_the_feed() {
    let check = |links: &[&str], upkeep: &Upkeep, expected: Option<(&str, &str)>| {
        let capture = Capture {
            id: crate::model::Id::of('c', &["x"]),
            source: None,
            entry: None,
            asked: "https://a.example/feed".to_owned(),
            chain: vec!["https://a.example/feed".to_owned(), "https://b.example/feed".to_owned()],
            hops: Vec::new(),
            status: 200,
            request: Vec::new(),
            response: links.iter().map(|link| ("Link".to_owned(), (*link).to_owned())).collect(),
            address: None,
            tls: None,
            fetched: at(0),
            sha256: String::new(),
            length: 0,
        };
        let expected = expected.map(|(hub, topic)| Offer { hub: hub.to_owned(), topic: topic.to_owned() });
        assert_eq!(offer(&capture, upkeep), expected, "{links:?} {upkeep:?}");
    };
    let upkeep = |own: Option<&str>, hubs: &[&str]| Upkeep {
        own: own.map(str::to_owned),
        hubs: hubs.iter().map(ToString::to_string).collect(),
        ..Upkeep::default()
    };
    let told = upkeep(Some("https://a.example/self"), &["https://hub.example/", "https://more.example/"]);
    check(&[], &told, Some(("https://hub.example/", "https://a.example/self")));
    check(&["<https://h.example/>; rel=hub", "</me>; rel=self"], &told, Some(("https://h.example/", "https://b.example/me")));
    check(&["</me>; rel=self"], &upkeep(None, &["https://hub.example/"]), Some(("https://hub.example/", "https://b.example/feed")));
    check(&["</me>; rel=self"], &upkeep(None, &[]), None);
    check(&["<javascript:x>; rel=hub"], &upkeep(None, &[]), None);
    check(&["<javascript:x>; rel=hub, <https://h.example/>; rel=hub"], &told, Some(("https://h.example/", "https://b.example/feed")));
    check(&[], &upkeep(None, &["urn:x:hub", "https://more.example/"]), Some(("https://more.example/", "https://b.example/feed")));
    check(&[], &upkeep(Some("ftp://a.example/"), &["https://hub.example/"]), Some(("https://hub.example/", "https://b.example/feed")));
}

#[test]
fn what_a_hub_says_fits_a_terminal() {
    assert_eq!(denial(None), "the hub refuses");
    assert_eq!(denial(Some("\u{1b}[2J no\nsuch topic ")), "the hub refuses: [2J nosuch topic");
    assert!(denial(Some(&"x".repeat(1000))).len() < 250);
}
