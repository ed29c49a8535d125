//! Words in a row and near each other, with alternatives at any place: what tantivy's own phrase queries cannot do.
//!
//! A question for documents that have all the words at all finds and scores candidates; their positions decide. The rules are
//! those of docs/query.md: the two sides do not overlap, and `NEAR/n` counts from the last word of the one to the first of the
//! other.

use super::columns::{AllColumns, Columns};
use super::filtered::{Check, Filtered, explained};
use super::positions::{Positions, Spots};
use super::words::analyser::{PARAGRAPH, SENTENCE};
use crate::model::Reach;
use std::fmt;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Result, Score, SegmentReader, Term};

/// What stands in a text, as terms.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// Words in a row; at each place any of some terms.
    Row(Vec<Vec<Term>>),
    /// Any of them.
    Any(Vec<Pattern>),
    /// Two of them near each other; the second never before the first where `ordered`.
    Near { left: Box<Pattern>, right: Box<Pattern>, reach: Reach, ordered: bool },
}

/// Finds a pattern in a field.
pub(super) struct NearQuery {
    field: Field,
    pattern: Pattern,
    candidates: Box<dyn Query>,
    in_leads: bool,
    columns: AllColumns,
}

impl Clone for NearQuery {
    fn clone(&self) -> Self {
        NearQuery { pattern: self.pattern.clone(), candidates: self.candidates.box_clone(), columns: self.columns.clone(), ..*self }
    }
}

impl NearQuery {
    /// `candidates` finds every document that has the pattern's words, and scores it.
    pub(super) fn new(field: Field, pattern: Pattern, candidates: Box<dyn Query>, columns: AllColumns) -> NearQuery {
        NearQuery { field, pattern, candidates, in_leads: false, columns }
    }

    /// Only where it stands in the lead of a text.
    pub(super) fn in_leads(self) -> NearQuery {
        NearQuery { in_leads: true, ..self }
    }
}

impl fmt::Debug for NearQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Near({:?})", self.pattern)
    }
}

impl Query for NearQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let candidates = self.candidates.weight(scoring)?;
        let (pattern, columns) = (self.pattern.clone(), self.columns.clone());
        Ok(Box::new(NearWeight { field: self.field, pattern, candidates, in_leads: self.in_leads, columns }))
    }
}

struct NearWeight {
    field: Field,
    pattern: Pattern,
    candidates: Box<dyn Weight>,
    in_leads: bool,
    columns: AllColumns,
}

impl Weight for NearWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let candidates = self.candidates.scorer(segment, boost)?;
        let columns = self.columns.of(segment).clone();
        let places = Places::of(self.field, &self.pattern, &columns, segment)?;
        Ok(Box::new(Filtered::new(candidates, Near { places, in_leads: self.in_leads, columns })))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> Result<Explanation> {
        explained(self, "near", segment, doc)
    }
}

struct Near {
    places: Places,
    in_leads: bool,
    columns: Columns,
}

impl Check for Near {
    /// Positions are read for each candidate.
    const DEAR: u64 = 5;

    fn fits(&mut self, doc: DocId) -> bool {
        if self.in_leads { self.stands_in_the_lead(doc) } else { self.places.are_in(doc) }
    }
}

impl Near {
    /// The context of a publication is its lead.
    fn stands_in_the_lead(&mut self, doc: DocId) -> bool {
        let lead = self.columns.context(doc);
        self.places.any_in(doc, |span| lead.holds(span))
    }
}

/// Where a pattern stands in the documents of a segment.
pub(super) struct Places {
    pattern: Opened,
    bounds: [Bounds; 2],
    spans: Vec<Span>,
}

impl Places {
    pub(super) fn of(field: Field, pattern: &Pattern, columns: &Columns, segment: &SegmentReader) -> Result<Places> {
        let bounds = |reach: Reach, mark: &str| {
            let there = if pattern.has(reach) { Positions::of(&Term::from_field_text(field, mark), columns, segment)? } else { None };
            Result::Ok(Bounds::new(there))
        };
        let bounds = [bounds(Reach::Sentence, SENTENCE)?, bounds(Reach::Paragraph, PARAGRAPH)?];
        Ok(Places { pattern: Opened::of(pattern, columns, segment)?, bounds, spans: Vec::new() })
    }

    /// In one of them, in order; asked of one after the other.
    pub(super) fn in_document(&mut self, doc: DocId) -> &[Span] {
        self.bounds.iter_mut().for_each(|b| b.load(doc));
        self.spans.clear();
        self.pattern.spans(doc, &self.bounds, &mut self.spans);
        &self.spans
    }

    /// Whether any in one of them is as is asked; words in a row need not be written down as spans for that.
    fn any_in(&mut self, doc: DocId, is: impl Fn(Span) -> bool) -> bool {
        if let Opened::Row(row, room) = &mut self.pattern {
            let length = length(row);
            return starts(row, room, doc).iter().any(|start| is((*start, start + length)));
        }
        self.in_document(doc).iter().any(|span| is(*span))
    }

