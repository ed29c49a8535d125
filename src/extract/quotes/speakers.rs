//! Who speaks: from the source as it stands at the cue ("he", "the minister") to the fullest name in the document.

use super::cues::Frame;
use super::lexicon::Class;
use super::names::{Cast, Figure, Gender, Named};
use super::prose::Prose;
use super::speech::{Draft, Source};
use super::tokens::{Shape, Token, possessor};
use crate::model::{EntityType, SpeakerType};
use std::ops::Range;

/// A speaker as far as the text tells, and the rule that told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Voice {
    pub(super) name: Option<String>,
    pub(super) kind: Option<SpeakerType>,
    pub(super) figure: Option<usize>,
    pub(super) rule: &'static str,
}

/// Finds the speakers of quotations in text order; later ones lean on earlier ones.
pub(super) struct Resolver<'a, 't> {
    prose: &'a Prose<'t>,
    cast: &'a Cast,
    frames: &'a [Frame],
    /// Whose words the text is.
    first_person: Option<&'a str>,
    /// Who spoke so far: byte of the cue, and the voice.
    spoken: Vec<(usize, Voice)>,
}

/// How far back in sentences a pronoun may reach.
const REACH: usize = 12;

impl<'a, 't> Resolver<'a, 't> {
    pub(super) fn new(prose: &'a Prose<'t>, cast: &'a Cast, frames: &'a [Frame], first_person: Option<&'a str>) -> Self {
        Resolver { prose, cast, frames, first_person, spoken: Vec::new() }
    }

