//! Where a term stands, in one text after the other. For each text tantivy's own reading counts anew where its places begin, and
//! copies them. Where most texts are asked for, block after block is taken apart here, and the places of all its texts at once.

use super::columns::Columns;
use std::sync::Arc;
use tantivy::directory::FileSlice;
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, Result, SegmentReader, Term};

/// The positions of a term in a segment; asked for of one text after the other.
pub(super) enum Positions {
    InBlocks(Box<Blocks>, Lookup),
    LookedUp(Box<SegmentPostings>, Vec<u32>),
}

/// How a term is looked up once it has to be.
pub(super) struct Lookup(Arc<InvertedIndexReader>, TermInfo);

impl Lookup {
    fn positions(&self) -> Result<Positions> {
        let postings = self.0.read_postings_from_terminfo(&self.1, IndexRecordOption::WithFreqsAndPositions)?;
        Ok(Positions::LookedUp(Box::new(postings), Vec::new()))
    }

    /// The same, from the file of the field's places.
    fn in_blocks(self, file: &FileSlice) -> Result<Positions> {
        let Lookup(index, info) = &self;
        let places = PositionReader::open(file.read_bytes_slice(info.positions_range.clone())?)?;
        let postings = index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        Ok(Positions::InBlocks(Box::new(Blocks::new(postings, places)), self))
    }
}

impl Positions {
    /// None where the term does not stand in the segment.
    pub(super) fn of(term: &Term, columns: &Columns, segment: &SegmentReader) -> Result<Option<Positions>> {
        let index = segment.inverted_index(term.field())?;
        let Some(info) = index.get_term_info(term)? else { return Ok(None) };
        let file = columns.positions.as_ref().and_then(|file| file.open_read(term.field()));
        let lookup = Lookup(index, info);
        Ok(Some(match file {
            Some(file) => lookup.in_blocks(&file)?,
            None => lookup.positions()?,
        }))
    }

    /// Whether there are any in a text.
    #[inline]
    pub(super) fn is_in_text(&mut self, doc: DocId) -> bool {
        match self.at(doc) {
            Positions::InBlocks(blocks, _) => blocks.is_in_text(doc),
            Positions::LookedUp(postings, _) => postings.doc() == doc,
        }
    }

    /// Those in a text.
    #[inline]
    pub(super) fn in_text(&mut self, doc: DocId) -> Spots<'_> {
        match self.at(doc) {
            Positions::InBlocks(blocks, _) => blocks.in_text(doc),
            Positions::LookedUp(postings, places) => {
                places.clear();
                if postings.doc() == doc {
                    postings.positions(places);
                }
                Spots { places, from: 0 }
            }
        }
    }

    /// Appends those in a text, each moved back. Every text begins far enough from position 0.
    pub(super) fn append(&mut self, doc: DocId, back: u32, out: &mut Vec<u32>) {
        out.extend(self.in_text(doc).iter().map(|place| place.saturating_sub(back)));
    }

    /// Steps to a text; looked up from now on, where that is too far away. What is mapped and was opened once can be opened again.
    #[inline]
    fn at(&mut self, doc: DocId) -> &mut Positions {
        if let Positions::InBlocks(blocks, lookup) = self
            && !blocks.step_to(doc)
        {
            *self = lookup.positions().unwrap_or_else(|_| Positions::LookedUp(Box::new(SegmentPostings::empty()), Vec::new()));
        }
        if let Positions::LookedUp(postings, _) = self
            && postings.doc() < doc
        {
            postings.seek(doc);
        }
        self
    }
}

/// Places in order, counted from some number on.
#[derive(Clone, Copy)]
pub(super) struct Spots<'r> {
    pub(super) places: &'r [u32],
    pub(super) from: u32,
}

impl<'r> Spots<'r> {
    pub(super) const NONE: Spots<'static> = Spots { places: &[], from: 0 };

    #[inline]
    pub(super) fn nth(self, nth: usize) -> Option<u32> {
        self.places.get(nth).map(|place| place.wrapping_sub(self.from))
    }

    #[inline]
    fn iter(self) -> impl Iterator<Item = u32> + 'r {
        self.places.iter().map(move |place| place.wrapping_sub(self.from))
    }
}

/// What is so many blocks away is looked up.
const FAR: u32 = 8;

/// A term's texts, as many at once as the index packs together.
pub(super) struct Blocks {
    postings: BlockSegmentPostings,
    places: PositionReader,
    /// So many places are in the blocks before.
    before: u64,
    /// Places of the texts of this block, those of each counted on from the last of the text before; none until they are asked for.
    counted: Vec<u32>,
    /// A text of the block, and how many of the places are in those before it.
    at: usize,
    start: usize,
}

