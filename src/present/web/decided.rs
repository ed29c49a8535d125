//! What persons set right by hand, as pages list it, and the forms by which they do it.

use super::frame::Trouble;
use super::stamp::Stamp;
use crate::model::{Decision, Id, Ruling};
use crate::pipeline::{Desk, Shown, decide_pass, undo_pass};
use crate::present::deciding::{Undecided, Wanted};
use crate::present::server::Place;
use crate::present::server::login::ours;
use crate::present::server::session::Caller;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use std::collections::HashMap;
use std::sync::Arc;

/// A decision as a page lists it.
pub(super) struct Made {
    pub(super) id: String,
    pub(super) what: String,
    pub(super) at: Stamp,
    pub(super) by: String,
    pub(super) undone: Option<Stamp>,
}

/// The decisions about something, the last first. What is asked of each: its subject, and who a speaker was merged into.
pub(super) fn made(decisions: &[Decision], concerns: impl Fn(&str, Option<&str>) -> bool) -> Vec<Made> {
    let into = |d: &Decision| if let Ruling::Merge { into, .. } = &d.ruling { Some(into.to_string()) } else { None };
    let those = decisions.iter().filter(|d| concerns(d.subject.as_str(), into(d).as_deref()));
    let row = |d: &Decision| Made {
        id: d.id.to_string(),
        what: told(d),
        at: Stamp::at(d.made),
        by: d.by.clone().unwrap_or_default(),
        undone: d.undone.map(Stamp::at),
    };
    those.rev().map(row).collect()
}

/// A decision in words.
fn told(d: &Decision) -> String {
    match &d.ruling {
        Ruling::Speaker { name: Some(name), .. } => format!("said by {name}"),
        Ruling::Speaker { name: None, .. } => "said by nobody who is known".to_owned(),
        Ruling::Said { said } => format!("said on {}", said.edtf),
        Ruling::Hide => "hidden: it is no quotation".to_owned(),
        Ruling::Add { text, .. } => format!("a quotation was missed: “{text}”"),
        Ruling::Check => "checked: it is as it should be".to_owned(),
        Ruling::Note { text } => format!("note: {text}"),
        Ruling::Promise { kept, shown } => format!("a promise that was {}, as {shown} shows", if *kept { "kept" } else { "broken" }),
        Ruling::Link { document, holds: true } => format!("its words are from the statement {document}"),
        Ruling::Link { document, holds: false } => format!("its words are not from {document}"),
        Ruling::Forget { .. } => "taken down".to_owned(),
        Ruling::Merge { name, .. } => format!("{} is the same as {name}", d.subject),
        Ruling::Split { name, source, document } => {
            let place = source.clone().or_else(|| document.as_ref().map(ToString::to_string)).unwrap_or_default();
            format!("in {place} it is someone else: {name}")
        }
        Ruling::Rename { name } => format!("called {name}"),
    }
}

/// The fields of a form.
pub(super) struct Fields(HashMap<String, String>);

impl Fields {
    pub(super) fn read(body: &str) -> Fields {
        Fields(url::form_urlencoded::parse(body.as_bytes()).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map(|value| value.trim()).unwrap_or_default()
    }

    /// What must be there.
    pub(super) fn need(&self, name: &str, what: &str) -> Result<&str, Trouble> {
        Some(self.get(name))
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Trouble::wrong(format!("{what} is missing; go back and fill it in.")))
    }

    /// Where the form came from: a page of ours, else the start.
    pub(super) fn back(&self) -> &str {
        ours(self.get("back"))
    }
}

/// `POST /decide`: notes a decision, or undoes one, and leads back.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    State(place): State<Arc<Place>>,
    caller: Caller,
    body: String,
) -> Result<Response, Trouble> {
    let fields = Fields::read(&body);
    let (subject, what) = (fields.need("subject", "What is to be set right")?, fields.need("what", "What is to be done")?);
    let mut back = fields.back().to_owned();
    if what == "undo" {
        let undone = undo_pass(&place.data, subject, Utc::now(), caller.name.as_deref()).await?;
        undone.ok_or_else(|| Trouble::wrong(format!("No decision that holds is known by the id {subject}.")))?;
        return Ok(Redirect::to(&back).into_response());
    }
    let wanted = wanted(&desk, what, subject, &fields).await?;
    let decision = wanted.decision(&desk, Utc::now(), caller.name).await?;
    if let Ruling::Merge { into, .. } = &decision.ruling {
        back = format!("/speakers/{into}");
    }
    decide_pass(&place.data, std::slice::from_ref(&decision)).await?;
    Ok(Redirect::to(&back).into_response())
}

