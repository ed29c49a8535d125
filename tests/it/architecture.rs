//! The house keeps its arrows, its homes for outside crates, its purity and its manners (docs/architecture.md).
//!
//! Source files are read as text: enough to catch a slip, and the message says file, line and rule.

mod code;

use code::{File, assert_none, files, lines_of, names_after, roots};

/// What each module directly below src/ may name besides itself. The stages form a star around `model`.
const ARROWS: &[(&str, &[&str])] = &[
    ("extract", &["model"]),
    ("fetch", &["model"]),
    ("index", &["model"]),
    ("link", &["model"]),
    ("model", &[]),
    ("parse", &["model"]),
    ("pipeline", &["extract", "fetch", "index", "link", "model", "parse", "query", "source", "store"]),
    ("present", &["model", "pipeline", "query"]),
    ("query", &["index", "model", "store"]),
    ("source", &["model"]),
    ("store", &["model"]),
];

/// The only module that may name an outside crate.
const HOMES: &[(&str, &str)] = &[
    ("ammonia", "extract"),
    ("anyhow", "present"),
    ("askama", "present"),
    ("axum", "present"),
    ("brotli-decompressor", "fetch"),
    ("clap", "present"),
    ("croner", "source"),
    ("csv", "present"),
    ("frostem", "index"),
    ("getrandom", "present"),
    ("hmac", "model"),
    ("hyper", "present"),
    ("hyper-util", "present"),
    ("indicatif", "present"),
    ("lettre", "fetch"),
    ("memchr", "query"),
    ("quick-xml", "parse"),
    ("reqwest", "fetch"),
    ("rusqlite", "store"),
    ("rust_xlsxwriter", "present"),
    ("rustix", "store"),
    ("rustls", "fetch"),
    ("scraper", "extract"),
    ("sqlx", "store"),
    ("tantivy", "index"),
    ("toml", "source"),
    ("tower-http", "present"),
    ("whatlang", "extract"),
];

/// Crates that are words of the trade: anyone may name them (the pure modules not tokio).
const FREE: &[&str] = &[
    "chardetng",
    "chrono",
    "chrono-tz",
    "encoding_rs",
    // Answers come in it, and sitemaps lie in it.
    "flate2",
    "futures-util",
    "psl",
    "regex",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "thiserror",
    "tokio",
    "url",
    // Bodies come in it, and blobs lie in it.
    "zstd",
];

/// Modules that only compute.
const PURE: &[&str] = &["extract", "link", "model", "parse"];

/// What a pure module may not reach for, as patterns.
const IMPURE: &[&str] = &[
    r"\b(?:Instant|SystemTime)\b",
    r"\b(?:Utc|Local)\s*::\s*now\b",
    // Addresses as values are fine; sockets are not.
    r"\b(?:TcpListener|TcpStream|ToSocketAddrs|UdpSocket|UnixStream)\b",
    r"\b(?:dbg|eprint|eprintln|print|println)!",
    r"\btokio\b",
];

/// The parts of std that read or change the world.
const WORLD: &[&str] = &["env", "fs", "process", "thread"];

/// Lines of a source file without its tests.
const LONGEST: usize = 500;

/// Files that are tables of data, and may be longer.
const TABLES: &[&str] = &[];

#[test]
fn modules_name_only_what_their_arrows_allow() {
    let breaches: Vec<String> = files().iter().flat_map(wrong_arrows).collect();
    assert_none("ARROWS in tests/it/architecture.rs: a module names only what its row allows", &breaches);
}

fn wrong_arrows(file: &File) -> Vec<String> {
    let (module, roots) = match file.module() {
        "lib" => return Vec::new(),
        // The binary is the edge of the program, and sees the library from outside.
        "main" => ("present", "dateline".to_owned()),
        module => (module, format!("crate|{}", vec!["super"; file.depth()].join(r"\s*::\s*"))),
    };
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
        return vec![format!("{}:1: {module} has no row", file.path)];
    };
    names_after(&file.code, &roots)
        .into_iter()
        .filter(|(_, name)| is_module(name) && name != module && !allowed.contains(&name.as_str()))
        .map(|(line, name)| format!("{}:{line}: {module} may not name {name}, only [{}]", file.path, allowed.join(", ")))
        .collect()
}

fn is_module(name: &str) -> bool {
    ARROWS.iter().any(|(module, _)| *module == name)
}

#[test]
fn outside_crates_are_named_in_their_home_alone() {
    let breaches: Vec<String> = files().iter().flat_map(away_from_home).collect();
    assert_none("HOMES in tests/it/architecture.rs: an outside crate is named by one module alone", &breaches);
}

