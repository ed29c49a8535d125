use super::columns::COLOPHON;
use super::*;
use clap::ValueEnum;
use std::io::Read;

fn rows() -> Vec<Value> {
    let day = |edtf: &str| {
        json!({"start": format!("{edtf}T00:00:00Z"), "end": format!("{}T00:00:00Z", next(edtf)), "precision": "day", "zone": null,
            "basis": "explicit", "raw": "", "edtf": edtf})
    };
    let document = json!({
        "id": "d1", "title": "A, <b>headline</b> & more", "url": "https://courier.example/a", "publisher": "Courier", "role": "press",
        "authors": ["Ana Roe", "Bo {Poe}"], "language": "en", "published": day("2026-03-04"),
        "capture": {"id": "c1", "sha256": "00ff", "fetched": day("2026-03-05")},
    });
    vec![
        json!({
            "id": "q1", "text": "=SUM(A1) *bold* is what we, all of us; say \\ here", "kind": "direct", "speaker": "Jane \"J\" Doe", "role": "CEO",
            "said": day("2026-03-03"), "pieces": [{"start": 5, "end": 12, "text": "=SUM(A1) *bold* is what we, all of us; say \\ here"}],
            "context": "She: =SUM(A1) *bold* is what we, all of us; say \\ here, twice", "document": document,
        }),
        json!({"id": "q2", "text": "undated", "kind": "indirect", "speaker": null, "said": null, "pieces": [], "document": document}),
    ]
}

fn next(day: &str) -> String {
    day.parse::<chrono::NaiveDate>().unwrap().succ_opt().unwrap().to_string()
}

fn exported(format: Format) -> Vec<u8> {
    written(format, View::Quotations, &rows())
}

fn written(format: Format, shape: View, rows: &[Value]) -> Vec<u8> {
    let colophon = Colophon { question: "doe", zone: "UTC".into(), time: DateTime::from_timestamp(0, 0).unwrap() };
    let sentence = "Quotations that mention doe.";
    let about = About { shape, colophon: &colophon, interpreted: "doe", sentence, warnings: &[], total: rows.len(), next: None };
    let (mut out, mut writer) = (Vec::new(), writer(format).unwrap());
    writer.head(&mut out, &about).unwrap();
    for row in rows {
        writer.row(&mut out, &about, row).unwrap();
    }
    writer.tail(&mut out, &about).unwrap();
    out
}

fn text(format: Format) -> String {
    String::from_utf8(exported(format)).unwrap()
}

fn value(format: Format) -> Value {
    serde_json::from_slice(&exported(format)).unwrap()
}

#[test]
fn csv_has_the_same_columns_whatever_the_row_holds_and_no_formulas() {
    let text = text(Format::Csv);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[columns.iter().position(|c| c == name).unwrap()];
    assert_eq!(columns.len(), View::Quotations.columns().len() + COLOPHON.len());
    assert!(cell("text").starts_with("'=SUM(A1)"));
    assert_eq!(cell("speaker"), "Jane \"J\" Doe");
    assert_eq!(cell("said.edtf"), "2026-03-03");
    assert_eq!(cell("export.question"), "doe");
    assert_eq!(reader.records().count(), 1);
}

#[test]
fn json_and_jsonl_hold_the_same_results() {
    let whole = value(Format::Json);
    let lines: Vec<Value> = text(Format::Jsonl).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(whole["results"], json!(lines));
    assert_eq!((&whole["export"]["question"], &whole["total"], &whole["next"]), (&json!("doe"), &json!(2), &Value::Null));
    assert_eq!(whole["sentence"], "Quotations that mention doe.");
}

#[test]
fn a_table_of_documents_says_what_is_dated_ahead_and_when_it_was_fetched() {
    let document = json!({ "id": "d1", "ahead": true, "capture": { "id": "c1", "fetched": { "start": "2026-03-05T09:00:00Z" } } });
    let text = String::from_utf8(written(Format::Csv, View::Documents, &[document])).unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[columns.iter().position(|c| c == name).unwrap_or_else(|| panic!("no {name}"))];
    assert_eq!((cell("ahead"), cell("capture.fetched.start")), ("true", "2026-03-05T09:00:00Z"));
}

/// A part of a workbook, which is a zip file: its name stands right before what was packed.
fn part(book: &[u8], name: &str) -> String {
    let name = name.as_bytes();
    let at = book.windows(name.len()).position(|part| part == name).unwrap();
    let extra = usize::from(u16::from_le_bytes([book[at - 2], book[at - 1]]));
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&book[at + name.len() + extra..]).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_workbook_has_dates_where_it_knows_them_and_text_where_it_does_not() {
    let said = |start: &str| json!({ "id": "q1", "said": { "start": start } });
    let all = ["2026-03-03T00:00:00Z", "1900-03-01T00:00:00Z", "1900-02-28T00:00:00Z", "1815-06-18T12:00:00Z"].map(said);
    let book = written(Format::Xlsx, View::Quotations, &all);
    let text = part(&book, "xl/worksheets/sheet1.xml");
    assert!(text.contains("<v>46084</v>") && text.contains("<v>61</v>"), "{text}");
    let strings = part(&book, "xl/sharedStrings.xml");
    assert!(strings.contains(">1815-06-18T12:00:00Z<") && strings.contains(">1900-02-28T00:00:00Z<"), "{strings}");
    assert!(!strings.contains("1900-03-01") && !text.contains("<v>-"), "{text}");
}

