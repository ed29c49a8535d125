//! Arithmetic of the calendar, and periods of it.

use super::words::Unit;
use crate::model::{Basis, Precision, When, Zone};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// A half-open period of local time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Period {
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    /// The unit it was stated in.
    pub(super) grain: Unit,
    pub(super) basis: Basis,
    /// Stated with the time; else the one of the anchor.
    pub(super) zone: Option<Zone>,
    /// Without an end ("since August").
    pub(super) open: bool,
}

impl Period {
    /// From one midnight to another, the second excluded.
    pub(super) fn dates(first: NaiveDate, next: NaiveDate, grain: Unit, basis: Basis) -> Period {
        Self::times(first.and_time(NaiveTime::MIN), next.and_time(NaiveTime::MIN), grain, basis)
    }

    /// From one local time to another, the second excluded.
    pub(super) fn times(start: NaiveDateTime, end: NaiveDateTime, grain: Unit, basis: Basis) -> Period {
        Period { start, end, grain, basis, zone: None, open: false }
    }

    /// The one unit that holds a day.
    pub(super) fn unit(day: NaiveDate, unit: Unit, basis: Basis) -> Option<Period> {
        let first = floor(day, unit)?;
        Some(Self::dates(first, add(first, unit, 1)?, unit, basis))
    }

    /// A single day.
    pub(super) fn day(day: NaiveDate, basis: Basis) -> Option<Period> {
        Self::unit(day, Unit::Day, basis)
    }

    /// The day it starts on.
    pub(super) fn first_day(&self) -> NaiveDate {
        self.start.date()
    }

    /// The last day of it.
    pub(super) fn last_day(&self) -> NaiveDate {
        self.end.checked_sub_signed(TimeDelta::seconds(1)).map_or(self.start.date(), |e| e.date()).max(self.start.date())
    }

    /// The date as it leaves this stage, in its own zone or else the one given.
    pub(super) fn when(&self, zone: Zone, raw: &str) -> When {
        let zone = self.zone.unwrap_or(zone);
        let end = (!self.open).then(|| zone.to_utc(self.end));
        let precision = self.precision();
        let raw = raw.to_owned();
        When { start: zone.to_utc(self.start), end, precision, zone, basis: self.basis, edtf: self.edtf(zone), raw }
    }

    fn precision(&self) -> Precision {
        match self.grain {
            Unit::Second => Precision::Second,
            Unit::Minute => Precision::Minute,
            Unit::Hour => Precision::Hour,
            Unit::Day | Unit::BusinessDay | Unit::Week | Unit::Weekend | Unit::Fortnight => Precision::Day,
            Unit::Month | Unit::Quarter | Unit::Half => Precision::Month,
            Unit::Year | Unit::Decade | Unit::Century => Precision::Year,
        }
    }

    /// ISO 8601-2: one symbol where the period is one unit that has a symbol, else an interval of the coarsest unit
    /// that states it.
    fn edtf(&self, zone: Zone) -> String {
        if self.open {
            return format!("{}/..", self.symbol(self.start, zone));
        }
        match self.whole_unit() {
            Some(symbol) => symbol,
            None => self.interval(zone),
        }
    }

    fn interval(&self, zone: Zone) -> String {
        let last = match self.precision() {
            Precision::Hour | Precision::Minute | Precision::Second => self.end,
            _ => self.end.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(self.start).max(self.start),
        };
        let (first, last) = (self.symbol(self.start, zone), self.symbol(last, zone));
        let instant = self.precision() > Precision::Day && self.end <= self.start + shortest(self.grain);
        if first == last || instant { first } else { format!("{first}/{last}") }
    }

    /// The symbol of a quarter, half, decade or century (ISO 8601-2 §4.8 and §8).
    fn whole_unit(&self) -> Option<String> {
        let (first, year) = (self.first_day(), self.start.year());
        let symbol = match self.grain {
            Unit::Quarter => format!("{year:04}-{}", 33 + first.month0() / 3),
            Unit::Half => format!("{year:04}-{}", 40 + first.month0() / 6),
            Unit::Decade => format!("{:03}X", year.div_euclid(10)),
            Unit::Century => format!("{:02}XX", year.div_euclid(100)),
            _ => return None,
        };
        (Period::unit(first, self.grain, self.basis)? == Period { zone: None, ..*self }).then_some(symbol)
    }

    /// One end at the precision of the period.
    fn symbol(&self, at: NaiveDateTime, zone: Zone) -> String {
        match self.precision() {
            Precision::Year => format!("{:04}", at.year()),
            Precision::Month => format!("{:04}-{:02}", at.year(), at.month()),
            Precision::Day => at.format("%Y-%m-%d").to_string(),
            fine => When::time(at, fine, zone, self.basis, "").edtf,
        }
    }
}

fn shortest(grain: Unit) -> TimeDelta {
    match grain {
        Unit::Second => TimeDelta::seconds(1),
        Unit::Minute => TimeDelta::minutes(1),
        _ => TimeDelta::hours(1),
    }
}

