//! Who speaks, one kind of text a test: each rule on invented sentences.

use super::*;

/// The speaker of each quotation in marks, by its first word.
fn speakers(text: &str) -> Vec<(String, Option<String>)> {
    let parts = super::super::parts::of_text(text);
    let quotes = read(text, &[], &parts, &Context::default()).0.into_iter().filter(|q| q.kind != crate::model::QuoteKind::Indirect);
    let first = |q: &Quote| q.content[0].text.split(' ').next().unwrap_or_default().trim_matches(',').to_owned();
    quotes.map(|q| (first(&q), q.speaker_name)).collect()
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(w, s)| ((*w).to_owned(), Some((*s).to_owned()).filter(|s| !s.is_empty()))).collect();
    assert_eq!(speakers(text), expected, "{text}");
}

#[test]
fn a_source_teased_at_the_head_of_a_story_is_named_further_down() {
    check(
        "An expert has called the new bridge “a folly”.\n\nEngineer Ann Marlow was asked about it on Monday. “It will not last,” she said.",
        &[("a", "Ann Marlow"), ("It", "Ann Marlow")],
    );
    // A spokesman stays unnamed, and so does who speaks further down.
    check(
        "The bridge is closed. It was built in May.\n\nNobody was hurt.\n\nA baker called it “a folly”.\n\n“It will not last,” Ann Marlow said.",
        &[("a", "A baker"), ("It", "Ann Marlow")],
    );
    check(
        "A police spokesman called it “a sad day”.\n\n“We were asleep,” Ann Marlow said.",
        &[("a", "A police spokesman"), ("We", "Ann Marlow")],
    );
}

#[test]
fn people_without_a_name_are_meant_by_their_noun_and_by_pronouns() {
    check("Bob Vane left the hall. We spoke to one mother, who waited outside. “I am tired,” she said.", &[("I", "one mother")]);
    check(
        "Officer Carl Reed wrote a note last year. A police officer came to the house. “I knocked twice,” the officer recalled.",
        &[("I", "A police officer")],
    );
    // A name that only tells which song is meant is not “he”.
    check("A man hummed the Tom Reed song. “It is old,” he said.", &[("It", "A man")]);
    check("Hundreds of protesters came to the mill. “Let us in,” they chanted.", &[("Let", "Hundreds of protesters")]);
}

#[test]
fn the_subject_of_the_main_clause_is_meant() {
    check("While Ann Marlow waited, Helen Moss opened the shop. “Come in,” she said.", &[("Come", "Helen Moss")]);
    // Pronouns carry a person on.
    check(
        "Helen Moss grew up in Leeds. She went to sea. Her book thanks her sister Ann. In it, she wrote: “I miss the rain.”",
        &[("I", "Helen Moss")],
    );
}

#[test]
fn quotations_without_a_cue_follow_the_prose_before_them() {
    check(
        "“It rains,” said Bob Vane.\n\nOrla Quist, the trade and transport member of the council, wants a longer pier.\n\n“It would feed the town.”",
        &[("It", "Bob Vane"), ("It", "Orla Quist")],
    );
    check("The mill’s latest budget report shows that costs rose.\n\n“Flour is dear.”", &[("Flour", "The mill’s latest budget report")]);
    check("I asked the mill. Later, I got a reply from a mill clerk.\n\n“We sell flour and nothing else.”", &[("We", "a mill clerk")]);
    check(
        "“We left,” said Bob Vane.\n\nBut neighbour Ann Marlow takes up the story: “Then the roof fell in.”",
        &[("We", "Bob Vane"), ("Then", "Ann Marlow")],
    );
    // A line in marks is the heading of what comes next.
    check(
        "“It was late,” said Bob Vane.\n\n‘THE ROOF FELL IN’\n\nAnn Marlow saw it. “I ran,” she said.",
        &[("It", "Bob Vane"), ("THE", "Ann Marlow"), ("I", "Ann Marlow")],
    );
}

