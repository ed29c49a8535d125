//! sources.toml with more in it: what is there stays to the letter, comments included, and what is new stands at its end.

use super::{Mistake, read};
use crate::model::SourceKind;
use std::fmt::Write;

/// A source to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// What it is called; where the name is taken, a number is put behind it.
    pub name: String,
    /// What stands at the address.
    pub kind: SourceKind,
    /// The address.
    pub url: String,
    /// The outlet.
    pub publisher: Option<String>,
    /// Free words.
    pub tags: Vec<String>,
}

/// The file with these added, and their names; those whose address is watched already are left out. A file that has
/// mistakes is not added to.
pub fn with_added(text: &str, additions: &[Addition]) -> Result<(String, Vec<String>), Vec<Mistake>> {
    let (mut whole, mut names) = (text.to_owned(), Vec::new());
    for addition in additions {
        let settings = read(&whole)?;
        if settings.sources.iter().any(|source| source.url == addition.url) {
            continue;
        }
        let taken = |name: &str| settings.sources.iter().any(|source| source.name == name);
        let wanted = slug(&addition.name);
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken(name)).expect("numbers do not end");
        append(&mut whole, &name, addition);
        names.push(name);
    }
    read(&whole).map(|_| (whole, names))
}

fn append(whole: &mut String, name: &str, addition: &Addition) {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let gap = if whole.is_empty() {
        ""
    } else if whole.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let _ =
        write!(whole, "{gap}[[source]]\nname = {}\nkind = \"{}\"\nurl = {}\n", quoted(name), addition.kind.name(), quoted(&addition.url));
    if let Some(publisher) = &addition.publisher {
        let _ = writeln!(whole, "publisher = {}", quoted(publisher));
    }
    if !addition.tags.is_empty() {
        let tags: Vec<String> = addition.tags.iter().map(|tag| quoted(tag)).collect();
        let _ = writeln!(whole, "tags = [{}]", tags.join(", "));
    }
}

/// Letters and figures in lower case, joined by hyphens: easy to type at a terminal.
fn slug(text: &str) -> String {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() { "source".to_owned() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addition(name: &str, url: &str) -> Addition {
        Addition { name: name.to_owned(), kind: SourceKind::Feed, url: url.to_owned(), publisher: None, tags: Vec::new() }
    }

    #[test]
    fn what_is_there_stays_to_the_letter() {
        let text = "# Ours.\n[[source]] # the first\nname = 'courier'\nkind = \"feed\"\nurl = \"https://courier.example/feed\"";
        let more = Addition {
            publisher: Some("The \"Echo\"".to_owned()),
            tags: vec!["north".to_owned()],
            ..addition("Courier", "https://echo.example/feed")
        };
        let (whole, names) = with_added(text, &[more, addition("again", "https://courier.example/feed")]).unwrap();
        assert_eq!(names, ["courier-2"]);
        let added = whole.strip_prefix(text).unwrap();
        assert!(
            added.starts_with("\n\n[[source]]\nname = \"courier-2\"\nkind = \"feed\"\nurl = \"https://echo.example/feed\"\n"),
            "{added}"
        );
        let settings = read(&whole).unwrap();
        assert_eq!(settings.sources[1].publisher.as_deref(), Some("The \"Echo\""));
        assert_eq!(settings.sources[1].tags, ["north"]);
    }

    #[test]
    fn an_empty_file_and_one_with_mistakes() {
        let (whole, names) = with_added("", &[addition("Ō News!", "https://o.example/")]).unwrap();
        assert_eq!((names, whole.starts_with("[[source]]\nname = \"ō-news\"\n")), (vec!["ō-news".to_owned()], true));
        assert!(with_added("[[source]]\nname = 1\n", &[addition("a", "https://a.example/")]).is_err());
        assert!(with_added("", &[addition("a", "ftp://a.example/")]).is_err());
    }
}
