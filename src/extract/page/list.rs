//! The links of a list page: a newsroom, a press-release archive, a section front.
//!
//! Selectors say where items, links, headlines and dates stand; what they leave out is guessed from the repetition that
//! makes a list: the largest group of alike elements in the page's main part whose links have headlines.

use super::address;
use super::dates::Reading;
use super::tree;
use crate::model::{Entry, Select, When};
use scraper::{ElementRef, Html, Selector};
use std::collections::HashMap;

/// The selectors, read.
struct Selectors {
    item: Option<Selector>,
    link: Option<Selector>,
    title: Option<Selector>,
    date: Option<Selector>,
}

impl Selectors {
    fn read(select: &Select) -> Result<Selectors, String> {
        Ok(Selectors {
            item: selector("item", select.item.as_deref())?,
            link: selector("link", select.link.as_deref())?,
            title: selector("title", select.title.as_deref())?,
            date: selector("date", select.date.as_deref())?,
        })
    }
}

fn selector(name: &str, text: Option<&str>) -> Result<Option<Selector>, String> {
    text.map(|t| Selector::parse(t).map_err(|e| format!("select.{name} = “{t}” is no CSS selector: {e}"))).transpose()
}

/// Reads the entries in the page's order, each address once.
pub(super) fn read(html: &Html, select: &Select, base: Option<&str>, reading: &Reading) -> Result<Vec<Entry>, String> {
    let selectors = Selectors::read(select)?;
    let base = base_of(html, base);
    let items: Vec<ElementRef> = match (&selectors.item, &selectors.link) {
        (Some(item), _) => html.select(item).collect(),
        (None, Some(link)) => html.select(link).collect(),
        (None, None) => guessed(html, base.as_deref()),
    };
    let mut entries: Vec<Entry> = Vec::new();
    for entry in items.into_iter().filter_map(|item| entry(item, &selectors, base.as_deref(), reading)) {
        if !entries.iter().any(|e| e.id == entry.id) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// The page that a list goes on with: what the selector finds, else what the page says is the next one (HTML, `rel="next"`).
pub(super) fn next(html: &Html, select: &Select, base: Option<&str>) -> Result<Option<String>, String> {
    let named = selector("next", select.next.as_deref())?;
    let base = base_of(html, base);
    let is_next = |e: &ElementRef| {
        let rels = || e.value().attr("rel").unwrap_or_default().split_whitespace();
        named.as_ref().map_or_else(|| rels().any(|rel| rel.eq_ignore_ascii_case("next")), |named| named.matches(e))
    };
    let link = tree::elements(html).filter(is_next).find_map(|e| e.value().attr("href"));
    Ok(link.and_then(|href| address::absolute(href, base.as_deref())).filter(|url| Some(url) != base.as_ref()))
}

fn base_of(html: &Html, url: Option<&str>) -> Option<String> {
    let declared = tree::elements(html).find(|e| e.value().name() == "base").and_then(|e| e.value().attr("href"));
    declared.and_then(|href| address::absolute(href, url)).or(url.map(str::to_owned))
}

fn entry(item: ElementRef, selectors: &Selectors, base: Option<&str>, reading: &Reading) -> Option<Entry> {
    let link = match &selectors.link {
        // Without an item selector the items are the links themselves.
        Some(link) => link.matches(&item).then_some(item).or_else(|| item.select(link).next())?,
        None => longest_link(item)?,
    };
    let anchor = if is_link(link) { link } else { links(link).next()? };
    let url = address::cleaned(&address::absolute(anchor.value().attr("href")?, base)?);
    let title = match &selectors.title {
        Some(title) => item.select(title).next().map(tree::text),
        None => Some(headline(item, anchor)),
    };
    let published = match &selectors.date {
        Some(date) => surroundings(item).find_map(|e| e.select(date).find_map(|d| reading.element(d))),
        None => surroundings(item).take(2).find_map(|e| dated(e, reading)),
    };
    Some(Entry { id: url.clone(), url: Some(url), title: title.filter(|t| !t.is_empty()), published, ..Entry::default() })
}

/// The heading in or around the link, else the link's own words.
fn headline(item: ElementRef, anchor: ElementRef) -> String {
    let heading =
        |e: ElementRef| e.descendants().filter_map(ElementRef::wrap).find(|e| is_heading(*e)).map(tree::text).filter(|t| !t.is_empty());
    let own = tree::text(anchor);
    heading(anchor).or_else(|| own.is_empty().then(|| heading(item)).flatten()).unwrap_or(own)
}

fn is_heading(element: ElementRef) -> bool {
    matches!(element.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The item itself, then what holds it, as long as that holds no other link.
fn surroundings(item: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    let alone = |e: &ElementRef| {
        let mut targets: Vec<&str> = links(*e).filter_map(|l| l.value().attr("href")).collect();
        targets.dedup();
        targets.len() <= 1
    };
    std::iter::once(item).chain(item.ancestors().filter_map(ElementRef::wrap).take(3).take_while(move |e| alone(e)))
}

/// A date in an element: marked as one, else in its words.
fn dated(element: ElementRef, reading: &Reading) -> Option<When> {
    let mut marked =
        element.descendants().filter_map(ElementRef::wrap).filter(|e| e.value().name() == "time" || e.value().attr("datetime").is_some());
    marked.find_map(|e| reading.element(e)).or_else(|| {
        // Word by word, so that a headline's own date does not win over the one beside it.
        let pieces: Vec<String> = element
            .descendants()
            .filter_map(ElementRef::wrap)
            .filter(|e| !e.children().any(|c| c.value().is_element()))
            .map(tree::text)
            .collect();
        pieces.iter().filter(|t| t.len() < 60).find_map(|t| reading.words(t)).or_else(|| reading.words(&tree::text(element)))
    })
}

fn is_link(element: ElementRef) -> bool {
    element.value().name() == "a" && element.value().attr("href").is_some()
}

fn links(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.descendants().filter_map(ElementRef::wrap).filter(|e| is_link(*e))
}

/// The link in a heading, else the one with the most words.
fn longest_link(item: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let in_heading = |l: &ElementRef| {
        l.ancestors().take(2).filter_map(ElementRef::wrap).chain(l.descendants().filter_map(ElementRef::wrap)).any(is_heading)
    };
    links(item).find(in_heading).or_else(|| links(item).min_by_key(|l| std::cmp::Reverse(tree::text(*l).len())))
}

/// Elements that hold no list of articles.
const ELSEWHERE: &[&str] = &["aside", "footer", "form", "header", "nav"];
/// A headline has at least so many bytes or so many words.
const HEADLINE: (usize, usize) = (18, 3);

/// The links of the group that has the most headline text.
fn guessed<'a>(html: &'a Html, base: Option<&str>) -> Vec<ElementRef<'a>> {
    let mut groups: HashMap<String, Vec<ElementRef<'a>>> = HashMap::new();
    let mut order = Vec::new();
    for link in tree::elements(html).filter(|e| is_link(*e) && is_entry(*e, base)) {
        let shape = shape(link);
        if !groups.contains_key(&shape) {
            order.push(shape.clone());
        }
        groups.entry(shape).or_default().push(link);
    }
    let weight = |shape: &&String| groups[*shape].iter().map(|l| tree::text(*l).len().min(120)).sum::<usize>();
    let best = order.iter().rev().max_by_key(weight);
    best.map(|shape| groups[shape].clone()).unwrap_or_default()
}

/// A link in the main part of the page, to another page, with a headline.
fn is_entry(link: ElementRef, base: Option<&str>) -> bool {
    let text = tree::text(link);
    let long = text.len() >= HEADLINE.0 && text.split_whitespace().count() >= HEADLINE.1 || !text.is_ascii() && text.chars().count() >= 8;
    let href = link.value().attr("href").unwrap_or_default();
    let other = !href.starts_with('#')
        && address::absolute(href, base).is_some_and(|u| base.is_none_or(|b| address::cleaned(&u) != address::cleaned(b)));
    long && other
        && !link
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|e| ELSEWHERE.contains(&e.value().name()) || e.value().attr("role") == Some("navigation"))
}

/// The names of the four elements around a link, and its classes: alike for the links of one list.
fn shape(link: ElementRef) -> String {
    let around = link.ancestors().filter_map(ElementRef::wrap).take(4).map(|e| e.value().name());
    around.collect::<Vec<_>>().join("<")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Context, page};

    fn links(html: &str, select: &Select) -> Result<Vec<(String, String, String)>, String> {
        let context = Context { url: Some("https://a.example/news/"), ..Context::default() };
        let text = |t: Option<String>| t.unwrap_or_default();
        let row = |e: Entry| (e.id, text(e.title), text(e.published.map(|w| w.edtf)));
        page::links(html, select, &context).map(|entries| entries.into_iter().map(row).collect())
    }

    fn row(url: &str, title: &str, day: &str) -> (String, String, String) {
        (url.to_owned(), title.to_owned(), day.to_owned())
    }

    #[test]
    fn a_list_is_guessed() {
        let html = "<nav><ul><li><a href=/about>About our company and us</a></ul></nav><h1>News</h1><ul>
            <li><a href='one?utm_source=x'>The first piece of news</a> <span>Feb 26, 2026</span>
            <li><a href=two>The second piece of news</a> <time datetime=2026-02-25>Wednesday</time>
            <li><a href=two>The second piece of news</a></ul><footer><a href=/x>All the rights are reserved here</a></footer>";
        let expected = [
            row("https://a.example/news/one", "The first piece of news", "2026-02-26"),
            row("https://a.example/news/two", "The second piece of news", "2026-02-25"),
        ];
        assert_eq!(links(html, &Select::default()).unwrap(), expected);
    }

    #[test]
    fn cards_have_their_date_beside_the_link() {
        let html = "<div class=card><div><a href=/1><img></a></div><div><p class=d>27.02.2026</p><h2><a href=/1>Council builds a bridge</a></h2><a href=/t>Politics</a></div></div>";
        let select = Select { item: Some(".card".into()), date: Some(".d".into()), ..Select::default() };
        assert_eq!(links(html, &select).unwrap(), [row("https://a.example/1", "Council builds a bridge", "2026-02-27")]);
    }

    #[test]
    fn of_an_item_that_is_full_of_dates_the_first_is_taken_at_once() {
        let dates = "on 27 February 2026 <b>and</b> so on, ".repeat(30_000);
        let html = format!("<ul><li><a href=/1>Council builds a bridge</a> on 26 February 2026 <b>too</b> {dates}</ul>");
        let select = Select { item: Some("li".into()), ..Select::default() };
        assert_eq!(links(&html, &select).unwrap(), [row("https://a.example/1", "Council builds a bridge", "2026-02-26")]);
    }

    #[test]
    fn a_wrong_selector_is_named() {
        let select = Select { item: Some("li".into()), link: Some("a[".into()), ..Select::default() };
        assert!(links("", &select).unwrap_err().starts_with("select.link = “a[”"));
    }
}
