//! Who said these words, when and where first, and how they were altered since.

use super::PipelineError;
use super::desk::Desk;
use crate::link::{Relation, Text, difference, nearest, relate};
use crate::model::{Document, Fidelity, Id, Quotation, When};
use crate::store::{GramsOf, Much, Store};
use std::collections::{BTreeMap, BTreeSet};

/// Statements and wordings that pasted words are compared with.
const COMPARED: usize = 64;
/// The longest passage that is told as the nearest, in code points.
const PASSAGE: usize = 200;

/// A place where pasted words stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// How the pasted words relate to this place.
    pub fidelity: Fidelity,
    /// The words that differ, in the manner of wdiff.
    pub difference: Option<String>,
    /// The words that stand there.
    pub text: String,
    /// Whose words they are there.
    pub speaker: Option<String>,
    /// When they were said.
    pub said: Option<When>,
    /// The statement that holds them.
    pub primary: Option<Box<Document>>,
    /// The quotation; none for a statement's own text.
    pub quotation: Option<Id>,
    /// How often they are quoted.
    pub quoted: u32,
    /// Where they stand.
    pub document: Document,
}

/// Where pasted words were heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Statements first, then quotations, each the earliest first.
    pub heard: Vec<Heard>,
    /// Where nothing fits: the nearest, and what is to be known of it.
    pub warnings: Vec<String>,
}

impl Desk {
    /// Looks for pasted words in every statement and quotation.
    pub async fn verify(&self, words: &str) -> Result<Verified, PipelineError> {
        let pasted = Text::new(words);
        let asked = [(0, pasted.grams())];
        let (mut heard, mut near) = in_statements(self.store(), &pasted, &asked).await?;
        let (quoted, nearer) = in_quotations(self.store(), &pasted, &asked).await?;
        let carried = u32::try_from(quoted.len()).unwrap_or(u32::MAX);
        for statement in &mut heard {
            statement.quoted = carried;
        }
        heard.extend(quoted);
        near.extend(nearer);
        let warnings = if heard.is_empty() { vec![nothing(&pasted, near)] } else { Vec::new() };
        Ok(Verified { heard, warnings })
    }
}

/// How much of the words, and a passage with where it stands.
type Near = (f64, String);

async fn in_statements(store: &Store, pasted: &Text<'_>, asked: &[(i64, Vec<i64>)]) -> Result<(Vec<Heard>, Vec<Near>), PipelineError> {
    let rows: Vec<i64> = store.sharing(GramsOf::Primaries, asked, COMPARED).await?.into_iter().map(|(_, n)| n).collect();
    let (mut heard, mut near) = (Vec::new(), Vec::new());
    for document in store.documents(&rows, Much::Text).await? {
        let text = Text::of_statement(&document.article.text);
        match relate(pasted, &text) {
            Some(relation) => heard.push(stated(pasted, &text, &relation, &document)),
            None => near.extend(nearest(pasted, &text).map(|(share, passage)| (share, told(passage, &document)))),
        }
    }
    heard.sort_by_key(order);
    Ok((heard, near))
}

/// A statement is its author's words, said when it was published.
fn stated(pasted: &Text, text: &Text, relation: &Relation, document: &Document) -> Heard {
    let article = &document.article;
    Heard {
        fidelity: relation.fidelity,
        difference: difference(pasted, text, relation),
        text: relation.passage(text).to_owned(),
        speaker: article.publisher.clone().or_else(|| article.authors.first().cloned()),
        said: article.published.as_ref().map(When::inherited),
        primary: Some(Box::new(document.clone())),
        quotation: None,
        quoted: 0,
        document: document.clone(),
    }
}

async fn in_quotations(store: &Store, pasted: &Text<'_>, asked: &[(i64, Vec<i64>)]) -> Result<(Vec<Heard>, Vec<Near>), PipelineError> {
    let rows: BTreeSet<i64> = store.sharing(GramsOf::Wordings, asked, COMPARED).await?.into_iter().map(|(_, n)| n).collect();
    let wordings = store.wordings(&rows.into_iter().collect::<Vec<_>>()).await?;
    let found: BTreeMap<i64, (Fidelity, Option<String>)> =
        wordings.iter().filter_map(|w| Some((w.n, either_way(pasted, &Text::new(&w.text))?))).collect();
    let rows: Vec<i64> = wordings.iter().map(|w| w.n).collect();
    let mut sayings = store.sayings_of(&rows).await?;
    sayings.retain(|s| !s.hidden);
    let quotations = store.quotations(&sayings.iter().map(|s| s.quotation).collect::<Vec<_>>()).await?;
    let (mut heard, mut near) = (Vec::new(), Vec::new());
    for (saying, quotation) in sayings.iter().zip(quotations) {
        match saying.wording.and_then(|n| found.get(&n)) {
            Some((fidelity, difference)) => heard.push(quoted(*fidelity, difference.clone(), quotation)),
            None => near.extend(near_quotation(pasted, &quotation)),
        }
    }
    heard.sort_by_key(order);
    Ok((heard, near))
}

/// The pasted words in the quotation; or, where that is only a part of them, the quotation in the pasted words. Words are altered only
/// where neither is true to the other.
fn either_way(pasted: &Text, quoted: &Text) -> Option<(Fidelity, Option<String>)> {
    let there = |a: &Text, b: &Text| relate(a, b).map(|r| (r.fidelity, difference(a, b, &r)));
    let is_altered = |found: &(Fidelity, Option<String>)| found.0 == Fidelity::Altered;
    let here = there(pasted, quoted);
    if here.as_ref().is_some_and(|found| !is_altered(found)) {
        return here;
    }
    let part = there(quoted, pasted);
    match part {
        Some(part) if !is_altered(&part) => Some((Fidelity::Cut, part.1)),
        part => here.or(part),
    }
}

fn quoted(fidelity: Fidelity, difference: Option<String>, q: Quotation) -> Heard {
    Heard {
        fidelity,
        difference,
        text: q.quote.text(),
        speaker: q.quote.speaker_name,
        said: q.quote.said,
        primary: q.utterance.primary,
        quotation: Some(q.id),
        quoted: q.utterance.quoted,
        document: q.document,
    }
}

fn near_quotation(pasted: &Text, quotation: &Quotation) -> Option<Near> {
    let text = quotation.quote.text();
    let (share, passage) = nearest(pasted, &Text::new(&text))?;
    Some((share, told(passage, &quotation.document)))
}

/// The earliest first; of one time by document.
fn order(heard: &Heard) -> (i64, String, Option<String>) {
    let said = heard.said.as_ref().map_or(i64::MAX, |w| w.start.timestamp());
    (said, heard.document.id.to_string(), heard.quotation.as_ref().map(ToString::to_string))
}

fn told(passage: &str, document: &Document) -> String {
    let passage: String = passage.chars().take(PASSAGE).collect();
    let title = document.article.title.as_deref().unwrap_or("without a headline");
    let day = document.article.published.as_ref().map_or("undated", |w| w.edtf.as_str());
    format!("“{passage}” ({title}, {day}, {})", document.id)
}

fn nothing(pasted: &Text, mut near: Vec<Near>) -> String {
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    match near.first() {
        Some((share, passage)) => format!("nobody is known to have said this; the nearest has {:.0} % of it: {passage}", share * 100.0),
        None if pasted.grams().is_empty() => {
            "these words are too few or too common to tell whose they are; paste a whole sentence".to_owned()
        }
        None => "nobody is known to have said this, and nothing comes near".to_owned(),
    }
}
