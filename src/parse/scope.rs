//! What an element inherits from those around it: namespaces, base address, the zone of its dates.

use super::markup::Tag;
use super::vocabulary::{Space, space_of_prefix, space_of_uri};
use crate::model::Zone;
use std::borrow::Cow;
use url::Url;

/// Namespaces declared beyond are not looked at.
const MAX_DECLARED: usize = 64;

/// Namespaces, base address and zone where an element stands.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Prefixes with their vocabularies, the innermost last.
    spaces: Vec<(String, Space)>,
    /// What relative addresses are relative to.
    pub base: Option<Url>,
    /// For dates that state no offset.
    pub zone: Zone,
}

impl Scope {
    /// A document's, before any element.
    pub(super) fn new(base: Option<Url>, zone: Zone) -> Scope {
        Scope { spaces: Vec::new(), base, zone }
    }

    /// The scope within an element: its own `xmlns`, `xml:base` (or CDF's `BASE`) added.
    pub(super) fn within(&self, tag: &Tag) -> Cow<'_, Scope> {
        if !["xmlns", "base", "BASE"].iter().any(|name| tag.attributes.contains(name)) {
            return Cow::Borrowed(self);
        }
        let mut own = Cow::Borrowed(self);
        for (name, value) in tag.attributes() {
            if let Some(prefix) = name.strip_prefix("xmlns").filter(|_| own.spaces.len() < MAX_DECLARED) {
                own.to_mut().declare(prefix.trim_start_matches(':'), &value);
            } else if (name == "xml:base" || name.eq_ignore_ascii_case("base"))
                && let Some(base) = self.absolute(&value)
            {
                own.to_mut().base = Some(base);
            }
        }
        own
    }

    /// Many feeds have a default namespace of their own making: it is read as the common one.
    fn declare(&mut self, prefix: &str, uri: &str) {
        let space = match space_of_uri(uri) {
            Space::Other if prefix.is_empty() => Space::Core,
            space => space,
        };
        self.spaces.push((prefix.to_owned(), space));
    }

    /// The vocabulary of an element's name.
    pub(super) fn space(&self, tag: &Tag) -> Space {
        let prefix = tag.prefix();
        let declared = self.spaces.iter().rev().find(|(p, _)| p == prefix).map(|(_, space)| *space);
        declared.unwrap_or_else(|| space_of_prefix(prefix))
    }

    /// An address made absolute; none where it is no address or no base is known.
    pub(super) fn absolute(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        self.base.as_ref().map_or_else(|| Url::parse(address), |base| base.join(address)).ok()
    }

    /// An address as it is kept: made absolute where it is relative and a base is known, else as it stands.
    pub(super) fn address(&self, address: &str) -> Option<String> {
        let address = address.trim();
        let relative = !address.is_empty() && matches!(Url::parse(address), Err(url::ParseError::RelativeUrlWithoutBase));
        let made = if relative { self.absolute(address).map(String::from) } else { None };
        made.or_else(|| (!address.is_empty()).then(|| address.to_owned()))
    }
}
