//! Exact values of fields, in the form in which they are stored.

use super::fields::Row;
use super::problem::{Problem, expected};
use crate::model::Label;

/// A value as stored.
pub(super) fn read(row: &Row, label: Label, known: &[&str], text: &str, place: (usize, usize)) -> Result<String, Problem> {
    let value = match label {
        Label::Site => site(text),
        Label::Lang => language(text),
        _ => Some(text.trim().to_lowercase()),
    };
    let value = value.filter(|v| known.is_empty() && !v.is_empty() || known.contains(&v.as_str()));
    value.ok_or_else(|| {
        let hint = match label {
            Label::Lang => "a language code such as en, de or pt-BR is expected".to_owned(),
            Label::Site => "a host such as example.org is expected".to_owned(),
            _ => expected(&text.to_lowercase(), known.iter().copied()),
        };
        Problem::new(place, format!("{}: “{text}” cannot be understood", row.name), hint)
    })
}

/// The host of an address, or a host, in the form in which it is read as itself.
fn site(text: &str) -> Option<String> {
    host(text).filter(|read| host(read).as_ref() == Some(read))
}

/// Its port is ignored. Whatever the scheme, it is read as those of the web are.
fn host(text: &str) -> Option<String> {
    let rest = text.split_once("://").map_or_else(|| text.trim_start_matches(['.', '*']), |(_, rest)| rest);
    let url = url::Url::parse(&format!("http://{rest}")).ok()?;
    // A URL's host may hold marks that no name has, once they are decoded: %22 is a quotation mark.
    let is_of_hosts = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    url.host_str().filter(|host| host.chars().all(is_of_hosts)).map(|host| host.trim_matches('.').to_owned())
}

/// The primary language.
fn language(text: &str) -> Option<String> {
    let code = text.split(['-', '_']).next()?;
    ((2..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphabetic())).then(|| code.to_lowercase())
}