    /// Whether there is any in one of them.
    fn are_in(&mut self, doc: DocId) -> bool {
        self.bounds.iter_mut().for_each(|b| b.load(doc));
        self.pattern.stands_in(doc, &self.bounds)
    }
}

/// Where sentences or paragraphs begin in a document.
struct Bounds {
    postings: Option<Positions>,
    at: Vec<u32>,
}

impl Bounds {
    fn new(postings: Option<Positions>) -> Bounds {
        Bounds { postings, at: Vec::new() }
    }

    fn load(&mut self, doc: DocId) {
        self.at.clear();
        if let Some(postings) = &mut self.postings {
            postings.append(doc, 0, &mut self.at);
        }
    }

    /// First position after the one that a span lies in; none where it lies in more than one.
    fn end(&self, span: Span) -> Option<u32> {
        let next = self.at.get(self.at.partition_point(|b| *b <= span.0)).copied().unwrap_or(u32::MAX);
        (span.1 <= next).then_some(next)
    }
}

/// First position, and first position after it.
pub(super) type Span = (u32, u32);

/// So many places of one pattern in one document are looked at.
const MOST: usize = 20_000;

/// A pattern with its postings in a segment; and room for places, which is used again for every document.
enum Opened {
    Row(Vec<Vec<Positions>>, [Vec<u32>; 2]),
    Any(Vec<Opened>),
    Near { left: Box<Opened>, right: Box<Opened>, reach: Reach, ordered: bool, spans: [Vec<Span>; 2] },
}

impl Opened {
    fn of(pattern: &Pattern, columns: &Columns, segment: &SegmentReader) -> Result<Opened> {
        let all = |terms: &Vec<Term>| {
            let positions = terms.iter().filter_map(|term| Positions::of(term, columns, segment).transpose());
            positions.collect::<Result<Vec<_>>>()
        };
        Ok(match pattern {
            Pattern::Row(row) => Opened::Row(row.iter().map(all).collect::<Result<_>>()?, Default::default()),
            Pattern::Any(parts) => Opened::Any(parts.iter().map(|p| Opened::of(p, columns, segment)).collect::<Result<_>>()?),
            Pattern::Near { left, right, reach, ordered } => Opened::Near {
                left: Box::new(Opened::of(left, columns, segment)?),
                right: Box::new(Opened::of(right, columns, segment)?),
                reach: *reach,
                ordered: *ordered,
                spans: Default::default(),
            },
        })
    }

    /// Appends where it stands in a document; in order, where nothing was there before.
    fn spans(&mut self, doc: DocId, bounds: &[Bounds; 2], out: &mut Vec<Span>) {
        match self {
            Opened::Row(row, room) => {
                let length = length(row);
                return out.extend(starts(row, room, doc).iter().map(|s| (*s, s + length)));
            }
            Opened::Any(parts) => parts.iter_mut().for_each(|p| p.spans(doc, bounds, out)),
            Opened::Near { left, right, reach, ordered, spans: [first, second] } => {
                both(left, right, doc, bounds, [first, second]);
                let ahead = pairs(first, second, *reach, bounds);
                let behind = (!*ordered).then(|| pairs(second, first, *reach, bounds)).into_iter().flatten();
                out.extend(ahead.chain(behind).take(MOST));
            }
        }
        out.sort_unstable();
        out.dedup();
    }

    /// Whether it stands anywhere in a document: of two that are near each other the first pair tells.
    fn stands_in(&mut self, doc: DocId, bounds: &[Bounds; 2]) -> bool {
        match self {
            Opened::Row(row, room) => !starts(row, room, doc).is_empty(),
            Opened::Any(parts) => parts.iter_mut().any(|part| part.stands_in(doc, bounds)),
            Opened::Near { left, right, reach, ordered, spans: [first, second] } => {
                if let (Opened::Row(left, a), Opened::Row(right, b), Reach::Words(n)) = (&mut **left, &mut **right, *reach) {
                    if let ([word], [other]) = (&mut left[..], &mut right[..]) {
                        return are_near(any_of(word, &mut a[0], doc), any_of(other, &mut b[0], doc), n, *ordered);
                    }
                    let (a, b) = ((starts(left, a, doc), length(left)), (starts(right, b, doc), length(right)));
                    return is_ahead(a, b.0, n) || !*ordered && is_ahead(b, a.0, n);
                }
                both(left, right, doc, bounds, [first, second]);
                pairs(first, second, *reach, bounds).next().is_some() || !*ordered && pairs(second, first, *reach, bounds).next().is_some()
            }
        }
    }
}

/// Whether any of the rows that begin at some places, all of one length, has another at most so many words on.
fn is_ahead((rows, length): (&[u32], u32), others: &[u32], n: u32) -> bool {
    let mut others = others.iter().peekable();
    rows.iter().any(|row| {
        let end = row.saturating_add(length);
        while others.next_if(|other| **other < end).is_some() {}
        others.peek().is_some_and(|other| **other < end.saturating_add(n))
    })
}

