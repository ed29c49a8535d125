//! What leaves the process: command line, web, exports, all from one set of views.
//!
//! - `view`: the shapes of answers (docs/columns.md)
//! - `export`: answers as files; `format`: the formats; `warc`: their evidence; `opml`, `watched`: what is watched
//! - [`cli`]: arguments, commands, exit codes, terminal output
//! - `inspect`: what is read from pages, texts and feeds, without storing it
//! - `out`: the one way for words to standard output and error
//! - `kept`: questions to be saved; `deciding`: what is set right by hand; `passed`: what came of a pass
//! - `marked`: paragraphs with their quotations marked, for people
//! - `server`: listens, and joins `web`, the pages, with `api`, the same for programs; `daemon`: the server beside pass after
//!   pass, with `metrics`; `demo`: a first look

#[macro_use]
mod out;

mod api;
pub mod cli;
mod daemon;
mod deciding;
mod demo;
mod export;
mod format;
mod inspect;
mod kept;
mod marked;
mod metrics;
mod opml;
mod passed;
mod periods;
mod server;
mod view;
mod warc;
mod watched;
mod web;
