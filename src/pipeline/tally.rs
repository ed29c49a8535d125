//! What takes long to count on a large desk: who is quoted how often, and how much there is of everything. It holds until
//! something changes.

use super::{Counts, Desk, PipelineError};
use crate::link::rulings::Rulings;
use crate::model::Id;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Who is quoted, and how much there is.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Speakers: id, kind, name as it was decided, and how many quotations; most quoted first.
    pub speakers: Vec<(String, String, String, i64)>,
    /// Their names in small letters, in the same order: to find some of them by words.
    pub small: Vec<String>,
    /// How many of everything.
    pub counts: Counts,
}

impl Tally {
    /// Those whose names have all of some words, in small letters too; most quoted first.
    #[must_use]
    pub fn named(&self, words: &str) -> Vec<&(String, String, String, i64)> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let fits = |small: &str| words.iter().all(|word| small.contains(word.as_str()));
        self.speakers.iter().zip(&self.small).filter(|(_, small)| fits(small)).map(|(speaker, _)| speaker).collect()
    }
}

/// The last tally, and how far store and index were when it was made.
pub(super) type Kept = Mutex<Option<((i64, i64), Arc<Tally>)>>;

impl Desk {
    /// As it is now. Of many who ask at once, one counts.
    pub async fn tally(&self) -> Result<Arc<Tally>, PipelineError> {
        let mut kept = self.kept().lock().await;
        // Linking follows the store's log, and the index follows linking.
        let at = (self.store().last_change().await?, self.index()?.position());
        if let Some((_, tally)) = kept.as_ref().filter(|(when, _)| *when == at) {
            return Ok(tally.clone());
        }
        let speakers = self.count_speakers().await?;
        let small = speakers.iter().map(|(_, _, name, _)| name.to_lowercase()).collect();
        let tally = Arc::new(Tally { speakers, small, counts: self.counts().await? });
        *kept = Some((at, tally.clone()));
        Ok(tally)
    }

    /// Speakers: id, kind, name as it was decided, and how many quotations; most quoted first.
    pub async fn speakers(&self) -> Result<Vec<(String, String, String, i64)>, PipelineError> {
        Ok(self.tally().await?.speakers.clone())
    }

    async fn count_speakers(&self) -> Result<Vec<(String, String, String, i64)>, PipelineError> {
        let decisions = self.decisions().await?;
        let rulings = Rulings::new(&decisions);
        let named = |(id, kind, name, quoted): (String, String, String, i64)| {
            let name = rulings.renamed(&Id::known(id.clone())).map_or(name, str::to_owned);
            (id, kind, name, quoted)
        };
        Ok(self.store().speakers().await?.into_iter().map(named).collect())
    }
}
