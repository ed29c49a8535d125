//! A date that knows how precise it is and where it came from.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, LocalResult, Months, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A half-open interval in UTC with its precision, zone, basis and source words.
///
/// `edtf` is the ISO 8601-2 (EDTF) string at that precision, in the stated or publisher's zone, in UTC where none is
/// known. A date without a time stays a date: its edtf is `2026-02-26`, never `2026-02-26T00:00`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct When {
    /// First instant of the interval.
    #[serde(with = "utc_seconds")]
    pub start: DateTime<Utc>,
    /// First instant after it; none where the interval is open ("since August").
    #[serde(with = "utc_seconds_option")]
    pub end: Option<DateTime<Utc>>,
    /// The unit that was stated.
    pub precision: Precision,
    /// The zone that was stated or assumed from the publisher.
    pub zone: Zone,
    /// How the date was come by.
    pub basis: Basis,
    /// The words or the attribute that were read.
    pub raw: String,
    /// ISO 8601-2 at this precision.
    pub edtf: String,
}

/// The unit a date was stated in, coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Precision {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// How a date was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// All of it is stated.
    Explicit,
    /// The year or month is taken from the anchor ("February 26").
    Partial,
    /// Told from the anchor ("yesterday").
    Relative,
    /// Taken over from the publication or the occasion.
    Inherited,
    /// Nothing states it; the best there is.
    Assumed,
}

/// An offset, a zone of the IANA database, or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// No zone is known; computed in UTC.
    #[default]
    Unknown,
    /// A stated offset from UTC.
    Offset(FixedOffset),
    /// A zone by its IANA name.
    Named(Tz),
}

impl When {
    /// A whole year.
    #[must_use]
    pub fn year(year: i32, zone: Zone, basis: Basis, raw: &str) -> Option<When> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
        let next = NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?;
        Some(Self::between(first, next, Precision::Year, zone, basis, raw, format!("{year:04}")))
    }

    /// A whole month, 1 to 12.
    #[must_use]
    pub fn month(year: i32, month: u32, zone: Zone, basis: Basis, raw: &str) -> Option<When> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = first.checked_add_months(Months::new(1))?;
        Some(Self::between(first, next, Precision::Month, zone, basis, raw, format!("{year:04}-{month:02}")))
    }

    /// A whole day in the zone.
    #[must_use]
    pub fn day(date: NaiveDate, zone: Zone, basis: Basis, raw: &str) -> When {
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        Self::between(date, next, Precision::Day, zone, basis, raw, date.format("%Y-%m-%d").to_string())
    }

    /// Days from the first to the last, both inside; the edtf is an interval at day precision.
    #[must_use]
    pub fn days(first: NaiveDate, last: NaiveDate, zone: Zone, basis: Basis, raw: &str) -> When {
        let next = last.checked_add_days(Days::new(1)).unwrap_or(last);
        let edtf = if first == last { first.to_string() } else { format!("{first}/{last}") };
        Self::between(first, next, Precision::Day, zone, basis, raw, edtf)
    }

    /// An interval between two local midnights, the second excluded, with the edtf given.
    #[must_use]
    pub fn between(first: NaiveDate, next: NaiveDate, precision: Precision, zone: Zone, basis: Basis, raw: &str, edtf: String) -> When {
        let midnight = |d: NaiveDate| zone.to_utc(d.and_time(chrono::NaiveTime::MIN));
        When { start: midnight(first), end: Some(midnight(next)), precision, zone, basis, raw: raw.to_owned(), edtf }
    }

    /// A local time at hour, minute or second precision (anything coarser becomes its day).
    #[must_use]
    pub fn time(local: NaiveDateTime, precision: Precision, zone: Zone, basis: Basis, raw: &str) -> When {
        Self::instant(zone.to_utc(local), precision, zone, basis, raw)
    }

    /// An instant at hour, minute or second precision (anything coarser becomes its day in the zone).
    #[must_use]
    pub fn instant(at: DateTime<Utc>, precision: Precision, zone: Zone, basis: Basis, raw: &str) -> When {
        let local = zone.to_local(at);
        let (seconds, format) = match precision {
            Precision::Second => (1, "%Y-%m-%dT%H:%M:%S"),
            Precision::Minute => (60, "%Y-%m-%dT%H:%M"),
            Precision::Hour => (3600, "%Y-%m-%dT%H"),
            _ => return Self::day(local.date(), zone, basis, raw),
        };
        let start = DateTime::from_timestamp(at.timestamp().div_euclid(seconds) * seconds, 0).unwrap_or(at);
        let edtf = format!("{}{}", zone.to_local(start).format(format), zone.suffix(start));
        When { start, end: start.checked_add_signed(TimeDelta::seconds(seconds)), precision, zone, basis, raw: raw.to_owned(), edtf }
    }

    /// The same date taken over from elsewhere.
    #[must_use]
    pub fn inherited(&self) -> When {
        When { basis: Basis::Inherited, ..self.clone() }
    }

    /// Either this date or another, and nothing tells which: the interval stays that of the likelier one, the edtf is a set of both
    /// (ISO 8601-2, one of a set).
    #[must_use]
    pub fn or(self, other: &When) -> When {
        let (first, second) = if self.edtf < other.edtf { (&self.edtf, &other.edtf) } else { (&other.edtf, &self.edtf) };
        When { edtf: format!("[{first},{second}]"), basis: Basis::Assumed, ..self }
    }

    /// It is one of two dates, and nothing told which.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.edtf.starts_with('[')
    }

    /// The local day on which it starts, in its own zone.
    #[must_use]
    pub fn local_day(&self) -> NaiveDate {
        self.zone.to_local(self.start).date()
    }
}

