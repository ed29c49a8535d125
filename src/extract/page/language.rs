//! The language of a text, by what the page declares and by the text itself.

use super::meta::Meta;
use whatlang::Lang;

/// Languages that the detector takes for each other, so that a declaration decides between them.
const ALIKE: &[&[&str]] = &[
    &["da", "nb", "nn", "no", "sv"],
    &["cs", "sk", "pl"],
    &["bg", "mk", "ru", "sr", "uk", "be"],
    &["bs", "hr", "sl", "sr"],
    &["ca", "es", "gl", "pt", "it"],
    &["id", "ms", "jv"],
    &["af", "nl"],
    &["ar", "fa", "ur"],
    &["hi", "mr", "ne"],
];

/// ISO 639-1 for the detector's languages.
const CODES: &[(Lang, &str)] = &[
    (Lang::Afr, "af"),
    (Lang::Ara, "ar"),
    (Lang::Aze, "az"),
    (Lang::Bel, "be"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Epo, "eo"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Guj, "gu"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Hye, "hy"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Kan, "kn"),
    (Lang::Kat, "ka"),
    (Lang::Khm, "km"),
    (Lang::Kor, "ko"),
    (Lang::Lat, "la"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Mal, "ml"),
    (Lang::Mar, "mr"),
    (Lang::Mkd, "mk"),
    (Lang::Mya, "my"),
    (Lang::Nep, "ne"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "nb"),
    (Lang::Ori, "or"),
    (Lang::Pan, "pa"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Sin, "si"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Spa, "es"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tgl, "tl"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Uzb, "uz"),
    (Lang::Vie, "vi"),
    (Lang::Yid, "yi"),
    (Lang::Zul, "zu"),
];

/// Bytes of text the detector is shown.
const SAMPLE: usize = 4000;
/// Below this many bytes it is not asked.
const LEAST: usize = 150;

/// The primary subtag. The text decides where it is long and clear: many pages declare their template's language.
pub(super) fn read(meta: &Meta, stated: Option<&str>, text: &str) -> Option<String> {
    let declared = declared(meta, stated);
    match (declared, detected(text)) {
        (Some(declared), Some(detected)) if alike(&declared, detected) => Some(declared),
        (_, Some(detected)) => Some(detected.to_owned()),
        (declared, None) => declared,
    }
}

/// The language as declared, with its region where one is named: `en-gb`.
pub(super) fn locale(meta: &Meta, stated: Option<&str>) -> Option<String> {
    let names = ["og:locale", "content-language", "language", "dc.language", "dcterms.language", "inlanguage"];
    let tag = meta.lang.as_deref().or(stated).or_else(|| meta.first(&names))?;
    Some(tag.trim().to_ascii_lowercase().replace('_', "-")).filter(|t| t.len() >= 2)
}

fn declared(meta: &Meta, stated: Option<&str>) -> Option<String> {
    let tag = locale(meta, stated)?;
    let primary = tag.split(['-', ',', ' ']).next()?;
    (primary.len() <= 3 && primary.bytes().all(|b| b.is_ascii_lowercase())).then(|| primary.to_owned())
}

fn alike(a: &str, b: &str) -> bool {
    a == b || ALIKE.iter().any(|group| group.contains(&a) && group.contains(&b))
}

fn detected(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let info = whatlang::detect(sample).filter(|i| sample.len() >= LEAST && i.is_reliable())?;
    CODES.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Der Rat hat gestern beschlossen, die Brücke über den Fluss im nächsten Jahr zu erneuern, weil sie den Verkehr nicht mehr tragen kann. Die Kosten trägt zur Hälfte das Land, zur anderen Hälfte die Stadt.";

    fn check(lang: Option<&str>, text: &str, expected: Option<&str>) {
        let mut meta = Meta::default();
        meta.lang = lang.map(str::to_owned);
        assert_eq!(read(&meta, None, text).as_deref(), expected);
    }

    #[test]
    fn text_decides_where_it_is_clear() {
        check(Some("en_US"), "", Some("en"));
        check(Some("en"), GERMAN, Some("de"));
        check(None, GERMAN, Some("de"));
        check(None, "Ja.", None);
    }
}
