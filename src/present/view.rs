//! The shapes of answers. Command line, API and export share them; docs/columns.md says what each field means.

use crate::model::quote::hundredths;
use crate::model::record::CaptureRef;
use crate::model::when::utc_text;
use crate::model::{Basis, Document, Event, Fidelity, Precision, Quotation, Revision, Span, When, Zone};
use crate::pipeline::{Coverage, Covering, Difference, Heard, Verified};
use crate::query::{Answer, Bar, By, Finding, Histogram, Results};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

/// An answer with what was understood.
#[derive(Debug, Serialize)]
pub(super) struct Envelope {
    pub(super) interpreted: String,
    /// The same in plain words; empty where there was no question.
    pub(super) sentence: String,
    pub(super) warnings: Vec<String>,
    pub(super) total: usize,
    pub(super) next: Option<String>,
    pub(super) results: Vec<Value>,
}

#[derive(Debug, Serialize)]
struct DocumentView<'a> {
    id: &'a str,
    kind: &'static str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    canonical: Option<&'a str>,
    publisher: Option<&'a str>,
    role: &'static str,
    authors: &'a [String],
    language: Option<&'a str>,
    published: Option<&'a When>,
    modified: Option<&'a When>,
    ahead: bool,
    captured: When,
    words: u32,
    quotes: u32,
    copy_of: Option<&'a str>,
    copies: u32,
    credit: Option<&'a str>,
    revision: &'a str,
    capture: CaptureView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
}

#[derive(Debug, Serialize)]
struct CaptureView<'a> {
    id: &'a str,
    sha256: &'a str,
    fetched: When,
}

/// A document as it stands inside a quotation or event.
#[derive(Debug, Serialize)]
struct Evidence<'a> {
    id: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    publisher: Option<&'a str>,
    role: &'static str,
    published: Option<&'a When>,
    revision: &'a str,
    capture: CaptureView<'a>,
}

#[derive(Debug, Serialize)]
struct QuotationView<'a> {
    id: &'a str,
    text: String,
    pieces: &'a [Span],
    kind: &'static str,
    speaker: Option<&'a str>,
    speaker_id: Option<&'a str>,
    role: Option<&'a str>,
    cue: Option<&'a str>,
    occasion: Option<&'a str>,
    addressee: Option<&'a str>,
    outlet: Option<&'a str>,
    said: Option<&'a When>,
    rule: &'a str,
    #[serde(serialize_with = "hundredths")]
    confidence: f32,
    context: &'a str,
    checked: bool,
    note: Option<&'a str>,
    promise: Option<String>,
    decided: &'a [String],
    document: Evidence<'a>,
    utterance: UtteranceView<'a>,
}

#[derive(Debug, Serialize)]
struct UtteranceView<'a> {
    id: &'a str,
    quoted: u32,
    first: Option<&'a When>,
    seen: When,
    primary: Option<Evidence<'a>>,
    fidelity: Option<&'static str>,
    diff: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct EventView<'a> {
    id: &'a str,
    kind: &'static str,
    when: &'a When,
    title: &'a str,
    text: &'a str,
    start: Option<usize>,
    end: Option<usize>,
    speaker: Option<&'a str>,
    quotation: Option<QuotationRef<'a>>,
    document: Evidence<'a>,
}

/// The quotation behind a saying.
#[derive(Debug, Serialize)]
struct QuotationRef<'a> {
    id: &'a str,
    kind: &'static str,
}

impl From<Answer> for Envelope {
    fn from(answer: Answer) -> Envelope {
        let results = match &answer.results {
            Results::Documents(findings) => findings.iter().map(|f| value(&finding(f))).collect(),
            Results::Quotations(quotations) => quotations.iter().map(quotation).collect(),
            Results::Events(events) => events.iter().map(event).collect(),
        };
        let Answer { interpreted, sentence, warnings, total, next, .. } = answer;
        Envelope { interpreted, sentence, warnings, total, next, results }
    }
}