    /// The voices of all quotations. `drafts` are in text order.
    pub(super) fn voices(&mut self, drafts: &[Draft]) -> Vec<Voice> {
        let mut voices: Vec<Voice> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let voice = match draft.source {
                Source::Frame(frame) => self.of_frame(frame, draft.token),
                Source::Previous => self.last_voice().map_or_else(|| self.of_context(draft), |v| Voice { rule: "previous", ..v }),
                Source::Context | Source::Next => self.of_context(draft),
                Source::Echo(_) => Voice::default(),
            };
            if voice.name.is_some() {
                self.spoken.push((self.prose.tokens[draft.token].start, voice.clone()));
            }
            voices.push(voice);
        }
        for (i, draft) in drafts.iter().enumerate() {
            if let Source::Echo(piece) = draft.source {
                let same = drafts.iter().position(|d| d.source != draft.source && d.pieces.iter().any(|p| p.start == piece));
                voices[i] = same.map(|s| Voice { rule: "echo", ..voices[s].clone() }).unwrap_or_default();
            }
        }
        voices
    }

    fn last_voice(&self) -> Option<Voice> {
        self.spoken.last().map(|(_, v)| v.clone())
    }

    fn of_frame(&self, frame: usize, token: usize) -> Voice {
        match &self.frames[frame].speaker {
            Some(speaker) => self.of_phrase(speaker.clone()),
            None => self.subject_before(token).unwrap_or_default(),
        }
    }

    /// A quotation without a cue: who was the subject of the sentence before it, else who spoke last.
    fn of_context(&self, draft: &Draft) -> Voice {
        let near = self.subject_before(draft.token);
        near.or_else(|| self.last_voice().map(|v| Voice { rule: "previous", ..v })).unwrap_or_default()
    }

    fn subject_before(&self, token: usize) -> Option<Voice> {
        let sentence = self.prose.sentence_of(token);
        let first = sentence.saturating_sub(2);
        (first..=sentence).rev().find_map(|s| {
            let tokens = &self.prose.sentences[s].tokens;
            let range = self.prose.tokens[tokens.start].start..self.prose.tokens[tokens.end.min(token).max(tokens.start + 1) - 1].end;
            let person = self.cast.within(&range).iter().find(|m| !m.quoted && self.cast.figures[m.figure].is_person())?;
            Some(self.figure(person.figure, "context"))
        })
    }

    fn figure(&self, number: usize, rule: &'static str) -> Voice {
        let figure = &self.cast.figures[number];
        let kind = match figure.kind {
            Some(EntityType::Person) => SpeakerType::Person,
            None if figure.name.contains(' ') => SpeakerType::Person,
            _ => SpeakerType::Organization,
        };
        Voice { name: Some(figure.name.clone()), kind: Some(kind), figure: Some(number), rule }
    }

    /// The source as a noun phrase in tokens.
    pub(super) fn of_phrase(&self, phrase: Range<usize>) -> Voice {
        let first = &self.prose.tokens[phrase.start];
        if phrase.len() == 1 && first.is(Class::Subject) && !first.is(Class::Relative) {
            return self.pronoun(first);
        }
        let bytes = first.start..self.prose.tokens[phrase.end - 1].end;
        let mentions = self.cast.within(&bytes);
        let named =
            self.person(mentions, &phrase).or_else(|| self.whole_name(mentions, &phrase)).or_else(|| self.placed_name(mentions, &phrase));
        named.unwrap_or_else(|| self.description(&phrase, mentions))
    }

    fn pronoun(&self, token: &Token) -> Voice {
        let gender = match (token.is(Class::He), token.is(Class::She)) {
            (true, _) => Gender::He,
            (_, true) => Gender::She,
            _ if token.is(Class::First) => return self.in_first_person(),
            _ if token.is(Class::It) => return self.thing(token),
            _ => return self.plural(token),
        };
        let found = self.best(token.start, &|f| f.is_person() && f.gender.is_none_or(|g| g == gender));
        // Where nobody is named, "he" is the unnamed one who spoke last, or a name of which nothing is known.
        let unnamed = || self.last_voice().filter(|v| v.figure.is_none() && v.kind == Some(SpeakerType::Unnamed));
        let unknown = || self.best(token.start, &|f| f.kind.is_none() && !f.place).map(|f| self.figure(f, "pronoun"));
        found.map(|f| self.figure(f, "pronoun")).or_else(unnamed).or_else(unknown).unwrap_or_default()
    }

    fn in_first_person(&self) -> Voice {
        let Some(name) = self.first_person else { return Voice::default() };
        let figure = self.cast.figures.iter().position(|f| f.name == name);
        let kind = figure.map_or(SpeakerType::Organization, |f| self.figure(f, "").kind.unwrap_or(SpeakerType::Organization));
        Voice { name: Some(name.to_owned()), kind: Some(kind), figure, rule: "first-person" }
    }

    /// "it": the organisation or document that is the subject near by, or that spoke last.
    fn thing(&self, token: &Token) -> Voice {
        let near = self.organisation(token.start, &|_| true, "pronoun");
        let last = self.last_voice().filter(|v| matches!(v.kind, Some(SpeakerType::Organization | SpeakerType::Document)));
        let told = near.as_ref().and_then(|v| v.figure).is_some_and(|f| self.cast.figures[f].kind.is_some());
        let last = last.map(|v| Voice { rule: "pronoun", ..v });
        let heard = near.as_ref().and_then(|v| v.figure).is_some_and(|f| self.cast.figures[f].speaks && !self.cast.figures[f].place);
        if told && (heard || last.is_none()) { near.or(last) } else { last.or(near) }.unwrap_or_default()
    }

    /// "they": who spoke last; several, an organisation, or one who is called so.
    fn plural(&self, token: &Token) -> Voice {
        let last = self.last_voice().map(|v| Voice { rule: "pronoun", ..v });
        last.or_else(|| self.organisation(token.start, &|_| true, "pronoun")).unwrap_or_default()
    }

    /// The figure that a pronoun at this byte most likely means: near, subject, or the last to speak.
    fn best(&self, byte: usize, fits: &dyn Fn(&Figure) -> bool) -> Option<usize> {
        let here = self.sentence_at(byte);
        let spoken = self
            .spoken
            .iter()
            .rev()
            .skip_while(|(at, _)| *at >= byte)
            .take(3)
            .filter_map(|(at, v)| Some((self.sentence_at(*at), v.figure?)))
            .filter(|(_, f)| fits(&self.cast.figures[*f]));
        let spoken = spoken.map(|(s, f)| (f, weight(here.saturating_sub(s), true, false) + 0.3));
        let named = self.cast.before(byte).filter(|m| !m.quoted && fits(&self.cast.figures[m.figure]));
        let named = named.map(|m| (m, here.saturating_sub(self.sentence_at(m.range.start)))).take_while(|(_, d)| *d <= REACH);
        let named = named
            .map(|(m, d)| (m.figure, weight(d, self.is_subject(m), m.owner) + f32::from(u8::from(self.cast.figures[m.figure].speaks))));
        let mut best: Option<(usize, f32)> = None;
        for (figure, weight) in spoken.chain(named) {
            if best.is_none_or(|(_, w)| weight > w) {
                best = Some((figure, weight));
            }
        }
        best.map(|(f, _)| f)
    }

    fn sentence_at(&self, byte: usize) -> usize {
        let token = self.prose.tokens.partition_point(|t| t.end <= byte);
        self.prose.sentence_of(token)
    }

    /// The first name of its sentence with nothing but its noun phrase before it.
    fn is_subject(&self, mention: &Named) -> bool {
        let token = self.prose.tokens.partition_point(|t| t.end <= mention.range.start);
        let sentence = self.prose.sentence_of(token);
        let Some(start) = self.prose.sentences.get(sentence).map(|s| s.tokens.start) else { return false };
        let cleft =
            self.prose.tokens[token..].iter().find(|t| t.start >= mention.range.end).is_some_and(|t| self.prose.says_token(t, "who"));
        if cleft {
            return true;
        }
        let lead = &self.prose.tokens[start.min(token)..token];
        !mention.owner
            && !lead
                .iter()
                .any(|t| t.is(Class::Auxiliary) || t.word.verb.is_some() && t.shape == Shape::Lower && !t.any(&[Class::Title, Class::Role]))
            && lead.last().is_none_or(|t| !t.is(Class::Preposition))
    }

    /// A person named in the phrase, not as owner and not behind a preposition: "the mill's owner Ann Hill".
    fn person(&self, mentions: &[Named], phrase: &Range<usize>) -> Option<Voice> {
        let tokens = &self.prose.tokens;
        let heads = mentions.iter().filter(|m| {
            let at = tokens.partition_point(|t| t.end <= m.range.start);
            let behind = (phrase.start..at).any(|i| tokens[i].is(Class::Link) && !self.in_title(i, at));
            self.cast.figures[m.figure].is_person() && !m.owner && !behind
        });
        let names: Vec<&Named> = heads.collect();
        let first = self.figure(names.first()?.figure, "name");
        let joined = names.len() > 1 && (phrase.clone()).any(|i| self.prose.says(i, "and"));
        if joined {
            let all: Vec<&str> = names.iter().map(|m| self.cast.figures[m.figure].name.as_str()).collect();
            return Some(Voice { name: Some(all.join(" and ")), figure: None, ..first });
        }
        names.last().map(|m| self.figure(m.figure, "name"))
    }

    /// "Secretary of State Ann Hill", "head of the mill Ann Hill": the preposition belongs to the title.
    fn in_title(&self, preposition: usize, name: usize) -> bool {
        preposition > 0 && self.prose.tokens[preposition - 1].any(&[Class::Title, Class::Role]) && name > preposition + 1
    }

    /// The phrase is a name and nothing else but an article.
    fn whole_name(&self, mentions: &[Named], phrase: &Range<usize>) -> Option<Voice> {
        let from = phrase.start + usize::from(self.prose.tokens[phrase.start].is(Class::Determiner) && phrase.len() > 1);
        let bytes = self.prose.tokens[from].start..self.prose.tokens[phrase.end - 1].end;
        let covering = mentions.iter().find(|m| m.range.start <= bytes.start && m.range.end >= bytes.end);
        let last = || mentions.last().filter(|m| m.range.end >= bytes.end && !m.owner && self.plain_lead(from, m));
        covering.or_else(last).map(|m| self.figure(m.figure, "name"))
    }

    /// "Ann Hill from the mill"
    fn placed_name(&self, mentions: &[Named], phrase: &Range<usize>) -> Option<Voice> {
        let first = mentions.first().filter(|m| m.range.start == self.prose.tokens[phrase.start].start && !m.owner)?;
        let next = self.prose.tokens.partition_point(|t| t.end <= first.range.end.saturating_sub(1)) + 1;
        let from = next < phrase.end && self.prose.tokens[next].is(Class::Link);
        (from && self.cast.figures[first.figure].is_person()).then(|| self.figure(first.figure, "name"))
    }

    /// Only adjectives and roles stand before the name: "rival firm Hill Brothers".
    fn plain_lead(&self, from: usize, mention: &Named) -> bool {
        let tokens = self.prose.tokens[from..].iter().take_while(|t| t.start < mention.range.start);
        tokens.fold(true, |plain, t| plain && t.is_word() && !t.is(Class::Preposition) && !t.is(Class::Conjunction))
    }

    /// A source that is described, not named.
    fn description(&self, phrase: &Range<usize>, mentions: &[Named]) -> Voice {
        let tokens = &self.prose.tokens;
        let link = |i: &usize| tokens[*i].is(Class::Preposition) && *i > phrase.start;
        let head = phrase.clone().find(link).unwrap_or(phrase.end) - 1;
        let head_token = &tokens[head];
        let definite = ["the", "this", "that", "its"].iter().any(|d| self.prose.says(phrase.start, d))
            || head_token.is_capital()
            || tokens[phrase.start].owner;
        let bare = head + 1 == phrase.end || head_token.any(&[Class::Title, Class::Role, Class::Unnamed]);
        let proper = mentions.iter().any(|m| m.range.start < head_token.start);
        if head_token.is(Class::Statement) && bare {
            return self.issuer(phrase, mentions);
        }
        let unnamed = || Voice {
            name: Some(self.prose.words_of(phrase.clone()).to_owned()),
            kind: Some(kind_of(head_token)),
            figure: None,
            rule: "description",
        };
        if !definite || !bare {
            return self.named_later(phrase, head).unwrap_or_else(unnamed);
        }
        let found = if head_token.is(Class::Company) {
            self.described_organisation(phrase.start, head).filter(|_| !proper)
        } else if head_token.is(Class::Document) {
            self.introduced(head)
        } else {
            self.introduced(head).or_else(|| self.described_person(phrase, head))
        };
        found.unwrap_or_else(unnamed)
    }

    /// "an expert", before anyone with such a role is named.
    fn named_later(&self, phrase: &Range<usize>, head: usize) -> Option<Voice> {
        let byte = self.prose.tokens[phrase.start].start;
        let article = self.prose.says(phrase.start, "a") || self.prose.says(phrase.start, "an");
        let words: Vec<String> = (phrase.start + 1..=head).map(|i| self.prose.word(i).to_lowercase()).collect();
        let role =
            |f: &Figure| f.role.as_ref().map(|r| r.to_lowercase()).is_some_and(|r| words.iter().all(|w| r.split(' ').any(|x| x == w)));
        let named = |number: usize| self.cast.mentions.iter().find(|m| m.figure == number).is_some_and(|m| m.range.start > byte);
        let found = (0..self.cast.figures.len()).find(|n| self.cast.figures[*n].is_person() && role(&self.cast.figures[*n]) && named(*n));
        found.filter(|_| article && !words.is_empty()).map(|f| self.figure(f, "role"))
    }

    /// "the source", after "a source at the mill" has spoken.
    fn introduced(&self, head: usize) -> Option<Voice> {
        let word = self.prose.word(head).to_lowercase();
        let has = |v: &&Voice| v.figure.is_none() && v.name.as_ref().is_some_and(|n| n.to_lowercase().split(' ').any(|w| w == word));
        self.spoken.iter().rev().map(|(_, v)| v).find(has).map(|v| Voice { rule: "description", ..v.clone() })
    }

    /// "the statement", "the company statement": who issued it.
    fn issuer(&self, phrase: &Range<usize>, mentions: &[Named]) -> Voice {
        let document = |voice: Voice| Voice { kind: voice.kind, rule: "statement", ..voice };
        if let Some(owner) = mentions.first() {
            return document(self.figure(owner.figure, "statement"));
        }
        let byte = self.prose.tokens[phrase.start].start;
        let company = phrase.clone().any(|i| self.prose.tokens[i].is(Class::Company));
        let spoke = self.last_voice().filter(|_| !company);
        spoke.or_else(|| self.organisation(byte, &|_| true, "statement")).map(document).unwrap_or_default()
    }

    /// An organisation named before this byte, the most likely first.
    fn organisation(&self, byte: usize, fits: &dyn Fn(&Figure) -> bool, rule: &'static str) -> Option<Voice> {
        let told = |f: &Figure| (f.kind == Some(EntityType::Organization) || f.kind.is_none() && f.speaks) && fits(f);
        let untold = |f: &Figure| f.kind.is_none() && fits(f);
        self.best(byte, &told).or_else(|| self.best(byte, &untold)).map(|f| self.figure(f, rule))
    }

    /// "the company", "the department": an organisation whose name does not speak against it.
    pub(super) fn described_organisation(&self, start: usize, head: usize) -> Option<Voice> {
        let word = possessor(self.prose.word(head)).to_lowercase();
        let byte = self.prose.tokens[start].start;
        self.organisation(byte, &|f| !f.place && names_kind(f, &word), "description")
    }

    /// Definite descriptions of organisations in the prose, with the figure each means.
    pub(super) fn descriptions(&self) -> Vec<(usize, Range<usize>)> {
        let tokens = &self.prose.tokens;
        let mut found = Vec::new();
        for head in 1..tokens.len() {
            let Some(start) = self.described_from(head) else { continue };
            let range = tokens[start].start..tokens[head].start + possessor(self.prose.word(head)).len();
            let figure = self.described_organisation(start, head).and_then(|v| v.figure);
            found.extend(figure.map(|f| (f, range)));
        }
        found
    }

    /// Organisations of people whose role is one in a company ("CEO") and stands without one: the company spoken of there.
    pub(super) fn employers(&self) -> Vec<(usize, String)> {
        const POSTS: &[&str] = &["ceo", "cfo", "cto", "coo", "chief", "co-founder", "cofounder", "founder", "chairman", "chairwoman"];
        let posted = |f: &Figure| {
            f.organization.is_none() && f.role.as_ref().is_some_and(|r| POSTS.contains(&r.to_lowercase().split(' ').next().unwrap_or("")))
        };
        let mut found = Vec::new();
        for (number, _) in self.cast.figures.iter().enumerate().filter(|(_, f)| posted(f)) {
            let first = self.cast.mentions.iter().find(|m| m.figure == number && !m.quoted);
            let employer =
                first.and_then(|m| self.organisation(m.range.start, &|f| !f.place && names_kind(f, "company"), "")).and_then(|v| v.name);
            found.extend(employer.map(|e| (number, e)));
        }
        found
    }

    /// "the AI company": the article of a description that ends here in a word for an organisation.
    fn described_from(&self, head: usize) -> Option<usize> {
        let tokens = &self.prose.tokens;
        let token = &tokens[head];
        let alone = tokens.get(head + 1).is_none_or(|t| !t.is_capital() && !self.prose.says(head + 1, "of"));
        if !token.is(Class::Company) || !alone || !self.cast.within(&token.range()).is_empty() && !token.is_capital() {
            return None;
        }
        (head.saturating_sub(2)..head).rev().take_while(|i| tokens[i + 1].is_word()).find(|i| self.prose.says(*i, "the"))
    }

    /// "the minister": a person with that role, else the person spoken of last.
    fn described_person(&self, phrase: &Range<usize>, head: usize) -> Option<Voice> {
        let word = self.prose.word(head).to_lowercase();
        let byte = self.prose.tokens[phrase.start].start;
        let with_role = |f: &Figure| f.is_person() && f.role.as_ref().is_some_and(|r| r.to_lowercase().split(' ').any(|w| w == word));
        let spoke = || self.spoken.iter().rev().filter_map(|(_, v)| v.figure).find(|f| with_role(&self.cast.figures[*f]));
        let found = spoke().or_else(|| self.best(byte, &with_role)).or_else(|| self.cast.figures.iter().position(with_role));
        found.or_else(|| self.someone_near(phrase, head, &word, byte)).map(|f| self.figure(f, "role"))
    }

    /// "the mother of four", "the 36-year-old": the person spoken of last, where it is one.
    fn someone_near(&self, phrase: &Range<usize>, head: usize, word: &str, byte: usize) -> Option<usize> {
        const KEPT: &[&str] =
            &["spokesperson", "spokesman", "spokeswoman", "source", "official", "reporter", "researcher", "others", "people", "police"];
        let token = &self.prose.tokens[head];
        let several = word.ends_with('s') && !word.ends_with("ss")
            || KEPT.contains(&word)
            || token.is_capital() && !token.any(&[Class::Title, Class::Role]);
        if several || !self.prose.says(phrase.start, "the") {
            return None;
        }
        let gender = match word {
            "woman" | "mother" | "mum" | "mom" | "actress" | "businesswoman" | "girl" | "wife" | "daughter" | "sister" => Some(Gender::She),
            "man" | "father" | "dad" | "businessman" | "boy" | "husband" | "son" | "brother" => Some(Gender::He),
            _ => None,
        };
        let fits = |f: &Figure| f.is_person() && (gender.is_none() || f.gender.is_none() || f.gender == gender);
        let last = self.last_voice().and_then(|v| v.figure).filter(|f| fits(&self.cast.figures[*f]));
        let here = self.sentence_at(byte);
        let near = |f: &usize| {
            self.cast.before(byte).take_while(|m| here.saturating_sub(self.sentence_at(m.range.start)) < 5).any(|m| m.figure == *f)
        };
        self.best(byte, &fits).filter(near).or(last)
    }
}