#[test]
fn names_end_where_they_should() {
    check("Ann Marlow was there. Speaking to the Daily Tide Marlow said: “I saw it.”", &[("I", "Ann Marlow")]);
    check("Senator Carl Reed (R-Ohio), a senior member of the Salt Committee said, “I am thrilled.”", &[("I", "Carl Reed")]);
    check("“It is rare,” Chad Vane, vice president of Wide, a mill company in Leeds told us.", &[("It", "Chad Vane")]);
    check("The Salt Army in a statement said troops “fired at will and without cause”.", &[("fired", "Salt Army")]);
    check("The march was met with townsfolk who have vowed to keep “our streets for all of us”.", &[("our", "townsfolk")]);
    check("Serha Radio, a chemistry researcher, says they took “what they could carry in two hands”.", &[("what", "Serha Radio")]);
    check(
        "Senate leader Greg Reed of Leeds spoke. A leader of the mill union said they “missed the mark by a mile”.",
        &[("missed", "A leader of the mill union")],
    );
    check(
        "Ann Marlow, director of the mill, left. “It is wet,” said the director of rivers at the Tide Centre.",
        &[("It", "the director of rivers at the Tide Centre")],
    );
    check(
        "Bob Vane paid a fine. The police officer who caught him said he was “sick and tired of all this”.",
        &[("sick", "The police officer")],
    );
    // A surname alone that "he" goes with.
    check("Bob Hill said yes. Grump said on Tuesday that he hopes it ends, and he called it “a shame for us all”.", &[("a", "Grump")]);
    // A name is made of what stands beside it.
    check("Orla Quist, who bakes, waited. Salla Undi is a mother of two. “I sell bread,” says the woman.", &[("I", "Salla Undi")]);
    check("Tide Wide, a record label, owns her songs. It was sold in May. “We agree,” it says.", &[("We", "Tide Wide")]);
    check("Nira Quist came late. Bo Vane sang. “It is cold,” Nira said.", &[("It", "Nira Quist")]);
    check("Pat Reed Jr., 55, was fined. Pat W. Reed left. “I am sorry,” Reed said.", &[("I", "Pat Reed Jr.")]);
    check("Norway’s envoy to Spain Liv Dahl spoke. Norway’s envoy to Spain called it “a dark day for all”.", &[("a", "Liv Dahl")]);
    check("Samo Kenda from the Marsh Alliance says: “We see no plan.”", &[("We", "Samo Kenda")]);
    check("“He talks of mercy,” Carl Reed, a baker and member of the town’s choir said of his father.", &[("He", "Carl Reed")]);
    check("Two men climbed the roof holding a sign saying “stop the boats now please”.", &[("stop", "a sign")]);
    check("Ann Marlow asked for calm in a letter posted on the door, saying “we will wait”.", &[("we", "Ann Marlow")]);
    check("His page, kept “as a sign of respect,” lists him as a baker.", &[]);
    check("The user tidewatch7 posts a lot. In May, tidewatch7 wrote: “It is wet.”", &[("It", "tidewatch7")]);
    check(
        "At the end of June, a statement by a harbour spokesperson confirming the sale read: “We can confirm the sale.”",
        &[("We", "a harbour spokesperson")],
    );
}

#[test]
fn a_signature_names_the_speaker() {
    check("“The tide waits for no one.” — Ann Marlow, head of the mill", &[("The", "Ann Marlow")]);
    check("Flour is dear. “The poor eat less of it.” (Tide Herald, 12/4/05) It rained.", &[("The", "Tide Herald")]);
    check("HILL ISSUES STATEMENT ON MILLS\n\n“I shall not rest.”", &[("I", "")]);
    let text = "The mill closed.\n\n“The tide waits for no one.”\n\n— Ann Marlow (@marlow) May 3, 2025\n\nIt rained.";
    let mentions = crate::extract::time::mentions(text, &Context::default());
    let quotes = read(text, &mentions, &[], &Context::default()).0;
    assert_eq!(
        (quotes[0].speaker_name.as_deref(), quotes[0].said.as_ref().expect("dated").edtf.as_str()),
        (Some("Ann Marlow"), "2025-05-03")
    );
}

