//! The program as consultants and operators call it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stackmatch::clock::Clock;

use crate::support::{Database, Visitor, on_both_databases};

fn stackmatch(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_embedded_content_passes_its_own_check() {
    let folder = tempfile::tempdir().unwrap();
    let output = stackmatch(&["check"], folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("44 questions in 10 steps"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn check_names_every_problem_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let matchups = folder.path().join("content/matchups");
    std::fs::create_dir_all(&matchups).unwrap();
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/content/matchups/nodejs-vs-django.md"
    ))
    .unwrap();
    std::fs::write(
        matchups.join("nodejs-vs-django.md"),
        page.replace("technology: python_django", "technology: pyton_django"),
    )
    .unwrap();
    std::fs::write(matchups.join("broken.md"), "no front matter").unwrap();
    let output = stackmatch(&["check", "--content-dir", "content"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    let line = page
        .lines()
        .position(|line| line.contains("technology: python_django"))
        .unwrap()
        + 1;
    assert!(
        said.contains(&format!("matchups/nodejs-vs-django.md:{line}:"))
            && said.contains("python_django"),
        "did you mean: {said}"
    );
    assert!(said.contains("matchups/broken.md:1:"), "{said}");
}

/// A file of the program, changed, in a folder of one's own.
fn overlay(folder: &Path, kind: &str, path: &str, target: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(path))
        .unwrap();
    assert!(text.contains(from), "{kind}/{path} has no {from:?}");
    let file = folder.join(format!("my-{kind}")).join(target);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn check_finds_what_loads_well_and_is_wrong_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (at, page) = (folder.path(), "matchups/nodejs-vs-django.md");
    let args = [
        "check",
        "--content-dir",
        "my-content",
        "--web-dir",
        "my-web",
        "--emails-dir",
        "my-emails",
    ];
    overlay(at, "content", page, page, "\nupdated: 20", "\nupdated: 21");
    overlay(at, "content", page, "matchup/nodejs-vs-django.md", "", "");
    overlay(at, "content", "brand.yaml", "brand.yml", "", "");
    overlay(at, "content", "brand.yaml", "README.md", "", "");
    overlay(
        at,
        "web",
        "templates/desk/lead.html",
        "templates/desk/lead.html",
        "{{ title }}",
        "{% if never is defined %}{{ title|uper }}{% endif %}",
    );
    overlay(
        at,
        "web",
        "templates/desk/lead.html",
        "template/desk/lead.html",
        "",
        "",
    );
    overlay(
        at,
        "emails",
        "report_ready/body.mjml",
        "report_ready/body.mjml",
        "<mj-text",
        "<mj-txt",
    );
    overlay(
        at,
        "emails",
        "report_ready/words.yaml",
        "report_redy/words.yaml",
        "",
        "",
    );
    let output = stackmatch(&args, at);
    let said = text(&output.stderr);
    for mistake in [
        "my-content/matchups/nodejs-vs-django.md:1:1: `updated` is 21",
        "my-content/matchup/nodejs-vs-django.md: nothing reads this file; did you mean `matchups/nodejs-vs-django.md`?",
        "my-content/brand.yml: nothing reads this file; did you mean `brand.yaml`?",
        "my-web/template/desk/lead.html: nothing reads this file; did you mean `templates/desk/lead.html`?",
        "there is no filter `uper`",
        "my-emails/report_redy/words.yaml: nothing reads this file; did you mean `report_ready/words.yaml`?",
        "there is no element `mj-txt` in MJML; did you mean `mj-text`?",
    ] {
        assert!(said.contains(mistake), "{mistake}: {said}");
    }
    assert!(
        output.status.code() == Some(1) && said.contains("\nstackmatch: 7 problem(s)"),
        "{said}"
    );

    // And what does not even load.
    overlay(
        at,
        "content",
        page,
        page,
        "\n## ",
        "\n[one](/matchups/nodejs-vs-djano) [two](#verdit) [three](/matchup) [four](/intake?x=1) [five](#sources)\n\n## ",
    );
    overlay(
        at,
        "content",
        "questionnaire.yaml",
        "questionnaire.yaml",
        "when: ",
        "when: stage == idea and stage == scaling # ",
    );
    let output = stackmatch(&args, at);
    let said = text(&output.stderr);
    for mistake in [
        "there is no matchup `nodejs-vs-djano`; did you mean `nodejs-vs-django`?",
        "the page has no such heading; did you mean `verdict`?",
        "this site has no such page; did you mean `/matchups`?",
        "`stage == idea and stage == scaling` can never be true",
    ] {
        assert!(said.contains(mistake), "{mistake}: {said}");
    }
}

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
    assert_eq!(advice["layers"].as_object().unwrap().len(), 15);
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
    // Nothing answered is an answer too.
    std::fs::write(folder.path().join("nothing.json"), r#"{"answers": {}}"#).unwrap();
    let advice: Value =
        serde_json::from_slice(&stackmatch(&["recommend", "nothing.json"], folder.path()).stdout)
            .unwrap();
    assert_eq!(advice["confidence"], "low");
}

#[test]
fn the_advice_passes_the_bar_on_every_case() {
    let folder = tempfile::tempdir().unwrap();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let output = stackmatch(&["evaluate", cases], folder.path());
    assert!(
        output.status.success(),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
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
fn wrong_settings_end_with_code_2_and_say_what_to_change() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a-file"), "").unwrap();
    for (args, named) in [
        (&["serve", "--listen", "nowhere"][..], "--listen"),
        (
            &["serve", "--database-url", "mysql://localhost/x"],
            "--database-url",
        ),
        (&["serve", "--smtp-url", "smtp://localhost"], "--mail-from"),
        (&["serve", "--data-dir", "a-file"], "--data-dir"),
        (
            &["serve", "--base-url", "https://example.com/compare"],
            "--base-url",
        ),
        (
            &["serve", "--webhooks", "crm=https://crm.example/?a=1,2"],
            "%2C",
        ),
        (&["serve", "--secret-key", "short"], "--secret-key"),
        (
            &["migrate", "--database-url", "postgres://127.0.0.1:1/none"],
            "127.0.0.1:1",
        ),
        (&["serve", "--log", "stackmatch=loud"], "--log"),
    ] {
        let output = stackmatch(args, folder.path());
        assert_eq!(
            output.status.code(),
            Some(2),
            "{args:?}: {}",
            text(&output.stderr)
        );
        assert!(
            text(&output.stderr).contains(named),
            "{args:?}: {}",
            text(&output.stderr)
        );
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

#[test]
fn the_help_of_serve_names_every_setting_and_its_variable() {
    let folder = tempfile::tempdir().unwrap();
    let help = stackmatch(&["serve", "--help"], folder.path());
    let help = text(&help.stdout);
    let example =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/env.example"))
            .unwrap();
    let variables: Vec<&str> = help
        .split("[env: ")
        .skip(1)
        .map(|rest| rest.split(['=', ']']).next().unwrap())
        .collect();
    assert!(variables.len() > 20, "{variables:?}");
    for variable in variables {
        assert!(
            example.contains(variable),
            "deploy/env.example does not name {variable}"
        );
        let flag = format!(
            "--{}",
            variable
                .trim_start_matches("STACKMATCH_")
                .to_lowercase()
                .replace('_', "-")
        );
        assert!(help.contains(&flag), "{variable} has no flag {flag}");
    }
}

/// The program with some variables set.
fn with_variables(args: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackmatch"));
    command
        .args(args)
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn misspelt_settings_are_refused_unknown_ones_named_and_empty_ones_not_set() {
    let folder = tempfile::tempdir().unwrap();
    let output = with_variables(
        &["migrate"],
        folder.path(),
        &[("STACKMATCH_DATA_DIRR", "x")],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("did you mean STACKMATCH_DATA_DIR?"),
        "{}",
        text(&output.stderr)
    );
    let injected = [
        ("STACKMATCH_PORT", "tcp://10.0.0.7:8080"),
        ("STACKMATCH_SERVICE_HOST", "10.0.0.7"),
        ("STACKMATCH_PORT_8080_TCP_ADDR", "10.0.0.7"),
        ("STACKMATCH_FLUX_CAPACITOR", "1"),
    ];
    for command in [&["migrate"][..], &["check"]] {
        let output = with_variables(command, folder.path(), &injected);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stderr);
        assert!(
            said.contains("unknown setting STACKMATCH_FLUX_CAPACITOR")
                && said.matches("STACKMATCH_").count() == 1,
            "{said}"
        );
    }
    // Each variable that there is, set to nothing, is the same as none.
    let help = stackmatch(&["serve", "--help"], folder.path());
    let names = text(&help.stdout)
        .split("[env: ")
        .skip(1)
        .map(|rest| rest.split(['=', ']']).next().unwrap().to_owned());
    let empty: Vec<(String, &str)> = names.map(|name| (name, "")).collect();
    let empty: Vec<(&str, &str)> = empty
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let output = with_variables(
        &["replay", "00000000-0000-7000-8000-000000000000"],
        folder.path(),
        &empty,
    );
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("there is no lead"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn each_secret_can_stand_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, value: &str| {
        std::fs::write(folder.path().join(name), format!("{value}\n")).unwrap();
    };
    file("database", "sqlite:elsewhere.db");
    let output = with_variables(
        &["migrate"],
        folder.path(),
        &[("STACKMATCH_DATABASE_URL_FILE", "database")],
    );
    assert!(
        output.status.success() && folder.path().join("elsewhere.db").exists(),
        "{}",
        text(&output.stderr)
    );
    file("secret", "hunter2");
    for name in [
        "SECRET_KEY",
        "WEBHOOK_SECRET",
        "WEBHOOKS",
        "ALERT_WEBHOOK",
        "SMTP_URL",
        "DATABASE_URL",
    ] {
        let variable = format!("STACKMATCH_{name}_FILE");
        let output = with_variables(&["serve"], folder.path(), &[(&variable, "secret")]);
        let said = text(&output.stderr);
        let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
        assert!(
            output.status.code() == Some(2) && said.contains(&flag),
            "{name} was not read: {said}"
        );
        let output = with_variables(&["serve"], folder.path(), &[(&variable, "nowhere")]);
        assert!(
            output.status.code() == Some(2) && text(&output.stderr).contains(&variable),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn the_help_is_in_groups_and_commands_take_only_what_they_use() {
    let folder = tempfile::tempdir().unwrap();
    let help = |args: &[&str]| {
        text(&stackmatch(&[args, &["--help"]].concat(), folder.path()).stdout).to_owned()
    };
    let serve = help(&["serve"]);
    for heading in [
        "Site:",
        "Database and files:",
        "Mail:",
        "Webhooks and alerts:",
        "Limits:",
        "Jobs:",
        "Logs, traces and metrics:",
    ] {
        assert!(
            serve.contains(&format!("\n{heading}\n")),
            "{heading} {serve}"
        );
    }
    for command in [&["token", "create"][..], &["token", "list"], &["migrate"]] {
        let said = help(command);
        assert!(
            said.contains("--database-url") && !said.contains("--smtp-url"),
            "{said}"
        );
        assert!(said.lines().count() < 60, "{said}");
    }
    let replay = help(&["replay"]);
    assert!(
        replay.contains("--content-dir") && !replay.contains("--smtp-url"),
        "{replay}"
    );
}

/// The exit code of a command whose output nobody reads.
fn unread(args: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), text(&output.stderr).to_owned())
}

#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nothing.json"), r#"{"answers": {}}"#).unwrap();
    for args in [
        &["openapi"][..],
        &["check"],
        &["recommend", "nothing.json"],
        &["qualify", "nothing.json", "--format", "text"],
        &["report", "nothing.json", "--out", "report"],
        &["migrate"],
        &["token", "create", "--role", "admin", "--name", "Ada"],
        &["token", "list"],
    ] {
        let (code, said) = unread(args, folder.path());
        assert!(
            code == Some(141) && !said.contains("panicked"),
            "{args:?}: {code:?} {said}"
        );
    }
}

#[tokio::test]
async fn a_server_goes_on_when_nobody_reads_its_banner() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut child = Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let url = || {
        let text = std::fs::read_to_string(&log).unwrap();
        text.split_once(" url=\"")
            .map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    crate::support::until("it has started", async || url().is_some()).await;
    let live = crate::support::client()
        .get(format!("{}/health/live", url().unwrap()))
        .send()
        .await
        .unwrap();
    assert!(live.status().is_success());
    assert!(
        Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap()
            .success()
    );
    assert!(
        child.wait().unwrap().success(),
        "{}",
        std::fs::read_to_string(&log).unwrap()
    );
}

#[cfg(unix)]
#[test]
fn what_the_program_makes_is_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(stackmatch(&["migrate"], folder.path()).status.success());
    let mode = std::fs::metadata(data.join("stackmatch.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
    // A folder and a key that others can read are named.
    std::fs::write(data.join("secret.key"), "07".repeat(32)).unwrap();
    std::fs::set_permissions(
        data.join("secret.key"),
        std::fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let output = stackmatch(
        &["replay", "00000000-0000-7000-8000-000000000000"],
        folder.path(),
    );
    let said = text(&output.stderr);
    assert!(
        said.contains("chmod go= data/secret.key") && said.contains("chmod go= data\n"),
        "{said}"
    );
}

on_both_databases! {
    async fn a_token_can_end_is_noted_when_used_and_is_never_revoked_by_guess(database) {
        let run = |args: &[&str]| stackmatch(&[args, &["--database-url", &database.url, "--data-dir", "data"]].concat(), database.folder.path());
        let app = crate::support::Setup::new().without_workers().start(&database).await;
        let made = run(&["token", "create", "--role", "sales", "--name", "Ada", "--expires", "30d"]);
        let token = text(&made.stdout).trim().to_owned();
        let again = run(&["token", "create", "--role", "admin", "--name", "Ada"]);
        assert!(!again.status.success() && text(&again.stderr).contains("in use already"), "{}", text(&again.stderr));
        assert!(text(&run(&["token", "list"]).stdout).contains("never used  in use until"));
        assert_eq!(app.get_json("/api/v1/leads", &token).await.0, reqwest::StatusCode::OK);
        crate::support::until("the use was noted", async || text(&run(&["token", "list"]).stdout).contains("last used")).await;
        // Two of one name, as an earlier version allowed.
        let twin = app.staff(stackmatch::store::Role::Admin).await;
        let _other = app.staff(stackmatch::store::Role::Sales).await;
        let revoked = run(&["token", "revoke", "Sam"]);
        let said = text(&revoked.stderr).to_owned();
        assert!(revoked.status.code() == Some(1) && said.contains("2 tokens are named Sam"), "{said}");
        let id = app.app.db.staff_tokens().await.unwrap().into_iter().find(|row| row.role == stackmatch::store::Role::Admin).unwrap().id;
        assert!(run(&["token", "revoke", &id.to_string()]).status.success());
        assert_eq!(app.get_json("/api/v1/leads", &twin).await.0, reqwest::StatusCode::UNAUTHORIZED);
        // What was done at the command line is in the record.
        let audit = app.app.db.audit(None, 10).await.unwrap().items;
        let done: Vec<_> = audit.iter().map(|row| (row.action.as_str(), row.staff_name.as_str(), row.detail.as_deref())).collect();
        assert_eq!(done, [("revoke", "command line", Some("Sam, admin")), ("create", "command line", Some("Ada, sales"))]);
        app.stop().await;
    }

    async fn a_token_is_made_listed_and_revoked(database) {
        let run = |args: &[&str], database: &Database| stackmatch(&[args, &["--database-url", &database.url, "--data-dir", "data"]].concat(), database.folder.path());
        let made = run(&["token", "create", "--role", "sales", "--name", "Ada"], &database);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let token = text(&made.stdout).trim().to_owned();
        assert!(token.starts_with("smt_") && token.len() == 68, "{token}");
        let db = database.open().await;
        let opens = async |token: &str| stackmatch::auth::tokens::verify(&db, token, Clock::System.now()).await.unwrap().is_some();
        assert!(opens(&token).await);
        let listed = run(&["token", "list"], &database);
        assert!(text(&listed.stdout).contains("Ada") && !text(&listed.stdout).contains(&token));
        assert!(run(&["token", "revoke", "Ada"], &database).status.success());
        assert!(!opens(&token).await);
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
