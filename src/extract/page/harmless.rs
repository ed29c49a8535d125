//! A page to be looked at: its structure and its words, without anything that could run, load, or lead elsewhere.
//!
//! A well-kept library decides what is left (ammonia); here stands only what a page of evidence needs less than it lets through.
//! Pictures are left out, since they lie with strangers who would learn who looks; links are words, since they would lead a
//! frame away from what was captured.

use super::limits;
use ammonia::Builder;
use std::sync::LazyLock;

/// Elements whose tags are taken off.
const TAKEN_OFF: [&str; 4] = ["a", "area", "img", "map"];
/// Elements that go with all they hold: nothing in them is told to readers as it stands.
const LEFT_OUT: [&str; 6] = ["button", "datalist", "dialog", "select", "template", "title"];

/// Elements with an attribute that is an address.
const CITING: [&str; 4] = ["blockquote", "del", "ins", "q"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder.rm_tags(TAKEN_OFF).add_clean_content_tags(LEFT_OUT).add_generic_attributes(["dir"]);
    for tag in CITING {
        builder.rm_tag_attributes(tag, ["cite"]);
    }
    builder
});

/// The body of a page as HTML that is harmless wherever it stands.
#[must_use]
pub fn harmless(source: &str) -> String {
    CLEANER.clean(&limits::within(source).0).to_string()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn structure_and_words_stay_and_all_else_goes() {
        for (source, kept) in [
            (
                "<html><head><title>T</title></head><body><h1 class=x onclick=hit()>Pier</h1><p style='color:red' lang=de dir=ltr>Es war.</p>",
                "<h1>Pier</h1><p lang=\"de\" dir=\"ltr\">Es war.</p>",
            ),
            ("<table><tr><th scope=row>1<td>2</table>", "<table><tbody><tr><th scope=\"row\">1</th><td>2</td></tr></tbody></table>"),
            (
                "<ul><li>a <a href='https://evil.example/' ping=/x>link</a><li><img src=//evil.example/i alt=boat>b</ul>",
                "<ul><li>a link</li><li>b</li></ul>",
            ),
            ("<blockquote cite='https://evil.example/'>Said.</blockquote>", "<blockquote>Said.</blockquote>"),
            (
                "<script>hit()</script><link rel=preconnect href=//evil.example><meta http-equiv=refresh content=0><base href=//evil.example/>x",
                "x",
            ),
            ("<form action=javascript:hit()><select><option>o</select><button>b</button><input value=v>y</form>", "y"),
            ("<template><img src=x onerror=hit()></template><svg onload=hit()><text>t</text></svg>z", "z"),
            // What takes another shape when it is read again.
            ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=hit()&gt;\">", ""),
        ] {
            assert_eq!(harmless(source), kept, "{source}");
        }
    }

    #[test]
    fn no_page_takes_long() {
        assert!(harmless(&"<div>".repeat(100_000)).len() < 10_000);
    }
}
