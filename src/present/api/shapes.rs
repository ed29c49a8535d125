//! The shapes of answers and bodies, as the `OpenAPI` document tells them. What each field means stands in docs/columns.md too.
//!
//! A type is `text`, `count`, `number`, `flag`, `time` (RFC 3339), `any`, one of several words (`a|b`), the name of a shape, a list
//! of a type (`[T]`), or a type or null (`T?`). A field whose name ends in `?` may be absent.

use serde_json::{Map, Value, json};

/// An object with these fields and no others.
pub(super) struct Shape {
    pub(super) name: &'static str,
    does: &'static str,
    /// Names and types: `id: text, title: text?`.
    fields: &'static str,
}

/// Sorted by name.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "About",
        does: "What an article says of itself",
        fields: "section: text?, tags: [text], image: text?, access: free|paywalled?",
    },
    Shape {
        name: "Bar",
        does: "One count of a histogram; periods have a start and an end",
        fields: "label: text, count: count, start?: time, end?: time",
    },
    Shape { name: "Begun", does: "A pass that was begun", fields: "begun: flag, events: text" },
    Shape {
        name: "Capture",
        does: "One response or imported file, with headers both ways",
        fields: "id: text, source: text?, entry: text?, asked: text, chain: [text], hops: [any], status: count, \
            request: [[text]], response: [[text]], address: text?, tls: any, fetched: time, sha256: text, length: count",
    },
    Shape { name: "CaptureRef", does: "Where it was read from", fields: "id: text, sha256: text, fetched: When" },
    Shape { name: "Change", does: "A piece of a text that changed", fields: "kind: text, matters: flag, text: text" },
    Shape {
        name: "Coverage",
        does: "Who quotes a statement, and how much of it",
        fields: "share: number, documents: count, texts: count, by: [Covering], sentences: [Sentence]",
    },
    Shape {
        name: "Covering",
        does: "A document that quotes a statement",
        fields: "document: Evidence, share: number, quotations: [Quoted]",
    },
    Shape {
        name: "Decision",
        does: "What somebody set right by hand; what the kind needs stands beside it",
        fields: "id: text, subject: text, kind: text, made: time, by: text?, undone: time?, undone_by: text?, name?: text?, \
            type?: text, said?: When, start?: count, end?: count, text?: text, speaker?: text?, kept?: flag, shown?: text, \
            document?: text?, holds?: flag, urls?: [text], why?: text?, into?: text, source?: text?",
    },
    Shape {
        name: "Difference",
        does: "What a revision changed",
        fields: "document: Evidence, before: Revision, after: Revision, changes: [Change], matters: flag, quotations: Turnover",
    },
    Shape {
        name: "Document",
        does: "An article or a statement with its text and what is in it",
        fields: "id: text, kind: article|statement, title: text?, url: text?, canonical: text?, publisher: text?, \
            role: primary|press, authors: [text], language: text?, published: When?, modified: When?, ahead: flag, \
            captured: When, words: count, quotes: count, copy_of: text?, copies: count, credit: text?, revision: text, \
            capture: CaptureRef, about: About, text: text, parts: [Part], statements: [Statement], coverage: Coverage?, \
            quotations: [Quotation]",
    },
    Shape {
        name: "Documents",
        does: "A page of documents",
        fields: "interpreted: text, sentence: text, warnings: [text], total: count, next: text?, results: [Hit]",
    },
    Shape {
        name: "Event",
        does: "Anything with a date and evidence",
        fields: "id: text, kind: published|revised|said|happened, when: When, title: text, text: text, start: count?, \
            end: count?, speaker: text?, quotation: QuotationRef?, document: Evidence",
    },
    Shape {
        name: "Events",
        does: "A page of events",
        fields: "interpreted: text, sentence: text, warnings: [text], total: count, next: text?, results: [Event]",
    },
    Shape {
        name: "Evidence",
        does: "The document that a thing is from",
        fields: "id: text, title: text?, url: text?, publisher: text?, role: primary|press, published: When?, revision: text, \
            capture: CaptureRef",
    },
    Shape { name: "Gap", does: "Periods in a row without an answer", fields: "from: text, to: text, periods: count" },
    Shape {
        name: "Heard",
        does: "A place where words were said",
        fields: "fidelity: verbatim|cut|altered, diff: text?, text: text, speaker: text?, said: When?, primary: Evidence?, \
            quotation: text?, quoted: count, document: Evidence",
    },
    Shape { name: "Histogram", does: "Counts of one question or two", fields: "by: text, zone: text, questions: [Side]" },
    Shape {
        name: "Hit",
        does: "A document that was found",
        fields: "id: text, kind: article|statement, title: text?, url: text?, canonical: text?, publisher: text?, \
            role: primary|press, authors: [text], language: text?, published: When?, modified: When?, ahead: flag, \
            captured: When, words: count, quotes: count, copy_of: text?, copies: count, credit: text?, revision: text, \
            capture: CaptureRef, snippet: text, score: number",
    },
    Shape { name: "Hub", does: "Who tells of a source's news (WebSub)", fields: "url: text, until: time?, told: time?, reason: text?" },
    Shape {
        name: "Part",
        does: "A part of a text that is more than running prose",
        fields: "start: count, end: count, kind: text, label?: text, when?: When",
    },
    Shape {
        name: "Passed",
        does: "How a source answered",
        fields: "name: text, outcome: read|not modified|waits|failed, reason: text?, new: count, revised: count, \
            unchanged: count, warnings: [text]",
    },
    Shape {
        name: "Problem",
        does: "What is wrong (RFC 9457); caret is the question with a mark under the place",
        fields: "type: text, title: text?, status: count, detail: text, caret: text?",
    },
    Shape {
        name: "Quotation",
        does: "What somebody said",
        fields: "id: text, text: text, pieces: [Span], kind: direct|mixed|indirect, speaker: text?, speaker_id: text?, \
            role: text?, cue: text?, occasion: text?, addressee: text?, outlet: text?, said: When?, rule: text, \
            confidence: number, context: text, checked: flag, note: text?, promise: text?, decided: [text], \
            document: Evidence, utterance: Utterance",
    },
    Shape { name: "QuotationRef", does: "The quotation behind a saying", fields: "id: text, kind: direct|mixed|indirect" },
    Shape {
        name: "Quotations",
        does: "A page of quotations",
        fields: "interpreted: text, sentence: text, warnings: [text], total: count, next: text?, results: [Quotation]",
    },
    Shape {
        name: "Quoted",
        does: "A quotation from a statement",
        fields: "id: text, text: text, speaker: text?, fidelity: verbatim|cut|altered?, diff: text?",
    },
    Shape {
        name: "Read",
        does: "What was read from a page, text or feed",
        fields: "id: text, kind: article|feed|sitemap|opml, error: text?, warnings: [text], article: any, quotes: [any], \
            mentions: [any], entities: [any], feed: any, sitemap: any, opml: any",
    },
    Shape {
        name: "Revision",
        does: "A state of a document",
        fields: "id: text, ordinal: count, title: text?, changed: When?, captured: When",
    },
    Shape {
        name: "Saved",
        does: "A question that is asked again and again",
        fields: "name: text, question: text, as: documents|quotations|events, zone: text, hook: text?",
    },
    Shape { name: "Sentence", does: "A sentence of a statement, and how often it is quoted", fields: "text: text, quoted: count" },
    Shape {
        name: "Side",
        does: "A question with its counts",
        fields: "question: text, interpreted: text, warnings: [text], total: count, coarse: count, other: count, bars: [Bar], \
            gaps: [Gap], peak: text?",
    },
    Shape {
        name: "Source",
        does: "What is watched and how it fares",
        fields: "name: text, kind: feed|sitemap|list|page|folder, role: primary|press, url: text, asked: time?, good: time?, \
            failures: count, reason: text?, not_before: time?, gone: flag, next: time?, moved: text?, hub: Hub?",
    },
    Shape { name: "Span", does: "Words and their place in code points", fields: "start: count, end: count, text: text" },
    Shape { name: "Speaker", does: "Who is quoted", fields: "id: text, kind: text, name: text, quoted: count" },
    Shape {
        name: "SpeakerPage",
        does: "A speaker with how many quotations there are, and the first 500 of them, oldest first",
        fields: "kind: text, name: text, total: count, quotations: [Quotation]",
    },
    Shape { name: "Speakers", does: "Speakers, most quoted first", fields: "total: count, results: [Speaker]" },
    Shape { name: "Statement", does: "The statement behind quotations", fields: "document: Evidence, quoted: count" },
    Shape {
        name: "Step",
        does: "What a pass is at: it begins, a page or a source is done, it is done or failed; idle where there was none",
        fields: "step: begin|page|source|done|failed|idle, sources?: count, source?: text, report?: Passed, summary?: Summary, \
            reason?: text",
    },
    Shape {
        name: "Summary",
        does: "What came of a pass",
        fields: "due: count, waiting: count, failed: count, new: count, revised: count, sources: [Passed]",
    },
    Shape {
        name: "ToDecide",
        does: "A decision to be made: of the kind speaker (name, organization), said (said), hide, add (start, end, speaker), \
            check, note (text), promise (kept, shown), link or unlink (document), merge (into), split (name, source or \
            document) or rename (name)",
        fields: "kind: speaker|said|hide|add|check|note|promise|link|unlink|merge|split|rename, subject: text, name?: text?, \
            organization?: flag, said?: text?, start?: count?, end?: count?, speaker?: text?, text?: text?, kept?: flag?, \
            shown?: text?, document?: text?, into?: text?, source?: text?",
    },
    Shape { name: "ToIngest", does: "Which sources to ask; all that are due where none is named", fields: "names?: [text], all?: flag" },
    Shape {
        name: "ToInspect",
        does: "Something to read: one of html, text or feed, and what is known of it",
        fields: "id?: text, html?: text, text?: text, feed?: text, url?: text?, title?: text?, published?: text?, zone?: text?, \
            fetched_at?: time?",
    },
    Shape {
        name: "ToSave",
        does: "A question to be saved",
        fields: "question: text, as?: documents|quotations|events, zone?: text?, hook?: text?",
    },
    Shape { name: "ToVerify", does: "Words to look for", fields: "text: text" },
    Shape {
        name: "Turnover",
        does: "Quotations that a revision removed, added or altered",
        fields: "removed: [any], added: [any], altered: [any]",
    },
    Shape {
        name: "Utterance",
        does: "The same words wherever quoted",
        fields: "id: text, quoted: count, first: When?, seen: When, primary: Evidence?, fidelity: verbatim|cut|altered?, \
            diff: text?",
    },
    Shape {
        name: "UtterancePage",
        does: "Words, and every quotation of them, oldest first",
        fields: "id: text, text: text, quoted: count, first: When?, seen: When, primary: Evidence?, quotations: [Quotation]",
    },
    Shape {
        name: "Utterances",
        does: "The utterances of a page of quotations; one may stand on the next page again",
        fields: "interpreted: text, sentence: text, warnings: [text], total: count, next: text?, results: [UtterancePage]",
    },
    Shape {
        name: "Verified",
        does: "Where words were heard, the earliest and primary first",
        fields: "interpreted: text, sentence: text, warnings: [text], total: count, next: text?, results: [Heard]",
    },
    Shape {
        name: "When",
        does: "A date with its precision, basis and the words it was read from; an interval in UTC, and as ISO 8601-2",
        fields: "start: time, end: time?, precision: year|month|day|hour|minute|second, zone: text?, \
            basis: explicit|partial|relative|inherited|assumed, raw: text, edtf: text",
    },
];

