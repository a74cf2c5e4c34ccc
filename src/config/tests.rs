//! Tests of contradictory settings and derived values.

use super::*;
use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    config: Config,
}

fn config(flags: &[&str]) -> Config {
    Cli::try_parse_from(std::iter::once("stackmatch").chain(flags.iter().copied()))
        .unwrap()
        .config
}

#[test]
fn the_defaults_are_valid_and_use_sqlite() {
    let config = config(&[]);
    config.validate().unwrap();
    assert_eq!(config.base_url(), "http://127.0.0.1:8080");
    assert_eq!(config.database_url().unwrap().place(), "data/stackmatch.db");
}

#[test]
fn each_contradiction_names_the_setting_to_change() {
    for (flags, named) in [
        (&["--base-url", "compare.example.com"][..], "--base-url"),
        (&["--base-url", "https://example.com/compare"], "path"),
        (
            &["--base-url", "https://ada:hunter2@example.com"],
            "password",
        ),
        (&["--base-url", "https://example.com/?a=b"], "query"),
        (&["--base-url", "ftp://example.com"], "https://"),
        (&["--database-url", "oracle://db"], "--database-url"),
        (&["--smtp-url", "smtp://localhost"], "--mail-from"),
        (
            &[
                "--smtp-url",
                "smtp://localhost",
                "--mail-from",
                "a@acme.example",
            ],
            "--sales-to",
        ),
        (&["--smtp-ca", "ca.pem"], "--smtp-ca"),
        (
            &["--webhooks", "crm=https://crm.example/hook"],
            "--webhook-secret",
        ),
        (
            &["--webhooks", "a=https://a.example,a=https://b.example"],
            "twice",
        ),
        (&["--webhook-secret", "hunter2"], "--webhook-secret"),
        (&["--alert-webhook", "pager"], "--alert-webhook"),
        (
            &["--alert-webhook", "https://pager.example"],
            "--webhook-secret",
        ),
        (&["--listen", "0.0.0.0:80"], "--base-url"),
        (&["--client-ip-header", "x forwarded"], "--client-ip-header"),
        (&["--metrics-token", "guess"], "--metrics-token"),
        (
            &[
                "--dev",
                "--listen",
                "0.0.0.0:80",
                "--base-url",
                "http://compare.example.com",
            ],
            "--dev",
        ),
        (
            &["--dev", "--base-url", "https://compare.example.com"],
            "--dev",
        ),
        (
            &["--job-retry-base", "60", "--job-retry-cap", "10"],
            "--job-retry-cap",
        ),
    ] {
        let error = config(flags).validate().unwrap_err().to_string();
        assert!(error.contains(named), "{flags:?}: {error}");
    }
}

#[test]
fn the_base_url_is_normalised_to_an_origin() {
    for (given, meant) in [
        (
            "https://Compare.Example.com:443/",
            "https://compare.example.com",
        ),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://käse.example", "https://xn--kse-qla.example"),
    ] {
        let config = config(&["--base-url", given]);
        config.validate().unwrap();
        assert_eq!(config.base_url(), meant);
    }
    assert!(
        config(&["--listen", "localhost:0"])
            .listen
            .ip()
            .is_loopback()
    );
}

#[test]
fn mailboxes_of_settings_get_ascii_domains() {
    let config = config(&[
        "--mail-from",
        "Acme <hello@müller.example>",
        "--sales-to",
        "sales@MÜLLER.example",
    ]);
    assert_eq!(config.mail_from.email.domain(), "xn--mller-kva.example");
    assert_eq!(config.sales_to.to_string(), "sales@xn--mller-kva.example");
    for flag in ["--mail-from", "--mail-reply-to", "--sales-to", "--alert-to"] {
        let error = Cli::try_parse_from(["stackmatch", flag, "jürgen@acme.example"])
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains(flag) && error.contains("'ü' is not allowed before the @"),
            "{error}"
        );
    }
}

#[test]
fn empty_values_count_as_unset() {
    let config = config(&[
        "--database-url",
        "",
        "--smtp-url",
        "",
        "--secret-key",
        "",
        "--base-url",
        "",
    ]);
    config.validate().unwrap();
    assert!(
        config.smtp_url().is_none()
            && config
                .database_url()
                .unwrap()
                .place()
                .ends_with("stackmatch.db")
    );
}

#[test]
fn debug_output_of_settings_hides_secrets() {
    let config = config(&[
        "--database-url",
        "postgres://ada:hunter2@db/leads",
        "--smtp-url",
        "smtp://ada:hunter2@mail",
        "--secret-key",
        "hunter2",
    ]);
    assert!(!format!("{config:?}").contains("hunter2"));
}
