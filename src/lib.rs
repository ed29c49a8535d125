//! dateline: who said what, and when.

pub mod model;
