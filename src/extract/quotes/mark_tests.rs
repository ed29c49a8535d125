//! Each kind of mark, and what bad marks cost, on invented sentences.

use super::*;

fn pieces(text: &str) -> Vec<Vec<String>> {
    let quotes = read(text, &[], &[], &Context::default()).0;
    quotes.into_iter().map(|q| q.content.into_iter().map(|p| p.text).collect()).collect()
}

fn check(text: &str, expected: &[&[&str]]) {
    assert_eq!(pieces(text), expected, "{text}");
}

#[test]
fn each_kind_of_mark() {
    check("“The mill is shut,” Ann Marlow said.", &[&["The mill is shut,"]]);
    check("\"The mill is shut,\" Ann Marlow said.", &[&["The mill is shut,"]]);
    check("“The mill is shut,\" Ann Marlow said.", &[&["The mill is shut,"]]);
    check("‘The miller’s cat isn’t here,’ Ann Marlow said.", &[&["The miller’s cat isn’t here,"]]);
    check("'The millers' cats weren't here,' Ann Marlow said.", &[&["The millers' cats weren't here,"]]);
    check("«The mill is shut,» Ann Marlow said.", &[&["The mill is shut,"]]);
    check("„The mill is shut“, Ann Marlow said.", &[&["The mill is shut"]]);
    check("「The mill is shut」 Ann Marlow said.", &[&["The mill is shut"]]);
    check("''The mill is shut,'' Ann Marlow said.", &[&["The mill is shut,"]]);
}

#[test]
fn nested_marks_are_part_of_what_was_said() {
    check("“He told me ‘go home’ and left,” Ann Marlow said.", &[&["He told me ‘go home’ and left,"]]);
    check("‘He told me “go home” and left,’ Ann Marlow said.", &[&["He told me “go home” and left,"]]);
}

#[test]
fn a_quotation_over_several_paragraphs_is_one() {
    check(
        "“The mill is shut.\n\n“It will stay shut.\n\n“Go home,” Ann Marlow said.",
        &[&["The mill is shut.", "It will stay shut.", "Go home,"]],
    );
    check("Ann Marlow said: “The mill is shut.\n\n“It will stay shut.”", &[&["The mill is shut.", "It will stay shut."]]);
}

#[test]
fn a_bad_mark_costs_its_own_paragraph_at_most() {
    check("The “mill was shut.\n\n“We go home,” Ann Marlow said.", &[&["We go home,"]]);
    check("A board of 6' by 4\" lay there.\n\n\"We go home,\" Ann Marlow said.", &[&["We go home,"]]);
    check("It was the '90s” again.\n\n“We go home,” Ann Marlow said.", &[&["We go home,"]]);
}

#[test]
fn pieces_parted_by_their_cue_are_one_and_a_second_cue_begins_another() {
    check("“We go home,” Ann Marlow said. “It is late.”", &[&["We go home,", "It is late."]]);
    check("“We,” said Ann Marlow, “go home.” She added: “It is late.”", &[&["We,", "go home."], &["It is late."]]);
}

#[test]
fn block_quotes_and_pull_quotes() {
    check("The letter says:\n\n“The mill is shut, and it will stay so.”", &[&["The mill is shut, and it will stay so."]]);
    // Its words stand in the text as well.
    let quotes =
        read("“The mill is shut for good.”\n\nIt rained. “The mill is shut for good,” Ann Marlow said.", &[], &[], &Context::default()).0;
    assert!(quotes.iter().all(|q| q.speaker_name.as_deref() == Some("Ann Marlow")), "{quotes:?}");
}

#[test]
fn titles_nicknames_terms_and_scare_quotes_quote_no_one() {
    check("Bob “Sticks” Vane carried “The Long Way Home” on the so-called “quiet coach”.", &[]);
    check("The “smart” kettle costs four coins.", &[]);
    check("The firm sells a lamp named “Moonlit”.", &[]);
}
