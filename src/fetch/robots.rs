//! robots.txt (RFC 9309): what a site lets this program read. Only reads text; fetching it is the client's.

use std::time::Duration;

/// What is read of a longer file (RFC 9309, 2.5).
pub(super) const LIMIT: usize = 500 * 1024;

/// Characters of a rule that are repeated to the reader.
const SHOWN: usize = 80;

/// Keys, and how they are misspelt in the wild.
const KEYS: &[(&str, Key)] = &[
    ("allow", Key::Allow),
    ("crawl-delay", Key::Delay),
    ("crawldelay", Key::Delay),
    ("diasllow", Key::Disallow),
    ("disalow", Key::Disallow),
    ("disallaw", Key::Disallow),
    ("disallow", Key::Disallow),
    ("dissallow", Key::Disallow),
    ("dissalow", Key::Disallow),
    ("user agent", Key::Agent),
    ("user-agent", Key::Agent),
    ("useragent", Key::Agent),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Agent,
    Allow,
    Disallow,
    Delay,
}

/// The rules that hold for one crawler. The default allows everything.
#[derive(Debug, Default)]
pub(super) struct Robots {
    rules: Vec<Rule>,
    /// The status of a server that failed to say what the rules are.
    failed: Option<u16>,
    /// The pause the site asks for between two requests (`Crawl-delay`, not in the RFC but widely meant).
    pub(super) delay: Duration,
}

impl Robots {
    /// Reads the groups of `token`, or those of `*` where it has none (RFC 9309, 2.2.1).
    pub(super) fn parse(text: &[u8], token: &str) -> Robots {
        let text = String::from_utf8_lossy(&text[..text.len().min(LIMIT)]);
        let mut reader = Reader { token, ..Reader::default() };
        for (key, value) in text.trim_start_matches('\u{feff}').split(['\r', '\n']).filter_map(line) {
            reader.take(key, value);
        }
        reader.own.unwrap_or(reader.anyone)
    }

    /// A failing server might forbid anything, so it forbids everything (RFC 9309, 2.3.1.4).
    pub(super) fn failed(status: u16) -> Robots {
        Robots { failed: Some(status), ..Robots::default() }
    }

    /// Why a path with its query may not be read, in words; nothing where it may. The longest rule that matches holds,
    /// and allowing wins a tie.
    pub(super) fn refusal(&self, path: &str) -> Option<String> {
        if let Some(status) = self.failed {
            return Some(format!("its robots.txt answered {status}, so nothing may be read"));
        }
        let path = normal(path);
        let matching = self.rules.iter().filter(|rule| rule.matches(&path));
        let rule = matching.max_by_key(|rule| (rule.length, rule.allow))?;
        (!rule.allow && path != "/robots.txt").then(|| format!("its robots.txt says \"Disallow: {}\"", rule.shown))
    }
}

/// A key and its value, without comment; nothing for what is not understood.
fn line(text: &str) -> Option<(Key, &str)> {
    let text = text.split('#').next().unwrap_or_default();
    let (name, value) = text.split_once(':').or_else(|| text.trim().split_once(char::is_whitespace))?;
    let name = name.trim().to_ascii_lowercase();
    KEYS.iter().find(|(known, _)| *known == name).map(|(_, key)| (*key, value.trim()))
}

/// The place in the file: groups open with one or more agents, and the first rule ends that list.
#[derive(Default)]
struct Reader<'a> {
    token: &'a str,
    own: Option<Robots>,
    anyone: Robots,
    for_own: bool,
    for_anyone: bool,
    in_rules: bool,
}

impl Reader<'_> {
    fn take(&mut self, key: Key, value: &str) {
        match key {
            Key::Agent => self.agent(value),
            Key::Allow | Key::Disallow => {
                self.in_rules = true;
                // An empty value says nothing: "Disallow:" allows everything.
                if !value.is_empty() {
                    self.each(|robots| robots.rules.push(Rule::read(key == Key::Allow, value)));
                }
            }
            Key::Delay => {
                if let Some(delay) = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
                    self.each(|robots| robots.delay = delay);
                }
            }
        }
    }

    fn agent(&mut self, value: &str) {
        if std::mem::take(&mut self.in_rules) {
            (self.for_own, self.for_anyone) = (false, false);
        }
        // "dateline/2.0 (a comment)" means the product.
        let product = value.split(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_').next().unwrap_or_default();
        if product.eq_ignore_ascii_case(self.token) {
            self.for_own = true;
            self.own.get_or_insert_default();
        }
        self.for_anyone |= value.split_whitespace().next() == Some("*");
    }

    fn each(&mut self, change: impl Fn(&mut Robots)) {
        if self.for_own {
            self.own.iter_mut().for_each(&change);
        }
        if self.for_anyone {
            change(&mut self.anyone);
        }
    }
}