/// Nearness in sentences; a subject counts for three sentences, an owner for less.
fn weight(distance: usize, subject: bool, owner: bool) -> f32 {
    let near = f32::from(u16::try_from(distance.min(100)).unwrap_or(100));
    f32::from(u8::from(subject)) * 3.0 - near - f32::from(u8::from(owner)) * 0.4
}

/// The name of an authority does not go with "the company", nor the name of a company with "the ministry".
fn names_kind(figure: &Figure, word: &str) -> bool {
    const PUBLIC: &[&str] = &[
        "department",
        "ministry",
        "agency",
        "university",
        "council",
        "government",
        "court",
        "commission",
        "committee",
        "party",
        "school",
        "college",
        "hospital",
        "police",
        "force",
        "union",
        "board",
        "authority",
        "institute",
        "association",
        "federation",
        "office",
        "bureau",
        "army",
        "navy",
        "service",
    ];
    let name = figure.name.to_lowercase();
    let names = |w: &str| name.split(' ').any(|n| n == w);
    if PUBLIC.contains(&word) { names(word) } else { !PUBLIC.iter().any(|w| names(w)) }
}

fn kind_of(head: &Token) -> SpeakerType {
    if head.is(Class::Document) && !head.is(Class::Unnamed) {
        SpeakerType::Document
    } else if head.is(Class::Company) {
        SpeakerType::Organization
    } else {
        SpeakerType::Unnamed
    }
}
