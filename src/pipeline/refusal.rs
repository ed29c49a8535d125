//! Why an address gave nothing to read, whether asking again helps, and the way out in words.

use crate::fetch::{FetchError, leave_alone_until};
use crate::model::Fetched;
use crate::model::when::utc_text;
use chrono::{DateTime, Utc};

/// Why an address gave nothing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The address and the cause, for people.
    pub(super) why: String,
    /// When it may be asked again.
    pub(super) again: Again,
    /// What the one who keeps sources.toml can do.
    advice: String,
}

/// When an address may be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// As usual.
    WhenDue,
    /// Not before the time that the server named.
    After(DateTime<Utc>),
    /// It was not asked: an earlier answer of its host named this time.
    Unasked(DateTime<Utc>),
    /// As usual, though there is little hope.
    Hardly,
    /// It is gone for good.
    Never,
}

const PATIENCE: &str = "it will be asked again when it is due";
const MOVED: &str = "it may have moved: correct its url in sources.toml";
const CLOSED: &str = "it lets no programs in: ask the publisher, or take it out of sources.toml";
const GONE: &str = "it is gone for good and will not be asked again: correct its url in sources.toml, or take it out";

/// Statuses (RFC 9110, 15): words, when to ask again, advice.
const STATUSES: &[(u16, &str, Again, &str)] = &[
    (400, "Bad Request", Again::WhenDue, MOVED),
    (401, "Unauthorized", Again::WhenDue, CLOSED),
    (403, "Forbidden", Again::WhenDue, CLOSED),
    (404, "Not Found", Again::Hardly, MOVED),
    (406, "Not Acceptable", Again::WhenDue, CLOSED),
    (410, "Gone", Again::Never, GONE),
    (429, "Too Many Requests", Again::WhenDue, PATIENCE),
    (451, "Unavailable For Legal Reasons", Again::WhenDue, CLOSED),
    (500, "Internal Server Error", Again::WhenDue, PATIENCE),
    (502, "Bad Gateway", Again::WhenDue, PATIENCE),
    (503, "Service Unavailable", Again::WhenDue, PATIENCE),
    (504, "Gateway Timeout", Again::WhenDue, PATIENCE),
];

impl Refusal {
    /// No answer at all.
    pub(super) fn of_error(error: &FetchError) -> Refusal {
        let again = if let FetchError::Later { until, .. } = error { Again::Unasked(*until) } else { Again::WhenDue };
        Refusal { why: error.to_string(), again, advice: advice(error).to_owned() }
    }

    /// An answer whose status says that there is nothing to read; none of 200.
    pub(super) fn of_status(fetched: &Fetched, now: DateTime<Utc>) -> Option<Refusal> {
        let capture = &fetched.capture;
        let unknown = (capture.status, "", Again::WhenDue, PATIENCE);
        let (status, words, again, advice) = STATUSES.iter().find(|row| row.0 == capture.status).copied().unwrap_or(unknown);
        let why = format!("{} answered {status} {words}", capture.asked).trim_end().to_owned();
        let wanted = leave_alone_until(status, &capture.response, now);
        match wanted {
            _ if status == 200 => None,
            Some(until) => {
                Some(Refusal { why, again: Again::After(until), advice: format!("it will not be asked before {}", utc_text(until)) })
            }
            None => Some(Refusal { why, again, advice: advice.to_owned() }),
        }
    }

    /// An answer that is not what it should be.
    pub(super) fn of_content(url: &str, why: &str) -> Refusal {
        Refusal { why: format!("{url}: {why}"), again: Again::Hardly, advice: PATIENCE.to_owned() }
    }

    /// A page that was taken down here.
    pub(super) fn taken_down(url: &str) -> Refusal {
        let advice = "take it out of sources.toml, or undo the decision".to_owned();
        Refusal { why: format!("{url} was taken down (`dateline decide list`)"), again: Again::Never, advice }
    }

    /// The same with something better to do than to wait.
    pub(super) fn advising(self, advice: &str) -> Refusal {
        Refusal { advice: advice.to_owned(), ..self }
    }

    /// Cause and way out of a source that failed.
    pub(super) fn advised(&self) -> String {
        format!("{}; {}", self.why, self.advice)
    }
}

fn advice(error: &FetchError) -> &'static str {
    match error {
        FetchError::Refused { .. } => "only public addresses are asked, and those that allow in [fetch] names",
        FetchError::Tls { .. } => "its certificate must be put right there, or be trusted by this machine",
        FetchError::TooLarge { .. } => "find the url of a shorter feed for sources.toml",
        FetchError::Redirect { .. } => MOVED,
        FetchError::Robots { .. } => CLOSED,
        FetchError::Unreachable { .. } | FetchError::Timeout { .. } | FetchError::Broken { .. } => PATIENCE,
        FetchError::Later { .. } | FetchError::Setup { .. } => "it will be asked again after that",
    }
}
