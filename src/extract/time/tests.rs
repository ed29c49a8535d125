//! Whole sentences, as a newspaper of Friday, 27 February 2026 has them.

use super::*;
use crate::model::{Basis, Precision, When, Zone, date};

const PUBLISHED: &str = "2026-02-27T10:00:00Z";

fn read(text: &str) -> Vec<Mention> {
    let published = date::read(PUBLISHED, Zone::Unknown).unwrap();
    mentions(text, &Context { published: Some(&published), ..Context::default() })
}

/// All mentions of a text as `words = edtf`.
fn check(text: &str, expected: &[&str]) {
    check_in("en", text, expected);
}

/// The same in another language.
pub(super) fn check_in(language: &str, text: &str, expected: &[&str]) {
    let published = date::read(PUBLISHED, Zone::Unknown).unwrap();
    let found = mentions(text, &Context { published: Some(&published), language: Some(language), ..Context::default() });
    let found: Vec<String> = found.iter().map(|m| format!("{} = {}", m.text, m.when.edtf)).collect();
    assert_eq!(found, expected, "{text}");
}

fn basis(text: &str) -> Basis {
    read(text).first().expect(text).when.basis
}

#[test]
fn stated_dates() {
    check("It opened on 3 May 2019.", &["3 May 2019 = 2019-05-03"]);
    check("It opened on Friday, May 3rd, 2019.", &["Friday, May 3rd, 2019 = 2019-05-03"]);
    check("It opened on the third of May 2019.", &["the third of May 2019 = 2019-05-03"]);
    // A ship's name is no part of the day.
    check("On 3 May 2019 the Evening Heron sailed.", &["3 May 2019 = 2019-05-03"]);
    check("It opened in May of 2019.", &["May of 2019 = 2019-05"]);
    check("The file of 2019-05-03 is lost.", &["2019-05-03 = 2019-05-03"]);
    check("It opened on 29/3/2018.", &["29/3/2018 = 2018-03-29"]);
    check("A 2014 survey found it.", &["2014 = 2014"]);
    check("He retired in nineteen ninety-six.", &["nineteen ninety-six = 1996"]);
    check("Born in the class of '87, he left.", &[]);
    check("It grew in the 1980s and the 15th century.", &["the 1980s = 198X", "the 15th century = 14XX"]);
    check("It grew in the early 1990s.", &["the early 1990s = 1990/1993"]);
    check("Sales rose in Q3 2024 and in 2025-H1.", &["Q3 2024 = 2024-35", "2025-H1 = 2025-40"]);
    check("Sales rose in the second quarter of 2024.", &["the second quarter of 2024 = 2024-34"]);
    check("It closed in the summer of 2021.", &["the summer of 2021 = 2021-06/2021-08"]);
    check("It closed on Easter Monday 2021.", &["Easter Monday 2021 = 2021-04-05"]);
    check("The season 2016-17 was short.", &["2016-17 = 2016/2017"]);
}

#[test]
fn partial_dates() {
    check("The firm said on February 26 that it agreed.", &["February 26 = 2026-02-26"]);
    check("The firm said on Feb. 26 that it agreed.", &["Feb. 26 = 2026-02-26"]);
    check("The firm agreed in December.", &["December = 2025-12"]);
    check("The firm will agree in December.", &["December = 2026-12"]);
    check("The deadline is March 5.", &["March 5 = 2026-03-05"]);
    check("They met on the 18th.", &["the 18th = 2026-02-18"]);
    check("They met on Tuesday the 17th.", &["Tuesday the 17th = 2026-02-17"]);
    check("They met on Christmas Day.", &["Christmas Day = 2025-12-25"]);
    check("On Christmas Eve they met, and on Christmas Eve trains stood.", &["Christmas Eve = 2025-12-24"]);
    // A weekday tells the year where it can: 15 March was a Saturday in 2025.
    check("They meet on Saturday, March 15.", &["Saturday, March 15 = 2025-03-15"]);
    check("They met on 2/29.", &["2/29 = 2024-02-29"]);
}

#[test]
fn days_seen_from_today() {
    check("He resigned yesterday.", &["yesterday = 2026-02-26"]);
    check("He resigned the day before yesterday.", &["the day before yesterday = 2026-02-25"]);
    check("He resigned on Thursday.", &["Thursday = 2026-02-26"]);
    check("He resigned on Friday.", &["Friday = 2026-02-27"]);
    check("He will resign on Monday.", &["Monday = 2026-03-02"]);
    check("He said on Monday that he will resign.", &["Monday = 2026-02-23"]);
    check("He resigned last Tuesday.", &["last Tuesday = 2026-02-17"]);
    check("He resigned this past Wednesday.", &["this past Wednesday = 2026-02-25"]);
    check("He goes next Friday.", &["next Friday = 2026-03-06"]);
    check("He goes this coming Sunday.", &["this coming Sunday = 2026-03-01"]);
    check("He went on Monday last week.", &["Monday last week = 2026-02-16"]);
    check("He went early Thursday.", &["early Thursday = 2026-02-26"]);
    check("He went on Monday night (Feb. 23).", &["Monday night (Feb. 23) = 2026-02-23T20Z/2026-02-24T00Z"]);
}