/// A shape as JSON Schema.
pub(super) fn schema(shape: &Shape) -> Value {
    let fields = || shape.fields.split(", ").filter_map(|field| field.split_once(": "));
    let properties: Map<String, Value> = fields().map(|(name, kind)| (name.trim_end_matches('?').to_owned(), of_type(kind))).collect();
    let required: Vec<&str> = fields().map(|(name, _)| name).filter(|name| !name.ends_with('?')).collect();
    json!({ "type": "object", "description": shape.does, "properties": properties, "required": required, "additionalProperties": false })
}

/// A type as JSON Schema.
pub(super) fn of_type(kind: &str) -> Value {
    if let Some(kind) = kind.strip_suffix('?') {
        return json!({ "anyOf": [of_type(kind), { "type": "null" }] });
    }
    if let Some(item) = kind.strip_prefix('[').and_then(|k| k.strip_suffix(']')) {
        return json!({ "type": "array", "items": of_type(item) });
    }
    match kind {
        "text" => json!({ "type": "string" }),
        "count" => json!({ "type": "integer", "minimum": 0 }),
        "number" => json!({ "type": "number" }),
        "flag" => json!({ "type": "boolean" }),
        "time" => json!({ "type": "string", "format": "date-time" }),
        "any" => json!({}),
        words if words.contains('|') => json!({ "type": "string", "enum": words.split('|').collect::<Vec<_>>() }),
        shape => json!({ "$ref": format!("#/components/schemas/{shape}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_sorted_and_name_shapes_that_are_there() {
        assert!(SHAPES.is_sorted_by_key(|s| s.name));
        let names: Vec<&str> = SHAPES.iter().map(|s| s.name).collect();
        let text = SHAPES.iter().map(|s| schema(s).to_string()).collect::<String>();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(names.contains(&name), "{name} is no shape");
        }
    }
}
