//! Puts drafts, voices and dates together into what leaves the stage, in code points.

use super::Context;
use super::cues::{Frame, Place};
use super::names::{Cast, Figure};
use super::prose::Prose;
use super::said::Dated;
use super::speakers::Voice;
use super::speech::{Draft, Source};
use crate::model::quote::Place as Spot;
use crate::model::{Entity, Offsets, Quote, QuoteKind, Span, When};

/// Everything found, joined and counted in code points.
pub(super) fn findings(
    prose: &Prose,
    cast: &Cast,
    frames: &[Frame],
    drafts: &[Draft],
    voices: &[Voice],
    dates: &[Dated],
    context: &Context,
) -> (Vec<Quote>, Vec<Entity>) {
    let report = Report { prose, cast, frames, offsets: Offsets::new(prose.text) };
    let saids = report.saids(drafts, voices, dates, context);
    let quotes = drafts.iter().zip(voices).zip(saids).map(|((draft, voice), said)| report.quote(draft, voice, said)).collect();
    (quotes, report.entities(voices))
}

struct Report<'a, 't> {
    prose: &'a Prose<'t>,
    cast: &'a Cast,
    frames: &'a [Frame],
    offsets: Offsets<'t>,
}

impl Report<'_, '_> {
    /// The date of each saying: its own, that of the quotation before it on the same occasion, or that of publication.
    fn saids(&self, drafts: &[Draft], voices: &[Voice], dates: &[Dated], context: &Context) -> Vec<Option<When>> {
        let mut saids: Vec<Option<When>> = Vec::with_capacity(drafts.len());
        let mut carried: Option<(usize, When)> = None;
        for (i, draft) in drafts.iter().enumerate() {
            let signed = || if let Source::Signed(name) = &draft.source { self.prose.signed_date(name, dates) } else { None };
            let own = self.frame(draft).and_then(|f| self.prose.said(draft, f, dates)).or_else(signed).cloned();
            let paragraph = self.paragraph(draft);
            let same = |(from, _): &&(usize, When)| voices[*from].name == voices[i].name && paragraph - self.paragraph(&drafts[*from]) <= 1;
            let told = || self.frame(draft).and_then(|f| self.prose.document_date(f, dates).or_else(|| self.prose.audience_date(f, dates)));
            let said = own.clone().or_else(|| carried.as_ref().filter(same).map(|(_, w)| w.inherited()));
            let said = said.or_else(|| told().map(When::inherited));
            let around =
                || context.published.filter(|_| draft.kind != QuoteKind::Indirect).and_then(|p| self.prose.said_around(draft, p, dates));
            let said = said.or_else(|| around().map(When::inherited));
            carried = said.clone().map(|w| (i, w));
            saids.push(said.or_else(|| context.published.map(When::inherited)));
        }
        saids
    }

    fn paragraph(&self, draft: &Draft) -> usize {
        self.prose.paragraph_at(draft.token)
    }

    fn frame(&self, draft: &Draft) -> Option<&Frame> {
        if let Source::Frame(frame) = draft.source { self.frames.get(frame) } else { None }
    }

    fn quote(&self, draft: &Draft, voice: &Voice, said: Option<When>) -> Quote {
        let frame = self.frame(draft);
        let span = |tokens: std::ops::Range<usize>| {
            self.offsets.span(self.prose.tokens[tokens.start].start..self.prose.tokens[tokens.end - 1].end)
        };
        let source = match &draft.source {
            Source::Signed(name) | Source::Label(name) => Some(name.clone()),
            _ => frame.and_then(|f| f.speaker.clone()),
        };
        let around = frame.map(|f| self.prose.occasion(draft, f, self.cast)).unwrap_or_default();
        Quote {
            kind: draft.kind,
            content: draft.pieces.iter().map(|p| self.offsets.span(p.clone())).collect::<Vec<Span>>(),
            speaker: source.map(span),
            speaker_name: voice.name.clone(),
            speaker_type: voice.kind,
            role: voice.figure.and_then(|f| self.cast.figures[f].role.clone()),
            cue: frame.map(|f| span(f.cue.clone())),
            occasion: around.occasion.map(span),
            addressee: around.addressee.map(span),
            outlet: around.outlet.map(|f| self.cast.figures[f].name.clone()),
            said,
            rule: rule(draft, frame, voice),
            confidence: confidence(draft, frame, voice),
        }
    }

    /// Figures with a kind that are mentioned, in order of first mention.
    fn entities(&self, voices: &[Voice]) -> Vec<Entity> {
        let mut spots: Vec<Vec<Spot>> = vec![Vec::new(); self.cast.figures.len()];
        let mut order = Vec::new();
        for mention in &self.cast.mentions {
            if spots[mention.figure].is_empty() {
                order.push(mention.figure);
            }
            spots[mention.figure].push(Spot { start: self.offsets.chars(mention.range.start), end: self.offsets.chars(mention.range.end) });
        }
        let spoke = |number| voices.iter().find(|v| v.figure == Some(number));
        order
            .into_iter()
            .filter_map(|number| entity(&self.cast.figures[number], spoke(number), std::mem::take(&mut spots[number])))
            .collect()
    }
}

/// None for a name of which neither its words nor what it says tells what it is.
fn entity(figure: &Figure, voice: Option<&Voice>, mentions: Vec<Spot>) -> Option<Entity> {
    use crate::model::{EntityType, SpeakerType};
    let spoken = voice.and_then(|v| match v.kind? {
        SpeakerType::Person => Some(EntityType::Person),
        SpeakerType::Organization => Some(EntityType::Organization),
        _ => None,
    });
    Some(Entity {
        name: figure.name.clone(),
        kind: figure.kind.or(spoken)?,
        aliases: figure.forms.iter().filter(|f| **f != figure.name).cloned().collect(),
        role: figure.role.clone(),
        organization: figure.organization.clone(),
        mentions,
    })
}

fn rule(draft: &Draft, frame: Option<&Frame>, voice: &Voice) -> String {
    let place = frame.map_or("none", |f| match f.place {
        Place::Before => "plain",
        Place::Inverted => "inverted",
        Place::According => "according",
        Place::Shared => "shared",
    });
    let marks = if draft.kind == QuoteKind::Indirect { "clause".to_owned() } else { format!("marks:{}", draft.found) };
    let speaker = if voice.rule.is_empty() { "none" } else { voice.rule };
    format!("{marks} cue:{place}:{} speaker:{speaker}", draft.order)
}

/// What the parts are worth together: how often each was right on annotated news and releases, apart from the others.
fn confidence(draft: &Draft, frame: Option<&Frame>, voice: &Voice) -> f32 {
    let kind = match draft.kind {
        QuoteKind::Direct => 0.98,
        QuoteKind::Mixed => 0.92,
        QuoteKind::Indirect => 0.82,
    };
    let cue = match frame.map(|f| f.place) {
        Some(Place::Shared) => 0.75,
        Some(_) => 1.0,
        None => 0.8,
    };
    let order = match draft.order {
        "after" | "before" | "colon" => 1.0,
        "inside" => 0.9,
        "signed" => 0.95,
        "alone" | "interview" => 0.8,
        _ => 0.6,
    };
    let speaker = match voice.rule {
        "name" | "signature" => 1.0,
        "first-person" | "label" => 0.9,
        "pronoun" => 0.86,
        "role" | "statement" | "sender" => 0.8,
        "description" | "context" | "teased" | "interview" => 0.7,
        _ => 0.4,
    };
    kind * cue * order * speaker
}
