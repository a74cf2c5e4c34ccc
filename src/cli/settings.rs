//! Settings from the environment: secrets from files, empty and misspelt variables; and the headings of `--help`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use clap::builder::Resettable;
use clap::{Arg, Command};

use crate::text::closest;

/// The prefix of our variables.
const PREFIX: &str = "STACKMATCH_";
/// The suffix of a secret's variable that names a file with the secret.
const FILE: &str = "_FILE";

/// The headings of `--help`, each with the name prefixes of its settings. The first match counts.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "Jobs",
        &[
            "job_",
            "keep_",
            "remind_after",
            "tidy_",
            "worker_",
            "no_worker",
            "mail_concurrency",
        ],
    ),
    ("Mail", &["mail_", "smtp_", "dkim_", "sales_", "outage_"]),
    ("Webhooks and alerts", &["webhook", "alert"]),
    (
        "Content and templates",
        &["content_", "web_", "emails_", "locales_", "fonts_", "dev"],
    ),
    (
        "Logs, traces and metrics",
        &["log", "otlp_", "metrics_", "health_", "trust_traceparent"],
    ),
    ("Database and files", &["data", "secret_key", "min_free_"]),
    ("Site", &["listen", "base_url"]),
    (
        "Limits",
        &[
            "rate_",
            "client_",
            "request_",
            "body_",
            "stop_",
            "max_",
            "connection",
            "header_",
            "keepalive_",
            "send_",
            "recipient_",
            "domain_",
            "storage_",
            "submission_",
            "trusted_",
        ],
    ),
];

/// The settings of `serve` that `replay` reads; it accepts the others, since the service's environment has them.
const REPLAY: &[&str] = &[
    "lead",
    "data_dir",
    "database_url",
    "secret_key",
    "base_url",
    "content_dir",
    "web_dir",
    "emails_dir",
    "locales_dir",
    "fonts_dir",
    "log",
];

/// Our part of the environment.
pub(super) type Variables = BTreeMap<String, OsString>;

/// Returns the variables with our prefix.
pub(super) fn variables() -> Variables {
    let named =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    named.filter(|(name, _)| name.starts_with(PREFIX)).collect()
}

/// Applies `variables` to the command line; `chosen` is the command to run. Also returns the variables unknown to every
/// command.
///
/// # Errors
/// A sentence about the first variable that is certainly a mistake.
pub(super) fn prepare(
    command: Command,
    chosen: Option<&OsStr>,
    variables: &Variables,
) -> Result<(Command, Vec<String>), String> {
    let unknown = unknown(&command, variables)?;
    let mut refused = None;
    let command = command.mut_subcommands(|sub| {
        let replay = sub.get_name() == "replay";
        let sub = each_argument(sub, &mut |arg| {
            let hidden = replay
                && !REPLAY
                    .iter()
                    .any(|name| arg.get_id().as_str().starts_with(name));
            grouped(arg).hide(hidden)
        });
        if Some(OsStr::new(sub.get_name())) != chosen {
            return sub;
        }
        each_argument(sub, &mut |arg| {
            from_environment(arg.clone(), variables).unwrap_or_else(|error| {
                refused.get_or_insert(error);
                arg
            })
        })
    });
    refused.map_or(Ok((command, unknown)), Err)
}

fn each_argument(command: Command, change: &mut dyn FnMut(Arg) -> Arg) -> Command {
    let command = command.mut_args(&mut *change);
    command.mut_subcommands(|sub| each_argument(sub, change))
}

fn grouped(arg: Arg) -> Arg {
    let id = arg.get_id().as_str();
    if arg.get_env().is_none() {
        return arg;
    }
    let group = GROUPS
        .iter()
        .find(|(_, names)| names.iter().any(|name| id.starts_with(name)));
    arg.help_heading(group.map_or("Further settings", |(heading, _)| *heading))
}

