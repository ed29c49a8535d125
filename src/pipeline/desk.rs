//! What a person asks at: the store and the index together, for reading.

use super::{Coverage, PipelineError, index_folder};
use crate::index::{Index, IndexError, Stamp};
use crate::link::rulings::Rulings;
use crate::model::{Capture, Counting, Document, Id, Quotation, Source, SourceState, Spoken};
use crate::query::{Answer, By, Histogram, QueryError, Request, Spread, ask_and_count, histogram};
use crate::store::{Much, Store, StoreError};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The store and its index, opened to be asked.
pub struct Desk {
    store: Store,
    index: Mutex<Arc<Index>>,
    tally: super::tally::Kept,
}

/// What answers are made from, at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    store: i64,
    index: Option<Stamp>,
}

/// What an id stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// A document with its text, its quotations in text order, and who quotes it.
    Document(Box<Document>, Vec<Quotation>, Option<Box<Coverage>>),
    /// A quotation.
    Quotation(Box<Quotation>),
    /// A capture.
    Capture(Box<Capture>),
    /// A speaker.
    Speaker(Box<Quoted>),
}

/// Who is quoted, with the first of the quotations: there may be as many as somebody says in years.
#[derive(Debug, Clone, PartialEq)]
pub struct Quoted {
    /// Person, organisation …
    pub kind: String,
    /// The name, as it was decided.
    pub name: String,
    /// How many quotations there are.
    pub total: usize,
    /// The first of them, oldest first.
    pub quotations: Vec<Quotation>,
}

/// Quotations of a speaker that are shown at once; all of them are answers to a question.
const FIRST: usize = 500;

/// How many of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub documents: i64,
    pub revisions: i64,
    pub quotations: i64,
    pub happenings: i64,
    pub captures: i64,
}

impl Desk {
    /// Opens a data folder that is there already.
    pub async fn open(data: &Path) -> Result<Desk, PipelineError> {
        Desk::over(super::opening::open_existing(data).await?.mapped(), data)
    }

    /// Opens a data folder to read much of it, in little memory.
    pub async fn open_sparing(data: &Path) -> Result<Desk, PipelineError> {
        Desk::over(super::opening::open_existing(data).await?, data)
    }

    fn over(store: Store, data: &Path) -> Result<Desk, PipelineError> {
        let index = Index::read(&index_folder(data))?;
        Ok(Desk { store, index: Mutex::new(Arc::new(index)), tally: super::tally::Kept::default() })
    }

    /// Bytes that are free on its disk.
    #[must_use]
    pub fn free_room(&self) -> Option<u64> {
        super::free_room(self.store.folder())
    }

    pub(super) fn kept(&self) -> &super::tally::Kept {
        &self.tally
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The index; looked for again where there was none to be read.
    pub(super) fn index(&self) -> Result<Arc<Index>, IndexError> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if index.is_stand_in() {
            *index = Arc::new(Index::read(&index_folder(self.store.folder()))?);
        }
        Ok(index.clone())
    }

    /// Another one whenever any answer may be another one.
    pub fn state(&self) -> Result<State, PipelineError> {
        let stamp = self.index()?.last_commit();
        Ok(State { store: self.store.version()?, index: stamp })
    }

