//! What a time expression says, before it is known when it was written.

use super::holiday::Holiday;
use super::words::{DayPart, Portion, Shift, Unit};
use crate::model::Zone;

/// A time expression. Nothing in it is resolved: "last Friday" is still a weekday and a direction.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    /// "26 February 2026" and whatever part of it is stated.
    Fields(Fields),
    /// Days after today: "yesterday".
    Day(i64),
    /// "last Friday".
    Weekday(Shift, u32),
    /// "next May", "last Christmas", "this Q3": what is named, and which one of them.
    Shifted(Shift, Box<Expr>),
    /// "this week".
    Unit(Shift, Unit),
    /// "the past two weeks".
    Rolling(Way, Vec<Step>),
    /// "two weeks ago", "three days after Easter".
    Away(Away),
    /// "the first Monday of next month"; without an owner "Q3".
    Nth { nth: Nth, count: u32, what: What, of: Option<Box<Expr>> },
    /// "June last year", "Friday of next week": what is named, within what.
    In(Box<Expr>, Box<Expr>),
    /// "the early 1990s".
    Portion(Portion, Box<Expr>),
    /// First year of a decade.
    Decade(i32),
    /// "the 15th century".
    Century(i32),
    /// A season by its code, in a year.
    Season(u32, Option<i32>),
    /// "Easter 2012".
    Holiday(&'static Holiday, Option<i32>),
    /// The unit before or after the date last spoken of: "the next day".
    Neighbour(Way, Unit),
    /// The weekday (days after Monday) of the week that a day is in.
    WeekdayOf(u32, Box<Expr>),
    /// The weekend at or after a day.
    WeekendOf(Box<Expr>),
    /// A time of day, on a day where one is named.
    Timed(Option<Box<Expr>>, Time),
    /// From one to the other, both inside.
    Range(Box<Expr>, Box<Expr>),
    /// So much time from its start: "three days from Monday".
    For(Vec<Step>, Box<Expr>),
    /// Open at its end: "since August".
    Since(Box<Expr>),
    /// This very instant, where a longer phrase holds it: "until now".
    Now,
}

/// The parts of a calendar date that are stated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
    pub(super) weekday: Option<u32>,
    /// Of a date in figures alone, which of them is the day.
    pub(super) order: Figures,
}

/// Which of two figures is the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Figures {
    /// It is not a date of two such figures, or they are the same.
    #[default]
    None,
    /// Both readings are dates; here the month stands first: 03/04/2026.
    Either,
    /// It can only be the first: 14/03/2026.
    DayFirst,
    /// It can only be the second: 03/14/2026.
    MonthFirst,
}

/// A count of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) count: u32,
    pub(super) unit: Unit,
}

/// Which way time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Ahead,
}

/// A distance in time from somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Away {
    pub(super) steps: Vec<Step>,
    pub(super) way: Way,
    /// The anchor where none is named.
    pub(super) from: From,
}

/// Where a distance is measured from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum From {
    /// The time of writing: "ago".
    Anchor,
    /// The time of writing, where the sentence looks ahead: "in two days" is as often a length of time.
    Ahead,
    /// The date last spoken of: "later".
    Story,
    /// A stated date.
    Stated(Box<Expr>),
}

/// Which one of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nth {
    /// Counted from one.
    First(u32),
    Last,
}

/// What is counted within a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Unit(Unit),
    Weekday(u32),
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    At(Clock),
    Between(Clock, Clock),
    Part(DayPart),
}

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 23; 1 to 12 counts as written where no half of the day is stated.
    pub(super) hour: u32,
    pub(super) minute: Option<u32>,
    pub(super) second: Option<u32>,
    /// Whether the half of the day is known: "3 pm", "15:00".
    pub(super) sure: bool,
    /// Stated in a way that can be no other thing: "3 pm", "noon", "eight o'clock".
    pub(super) spoken: bool,
    pub(super) zone: Option<Zone>,
}