/// An [`Envelope`] written down at once: a tree of values of a whole page takes longer than finding it.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    interpreted: &'a str,
    sentence: &'a str,
    warnings: &'a [String],
    total: usize,
    next: Option<&'a str>,
    results: PageResults<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PageResults<'a> {
    Documents(Vec<DocumentView<'a>>),
    Quotations(Vec<QuotationView<'a>>),
    Events(Vec<EventView<'a>>),
}

impl<'a> From<&'a Answer> for Page<'a> {
    fn from(answer: &'a Answer) -> Page<'a> {
        let results = match &answer.results {
            Results::Documents(findings) => PageResults::Documents(findings.iter().map(finding).collect()),
            Results::Quotations(quotations) => PageResults::Quotations(quotations.iter().map(quotation_view).collect()),
            Results::Events(events) => PageResults::Events(events.iter().map(event_view).collect()),
        };
        let Answer { interpreted, sentence, warnings, total, next, .. } = answer;
        Page { interpreted, sentence, warnings, total: *total, next: next.as_deref(), results }
    }
}

/// A question with its counts, to stand beside others.
pub(super) struct Side {
    pub(super) question: String,
    pub(super) histogram: Histogram,
}

/// Counts of one question or several. Periods in which nothing is are told as gaps.
pub(super) fn histograms(sides: &[Side], by: By, zone: Zone) -> Value {
    let side = |Side { question, histogram: h }: &Side| {
        json!({
            "question": question, "interpreted": h.interpreted, "warnings": h.warnings, "total": h.total,
            "coarse": h.coarse, "other": h.other, "bars": h.bars.iter().filter(|b| b.count > 0).map(bar).collect::<Vec<_>>(),
            "gaps": gaps(&h.bars), "peak": peak(&h.bars),
        })
    };
    json!({ "by": by.name(), "zone": zone.to_string(), "questions": sides.iter().map(side).collect::<Vec<_>>() })
}

fn bar(bar: &Bar) -> Value {
    match bar.period {
        Some((start, end)) => json!({ "label": bar.label, "start": utc_text(start), "end": utc_text(end), "count": bar.count }),
        None => json!({ "label": bar.label, "count": bar.count }),
    }
}

/// Periods in a row without an answer: the first and the last of them, and how many.
fn gaps(bars: &[Bar]) -> Vec<Value> {
    let runs = bars.chunk_by(|a, b| (a.count == 0) == (b.count == 0)).filter(|run| run[0].count == 0);
    runs.map(|run| json!({ "from": run[0].label, "to": run[run.len() - 1].label, "periods": run.len() })).collect()
}

/// Where most answers are; the first of equal ones.
pub(super) fn peak(bars: &[Bar]) -> Option<&str> {
    let most = bars.iter().map(|b| b.count).max()?;
    bars.iter().find(|b| b.count == most).map(|b| b.label.as_str())
}

impl Envelope {
    /// As it was written down.
    pub(super) fn read(value: &Value) -> Envelope {
        let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let results = list("results");
        let warnings = list("warnings").iter().map(text).collect();
        let (interpreted, sentence) = (text(&value["interpreted"]), text(&value["sentence"]));
        Envelope { interpreted, sentence, warnings, total: results.len(), next: None, results }
    }

    /// Where pasted words were heard.
    pub(super) fn verified(words: &str, verified: Verified) -> Envelope {
        let results: Vec<Value> = verified.heard.iter().map(heard).collect();
        let (interpreted, total) = (words.trim().to_owned(), results.len());
        Envelope { interpreted, sentence: String::new(), warnings: verified.warnings, total, next: None, results }
    }
}

#[derive(Debug, Serialize)]
struct HeardView<'a> {
    fidelity: &'static str,
    diff: Option<&'a str>,
    text: &'a str,
    speaker: Option<&'a str>,
    said: Option<&'a When>,
    primary: Option<Evidence<'a>>,
    quotation: Option<&'a str>,
    quoted: u32,
    document: Evidence<'a>,
}

fn heard(h: &Heard) -> Value {
    value(&HeardView {
        fidelity: h.fidelity.name(),
        diff: h.difference.as_deref(),
        text: &h.text,
        speaker: h.speaker.as_deref(),
        said: h.said.as_ref(),
        primary: h.primary.as_deref().map(evidence),
        quotation: h.quotation.as_ref().map(crate::model::Id::as_str),
        quoted: h.quoted,
        document: evidence(&h.document),
    })
}

/// What a revision changed.
pub(super) fn difference(d: &Difference) -> Value {
    let (before, after) = &*d.revisions;
    let revision =
        |r: &Revision| json!({ "id": r.id, "ordinal": r.ordinal, "title": r.title, "changed": r.changed, "captured": captured(r.fetched) });
    let changes: Vec<Value> = d.changes.iter().map(|c| json!({ "kind": c.kind.name(), "matters": c.matters, "text": c.text })).collect();
    let altered: Vec<Value> = d.revised.altered.iter().map(|(before, after)| json!({ "before": before, "after": after })).collect();
    json!({ "document": evidence(&d.document), "before": revision(before), "after": revision(after), "changes": changes,
        "matters": d.revised.matters(),
        "quotations": { "removed": d.revised.removed, "added": d.revised.added, "altered": altered } })
}

/// Who quotes a statement.
pub(super) fn coverage(c: &Coverage) -> Value {
    let quoted = |q: &Quotation| {
        json!({ "id": q.id, "text": q.quote.text(), "speaker": q.quote.speaker_name, "fidelity": q.utterance.fidelity.map(Fidelity::name),
            "diff": q.utterance.difference })
    };
    let by = |c: &Covering| {
        let quotations: Vec<Value> = c.quotations.iter().map(quoted).collect();
        json!({ "document": evidence(&c.document), "share": hundredth(c.share), "quotations": quotations })
    };
    let sentences: Vec<Value> = c.sentences.iter().map(|(text, quoted)| json!({ "text": text, "quoted": quoted })).collect();
    json!({ "share": hundredth(c.share), "documents": c.by.len(), "texts": c.texts, "by": c.by.iter().map(by).collect::<Vec<_>>(),
        "sentences": sentences })
}

fn hundredth(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// The statements behind a document, those first that it quotes most often.
pub(super) fn statements(quotations: &[Quotation]) -> Value {
    behind(quotations).into_iter().map(|(document, quoted)| json!({ "document": evidence(document), "quoted": quoted })).collect()
}

/// The statements that quotations of a document are from, and how many of them.
pub(super) fn behind(quotations: &[Quotation]) -> Vec<(&Document, usize)> {
    let mut behind: Vec<(&Document, usize)> = Vec::new();
    for (q, primary) in quotations.iter().filter_map(|q| Some((q, q.utterance.primary.as_deref()?))) {
        match behind.iter_mut().find(|(d, _)| d.id == primary.id) {
            Some((_, quoted)) => *quoted += 1,
            None if primary.id != q.document.id => behind.push((primary, 1)),
            None => {}
        }
    }
    behind.sort_by_key(|(_, quoted)| std::cmp::Reverse(*quoted));
    behind
}

/// A search hit: a document with snippet and score.
fn finding(finding: &Finding) -> DocumentView<'_> {
    DocumentView { snippet: Some(&finding.snippet), score: Some(f64::from(finding.score)), ..document_view(&finding.document) }
}

/// A document without its text.
pub(super) fn document(d: &Document) -> Value {
    value(&document_view(d))
}

fn document_view(d: &Document) -> DocumentView<'_> {
    DocumentView {
        id: d.id.as_str(),
        kind: d.kind.name(),
        title: d.article.title.as_deref(),
        url: d.url.as_deref(),
        canonical: d.article.canonical.as_deref(),
        publisher: d.article.publisher.as_deref(),
        role: d.role.name(),
        authors: &d.article.authors,
        language: d.article.language.as_deref(),
        published: d.article.published.as_ref(),
        modified: d.article.modified.as_ref(),
        ahead: d.article.published.as_ref().is_some_and(|p| p.start > d.capture.fetched),
        captured: fetched(&d.capture),
        words: d.words,
        quotes: d.quotes,
        copy_of: d.copies.of.as_ref().map(crate::model::Id::as_str),
        copies: d.copies.others,
        credit: d.copies.credit.as_deref(),
        revision: d.revision.as_str(),
        capture: capture(&d.capture),
        snippet: None,
        score: None,
    }
}

