//! One HTML file to read and to print: it loads nothing, and works without a network.

use super::item::{Item, escaped};
use super::{About, Writer};
use anyhow::Result;
use serde_json::Value;
use std::io::Write;

#[derive(Debug, Default)]
pub(super) struct Html(usize);

const STYLE: &str = "body{font:16px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}
h1{font-size:1.4rem}li{list-style:none;margin:0 0 1rem;padding-left:9rem;position:relative;break-inside:avoid}
ol{padding:0}time{position:absolute;left:0;font:14px/1.7 ui-monospace,monospace}small,footer{color:#555}
@media print{body{max-width:none;margin:0}a{color:inherit;text-decoration:none}}";

impl Writer for Html {
    fn head(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let title = escaped(about.colophon.title());
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">"
        )?;
        writeln!(out, "<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>")?;
        for warning in about.warnings {
            writeln!(out, "<p><small>{}</small></p>", escaped(warning))?;
        }
        Ok(writeln!(out, "<ol>")?)
    }

    fn row(&mut self, out: &mut dyn Write, about: &About, row: &Value) -> Result<()> {
        self.0 += 1;
        let item = Item::of(about.shape, row);
        let date = item.when().map_or_else(|| "undated".to_owned(), |w| w.edtf);
        let source = match item.url() {
            Some(url) => format!("<a href=\"{}\">{}</a>", escaped(url), escaped(item.headline())),
            None => escaped(item.headline()),
        };
        let publisher = item.publisher().map(|p| format!(", {}", escaped(p))).unwrap_or_default();
        let speaker = item.speaker().map(|s| format!("<b>{}</b>: ", escaped(s))).unwrap_or_default();
        let words = item.marked().map(|w| format!("{speaker}{}<br>", escaped(&w))).unwrap_or_default();
        let (id, kind) = (escaped(item.id()), escaped(item.kind()));
        Ok(writeln!(out, "<li id=\"{id}\"><time>{}</time>{words}{source}{publisher} <small>{kind} · {id}</small></li>", escaped(&date))?)
    }

    fn tail(&mut self, out: &mut dyn Write, about: &About) -> Result<()> {
        let colophon = about.colophon;
        writeln!(out, "</ol>")?;
        let time = crate::model::when::utc_text(colophon.time);
        let version = env!("CARGO_PKG_VERSION");
        let zone = escaped(&colophon.zone);
        Ok(writeln!(out, "<footer>{} of {} · zone {zone} · {time} · dateline {version}</footer>\n</html>", self.0, about.total)?)
    }
}
