//! Output of the commands for advice, previews and the specification.

use serde_json::json;

use super::*;

#[test]
fn advice_is_printed_for_programs_and_for_people() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("grace.json"),
        serde_json::json!({ "answers": Visitor::grace() }).to_string(),
    )
    .unwrap();
    let advice: Value =
        serde_json::from_slice(&stackmatch(&["recommend", "grace.json"], folder.path()).stdout)
            .unwrap();
    assert_eq!(advice["layers"]["backend"]["choice"], "python_django");
    assert_eq!(advice["layers"].as_object().unwrap().len(), 29);
    assert_eq!(advice["versions"]["layers"], "2");
    assert_eq!(advice["layers"]["mobile"]["choice"], Value::Null);
    let people = stackmatch(
        &["recommend", "grace.json", "--format", "text"],
        folder.path(),
    );
    assert!(
        text(&people.stdout).contains("Django"),
        "{}",
        text(&people.stdout)
    );
    let grade: Value = serde_json::from_slice(
        &stackmatch(
            &["qualify", "grace.json", "--format", "json"],
            folder.path(),
        )
        .stdout,
    )
    .unwrap();
    assert_eq!(grade["grade"], "A1");
    assert!(
        text(
            &stackmatch(
                &["qualify", "grace.json", "--format", "text"],
                folder.path()
            )
            .stdout
        )
        .contains("A1")
    );
    // No answers at all are valid, too.
    std::fs::write(folder.path().join("nothing.json"), r#"{"answers": {}}"#).unwrap();
    let advice: Value =
        serde_json::from_slice(&stackmatch(&["recommend", "nothing.json"], folder.path()).stdout)
            .unwrap();
    assert_eq!(advice["confidence"], "low");
}

#[test]
fn the_advice_reaches_the_required_agreement_and_every_report_is_short_and_complete() {
    let folder = tempfile::tempdir().unwrap();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let output = stackmatch(&["evaluate", cases, "--format", "json"], folder.path());
    assert!(
        output.status.success(),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    let evaluation: Value = serde_json::from_slice(&output.stdout).unwrap();
    let reports = &evaluation["reports"];
    assert_eq!(reports["without_product"], 0);
    assert_eq!(reports["without_sum"], 0);
    assert_eq!(reports["repeated"], json!([]));
    let longest = reports["words"][1].as_u64().unwrap();
    assert!((1_000..=2_500).contains(&longest), "{longest} words");
}

#[test]
fn a_file_of_bad_answers_is_refused_with_every_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("bad.json"),
        r#"{"answers": {"product": "spaceship", "prodcut": 1}}"#,
    )
    .unwrap();
    let output = stackmatch(&["recommend", "bad.json"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(
        said.contains("spaceship") && said.contains("did you mean `product`"),
        "{said}"
    );
    let output = stackmatch(&["recommend", "missing.json"], folder.path());
    assert!(
        text(&output.stderr).contains("missing.json"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn preview_writes_every_mail_and_sample_reports() {
    let folder = tempfile::tempdir().unwrap();
    let output = stackmatch(&["preview", "--out", "mails"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("mails"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in [
        "report_ready-normal-en.html",
        "report_ready-normal-en.txt",
        "report_ready-hostile-en.html",
        "lead_qualified-normal-en.html",
        "owner_link-normal-en.subject.txt",
        "report-example.html",
        "report-bakery.md",
        "report-air-gapped-defence.pdf",
    ] {
        assert!(
            names.iter().any(|found| found == name),
            "{name} is not among {names:?}"
        );
    }
}

#[test]
fn answers_may_begin_with_a_byte_order_mark() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("answers.json"),
        "\u{feff}{\"answers\": {\"product\": \"b2b_saas\"}}",
    )
    .unwrap();
    let output = stackmatch(&["qualify", "answers.json"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_specification_is_printed_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let spec: Value =
        serde_json::from_slice(&stackmatch(&["openapi"], folder.path()).stdout).unwrap();
    assert!(spec["paths"]["/api/v1/intakes/{id}/submit"]["post"]["responses"]["202"].is_object());
}
