//! Every setting: a flag, an environment variable of the same name, a default and a sentence.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::TimeDelta;
use clap::{Args, ValueEnum};
use croner::Cron;
use lettre::message::Mailbox;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::jobs::{Backoff, Job};
use crate::keys::Keys;
use crate::store::DatabaseUrl;
use crate::webhook::{Secret, Target, Targets};

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Where the files come from that consultants own; what is not overridden is in the program.
#[derive(Args, Clone, Debug, Default)]
pub struct Overrides {
    /// Folder whose files replace the embedded content (matchups, questionnaire, catalogue, rules) one by one
    #[arg(long, env = "STACKMATCH_CONTENT_DIR", value_name = "DIR")]
    pub content_dir: Option<PathBuf>,
    /// Folder whose files replace the embedded page templates one by one
    #[arg(long, env = "STACKMATCH_WEB_DIR", value_name = "DIR")]
    pub web_dir: Option<PathBuf>,
    /// Folder whose files replace the embedded mail templates one by one
    #[arg(long, env = "STACKMATCH_EMAILS_DIR", value_name = "DIR")]
    pub emails_dir: Option<PathBuf>,
}

/// Where everything is kept: all that `migrate` and `token` need to know.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// Folder for the database, the outbox and the server key
    #[arg(long, env = "STACKMATCH_DATA_DIR", default_value = "data", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME [default: sqlite:DATA_DIR/stackmatch.db]
    #[arg(long, env = "STACKMATCH_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,
}

impl DatabaseArgs {
    /// The database.
    ///
    /// # Errors
    /// When the setting names none.
    pub fn url(&self) -> anyhow::Result<DatabaseUrl> {
        match given(self.database_url.as_ref()) {
            Some(url) => Ok(url.expose_secret().parse()?),
            None => Ok(DatabaseUrl::Sqlite(self.data_dir.join("stackmatch.db"))),
        }
    }
}

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
pub struct LogArgs {
    /// What to log: error, warn, info, debug, trace, or a filter such as warn,stackmatch=debug
    #[arg(long, env = "STACKMATCH_LOG", default_value = "warn,stackmatch=info", value_name = "FILTER")]
    pub log: String,
    /// How log lines look
    #[arg(long, env = "STACKMATCH_LOG_FORMAT", value_enum, default_value_t, value_name = "FORMAT")]
    pub log_format: LogFormat,
}

