use super::columns::COLOPHON;
use super::*;

fn answer() -> Envelope {
    let row = json!({
        "id": "q1", "text": "=SUM(A1) *bold*", "speaker": "Jane \"J\" Doe", "authors": ["A", "B"], "said": {"edtf": "2026-03-03"},
        "document": {"title": "A, headline", "url": "https://courier.example/a", "published": null},
    });
    Envelope { interpreted: "doe".into(), warnings: Vec::new(), total: 1, next: None, results: vec![row] }
}

fn exported(format: Format) -> String {
    let mut out = Vec::new();
    let colophon = Colophon { question: "doe", zone: "UTC".into(), time: DateTime::from_timestamp(0, 0).unwrap() };
    write(&mut out, format, Shape::Quotations, &answer(), &colophon).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn csv_has_the_same_columns_whatever_the_row_holds_and_no_formulas() {
    let text = exported(Format::Csv);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| &row[columns.iter().position(|c| c == name).unwrap()];
    assert_eq!(columns.len(), Shape::Quotations.columns().len() + COLOPHON.len());
    assert_eq!(cell("text"), "'=SUM(A1) *bold*");
    assert_eq!(cell("speaker"), "Jane \"J\" Doe");
    assert_eq!(cell("said.edtf"), "2026-03-03");
    assert_eq!(cell("document.published.start"), "");
    assert_eq!(cell("export.question"), "doe");
}

#[test]
fn json_and_jsonl_hold_the_same_results() {
    let whole: Value = serde_json::from_str(&exported(Format::Json)).unwrap();
    let line: Value = serde_json::from_str(exported(Format::Jsonl).trim()).unwrap();
    assert_eq!(whole["results"], json!([line]));
    assert_eq!(whole["export"]["question"], "doe");
}

#[test]
fn markdown_takes_foreign_marks_for_words() {
    let text = exported(Format::Md);
    assert!(text.contains(r"**2026-03-03** Jane") && text.contains(r"\*bold\*"), "{text}");
    assert!(text.contains("[A, headline](<https://courier.example/a>)"), "{text}");
}

#[test]
fn every_column_is_described() {
    let page = include_str!("../../../docs/columns.md");
    for column in [Shape::Documents, Shape::Quotations, Shape::Events]
        .iter()
        .flat_map(|s| s.columns())
        .chain(COLOPHON.iter().map(|c| (*c).to_owned()))
    {
        let key = column.rsplit('.').next().unwrap_or(&column);
        let described = page.contains(&format!("`{column}`")) || page.contains(&format!("`{key}`"));
        assert!(described, "docs/columns.md does not describe {column}");
    }
}

#[test]
fn a_file_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let failing = whole_file(&path, |out| {
        out.write_all(b"half")?;
        anyhow::bail!("stopped")
    });
    assert!(failing.is_err() && folder.path().read_dir().unwrap().next().is_none());
    whole_file(&path, |out| Ok(out.write_all(b"whole")?)).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"whole");
}
