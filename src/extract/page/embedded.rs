//! An article that stands only in the data of the page's program (`__NEXT_DATA__`, `window.__STATE__ = …`), whatever their shape.

use super::tree;
use scraper::Html;
use serde_json::Value;

/// Keys under which programs keep the text of an article.
const KEYS: &[&str] =
    &["articlebody", "body", "bodyhtml", "bodytext", "content", "contents", "html", "paragraph", "richtext", "storybody", "text", "value"];
/// Shorter texts are labels.
const SHORTEST: usize = 60;
/// Less is not worth calling an article.
const LEAST: usize = 400;
/// Larger scripts hold a whole site.
const LARGEST: usize = 4 << 20;

/// The text of the script that holds the most, one paragraph a line; none where there is no article in any.
pub(super) fn read(html: &Html) -> Option<String> {
    let scripts = tree::elements(html).filter(|e| e.value().name() == "script");
    let texts = scripts.filter_map(|script| {
        let source: String = script.text().collect();
        let mut paragraphs = Vec::new();
        collect(&json(&source)?, false, &mut paragraphs);
        paragraphs.dedup();
        Some(paragraphs.join("\n"))
    });
    texts.filter(|t| t.len() >= LEAST).max_by_key(String::len)
}

/// A script that is JSON, or gives JSON to a variable.
fn json(source: &str) -> Option<Value> {
    let source = source.trim();
    if source.len() < LEAST || source.len() > LARGEST {
        return None;
    }
    let object = if source.starts_with(['{', '[']) {
        source
    } else {
        source[source.find("= {").or_else(|| source.find("={"))?..].trim_start_matches(['=', ' '])
    };
    serde_json::Deserializer::from_str(object).into_iter().next()?.ok()
}

/// Texts under the keys, in their order.
fn collect(value: &Value, keyed: bool, paragraphs: &mut Vec<String>) {
    match value {
        Value::String(text) if keyed => paragraphs.extend(prose(text)),
        Value::Array(list) => list.iter().for_each(|v| collect(v, keyed, paragraphs)),
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(value, KEYS.contains(&key.to_ascii_lowercase().as_str()), paragraphs);
            }
        }
        _ => {}
    }
}

/// The paragraphs of a text or fragment of HTML that are sentences.
fn prose(text: &str) -> Vec<String> {
    let lines = text.replace("</p>", "\n").replace("<br", "\n<br");
    let lines = lines.lines().map(tree::plain);
    lines.filter(|l| l.len() >= SHORTEST && l.contains(' ') && l.ends_with(['.', '!', '?', '”', '"', '“', '»', '…', ':', '。'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "The old bridge over the river is closed, and the ferries carry everybody who wants to cross it this spring.";
    const TWO: &str = "Nobody had expected that, least of all the mayor, who had crossed it on the very morning of the day.";

    fn of(script: &str) -> Option<String> {
        read(&Html::parse_document(&format!("<div id=root></div>{script}")))
    }

    #[test]
    fn text_in_a_program_s_data() {
        let body = [ONE, TWO, ONE, TWO].map(|p| format!("<p>{p}</p>")).concat();
        let data = format!(r#"{{"props":{{"nav":{{"title":"Home"}},"story":{{"headline":"Bridge","bodyHtml":"{body}"}}}}}}"#);
        let expected = [ONE, TWO, ONE, TWO].join("\n");
        assert_eq!(of(&format!("<script id=__NEXT_DATA__ type=application/json>{data}</script>")).as_deref(), Some(expected.as_str()));
        assert_eq!(of(&format!("<script>window.__STATE__ = {data};</script>")).as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn blocks_of_a_program_s_data() {
        let blocks = [ONE, TWO, ONE, TWO].map(|p| format!(r#"{{"type":"paragraph","text":"{p}"}}"#)).join(",");
        let found = of(&format!(r#"<script type=application/json>{{"blocks":[{blocks}],"caption":"{ONE}"}}</script>"#));
        assert_eq!(found, Some([ONE, TWO, ONE, TWO].join("\n")));
    }

    #[test]
    fn what_is_no_article_is_none() {
        assert_eq!(of(r#"<script type=application/json>{"text":"A label"}</script>"#), None);
        assert_eq!(of("<script>var a = {b: 1};</script>"), None);
    }
}