/// One `Allow` or `Disallow`: `*` is any run of characters, `$` at the end is the end (RFC 9309, 2.2.3).
#[derive(Debug)]
struct Rule {
    allow: bool,
    /// As it is written, or its beginning.
    shown: String,
    /// What stands between the stars, normalised.
    pieces: Vec<String>,
    to_end: bool,
    length: usize,
}

impl Rule {
    fn read(allow: bool, pattern: &str) -> Rule {
        let body = pattern.strip_suffix('$');
        let pieces: Vec<String> = body.unwrap_or(pattern).split('*').map(normal).collect();
        let stars = pieces.len() - 1;
        let length = pieces.iter().map(String::len).sum::<usize>() + stars + usize::from(body.is_some());
        let shown = pattern.chars().take(SHOWN).collect();
        Rule { allow, shown, pieces, to_end: body.is_some(), length }
    }

    /// Each piece at its first place after the one before: linear, whatever the pattern.
    fn matches(&self, path: &str) -> bool {
        let (first, others) = self.pieces.split_first().expect("splitting gives at least one piece");
        let Some(mut rest) = path.strip_prefix(first.as_str()) else { return false };
        let Some((last, middle)) = others.split_last() else { return !self.to_end || rest.is_empty() };
        for piece in middle {
            let Some(at) = rest.find(piece.as_str()) else { return false };
            rest = &rest[at + piece.len()..];
        }
        if self.to_end { rest.ends_with(last.as_str()) } else { rest.contains(last.as_str()) }
    }
}

