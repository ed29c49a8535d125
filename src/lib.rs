//! dateline: who said what, and when.
//!
//! The folders are the stages; docs/architecture.md shows how they join.

pub mod extract;
pub mod index;
pub mod link;
pub mod fetch;
pub mod model;
pub mod query;
pub mod source;
pub mod store;