/// The settings of `serve`, `worker` and `replay`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address and port to listen on; of a host name, its first address
    #[arg(long, env = "STACKMATCH_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS", value_parser = address)]
    pub listen: SocketAddr,
    /// Address under which visitors reach the site; links in mails begin with it [default: http://LISTEN]
    #[arg(long, env = "STACKMATCH_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: DatabaseArgs,
    /// Key from which the links of prospects are made, 64 hexadecimal digits; the same for all processes of an installation [default: DATA_DIR/secret.key, made on first start]
    #[arg(long, env = "STACKMATCH_SECRET_KEY", value_name = "HEX", hide_env_values = true)]
    pub secret_key: Option<SecretString>,

    /// Mail server: smtp://USER:PASSWORD@HOST:PORT (STARTTLS) or smtps://… (TLS from the start); without it mails are written to DATA_DIR/outbox
    #[arg(long, env = "STACKMATCH_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<SecretString>,
    /// PEM file with a certificate authority to trust for the mail server, besides the public ones
    #[arg(long, env = "STACKMATCH_SMTP_CA", value_name = "FILE")]
    pub smtp_ca: Option<PathBuf>,
    /// Sender of all mails
    #[arg(long, env = "STACKMATCH_MAIL_FROM", default_value = DEFAULT_FROM, value_name = "MAILBOX")]
    pub mail_from: Mailbox,
    /// Where answers to mails go [default: MAIL_FROM]
    #[arg(long, env = "STACKMATCH_MAIL_REPLY_TO", value_name = "MAILBOX")]
    pub mail_reply_to: Option<Mailbox>,
    /// Private key (PEM, Ed25519 or RSA) with which mails are signed (DKIM) for the domain of MAIL_FROM
    #[arg(long, env = "STACKMATCH_DKIM_KEY", value_name = "FILE", requires = "dkim_selector")]
    pub dkim_key: Option<PathBuf>,
    /// Name under which the public half of that key stands in the DNS
    #[arg(long, env = "STACKMATCH_DKIM_SELECTOR", value_name = "NAME", requires = "dkim_key")]
    pub dkim_selector: Option<String>,
    /// Who gets the qualified leads
    #[arg(long, env = "STACKMATCH_SALES_TO", default_value = DEFAULT_SALES, value_name = "MAILBOX")]
    pub sales_to: Mailbox,

    /// Mails a minute that all processes together send; 0 for no limit
    #[arg(long, env = "STACKMATCH_MAIL_RATE", default_value_t = 0, value_name = "COUNT")]
    pub mail_rate: u32,

    /// Other systems that are told of each qualified lead, each as NAME=URL, with commas between
    #[arg(
        long,
        env = "STACKMATCH_WEBHOOKS",
        value_name = "NAME=URL",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true
    )]
    pub webhooks: Targets,
    /// PEM file with certificate authorities to trust for webhooks, besides the public ones
    #[arg(long, env = "STACKMATCH_WEBHOOK_CA", value_name = "FILE")]
    pub webhook_ca: Option<PathBuf>,
    /// Key with which calls are signed (standardwebhooks.com): whsec_ and 24 to 64 bytes in base64; while receivers change to a new one, both with a comma between
    #[arg(long, env = "STACKMATCH_WEBHOOK_SECRET", value_name = "KEY", hide_env_values = true)]
    pub webhook_secret: Option<SecretString>,
    /// Calls a minute that all processes together make to one webhook; 0 for no limit
    #[arg(long, env = "STACKMATCH_WEBHOOK_RATE", default_value_t = 0, value_name = "COUNT")]
    pub webhook_rate: u32,

    /// Who is told when jobs need somebody: are dead, late, stuck or lost
    #[arg(long, env = "STACKMATCH_ALERT_TO", value_name = "MAILBOX")]
    pub alert_to: Option<Mailbox>,
    /// Address that is told the same, by a signed call
    #[arg(long, env = "STACKMATCH_ALERT_WEBHOOK", value_name = "URL", hide_env_values = true)]
    pub alert_webhook: Option<SecretString>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub overrides: Overrides,

    /// Show every mail and sample reports at /dev, made anew for each look; for work on templates, not for the public
    #[arg(long, env = "STACKMATCH_DEV", value_parser = clap::builder::FalseyValueParser::new())]
    pub dev: bool,

    /// Requests that write which one address may make a minute, on everything public; 0 for no limit
    #[arg(long, env = "STACKMATCH_RATE_LIMIT", default_value_t = 300, value_name = "COUNT")]
    pub rate_limit: u32,
    /// Header in which a trusted proxy gives the visitor's address, for example x-forwarded-for (its last entry counts)
    #[arg(long, env = "STACKMATCH_CLIENT_IP_HEADER", value_name = "NAME")]
    pub client_ip_header: Option<String>,
    /// Longest time for one request, in seconds
    #[arg(long, env = "STACKMATCH_REQUEST_TIMEOUT", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub request_timeout: u64,
    /// Largest request body, in bytes
    #[arg(long, env = "STACKMATCH_BODY_LIMIT", default_value_t = 65536, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1024..))]
    pub body_limit: u64,
    /// How long a stop waits for requests and jobs in flight, in seconds
    #[arg(long, env = "STACKMATCH_STOP_GRACE", default_value_t = 45, value_name = "SECONDS")]
    pub stop_grace: u64,

    /// Attempts after which a failing job is dead
    #[arg(long, env = "STACKMATCH_JOB_ATTEMPTS", default_value_t = 20, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub job_attempts: u16,
    /// Delay after the first failed attempt of a job, in seconds; it doubles with each further one
    #[arg(long, env = "STACKMATCH_JOB_RETRY_BASE", default_value_t = 15, value_name = "SECONDS")]
    pub job_retry_base: u64,
    /// Longest delay between two attempts of a job, in seconds
    #[arg(long, env = "STACKMATCH_JOB_RETRY_CAP", default_value_t = 7200, value_name = "SECONDS")]
    pub job_retry_cap: u64,
    /// Longest time for one attempt of a job, in seconds
    #[arg(long, env = "STACKMATCH_JOB_TIMEOUT", default_value_t = 40, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3000))]
    pub job_timeout: u64,
    /// After so many days a job that is done, cancelled or put away is deleted with its history; 0 for never
    #[arg(long, env = "STACKMATCH_KEEP_JOBS", default_value_t = 30, value_name = "DAYS")]
    pub keep_jobs: u16,
    /// When that happens: minute, hour, day of the month, month, day of the week, in UTC
    #[arg(long, env = "STACKMATCH_TIDY_AT", default_value = "30 3 * * *", value_name = "CRON")]
    pub tidy_at: Cron,
    /// After so many seconds without a sign of life a worker counts as dead, and its jobs go to others
    #[arg(long, env = "STACKMATCH_WORKER_SILENCE", default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(3..=3600))]
    pub worker_silence: u64,
    /// Mails of each kind, and calls of webhooks, that one process makes at the same time
    #[arg(long, env = "STACKMATCH_MAIL_CONCURRENCY", default_value_t = 4, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub mail_concurrency: u16,

    /// Address and port at which `worker` answers /health/live, /health/ready and /metrics [default: nowhere]
    #[arg(long, env = "STACKMATCH_WORKER_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub worker_listen: Option<SocketAddr>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub logging: LogArgs,
    /// Where to send traces: address of an OpenTelemetry collector that takes OTLP over HTTP, for example http://collector:4318
    #[arg(long, env = "STACKMATCH_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<String>,
}

