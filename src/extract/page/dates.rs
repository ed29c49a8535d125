//! When a page was published and last changed, by the best of its statements.

use super::date_text::{self, Order};
use super::json_ld::Stated;
use super::meta::Meta;
use super::parts::Parts;
use super::{Context, address, tree};
use crate::model::{Precision, When, Zone, date};
use chrono::{Datelike, NaiveTime};
use scraper::ElementRef;

/// Published and modified.
pub(super) struct Dates {
    pub(super) published: Option<When>,
    pub(super) modified: Option<When>,
}

/// Meta elements that hold the publication, the plainest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "article:published:time",
    "datepublished",
    "og:published_time",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:recs:articlepublicationdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "article:post_date",
    "article_date_original",
    "article.published",
    "article.created",
    "publication_date",
    "publication-date",
    "publicationdate",
    "publish_date",
    "publish-date",
    "publishdate",
    "published-date",
    "published_date",
    "publish-time",
    "publishtime",
    "published",
    "pubdate",
    "pub_date",
    "ptime",
    "pdate",
    "vr:published_time",
    "rnews:datepublished",
    "bt:pubdate",
    "article_publish_date",
    "articlepublicationdate",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "gentime",
    "originalpublicationdate",
    "displaydate",
    "firstpublished",
    "shareaholic:article_published_time",
    "mediator_published_time",
    "dc.date",
    "dcterms.date",
    "date",
    "created",
    "creation_date",
    "datecreated",
    "date_published",
    "og:pubdate",
    "og:publish_date",
    "og:release_date",
    "dateposted",
    "uploaddate",
];

/// Meta elements that hold the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "datemodified",
    "og:updated_time",
    "article:updated_time",
    "og:modified_time",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "modified",
    "modified_date",
    "revision_date",
    "lastmod",
    "last-modified",
    "lastupdate",
    "date_modified",
    "last-update",
    "updated_time",
    "utime",
];

/// Attributes that hold a date for machines.
const DATE_ATTRIBUTES: &[&str] = &["datetime", "content", "title", "data-datetime", "data-date", "data-timestamp", "data-time"];

/// What the dates are read with.
pub(super) struct Reading<'a> {
    order: Order,
    zone: Zone,
    context: &'a Context<'a>,
}

/// Reads every statement of the page and takes the best.
pub(super) fn read(parts: &Parts, meta: &Meta, stated: &Stated, locale: Option<&str>, context: &Context) -> Dates {
    let reading = Reading::new(locale, context);
    let modified = reading.all(stated.modified.iter().map(String::as_str).chain(MODIFIED.iter().flat_map(|n| meta.all(n))));
    let declared = reading.all(stated.published.iter().map(String::as_str).chain(PUBLISHED.iter().flat_map(|n| meta.all(n))));
    let url = context.url.or(meta.link("canonical")).and_then(|u| date_text::of_url(u, context.zone)).filter(|w| reading.plausible(w));
    let mut found = declared;
    found.extend(url);
    found.extend(reading.marked(parts));
    let published = best(&found).or_else(|| reading.shown(parts)).or_else(|| modified.first().cloned());
    let modified = best(&modified);
    Dates { published, modified }
}

/// The first of the statements, or another of the same day that says it more finely or with its zone.
fn best(found: &[When]) -> Option<When> {
    let first = found.first()?;
    let fineness = |w: &When| (w.precision, matches!(w.zone, Zone::Offset(_)));
    let same_day = |w: &&When| (w.start - first.start).num_hours().abs() <= 26 && w.local_day() == first.local_day();
    let finest = found.iter().filter(same_day).rev().max_by_key(|w| fineness(w))?;
    Some(if first.precision < Precision::Minute && fineness(finest) > fineness(first) { finest.clone() } else { first.clone() })
}