/// What a form asks for. Names and words stand in the place of ids and offsets, as people have them.
async fn wanted(desk: &Desk, what: &str, subject: &str, fields: &Fields) -> Result<Wanted, Trouble> {
    let field = |name: &str| Some(fields.get(name).to_owned()).filter(|value| !value.is_empty());
    let mut wanted =
        Wanted { kind: what.to_owned(), subject: subject.to_owned(), name: field("name"), text: field("note"), ..Wanted::default() };
    match what {
        "speaker" => wanted.organization = fields.get("organization") == "on",
        "said" => wanted.said = field("date"),
        "merge" => wanted.into = Some(named(desk, subject, fields.need("into", "Who it is the same as")?).await?),
        "split" => match fields.need("place", "Where it is someone else")?.split_once(':') {
            Some(("document", id)) => wanted.document = Some(id.to_owned()),
            source => wanted.source = source.map(|(_, name)| name.to_owned()),
        },
        "add" => {
            let (start, end) = place(desk, subject, fields.need("words", "The quotation's words")?).await?;
            (wanted.start, wanted.end, wanted.speaker) = (Some(start), Some(end), field("name"));
        }
        _ => {}
    }
    Ok(wanted)
}

impl From<Undecided> for Trouble {
    fn from(undecided: Undecided) -> Trouble {
        match undecided {
            Undecided::Failed(error) => error.into(),
            Undecided::Unknown(_) => Trouble::missing(format!("{undecided}.")),
            Undecided::Wrong(_) => Trouble::wrong(format!("{undecided}.")),
        }
    }
}

/// A speaker's id, by the id or by a name that is one speaker's alone.
async fn named(desk: &Desk, subject: &str, into: &str) -> Result<String, Trouble> {
    let speakers = desk.speakers().await?.into_iter();
    let ids: Vec<String> =
        speakers.filter(|(id, _, name, _)| id != subject && (id == into || name.eq_ignore_ascii_case(into))).map(|(id, ..)| id).collect();
    match ids.as_slice() {
        [id] => Ok(id.clone()),
        [] if into.starts_with('s') && into != subject && desk.is_known(&Id::known(into)).await? => Ok(into.to_owned()),
        [] => Err(Trouble::wrong(format!("No other speaker is called “{into}”; the list of speakers has their names and ids."))),
        several => Err(Trouble::wrong(format!("Several speakers are called “{into}”; name one by its id: {}.", several.join(", ")))),
    }
}

/// Where words stand in a document's text, in code points.
async fn place(desk: &Desk, document: &str, words: &str) -> Result<(usize, usize), Trouble> {
    let Some(Shown::Document(found, ..)) = desk.show(document).await? else {
        return Err(Trouble::missing(format!("There is no document by the id {document}.")));
    };
    span(&found.article.text, words.trim_matches(['“', '”', '"']))
        .ok_or_else(|| Trouble::wrong("These words do not stand in the text so; copy them from it."))
}

/// Where words stand first, in code points. Any run of white space is as good as any other: a form sends CR LF where a line ends, and
/// what is copied from a page has a line where a paragraph ends.
fn span(text: &str, words: &str) -> Option<(usize, usize)> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut flat, mut places) = (String::new(), Vec::new());
    for (place, c) in text.chars().enumerate() {
        if !c.is_whitespace() {
            flat.push(c);
        } else if !flat.ends_with(' ') {
            flat.push(' ');
        } else {
            continue;
        }
        places.push(place);
    }
    let first = flat[..flat.find(&words).filter(|_| !words.is_empty())?].chars().count();
    let last = first + words.chars().count() - 1;
    Some((*places.get(first)?, *places.get(last)? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_our_own_pages_alone() {
        let back = |value: &str| Fields::read(&format!("back={value}")).back().to_owned();
        assert_eq!(back("/quotations/q1#decide".replace('#', "%23").as_str()), "/quotations/q1#decide");
        for foreign in [
            "//evil.example",
            "https://evil.example/",
            "/%5Cevil.example",
            "javascript:alert(1)",
            "/a%0D%0Ab",
            "/%09/evil.example",
            "/%00/evil.example",
            "",
        ] {
            assert_eq!(back(foreign), "/", "{foreign}");
        }
    }
    #[test]
    fn words_are_found_whatever_white_space_parts_them() {
        let text = "Größe ist  gut.\n\n“We sail.\u{a0}We stay.”";
        let check = |words: &str, expected: Option<&str>| {
            let found = span(text, words).map(|(start, end)| text.chars().skip(start).take(end - start).collect::<String>());
            assert_eq!(found.as_deref(), expected, "{words:?}");
        };
        check("ist gut.\r\n\r\n“We sail.", Some("ist  gut.\n\n“We sail."));
        check(" sail. We\tstay.", Some("sail.\u{a0}We stay."));
        check("Größe", Some("Größe"));
        check("stay.”", Some("stay.”"));
        for words in ["", " \r\n ", "gut.We", "stay now"] {
            check(words, None);
        }
    }
}