const DEFAULT_FROM: &str = "Stackmatch <hello@stackmatch.example>";
const DEFAULT_SALES: &str = "Sales <sales@stackmatch.example>";

impl Config {
    /// Refuses settings that contradict each other, with a sentence that says what to change.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn validate(&self) -> anyhow::Result<()> {
        if let Some(url) = self.base_url.as_deref().filter(|url| !url.is_empty()) {
            site(url).map_err(|error| anyhow::anyhow!("--base-url (STACKMATCH_BASE_URL): {error}; it is {url:?}"))?;
        }
        if self.base_url.as_deref().is_none_or(str::is_empty) && self.listen.ip().is_unspecified() {
            bail!(
                "--listen is {}, which no visitor can open: set --base-url (STACKMATCH_BASE_URL) to the address that they use",
                self.listen
            );
        }
        self.database_url()?;
        if self.smtp_url().is_some() {
            if self.mail_from.to_string() == mailbox_text(DEFAULT_FROM) {
                bail!(
                    "--smtp-url is set but --mail-from (STACKMATCH_MAIL_FROM) is not: set the sender that your mail server accepts, for example \"Acme <hello@acme.example>\""
                );
            }
            if self.sales_to.to_string() == mailbox_text(DEFAULT_SALES) {
                bail!(
                    "--smtp-url is set but --sales-to (STACKMATCH_SALES_TO) is not: set the address that gets the leads"
                );
            }
        } else if self.smtp_ca.is_some() {
            bail!(
                "--smtp-ca (STACKMATCH_SMTP_CA) is set without --smtp-url: set the mail server, or remove the certificate"
            );
        }
        if let Some(name) = &self.client_ip_header {
            poem::http::HeaderName::from_bytes(name.as_bytes())
                .with_context(|| format!("--client-ip-header (STACKMATCH_CLIENT_IP_HEADER) must be the name of a header, such as x-forwarded-for; it is {name:?}"))?;
        }
        let mut names: Vec<_> = self.webhooks.iter().map(|target| &target.name).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            bail!("--webhooks (STACKMATCH_WEBHOOKS) names {:?} twice: give each webhook a name of its own", twice[0]);
        }
        if self.webhook_secret()?.is_none() && (!self.webhooks.is_empty() || self.alert_target()?.is_some()) {
            bail!(
                "--webhooks or --alert-webhook is set but --webhook-secret (STACKMATCH_WEBHOOK_SECRET) is not: make one with `echo whsec_$(openssl rand -base64 32)` and give it to the receiver too"
            );
        }
        if self.job_retry_cap < self.job_retry_base {
            bail!(
                "--job-retry-cap ({} s) must not be shorter than --job-retry-base ({} s)",
                self.job_retry_cap,
                self.job_retry_base
            );
        }
        Ok(())
    }

    /// After this long without a sign of life a worker counts as dead.
    #[must_use]
    pub fn worker_silence(&self) -> TimeDelta {
        // The setting is an hour at most.
        TimeDelta::seconds(i64::try_from(self.worker_silence).unwrap_or(3600))
    }

    /// Where visitors reach the site, as browsers write it: in small letters, without the usual port, without a slash at the
    /// end.
    #[must_use]
    pub fn base_url(&self) -> String {
        match self.base_url.as_deref() {
            Some(url) if !url.is_empty() => site(url).unwrap_or_else(|_| url.trim_end_matches('/').to_owned()),
            _ => format!("http://{}", self.listen),
        }
    }

    /// The database.
    ///
    /// # Errors
    /// When the setting names none.
    pub fn database_url(&self) -> anyhow::Result<DatabaseUrl> {
        self.database.url()
    }

    /// The server key.
    ///
    /// # Errors
    /// When it can neither be read nor made.
    pub fn keys(&self) -> anyhow::Result<Keys> {
        match given(self.secret_key.as_ref()) {
            Some(hex) => Keys::from_hex(hex),
            None => Keys::from_file(&self.database.data_dir.join("secret.key")),
        }
    }

    /// The mail server, if there is one.
    #[must_use]
    pub fn smtp_url(&self) -> Option<&SecretString> {
        given(self.smtp_url.as_ref())
    }

    /// The key of the webhooks, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn webhook_secret(&self) -> anyhow::Result<Option<Secret>> {
        let secret = given(self.webhook_secret.as_ref()).map(|text| text.expose_secret().parse());
        secret
            .transpose()
            .map_err(|error: String| anyhow::anyhow!("--webhook-secret (STACKMATCH_WEBHOOK_SECRET): {error}"))
    }

    /// Where alerts are posted, if anywhere.
    ///
    /// # Errors
    /// When it is no address.
    pub fn alert_target(&self) -> anyhow::Result<Option<Target>> {
        let target = given(self.alert_webhook.as_ref()).map(|url| Target::new("alerts", url.expose_secret()));
        target.transpose().map_err(|error| anyhow::anyhow!("--alert-webhook (STACKMATCH_ALERT_WEBHOOK): {error}"))
    }

    /// Where traces go, if anywhere.
    #[must_use]
    pub fn otlp_endpoint(&self) -> Option<&str> {
        self.otlp_endpoint.as_deref().filter(|endpoint| !endpoint.is_empty())
    }

    /// The folder where mails are written when there is no mail server.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.database.data_dir.join("outbox")
    }

    /// The delays between attempts of a job.
    #[must_use]
    pub fn backoff(&self) -> Backoff {
        Backoff { base: Duration::from_secs(self.job_retry_base), cap: Duration::from_secs(self.job_retry_cap) }
    }

    /// How many jobs of a kind one process runs at the same time.
    #[must_use]
    pub fn concurrency(&self, job: Job) -> usize {
        match job {
            Job::BuildReport => std::thread::available_parallelism().map_or(1, usize::from),
            Job::SendReport | Job::AlertSales | Job::CallWebhook => self.mail_concurrency.into(),
            Job::TidyUp => 1,
        }
    }
}