/// A quotation with its document and utterance.
pub(super) fn quotation(q: &Quotation) -> Value {
    value(&quotation_view(q))
}

fn quotation_view(q: &Quotation) -> QuotationView<'_> {
    let quote = &q.quote;
    QuotationView {
        id: q.id.as_str(),
        text: quote.text(),
        pieces: &quote.content,
        kind: quote.kind.name(),
        speaker: quote.speaker_name.as_deref(),
        speaker_id: q.speaker_id.as_ref().map(crate::model::Id::as_str),
        role: quote.role.as_deref(),
        cue: quote.cue.as_ref().map(|c| c.text.as_str()),
        occasion: quote.occasion.as_ref().map(|o| o.text.as_str()),
        addressee: quote.addressee.as_ref().map(|a| a.text.as_str()),
        outlet: quote.outlet.as_deref(),
        said: quote.said.as_ref(),
        rule: &quote.rule,
        confidence: quote.confidence,
        context: &q.context,
        checked: q.marks.checked,
        note: q.marks.note.as_deref(),
        promise: q.marks.promise.as_ref().map(|(outcome, shown)| format!("{outcome}: {shown}")),
        decided: &q.marks.decided,
        document: evidence(&q.document),
        utterance: UtteranceView {
            id: q.utterance.id.as_str(),
            quoted: q.utterance.quoted,
            first: q.utterance.first.as_ref(),
            seen: captured(q.utterance.seen),
            primary: q.utterance.primary.as_deref().map(evidence),
            fidelity: q.utterance.fidelity.map(crate::model::Fidelity::name),
            diff: q.utterance.difference.as_deref(),
        },
    }
}

