//! Same words, same text: how quotations relate to statements and to each other, and documents to their copies. Only
//! computes.
//!
//! - [`Text`]: words that can be compared, and [`Text::grams`], by which two texts find each other
//! - [`relate`]: verbatim, cut or altered; [`difference()`]: the words that differ
//! - [`truest`]: which of several texts words are from
//! - [`coverage()`]: how much of a statement is quoted, and which sentences
//! - [`utterance`]: when two wordings are the same words
//! - [`namesake`]: two people of one name
//! - [`revision`]: what changed between two captures; [`rulings`]: decisions applied to what was extracted
//! - [`story`]: when two documents are about one affair
//! - [`copies`]: texts that are the same but for little; [`credit()`]: the agency a text says it is from

mod align;
mod boilerplate;
mod choice;
mod compare;
pub mod copies;
mod coverage;
mod credit;
mod difference;
mod fold;
pub mod namesake;
pub mod revision;
pub mod rulings;
pub mod story;
mod text;
pub mod utterance;

pub use choice::{Fit, truest};
pub use compare::{Relation, nearest, relate};
pub use coverage::{Coverage, coverage};
pub use credit::credit;
pub use difference::difference;
pub use text::Text;
