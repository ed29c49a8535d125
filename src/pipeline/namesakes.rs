//! Two people of one name, told apart across documents. A person may decide otherwise (`speakers merge`, `speakers split`).

use super::PipelineError;
use crate::link::namesake::{Sighting, affiliation, apart};
use crate::link::rulings::split_off;
use crate::model::quote::speaker_id;
use crate::model::{Id, SpeakerType};
use crate::store::{Named, Store};
use std::collections::HashMap;

/// Who is someone else than the first of a name.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    /// By row of the document and name: the id, and the name with what tells it apart.
    others: HashMap<(i64, String), (Id, String)>,
    /// Documents whose quotations have another speaker than before.
    pub(super) touched: Vec<i64>,
}

impl Namesakes {
    /// Looks where the speakers of these documents are named.
    pub(super) async fn of(store: &Store, documents: &[i64]) -> Result<Namesakes, PipelineError> {
        let mut namesakes = Namesakes::default();
        let named = store.named(documents).await?;
        for of_one_name in named.chunk_by(|a, b| a.name == b.name) {
            namesakes.tell_apart(of_one_name);
        }
        Ok(namesakes)
    }

    fn tell_apart(&mut self, named: &[Named]) {
        let sightings: Vec<Sighting> = named.iter().map(sighting).collect();
        for (named, apart) in named.iter().zip(apart(&sightings)) {
            let own = speaker_id(SpeakerType::Person, &named.name);
            let id = apart.as_ref().map_or_else(|| own.clone(), |organization| split_off(&own, organization));
            if named.speaker.as_deref().is_some_and(|now| now != id.as_str()) {
                self.touched.push(named.document.0);
            }
            if let Some(organization) = apart {
                self.others.insert((named.document.0, named.name.clone()), (id, format!("{} ({organization})", named.name)));
            }
        }
    }

    /// Who the speaker of that name in a document is, if not the first of that name.
    pub(super) fn get(&self, document: i64, name: &str) -> Option<&(Id, String)> {
        if self.others.is_empty() {
            return None;
        }
        self.others.get(&(document, name.to_owned()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.others.is_empty() && self.touched.is_empty()
    }
}

fn sighting(named: &Named) -> Sighting {
    Sighting {
        document: named.document.0,
        published: named.published,
        id: named.document.1.clone(),
        organization: affiliation(named.organization.as_deref(), named.role.as_deref()),
        beside: named.beside.clone(),
    }
}
