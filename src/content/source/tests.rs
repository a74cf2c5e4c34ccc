//! Places of mistakes, and folders that replace embedded files.

#![allow(clippy::unwrap_used)]
use super::*;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Kettle {
    #[allow(dead_code)]
    litres: u32,
}

fn given(text: &str) -> File {
    File::new("kettle.yaml".into(), text)
}

#[test]
fn a_problem_reads_like_a_compiler_error() {
    let problem = yaml::<Kettle>(&given("# kettle\nlitres: lots\n")).unwrap_err();
    assert_eq!((problem.line, problem.column), (2, 9));
    let shown = problem.to_string();
    assert!(shown.starts_with("content/kettle.yaml:2:9: "), "{shown}");
    assert!(!shown.contains('\n'), "one line per problem: {shown}");
}

#[test]
fn an_unknown_field_is_named_with_its_line() {
    let problem = yaml::<Kettle>(&given("litres: 2\nliters: 2\n")).unwrap_err();
    assert_eq!(problem.line, 2);
    assert!(problem.message.contains("liters"), "{problem}");
}

#[test]
fn a_byte_offset_becomes_a_line_and_a_column_in_characters() {
    let file = given("één\nthé <b>\n");
    let at = file.text.find('<').unwrap();
    let problem = file.problem_at_byte(at, "raw HTML");
    assert_eq!((problem.line, problem.column), (2, 5));
    assert_eq!(file.problem_at_byte(9999, "end").line, 3);
    assert_eq!(file.problem_at_byte(1, "inside a letter").column, 1);
}

#[test]
fn files_under_a_folder_come_sorted_and_nothing_else() {
    let source = Source::default()
        .with("b/2.md", "")
        .with("b/1.md", "")
        .with("bc.md", "")
        .with("a.md", "");
    let paths: Vec<_> = source.under("b/").map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["b/1.md", "b/2.md"]);
}

#[test]
fn a_folder_replaces_embedded_files_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("questionnaire.yaml"),
        "\u{feff}version: mine\r\n",
    )
    .unwrap();
    std::fs::create_dir(folder.path().join("matchups")).unwrap();
    std::fs::write(folder.path().join("matchups/tea-vs-coffee.md"), "tea").unwrap();
    std::fs::write(folder.path().join(".hidden.md"), "no").unwrap();
    let source = Source::folder(folder.path()).unwrap();
    assert_eq!(
        source.file("questionnaire.yaml").unwrap().text,
        "version: mine\n"
    );
    assert_eq!(
        source.file("matchups/tea-vs-coffee.md").unwrap().text,
        "tea"
    );
    assert!(source.file(".hidden.md").is_none());
    assert_eq!(
        source.file("countries.yaml"),
        Source::embedded().file("countries.yaml")
    );
    let missing = Source::folder(&folder.path().join("nowhere")).unwrap_err();
    assert!(missing.to_string().contains("nowhere"), "{missing}");
}