impl<'a> Reading<'a> {
    /// What the page's language and address tell of its dates.
    pub(super) fn new(locale: Option<&str>, context: &'a Context<'a>) -> Reading<'a> {
        Reading { order: order(locale, context.url), zone: context.zone, context }
    }

    /// The date of an element, by its attributes, else by its words.
    pub(super) fn element(&self, element: ElementRef) -> Option<When> {
        let e = element.value();
        let stated = DATE_ATTRIBUTES.iter().filter_map(|a| e.attr(a)).find_map(|a| self.machine(a));
        stated.or_else(|| {
            let text = tree::text(element);
            (text.len() < 120).then(|| self.words(&text)).flatten()
        })
    }

    fn all<'t>(&self, raws: impl Iterator<Item = &'t str>) -> Vec<When> {
        raws.filter_map(|raw| self.machine(raw)).collect()
    }

    /// A date of an attribute, else of its words. Midnight is how machines write a day.
    fn machine(&self, raw: &str) -> Option<When> {
        let when = date::read(raw, self.zone).or_else(|| {
            let found = date_text::first(raw, self.order, self.zone)?;
            (raw.len() < 80).then_some(found.when)
        })?;
        let local = when.zone.to_local(when.start);
        let midnight = when.precision == Precision::Second && local.time() == NaiveTime::MIN;
        let when = if midnight { When::day(local.date(), when.zone, when.basis, raw) } else { when };
        (when.precision >= Precision::Day && self.plausible(&when)).then_some(when)
    }

    /// Not before the web, not long after the capture.
    fn plausible(&self, when: &When) -> bool {
        let latest = self.context.captured.map_or(2100, |c| c.year() + 1);
        (1991..=latest).contains(&when.local_day().year())
    }

    /// Dates of elements that are marked as one.
    fn marked(&self, parts: &Parts) -> Vec<When> {
        let mut found: Vec<(usize, When)> = Vec::new();
        for mark in parts.page.marks.iter().filter(|m| !parts.aside(m.place)) {
            let e = mark.element.value();
            let names = e.attr("itemprop").into_iter().chain(e.attr("class")).collect::<Vec<_>>().join(" ").to_ascii_lowercase();
            if names.contains("modified") || names.contains("updated") && !names.contains("published") {
                continue;
            }
            let when = self.element(mark.element);
            let rank = if e.attr("pubdate").is_some() || names.contains("publish") {
                0
            } else if parts.near_title(mark.block) {
                1
            } else {
                2
            };
            found.extend(when.map(|w| (rank, w)));
        }
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, w)| w).collect()
    }

    /// The first date in a text.
    pub(super) fn words(&self, text: &str) -> Option<When> {
        let when = date_text::first(text, self.order, self.zone)?.when;
        self.plausible(&when).then_some(when)
    }

    /// The date that readers see: a short line near the headline, else one that says what it is.
    fn shown(&self, parts: &Parts) -> Option<When> {
        let blocks = &parts.page.blocks;
        let candidates = (0..blocks.len()).filter(|b| blocks[*b].text.len() < 200 && !parts.aside(blocks[*b].place));
        let dated = candidates.filter_map(|b| Some((b, self.words(&blocks[b].text)?)));
        dated.min_by_key(|(b, w)| (!parts.near_title(*b), w.raw.len() * 4 < blocks[*b].text.len(), *b)).map(|(_, w)| w)
    }
}

/// Countries of English that write the day first, by region and by top-level domain.
const DAY_FIRST: &[&str] = &["au", "gb", "ie", "in", "ke", "my", "ng", "nz", "pk", "sg", "uk", "za"];

/// The order of numbers by the page's language and country.
fn order(locale: Option<&str>, url: Option<&str>) -> Order {
    let host = url.and_then(address::host).unwrap_or_default();
    let domain = host.rsplit('.').next().unwrap_or_default();
    let mut tag = locale.unwrap_or_default().split('-');
    match (tag.next().unwrap_or_default(), tag.next().unwrap_or_default()) {
        _ if DAY_FIRST.contains(&domain) => Order::DayFirst,
        ("en", region) if DAY_FIRST.contains(&region) => Order::DayFirst,
        ("en", "us") => Order::MonthFirst,
        ("en" | "", _) if domain.len() == 2 && domain != "us" && domain != "io" && domain != "co" => Order::DayFirst,
        ("en" | "", _) => Order::Unknown,
        _ => Order::DayFirst,
    }
}
