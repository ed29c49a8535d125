//! Copies of changed documents: sketched, found by their bands, compared word by word, grouped behind the first.

use super::PipelineError;
use crate::link::copies::{COPY, CREDITED, Sketch, containment, copies, likeness, shingles};
use crate::link::credit;
use crate::store::{Alike, Body, Sketched, Store};
use std::collections::{BTreeSet, HashMap};

/// Documents with their shingles.
type Shingled = HashMap<i64, Vec<u64>>;

/// Finds what documents are copies of, or the copies of.
pub(super) async fn find_copies(store: &Store, documents: &[i64]) -> Result<(), PipelineError> {
    let (sketched, mut texts) = sketch(store, documents).await?;
    store.write_sketches(&sketched).await?;
    let pairs = likely(store, &sketched).await?;
    if pairs.is_empty() && !store.have_likenesses(documents).await? {
        return Ok(());
    }
    shingle(store, &pairs, &mut texts).await?;
    let credits = store.sketches(&pairs.iter().flat_map(|(a, b)| [*a, *b]).collect::<Vec<_>>()).await?;
    let same_credit = |a: &i64, b: &i64| match (credits.get(a), credits.get(b)) {
        (Some((_, Some(a))), Some((_, Some(b)))) => a == b,
        _ => false,
    };
    let alike: Vec<Alike> = pairs.iter().filter_map(|(a, b)| alike(&texts, (*a, *b), same_credit(a, b))).collect();
    let touched = store.write_alike(documents, &alike).await?;
    regroup(store, &touched, documents).await
}

async fn sketch(store: &Store, documents: &[i64]) -> Result<(Vec<Sketched>, Shingled), PipelineError> {
    let before = store.sketches(documents).await?;
    let bodies = store.bodies(documents).await?;
    let texts: Shingled = bodies.iter().map(|b| (b.document, shingles(&b.text))).collect();
    let sketched = |Body { document, text, authors }: &Body| {
        let sketch = texts.get(document).and_then(|s| Sketch::of(s));
        Sketched {
            document: *document,
            bands: sketch.as_ref().map(Sketch::bands).unwrap_or_default(),
            minima: sketch.map(|s| s.bytes()),
            old: before.get(document).map(|(minima, _)| Sketch::read(minima).bands()).unwrap_or_default(),
            credit: credit(text, authors),
        }
    };
    Ok((bodies.iter().map(sketched).collect(), texts))
}

/// Pairs whose sketches say that the texts are worth comparing, the smaller row first.
async fn likely(store: &Store, sketched: &[Sketched]) -> Result<Vec<(i64, i64)>, PipelineError> {
    let bands: Vec<(i64, Vec<i64>)> = sketched.iter().filter(|s| !s.bands.is_empty()).map(|s| (s.document, s.bands.clone())).collect();
    if bands.is_empty() {
        return Ok(Vec::new());
    }
    let found: BTreeSet<(i64, i64)> = store.sharing_bands(&bands).await?.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let rows: BTreeSet<i64> = found.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let sketches: HashMap<i64, Sketch> = store
        .sketches(&rows.into_iter().collect::<Vec<_>>())
        .await?
        .into_iter()
        .map(|(n, (minima, _))| (n, Sketch::read(&minima)))
        .collect();
    let likely = |(a, b): &(i64, i64)| matches!((sketches.get(a), sketches.get(b)), (Some(a), Some(b)) if a.likely(b));
    Ok(found.into_iter().filter(likely).collect())
}

/// Adds the texts of these pairs that are not there yet.
async fn shingle(store: &Store, pairs: &[(i64, i64)], texts: &mut Shingled) -> Result<(), PipelineError> {
    let missing: BTreeSet<i64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).filter(|n| !texts.contains_key(n)).collect();
    let bodies = store.bodies(&missing.into_iter().collect::<Vec<_>>()).await?;
    texts.extend(bodies.iter().map(|b| (b.document, shingles(&b.text))));
    Ok(())
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
