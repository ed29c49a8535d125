//! Fields and analysers.

use crate::model::{EventKind, Unit};
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer};

/// Names the format of the index; raised when fields or analysers change, so that an older one is built anew.
pub(super) const FORMAT: &str = "dateline-1";

const EXACT: &str = "exact";
const STEMMED: &str = "stemmed";

/// A text indexed twice: as it stands (case and accents folded), and stemmed.
#[derive(Clone, Copy)]
pub(super) struct Twice {
    pub(super) exact: Field,
    pub(super) stemmed: Field,
}

/// All fields of a unit.
pub(super) struct Fields {
    pub(super) document: Field,
    pub(super) row: Field,
    pub(super) kind: Field,
    pub(super) tie: Field,
    pub(super) when: Field,
    pub(super) published: Field,
    pub(super) title: Twice,
    pub(super) text: Twice,
    pub(super) quote: Twice,
    pub(super) speaker: Field,
    pub(super) label: Field,
}

pub(super) fn schema() -> Schema {
    let mut s = Schema::builder();
    s.add_i64_field("document", INDEXED);
    s.add_i64_field("row", FAST);
    s.add_u64_field("kind", INDEXED | FAST);
    s.add_u64_field("tie", FAST);
    s.add_i64_field("when", INDEXED | FAST);
    s.add_i64_field("published", INDEXED | FAST);
    for name in ["title", "text", "quote"] {
        s.add_text_field(name, words(EXACT));
        s.add_text_field(&format!("{name}_{STEMMED}"), words(STEMMED));
    }
    s.add_text_field("speaker", words(EXACT));
    s.add_text_field("label", STRING);
    s.build()
}

fn words(analyser: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(analyser).set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

/// Tells an opened index how words are taken apart.
pub(super) fn register(index: &tantivy::Index) {
    let folded = || {
        TextAnalyzer::builder(SimpleTokenizer::default()).filter(RemoveLongFilter::limit(100)).filter(LowerCaser).filter(AsciiFoldingFilter)
    };
    index.tokenizers().register(EXACT, folded().build());
    index.tokenizers().register(STEMMED, folded().filter(Stemmer::new(Language::English)).build());
}

impl Fields {
    pub(super) fn of(schema: &Schema) -> Fields {
        let field = |name: &str| schema.get_field(name).expect("the schema is made above, or of the same format");
        let twice = |name: &str| Twice { exact: field(name), stemmed: field(&format!("{name}_{STEMMED}")) };
        Fields {
            document: field("document"),
            row: field("row"),
            kind: field("kind"),
            tie: field("tie"),
            when: field("when"),
            published: field("published"),
            title: twice("title"),
            text: twice("text"),
            quote: twice("quote"),
            speaker: field("speaker"),
            label: field("label"),
        }
    }

    pub(super) fn document(&self, unit: &Unit) -> TantivyDocument {
        let mut d = TantivyDocument::new();
        d.add_i64(self.document, unit.document);
        d.add_i64(self.row, unit.row);
        d.add_u64(self.kind, kind_number(unit.kind));
        d.add_u64(self.tie, tie(unit));
        if let Some(when) = &unit.when {
            d.add_i64(self.when, when.start.timestamp());
        }
        if let Some(published) = &unit.published {
            d.add_i64(self.published, published.start.timestamp());
        }
        let mut twice = |fields: Twice, text: &str| {
            d.add_text(fields.exact, text);
            d.add_text(fields.stemmed, text);
        };
        twice(self.title, &unit.title);
        unit.quote.iter().for_each(|quote| twice(self.quote, quote));
        unit.text.iter().for_each(|text| twice(self.text, text));
        unit.speaker.iter().for_each(|name| d.add_text(self.speaker, name));
        for label in labels(unit) {
            d.add_text(self.label, label);
        }
        d
    }
}

/// `field:value` in lower case. A site is found by its parent domains too.
fn labels(unit: &Unit) -> Vec<String> {
    let mut labels =
        vec![label("source", &unit.source), label("kind", &unit.document_kind), label("role", &unit.role), label("lang", &unit.language)];
    labels.extend(unit.kind.map(|k| label("kind", k.name())));
    labels.extend(unit.tags.iter().map(|t| label("tag", t)));
    let dots = unit.host.match_indices('.').map(|(at, _)| at + 1);
    labels.extend(std::iter::once(0).chain(dots).map(|at| label("site", &unit.host[at..])));
    labels
}

pub(super) fn label(field: &str, value: &str) -> String {
    format!("{field}:{}", value.to_lowercase())
}

pub(super) fn kind_number(kind: Option<EventKind>) -> u64 {
    kind.map_or(u64::MAX, |k| k as u64)
}

/// The order of units of one instant: coarse dates first, then by kind, then by document and place in it.
fn tie(unit: &Unit) -> u64 {
    const PLACE_BITS: u32 = 20;
    let precision = unit.when.as_ref().map_or(7, |w| w.precision as u64);
    let kind = kind_number(unit.kind) & 3;
    let document = unit.document_id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let place = u64::try_from(unit.start).unwrap_or(u64::MAX).min((1 << PLACE_BITS) - 1);
    precision << 61 | kind << 59 | document >> (5 + PLACE_BITS) << PLACE_BITS | place
}
