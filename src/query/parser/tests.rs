use super::*;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_200_000, 0).unwrap()
}

fn read(text: &str) -> Result<Understood, Problem> {
    parse(text, Zone::Unknown, now())
}

#[test]
fn the_canonical_form_is_understood_the_same() {
    let check = |text: &str, expected: &str| {
        let understood = read(text).unwrap();
        assert_eq!(understood.interpreted, expected, "{text}");
        let again = read(expected).unwrap();
        assert_eq!((again.expr, again.interpreted), (understood.expr, understood.interpreted), "{text}");
    };
    check("", "");
    check("harbour strike", "harbour strike");
    check("harbour AND strike", "harbour strike");
    check("harbour OR port strike", "harbour OR (port strike)");
    check("(harbour OR port) strike", "(harbour OR port) strike");
    check("NOT strike", "-strike");
    check("harbour -(strike OR walkout)", "harbour -(strike OR walkout)");
    check("-(harbour strike)", "-(harbour strike)");
    check("“harbour pilots”", "\"harbour pilots\"");
    check("-\"harbour pilots\"", "-\"harbour pilots\"");
    check("said:\"Jane Doe\"", "speaker:\"Jane Doe\"");
    check("speaker:(doe OR roe)", "speaker:doe OR speaker:roe");
    check("title:harbour role:Primary", "title:harbour role:primary");
    check("site:courier.example source:\"the courier\"", "site:courier.example source:\"the courier\"");
    check("since:2026-02", "published.since:2026-02-01T00:00:00Z");
    check("until:2026-02", "published.before:2026-03-01T00:00:00Z");
    check("after:2026-02-26", "published.since:2026-02-27T00:00:00Z");
    check("said.date:2026-02-26..2026-02-27", "said.since:2026-02-26T00:00:00Z said.before:2026-02-28T00:00:00Z");
    check("a date:2026", "a (published.since:2026-01-01T00:00:00Z published.before:2027-01-01T00:00:00Z)");
    check("since:2026-02-26T10:30", "published.since:2026-02-26T10:30:00Z");
    check("last:7d strike", "published.since:2026-02-20T13:46:40Z strike");
    check("strike sort:date", "strike sort:newest");
    check("state-of-the-art", "state-of-the-art");
}

#[test]
fn problems_name_their_place_and_the_way_out() {
    let check = |text: &str, expected: &str| {
        let problem = read(text).unwrap_err();
        assert_eq!(format!("{}\n{problem}", problem.caret(text)), expected);
    };
    check("harbour (strike", "harbour (strike\n        ^\nthis parenthesis is never closed; add ) after the group");
    check("harbour) strike", "harbour) strike\n       ^\nthis parenthesis closes nothing; leave it away");
    check("say \"so", "say \"so\n    ^^^\nthis quotation mark is never closed; close it with a second mark, or leave the mark away");
    check("a OR", "a OR\n  ^^\nsomething is missing after this operator; write what is to be joined, or leave it away");
    check("OR a", "OR a\n^^\nsomething is missing before OR; write it as \"OR\" to look for the word");
    check(
        "kind:essay",
        "kind:essay\n     ^^^^^\nkind: “essay” cannot be understood; expected: article, statement, published, revised, said, happened",
    );
    check(
        "since:soon",
        "since:soon\n      ^^^^\nsince: “soon” cannot be understood; a date such as 2026, 2026-02, 2026-02-26 or 2026-02-26T10:30 is expected",
    );
    check(
        "speaker: doe",
        "speaker: doe\n^^^^^^^^\na value is missing after the colon; write it without a space, as in speaker:\"Jane Doe\"; in quotation marks the whole is looked for as words",
    );
    assert!(read("colour:red").unwrap_err().to_string().starts_with("there is no field “colour”; expected: quote,"));
    assert!(read("()").is_err());
    assert!(read("elect*").unwrap_err().to_string().starts_with("this operator is not known"));
    assert!(read(&"(".repeat(5000)).is_err());
    assert!(read(&"(".repeat(100)).unwrap_err().to_string().starts_with("more than 32 groups"));
}

#[test]
fn doubts_are_told() {
    assert_eq!(read("harbour or port").unwrap().warnings, ["“or” is looked for as a word; the operator is written OR"]);
    assert_eq!(read("a b OR c").unwrap().warnings, ["AND binds closer than OR here; parentheses make clear what is meant"]);
    assert_eq!(read("(a b) OR c").unwrap().warnings.len(), 0, "parentheses are clear");
}
