//! When quotations were said, on invented sentences in a newspaper of Friday, 27 February 2026.

use super::*;
use crate::extract::time;
use crate::model::{Basis, Zone, date};

/// The date and its basis of each quotation.
fn said(text: &str) -> Vec<(String, Basis)> {
    let published = date::read("2026-02-27", Zone::Unknown).expect("a date");
    let context = Context { published: Some(&published), ..Context::default() };
    let quotes = read(text, &time::mentions(text, &context), &[], &context).0;
    quotes.into_iter().filter_map(|q| q.said).map(|w| (w.edtf, w.basis)).collect()
}

fn check(text: &str, expected: &[(&str, Basis)]) {
    let expected: Vec<_> = expected.iter().map(|(d, b)| ((*d).to_owned(), *b)).collect();
    assert_eq!(said(text), expected, "{text}");
}

use Basis::{Inherited, Partial, Relative};

#[test]
fn the_words_around_the_cue_date_the_saying() {
    check("“We are ready,” Ann Marlow said on Thursday.", &[("2026-02-26", Relative)]);
    check("In a statement released on February 20, the mill said: “We are ready.”", &[("2026-02-20", Partial)]);
    // What was said is no date of the saying.
    check("“We met on Tuesday and again in May,” Ann Marlow said.", &[("2026-02-27", Inherited)]);
    // A participle has the time of the clause before it.
    check("Ann Marlow’s last letter was sent on February 20, insisting that “nobody knew the way home”.", &[("2026-02-20", Partial)]);
    check("The mill, which closed on Tuesday, kept its staff, saying “nobody has to leave us now”.", &[("2026-02-27", Inherited)]);
    // What is made in a sentence speaks from then on.
    check("She shared a picture in August 2020 and gave it a caption that said: “This is my boat.”", &[("2020-08", Basis::Explicit)]);
    check("A poll of 900 voters conducted by Hill Brothers for the Herald back in May found that most were glad.", &[("2025-05", Partial)]);
}

#[test]
fn a_date_is_carried_over_to_the_same_occasion() {
    check("“We lost,” Ann Marlow said on Thursday. “It was late,” she added.", &[("2026-02-26", Relative), ("2026-02-26", Inherited)]);
    check(
        "In July, the Tide Centre looked at ways to use the sea.\n\nAt another level, the report says, fish are likely to leave the bay.",
        &[("2025-07", Inherited)],
    );
    check(
        "The band played at the mill on Monday. After the last song, Bob Vane told the audience, “We should go home.”",
        &[("2026-02-23", Inherited)],
    );
}
