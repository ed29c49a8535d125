//! Sources teased at the head of a story, "an expert has claimed", and named further down.

use super::lexicon::Class;
use super::names::{Cast, Gender};
use super::prose::Prose;
use super::speakers::{Resolver, Voice};
use super::speech::{Draft, Source};
use super::tokens::Token;
use crate::model::SpeakerType;
use std::ops::Range;

/// Paragraphs after the head of a story in which the source is named.
const NAMED_WITHIN: usize = 8;

impl Resolver<'_, '_> {
    /// Gives teased sources the name of the first person who speaks after them and was not named before.
    pub(super) fn name_teased(&self, drafts: &[Draft], voices: &mut [Voice]) {
        for i in 0..drafts.len() {
            let Some(phrase) = self.teaser(&drafts[i], &voices[i]) else { continue };
            let paragraph = self.prose.paragraph_at(phrase.start);
            let later = drafts[i + 1..].iter().zip(&voices[i + 1..]);
            let near = later.take_while(|(d, _)| self.prose.paragraph_at(d.token) <= paragraph + NAMED_WITHIN);
            let new = near.filter_map(|(_, v)| v.figure).filter(|f| self.is_new(*f, phrase.start));
            let named = new.min_by_key(|f| first_mention(self.cast, *f));
            if let Some(figure) = named.filter(|f| self.may_be(*f, &phrase)) {
                voices[i] = self.figure(figure, "teased");
            }
        }
    }

    /// The phrase of a source that a story opens with: one person, described with "a".
    fn teaser(&self, draft: &Draft, voice: &Voice) -> Option<Range<usize>> {
        let Source::Frame(frame) = draft.source else { return None };
        let phrase = self.frames[frame].speaker.clone().filter(|p| !p.is_empty())?;
        let one = ["a", "an"].iter().any(|w| self.prose.says(phrase.start, w));
        let head = self.head(&phrase);
        let person =
            head.any(&[Class::Role, Class::Title, Class::Unnamed]) && !head.is(Class::Mouthpiece) && !head.is_plural(self.prose.text);
        let unnamed = voice.figure.is_none() && voice.kind == Some(SpeakerType::Unnamed);
        (one && person && unnamed && self.opens_story(phrase.start)).then_some(phrase)
    }

    pub(super) fn head(&self, phrase: &Range<usize>) -> &Token {
        let tokens = &self.prose.tokens;
        let link = phrase.clone().skip(1).find(|i| tokens[*i].any(&[Class::Preposition, Class::Relative]));
        &tokens[link.unwrap_or(phrase.end) - 1]
    }

    /// In the first two paragraphs of the text, or after a line that ends without a full stop, as headings do.
    fn opens_story(&self, token: usize) -> bool {
        let sentences = &self.prose.sentences;
        let sentence = self.prose.sentence_of(token);
        let paragraph = sentences[sentence].paragraph;
        let before = |p: usize| sentences[..sentence].iter().rposition(|s| s.paragraph + 1 == p).map(|s| &sentences[s].tokens);
        let headed = |p: usize| before(p).is_none_or(|t| self.prose.ends_openly(t) && t.len() < 25);
        headed(paragraph) || headed(paragraph - 1)
    }

    /// A person who is named for the first time after this token.
    fn is_new(&self, figure: usize, token: usize) -> bool {
        let byte = self.prose.tokens[token].start;
        self.cast.figures[figure].is_person() && first_mention(self.cast, figure).is_some_and(|b| b > byte)
    }

    /// Neither gender nor role speaks against it.
    fn may_be(&self, figure: usize, phrase: &Range<usize>) -> bool {
        let figure = &self.cast.figures[figure];
        let gender: Option<Gender> = self.prose.tokens[phrase.clone()].iter().find_map(Token::word_gender);
        let sexes = gender.is_none() || figure.gender.is_none() || gender == figure.gender;
        let general = self.head(phrase).any(&[Class::AnyRole]);
        let shares = |role: &String| {
            let role = role.to_lowercase();
            phrase.clone().any(|i| role.split(' ').any(|w| self.prose.says(i, w)))
        };
        sexes && (general || figure.role.as_ref().is_none_or(shares))
    }
}

impl Prose<'_> {
    /// No full stop ends these tokens, also not in the marks that they end with.
    fn ends_openly(&self, tokens: &Range<usize>) -> bool {
        let last = &self.tokens[tokens.end - 1];
        let quoted = last.quote().is_some_and(|q| self.text[self.marked[q].inner.clone()].ends_with(char::is_alphanumeric));
        last.is_word() || quoted && tokens.len() > 1
    }
}

fn first_mention(cast: &Cast, figure: usize) -> Option<usize> {
    cast.mentions.iter().find(|m| m.figure == figure).map(|m| m.range.start)
}