#[test]
fn a_post_or_an_authority_without_a_name_is_nobody_named_before() {
    check(
        "“I was asleep,” said Tom Ferris.\n\n“It took us an hour,” the fire brigade said.\n\n“Nobody is to blame,” said the coroner.",
        &[("I", "Tom Ferris"), ("It", "the fire brigade"), ("Nobody", "the coroner")],
    );
    // The place of a dateline issues nothing.
    check("QUILLHAVEN, Feb. 26 — The company called the plan “a folly for the whole of the town”.", &[("a", "The company")]);
}

#[test]
fn a_name_set_off_by_commas_says_more_than_the_post_before_it() {
    check(
        "“I was asleep,” said Tom Ferris.\n\n“This is bad,” said the union’s leader, Rob Marsh.",
        &[("I", "Tom Ferris"), ("This", "Rob Marsh")],
    );
    check("“This is bad,” wrote the party leader, Anna Holm, on Tuesday.", &[("This", "Anna Holm")]);
    check("According to the harbour master, Anna Holm, the pier is “a danger to all”.", &[("a", "Anna Holm")]);
    check("The harbour master of Salt County, Anna Holm, called the pier “a danger to all”.", &[("a", "Anna Holm")]);
    // An outlet that reported it is no name of the minister.
    check("Tom Ferris, the minister, was late. “This is bad,” said the minister, Tide News reported.", &[("This", "Tom Ferris")]);
    // The economist of a ministry is no ministry.
    check(
        "The ministry’s chief economist, Paul Vance, warned that rates “cannot fall before March”. “It is late,” his mother, Joan Ferris, said.\n\nVance left. “No comment at all,” he said.",
        &[("cannot", "Paul Vance"), ("It", "Joan Ferris"), ("No", "Paul Vance")],
    );
}

#[test]
fn roles_stand_before_and_after_the_comma() {
    let role = |text: &str| read(text, &[], &[], &Context::default()).0.remove(0).role.unwrap_or_default();
    assert_eq!(role("The ministry’s chief economist, Paul Vance, warned that rates “cannot fall before March”."), "chief economist");
    assert_eq!(role("“We have no choice,” said Mara Quill, the harbour master."), "harbour master");
    // Two in a list have each their own.
    assert_eq!(role("The teacher, Mara Quill, and a friend came. “We have no choice,” Mara Quill said."), "teacher");
    assert_eq!(role("A friend, Mara Quill, and a teacher came. “We have no choice,” Mara Quill said."), "");
}

#[test]
fn what_is_told_as_not_said_is_no_quotation() {
    for text in [
        "Tom Barr never said: “We will pay.”",
        "Tom Barr never said:\n\n“We will pay.”",
        "“We will pay,” Tom Barr never said.",
        "Tom Barr never said the pier was “safe for all of the boats”.",
        "Mara Quill denied having said “the pier is safe”.",
        "Mara Quill denied that she had said “the pier is safe”.",
        "Tom Barr refused to say “we are sorry for this”.",
        "Tom Barr could have said: “We are sorry for this.”",
        "Tom Barr should say: “We are sorry for this.”",
        "Tom Barr did not say “we will pay for it all”.",
        "Tom Barr left without saying “farewell to all of you”.",
        "Nobody at the mill said: “We are sorry for this.”",
        "No minister has said: “We are sorry for this.”",
        "If Tom Barr says “we are sorry for this”, the strike ends.",
    ] {
        check(text, &[]);
    }
    // It is said all the same.
    check("Tom Barr not only said “we will pay for it all”, he paid.", &[("we", "Tom Barr")]);
    check("Tom Barr never failed to say “thank you for your help”.", &[("thank", "Tom Barr")]);
    check("Tom Barr denied it, saying “we have paid for it all”.", &[("we", "Tom Barr")]);
    check("Tom Barr said he did not want “to pay for all of it”.", &[("to", "Tom Barr")]);
    check("Tom Barr would say: “We will pay.”", &[("We", "Tom Barr")]);
    check("Tom Barr is reported to have said: “We will pay.”", &[("We", "Tom Barr")]);
    check("If true, Tom Barr said, “we will pay for it all”.", &[("we", "Tom Barr")]);
    check("None other than Tom Barr said: “We will pay.”", &[("We", "Tom Barr")]);
    check("Tom Barr was so angry he could not say a word. “We will pay,” he said later.", &[("We", "Tom Barr")]);
}