/// An argument with its variable, if that is not empty, or with the content of the file that `…_FILE` names.
fn from_environment(arg: Arg, variables: &Variables) -> Result<Arg, String> {
    let Some(name) = arg.get_env().and_then(OsStr::to_str).map(str::to_owned) else {
        return Ok(arg);
    };
    let given = |name: &str| variables.get(name).filter(|value| !value.is_empty());
    let secret = arg.is_hide_env_values_set();
    // An empty variable counts as unset, as with `${SMTP_URL:-}` in a Compose file.
    let arg = if variables.get(&name).is_some_and(|value| value.is_empty()) {
        arg.env(Resettable::Reset)
    } else {
        arg
    };
    let file = format!("{name}{FILE}");
    let Some(path) = given(&file).filter(|_| secret) else {
        return Ok(arg);
    };
    if given(&name).is_some() {
        return Err(format!("{name} and {file} are both set: keep one of them"));
    }
    let text = std::fs::read(path)
        .map_err(|error| format!("{file}: {} cannot be read: {error}", path.display()))?;
    let text = text.trim_ascii_end();
    if text.is_empty() {
        return Err(format!(
            "{file}: {} is empty: write the secret into it, or unset {file}",
            path.display()
        ));
    }
    Ok(arg
        .default_value(OsString::from_vec(text.to_vec()))
        .hide_default_value(true))
}

/// Returns our variables unknown to every command, except those that container platforms set for a service of our name.
fn unknown(command: &Command, variables: &Variables) -> Result<Vec<String>, String> {
    let settings = setting_names(command);
    let mut unknown = vec![];
    for (name, value) in variables
        .iter()
        .filter(|(name, _)| !settings.contains(*name))
    {
        let short = name.trim_start_matches(PREFIX);
        if is_of_platform(short, value) {
            continue;
        }
        if let Some(meant) = closest(
            short,
            settings.iter().map(|name| name.trim_start_matches(PREFIX)),
        ) {
            return Err(format!(
                "unknown setting {name}; did you mean {PREFIX}{meant}?"
            ));
        }
        unknown.push(name.clone());
    }
    Ok(unknown)
}

fn setting_names(command: &Command) -> BTreeSet<String> {
    let subcommands = command.get_subcommands();
    let mut names: BTreeSet<String> = subcommands.flat_map(setting_names).collect();
    for arg in command.get_arguments() {
        if let Some(name) = arg.get_env().and_then(OsStr::to_str) {
            names.insert(name.to_owned());
            if arg.is_hide_env_values_set() {
                names.insert(format!("{name}{FILE}"));
            }
        }
    }
    names
}

