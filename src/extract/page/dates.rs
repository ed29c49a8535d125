//! When a page was published and last changed, by the best of its statements.

use super::blocks::Mark;
use super::date_text::{self, Found, Order};
use super::json_ld::Stated;
use super::local_date;
use super::meta::Meta;
use super::parts::Parts;
use super::{Context, address, tree};
use crate::model::{Precision, When, Zone, date};
use chrono::{Datelike, NaiveDate, NaiveTime};
use regex::Regex;
use scraper::ElementRef;
use std::sync::LazyLock;

/// Published and modified.
pub(super) struct Dates {
    pub(super) published: Option<When>,
    pub(super) modified: Option<When>,
    /// Every statement.
    stated: Vec<When>,
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
    "sw-pubdate",
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

/// Reads every statement of the page and takes the best. `source` is the page as it came, for dates in its programs.
pub(super) fn read(parts: &Parts, meta: &Meta, stated: &Stated, locale: Option<&str>, context: &Context, source: &str) -> Dates {
    let page = Statements { parts, meta, stated, context, source };
    let reading = Reading::new(locale, context);
    let dates = page.read(&reading);
    let ambiguous = dates.published.as_ref().filter(|w| w.is_ambiguous());
    match ambiguous.and_then(|w| page.decided(w, &dates.stated)) {
        Some(order) => page.read(&Reading { order, ..reading }),
        None => dates,
    }
}

/// Where a page states its dates.
struct Statements<'a> {
    parts: &'a Parts<'a>,
    meta: &'a Meta,
    stated: &'a Stated,
    context: &'a Context<'a>,
    source: &'a str,
}

impl Statements<'_> {
    fn read(&self, reading: &Reading) -> Dates {
        let Statements { parts, meta, stated, context, source } = *self;
        let mut modified = reading.all(stated.modified.iter().map(String::as_str).chain(MODIFIED.iter().flat_map(|n| meta.all(n))));
        let mut found = reading.all(stated.published.iter().map(String::as_str).chain(PUBLISHED.iter().flat_map(|n| meta.all(n))));
        let url = context.url.or(meta.link("canonical")).and_then(|u| date_text::of_url(u, context.zone)).filter(|w| reading.plausible(w));
        if let Some(url) = url {
            // An address keeps its day when the page is published again; by a day they differ where the server is elsewhere.
            let again = found.first().is_some_and(|w| (w.start - url.start).num_days() > 2);
            found.insert(if again { 0 } else { found.len() }, url);
        }
        let (shown, updated) = if found.is_empty() { reading.shown(parts) } else { (None, None) };
        let (marked, changed) = reading.marked(parts);
        found.extend(marked);
        if modified.is_empty() {
            modified.extend(changed.or(updated));
        }
        let published = best(&found).or(shown).or_else(|| reading.programmed(source)).or_else(|| modified.first().cloned());
        Dates {
            published: published.map(|w| local_date::of(w, source)),
            modified: best(&modified).map(|w| local_date::of(w, source)),
            stated: found.into_iter().chain(modified).collect(),
        }
    }

    /// The order of figures that the page's other dates tell: one that can be read one way only, one that is the same day as
    /// one of the readings, or the capture, before which one of them lies.
    fn decided(&self, ambiguous: &When, others: &[When]) -> Option<Order> {
        let lines = self.parts.page.blocks.iter().filter(|b| b.text.len() < LINE).map(|b| b.text.as_str());
        let shown = lines.filter(|l| l.contains(['/', '-'])).find_map(date_text::shown_order);
        let days = ambiguous.edtf.trim_matches(['[', ']']).split(',').filter_map(|d| d.get(..10)?.parse().ok());
        let days: Vec<NaiveDate> = days.collect();
        let order = |day: &NaiveDate| if *day == ambiguous.local_day() { Order::DayFirst } else { Order::MonthFirst };
        let same = || days.iter().find(|d| others.iter().any(|o| !o.is_ambiguous() && o.local_day() == **d)).map(order);
        let seen = || {
            let captured = self.context.captured?.date_naive();
            let mut before = days.iter().filter(|d| **d <= captured);
            before.next().filter(|_| before.next().is_none()).map(order)
        };
        shown.or_else(same).or_else(seen)
    }
}

