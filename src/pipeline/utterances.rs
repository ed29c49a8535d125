//! Quotations of the same words are one utterance: each finds the wordings that share its rarest words, and is compared
//! with them.

use super::PipelineError;
use crate::link::utterance::{TELLING, Voice, one_voice, united, wording};
use crate::link::{Text, relate};
use crate::store::{GramsOf, Saying, Store, Worded, Wording};
use std::collections::{BTreeSet, HashMap};

/// Wordings that one is compared with.
const COMPARED: usize = 16;

/// Two wordings that share words: rows, the smaller first.
type Pair = (i64, i64);

/// Gives quotations their wordings, and unites those that are the same words. Rows of the wordings, and of those that were
/// united with them.
pub(super) async fn unite(store: &Store, sayings: &[Saying]) -> Result<Vec<i64>, PipelineError> {
    if sayings.is_empty() {
        return Ok(Vec::new());
    }
    let worded: Vec<Worded> = sayings.iter().map(worded).collect();
    let rows = store.write_wordings(&worded).await?;
    let asked: HashMap<i64, Vec<i64>> =
        worded.into_iter().filter_map(|w| Some((*rows.get(&w.quotation)?, w.grams))).filter(|(_, grams)| !grams.is_empty()).collect();
    let pairs = related(store, &asked.into_iter().collect::<Vec<_>>()).await?;
    let own: BTreeSet<i64> = rows.into_values().chain(pairs.iter().flat_map(|(a, b)| [*a, *b])).collect();
    let own: Vec<i64> = own.into_iter().collect();
    let names: HashMap<i64, String> = store.wordings(&own).await?.into_iter().map(|w| (w.n, w.utterance)).collect();
    let named = |(a, b): &Pair| Some((names.get(a)?.as_str(), names.get(b)?.as_str()));
    let renamed: Vec<(&str, &str)> = united(pairs.iter().filter_map(named)).into_iter().collect();
    store.unite(&pairs, &renamed).await?;
    Ok(own)
}

fn worded(saying: &Saying) -> Worded {
    let text = saying.quote.text();
    let read = Text::new(&text);
    Worded { quotation: saying.quotation, id: wording(&read, &voice(saying)).to_string(), grams: read.grams(), text: text.clone() }
}

fn voice(saying: &Saying) -> Voice<'_> {
    Voice { speaker: saying.quote.speaker_name.as_deref(), document: &saying.document.1, said: saying.said() }
}

/// All wordings of the utterances that these are of.
pub(super) async fn whole(store: &Store, wordings: &[i64]) -> Result<Vec<i64>, PipelineError> {
    let some = store.wordings(wordings).await?;
    let utterances: BTreeSet<&str> = some.iter().map(|w| w.utterance.as_str()).collect();
    Ok(store.wordings_of(&utterances.into_iter().collect::<Vec<_>>()).await?.into_iter().map(|w| w.n).collect())
}

/// Pairs that are the same words.
async fn related(store: &Store, asked: &[(i64, Vec<i64>)]) -> Result<Vec<Pair>, PipelineError> {
    let found = store.sharing(GramsOf::Wordings, asked, COMPARED).await?;
    let pairs: BTreeSet<Pair> = found.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b))).collect();
    let rows: BTreeSet<i64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let wordings: Vec<Wording> = store.wordings(&rows.into_iter().collect::<Vec<_>>()).await?;
    let texts: HashMap<i64, Text> = wordings.iter().map(|w| (w.n, Text::new(&w.text))).collect();
    let alike = |pair: &Pair| Some((*pair, likeness(texts.get(&pair.0)?, texts.get(&pair.1)?)?));
    let (sure, doubtful): (Vec<_>, Vec<_>) = pairs.iter().filter_map(alike).partition(|(_, telling)| *telling >= TELLING);
    let doubtful: Vec<Pair> = doubtful.into_iter().map(|(pair, _)| pair).collect();
    let mut same: Vec<Pair> = sure.into_iter().map(|(pair, _)| pair).collect();
    same.extend(of_one_voice(store, doubtful).await?);
    Ok(same)
}

/// What the words in common tell, the shorter wording held against the longer one.
fn likeness(a: &Text, b: &Text) -> Option<f64> {
    let (short, long) = if a.order(b).is_le() { (a, b) } else { (b, a) };
    relate(short, long).map(|relation| relation.telling)
}

/// Pairs of common words that one speaker said at one time.
async fn of_one_voice(store: &Store, pairs: Vec<Pair>) -> Result<Vec<Pair>, PipelineError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let rows: BTreeSet<i64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let mut sayings: HashMap<i64, Vec<Saying>> = HashMap::new();
    for saying in store.sayings_of(&rows.into_iter().collect::<Vec<_>>()).await? {
        sayings.entry(saying.wording.unwrap_or_default()).or_default().push(saying);
    }
    let none = Vec::new();
    let of = |n: &i64| sayings.get(n).unwrap_or(&none);
    let same = |(a, b): &Pair| of(a).iter().any(|x| of(b).iter().any(|y| one_voice(&voice(x), &voice(y))));
    Ok(pairs.into_iter().filter(same).collect())
}
