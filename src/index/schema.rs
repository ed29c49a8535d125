//! Fields, and a unit as a document of the index.

use super::block::{AFTER, BEFORE};
use super::context::{FROM, TO};
use super::day::packed;
use super::words::analyser::{Analyser, in_language};
use crate::model::{EventKind, Facet, Label, Unit, fnv};
use chrono::{DateTime, Utc};
use std::ops::Range;
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;

/// Names the format of the index; raised when fields or analysers change, so that an older one is built anew.
pub(super) const FORMAT: &str = "dateline-8";

/// Names of the columns of dates: the unit's own, that of its document, and that of its capture.
pub(super) const WHEN: &str = "when";
pub(super) const PUBLISHED: &str = "published";
pub(super) const CAPTURED: &str = "captured";
/// What stands in them where there is no date. A column in which nothing is missing is read twice as fast.
pub(super) const UNDATED: i64 = DateTime::<Utc>::MAX_UTC.timestamp() + 1;
/// Name of the column of days, see [`super::day`].
pub(super) const DAY: &str = "day";
/// Name of the column by which answers are counted.
pub(super) const FACET: &str = "facet";

/// Analysers by name.
const TEXTS: &str = "texts";
const NAMES: &str = "names";

/// All fields of a unit. Headline, publisher, byline and names stand in the publication alone, and so do its labels: the
/// other units of a document are found by them through their block.
pub(super) struct Fields {
    pub(super) document: Field,
    pub(super) row: Field,
    pub(super) kind: Field,
    pub(super) tie: Field,
    pub(super) when: Field,
    pub(super) published: Field,
    pub(super) captured: Field,
    pub(super) before: Field,
    pub(super) after: Field,
    pub(super) from: Field,
    pub(super) to: Field,
    /// All that free words look in, of a publication; its text comes first, so that contexts are places in it.
    pub(super) text: Field,
    /// What free words look in of another unit, besides its context, and the headline and publisher of its document.
    pub(super) own: Field,
    pub(super) publisher: Field,
    pub(super) title: Field,
    pub(super) quote: Field,
    pub(super) cue: Field,
    pub(super) speaker: Field,
    pub(super) by: Field,
    pub(super) person: Field,
    pub(super) org: Field,
    pub(super) label: Field,
    pub(super) facet: Field,
    pub(super) day: Field,
}

pub(super) fn schema() -> Schema {
    let mut s = Schema::builder();
    s.add_i64_field("document", INDEXED);
    s.add_i64_field("row", FAST);
    s.add_u64_field("kind", INDEXED | FAST);
    for name in ["tie", DAY, BEFORE, AFTER, FROM, TO] {
        s.add_u64_field(name, FAST);
    }
    for name in [WHEN, PUBLISHED, CAPTURED] {
        s.add_i64_field(name, FAST);
    }
    for name in ["text", "own", "title", "quote"] {
        s.add_text_field(name, words(TEXTS, true));
    }
    for name in ["publisher", "cue"] {
        s.add_text_field(name, words(TEXTS, false));
    }
    for name in ["speaker", "by", "person", "org"] {
        s.add_text_field(name, words(NAMES, false));
    }
    s.add_text_field(
        "label",
        TextOptions::default().set_indexing_options(TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false)),
    );
    s.add_text_field(FACET, FAST);
    s.build()
}

/// Where lengths differ, a word in a short text is worth more.
fn words(analyser: &str, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(analyser).set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
}

/// Tells an opened index how words are taken apart.
pub(super) fn register(index: &tantivy::Index) {
    index.tokenizers().register(TEXTS, TextAnalyzer::from(Analyser::texts()));
    index.tokenizers().register(NAMES, TextAnalyzer::from(Analyser::names()));
}

/// The place of a unit among those of its document, and that of its context in the text.
#[derive(Debug, Clone)]
pub(super) struct InBlock {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) context: Range<usize>,
}

impl Fields {
    pub(super) fn of(schema: &Schema) -> Fields {
        let field = |name: &str| schema.get_field(name).expect("the schema is made above, or of the same format");
        Fields {
            document: field("document"),
            row: field("row"),
            kind: field("kind"),
            tie: field("tie"),
            when: field(WHEN),
            published: field(PUBLISHED),
            captured: field(CAPTURED),
            before: field(BEFORE),
            after: field(AFTER),
            from: field(FROM),
            to: field(TO),
            text: field("text"),
            own: field("own"),
            publisher: field("publisher"),
            title: field("title"),
            quote: field("quote"),
            cue: field("cue"),
            speaker: field("speaker"),
            by: field("by"),
            person: field("person"),
            org: field("org"),
            label: field("label"),
            facet: field(FACET),
            day: field(DAY),
        }
    }