/// One spelling for all ways to escape a path (RFC 9309, 2.2.2): unreserved characters plain, everything that is not
/// printable ASCII escaped in upper case, and the two signs of the pattern language escaped where they are meant.
fn normal(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = if *first == b'%' { hex(tail) } else { None };
        let byte = escaped.unwrap_or(*first);
        let plain = match escaped {
            Some(byte) => byte.is_ascii_alphanumeric() || b"-._~".contains(&byte),
            None => byte.is_ascii_graphic() && !b"*$".contains(&byte),
        };
        if plain {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    out
}

fn hex(bytes: &[u8]) -> Option<u8> {
    let digits = bytes.get(..2).filter(|two| two.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn digit(four_bits: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(four_bits)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(robots: &str, path: &str, allowed: bool) {
        let refusal = Robots::parse(robots.as_bytes(), "dateline").refusal(path);
        assert_eq!(refusal.is_none(), allowed, "{path} under {robots:?}: {refusal:?}");
    }

    #[test]
    fn the_group_that_holds() {
        check("", "/a", true);
        check("User-agent: *\nDisallow: /", "/a", false);
        check("User-agent: *\nDisallow: /", "/robots.txt", true);
        check("User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /b", "/a", true);
        // Its own group is enough, even where it has no rules.
        check("User-agent: *\nDisallow: /\nUser-agent: Dateline\nDisallow:", "/a", true);
        check("User-agent: dateline/1.0\nDisallow: /", "/a", false);
        check("User-agent: datelinebot\nDisallow: /", "/a", true);
        // Groups of the same name are one group.
        check("User-agent: dateline\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: dateline\nDisallow: /b", "/b", false);
        // Several agents share the rules that follow; other lines between them do not part them.
        check("User-agent: x\nSitemap: https://news.example/s.xml\nCrawl-delay: 2\nUser-agent: dateline\nDisallow: /a", "/a", false);
        // Rules before any agent belong to nobody.
        check("Disallow: /", "/a", true);
    }

    #[test]
    fn lines_as_they_are_written() {
        check("\u{feff}user-AGENT : *\r\ndisallow : /a # all of it\r\n", "/a", false);
        check("User-agent: *\rDisallow: /a", "/a", false);
        check("User-agent *\nDisallow /a", "/a", false);
        check("useragent: *\nDissallow: /a", "/a", false);
        check("User-agent: * # all\n#Disallow: /a", "/a", true);
        check("<html><body>Not found: nothing here</body></html>", "/a", true);
        assert_eq!(Robots::parse(b"User-agent: *\nDisallow: /\xff", "dateline").rules.len(), 1);
    }

    #[test]
    fn the_longest_rule_wins_and_allowing_a_tie() {
        check("User-agent: *\nDisallow: /news\nAllow: /news/public", "/news/public/1", true);
        check("User-agent: *\nAllow: /news\nDisallow: /news/private", "/news/private/1", false);
        check("User-agent: *\nDisallow: /news\nAllow: /news", "/news", true);
        check("User-agent: *\nDisallow: /A", "/a", true);
        // Not at the start of the path, so it matches nothing.
        check("User-agent: *\nDisallow: news", "/news", true);
    }

    #[test]
    fn stars_and_ends() {
        let rule = |pattern: &str| format!("User-agent: *\nDisallow: {pattern}");
        check(&rule("/*.pdf$"), "/a/b.pdf", false);
        check(&rule("/*.pdf$"), "/a/b.pdf?page=2", true);
        check(&rule("/*.pdf$"), "/a.pdf/b.pdf", false);
        check(&rule("/a*b*c"), "/a-b-d", true);
        check(&rule("/a*b*c"), "/a-b-c-d", false);
        check(&rule("/a$"), "/a", false);
        check(&rule("/a$"), "/ab", true);
        check(&rule("/a*$"), "/ab", false);
        check(&rule("/*?print="), "/a?print=1", false);
        // The last piece must not share characters with the ones before it.
        check(&rule("/ab*b$"), "/ab", true);
        check(&rule("/x$y"), "/x$y", false);
    }

    #[test]
    fn escapes_do_not_matter() {
        let rule = |pattern: &str| format!("User-agent: *\nDisallow: {pattern}");
        check(&rule("/é"), "/%C3%A9", false);
        check(&rule("/%c3%a9"), "/%C3%A9", false);
        check(&rule("/%61"), "/a", false);
        check(&rule("/a"), "/%61", false);
        // A reserved character and its escape are different paths.
        check(&rule("/a%2Fb"), "/a/b", true);
        check(&rule("/a%2Ab"), "/a*b", false);
        check(&rule("/a%2Ab"), "/axb", true);
        check(&rule("/100%"), "/100%", false);
    }

    #[test]
    fn refusals_say_why() {
        let robots = Robots::parse(b"User-agent: *\nDisallow: /a*\nDisallow: /", "dateline");
        assert_eq!(robots.refusal("/abc").as_deref(), Some("its robots.txt says \"Disallow: /a*\""));
        assert_eq!(Robots::failed(502).refusal("/").as_deref(), Some("its robots.txt answered 502, so nothing may be read"));
    }

    #[test]
    fn delays() {
        let check = |robots: &str, seconds: f64| {
            assert_eq!(Robots::parse(robots.as_bytes(), "dateline").delay, Duration::from_secs_f64(seconds), "{robots:?}");
        };
        check("User-agent: *\nCrawl-delay: 2.5", 2.5);
        check("User-agent: *\nCrawl-delay: 86400", 86_400.0);
        check("User-agent: *\nCrawl-delay: -1", 0.0);
        check("User-agent: *\nCrawl-delay: soon", 0.0);
        check("User-agent: x\nCrawl-delay: 2\nUser-agent: *\nDisallow: /a", 0.0);
    }

    #[test]
    fn a_hostile_file_costs_little() {
        let many = format!("User-agent: *\nDisallow: /{}b", "a*".repeat(100_000));
        check(&many, &format!("/{}", "a".repeat(50_000)), true);
        let long = format!("User-agent: *\n{}Disallow: /late", "# padding\n".repeat(60_000));
        check(&long, "/late", true);
    }

    /// Cases that others collected beside this project; what their own matcher alone does (`GoogleOnly`) is left out, and
    /// an address that is not escaped, as none is asked for.
    #[test]
    fn cases_of_others() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let shared = std::env::var_os("DATELINE_SHARED").map_or(root, std::path::PathBuf::from);
        let Ok(text) = std::fs::read_to_string(shared.join("corpora/raw/robots/cases.json")) else {
            eprintln!("*** ROBOTS.TXT WAS NOT TESTED ON THE CASES OF OTHERS: THEY ARE NOT THERE ***");
            return;
        };
        let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let of = |case: &serde_json::Value, key: &str| case[key].as_str().unwrap().to_owned();
        // Google tells an escaped letter from the letter; RFC 9309, 2.2.2 has them compared as one.
        let escaped = |case: &serde_json::Value| of(case, "robots").contains("%62%61%7A");
        let asked = |case: &&serde_json::Value| !of(case, "test").starts_with("GoogleOnly") && of(case, "url").is_ascii() && !escaped(case);
        for case in cases.iter().filter(asked) {
            let url = url::Url::parse(&of(case, "url")).unwrap();
            let robots = Robots::parse(of(case, "robots").as_bytes(), &of(case, "agent"));
            let refusal = robots.refusal(&url[url::Position::BeforePath..url::Position::AfterQuery]);
            assert_eq!(Some(refusal.is_none()), case["allowed"].as_bool(), "{case}: {refusal:?}");
        }
    }
}
