//! What an answer's headers say about time: when to ask again, and until when it stays as it is.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The three forms of a date in HTTP (RFC 9110, 5.6.7).
const DATES: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// A host that has had too many requests and does not say for how long is left alone for this.
const UNSAID: TimeDelta = TimeDelta::minutes(15);

/// Headers by name and value.
type Headers = [(String, String)];

/// When a server wants to be asked again: its `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date, however far
/// ahead.
#[must_use]
pub fn retry_after(response: &Headers, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let value = value(response, "retry-after")?.trim();
    let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    if digits { Some(later(now, value)) } else { date(value) }
}

/// Before when a host that answered so is to be left alone, all of it: 429 and 503 (RFC 6585, 4; RFC 9110, 15.6.4).
#[must_use]
pub fn leave_alone_until(status: u16, response: &Headers, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match status {
        429 => Some(retry_after(response, now).unwrap_or(now + UNSAID)),
        503 => retry_after(response, now),
        _ => None,
    }
}

/// Until when an answer stays as it is, by its own words: `Cache-Control: max-age` less `Age`, else `Expires` (RFC 9111,
/// 4.2). A shared cache's `s-maxage` is not for us.
#[must_use]
pub fn fresh_until(response: &Headers, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let directives = value(response, "cache-control").unwrap_or_default().to_ascii_lowercase();
    let directives: Vec<&str> = directives.split(',').map(str::trim).collect();
    if directives.iter().any(|d| matches!(*d, "no-cache" | "no-store")) {
        return None;
    }
    let seconds = |text: &str| text.trim().trim_matches('"').parse::<u32>().ok().map(|s| TimeDelta::seconds(s.into()));
    let age = value(response, "age").and_then(seconds).unwrap_or_default();
    let max_age = directives.iter().find_map(|d| d.strip_prefix("max-age=")).and_then(seconds);
    let expires = || Some(date(value(response, "expires")?)? - date(value(response, "date")?)?);
    let lasts = max_age.map(|max| max - age).or_else(expires)?;
    (lasts > TimeDelta::zero()).then(|| now + lasts.min(TimeDelta::days(365)))
}

fn value<'h>(response: &'h Headers, name: &str) -> Option<&'h str> {
    response.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// More seconds than a calendar has are for ever.
fn later(now: DateTime<Utc>, seconds: &str) -> DateTime<Utc> {
    let seconds = seconds.parse().ok().and_then(TimeDelta::try_seconds);
    seconds.and_then(|s| now.checked_add_signed(s)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn date(value: &str) -> Option<DateTime<Utc>> {
    DATES.iter().find_map(|form| NaiveDateTime::parse_from_str(value.trim(), form).ok()).map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    fn headers(text: &str) -> Vec<(String, String)> {
        text.lines().filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    #[test]
    fn retry_after_in_all_its_forms() {
        let check = |value: &str, expected: Option<&str>| {
            let found = retry_after(&[("Retry-After".to_owned(), value.to_owned())], now());
            assert_eq!(found, expected.map(|e| e.parse().unwrap()), "{value}");
        };
        check("120", Some("2026-03-02T08:02:00Z"));
        check(" 0 ", Some("2026-03-02T08:00:00Z"));
        check("Mon, 02 Mar 2026 09:30:00 GMT", Some("2026-03-02T09:30:00Z"));
        check("Monday, 02-Mar-26 09:30:00 GMT", Some("2026-03-02T09:30:00Z"));
        check("Mon Mar  2 09:30:00 2026", Some("2026-03-02T09:30:00Z"));
        // A year of silence, if they want it.
        check("31536000", Some("2027-03-02T08:00:00Z"));
        check("-5", None);
        check("soon", None);
        check("", None);
        assert_eq!(retry_after(&headers("Retry-After: 99999999999999999999"), now()), Some(DateTime::<Utc>::MAX_UTC));
        assert_eq!(retry_after(&[], now()), None);
    }

    #[test]
    fn too_many_requests_is_a_wish_even_without_a_time() {
        let check = |status: u16, response: &str, minutes: Option<i64>| {
            let until = leave_alone_until(status, &headers(response), now());
            assert_eq!(until, minutes.map(|m| now() + TimeDelta::minutes(m)), "{status} {response}");
        };
        check(429, "", Some(15));
        check(429, "Retry-After: 7200", Some(120));
        check(503, "Retry-After: 60", Some(1));
        check(503, "", None);
        check(500, "Retry-After: 60", None);
        check(200, "Retry-After: 60", None);
    }

    #[test]
    fn freshness_as_a_private_cache_reads_it() {
        let check = |response: &str, minutes: Option<i64>| {
            let until = fresh_until(&headers(response), now());
            assert_eq!(until, minutes.map(|m| now() + TimeDelta::minutes(m)), "{response}");
        };
        check("Cache-Control: public, max-age=3600", Some(60));
        check("Cache-Control: Max-Age=\"3600\"\nAge: 1800", Some(30));
        check("Cache-Control: max-age=0", None);
        check("Cache-Control: no-cache, max-age=3600", None);
        check("Cache-Control: s-maxage=3600", None);
        check("Date: Mon, 02 Mar 2026 07:00:00 GMT\nExpires: Mon, 02 Mar 2026 09:00:00 GMT", Some(120));
        // A date in the past, or none, is the usual way to say "at once".
        check("Date: Mon, 02 Mar 2026 07:00:00 GMT\nExpires: Thu, 01 Jan 1970 00:00:00 GMT", None);
        check("Date: Mon, 02 Mar 2026 07:00:00 GMT\nExpires: 0", None);
        check("", None);
    }
}