impl Blocks {
    fn new(postings: BlockSegmentPostings, places: PositionReader) -> Blocks {
        Blocks { postings, places, before: 0, counted: Vec::new(), at: 0, start: 0 }
    }

    /// Steps to a text, or to the next that the term stands in. False where that is too far away.
    #[inline]
    fn step_to(&mut self, doc: DocId) -> bool {
        while let [first, .., last] | [first @ last] = self.postings.docs()
            && *last < doc
        {
            if doc - last > FAR.saturating_mul(last - first) {
                return false;
            }
            self.next_block();
        }
        let (docs, frequencies) = (self.postings.docs(), self.postings.freqs());
        while docs.get(self.at).is_some_and(|at| *at < doc) {
            self.start += frequencies[self.at] as usize;
            self.at += 1;
        }
        true
    }

    fn next_block(&mut self) {
        self.before += u64::from(self.postings.freqs().iter().sum::<u32>());
        self.postings.advance();
        self.counted.clear();
        (self.at, self.start) = (0, 0);
    }

    #[inline]
    fn is_in_text(&self, doc: DocId) -> bool {
        self.postings.docs().get(self.at) == Some(&doc)
    }

    /// None where it does not stand in the text.
    #[inline]
    fn in_text(&mut self, doc: DocId) -> Spots<'_> {
        if !self.is_in_text(doc) {
            return Spots::NONE;
        }
        if self.counted.is_empty() {
            self.read();
        }
        let frequency = self.postings.freq(self.at) as usize;
        let (before, rest) = self.counted.split_at(self.start);
        Spots { places: &rest[..frequency], from: before.last().copied().unwrap_or(0) }
    }

    /// In the index each place is told by its distance from the one before, the first of a text by itself.
    fn read(&mut self) {
        let all: u32 = self.postings.freqs().iter().sum();
        self.counted.resize(all as usize, 0);
        self.places.read(self.before, &mut self.counted);
        let mut place = 0_u32;
        for counted in &mut self.counted {
            place = place.wrapping_add(*counted);
            *counted = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::CompositeFile;
    use tantivy::index::SegmentComponent;
    use tantivy::schema::{Field, Schema, TEXT};
    use tantivy::{Index, IndexWriter, doc};

    /// Texts of one segment: *all* stands in each, one to three times, *some* in every third, *few* in every 900th.
    fn texts(count: u32) -> (Index, Field) {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15 << 20).unwrap();
        for nth in 0..count {
            let some = if nth % 3 == 0 { "some other some" } else { "other" };
            let few = if nth % 900 == 5 { "few" } else { "" };
            writer.add_document(doc!(text => format!("{some} {} {few} all", "all ".repeat(nth as usize % 3)))).unwrap();
        }
        writer.commit().unwrap();
        (index, text)
    }

    #[test]
    fn places_are_those_that_are_looked_up_however_far_texts_are_apart() {
        let (index, text) = texts(5_000);
        let [segment] = &index.searchable_segments().unwrap()[..] else { panic!("they are in one segment") };
        let file = CompositeFile::open(&segment.open_read(SegmentComponent::Positions).unwrap()).unwrap().open_read(text).unwrap();
        let reader = SegmentReader::open(segment).unwrap();
        for (word, stride) in
            ["all", "some", "few"].into_iter().flat_map(|word| [1, 2, 7, 127, 128, 700, 2_500].map(|stride| (word, stride)))
        {
            let lookup = || {
                let inverted = reader.inverted_index(text).unwrap();
                let info = inverted.get_term_info(&Term::from_field_text(text, word)).unwrap().unwrap();
                Lookup(inverted, info)
            };
            let (mut here, mut there) = (lookup().in_blocks(&file).unwrap(), lookup().positions().unwrap());
            let asked = || (0..5_000).step_by(stride).chain([4_998, 4_999]);
            for doc in asked() {
                assert_eq!(here.is_in_text(doc), there.is_in_text(doc), "{word} {stride} {doc}");
                let places = |positions: &mut Positions| positions.in_text(doc).iter().collect::<Vec<_>>();
                assert_eq!(places(&mut here), places(&mut there), "{word} {stride} {doc}");
            }
            if word == "all" {
                assert_eq!(matches!(here, Positions::InBlocks(..)), stride < 1_000, "{stride}");
            }
        }
    }
}
