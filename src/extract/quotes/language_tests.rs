//! Direct quotations with their speakers in German and French, on invented sentences.

use super::*;

/// First word, speaker and cue of each quotation.
fn check(language: &str, text: &str, expected: &[(&str, &str, &str)]) {
    let context = Context { language: Some(language), ..Context::default() };
    let found = read(text, &[], &[], &context).0;
    let first = |q: &Quote| q.content[0].text.split(' ').next().unwrap_or_default().trim_matches(',').to_owned();
    let cue = |q: &Quote| q.cue.as_ref().map(|c| c.text.clone()).unwrap_or_default();
    let found: Vec<_> = found.iter().map(|q| (first(q), q.speaker_name.clone().unwrap_or_default(), cue(q))).collect();
    let expected: Vec<_> = expected.iter().map(|(w, s, c)| ((*w).to_owned(), (*s).to_owned(), (*c).to_owned())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn german() {
    let check = |text: &str, expected: &[(&str, &str, &str)]| check("de", text, expected);
    check("„Die Brücke bleibt zu“, sagte Anna Berg.", &[("Die", "Anna Berg", "sagte")]);
    check("Der Bürgermeister Jan Vogt sagte: „Die Brücke bleibt zu.“", &[("Die", "Jan Vogt", "sagte")]);
    check("„Wir gehen nicht“, betonte Verkehrsminister Jan Vogt am Montag. „Niemals.“", &[("Wir", "Jan Vogt", "betonte")]);
    check("»Das ist falsch«, erklärte die Sprecherin der Bahn.", &[("Das", "die Sprecherin der Bahn", "erklärte")]);
    check("„Es war spät“, so Anna Berg.", &[("Es", "Anna Berg", "so")]);
    // Pronouns, a surname, a second cue.
    check(
        "Anna Berg leitet die Werft. „Wir bauen weiter“, sagte sie. Berg fügte hinzu: „Auch im Winter.“",
        &[("Wir", "Anna Berg", "sagte"), ("Auch", "Anna Berg", "fügte")],
    );
    check("„Das Wasser“, schrieb Jan Vogt, „steigt jedes Jahr.“", &[("Das", "Jan Vogt", "schrieb")]);
    check("Der Film „Die lange Fahrt“ läuft im Kino.", &[]);
    // Not said.
    check("Jan Vogt hat nie gesagt: „Wir werden alles bezahlen.“", &[]);
    check("Jan Vogt sagte nicht: „Wir werden alles bezahlen.“", &[]);
    check("Niemand hat gesagt: „Wir werden alles bezahlen.“", &[]);
    check("Jan Vogt hat nicht nur gesagt: „Wir werden alles bezahlen.“", &[("Wir", "Jan Vogt", "gesagt")]);
    check("Jan Vogt sagte: „Wir werden nicht alles bezahlen.“", &[("Wir", "Jan Vogt", "sagte")]);
}

#[test]
fn french() {
    let check = |text: &str, expected: &[(&str, &str, &str)]| check("fr", text, expected);
    check("« Le pont reste fermé », a déclaré Anne Morel.", &[("Le", "Anne Morel", "déclaré")]);
    check("Le maire Paul Garnier a affirmé : « Le pont reste fermé. »", &[("Le", "Paul Garnier", "affirmé")]);
    check("« Nous partons », a indiqué jeudi la ministre Anne Morel.", &[("Nous", "Anne Morel", "indiqué")]);
    check("« C’est faux », explique le porte-parole de la mairie.", &[("C’est", "le porte-parole de la mairie", "explique")]);
    // Pronouns hang on the verb.
    check("Paul Garnier est boulanger. « Je me lève tôt », dit-il.", &[("Je", "Paul Garnier", "dit")]);
    check(
        "Anne Morel dirige le chantier. « Nous bâtissons », a-t-elle expliqué. « L’hiver aussi. »",
        &[("Nous", "Anne Morel", "expliqué")],
    );
    check("“L’eau monte”, raconte Anne Morel à l’Écho.", &[("L’eau", "Anne Morel", "raconte")]);
    check("Le film « La longue route » sort mercredi.", &[]);
    // Not said.
    check("Paul Garnier n'a jamais dit : « Nous paierons tout. »", &[]);
    check("Paul Garnier ne dit pas : « Nous paierons tout. »", &[]);
    check("Personne n'a dit : « Nous paierons tout. »", &[]);
    check("Paul Garnier n'a dit qu'une chose : « Nous paierons tout. »", &[("Nous", "Paul Garnier", "dit")]);
}

#[test]
fn the_small_words_tell_the_language() {
    let speaker = |text: &str| read(text, &[], &[], &Context::default()).0.first().and_then(|q| q.speaker_name.clone());
    assert_eq!(speaker("„Die Brücke bleibt zu“, sagte Anna Berg.").as_deref(), Some("Anna Berg"));
    assert_eq!(speaker("« Le pont reste fermé », a déclaré Anne Morel.").as_deref(), Some("Anne Morel"));
    assert_eq!(speaker("“The bridge is closed,” said Anna Berg of Die Welt.").as_deref(), Some("Anna Berg"));
}

#[test]
fn companies_keep_their_names() {
    check("de", "Die Ferro AG teilte mit, man sei „sehr froh über das Ergebnis“.", &[("sehr", "Ferro AG", "teilte")]);
    check(
        "de",
        "Die Ferro SE sagte: „Wir zahlen.“ Die Deutsche Marno GmbH sagte: „Wir nicht.“",
        &[("Wir", "Ferro SE", "sagte"), ("Wir", "Deutsche Marno GmbH", "sagte")],
    );
    check("fr", "La société Ferro SA a déclaré : « Nous payons. »", &[("Nous", "Ferro SA", "déclaré")]);
}

#[test]
fn a_fragment_is_whose_sentence_it_stands_in() {
    check(
        "de",
        "„Sicherheit geht vor“, sagte Greta Lund. Der Gewerkschafter Peter Holm warf der Werft vor, sie habe „vier Monate lang nichts getan“.",
        &[("Sicherheit", "Greta Lund", "sagte"), ("vier", "Peter Holm", "")],
    );
}

#[test]
fn a_run_of_nouns_without_end_is_read_at_once() {
    let text = format!("Der Rat und die Stadt sagte „Wir bleiben hier“, sagte Ada Lund. {}", "Donnerstagabend ".repeat(30_000));
    assert!(text.len() < crate::extract::MAX_SEARCHED);
    let (quotes, _) = read(&text, &[], &[], &Context { language: Some("de"), ..Context::default() });
    assert_eq!(quotes.len(), 1);
}
