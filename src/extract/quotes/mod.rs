//! Text → quotations with speaker, cue and said-date, and the names in it.
//!
//! Rules and tables, no model. The steps, each in its file:
//!
//! - `marks` pairs quotation marks; `prose` cuts the rest into sentences in which a marked piece is one token
//! - `cues` finds reporting verbs with their source (`subjects`, `nouns`); what they are stands in `lexicon`'s tables
//! - `speech` gives marked pieces to cues; `indirect` finds clauses without marks
//! - `judge` leaves out marks that quote no one
//! - `runs` finds names, `casting` makes `names`' persons and organisations of them; `speakers` tells which of them a source is
//! - `said` dates the saying from the words around the cue
//! - `report` puts the findings together, with the rules that found them and how sure they are

mod casting;
mod cues;
mod indirect;
mod judge;
mod lexicon;
mod marks;
mod names;
mod nouns;
mod prose;
mod report;
mod runs;
mod said;
mod speakers;
mod speech;
mod subjects;
mod tokens;

use super::Context;
use crate::model::{Entity, Mention, Quote};
use lexicon::Lexicon;
use prose::Prose;
use speakers::Resolver;

/// Finds quotations in text order, and names in order of first mention.
#[must_use]
pub fn read(text: &str, mentions: &[Mention], context: &Context) -> (Vec<Quote>, Vec<Entity>) {
    let prose = Prose::new(text, Lexicon::of(context.language));
    let frames = prose.frames();
    let mut cast = casting::cast(&prose, context.known, &prose.sources(&frames));
    let mut drafts = speech::drafts(&prose, &frames);
    let taken: Vec<usize> = prose.pieces_taken(&drafts);
    let unmarked = indirect::drafts(&prose, &frames, &drafts, &taken);
    drafts.extend(unmarked);
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
