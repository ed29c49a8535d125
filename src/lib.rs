//! dateline: who said what, and when.
//!
//! The folders are the stages; docs/architecture.md shows how they join.

pub mod extract;
pub mod fetch;
pub mod index;
pub mod link;
pub mod model;
pub mod parse;
pub mod pipeline;
pub mod present;
pub mod query;
pub mod source;
pub mod store;
