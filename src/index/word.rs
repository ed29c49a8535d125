//! A word in any of its forms, each told how good it is by how rare it is (BM25), and all of some words at once. Tantivy's own
//! unions read and score thousands of units ahead, which pays where all of them are answers; where few are, it pays to step to
//! those alone, and to score what is asked for.

use super::columns::{AllColumns, Columns};
use super::filtered::explained;
use std::fmt;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED};

/// A term that was looked up.
#[derive(Debug)]
pub(super) struct Form {
    /// Where its units are written down, by segment.
    pub(super) at: Vec<Option<TermInfo>>,
    /// In how many units it stands.
    pub(super) units: u64,
}

/// Finds any of a word's forms in a field.
#[derive(Clone)]
pub(super) struct Word {
    field: Field,
    forms: Arc<[(Arc<Form>, Bm25Weight)]>,
    columns: AllColumns,
    /// What its score is multiplied by.
    times: Score,
    /// It scores only where it stands in the lead of a text.
    in_leads: bool,
}

impl Word {
    pub(super) fn new(field: Field, forms: Arc<[(Arc<Form>, Bm25Weight)]>, columns: AllColumns) -> Word {
        Word { field, forms, columns, times: 1.0, in_leads: false }
    }

    /// So many times as good.
    pub(super) fn times(self, times: Score) -> Word {
        Word { times, ..self }
    }

    /// Good for nothing but where it stands in the lead of a text.
    pub(super) fn in_leads(self) -> Word {
        Word { in_leads: true, ..self }
    }

    fn open(&self, segment: &SegmentReader, boost: Score) -> Result<WordScorer> {
        let columns = self.columns.of(segment);
        let index = segment.inverted_index(self.field)?;
        let norms = segment.fieldnorms_readers().get_field(self.field)?;
        let norms = norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
        let option = if self.in_leads { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
        let mut forms = Vec::with_capacity(self.forms.len());
        for (nth, (form, _)) in self.forms.iter().enumerate() {
            if let Some(at) = &form.at[columns.nth] {
                let postings = index.read_postings_from_terminfo(at, option)?;
                forms.push(Opened { doc: postings.doc(), postings, nth });
            }
        }
        let lead = self.in_leads.then(|| Lead { columns: columns.clone(), places: Vec::new() });
        let doc = first(&forms);
        Ok(WordScorer { word: self.forms.clone(), forms, doc, norms, times: self.times * boost, lead })
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Word({:?}, {} forms)", self.field, self.forms.len())
    }
}

impl Query for Word {
    fn weight(&self, _: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Word {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(segment, boost)?))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
        explained(self, "word", segment, doc)
    }
}

/// A form in a segment, and where it stands.
struct Opened {
    doc: DocId,
    postings: SegmentPostings,
    nth: usize,
}

struct Lead {
    columns: Columns,
    /// Room for where a form stands.
    places: Vec<u32>,
}

struct WordScorer {
    word: Arc<[(Arc<Form>, Bm25Weight)]>,
    forms: Vec<Opened>,
    doc: DocId,
    norms: FieldNormReader,
    times: Score,
    lead: Option<Lead>,
}

fn first(forms: &[Opened]) -> DocId {
    forms.iter().map(|form| form.doc).min().unwrap_or(TERMINATED)
}

impl WordScorer {
    /// Whether it stands in the lead of the text it is at.
    fn is_in_lead(&mut self) -> bool {
        let Some(Lead { columns, places }) = &mut self.lead else { return true };
        let (doc, lead) = (self.doc, columns.context(self.doc));
        self.forms.iter_mut().filter(|form| form.doc == doc).any(|form| {
            form.postings.positions(places);
            places.iter().any(|place| lead.holds((*place, place + 1)))
        })
    }
}

impl DocSet for WordScorer {
    #[inline]
    fn advance(&mut self) -> DocId {
        for form in self.forms.iter_mut().filter(|form| form.doc == self.doc) {
            form.doc = form.postings.advance();
        }
        self.doc = first(&self.forms);
        self.doc
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        for form in self.forms.iter_mut().filter(|form| form.doc < target) {
            form.doc = form.postings.seek(target);
        }
        self.doc = first(&self.forms);
        self.doc
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.forms.iter().map(|form| form.postings.size_hint()).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.forms.iter().map(|form| form.postings.cost()).sum()
    }
}

impl Scorer for WordScorer {
    #[inline]
    fn score(&mut self) -> Score {
        if !self.is_in_lead() {
            return 0.0;
        }
        let norm = self.norms.fieldnorm_id(self.doc);
        let here = self.forms.iter().filter(|form| form.doc == self.doc);
        here.map(|form| self.word[form.nth].1.score(norm, form.postings.term_freq())).sum::<Score>() * self.times
    }
}

/// Finds all of some words, and is better by some others where they stand there too.
#[derive(Clone, Debug)]
pub(super) struct Together {
    pub(super) all: Vec<Word>,
    pub(super) better: Vec<Word>,
}

impl Query for Together {
    fn weight(&self, _: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Together {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let open = |words: &[Word]| words.iter().map(|word| word.open(segment, boost)).collect::<Result<Vec<_>>>();
        let (mut all, better) = (open(&self.all)?, open(&self.better)?);
        all.sort_by_key(DocSet::cost);
        let mut scorer = TogetherScorer { all, better, doc: 0 };
        scorer.first_from(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
        explained(self, "together", segment, doc)
    }
}

struct TogetherScorer {
    /// The rarest first.
    all: Vec<WordScorer>,
    better: Vec<WordScorer>,
    doc: DocId,
}

impl TogetherScorer {
    /// The first unit with all words, from one on.
    fn first_from(&mut self, mut doc: DocId) -> DocId {
        let mut agree = 0;
        while agree < self.all.len() && doc != TERMINATED {
            let word = &mut self.all[agree];
            let at = if word.doc < doc { word.seek(doc) } else { word.doc };
            agree = if at == doc { agree + 1 } else { 0 };
            doc = at;
        }
        self.doc = doc;
        doc
    }
}

impl DocSet for TogetherScorer {
    fn advance(&mut self) -> DocId {
        let next = self.all.first_mut().map_or(TERMINATED, DocSet::advance);
        self.first_from(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.first_from(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.all.first().map_or(0, DocSet::size_hint)
    }

    fn cost(&self) -> u64 {
        self.all.first().map_or(0, DocSet::cost)
    }
}

impl Scorer for TogetherScorer {
    fn score(&mut self) -> Score {
        let mut score: Score = self.all.iter_mut().map(Scorer::score).sum();
        for word in &mut self.better {
            let at = if word.doc < self.doc { word.seek(self.doc) } else { word.doc };
            if at == self.doc {
                score += word.score();
            }
        }
        score
    }
}