#[test]
fn periods_seen_from_today() {
    check("It fell last month.", &["last month = 2026-01"]);
    check("It fell last year.", &["last year = 2025"]);
    check("It fell last week.", &["last week = 2026-02-16/2026-02-22"]);
    check("It fell last quarter.", &["last quarter = 2025-36"]);
    check("It fell last summer.", &["last summer = 2025-06/2025-08"]);
    check("It fell this February.", &["this February = 2026-02"]);
    check("It fell in the past two weeks.", &["the past two weeks = 2026-02-13/2026-02-27"]);
    check("It will fall in the next five days.", &["the next five days = 2026-02-28/2026-03-04"]);
    check("It fell at the end of June last year.", &["the end of June last year = 2025-06-21/2025-06-30"]);
    check("It fell earlier this month.", &["earlier this month = 2026-02"]);
    check("It fell in late January.", &["late January = 2026-01-21/2026-01-31"]);
    check("It fell over the weekend.", &["the weekend = 2026-02-21/2026-02-22"]);
    check("It was the first Monday of last month.", &["the first Monday of last month = 2026-01-05"]);
    check("It was week 3 of 2025.", &["week 3 of 2025 = 2025-01-13/2025-01-19"]);
}

#[test]
fn distances() {
    check("He died three days ago.", &["three days ago = 2026-02-24"]);
    check("He died two weeks ago on Friday.", &["two weeks ago on Friday = 2026-02-13"]);
    // No more exact than the unit that is counted.
    check("He died two years ago.", &["two years ago = 2024"]);
    check("He died two days after Christmas.", &["two days after Christmas = 2025-12-27"]);
    check("He will come in two days.", &["in two days = 2026-03-01"]);
    check("It was the third in two days.", &[]);
    check("On 3 May 2019 he fell. Two days later he died.", &["3 May 2019 = 2019-05-03", "Two days later = 2019-05-05"]);
    check("In May 2019 he fell. The following month he died.", &["May 2019 = 2019-05", "The following month = 2019-06"]);
    check("On 3 May 2019 he fell, and on May 9 he died.", &["3 May 2019 = 2019-05-03", "May 9 = 2019-05-09"]);
}

#[test]
fn ranges() {
    check("It ran from 4 to 22 January.", &["from 4 to 22 January = 2026-01-04/2026-01-22"]);
    check("It ran January 4-22, 2025.", &["January 4-22, 2025 = 2025-01-04/2025-01-22"]);
    check("It ran between 2010 and 2012.", &["between 2010 and 2012 = 2010/2012"]);
    check("It ran from May to September 2025.", &["from May to September 2025 = 2025-05/2025-09"]);
    check("It ran from November to January.", &["from November to January = 2025-11/2026-01"]);
    check("It will run from November to January.", &["from November to January = 2026-11/2027-01"]);
    check("It will run from January to March.", &["from January to March = 2026-01/2026-03"]);
    check("It will run from November 3 to March 20.", &["from November 3 to March 20 = 2025-11-03/2026-03-20"]);
    check("It has run since August.", &["since August = 2025-08/.."]);
    check("It ran from the middle of 2020 to the end of 2021.", &["from the middle of 2020 to the end of 2021 = 2020-07/2021-12"]);
    assert_eq!(read("It has run since August.")[0].when.end, None);
}

#[test]
fn times() {
    check("It ends at 9 pm.", &["at 9 pm = 2026-02-27T21Z"]);
    check("It ended at 9:30 p.m. on Tuesday.", &["at 9:30 p.m. on Tuesday = 2026-02-24T21:30Z"]);
    check("It ended on Friday morning.", &["Friday morning = 2026-02-27T08Z/2026-02-27T12Z"]);
    check("It ended last night.", &["last night = 2026-02-26T20Z/2026-02-27T00Z"]);
    check("It starts at 11 a.m. EST tomorrow.", &["at 11 a.m. EST tomorrow = 2026-02-28T11-05:00"]);
    check("It ran on Tuesday from 5 to 7 pm.", &["Tuesday from 5 to 7 pm = 2026-02-24T17:00Z/2026-02-24T19:00Z"]);
    check("It began on Tuesday. At 10 pm it ended.", &["Tuesday = 2026-02-24", "At 10 pm = 2026-02-24T22Z"]);
}

#[test]
fn not_dates() {
    let texts = [
        "You may march for a second, or for two years, or three hours long.",
        "It cost $2000, or 1,500 euros, and 2000 people came.",
        "Call 555-0123 or 020 7946 0018 for version 1.12.3 of the A320.",
        "Ms May met April Smith; Theresa May was there.",
        "They won 3-1 and live on the first floor, 24/7.",
        "In today’s world, Design Today is read on a Tuesday, any Tuesday.",
        "In her nineties she ran 10.5 miles in 2:10.",
    ];
    for text in texts {
        check(text, &[]);
    }
    check("They won 3-1 on Tuesday.", &["Tuesday = 2026-02-24"]);
}