    pub(super) fn document(&self, unit: &Unit, place: &InBlock) -> TantivyDocument {
        let mut d = TantivyDocument::new();
        self.columns(&mut d, unit, place);
        let mut texts = |field: Field, texts: &[String]| {
            for text in texts {
                d.add_text(field, in_language(&unit.language, text));
            }
        };
        texts(self.quote, &unit.quote);
        texts(self.cue, unit.cue.as_slice());
        let of_document = unit.kind == Some(EventKind::Published);
        if of_document {
            self.publication(&mut d, unit);
        } else {
            texts(self.own, &unit.text);
        }
        for name in &unit.speaker {
            d.add_text(self.speaker, name);
        }
        for label in if of_document { labels(unit) } else { unit.marks.clone() } {
            d.add_text(self.label, label);
        }
        for facet in facets(unit) {
            d.add_text(self.facet, facet);
        }
        d
    }

    /// What stands in a publication alone.
    fn publication(&self, d: &mut TantivyDocument, unit: &Unit) {
        for words in unit.text.iter().chain([&unit.title, &unit.publisher]) {
            d.add_text(self.text, in_language(&unit.language, words));
        }
        for (field, words) in [(self.title, &unit.title), (self.publisher, &unit.publisher)] {
            d.add_text(field, in_language(&unit.language, words));
        }
        for (field, names) in [(self.by, &unit.authors), (self.person, &unit.persons), (self.org, &unit.organizations)] {
            for name in names {
                d.add_text(field, name);
            }
        }
    }

    fn columns(&self, d: &mut TantivyDocument, unit: &Unit, place: &InBlock) {
        d.add_i64(self.document, unit.document);
        d.add_i64(self.row, unit.row);
        d.add_u64(self.kind, kind_number(unit.kind));
        d.add_u64(self.tie, tie(unit));
        d.add_u64(self.before, place.before as u64);
        d.add_u64(self.after, place.after as u64);
        d.add_u64(self.from, place.context.start as u64);
        d.add_u64(self.to, place.context.end as u64);
        d.add_u64(self.day, packed(unit.when.as_ref()));
        let when = unit.when.as_ref().map(|w| w.start);
        let published = unit.published.as_ref().map(|w| w.start);
        for (field, at) in [(self.when, when), (self.published, published), (self.captured, unit.captured)] {
            d.add_i64(field, at.map_or(UNDATED, |at| at.timestamp()));
        }
    }
}

/// `field:value` in lower case. A site is found by its parent domains too.
fn labels(unit: &Unit) -> Vec<String> {
    let mut labels = vec![
        label(Label::Source, &unit.source),
        label(Label::Kind, &unit.document_kind),
        label(Label::Role, &unit.role),
        label(Label::Lang, &unit.language),
    ];
    labels.extend(unit.tags.iter().map(|t| label(Label::Tag, t)));
    labels.extend(unit.marks.iter().cloned());
    let dots = unit.host.match_indices('.').map(|(at, _)| at + 1);
    labels.extend(std::iter::once(0).chain(dots).map(|at| label(Label::Site, &unit.host[at..])));
    labels
}

/// What answers are counted by, as it is shown: `publisher:Evening Relay`.
fn facets(unit: &Unit) -> impl Iterator<Item = String> {
    let one = [(Facet::Source, &unit.source), (Facet::Publisher, &unit.publisher), (Facet::Language, &unit.language)];
    let kind = (Facet::Kind, &unit.document_kind);
    let speaker = unit.speaker.first().map(|name| (Facet::Speaker, name));
    let all = one.into_iter().chain([kind]).chain(speaker).filter(|(_, value)| !value.is_empty());
    all.map(|(facet, value)| format!("{}:{value}", facet.name()))
}

pub(super) fn label(field: Label, value: &str) -> String {
    format!("{}:{}", field.name(), value.to_lowercase())
}

pub(super) fn kind_number(kind: Option<EventKind>) -> u64 {
    kind.map_or(u64::MAX, |k| k as u64)
}

/// Where in a tie the precision of the date stands.
pub(super) const PRECISION_SHIFT: u32 = 61;

/// The order of units of one instant: coarse dates first, then by kind, then by document and place in it.
fn tie(unit: &Unit) -> u64 {
    const PLACE_BITS: u32 = 20;
    let precision = unit.when.as_ref().map_or(7, |w| w.precision as u64);
    let kind = kind_number(unit.kind) & 3;
    let document = fnv(unit.document_id.bytes());
    let place = u64::try_from(unit.start).unwrap_or(u64::MAX).min((1 << PLACE_BITS) - 1);
    precision << PRECISION_SHIFT | kind << 59 | document >> (5 + PLACE_BITS) << PLACE_BITS | place
}
