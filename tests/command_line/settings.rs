//! Settings, secrets and `--help`.

use super::*;

#[test]
fn invalid_settings_exit_with_code_2_and_advice() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a-file"), "").unwrap();
    for (args, named) in [
        (&["serve", "--listen", "nowhere"][..], "--listen"),
        (
            &["serve", "--database-url", "mysql://localhost/x"],
            "--database-url",
        ),
        (&["serve", "--smtp-url", "smtp://localhost"], "--mail-from"),
        (
            &["serve", "--listen", "127.0.0.1:0", "--data-dir", "a-file"],
            "--data-dir",
        ),
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
fn misspelt_settings_are_refused_unknown_ones_reported_and_empty_ones_ignored() {
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
    // Every variable set to an empty value counts as unset.
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
fn each_secret_can_be_read_from_a_file() {
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
fn the_help_is_grouped_and_commands_take_only_settings_they_use() {
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