/// Whether Kubernetes, or Docker for a link, sets this variable for a service named `stackmatch` or `stackmatch-…`.
fn is_of_platform(short: &str, value: &OsStr) -> bool {
    const ENDS: [&str; 3] = ["SERVICE_HOST", "SERVICE_PORT", "NAME"];
    let address = [&b"tcp://"[..], b"udp://", b"sctp://"]
        .iter()
        .any(|begin| value.as_bytes().starts_with(begin));
    let protocols = ["_TCP", "_UDP", "_SCTP"];
    let port =
        |word: &str| protocols.iter().any(|name| word.contains(name)) && short.contains("PORT_");
    ENDS.iter()
        .any(|end| short == *end || short.ends_with(&format!("_{end}")))
        || short.contains("SERVICE_PORT_")
        || short.starts_with("ENV_")
        || (short == "PORT" || short.ends_with("_PORT")) && address
        || port(short)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn prepared(variables: &[(&str, &str)]) -> Result<(Command, Vec<String>), String> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
            .collect();
        prepare(Cli::command(), Some(OsStr::new("serve")), &variables)
    }

    #[test]
    fn misspelt_settings_are_refused_unknown_ones_reported_and_platform_variables_ignored() {
        for (wrong, meant) in [
            ("STACKMATCH_LISTN", "STACKMATCH_LISTEN"),
            ("STACKMATCH_STMP_URL", "STACKMATCH_SMTP_URL"),
            ("STACKMATCH_SMTP_URL_FIL", "STACKMATCH_SMTP_URL_FILE"),
            ("STACKMATCH_WEBHOOK", "STACKMATCH_WEBHOOKS"),
        ] {
            let error = prepared(&[(wrong, "x")]).unwrap_err();
            assert!(
                error.contains(wrong) && error.contains(&format!("{meant}?")),
                "{error}"
            );
        }
        let (_, unknown) = prepared(&[
            ("STACKMATCH_FLUX_CAPACITOR", "1"),
            ("STACKMATCH_LISTEN", "127.0.0.1:1"),
        ])
        .unwrap();
        assert_eq!(unknown, ["STACKMATCH_FLUX_CAPACITOR"]);
        let (_, unknown) = prepared(&[
            ("STACKMATCH_PORT", "tcp://10.0.0.7:8080"),
            ("STACKMATCH_SERVICE_HOST", "10.0.0.7"),
            ("STACKMATCH_SERVICE_PORT", "8080"),
            ("STACKMATCH_SERVICE_PORT_HTTP", "8080"),
            ("STACKMATCH_PORT_8080_TCP", "tcp://10.0.0.7:8080"),
            ("STACKMATCH_PORT_8080_TCP_ADDR", "10.0.0.7"),
            ("STACKMATCH_PORT_8080_TCP_PORT", "8080"),
            ("STACKMATCH_PORT_8080_TCP_PROTO", "tcp"),
            ("STACKMATCH_WEB_SERVICE_HOST", "10.0.0.8"),
            ("STACKMATCH_WEB_PORT", "tcp://10.0.0.8:80"),
            ("STACKMATCH_WEB_PORT_80_TCP_ADDR", "10.0.0.8"),
            ("STACKMATCH_NAME", "/proxy/stackmatch"),
            ("STACKMATCH_ENV_PATH", "/usr/bin"),
        ])
        .unwrap();
        assert_eq!(unknown, Vec::<String>::new());
        let (_, unknown) = prepared(&[("STACKMATCH_PORT", "8080")]).unwrap();
        assert_eq!(
            unknown,
            ["STACKMATCH_PORT"],
            "no platform sets such a value"
        );
    }

    #[test]
    fn only_secrets_can_be_read_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("smtp-url");
        std::fs::write(&path, "smtp://ada:hunter2@mail.example\n").unwrap();
        let path = path.to_str().unwrap();
        let (command, _) = prepared(&[
            ("STACKMATCH_SMTP_URL_FILE", path),
            ("STACKMATCH_DATABASE_URL_FILE", ""),
        ])
        .unwrap();
        let serve = command.find_subcommand("serve").unwrap();
        let smtp = serve
            .get_arguments()
            .find(|arg| arg.get_id() == "smtp_url")
            .unwrap();
        assert_eq!(
            smtp.get_default_values(),
            ["smtp://ada:hunter2@mail.example"]
        );
        assert!(
            !serve
                .clone()
                .render_long_help()
                .to_string()
                .contains("hunter2")
        );
        let error = prepared(&[
            ("STACKMATCH_SMTP_URL_FILE", path),
            ("STACKMATCH_SMTP_URL", "smtp://x"),
        ])
        .unwrap_err();
        assert!(error.contains("both"), "{error}");
        let error = prepared(&[("STACKMATCH_SECRET_KEY_FILE", "/nowhere/key")]).unwrap_err();
        assert!(
            error.contains("STACKMATCH_SECRET_KEY_FILE: /nowhere/key cannot be read"),
            "{error}"
        );
        let error = prepared(&[("STACKMATCH_OTLP_ENDPOINT_FILE", path)]).unwrap_err();
        assert!(
            error.contains("did you mean STACKMATCH_OTLP_ENDPOINT?"),
            "it is not a secret: {error}"
        );
    }

    #[test]
    fn every_setting_of_serve_has_a_heading() {
        let (command, _) = prepared(&[]).unwrap();
        let serve = command.find_subcommand("serve").unwrap();
        let further: Vec<_> = serve
            .get_arguments()
            .filter(|arg| arg.get_help_heading() == Some("Further settings"))
            .collect();
        assert!(
            further.is_empty(),
            "name their group in GROUPS: {further:?}"
        );
    }
}