/// An address to listen on: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
fn address(text: &str) -> Result<SocketAddr, String> {
    let how = "write HOST:PORT, for example 127.0.0.1:8080";
    let mut found = text.to_socket_addrs().map_err(|error| format!("{how} ({error})"))?;
    found.next().ok_or_else(|| format!("the host has no address; {how}"))
}

/// The origin of a site: scheme, host and port.
///
/// # Errors
/// What is wrong with the address, and how to write it.
pub fn site(text: &str) -> Result<String, String> {
    let how = "write it like https://compare.example.com";
    let url = Url::parse(text).map_err(|error| format!("it cannot be read ({error}); {how}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        Err(format!("it must begin with https:// or http://; {how}"))
    } else if !url.username().is_empty() || url.password().is_some() {
        Err(format!("it must not hold a user or a password: visitors see it; {how}"))
    } else if url.query().is_some() || url.fragment().is_some() {
        Err(format!("it must have neither query nor fragment; {how}"))
    } else if !url.path().trim_end_matches('/').is_empty() {
        Err(format!(
            "the site cannot be served below a path: give it a host name of its own, and let the proxy pass on all paths; {how}"
        ))
    } else {
        Ok(url.origin().ascii_serialization())
    }
}

/// A secret that is set to nothing counts as not set.
fn given(secret: Option<&SecretString>) -> Option<&SecretString> {
    secret.filter(|secret| !secret.expose_secret().is_empty())
}

fn mailbox_text(text: &str) -> String {
    text.parse::<Mailbox>().map(|mailbox| mailbox.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        config: Config,
    }

    fn config(flags: &[&str]) -> Config {
        Cli::try_parse_from(std::iter::once("stackmatch").chain(flags.iter().copied())).unwrap().config
    }

    #[test]
    fn the_defaults_are_valid_and_embedded() {
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
            (&["--base-url", "https://ada:hunter2@example.com"], "password"),
            (&["--base-url", "https://example.com/?a=b"], "query"),
            (&["--base-url", "ftp://example.com"], "https://"),
            (&["--database-url", "oracle://db"], "--database-url"),
            (&["--smtp-url", "smtp://localhost"], "--mail-from"),
            (&["--smtp-url", "smtp://localhost", "--mail-from", "a@acme.example"], "--sales-to"),
            (&["--smtp-ca", "ca.pem"], "--smtp-ca"),
            (&["--webhooks", "crm=https://crm.example/hook"], "--webhook-secret"),
            (&["--webhooks", "a=https://a.example,a=https://b.example"], "twice"),
            (&["--webhook-secret", "hunter2"], "--webhook-secret"),
            (&["--alert-webhook", "pager"], "--alert-webhook"),
            (&["--alert-webhook", "https://pager.example"], "--webhook-secret"),
            (&["--listen", "0.0.0.0:80"], "--base-url"),
            (&["--client-ip-header", "x forwarded"], "--client-ip-header"),
            (&["--job-retry-base", "60", "--job-retry-cap", "10"], "--job-retry-cap"),
        ] {
            let error = config(flags).validate().unwrap_err().to_string();
            assert!(error.contains(named), "{flags:?}: {error}");
        }
    }

    #[test]
    fn the_address_of_the_site_is_an_origin_as_browsers_write_it() {
        for (given, meant) in [
            ("https://Compare.Example.com:443/", "https://compare.example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://käse.example", "https://xn--kse-qla.example"),
        ] {
            let config = config(&["--base-url", given]);
            config.validate().unwrap();
            assert_eq!(config.base_url(), meant);
        }
        assert!(config(&["--listen", "localhost:0"]).listen.ip().is_loopback());
    }

    #[test]
    fn what_is_set_to_nothing_counts_as_not_set() {
        let config = config(&["--database-url", "", "--smtp-url", "", "--secret-key", "", "--base-url", ""]);
        config.validate().unwrap();
        assert!(config.smtp_url().is_none() && config.database_url().unwrap().place().ends_with("stackmatch.db"));
    }

    #[test]
    fn secrets_do_not_show_when_settings_are_printed() {
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
}