/// The first day of the unit that a day is in. Weeks start on Monday; a weekend is Saturday and Sunday.
pub(super) fn floor(day: NaiveDate, unit: Unit) -> Option<NaiveDate> {
    let (year, month) = (day.year(), day.month());
    match unit {
        Unit::Week | Unit::Fortnight => Some(day.week(Weekday::Mon).first_day()),
        Unit::Weekend => day.week(Weekday::Mon).first_day().checked_add_days(Days::new(5)),
        Unit::Month => day.with_day(1),
        Unit::Quarter => NaiveDate::from_ymd_opt(year, (month - 1) / 3 * 3 + 1, 1),
        Unit::Half => NaiveDate::from_ymd_opt(year, (month - 1) / 6 * 6 + 1, 1),
        Unit::Year => NaiveDate::from_ymd_opt(year, 1, 1),
        Unit::Decade => NaiveDate::from_ymd_opt(year.div_euclid(10) * 10, 1, 1),
        Unit::Century => NaiveDate::from_ymd_opt(year.div_euclid(100) * 100, 1, 1),
        _ => Some(day),
    }
}

/// A day so many units on, or back where the count is negative. A month's last day stays within the month.
pub(super) fn add(day: NaiveDate, unit: Unit, count: i64) -> Option<NaiveDate> {
    let days = |n: i64| day.checked_add_signed(TimeDelta::try_days(count.checked_mul(n)?)?);
    let months = |n: i64| {
        let months = Months::new(u32::try_from(count.checked_mul(n)?.unsigned_abs()).ok()?);
        if count < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) }
    };
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => days(1),
        Unit::BusinessDay => business_days(day, count),
        Unit::Week => days(7),
        // Two days make the weekend; the next one is found through the week.
        Unit::Weekend => days(2),
        Unit::Fortnight => days(14),
        Unit::Month => months(1),
        Unit::Quarter => months(3),
        Unit::Half => months(6),
        Unit::Year => months(12),
        Unit::Decade => months(120),
        Unit::Century => months(1200),
    }
}

/// Monday to Friday; a count beyond a few years is no count of working days.
fn business_days(day: NaiveDate, count: i64) -> Option<NaiveDate> {
    let step = TimeDelta::days(count.signum());
    let mut left = count.unsigned_abs().min(1000);
    let mut day = day;
    while left > 0 {
        day = day.checked_add_signed(step)?;
        left -= u64::from(day.weekday().num_days_from_monday() < 5);
    }
    Some(day)
}

/// The nth such weekday (days after Monday) of a month.
pub(super) fn nth_weekday(year: i32, month: u32, weekday: u32, n: u32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday_of(weekday), u8::try_from(n).ok()?)
}

/// The last such weekday of a month.
pub(super) fn last_weekday(year: i32, month: u32, weekday: u32) -> Option<NaiveDate> {
    (4..=5).rev().find_map(|n| nth_weekday(year, month, weekday, n))
}

fn weekday_of(days_after_monday: u32) -> Weekday {
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun][days_after_monday as usize % 7]
}

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm as Meeus gives it).
pub(super) fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
    let days = epact + weekday - 7 * ((golden + 11 * epact + 22 * weekday) / 451) + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easters() {
        for day in ["1961-04-02", "2000-04-23", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"] {
            assert_eq!(easter(date(day).year()), Some(date(day)));
        }
    }

    #[test]
    fn units_start_and_step() {
        let rows = [
            (Unit::Week, "2026-02-23", "2026-03-02"),
            (Unit::Weekend, "2026-02-28", "2026-03-02"),
            (Unit::Month, "2026-02-01", "2026-03-01"),
            (Unit::Quarter, "2026-01-01", "2026-04-01"),
            (Unit::Half, "2026-01-01", "2026-07-01"),
            (Unit::Decade, "2020-01-01", "2030-01-01"),
            (Unit::Century, "2000-01-01", "2100-01-01"),
        ];
        for (unit, first, next) in rows {
            assert_eq!(floor(date("2026-02-26"), unit), Some(date(first)), "{unit:?}");
            assert_eq!(add(date(first), unit, 1), Some(date(next)), "{unit:?}");
        }
        assert_eq!(add(date("2026-03-31"), Unit::Month, -1), Some(date("2026-02-28")));
        assert_eq!(add(date("2026-02-26"), Unit::BusinessDay, 3), Some(date("2026-03-03")));
    }

    #[test]
    fn symbols() {
        let rows = [
            ("2026-01-01", "2027-01-01", Unit::Year, "2026"),
            ("2026-01-01", "2028-01-01", Unit::Year, "2026/2027"),
            ("2026-07-01", "2026-10-01", Unit::Quarter, "2026-35"),
            ("2026-07-01", "2027-01-01", Unit::Quarter, "2026-07/2026-12"),
            ("2026-07-01", "2027-01-01", Unit::Half, "2026-41"),
            ("1990-01-01", "2000-01-01", Unit::Decade, "199X"),
            ("1900-01-01", "2000-01-01", Unit::Century, "19XX"),
            ("2026-02-23", "2026-03-02", Unit::Week, "2026-02-23/2026-03-01"),
            ("2026-02-26", "2026-02-27", Unit::Day, "2026-02-26"),
        ];
        for (first, next, unit, edtf) in rows {
            assert_eq!(Period::dates(date(first), date(next), unit, Basis::Explicit).when(Zone::Unknown, "").edtf, edtf);
        }
    }
}
