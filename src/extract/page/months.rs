//! Names of months in the languages of the press.

/// Language and the names January to December; several forms are parted by `/`. A name is also known by its first three
/// or more letters ("Sept."). Where two languages share a beginning, the earlier row has it.
const MONTHS: &[(&str, [&str; 12])] = &[
    ("en", ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]),
    (
        "de",
        [
            "januar/jänner",
            "februar/feber",
            "märz/maerz",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "dezember",
        ],
    ),
    (
        "fr",
        [
            "janvier",
            "février/fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août/aout",
            "septembre",
            "octobre",
            "novembre",
            "décembre/decembre",
        ],
    ),
    (
        "es",
        [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre/setiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
    ),
    (
        "it",
        ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    ),
    ("pt", ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    ("ca", ["gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre", "desembre"]),
    (
        "nl",
        ["januari", "februari", "maart/mrt", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
    ),
    ("sv", ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"]),
    ("no", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    ("da", ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]),
    ("is", ["janúar", "febrúar", "mars", "apríl", "maí", "júní", "júlí", "ágúst", "september", "október", "nóvember", "desember"]),
    (
        "pl",
        [
            "stycznia/styczeń",
            "lutego/luty",
            "marca/marzec",
            "kwietnia/kwiecień",
            "maja/maj",
            "czerwca/czerwiec",
            "lipca/lipiec",
            "sierpnia/sierpień",
            "września/wrzesień",
            "października/październik",
            "listopada/listopad",
            "grudnia/grudzień",
        ],
    ),
    (
        "cs",
        [
            "ledna/leden",
            "února/únor",
            "března/březen",
            "dubna/duben",
            "května/květen",
            "června/červen",
            "července/červenec",
            "srpna/srpen",
            "září",
            "října/říjen",
            "listopadu",
            "prosince/prosinec",
        ],
    ),
    (
        "sk",
        [
            "januára/január",
            "februára/február",
            "marca/marec",
            "apríla/apríl",
            "mája/máj",
            "júna/jún",
            "júla/júl",
            "augusta",
            "septembra",
            "októbra/október",
            "novembra",
            "decembra",
        ],
    ),
    (
        "hu",
        [
            "január",
            "február",
            "március",
            "április",
            "május",
            "június",
            "július",
            "augusztus",
            "szeptember",
            "október",
            "november",
            "december",
        ],
    ),
    (
        "ro",
        [
            "ianuarie",
            "februarie",
            "martie",
            "aprilie",
            "mai",
            "iunie",
            "iulie",
            "august",
            "septembrie",
            "octombrie",
            "noiembrie",
            "decembrie",
        ],
    ),
    (
        "fi",
        [
            "tammikuuta/tammikuu",
            "helmikuuta/helmikuu",
            "maaliskuuta/maaliskuu",
            "huhtikuuta/huhtikuu",
            "toukokuuta/toukokuu",
            "kesäkuuta/kesäkuu",
            "heinäkuuta/heinäkuu",
            "elokuuta/elokuu",
            "syyskuuta/syyskuu",
            "lokakuuta/lokakuu",
            "marraskuuta/marraskuu",
            "joulukuuta/joulukuu",
        ],
    ),
    ("et", ["jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli", "august", "september", "oktoober", "november", "detsember"]),
    (
        "lv",
        [
            "janvāris/janvārī",
            "februāris/februārī",
            "marts/martā",
            "aprīlis/aprīlī",
            "maijs/maijā",
            "jūnijs/jūnijā",
            "jūlijs/jūlijā",
            "augusts/augustā",
            "septembris/septembrī",
            "oktobris/oktobrī",
            "novembris/novembrī",
            "decembris/decembrī",
        ],
    ),
    (
        "lt",
        [
            "sausio",
            "vasario",
            "kovo",
            "balandžio",
            "gegužės",
            "birželio",
            "liepos",
            "rugpjūčio",
            "rugsėjo",
            "spalio",
            "lapkričio",
            "gruodžio",
        ],
    ),
    (
        "hr",
        [
            "siječnja",
            "veljače",
            "ožujka",
            "travnja",
            "svibnja",
            "lipnja",
            "srpnja",
            "kolovoza",
            "rujna",
            "listopada",
            "studenoga/studenog",
            "prosinca",
        ],
    ),
    (
        "sl",
        ["januarja", "februarja", "marca", "aprila", "maja", "junija", "julija", "avgusta", "septembra", "oktobra", "novembra", "decembra"],
    ),
    ("tr", ["ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"]),
    ("id", ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"]),
    (
        "ru",
        [
            "января/январь",
            "февраля/февраль",
            "марта/март",
            "апреля/апрель",
            "мая/май",
            "июня/июнь",
            "июля/июль",
            "августа/август",
            "сентября/сентябрь",
            "октября/октябрь",
            "ноября/ноябрь",
            "декабря/декабрь",
        ],
    ),
    (
        "uk",
        [
            "січня/січень",
            "лютого/лютий",
            "березня/березень",
            "квітня/квітень",
            "травня/травень",
            "червня/червень",
            "липня/липень",
            "серпня/серпень",
            "вересня/вересень",
            "жовтня/жовтень",
            "листопада/листопад",
            "грудня/грудень",
        ],
    ),
    ("bg", ["януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"]),
    ("sr", ["јануар", "фебруар", "март", "април", "мај", "јун", "јул", "август", "септембар", "октобар", "новембар", "децембар"]),
    (
        "el",
        [
            "ιανουαρίου/ιανουάριος",
            "φεβρουαρίου/φεβρουάριος",
            "μαρτίου/μάρτιος",
            "απριλίου/απρίλιος",
            "μαΐου/μάιος",
            "ιουνίου/ιούνιος",
            "ιουλίου/ιούλιος",
            "αυγούστου/αύγουστος",
            "σεπτεμβρίου/σεπτέμβριος",
            "οκτωβρίου/οκτώβριος",
            "νοεμβρίου/νοέμβριος",
            "δεκεμβρίου/δεκέμβριος",
        ],
    ),
    ("ar", ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]),
    ("he", ["ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"]),
    ("hi", ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]),
];

/// The number of a month by its name, or by three or more of its first letters.
pub(super) fn number(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    if name.chars().count() < 2 || name.is_ascii() && name.len() < 3 {
        return None;
    }
    let find = |matches: fn(&str, &str) -> bool| {
        MONTHS.iter().find_map(|(_, names)| (1..).zip(names).find(|(_, forms)| forms.split('/').any(|f| matches(f, &name))).map(|(n, _)| n))
    };
    find(|form, name| form == name).or_else(|| find(|form, name| name.chars().count() > 2 && form.starts_with(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_gives_its_month() {
        for (language, names) in MONTHS {
            for (n, forms) in (1..).zip(names) {
                for form in forms.split('/') {
                    // Listopad is October in Zagreb and November in Warsaw, srpen and lipiec have such doubles too.
                    let found = number(form);
                    assert!(found == Some(n) || *language == "hr", "{language} {form}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn beginnings_are_enough() {
        assert_eq!(number("Sept"), Some(9));
        assert_eq!(number("Okt"), Some(10));
        assert_eq!(number("déc"), Some(12));
        assert_eq!(number("ja"), None);
        assert_eq!(number("monday"), None);
    }
}