/// The first of the statements, or another of the same day that says it more finely, or of the same instant that says
/// it in the publisher's own zone.
fn best(found: &[When]) -> Option<When> {
    let first = found.first()?;
    let away = |w: &When| matches!(w.zone, Zone::Offset(o) if o.local_minus_utc() != 0);
    let nearly = |w: &&When| (w.start - first.start).num_seconds().abs() < 60 && w.precision >= Precision::Minute;
    let same_day = |w: &&When| w.local_day() == first.local_day() && (w.start - first.start).num_hours().abs() <= 26;
    let better = if first.precision >= Precision::Minute {
        found.iter().filter(nearly).find(|w| away(w) && !away(first))
    } else {
        found
            .iter()
            .filter(same_day)
            .filter(|w| w.precision > first.precision)
            .rev()
            .max_by_key(|w| (matches!(w.zone, Zone::Offset(_)), w.precision))
    };
    Some(better.unwrap_or(first).clone())
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
    pub(super) fn machine(&self, raw: &str) -> Option<When> {
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

    /// Dates of elements that are marked as one, those that say that they are the publication's first; and a change's beside one.
    fn marked(&self, parts: &Parts) -> (Vec<When>, Option<When>) {
        let ranked = parts.page.marks.iter().filter_map(|mark| {
            let e = mark.element.value();
            let names = [e.attr("itemprop"), e.attr("class"), e.attr("property")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
                .to_ascii_lowercase();
            let publication = PUBLICATION.iter().any(|n| names.contains(n)) || e.attr("pubdate").is_some();
            let change = !publication && CHANGE.iter().any(|n| names.contains(n));
            if change || parts.aside(mark.place) && (!publication || parts.apart(mark.place) && !parts.near_title(mark.block)) {
                return None;
            }
            let rank = match (publication, parts.near_title(mark.block)) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            };
            Some((rank, said_before(parts, mark), self.element(mark.element)?))
        });
        let mut ranked: Vec<(i32, Option<Says>, When)> = ranked.collect();
        let told = ranked.iter().any(|(_, says, _)| *says == Some(Says::Published));
        let changed = |says: Option<Says>| told && says == Some(Says::Changed);
        ranked.sort_by_key(|(rank, says, _)| (*rank, changed(*says)));
        let update = ranked.iter().find(|(rank, says, _)| *rank % 2 == 0 && changed(*says)).map(|(_, _, w)| w.clone());
        (ranked.into_iter().map(|(_, _, w)| w).collect(), update)
    }

    /// The date in a text that is the publication's.
    pub(super) fn words(&self, text: &str) -> Option<When> {
        let when = self.told(text)?.0.when;
        self.plausible(&when).then_some(when)
    }

    /// The first date in a text, unless it says that it is a change's and a later one that it is the publication's; and the change's.
    fn told(&self, text: &str) -> Option<(Found, Option<When>)> {
        // A long text is no line about the page, and to find all dates of one takes time by the square of them.
        if text.len() >= LINE {
            return date_text::first(text, self.order, self.zone).map(|found| (found, None));
        }
        let mut dates = date_text::all(text, self.order, self.zone);
        let says = |says: Says| move |f: &Found| Says::of(&text[..f.range.start]) == Some(says);
        let changed = dates.iter().find(|f| says(Says::Changed)(f) && self.plausible(&f.when)).map(|f| f.when.clone());
        let first = dates.first()?;
        let later = if says(Says::Changed)(first) { dates.iter().position(says(Says::Published)) } else { None };
        Some((dates.swap_remove(later.unwrap_or(0)), changed))
    }

    /// The date that readers see: a short line near the headline, else one that says what it is, else the first line
    /// that is hardly more than a date; and that of a change near the headline.
    fn shown(&self, parts: &Parts) -> (Option<When>, Option<When>) {
        let blocks = &parts.page.blocks;
        let mut update = None;
        let ranked = (0..blocks.len()).filter_map(|b| {
            let text = &blocks[b].text;
            let line = text.len() < LINE;
            if parts.apart(blocks[b].place) || text.contains('©') || !(line || parts.near_title(b) && parts.prose[b] > 0) {
                return None;
            }
            let (found, changed) = self.told(text).filter(|(f, _)| self.plausible(&f.when) && (line || f.range.start < 40))?;
            let before = &text[..found.range.start];
            let says = SAYS_PUBLISHED.is_match(before);
            let aside = parts.aside(blocks[b].place);
            let rank = match (aside, parts.near_title(b), says) {
                (true, _, false) => return None,
                (false, true, true) => 0,
                (false, true, false) => 1,
                (_, _, true) => 2,
                _ => 3,
            };
            update = update.take().or(changed.filter(|_| rank < 2));
            let change = Says::of(before) == Some(Says::Changed);
            Some(((rank, change, found.range.len() * 4 < text.len(), b), found.when))
        });
        let published = ranked.min_by_key(|(rank, _)| *rank).map(|(_, w)| w);
        (published, update)
    }

    /// A date that a program of the page names as the publication's.
    fn programmed(&self, source: &str) -> Option<When> {
        static NAMED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"(?i)(?-u:\b)(?:date_?published|published_?(?:at|date|on)|publication_?date|publish_?(?:date|ed_?time)|pub_?date|created_?at|date_?created)\\?["']?\s*[:=]\s*\\?["']([^"'\\]{8,40})\\?["']"#).expect("a valid pattern")
        });
        NAMED.captures_iter(source).find_map(|c| self.machine(&c[1]))
    }
}

