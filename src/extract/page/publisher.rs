//! The outlet or organisation that published the page, and the names its site goes by.

use super::json_ld::Stated;
use super::meta::Meta;
use super::{Context, address};

/// Names of meta elements that hold the site's or publisher's name.
const META: &[&str] = &[
    "og:site_name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher",
    "citation_publisher",
    "application-name",
    "apple-mobile-web-app-title",
    "copyright",
];

/// The publisher as the page states it, else as it is known.
pub(super) fn read(meta: &Meta, stated: &Stated, context: &Context) -> Option<String> {
    let declared = META.iter().filter_map(|n| meta.first(&[n])).find(|n| is_name(n));
    stated.publisher.as_deref().filter(|n| is_name(n)).or(declared).or(context.publisher).map(|n| n.trim_start_matches('@').to_owned())
}

/// Every name of the site: as declared, as configured, and its host.
pub(super) fn sites(meta: &Meta, stated: &Stated, context: &Context) -> Vec<String> {
    let host = context.url.and_then(address::host);
    let label = host.as_deref().and_then(|h| h.split('.').next()).map(str::to_owned);
    let domain = host.as_deref().and_then(psl::domain_str).map(str::to_owned);
    let brand = domain.as_deref().and_then(|d| d.split('.').next()).map(str::to_owned);
    let declared = META.iter().flat_map(|n| meta.all(n)).chain(stated.publisher.as_deref()).chain(context.publisher);
    declared.filter(|n| is_name(n)).map(str::to_owned).chain([host, label, domain, brand].into_iter().flatten()).collect()
}

fn is_name(text: &str) -> bool {
    !text.contains("://") && !text.contains('©') && (1..=80).contains(&text.chars().count())
}
