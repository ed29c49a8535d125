//! The nouns that cross stages, and nothing that works on more than one of them.
//!
//! - [`When`]: a date with its precision, zone, basis and the words it was read from
//! - [`Span`], [`Quote`], [`Mention`], [`Entity`]: what is found in a text
//! - [`Article`], [`Findings`]: what is read from a page
//! - [`Feed`], [`Entry`], [`Parsed`]: what is read from a feed, sitemap or OPML file
//! - [`Source`], [`Settings`]: what is watched, and how; [`SourceState`]: how it fares
//! - [`Capture`], [`Fetched`]: one response or imported file, immutable
//! - [`Decision`]: what a person set right by hand; [`Revision`], [`Revised`]: what changed
//! - [`Question`], [`Expr`]: the tree of a question; [`SavedQuestion`]: one that is asked again and again; [`Mail`]: its news
//! - [`Token`]: who may ask over the network; [`Subscription`]: who tells us of news; `signature`: that they are who they say
//!
//! Model names no other module; every stage may name it.

pub mod address;
pub mod capture;
pub mod date;
pub mod decision;
pub mod document;
pub mod feed;
pub mod fnv;
pub mod id;
pub mod mail;
pub mod part;
pub mod question;
pub mod quote;
pub mod record;
pub mod revised;
pub mod saved;
pub mod sent;
pub mod signature;
pub mod source;
pub mod span;
pub mod state;
pub mod subscription;
pub mod token;
pub mod when;
pub mod words;

pub use capture::{Capture, Fetched, Headers, Hop, Tls};
pub use decision::{Decision, Marks, Ruling};
pub use document::{Article, DocumentKind, Findings};
pub use feed::{Alternate, Entry, Feed, OpmlFeed, Parsed, SitemapEntry, Upkeep};
pub use fnv::{WordSet, WordTable, fnv};
pub use id::Id;
pub use mail::{Mail, MailSettings, MailTls};
pub use part::{About, Access, Part, PartKind};
pub use question::{
    Counted, Counting, Cursor, DayCount, Density, Expr, Facet, Field, Found, Hit, Label, Near, Order, Period, Question, Reach, TimeField,
    Words,
};
pub use quote::{Entity, EntityType, Mention, Place, Quote, QuoteKind, SpeakerType};
pub use record::{
    CaptureRef, Copies, Document, Draft, Event, EventKind, Fidelity, Happening, Quotation, Saved, Spoken, Told, Unit, Utterance,
};
pub use revised::{Revised, Revision};
pub use saved::{Message, SavedQuestion};
pub use sent::{Cookie, Sent};
pub use source::{Every, KnownEntity, Role, Select, Settings, Source, SourceKind};
pub use span::{Offsets, Span};
pub use state::{HostNotes, Moved, Pace, RobotsText, Skip, SourceState, Validators};
pub use subscription::{Offer, Pushed, Subscription, Wish};
pub use token::{Grant, Token};
pub use when::{Basis, Precision, When, Zone};
pub use words::words;