/// Parts of names that say that a date is the publication's.
const PUBLICATION: &[&str] = &["publish", "pubdate", "pub-date", "publication", "date:created", "dc:date", "dc:created"];
/// Parts of names that say that it is the last change's.
const CHANGE: &[&str] = &["modified", "updated", "dateupdate"];

/// Words before a date that say that it is the publication's, in the languages of the press.
static SAYS_PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?: published | posted | released | created | date | erschienen | veröffentlicht | geschrieben | verfasst | erstellt | eingestellt | datum | stand | artikel\ wurde | eintrag\ wurde | beitrag\ wurde | wurde\ am
          | publié | mis\ en\ ligne | publicado | publicación | fecha | pubblicato | data | publicado | gepubliceerd | geplaatst | opublikowano | publicerad | publisert | udgivet | julkaistu | yayınlanma | yayın\ tarihi | giriş | опубликовано | дата | közzétéve | zveřejněno | vydáno )",
    )
    .expect("a valid pattern")
});

/// Bytes of the longest line that tells of a page's dates.
const LINE: usize = 300;

/// Words before a date that say that it is the last change's.
static SAYS_CHANGED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?: updated? | modified | edited | aktualisier(?:t|ung) | geändert | stand | mise?\ à\ jour | modifié | actualizado | actualización | aggiornat[oa] | aggiornamento
          | atualizado | bijgewerkt | zaktualizowano | aktualizacja | uppdaterad | oppdatert | opdateret | päivitetty | güncelle(?:me|ndi) | обновлено | frissítve | aktualizováno )",
    )
    .expect("a valid pattern")
});

/// What the words before a date say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Published,
    Changed,
}

impl Says {
    /// Only the words right before the date tell, not those of a date before it.
    fn of(before: &str) -> Option<Says> {
        const NEAR: usize = 30;
        let words = before.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or(before);
        let from = words.char_indices().rev().take(NEAR).last().map_or(0, |(i, _)| i);
        match &words[from..] {
            near if SAYS_CHANGED.is_match(near) => Some(Says::Changed),
            near if SAYS_PUBLISHED.is_match(near) => Some(Says::Published),
            _ => None,
        }
    }
}

/// What the words of its block before an element say of its date, or its own before the figures.
fn said_before(parts: &Parts, mark: &Mark) -> Option<Says> {
    let block = &parts.page.blocks.get(mark.block)?.text;
    let text = tree::text(mark.element);
    let figures = text.find(|c: char| c.is_ascii_digit())?;
    let at = block.find(&text)?;
    Says::of(&block[..at + figures])
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