#[test]
fn markdown_takes_foreign_marks_for_words() {
    let text = text(Format::Md);
    assert!(text.contains(r"**2026-03-03** Jane") && text.contains(r"\*bold\*"), "{text}");
    assert!(text.contains("](<https://courier.example/a>)"), "{text}");
}

#[test]
fn html_takes_them_for_words_too_and_loads_nothing() {
    let text = text(Format::Html);
    assert!(text.contains("A, &lt;b&gt;headline&lt;/b&gt; &amp; more") && !text.contains("<b>headline"), "{text}");
    assert!(!text.contains("<script") && !text.contains("src=") && !text.contains("@import"));
}

#[test]
fn a_day_is_a_day_in_a_calendar_and_the_undated_is_left_out() {
    let text = text(Format::Ics);
    assert!(text.contains("DTSTART;VALUE=DATE:20260303\r\nDTEND;VALUE=DATE:20260304\r\n"), "{text}");
    assert!(text.replace("\r\n ", "").contains("we\\, all of us\\; say \\\\ here"), "{text}");
    assert!(text.lines().all(|l| l.len() <= 76) && text.matches("BEGIN:VEVENT").count() == 1);
}

#[test]
fn feeds_timelines_and_graphs_have_their_fields() {
    assert_eq!(value(Format::JsonFeed)["items"][0]["date_published"], "2026-03-03T00:00:00Z");
    let event = &value(Format::Timelinejs)["events"][0];
    assert_eq!(event["start_date"], json!({"year": 2026, "month": 3, "day": 3, "display_date": "2026-03-03"}));
    let quotation = &value(Format::SchemaOrg)["@graph"][0];
    assert_eq!((&quotation["@type"], &quotation["creator"]["@type"]), (&json!("Quotation"), &json!("Person")));
    let lines = text(Format::TimesketchJsonl);
    let line: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((&line["datetime"], &line["timestamp_desc"]), (&json!("2026-03-03T00:00:00+00:00"), &json!("statement made")));
    assert!(text(Format::Atom).contains("<published>2026-03-03T00:00:00Z</published>"));
}

#[test]
fn an_annotation_selects_words_and_place() {
    let target = &value(Format::Annotation)["items"][0]["target"][0];
    assert_eq!((&target["selector"][0]["prefix"], &target["selector"][0]["suffix"]), (&json!("She: "), &json!(", twice")));
    assert_eq!((&target["selector"][1]["start"], &target["selector"][1]["end"]), (&json!(5), &json!(12)));
    let link = target["seeAlso"].as_str().unwrap();
    assert_eq!(link, "https://courier.example/a#:~:text=%3DSUM%28A1%29%20%2Abold%2A%20is%20what,us%3B%20say%20%5C%20here");
}

#[test]
fn citations_are_of_the_document_with_the_words_as_a_note() {
    let cited = &value(Format::CslJson)[0];
    assert_eq!((&cited["type"], &cited["issued"]), (&json!("article-newspaper"), &json!({"date-parts": [[2026, 3, 4]]})));
    let bibtex = text(Format::Bibtex);
    assert!(bibtex.contains("author = {{Ana Roe} and {Bo \\{Poe\\}}},") && bibtex.contains("date = {2026-03-04},"), "{bibtex}");
    let ris = text(Format::Ris);
    assert!(ris.contains("DA  - 2026/03/04/\r\n") && ris.matches("ER  - ").count() == 2, "{ris}");
}

#[test]
fn an_address_in_bibtex_leads_where_it_led() {
    let document = json!({ "id": "d1", "title": "A", "url": "https://courier.example/a?x={y}\\z" });
    let text = String::from_utf8(written(Format::Bibtex, View::Documents, &[document])).unwrap();
    assert!(text.contains("url = {https://courier.example/a?x=%7By%7D%5Cz},"), "{text}");
}

/// Whoever reads xlsx reads zip files.
#[test]
fn every_format_writes_something() {
    let (rows, others): (Vec<Format>, Vec<Format>) = Format::value_variants().iter().partition(|f| writer(**f).is_some());
    assert_eq!(others, [Format::Table, Format::Warc]);
    for format in &rows {
        assert!(exported(*format).len() > 100, "{format:?}");
    }
    assert!(exported(Format::Xlsx).starts_with(b"PK"));
}

#[test]
fn every_format_and_every_column_is_described() {
    let page = include_str!("../../../docs/columns.md");
    for column in
        [View::Documents, View::Quotations, View::Events].iter().flat_map(|s| s.columns()).chain(COLOPHON.iter().map(|c| (*c).to_owned()))
    {
        let key = column.rsplit('.').next().unwrap_or(&column);
        let described = page.contains(&format!("`{column}`")) || page.contains(&format!("`{key}`"));
        assert!(described, "docs/columns.md does not describe {column}");
    }
    let page = include_str!("../../../docs/formats.md");
    for format in Format::value_variants() {
        let name = format.to_possible_value().unwrap().get_name().to_owned();
        assert!(page.contains(&format!("| `{name}` |")), "docs/formats.md does not describe {name}");
    }
}

#[test]
fn a_file_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let mut draft = Draft::begin(&path).unwrap();
    draft.write_all(b"half").unwrap();
    drop(draft);
    assert!(folder.path().read_dir().unwrap().next().is_none());
    let mut draft = Draft::begin(&path).unwrap();
    draft.write_all(b"whole").unwrap();
    draft.finish().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"whole");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}
