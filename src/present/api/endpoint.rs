//! What an endpoint is: from the one description of it come its route, what it lets in, and its place in the `OpenAPI` document.

use crate::present::server::Site;
use axum::http::Method;
use axum::routing::MethodRouter;

/// A way to ask.
pub(super) struct Endpoint {
    pub(super) method: Method,
    /// Below `/api/v1`, with `{name}` for what stands in the path.
    pub(super) path: &'static str,
    /// A line.
    pub(super) does: &'static str,
    /// Its chapter in the document.
    pub(super) chapter: &'static str,
    /// What stands in the path and after the question mark.
    pub(super) params: &'static [Param],
    /// The shape of its body.
    pub(super) body: Option<&'static str>,
    pub(super) answer: Answer,
    /// Problems of its own, besides those that any may have.
    pub(super) fails: &'static [u16],
    pub(super) handler: fn() -> MethodRouter<Site>,
}

/// What comes back when all is well.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// JSON of this type (see `shapes`), with this status.
    Json(u16, &'static str),
    /// Server-sent events; the data of each is of this type.
    Stream(&'static str),
    /// A file in one of the formats of an export.
    File,
    /// The bytes of a capture.
    Bytes,
    /// Nothing more to say.
    Nothing,
}

/// Something in an address.
#[derive(Debug)]
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) does: &'static str,
}

/// What may stand in it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Text of so many code points at most.
    Text(usize),
    /// The same, and there must be one.
    Words(usize),
    /// A whole number between these, and what it is where it is left away.
    Number(usize, usize, usize),
    /// One of these; the first where it is left away.
    OneOf(&'static [&'static str]),
    /// A zone: a name of the IANA database, an offset, or nothing.
    Zone,
    /// An id that begins with one of these letters; it stands in the path.
    Id(&'static str),
    /// A name in the path.
    Name,
}

impl Param {
    /// The words of a choice.
    pub(super) fn choices(&self) -> &'static [&'static str] {
        if let Kind::OneOf(all) = self.kind { all } else { &[] }
    }

    /// What a form begins with.
    pub(super) fn usual(&self) -> String {
        if let Kind::Number(_, _, usual) = self.kind { usual.to_string() } else { String::new() }
    }
}

impl Kind {
    /// It stands in the path.
    pub(super) fn is_place(self) -> bool {
        matches!(self, Kind::Id(_) | Kind::Name)
    }

    /// It cannot be left away.
    pub(super) fn is_required(self) -> bool {
        self.is_place() || matches!(self, Kind::Words(_))
    }

    /// Why a text is none; nothing where it is one.
    pub(super) fn wrong(self, text: &str) -> Option<String> {
        match self {
            Kind::Text(most) | Kind::Words(most) if text.chars().count() > most => Some(format!("has {most} characters at most")),
            Kind::Words(_) if text.trim().is_empty() => Some("is missing".to_owned()),
            Kind::Number(least, most, _) if !text.parse::<usize>().is_ok_and(|n| (least..=most).contains(&n)) => {
                Some(format!("is a whole number from {least} to {most}"))
            }
            Kind::OneOf(all) if !all.contains(&text) => Some(format!("is one of {}", all.join(", "))),
            Kind::Zone if text.parse::<crate::model::Zone>().is_err() => Some("is a zone such as Europe/London or +01:00".to_owned()),
            _ => None,
        }
    }
}
