//! The tree of a question → a plain sentence that says what is asked for, for people who do not know the language.

use super::View;
use crate::model::{Expr, Field, Label, Order, Reach, TimeField, Words, when::utc_text};
use chrono::{DateTime, Utc};

/// What is asked for: `Articles and statements that mention harbour in any form, best first.`
pub(super) fn sentence(expr: &Expr, view: View, order: Order) -> String {
    let subject = match view {
        View::Documents => "articles and statements",
        View::Quotations => "quotations",
        View::Events => "events",
    };
    let order = match order {
        Order::Relevance => "best first",
        Order::Fresh => "best first, the newer the better",
        Order::Newest => "newest first",
        Order::Oldest => "oldest first",
    };
    let asked = match expr {
        Expr::All => format!("all {subject}"),
        _ => format!("{subject} that {}", Speech { view, many: true }.clause(expr, false)),
    };
    let mut letters = asked.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}, {order}.", first.chain(letters).collect::<String>())
}

/// Of whom it is spoken: of many answers, or of one quotation in them.
#[derive(Clone, Copy)]
struct Speech {
    view: View,
    many: bool,
}

/// A verb: of many, of one; and both where it is denied.
type Verb = [&'static str; 4];

const MENTION: Verb = ["mention", "mentions", "do not mention", "does not mention"];
const HAVE: Verb = ["have", "has", "do not have", "does not have"];
const BE: Verb = ["are", "is", "are not", "is not"];
const COME: Verb = ["come", "comes", "do not come", "does not come"];
const WERE: Verb = ["were", "was", "were not", "was not"];
const FIT: Verb = ["fit", "fits", "do not fit", "does not fit"];
const TELL: Verb = ["tell", "tells", "do not tell", "does not tell"];

impl Speech {
    fn clause(self, expr: &Expr, denied: bool) -> String {
        let say = |verb: Verb, rest: &str| format!("{} {rest}", verb[usize::from(!self.many) + 2 * usize::from(denied)]);
        match expr {
            Expr::All => say(FIT, "anything"),
            Expr::Words(field, words) => {
                let (verb, rest) = stands(*field, &in_words(words, field.is_of_names()));
                say(verb, &rest)
            }
            Expr::Is(label, value) => {
                let (verb, rest) = is(*label, value);
                say(verb, &rest)
            }
            Expr::Time(field, from, to) => {
                let (verb, what) = dated(*field);
                say(verb, &format!("{what}{}", span(*from, *to)))
            }
            Expr::Quotation(inside) => self.quotation(inside, denied),
            Expr::Not(part) => self.clause(part, !denied),
            Expr::And(parts) if !denied => self.list(parts, "and"),
            Expr::Or(parts) if !denied => self.list(parts, "or"),
            Expr::And(_) | Expr::Or(_) => say(FIT, &format!("this: ({})", self.clause(expr, false))),
        }
    }

    /// Lists inside lists stand in parentheses.
    fn list(self, parts: &[Expr], joined: &str) -> String {
        let is_list = |part: &Expr| match part {
            Expr::Quotation(inside) => self.view == View::Quotations && matches!(**inside, Expr::And(_) | Expr::Or(_)),
            part => matches!(part, Expr::And(_) | Expr::Or(_)),
        };
        let said = |part: &Expr| if is_list(part) { format!("({})", self.clause(part, false)) } else { self.clause(part, false) };
        parts.iter().map(said).collect::<Vec<_>>().join(&format!(" {joined} "))
    }

    /// Where quotations are asked for, it is spoken of them already.
    fn quotation(self, inside: &Expr, denied: bool) -> String {
        let of_one = || Speech { many: false, ..self }.clause(inside, false);
        let (many, one) = match self.view {
            View::Quotations => return self.clause(inside, denied),
            View::Documents => (HAVE, "a quotation that"),
            View::Events => (BE, "the saying of a quotation that"),
        };
        format!("{} {one} {}", many[usize::from(!self.many) + 2 * usize::from(denied)], of_one())
    }
}

/// Where words stand.
fn stands(field: Field, words: &str) -> (Verb, String) {
    match field {
        Field::Any => (MENTION, words.to_owned()),
        Field::Title => (HAVE, format!("{words} in the headline")),
        Field::Lead => (HAVE, format!("{words} in the headline or the first paragraphs")),
        Field::Quote => (HAVE, format!("{words} between the marks")),
        Field::Speaker => (BE, format!("by {words}")),
        Field::Cue => (BE, format!("told with {words}")),
        Field::By => (WERE, format!("written by {words}")),
        Field::Person => (HAVE, format!("{words} among the persons named")),
        Field::Org => (HAVE, format!("{words} among the organisations named")),
    }
}

fn in_words(words: &Words, names: bool) -> String {
    match words {
        Words::Word(word) if names => word.clone(),
        Words::Word(word) => format!("{word} in any form"),
        Words::Exact(phrase) if names => format!("“{phrase}”"),
        Words::Exact(phrase) => format!("exactly “{phrase}”"),
        Words::Pattern(pattern) => format!("a word like {pattern}"),
        Words::Like(word, 1) => format!("{word} or a word one letter away"),
        Words::Like(word, most) => format!("{word} or a word up to {most} letters away"),
        Words::Any(parts) => format!("({})", parts.iter().map(|p| in_words(p, names)).collect::<Vec<_>>().join(" or ")),
        Words::Near(near) => {
            let side = |words: &Words| match words {
                Words::Near(_) => format!("({})", in_words(words, names)),
                _ => in_words(words, names),
            };
            let (left, right) = (side(&near.left), side(&near.right));
            let joined = if near.ordered { "before" } else { "and" };
            match near.reach {
                Reach::Words(1) if near.ordered => format!("{left} directly before {right}"),
                Reach::Words(1) => format!("{left} directly beside {right}"),
                Reach::Words(n) => format!("{left} at most {n} words {} {right}", if near.ordered { "before" } else { "from" }),
                Reach::Sentence => format!("{left} {joined} {right} in one sentence"),
                Reach::Paragraph => format!("{left} {joined} {right} in one paragraph"),
            }
        }
    }
}

/// What a value says.
fn is(label: Label, value: &str) -> (Verb, String) {
    let plain = match (label, value) {
        (Label::Kind, "article") => (BE, "articles"),
        (Label::Kind, "statement") => (BE, "statements"),
        (Label::Kind, "published") => (BE, "publications"),
        (Label::Kind, "revised") => (BE, "revisions"),
        (Label::Kind, "said") => (BE, "sayings"),
        (Label::Kind, "happened") => (BE, "happenings"),
        (Label::Role | Label::Is, "primary") => (COME, "from those who speak for themselves"),
        (Label::Role | Label::Is, "press") => (COME, "from the press"),
        (Label::Is, "revised") => (WERE, "changed after they were published"),
        (Label::Is, "duplicate") => (BE, "copies of others"),
        (Label::Is, "verbatim") => (BE, "verbatim in the statement they are from"),
        (Label::Is, "cut") => (BE, "cut from the statement they are from"),
        (Label::Is, "altered") => (BE, "altered against the statement they are from"),
        (Label::Is, "checked") => (WERE, "confirmed by hand"),
        (Label::Has, "quotes") => (HAVE, "quotations"),
        (Label::Has, "evidence") => (HAVE, "the page as it was fetched"),
        (Label::Has, "note") => (HAVE, "a note"),
        (Label::Source, _) => return (COME, format!("from the source {value}")),
        (Label::Site, _) => return (COME, format!("from {value} or below it")),
        (Label::Lang, _) => return (BE, format!("in the language {value}")),
        _ => return (HAVE, format!("the {} {value}", label.name())),
    };
    (plain.0, plain.1.to_owned())
}

fn dated(field: TimeField) -> (Verb, &'static str) {
    match field {
        TimeField::Published => (WERE, "published"),
        TimeField::Said => (WERE, "said"),
        TimeField::Happened => (TELL, "of what happened"),
        TimeField::Captured => (WERE, "fetched"),
        TimeField::Own => (WERE, "dated"),
    }
}

/// The end is excluded.
fn span(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> String {
    match (from.map(utc_text), to.map(utc_text)) {
        (Some(from), Some(to)) => format!(" from {from} until before {to}"),
        (Some(from), None) => format!(" since {from}"),
        (None, Some(to)) => format!(" before {to}"),
        (None, None) => " on a known date".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    fn said(question: &str, view: View) -> String {
        let now = DateTime::from_timestamp(1_772_200_000, 0).unwrap();
        let understood = crate::query::parse(question, Zone::Unknown, now).unwrap();
        sentence(&understood.expr, view, understood.order.unwrap_or(Order::Oldest))
    }

    #[test]
    fn a_question_is_said_plainly() {
        let check = |question: &str, expected: &str| assert_eq!(said(question, View::Documents), format!("{expected}, oldest first."));
        check("", "All articles and statements");
        check("harbour -vote", "Articles and statements that mention harbour in any form and do not mention vote in any form");
        check(
            "title:(tax OR levy) lang:de",
            "Articles and statements that (have tax in any form in the headline or have levy in any form in the headline) and are in the language de",
        );
        check("\"tax cut\" NEAR/5 poor", "Articles and statements that mention exactly “tax cut” at most 5 words from poor in any form");
        check("tax PRE/s elect*", "Articles and statements that mention tax in any form before a word like elect* in one sentence");
        check(
            "quote:tax said:\"Jane Doe\"",
            "Articles and statements that have a quotation that has tax in any form between the marks and is by “Jane Doe”",
        );
        check(
            "-(harbour strike)",
            "Articles and statements that do not fit this: (mention harbour in any form and mention strike in any form)",
        );
        check("since:2026-02", "Articles and statements that were published since 2026-02-01T00:00:00Z");
    }

    #[test]
    fn of_quotations_it_is_said_directly() {
        assert_eq!(
            said("quote:tax -said:doe sort:newest", View::Quotations),
            "Quotations that have tax in any form between the marks and are not by doe, newest first."
        );
        assert_eq!(said("said:doe", View::Events), "Events that are the saying of a quotation that is by doe, oldest first.");
    }
}
