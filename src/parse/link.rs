//! `Link` headers (RFC 8288).

/// Relations and targets of one header, as they stand; what cannot be read is left out.
#[must_use]
pub fn link_header(value: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut rest = value;
    while let Some((target, after)) = rest.split_once('<').and_then(|(_, after)| after.split_once('>')) {
        let end = end(after);
        let relations = parameters(&after[..end]).into_iter().find(|(name, _)| name.eq_ignore_ascii_case("rel")).map(|(_, value)| value);
        for relation in relations.unwrap_or_default().split_whitespace() {
            links.push((relation.to_ascii_lowercase(), target.trim().to_owned()));
        }
        rest = &after[end..];
    }
    links
}

/// Where the parameters of a link end: at a comma outside of quotation marks.
fn end(text: &str) -> usize {
    outside(text, ',').next().unwrap_or(text.len())
}

/// Places of a character outside of quotation marks.
fn outside(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(at, c)| {
        let here = c == wanted && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        here.then_some(at)
    })
}

fn parameters(text: &str) -> Vec<(&str, String)> {
    let mut bounds: Vec<usize> = outside(text, ';').collect();
    bounds.push(text.len());
    let part = |w: &[usize]| {
        let (name, value) = text[w[0]..w[1]].trim_start_matches(';').split_once('=')?;
        Some((name.trim(), value.trim().trim_matches('"').replace('\\', "")))
    };
    bounds.windows(2).filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_their_relations() {
        let check = |value: &str, expected: &[(&str, &str)]| {
            let links = link_header(value);
            let links: Vec<(&str, &str)> = links.iter().map(|(r, t)| (r.as_str(), t.as_str())).collect();
            assert_eq!(links, expected, "{value}");
        };
        check("<https://hub.example/>; rel=\"hub\"", &[("hub", "https://hub.example/")]);
        check("<https://hub.example/>;rel=hub, </feed>; REL=Self", &[("hub", "https://hub.example/"), ("self", "/feed")]);
        check("</a,b>; title=\"x, <y>; rel=hub \\\" \"; rel=\"self next\"", &[("self", "/a,b"), ("next", "/a,b")]);
        check("</a>; rel=", &[]);
        check("</a", &[]);
        check("</a>", &[]);
        check("rel=hub", &[]);
        check("<é>; rel=\"hub", &[("hub", "é")]);
    }
}