impl Zone {
    /// Whether its days are those of UTC.
    #[must_use]
    pub fn is_utc(self) -> bool {
        match self {
            Zone::Unknown => true,
            Zone::Offset(offset) => offset.local_minus_utc() == 0,
            Zone::Named(tz) => matches!(tz, Tz::UTC | Tz::Etc__UTC),
        }
    }

    /// The instant of a local time. In an overlap the earlier one; in a gap the time as if the clock had not moved.
    #[must_use]
    pub fn to_utc(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Zone::Unknown => local.and_utc(),
            Zone::Offset(o) => local.and_local_timezone(o).single().map_or(local.and_utc(), |d| d.with_timezone(&Utc)),
            Zone::Named(tz) => match tz.from_local_datetime(&local) {
                LocalResult::Single(d) | LocalResult::Ambiguous(d, _) => d.with_timezone(&Utc),
                LocalResult::None => {
                    let before = local - TimeDelta::hours(3);
                    tz.from_local_datetime(&before).earliest().map_or(local.and_utc(), |d| d.with_timezone(&Utc) + TimeDelta::hours(3))
                }
            },
        }
    }

    /// The wall clock of an instant.
    #[must_use]
    pub fn to_local(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Zone::Unknown => at.naive_utc(),
            Zone::Offset(o) => at.with_timezone(&o).naive_local(),
            Zone::Named(tz) => at.with_timezone(&tz).naive_local(),
        }
    }

    fn suffix(self, at: DateTime<Utc>) -> String {
        match self {
            Zone::Unknown => "Z".to_owned(),
            Zone::Offset(o) => offset_text(o),
            Zone::Named(tz) => offset_text(chrono::Offset::fix(at.with_timezone(&tz).offset())),
        }
    }
}

fn offset_text(o: FixedOffset) -> String {
    if o.local_minus_utc() == 0 { "Z".to_owned() } else { o.to_string() }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Unknown => f.write_str("unknown"),
            Zone::Offset(o) => write!(f, "{o}"),
            Zone::Named(tz) => f.write_str(tz.name()),
        }
    }
}

impl FromStr for Zone {
    type Err = String;

