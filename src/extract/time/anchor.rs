//! The time of writing that partial and relative dates are seen from.

use super::token::Token;
use crate::extract::Context;
use crate::model::Zone;
use chrono::NaiveDateTime;

/// When and where a text was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    /// Local time.
    pub(super) now: Option<NaiveDateTime>,
    /// The publisher's zone, or the one of its publication date.
    pub(super) zone: Zone,
    /// Its country writes the day before the month.
    pub(super) day_first: bool,
}

impl Anchor {
    /// The publication, in the publisher's zone.
    pub(super) fn of(_text: &str, _tokens: &[Token], context: &Context) -> Anchor {
        let zone = match (context.zone, context.published) {
            (Zone::Unknown, Some(published)) => published.zone,
            (zone, _) => zone,
        };
        // A publication day has no zone to be moved from: it is that day wherever it is read.
        let now = context
            .published
            .map(|p| if p.precision > crate::model::Precision::Day { zone.to_local(p.start) } else { p.zone.to_local(p.start) });
        Anchor { now, zone, day_first: is_day_first(zone) }
    }
}

/// Outside the Americas a date in figures starts with its day; where nothing is known, with its month.
fn is_day_first(zone: Zone) -> bool {
    let Zone::Named(tz) = zone else { return false };
    let name = tz.name();
    name.contains('/') && !["America/", "US/", "Etc/", "Pacific/Honolulu"].iter().any(|p| name.starts_with(p))
}
