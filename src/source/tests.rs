use super::*;

const WHOLE: &str = r#"
[fetch]
contact = "mailto:desk@example.org"
allow = ["127.0.0.1", "::1"]
pause = "0s"

[defaults]
every = "2h"
zone = "Europe/London"

[[source]]
name = "courier"
kind = "feed"
url = "https://courier.example/feed.xml"

[[source]]
name = "newsroom"
kind = "list"
url = "https://company.example/news"
role = "primary"
speaks_for = "Example Corp"
every = "1d"
select = { item = "li", date = ".date" }

[[source]]
name = "drop"
kind = "folder"
path = "drop/"
full_text = false

[[entity]]
name = "Ministry of Tides"
kind = "organization"
aliases = ["MoT"]
"#;

#[test]
fn a_whole_file_is_read() {
    let settings = read(WHOLE).unwrap();
    assert_eq!(settings.fetch.allow.len(), 2);
    assert_eq!(settings.fetch.pause, Duration::ZERO);
    let [courier, newsroom, drop] = &settings.sources[..] else { panic!("three sources") };
    assert_eq!(courier.every, Every::Interval(Duration::from_hours(2)));
    assert_eq!(courier.zone.to_string(), "Europe/London");
    assert_eq!((newsroom.role, newsroom.select.item.as_deref()), (Role::Primary, Some("li")));
    assert_eq!(newsroom.every, Every::Interval(Duration::from_hours(24)));
    assert_eq!((drop.path.as_deref(), drop.full_text), (Some(std::path::Path::new("drop/")), false));
    assert_eq!(settings.entities[0].aliases, ["MoT"]);
}

fn mistakes(text: &str) -> Vec<String> {
    read(text).unwrap_err().iter().map(|m| format!("{}: {}", m.line, m.message)).collect()
}

#[test]
fn every_mistake_is_told_with_its_line_and_the_way_out() {
    let text =
        WHOLE.replace("zone = ", "zoned = ").replace("kind = \"list\"", "kind = \"listing\"").replace("https://courier", "ftp://courier");
    assert_eq!(
        mistakes(&text),
        [
            "9: [defaults]: unknown key “zoned”; did you mean “zone”?",
            "14: source “courier”: url = \"ftp://courier.example/feed.xml\": an address with http or https is expected, not ftp",
            "18: source “newsroom”: kind = \"listing\": “feed”, “sitemap”, “list”, “page” or “folder” is expected",
        ]
    );
}

#[test]
fn odd_mistakes() {
    let check = |text: &str, expected: &str| assert_eq!(mistakes(text), [expected], "{text}");
    check("[[source]]\nkind = \"page\"\nurl = \"https://a.example\"", "1: [[source]]: the key “name” is missing");
    check("[fetch]\npause = 5", "2: [fetch]: pause: a string in quotation marks is expected");
    check("[fetch]\ntimeout = \"0s\"", "2: [fetch]: timeout = \"0s\": it may not be zero");
    check("[fetch]\nallow = [\"localhost\"]", "2: [fetch]: allow = \"localhost\": an IP address such as 127.0.0.1 is expected");
    check(
        "[defaults]\nevery = \"often\"",
        "2: [defaults]: every = \"often\": a number and a unit such as 30s, 15m, 1h or 2d is expected; or “auto”, or a cron expression such as “0 7-19 * * 1-5”",
    );
    check("[[entity]]\nname = \"X\"\nkind = \"ship\"", "3: entity “X”: kind = \"ship\": “person” or “organization” is expected");
    let twice = "[[source]]\nname=\"a\"\nkind=\"page\"\nurl=\"https://a.example\"\n".repeat(2);
    check(&twice, "5: the name “a” is taken by the source in line 1; names must be unique");
    assert!(mistakes("[fetch\n")[0].starts_with("1: "), "a syntax error names its line");
}