    /// Opens a data folder; none where nothing was stored yet.
    pub async fn open_if_there(data: &Path) -> Result<Option<Desk>, PipelineError> {
        match Desk::open(data).await {
            Err(PipelineError::Store(StoreError::Empty(_))) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Answers a question; says when the index has not seen the latest documents.
    pub async fn ask(&self, request: &Request<'_>) -> Result<Answer, QueryError> {
        Ok(self.ask_and_count(request, Counting::default()).await?.0)
    }

    /// Answers a question, and counts all that fits it. Nothing is counted of what is asked for by an id.
    pub async fn ask_and_count(&self, request: &Request<'_>, counting: Counting) -> Result<(Answer, Spread), QueryError> {
        if let Some(answer) = self.of_an_id(request).await? {
            return Ok((answer, Spread::default()));
        }
        let index = self.index()?;
        let last = async { Ok(self.store.last_change().await?) };
        let asked = ask_and_count(&self.store, &index, request, counting);
        let (last, (mut answer, counts)) = futures_util::future::try_join(last, asked).await?;
        let behind = last - index.position();
        if behind > 0 {
            answer.warnings.push(format!("{behind} changes are not indexed yet; `dateline reindex` or the next ingest brings them"));
        }
        Ok((answer, counts))
    }

    /// How many answers a question has in each period, or with each value of a facet.
    pub async fn histogram(&self, request: &Request<'_>, by: By) -> Result<Histogram, QueryError> {
        let index = self.index()?;
        histogram(&self.store, &index, request, by).await
    }

    /// What an id stands for; none where it is not known.
    pub async fn show(&self, id: &str) -> Result<Option<Shown>, PipelineError> {
        match id.chars().next() {
            Some('c') => Ok(self.store.capture(id).await?.map(|c| Shown::Capture(Box::new(c)))),
            Some('s') => self.show_speaker(id).await,
            _ => self.show_row(id).await,
        }
    }

    async fn show_row(&self, id: &str) -> Result<Option<Shown>, PipelineError> {
        let Some(row) = self.store.row(id).await? else { return Ok(None) };
        if id.starts_with('q') {
            return Ok(self.store.quotations(&[row]).await?.pop().map(|q| Shown::Quotation(Box::new(q))));
        }
        let Some(document) = self.store.documents(&[row], Much::All).await?.pop() else { return Ok(None) };
        let quotations = self.store.quotations(&self.store.quotations_of(row).await?).await?;
        let coverage = self.coverage(row, &document).await?;
        Ok(Some(Shown::Document(Box::new(document), quotations, coverage.map(Box::new))))
    }

    async fn show_speaker(&self, id: &str) -> Result<Option<Shown>, PipelineError> {
        Ok(self.quoted(id, FIRST).await?.map(|quoted| Shown::Speaker(Box::new(quoted))))
    }

    /// Who is quoted, with the first of the quotations: so many at most.
    pub async fn quoted(&self, id: &str, most: usize) -> Result<Option<Quoted>, PipelineError> {
        let Some((kind, name)) = self.store.speaker(id).await? else { return Ok(None) };
        let decisions = self.store.decisions().await?;
        let name = Rulings::new(&decisions).renamed(&Id::known(id)).map_or(name, str::to_owned);
        let quotations = self.store.quotations(&self.store.quotations_by(id, most).await?).await?;
        Ok(Some(Quoted { kind, name, total: self.store.count_by(id).await?, quotations }))
    }

    /// In which role, when and where a speaker spoke: of the first few hundred quotations, oldest first.
    pub async fn spoken(&self, id: &str) -> Result<Vec<Spoken>, PipelineError> {
        Ok(self.store.spoken(&self.store.quotations_by(id, FIRST).await?).await?)
    }

    /// How a source fares.
    pub async fn source_state(&self, source: &Source) -> Result<SourceState, PipelineError> {
        Ok(self.store.source_state(source).await?)
    }

    /// How all sources fare that were ever asked, by name.
    pub async fn source_states(&self) -> Result<Vec<(String, SourceState)>, PipelineError> {
        Ok(self.store.source_states().await?.by_name())
    }

    /// The captures of documents, of all their revisions and of the times they had not changed; oldest first.
    pub async fn captures(&self, documents: &[String]) -> Result<Vec<Capture>, PipelineError> {
        Ok(self.store.captures_of(documents).await?)
    }

    /// The bytes of a capture, by their hash.
    pub fn body(&self, sha256: &str) -> Result<Vec<u8>, PipelineError> {
        Ok(self.store.body(sha256)?)
    }

    /// How many of everything.
    pub async fn counts(&self) -> Result<Counts, PipelineError> {
        let [documents, revisions, quotations, happenings, captures] = self.store.counts().await?;
        Ok(Counts { documents, revisions, quotations, happenings, captures })
    }
}