fn away_from_home(file: &File) -> Vec<String> {
    let module = if file.module() == "main" { "present" } else { file.module() };
    let strange = |name: &str| HOMES.iter().find(|(krate, home)| krate.replace('-', "_") == *name && *home != module);
    roots(&file.code)
        .into_iter()
        .filter_map(|(line, name)| strange(&name).map(|(krate, home)| (line, krate, home)))
        .map(|(line, krate, home)| format!("{}:{line}: {krate} is named by {home} alone", file.path))
        .collect()
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = include_str!("../../Cargo.toml").parse::<toml::Table>().expect("Cargo.toml is TOML");
    let dependencies = manifest["dependencies"].as_table().expect("a table of dependencies");
    let rows = || HOMES.iter().map(|(krate, _)| *krate).chain(FREE.iter().copied());
    let homeless = dependencies.keys().filter(|name| !rows().any(|row| row == *name));
    let stale = rows().filter(|row| !dependencies.contains_key(*row));
    let breaches: Vec<String> = homeless
        .map(|name| format!("Cargo.toml: {name} has no row in HOMES or FREE"))
        .chain(stale.map(|row| format!("tests/it/architecture.rs: {row} is no dependency any more")))
        .collect();
    assert_none("a dependency is given one home, or is a word of the trade", &breaches);
}

#[test]
fn the_notes_have_a_row_for_every_module_with_its_crates() {
    let notes = include_str!("../../docs/architecture.md");
    let row = |module: &str| notes.lines().find(|line| ["`", "/`"].iter().any(|end| line.starts_with(&format!("| `{module}{end}"))));
    let modules = ARROWS.iter().filter(|(module, _)| row(module).is_none()).map(|(module, _)| format!("no row for {module}"));
    let crates = HOMES
        .iter()
        .filter(|(krate, home)| row(home).is_some_and(|row| !row.contains(krate)))
        .map(|(krate, home)| format!("the row of {home} does not name {krate}"));
    let breaches: Vec<String> = modules.chain(crates).map(|b| format!("docs/architecture.md: {b}")).collect();
    assert_none("docs/architecture.md says what the tables of this test say", &breaches);
}

#[test]
fn pure_modules_only_compute() {
    let breaches: Vec<String> = files().iter().filter(|f| PURE.contains(&f.module())).flat_map(impurities).collect();
    assert_none("parse, extract, link and model know no clock, network, files or environment", &breaches);
}

fn impurities(file: &File) -> Vec<String> {
    let world = names_after(&file.code, "std")
        .into_iter()
        .filter(|(_, name)| WORLD.contains(&name.as_str()))
        .map(|(line, name)| format!("{}:{line}: std::{name}", file.path));
    let words = IMPURE
        .iter()
        .flat_map(|pattern| lines_of(&file.code, pattern).into_iter().map(move |line| (line, pattern)))
        .map(|(line, pattern)| format!("{}:{line}: {pattern}", file.path));
    world.chain(words).collect()
}

#[test]
fn files_say_what_they_are_for() {
    let mute = |f: &&File| !f.raw.starts_with("//!");
    let breaches: Vec<String> = files().iter().filter(mute).map(|f| format!("{}:1: no //! comment", f.path)).collect();
    assert_none("a source file opens with a //! comment that says what it is for", &breaches);
}

#[test]
fn files_stay_short() {
    let length = |f: &File| f.code.trim_end().lines().count();
    let long = |f: &&File| length(f) > LONGEST && !TABLES.contains(&f.path.as_str());
    let breaches: Vec<String> =
        files().iter().filter(long).map(|f| format!("{}:{LONGEST}: {} lines without tests", f.path, length(f))).collect();
    assert_none("a source file of more than 500 lines is split, or is a table and listed in TABLES", &breaches);
}

#[test]
fn nothing_unwraps_outside_tests() {
    let unwraps =
        |f: &File| lines_of(&f.code, r"\.\s*unwrap\s*\(\s*\)").into_iter().map(|l| format!("{}:{l}: unwrap()", f.path)).collect::<Vec<_>>();
    let breaches: Vec<String> = files().iter().flat_map(unwraps).collect();
    assert_none("outside tests it is expect(\"why it cannot fail\")", &breaches);
}

#[test]
fn words_leave_one_way() {
    const PRINTING: &str = r"\b(?:dbg|eprint|eprintln|print|println)!";
    let prints = |f: &File| lines_of(&f.code, PRINTING).into_iter().map(|l| format!("{}:{l}", f.path)).collect::<Vec<_>>();
    let breaches: Vec<String> = files().iter().flat_map(prints).collect();
    assert_none("these macros panic once nobody reads; present/out.rs has say! and tell! in their place", &breaches);
}

#[test]
fn the_tables_of_this_test_are_sorted() {
    assert!(ARROWS.is_sorted_by_key(|(name, _)| *name));
    assert!(HOMES.is_sorted_by_key(|(name, _)| *name));
    assert!(FREE.is_sorted());
}
