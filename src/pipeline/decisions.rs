//! What a person decides: noted, and applied to what was extracted, each time that it is.

use super::forget::{leave_nothing, obey};
use super::namesakes::Namesakes;
use super::{Lock, PipelineError, catch_up, opening};
use crate::link::rulings::{Rulings, Stand, place, split_off};
use crate::model::{Decision, Document, Id, Marks, Quotation, Quote, Ruling, Span, words};
use crate::store::{AddedQuote, DecidedQuote, Extracted, Much, Store};
use chrono::{DateTime, Utc};
use std::path::Path;
use std::sync::Arc;

/// Notes decisions and applies them; what was forgotten elsewhere is taken down here. How many are new.
pub async fn decide_pass(data: &Path, decisions: &[Decision]) -> Result<u64, PipelineError> {
    let store = Arc::new(opening::open_existing(data).await?);
    let _lock = Lock::take(data)?;
    let (new, is_final) = decide_or_forget(&store, decisions).await?;
    if is_final {
        leave_nothing(&store).await?;
    } else {
        catch_up(&store).await?;
    }
    opening::close(store).await?;
    Ok(new)
}

/// How many are new, and whether some say that a document is to leave nothing behind: perhaps one whose removal was cut short.
async fn decide_or_forget(store: &Store, decisions: &[Decision]) -> Result<(u64, bool), PipelineError> {
    let known = store.decisions().await?;
    let same = |d: &Decision| known.iter().find(|k| k.id == d.id);
    let holds =
        |d: &Decision| matches!(d.ruling, Ruling::Forget { .. }) && d.undone.is_none() && same(d).is_none_or(|k| k.undone.is_none());
    let (forgets, others): (Vec<Decision>, Vec<Decision>) = decisions.iter().cloned().partition(holds);
    let mut new = decide(store, &others).await?;
    for decision in &forgets {
        new += if obey(store, decision).await? {
            u64::from(same(decision).is_none())
        } else {
            decide(store, std::slice::from_ref(decision)).await?
        };
    }
    Ok((new, !forgets.is_empty()))
}

/// Undoes a decision. What it was; none where it is not known or was undone before.
pub async fn undo_pass(data: &Path, id: &str, at: DateTime<Utc>, by: Option<&str>) -> Result<Option<Decision>, PipelineError> {
    let store = Arc::new(opening::open_existing(data).await?);
    let _lock = Lock::take(data)?;
    let undone = undo(&store, id, at, by).await?;
    catch_up(&store).await?;
    opening::close(store).await?;
    Ok(undone)
}

/// Notes decisions; linking applies them. How many are new.
pub async fn decide(store: &Store, decisions: &[Decision]) -> Result<u64, PipelineError> {
    let all: Vec<Decision> = store.decisions().await?.into_iter().chain(decisions.iter().cloned()).collect();
    let touched: Vec<Id> = decisions.iter().flat_map(|d| touches(d, &all)).collect();
    Ok(store.decide(decisions, &touched).await?)
}

/// Notes that a decision no longer holds; linking applies it. What it was.
pub async fn undo(store: &Store, id: &str, at: DateTime<Utc>, by: Option<&str>) -> Result<Option<Decision>, PipelineError> {
    let all = store.decisions().await?;
    let Some(decision) = all.iter().find(|d| d.id.as_str() == id && d.undone.is_none()) else { return Ok(None) };
    store.undo(&decision.id, at, by, &touches(decision, &all)).await?;
    Ok(Some(decision.clone()))
}

/// Everything that a decision is about: its subject, and the speakers that this was or becomes.
fn touches(decision: &Decision, all: &[Decision]) -> Vec<Id> {
    let rulings = Rulings::new(all);
    let mut ids = vec![decision.subject.clone()];
    match &decision.ruling {
        Ruling::Merge { into, .. } => ids.push(into.clone()),
        Ruling::Split { name, .. } => ids.push(split_off(&decision.subject, name)),
        _ => {}
    }
    let last: Vec<Id> = ids.iter().map(|id| rulings.merged(id)).collect();
    ids.extend(last);
    ids
}