    /// An offset (`+01:00`, `Z`) or an IANA name (`Europe/London`).
    fn from_str(s: &str) -> Result<Zone, String> {
        if let Ok(tz) = s.parse::<Tz>() {
            return Ok(Zone::Named(tz));
        }
        if s == "Z" {
            return Ok(Zone::Offset(chrono::Offset::fix(&Utc)));
        }
        s.parse::<FixedOffset>()
            .map(Zone::Offset)
            .map_err(|_| format!("“{s}” is neither an IANA zone such as Europe/London nor an offset such as +01:00"))
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Zone::Unknown => s.serialize_none(),
            zone => s.collect_str(zone),
        }
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Zone, D::Error> {
        match Option::<String>::deserialize(d)? {
            None => Ok(Zone::Unknown),
            Some(s) => s.parse().map_err(serde::de::Error::custom),
        }
    }
}

impl Precision {
    /// The name as it stands in answers: `year` … `second`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Hour => "hour",
            Precision::Minute => "minute",
            Precision::Second => "second",
        }
    }
}

/// An instant as `2026-02-26T00:00:00Z`, whole seconds.
#[must_use]
pub fn utc_text(at: DateTime<Utc>) -> String {
    // Years beyond four digits are no RFC 3339; they do not occur in what we read, and are cut to its bounds here.
    let at = if at.year() > 9999 {
        NaiveDate::from_ymd_opt(9999, 12, 31).map_or(at, |d| d.and_time(chrono::NaiveTime::MIN).and_utc())
    } else {
        at
    };
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

mod utc_seconds {
    use super::{DateTime, Deserialize, Deserializer, Serializer, Utc, utc_text};

    pub(super) fn serialize<S: Serializer>(at: &DateTime<Utc>, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&utc_text(*at))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<DateTime<Utc>, D::Error> {
        let text = String::deserialize(d)?;
        DateTime::parse_from_rfc3339(&text).map(|d| d.with_timezone(&Utc)).map_err(serde::de::Error::custom)
    }
}

mod utc_seconds_option {
    use super::{DateTime, Deserialize, Deserializer, Serializer, Utc, utc_text};

    #[allow(clippy::ref_option, reason = "serde's `with` passes a reference to the field")]
    pub(super) fn serialize<S: Serializer>(at: &Option<DateTime<Utc>>, s: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => s.serialize_str(&utc_text(*at)),
            None => s.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<DateTime<Utc>>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        text.map(|t| DateTime::parse_from_rfc3339(&t).map(|d| d.with_timezone(&Utc)).map_err(serde::de::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london() -> Zone {
        "Europe/London".parse().unwrap()
    }

    #[test]
    fn a_day_is_a_day_in_its_zone() {
        let w = When::day(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(), london(), Basis::Explicit, "1 July 2026");
        assert_eq!(utc_text(w.start), "2026-06-30T23:00:00Z");
        assert_eq!(w.edtf, "2026-07-01");
        assert_eq!(w.local_day().to_string(), "2026-07-01");
    }

    #[test]
    fn a_time_keeps_its_offset() {
        let zone: Zone = "+01:00".parse().unwrap();
        let at = NaiveDate::from_ymd_opt(2026, 2, 26).unwrap().and_hms_opt(9, 5, 7).unwrap();
        assert_eq!(When::time(at, Precision::Minute, zone, Basis::Explicit, "").edtf, "2026-02-26T09:05+01:00");
        assert_eq!(When::time(at, Precision::Second, Zone::Unknown, Basis::Explicit, "").edtf, "2026-02-26T09:05:07Z");
    }

    #[test]
    fn a_gap_is_read_as_if_the_clock_had_not_moved() {
        let gap = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(1, 30, 0).unwrap();
        assert_eq!(utc_text(london().to_utc(gap)), "2026-03-29T01:30:00Z");
    }

    #[test]
    fn json_comes_back_the_same() {
        let w = When::month(2026, 2, london(), Basis::Partial, "February").unwrap();
        let text = serde_json::to_string(&w).unwrap();
        assert_eq!(
            text,
            r#"{"start":"2026-02-01T00:00:00Z","end":"2026-03-01T00:00:00Z","precision":"month","zone":"Europe/London","basis":"partial","raw":"February","edtf":"2026-02"}"#
        );
        assert_eq!(serde_json::from_str::<When>(&text).unwrap(), w);
    }
}