/// The same words wherever quoted: by their quotations, of which there is one at least.
pub(super) fn utterance(same: &[&Quotation]) -> Value {
    let u = &same[0].utterance;
    json!({ "id": u.id, "text": same[0].quote.text(), "quoted": u.quoted, "first": u.first, "seen": captured(u.seen),
        "primary": u.primary.as_deref().map(evidence), "quotations": same.iter().map(|q| quotation(q)).collect::<Vec<_>>() })
}

/// An event with its document.
pub(super) fn event(e: &Event) -> Value {
    value(&event_view(e))
}

fn event_view(e: &Event) -> EventView<'_> {
    EventView {
        id: e.id.as_str(),
        kind: e.kind.name(),
        when: &e.when,
        title: &e.title,
        text: &e.text,
        start: e.start,
        end: e.end,
        speaker: e.speaker.as_deref(),
        quotation: e.quotation.as_ref().map(|(id, kind)| QuotationRef { id: id.as_str(), kind: kind.name() }),
        document: evidence(&e.document),
    }
}

fn evidence(d: &Document) -> Evidence<'_> {
    Evidence {
        id: d.id.as_str(),
        title: d.article.title.as_deref(),
        url: d.url.as_deref(),
        publisher: d.article.publisher.as_deref(),
        role: d.role.name(),
        published: d.article.published.as_ref(),
        revision: d.revision.as_str(),
        capture: capture(&d.capture),
    }
}

fn capture(c: &CaptureRef) -> CaptureView<'_> {
    CaptureView { id: c.id.as_str(), sha256: &c.sha256, fetched: fetched(c) }
}

fn fetched(c: &CaptureRef) -> When {
    captured(c.fetched)
}

fn captured(at: DateTime<Utc>) -> When {
    When::instant(at, Precision::Second, Zone::Unknown, Basis::Explicit, "capture")
}

fn value<T: Serialize>(view: &T) -> Value {
    serde_json::to_value(view).expect("views have string keys and no failing serialisers")
}