/// Applies what was decided, and who is whom, to documents that were extracted anew, or decided about.
pub(super) async fn apply(store: &Store, decisions: &[Decision], namesakes: &Namesakes, documents: &[i64]) -> Result<(), PipelineError> {
    if decisions.is_empty() && namesakes.is_empty() {
        return Ok(());
    }
    let rulings = Rulings::new(decisions);
    let mut documents: Vec<i64> = documents.iter().chain(&namesakes.touched).copied().collect();
    documents.sort_unstable();
    documents.dedup();
    let documents = documents.as_slice();
    add(store, documents, decisions, &rulings).await?;
    let decided: Vec<DecidedQuote> = store.extracted(documents).await?.iter().map(|e| decided(e, &rulings, namesakes)).collect();
    Ok(store.write_decided(&decided).await?)
}

fn decided(extracted: &Extracted, rulings: &Rulings, namesakes: &Namesakes) -> DecidedQuote {
    let Extracted { n, id, document, source, quote } = extracted;
    let namesake = quote.speaker_name.as_ref().and_then(|name| namesakes.get(document.0, name));
    let stand = Stand { id, document: &document.1, source: source.as_deref(), namesake: namesake.map(|(id, _)| id) };
    let ruled = rulings.apply(quote, &stand);
    let name = ruled.quote.speaker_name.clone().unwrap_or_default();
    let called = |id: &Id| namesake.filter(|(namesake, _)| namesake == id).map(|(_, called)| called.clone());
    DecidedQuote {
        n: *n,
        speaker: ruled.speaker.map(|(id, of, _)| (id.clone(), of.name(), called(&id).unwrap_or(name))),
        said: ruled.quote.said.as_ref().map(|w| w.start.timestamp()),
        hidden: ruled.hidden,
        marks: Some(ruled.marks).filter(|marks| *marks != Marks::default()),
        quote: Some(ruled.quote).filter(|ruled| ruled != quote),
    }
}

/// Quotations that were missed, in those of the documents that had some added.
async fn add(store: &Store, documents: &[i64], decisions: &[Decision], rulings: &Rulings<'_>) -> Result<(), PipelineError> {
    let mut subjects: Vec<&Id> = decisions.iter().filter(|d| matches!(d.ruling, Ruling::Add { .. })).map(|d| &d.subject).collect();
    subjects.sort();
    subjects.dedup();
    for subject in subjects {
        let Some(row) = store.row(subject.as_str()).await?.filter(|row| documents.contains(row)) else { continue };
        let Some(document) = store.documents(&[row], Much::All).await?.pop() else { continue };
        let added: Vec<AddedQuote> = rulings.of(subject.as_str()).filter_map(|ruling| added(ruling, &document)).collect();
        store.write_added(row, &document.article.text, &added).await?;
    }
    Ok(())
}

/// None where the text has the words no more.
fn added(ruling: &Ruling, document: &Document) -> Option<AddedQuote> {
    let Ruling::Add { start, text, speaker, .. } = ruling else { return None };
    let (start, end) = place(&document.article.text, *start, text)?;
    let said = words(text).join(" ");
    let published = document.article.published.as_ref().map(crate::model::When::inherited);
    let quote = Quote::by_hand(Span { start, end, text: text.clone() }, speaker.clone(), published);
    Some(AddedQuote { id: Id::of('q', &[document.id.as_str(), &said, "1"]), utterance: Id::of('u', &[&said]), quote })
}

impl super::Desk {
    /// All decisions in their order, those that were undone too.
    pub async fn decisions(&self) -> Result<Vec<Decision>, PipelineError> {
        Ok(self.store().decisions().await?)
    }

    /// Whether a document, quotation or speaker is known by this id.
    pub async fn is_known(&self, id: &Id) -> Result<bool, PipelineError> {
        Ok(self.store().is_known(id).await?)
    }

    /// Every quotation of an utterance, the earliest first; none where it is not known.
    pub async fn utterance(&self, id: &str) -> Result<Vec<Quotation>, PipelineError> {
        Ok(self.store().quotations(&self.store().quotations_of_utterance(id).await?).await?)
    }
}
