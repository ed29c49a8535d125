//! Copies of changed documents: sketched, found by their bands, compared word by word, grouped behind the first.

use super::PipelineError;
use crate::link::copies::{COPY, CREDITED, Sketch, containment, copies, likeness, sharing, shingles};
use crate::link::credit;
use crate::store::{Alike, Body, Sketched, Store};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Documents with their shingles.
type Shingled = HashMap<i64, Vec<u64>>;

/// Finds what documents are copies of, or the copies of.
pub(super) async fn find_copies(store: Arc<Store>, documents: Vec<i64>) -> Result<(), PipelineError> {
    let bodies = store.bodies(&documents).await?;
    let mut texts: Shingled = bodies.iter().map(|b| (b.document, shingles(&b.text))).collect();
    let sketched: Vec<Sketched> = bodies.iter().map(|b| sketch(b, &texts)).collect();
    let pairs = likely(&store, &sketched).await?;
    store.write_sketches(&sketched).await?;
    let known = bodies.iter().any(|b| b.minima.is_some());
    if pairs.is_empty() && !(known && store.have_likenesses(&documents).await?) {
        return Ok(());
    }
    let others = others(&store, &pairs, &texts).await?;
    texts.extend(others.iter().map(|b| (b.document, shingles(&b.text))));
    let of_others = others.iter().map(|b| (b.document, b.credit.as_deref()));
    let credits: HashMap<i64, Option<&str>> = sketched.iter().map(|s| (s.document, s.credit)).chain(of_others).collect();
    let same_credit = |a: &i64, b: &i64| credits.get(a).copied().flatten().is_some_and(|credit| credits.get(b) == Some(&Some(credit)));
    let alike: Vec<Alike> = pairs.iter().filter_map(|(a, b)| alike(&texts, (*a, *b), same_credit(a, b))).collect();
    let touched = store.write_alike(&documents, &alike).await?;
    regroup(&store, &touched, &documents).await
}

fn sketch(body: &Body, texts: &Shingled) -> Sketched {
    let sketch = texts.get(&body.document).and_then(|s| Sketch::of(s));
    Sketched {
        document: body.document,
        bands: sketch.as_ref().map(Sketch::bands).unwrap_or_default(),
        minima: sketch.map(|s| s.bytes()),
        old: body.minima.as_ref().map(|minima| Sketch::read(minima).bands()).unwrap_or_default(),
        credit: credit(&body.text, &body.authors),
    }
}

/// Pairs whose sketches say that the texts are worth comparing, the smaller row first.
async fn likely(store: &Store, sketched: &[Sketched]) -> Result<BTreeSet<(i64, i64)>, PipelineError> {
    let own: Vec<i64> = sketched.iter().map(|s| s.document).collect();
    let is_own: HashSet<i64> = own.iter().copied().collect();
    let mut bands: Vec<(i64, i64)> = sketched.iter().flat_map(|s| s.bands.iter().map(|band| (*band, s.document))).collect();
    let there = store.in_bands(&bands.iter().map(|(band, _)| *band).collect::<Vec<_>>()).await?;
    // What is there of themselves is from their texts before.
    bands.extend(there.into_iter().filter(|(_, document)| !is_own.contains(document)));
    bands.sort_unstable();
    let pairs = sharing(&own, &bands);
    let mut sketches: HashMap<i64, Sketch> = sketched.iter().filter_map(|s| Some((s.document, Sketch::read(s.minima.as_ref()?)))).collect();
    let others: BTreeSet<i64> = pairs.iter().map(|(_, other)| *other).filter(|other| !is_own.contains(other)).collect();
    let found = store.sketches(&others.into_iter().collect::<Vec<_>>()).await?;
    sketches.extend(found.iter().map(|(document, minima)| (*document, Sketch::read(minima))));
    let likely = |(one, other): &(i64, i64)| sketches.get(one).zip(sketches.get(other)).is_some_and(|(a, b)| a.likely(b));
    Ok(pairs.into_iter().filter(likely).map(|(one, other)| (one.min(other), one.max(other))).collect())
}

/// The texts of these pairs that are not there yet.
async fn others(store: &Store, pairs: &BTreeSet<(i64, i64)>, texts: &Shingled) -> Result<Vec<Body>, PipelineError> {
    let missing: BTreeSet<i64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).filter(|n| !texts.contains_key(n)).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    Ok(store.bodies(&missing.into_iter().collect::<Vec<_>>()).await?)
}

fn alike(texts: &Shingled, (a, b): (i64, i64), same_credit: bool) -> Option<Alike> {
    let (one, other) = (texts.get(&a)?, texts.get(&b)?);
    let share = likeness(one, other);
    (share >= COPY || same_credit && containment(one, other) >= CREDITED).then_some((a, b, share))
}

async fn regroup(store: &Store, touched: &[i64], fresh: &[i64]) -> Result<(), PipelineError> {
    let family = store.family(touched).await?;
    let copies = copies(&family.ranked, &family.alike);
    let rows: Vec<(i64, Option<i64>)> = family.ranked.iter().map(|n| (*n, copies.get(n).copied())).collect();
    Ok(store.write_copies(&rows, fresh).await?)
}
