//! Case and accents put aside.

use std::sync::LazyLock;

/// Letters with accents, and letters that one may not find on one's keyboard, in lower case, by what they are folded to:
/// Latin up to Vietnamese, Greek with its final sigma, and the Russian ё.
const FOLDED: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ("ae", "æǽ"),
    ("b", "ḃḅḇ"),
    ("c", "çćĉċčḉ"),
    ("d", "ðďđḋḍḏḑḓ"),
    ("dz", "ǆǳ"),
    ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
    ("f", "ƒḟ"),
    ("ff", "ﬀ"),
    ("ffi", "ﬃ"),
    ("ffl", "ﬄ"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
    ("g", "ĝğġģǧǵḡ"),
    ("h", "ĥħȟḣḥḧḩḫẖ"),
    ("i", "ìíîïĩīĭįıǐȉȋḭḯỉị"),
    ("ij", "ĳ"),
    ("j", "ĵǰ"),
    ("k", "ķĸǩḱḳḵ"),
    ("l", "ĺļľłḷḹḻḽ"),
    ("lj", "ǉ"),
    ("m", "ḿṁṃ"),
    ("n", "ñńņňŋǹṅṇṉṋ"),
    ("nj", "ǌ"),
    ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("p", "ṕṗ"),
    ("r", "ŕŗřȑȓṙṛṝṟ"),
    ("s", "śŝşšſșṡṣṥṧṩẛ"),
    ("ss", "ßẞ"),
    ("t", "ţťŧțṫṭṯṱẗ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ("v", "ṽṿ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏẙỳỵỷỹ"),
    ("z", "źżžẑẓẕ"),
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ΐίϊ"),
    ("ο", "ό"),
    ("σ", "ς"),
    ("υ", "ΰϋύ"),
    ("ω", "ώ"),
    ("е", "ё"),
];

/// A word in lower case, without accents, full-width letters as plain ones.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Appends the folded word.
pub(super) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_ascii() => out.push(c),
            c if super::is_combining(c) => {}
            '\u{ff10}'..='\u{ff5a}' => out.extend(char::from_u32(u32::from(c) - 0xfee0)),
            c => match TABLE.binary_search_by_key(&c, |(from, _)| *from) {
                Ok(at) => out.push_str(TABLE[at].1),
                Err(_) => out.push(c),
            },
        }
    }
}

static TABLE: LazyLock<Vec<(char, &str)>> = LazyLock::new(|| {
    let mut table: Vec<(char, &str)> = FOLDED.iter().flat_map(|(to, from)| from.chars().map(move |c| (c, *to))).collect();
    table.sort_unstable();
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_aside() {
        let check = |word: &str, expected: &str| assert_eq!(fold(word), expected);
        check("HARBOUR", "harbour");
        check("Straße", "strasse");
        check("Đặng", "dang");
        check("Ærøskøbing", "aeroskobing");
        check("ΛΌΓΟΣ", "λογοσ");
        check("λόγος", "λογοσ");
        check("Ёлка", "елка");
        // A letter of its own in Russian, not an accent.
        check("Йод", "йод");
        check("ＡＢＣ１", "abc1");
    }
}
