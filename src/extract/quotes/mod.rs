//! Text → quotations with speaker, cue and said-date, and the names in it.
//!
//! Rules and tables, no model. The steps, each in its file:
//!
//! - `marks` pairs quotation marks; `prose` cuts the rest into sentences in which a marked piece is one token
//! - `cues` finds reporting verbs with their source (`subjects`, `nouns`); what they are stands in `lexicon`'s tables
//! - `speech` gives marked pieces to cues; `indirect` finds clauses without marks
//! - `interview` reads labelled paragraphs
//! - `judge` leaves out marks that quote no one, `unsaid` what was not said
//! - `runs` finds names, `casting` makes `names`' persons and organisations of them; `speakers` tells which of them a source is
//! - `said` dates the saying from the words around the cue
//! - `report` puts the findings together, with the rules that found them and how sure they are

mod casting;
mod context;
mod cues;
mod described;
mod indirect;
mod interview;
mod judge;
mod lexicon;
mod marks;
mod names;
mod nouns;
mod occasion;
mod people;
mod pronouns;
mod prose;
mod report;
mod runs;
mod said;
mod speakers;
mod speech;
mod subjects;
mod teased;
mod tokens;
mod unsaid;
mod verbs;

use super::Context;
use crate::model::{Entity, Mention, Part, Quote};
use lexicon::Lexicon;
pub(super) use lexicon::Manner;
use prose::Prose;
use speakers::Resolver;

/// The language that a text is read in.
pub(super) fn manner(text: &str, language: Option<&str>) -> Manner {
    Lexicon::of_text(text, language).manner
}

/// Finds quotations in text order, and names in order of first mention. `parts` and `mentions` are those of the text.
#[must_use]
pub fn read(text: &str, mentions: &[Mention], parts: &[Part], context: &Context) -> (Vec<Quote>, Vec<Entity>) {
    let lexicon = Lexicon::of_text(text, context.language);
    let mut prose = Prose::new(text, lexicon);
    let dateline = super::parts::dateline_bytes(parts, text);
    prose.set_apart(dateline.as_ref());
    let frames = prose.frames();
    let mut cast = casting::cast(&prose, context.known, &prose.sources(&frames));
    cast.place_dateline(super::parts::dateline_place(parts, text));
    cast.learn_press(&prose, dateline, &prose.reporters(&frames));
    let (turns, interviewed) = prose.interview(&cast);
    let mut drafts = speech::drafts(&prose, &frames);
    let taken: Vec<usize> = prose.pieces_taken(&drafts);
    context::own_subjects(&prose, &cast, &mut drafts);
    let unmarked = indirect::drafts(&prose, &frames, &drafts, &taken);
    drafts.extend(unmarked);
    drafts.retain(|d| !d.pieces.iter().any(|p| interviewed.iter().any(|i| p.start < i.end && i.start < p.end)));
    drafts.extend(turns);
    drafts.sort_by_key(|d| d.pieces[0].start);
    let mut resolver = Resolver::new(&prose, &cast, &frames, context.speaks_for);
    let voices = resolver.voices(&drafts);
    let (described, employers) = (resolver.descriptions(), resolver.employers());
    for (person, employer) in employers {
        cast.figures[person].organization = Some(employer);
    }
    cast.describe(described, text);
    let dates = said::dated(text, mentions);
    report::findings(&prose, &cast, &frames, &drafts, &voices, &dates, context)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod speaker_tests;

#[cfg(test)]
mod said_tests;

#[cfg(test)]
mod language_tests;

#[cfg(test)]
mod table_tests;

#[cfg(test)]
mod mark_tests;