#[test]
fn bases() {
    assert_eq!(basis("on 3 May 2019"), Basis::Explicit);
    assert_eq!(basis("on 5/3/2019"), Basis::Assumed);
    assert_eq!(basis("on 25/3/2019"), Basis::Explicit);
    assert_eq!(basis("on May 3"), Basis::Partial);
    assert_eq!(basis("from May 3 to 5 June 2019"), Basis::Explicit);
    assert_eq!(basis("on Tuesday"), Basis::Relative);
    assert_eq!(basis("two days ago"), Basis::Relative);
    assert_eq!(basis("since last May"), Basis::Relative);
}

#[test]
fn without_a_time_of_writing_only_stated_dates_are_found() {
    let found = mentions("Yesterday, on May 3, in 2019 and on 4 June 2020, at 9 pm.", &Context::default());
    assert_eq!(found.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["2019", "4 June 2020, at 9 pm"]);
}

#[test]
fn a_dateline_tells_the_day() {
    check("OSLO, Feb. 26 (Wire) — The firm agreed on Thursday.", &["Feb. 26 = 2026-02-26", "Thursday = 2026-02-26"]);
    check("OSLO, Feb. 24 — The firm agreed today.", &["Feb. 24 = 2026-02-24", "today = 2026-02-24"]);
    let alone = mentions("OSLO, Feb. 24, 2021 — The firm agreed today.", &Context::default());
    assert_eq!(alone[1].when.edtf, "2021-02-24");
}

/// Found by fuzzing: a span that ends where it begins.
#[test]
fn no_time_at_all_is_no_date() {
    check("An\u{201e}per\u{1}he Bge fm\u{11} m last 0h", &[]);
    check("It rained for the last 0 days.", &[]);
}

#[test]
fn weekdays_tell_the_year_of_an_undated_text() {
    let text = "They played Monday night (Nov. 18). Doors open on Friday, Dec. 6, for the tour of 2020.";
    let found: Vec<String> = mentions(text, &Context::default()).into_iter().map(|m| m.when.edtf).collect();
    // The 18th of November was a Monday in 2019, and not in 2020 or 2021.
    assert_eq!(found, ["2019-11-18T20Z/2019-11-19T00Z", "2019-12-06", "2020"]);
    // A year that is not named, or a date without a weekday, tells nothing.
    assert!(mentions("They played on Monday (Nov. 18).", &Context::default()).is_empty());
    assert_eq!(mentions("They played on Nov. 18, before the tour of 2020.", &Context::default()).len(), 1);
}

#[test]
fn the_publishers_zone_tells_today() {
    let published = date::read("2026-02-27T23:30:00Z", Zone::Unknown).unwrap();
    let zone: Zone = "Asia/Tokyo".parse().unwrap();
    let context = Context { published: Some(&published), zone, ..Context::default() };
    let found = mentions("It rained today, on 3/4/2019.", &context);
    assert_eq!(found[0].when.edtf, "2026-02-28");
    assert_eq!(found[0].when.zone, zone);
    // Outside the Americas the day comes first.
    assert_eq!(found[1].when.edtf, "2019-04-03");
    let day = When::day("2026-02-27".parse().unwrap(), Zone::Unknown, Basis::Explicit, "");
    assert_eq!(mentions("today", &Context { published: Some(&day), zone, ..Context::default() })[0].when.edtf, "2026-02-27");
}

#[test]
fn spans_count_code_points() {
    let found = read("« Été », dit-il; on May 3, 2019 – naïve.");
    assert_eq!((found[0].start, found[0].end, found[0].when.precision), (20, 31, Precision::Day));
}

/// Words of the tables and others in any order: no text makes the reader stop or lose its place.
#[test]
fn any_order_of_words_is_read() {
    let words = [
        "the",
        "from",
        "between",
        "in",
        "last",
        "next",
        "this",
        "a",
        "two",
        "99",
        "9999",
        "1990",
        "31",
        "second",
        "May",
        "Friday",
        "week",
        "centuries",
        "decades",
        "hours",
        "ago",
        "later",
        "after",
        "before",
        "of",
        "to",
        "-",
        "/",
        ".",
        ",",
        ":",
        "(",
        ")",
        "'",
        "s",
        "pm",
        "morning",
        "at",
        "on",
        "end",
        "early",
        "since",
        "and",
        "q",
        "3",
        "starting",
        "Easter",
        "weekend",
        "30",
        "0",
        "next",
        "weeks",
        "first",
        "thousand",
        "\n\n",
        "é",
    ];
    let mut seed: u64 = 7;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(words[(seed >> 33) as usize % words.len()]);
            if seed >> 60 > 3 {
                text.push(' ');
            }
        }
        let mut last = 0;
        for m in read(&text) {
            assert!(m.start >= last && text.chars().skip(m.start).take(m.end - m.start).eq(m.text.chars()), "{text}");
            assert!(m.when.end.is_none_or(|e| e > m.when.start), "{text}: {:?}", m.when);
            last = m.end;
        }
    }
}