#[test]
fn pieces_parted_by_their_cue_are_one_quotation() {
    check(
        "“If we lose,” said Tom Barr, a farmer, “we lose everything” — a view shared by Sue Lane, who said: “There is no plan B.”",
        &[("If", "Tom Barr"), ("There", "Sue Lane")],
    );
    check("“If we lose,” said Tom Barr, a farmer, “we lose everything,” Sue Lane said.", &[("If", "Tom Barr"), ("we", "Sue Lane")]);
}

#[test]
fn a_fragment_is_not_whose_words_stand_before_where_another_is_its_subject() {
    check(
        "“Safety first,” said Greta Lund. To Peter Holm, her words were “a slap in the face”.",
        &[("Safety", "Greta Lund"), ("a", "Peter Holm")],
    );
    check(
        "“Safety first,” said Greta Lund. The plan was “a slap in the face of the town”.",
        &[("Safety", "Greta Lund"), ("a", "Greta Lund")],
    );
}

#[test]
fn a_legal_form_tells_a_company() {
    for name in ["Ferro AG", "Ferro SpA", "Ferro GmbH", "Ferro SE", "Ferro ASA", "Ferro S.A."] {
        let quote = read(&format!("{name} said: “We are glad of it.”"), &[], &[], &Context::default()).0.remove(0);
        assert_eq!((quote.speaker_name.as_deref(), quote.speaker_type), (Some(name), Some(crate::model::SpeakerType::Organization)));
    }
    check("Ohio AG Ken Moss said: “We are glad of it.”", &[("We", "Ohio AG Ken Moss")]);
}

#[test]
fn a_post_is_no_other_post_with_the_same_word() {
    for (post, other) in [
        ("president", "vice president"),
        ("minister", "deputy minister"),
        ("chairman", "deputy chairman"),
        ("chief executive", "former chief executive"),
        ("secretary", "press secretary"),
    ] {
        check(
            &format!("“The plan is dead,” the {post} said. “It is not,” the {other}, Mara Quill, said."),
            &[("The", &format!("the {post}")), ("It", "Mara Quill")],
        );
        check(&format!("The {other}, Mara Quill, spoke. “It is not,” the {other} said."), &[("It", "Mara Quill")]);
    }
    let role = |text: &str| read(text, &[], &[], &Context::default()).0.remove(0).role.unwrap_or_default();
    assert_eq!(role("Prime Minister Ella Strand met Chancellor Otto Reim in Oslo. Reim said: “Not all of it.”"), "Chancellor");
    assert_eq!(role("Ella Strand thanked Chancellor Otto Reim. Reim said: “Not all of it.”"), "Chancellor");
}

#[test]
fn who_brings_the_news_is_not_the_company() {
    let first = |text: &str| read(text, &[], &super::super::parts::of_text(text), &Context::default()).0.remove(0);
    let quote = first("KELMOUTH (Reuters) - Kelmouth Ports will close two piers from Monday, the company said on Thursday.");
    assert_eq!(quote.content[0].text, "Kelmouth Ports will close two piers from Monday");
    assert_eq!(
        (quote.speaker_name.as_deref(), quote.speaker_type),
        (Some("Kelmouth Ports"), Some(crate::model::SpeakerType::Organization))
    );
    // The sentence begins behind the dateline.
    let quote = first("KELMOUTH (AP) — The harbour master, Mara Quill, said on Monday that she would stay.");
    assert_eq!(quote.speaker_name.as_deref(), Some("Mara Quill"));
    check(
        "Norvane will cut 300 jobs, The Tide Street Journal reported on Monday. “We do not discuss it,” the company said.",
        &[("We", "Norvane")],
    );
    check(
        "Norvane will cut 300 jobs, The Tide Street Journal reported on Monday. “We saw the letter,” the newspaper said.",
        &[("We", "Tide Street Journal")],
    );
}
