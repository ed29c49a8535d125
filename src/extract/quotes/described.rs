//! Sources that are described and not named: "the minister", "the company", "an expert".

use super::lexicon::Class;
use super::names::{Figure, Named};
use super::people::Someone;
use super::speakers::{Resolver, Voice};
use super::tokens::{Shape, Token, possessor};
use crate::model::SpeakerType;
use std::ops::Range;

impl Resolver<'_, '_> {
    /// A source that is described, not named.
    pub(super) fn description(&self, phrase: &Range<usize>, mentions: &[Named]) -> Voice {
        let tokens = &self.prose.tokens;
        let link = |i: &usize| tokens[*i].is(Class::Preposition) && *i > phrase.start;
        let head = phrase.clone().find(link).unwrap_or(phrase.end) - 1;
        let head_token = &tokens[head];
        let definite = ["the", "this", "that", "its"].iter().any(|d| self.prose.says(phrase.start, d))
            || head_token.is_capital()
            || tokens[phrase.start].owner;
        let bare = head + 1 == phrase.end || head_token.any(&[Class::Title, Class::Role, Class::Unnamed]);
        let proper = mentions.iter().any(|m| m.range.start < head_token.start);
        let issued = self.prose.says(head + 1, "by") || self.prose.says(head + 1, "from");
        if head_token.is(Class::Statement) && (bare || issued) {
            return self.issuer(phrase, mentions);
        }
        let unnamed = || Voice { kind: Some(kind_of(head_token)), ..self.unnamed(phrase, "description") };
        if !definite || !bare {
            return self.named_later(phrase, head).unwrap_or_else(unnamed);
        }
        let found = if head_token.is(Class::Company) {
            self.described_organisation(phrase.start, head).filter(|_| !proper)
        } else if head_token.is(Class::Document) {
            self.introduced(head)
        } else {
            let named = || self.described_person(phrase, head);
            self.brought_in(head).or_else(|| self.introduced(head)).or_else(named)
        };
        found.unwrap_or_else(unnamed)
    }

    /// Someone whose name the text does not tell, by the words of the phrase.
    pub(super) fn unnamed(&self, phrase: &Range<usize>, rule: &'static str) -> Voice {
        let name = Some(self.prose.words_of(phrase.clone()).to_owned());
        Voice { name, kind: Some(SpeakerType::Unnamed), figure: None, rule }
    }

    /// "the officer", where the sentences right before spoke of "a police officer".
    fn brought_in(&self, head: usize) -> Option<Voice> {
        const NEAR: usize = 3;
        let here = self.prose.sentence_of(head);
        let before = &self.people[..self.people.partition_point(|s| s.head < head)];
        let near = before.iter().rev().take_while(|s| self.prose.sentence_of(s.head) + NEAR > here);
        let word = self.prose.word(head);
        let new = |s: &Someone| ["a", "an", "one", "another"].iter().any(|w| self.prose.says(s.phrase.start, w));
        let same = |s: &&Someone| self.prose.says(s.head, word) && new(s);
        near.filter(|s| !s.plural).find(same).map(|s| self.unnamed(&s.phrase, "description"))
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
        // "a leader of the union" is not just any leader.
        let whole = head + 1 == phrase.end;
        found.filter(|_| article && whole && !words.is_empty()).map(|f| self.figure(f, "role"))
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
        let tokens = &self.prose.tokens;
        let by = (phrase.start + 1..phrase.end)
            .find(|i| tokens[*i - 1].is(Class::Statement) && (self.prose.says(*i, "by") || self.prose.says(*i, "from")));
        if let Some(by) = by.filter(|by| by + 1 < phrase.end) {
            return document(self.of_phrase(by + 1..phrase.end));
        }
        if let Some(owner) = mentions.first() {
            return document(self.figure(owner.figure, "statement"));
        }
        let byte = self.prose.tokens[phrase.start].start;
        let company = phrase.clone().any(|i| self.prose.tokens[i].is(Class::Company));
        let spoke = self.last_voice().filter(|_| !company);
        spoke.or_else(|| self.organisation(byte, &|_| true, "statement")).map(document).unwrap_or_default()
    }

