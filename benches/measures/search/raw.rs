//! Tantivy as it comes: documents with headline and text, stored, words as they stand. What dateline does with more fields,
//! units and languages is held against it.

use super::documents::rows;
use crate::process::Watch;
use anyhow::Result;
use std::ops::Bound;
use std::path::Path;
use std::time::{Duration, Instant};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{IndexWriter, Order, Searcher, TantivyDocument, Term};

/// Letters of a snippet at most, as ours are.
const LONGEST: usize = 240;

pub(super) struct Raw {
    searcher: Searcher,
    text: Field,
    published: Field,
}

/// A page of 50 with the count of all.
pub(super) enum Ask {
    /// A word, perhaps between two times.
    Newest(String, Option<(i64, i64)>),
    /// Words in a row, newest first.
    Phrase(Vec<String>),
    /// All of some words, best first.
    Best(Vec<String>),
}

impl Raw {
    pub(super) async fn build(data: &Path, folder: &Path) -> Result<(Raw, (Duration, Duration))> {
        let rows = rows(data).await?;
        let mut schema = Schema::builder();
        let title = schema.add_text_field("title", TEXT | STORED);
        let text = schema.add_text_field("text", TEXT | STORED);
        let published = schema.add_i64_field("published", INDEXED | FAST);
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let watch = Watch::start();
        let index = tantivy::Index::create_in_dir(folder, schema.build())?;
        let mut writer: IndexWriter = index.writer_with_num_threads(2, 320 << 20)?;
        for (_, headline, body, at) in rows {
            let mut document = TantivyDocument::new();
            document.add_text(title, headline);
            document.add_text(text, body);
            document.add_i64(published, at);
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let built = watch.took();
        Ok((Raw { searcher: index.reader()?.searcher(), text, published }, built))
    }

    /// How long a page takes: headlines and texts; with `snippets` also where the words stand in each text, as our page has it.
    pub(super) fn asked(&self, ask: &Ask, snippets: bool) -> Result<Duration> {
        let begun = Instant::now();
        let (query, best) = match ask {
            Ask::Newest(word, within) => (self.newest(word, *within), false),
            Ask::Phrase(words) => (Box::new(PhraseQuery::new(words.iter().map(|w| self.term(w)).collect())) as Box<dyn Query>, false),
            Ask::Best(words) => (every(words.iter().map(|w| self.word(w)).collect()), true),
        };
        let places: Vec<_> = if best {
            let (top, _) = self.searcher.search(&query, &(TopDocs::with_limit(50).order_by_score(), Count))?;
            top.into_iter().map(|(_, place)| place).collect()
        } else {
            let newest = TopDocs::with_limit(50).order_by_fast_field::<i64>("published", Order::Desc);
            let (top, _) = self.searcher.search(&query, &(newest, Count))?;
            top.into_iter().map(|(_, place)| place).collect()
        };
        let marking = if snippets { Some(self.marking(&*query)?) } else { None };
        for place in places {
            let document: TantivyDocument = self.searcher.doc(place)?;
            let snippet = marking.as_ref().map(|marking| marking.snippet_from_doc(&document).to_html());
            std::hint::black_box((snippet, document.get_first(self.text).and_then(|v| v.as_str().map(str::len))));
        }
        Ok(begun.elapsed())
    }

    fn marking(&self, query: &dyn Query) -> Result<SnippetGenerator> {
        let mut marking = SnippetGenerator::create(&self.searcher, query, self.text)?;
        marking.set_max_num_chars(LONGEST);
        Ok(marking)
    }

    fn newest(&self, word: &str, within: Option<(i64, i64)>) -> Box<dyn Query> {
        let Some((from, to)) = within else { return self.word(word) };
        let at = |n| Term::from_field_i64(self.published, n);
        every(vec![self.word(word), Box::new(RangeQuery::new(Bound::Included(at(from)), Bound::Excluded(at(to))))])
    }

    fn word(&self, word: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(self.term(word), IndexRecordOption::WithFreqs))
    }

    fn term(&self, word: &str) -> Term {
        Term::from_field_text(self.text, &word.to_lowercase())
    }
}

fn every(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(queries.into_iter().map(|q| (Occur::Must, q)).collect()))
}