/// The same of single words, in either order unless `ordered`. Which of two comes first is no branch here, as it would be guessed
/// wrong half of the time.
fn are_near(words: Spots<'_>, others: Spots<'_>, n: u32, ordered: bool) -> bool {
    let (mut a, mut b) = (0, 0);
    while let (Some(word), Some(other)) = (words.nth(a), others.nth(b)) {
        let apart = word.abs_diff(other);
        if apart <= n && (word < other || !ordered && other < word) {
            return true;
        }
        // Both are one word of the text: each has the next of the others.
        let next = |spots: Spots<'_>, at: usize| spots.nth(at + 1).is_some_and(|next| next - word <= n);
        if apart == 0 && (next(others, b) || !ordered && next(words, a)) {
            return true;
        }
        a += usize::from(word <= other);
        b += usize::from(other <= word);
    }
    false
}

/// Where the two sides stand in a document; nowhere, where the first stands nowhere.
fn both(left: &mut Opened, right: &mut Opened, doc: DocId, bounds: &[Bounds; 2], [first, second]: [&mut Vec<Span>; 2]) {
    first.clear();
    second.clear();
    left.spans(doc, bounds, first);
    if !first.is_empty() {
        right.spans(doc, bounds, second);
    }
}

/// Every place where a second stands after a first, near enough.
fn pairs<'s>(first: &'s [Span], second: &'s [Span], reach: Reach, bounds: &'s [Bounds; 2]) -> impl Iterator<Item = Span> + 's {
    first.iter().flat_map(move |a| {
        let begin = second.partition_point(|b| b.0 < a.1);
        // Of the last word of the first, so many on.
        let end = match reach {
            Reach::Words(n) => Some(a.1.saturating_add(n)),
            Reach::Sentence => bounds[0].end(*a),
            Reach::Paragraph => bounds[1].end(*a),
        };
        let end = end.unwrap_or(0);
        let near = second[begin..].iter().take_while(move |b| b.0 < end);
        near.filter(move |b| matches!(reach, Reach::Words(_)) || b.1 <= end).map(|b| (a.0, b.1))
    })
}

fn length(row: &[Vec<Positions>]) -> u32 {
    u32::try_from(row.len()).unwrap_or(u32::MAX)
}

/// Where any of some terms stands in a document. A word's other forms are rare: seldom is there more than one.
fn any_of<'r>(terms: &'r mut [Positions], room: &'r mut Vec<u32>, doc: DocId) -> Spots<'r> {
    let mut here = (0..terms.len()).filter(|nth| terms[*nth].is_in_text(doc));
    match (here.next(), here.next()) {
        (None, _) => Spots::NONE,
        (Some(nth), None) => terms[nth].in_text(doc),
        _ => {
            append_any_of(terms, doc, 0, room);
            Spots { places: room, from: 0 }
        }
    }
}

/// The same moved back, into what is emptied for it.
fn append_any_of(terms: &mut [Positions], doc: DocId, back: u32, places: &mut Vec<u32>) {
    places.clear();
    let alone = terms.len() == 1;
    for term in terms {
        term.append(doc, back, places);
    }
    if !alone {
        places.sort_unstable();
        places.dedup();
    }
}

/// Where words in a row begin: the places of each, moved back to where the row would begin, are met.
fn starts<'r>(row: &mut [Vec<Positions>], [starts, here]: &'r mut [Vec<u32>; 2], doc: DocId) -> &'r [u32] {
    for (nth, terms) in (0_u32..).zip(row) {
        let places = if nth == 0 { &mut *starts } else { &mut *here };
        append_any_of(terms, doc, nth, places);
        if nth > 0 {
            starts.retain(|s| here.binary_search(s).is_ok());
        }
        if starts.is_empty() {
            break;
        }
    }
    starts
}

impl Pattern {
    fn has(&self, asked: Reach) -> bool {
        match self {
            Pattern::Row(_) => false,
            Pattern::Any(parts) => parts.iter().any(|p| p.has(asked)),
            Pattern::Near { left, right, reach, .. } => *reach == asked || left.has(asked) || right.has(asked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_words_are_near_as_rows_of_one_are() {
        let places = |bits: u32| (0..8).filter(|at| bits >> at & 1 == 1).collect::<Vec<u32>>();
        // Those of the others are counted on from a text before, past the greatest number.
        let from = u32::MAX - 3;
        let near = |a: &[u32], b: &[u32], n, ordered| {
            let counted: Vec<u32> = b.iter().map(|place| place.wrapping_add(from)).collect();
            are_near(Spots { places: a, from: 0 }, Spots { places: &counted, from }, n, ordered)
        };
        for (a, b) in (0..256).flat_map(|a| (0..256).step_by(3).map(move |b| (places(a), places(b)))) {
            for n in 0..4 {
                let [ahead, behind] = [is_ahead((&a, 1), &b, n), is_ahead((&b, 1), &a, n)];
                assert_eq!(near(&a, &b, n, true), ahead, "{a:?} {b:?} {n}");
                assert_eq!(near(&a, &b, n, false), ahead || behind, "{a:?} {b:?} {n}");
            }
        }
    }
}