    /// "the company", "the department": an organisation whose name does not speak against it.
    pub(super) fn described_organisation(&self, start: usize, head: usize) -> Option<Voice> {
        let word = possessor(self.prose.word(head)).to_lowercase();
        let byte = self.prose.tokens[start].start;
        let press = self.prose.lexicon.look(&word).is(Class::Press);
        let fits = |f: &Figure| !f.place && (press || !f.brings_news) && names_kind(f, &word);
        // A name of which nothing else is known is one then.
        self.organisation(byte, &fits, "description").map(|v| Voice { kind: Some(SpeakerType::Organization), ..v })
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
        let called = self.prose.words_of(phrase.start..head + 1).to_lowercase();
        let role = |f: &Figure| f.role.as_ref().is_some_and(|r| self.is_same_post(&r.to_lowercase(), &called, &word));
        let with_role = |f: &Figure| f.is_person() && role(f) && self.is_there(f, head + 1..phrase.end);
        let spoke = || self.spoken.iter().rev().filter_map(|(_, v)| v.figure).find(|f| with_role(&self.cast.figures[*f]));
        let found = spoke().or_else(|| self.best(byte, &with_role)).or_else(|| self.cast.figures.iter().position(with_role));
        found.or_else(|| self.someone_near(phrase, head, byte)).map(|f| self.figure(f, "role"))
    }

    /// "the president" is no vice president, nor "the deputy minister" the minister.
    fn is_same_post(&self, role: &str, called: &str, head: &str) -> bool {
        let other = |words: &str| -> Vec<String> {
            words.split(' ').filter(|w| self.prose.lexicon.look(w).is(Class::OtherPost)).map(str::to_owned).collect()
        };
        role.split(' ').any(|w| w == head) && other(role) == other(called)
    }

    /// "the director at the Tide Centre": what has a name there must not speak against what is known of the person.
    fn is_there(&self, figure: &Figure, complement: Range<usize>) -> bool {
        let known = [&figure.role, &figure.organization].into_iter().flatten().fold(String::new(), |all, s| all + " " + &s.to_lowercase());
        let mut named = complement.filter(|i| self.prose.tokens[*i].is_capital()).peekable();
        let open = named.peek().is_none() || figure.organization.is_none() && !known.contains(' ');
        open || named.any(|i| known.contains(&possessor(self.prose.word(i)).to_lowercase()))
    }

    /// A noun that the tables know for people, or one that ends like them ("the drummer", "the 36-year-old").
    fn is_person_word(&self, head: usize) -> bool {
        const ENDINGS: &[&str] = &["er", "or", "ist", "ian", "man", "woman", "old", "ant", "ee"];
        let known = self.prose.tokens[head].any(&[Class::Title, Class::Role, Class::AnyRole, Class::Unnamed]);
        known || ENDINGS.iter().any(|e| self.prose.word(head).ends_with(e))
    }

    /// "the mother of four", "the 36-year-old": the person spoken of last, where it is one.
    fn someone_near(&self, phrase: &Range<usize>, head: usize, byte: usize) -> Option<usize> {
        let token = &self.prose.tokens[head];
        let several = token.is_plural(self.prose.text) || token.is(Class::Mouthpiece);
        let proper = token.is_capital() && !token.any(&[Class::Title, Class::Role]);
        // "the officer who was there" is a new one, and so is "the director at the Tide Centre".
        let told = self.prose.tokens.get(phrase.end).is_some_and(|t| self.prose.says_token(t, "who"))
            || (head + 1..phrase.end).any(|i| self.prose.tokens[i].is_capital());
        // "the coroner" is nobody of whom the text does not say it; "the Prime Minister" is known to the readers.
        let chief = head > phrase.start && self.prose.says(head - 1, "chief");
        let post = token.shape == Shape::Lower && (token.is(Class::Title) || chief) && !token.is(Class::AnyRole);
        if several
            || proper
            || post
            || !self.is_person_word(head)
            || told && !token.is(Class::AnyRole)
            || !self.prose.says(phrase.start, "the")
        {
            return None;
        }
        let gender = token.word_gender();
        let fits = |f: &Figure| f.is_person() && (gender.is_none() || f.gender.is_none() || f.gender == gender);
        let last = self.last_voice().and_then(|v| v.figure).filter(|f| fits(&self.cast.figures[*f]));
        let here = self.sentence_at(byte);
        let near = |f: &usize| {
            self.cast.before(byte).take_while(|m| here.saturating_sub(self.sentence_at(m.range.start)) < 5).any(|m| m.figure == *f)
        };
        self.best(byte, &fits).filter(near).or(last)
    }
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
        "brigade",
        "squad",
        "coastguard",
        "ombudsman",
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
