//! The program as consultants and operators call it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{Database, Visitor, on_both_databases};

fn stackmatch(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackmatch")).args(args).current_dir(folder).env_clear().output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_embedded_content_passes_its_own_check() {
    let folder = tempfile::tempdir().unwrap();
    let output = stackmatch(&["check"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("44 questions in 10 steps"), "{}", text(&output.stdout));
}

#[test]
fn check_names_every_problem_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let matchups = folder.path().join("content/matchups");
    std::fs::create_dir_all(&matchups).unwrap();
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/content/matchups/nodejs-vs-django.md")).unwrap();
    std::fs::write(
        matchups.join("nodejs-vs-django.md"),
        page.replace("technology: python_django", "technology: pyton_django"),
    )
    .unwrap();
    std::fs::write(matchups.join("broken.md"), "no front matter").unwrap();
    let output = stackmatch(&["check", "--content-dir", "content"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    let line = page.lines().position(|line| line.contains("technology: python_django")).unwrap() + 1;
    assert!(
        said.contains(&format!("matchups/nodejs-vs-django.md:{line}:")) && said.contains("python_django"),
        "did you mean: {said}"
    );
    assert!(said.contains("matchups/broken.md:1:"), "{said}");
}

#[test]
fn advice_is_printed_for_programs_and_for_people() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grace.json"), serde_json::json!({ "answers": Visitor::grace() }).to_string())
        .unwrap();
    let advice: Value =
        serde_json::from_slice(&stackmatch(&["recommend", "grace.json"], folder.path()).stdout).unwrap();
    assert_eq!(advice["layers"]["backend"]["choice"], "python_django");
    assert_eq!(advice["layers"].as_object().unwrap().len(), 15);
    assert_eq!(advice["layers"]["mobile"]["choice"], Value::Null);
    let people = stackmatch(&["recommend", "grace.json", "--format", "text"], folder.path());
    assert!(text(&people.stdout).contains("Django"), "{}", text(&people.stdout));
    let grade: Value =
        serde_json::from_slice(&stackmatch(&["qualify", "grace.json", "--format", "json"], folder.path()).stdout)
            .unwrap();
    assert_eq!(grade["grade"], "A1");
    assert!(text(&stackmatch(&["qualify", "grace.json", "--format", "text"], folder.path()).stdout).contains("A1"));
    // Nothing answered is an answer too.
    std::fs::write(folder.path().join("nothing.json"), r#"{"answers": {}}"#).unwrap();
    let advice: Value =
        serde_json::from_slice(&stackmatch(&["recommend", "nothing.json"], folder.path()).stdout).unwrap();
    assert_eq!(advice["confidence"], "low");
}

#[test]
fn the_advice_passes_the_bar_on_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let output = stackmatch(&["evaluate", cases], folder.path());
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn a_file_of_bad_answers_is_refused_with_every_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.json"), r#"{"answers": {"product": "spaceship", "prodcut": 1}}"#).unwrap();
    let output = stackmatch(&["recommend", "bad.json"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("spaceship") && said.contains("did you mean `product`"), "{said}");
    let output = stackmatch(&["recommend", "missing.json"], folder.path());
    assert!(text(&output.stderr).contains("missing.json"), "{}", text(&output.stderr));
}

#[test]
fn wrong_settings_end_with_code_2_and_say_what_to_change() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a-file"), "").unwrap();
    for (args, named) in [
        (&["serve", "--listen", "nowhere"][..], "--listen"),
        (&["serve", "--database-url", "mysql://localhost/x"], "--database-url"),
        (&["serve", "--smtp-url", "smtp://localhost"], "--mail-from"),
        (&["serve", "--data-dir", "a-file"], "--data-dir"),
        (&["serve", "--secret-key", "short"], "--secret-key"),
        (&["migrate", "--database-url", "postgres://127.0.0.1:1/none"], "127.0.0.1:1"),
        (&["serve", "--log", "stackmatch=loud"], "--log"),
    ] {
        let output = stackmatch(args, folder.path());
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(named), "{args:?}: {}", text(&output.stderr));
    }
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
        "report_ready-normal-de.txt",
        "report_ready-hostile-en.html",
        "lead_qualified-normal-en.html",
        "staff_sign_in-normal-de.subject.txt",
        "report-example.html",
        "report-bakery.md",
        "report-air-gapped-defence.pdf",
    ] {
        assert!(names.iter().any(|found| found == name), "{name} is not among {names:?}");
    }
}

#[test]
fn answers_may_begin_with_a_byte_order_mark() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("answers.json"), "\u{feff}{\"answers\": {\"product\": \"b2b_saas\"}}").unwrap();
    let output = stackmatch(&["qualify", "answers.json"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_specification_is_printed_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let spec: Value = serde_json::from_slice(&stackmatch(&["openapi"], folder.path()).stdout).unwrap();
    assert!(spec["paths"]["/api/v1/intakes/{id}/submit"]["post"]["responses"]["202"].is_object());
}

#[test]
fn the_help_of_serve_names_every_setting_and_its_variable() {
    let folder = tempfile::tempdir().unwrap();
    let help = stackmatch(&["serve", "--help"], folder.path());
    let help = text(&help.stdout);
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/env.example")).unwrap();
    let variables: Vec<&str> =
        help.split("[env: ").skip(1).map(|rest| rest.split(['=', ']']).next().unwrap()).collect();
    assert!(variables.len() > 20, "{variables:?}");
    for variable in variables {
        assert!(example.contains(variable), "deploy/env.example does not name {variable}");
        let flag = format!("--{}", variable.trim_start_matches("STACKMATCH_").to_lowercase().replace('_', "-"));
        assert!(help.contains(&flag), "{variable} has no flag {flag}");
    }
}

on_both_databases! {
    async fn a_token_is_made_listed_and_revoked(database) {
        let run = |args: &[&str], database: &Database| stackmatch(&[args, &["--database-url", &database.url, "--data-dir", "data"]].concat(), database.folder.path());
        let made = run(&["token", "create", "--role", "sales", "--name", "Ada"], &database);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let token = text(&made.stdout).trim().to_owned();
        assert!(token.starts_with("smt_") && token.len() == 68, "{token}");
        let db = database.open().await;
        assert!(stackmatch::staff::verify(&db, &token).await.unwrap().is_some());
        let listed = run(&["token", "list"], &database);
        assert!(text(&listed.stdout).contains("Ada") && !text(&listed.stdout).contains(&token));
        assert!(run(&["token", "revoke", "Ada"], &database).status.success());
        assert!(stackmatch::staff::verify(&db, &token).await.unwrap().is_none());
        assert_eq!(run(&["token", "revoke", "Ada"], &database).status.code(), Some(1));
        assert!(!run(&["token", "create", "--role", "king", "--name", "Ada"], &database).status.success());
        db.close().await;
    }

    async fn migrate_can_be_repeated(database) {
        for _ in 0..2 {
            let output = stackmatch(&["migrate", "--database-url", &database.url], database.folder.path());
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
    }
}
