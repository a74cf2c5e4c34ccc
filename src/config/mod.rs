//! Every setting: a flag, an environment variable of the same name, a default and a sentence.

mod http;
mod limits;
mod storage;
#[cfg(test)]
mod tests;
mod trusted_proxies;

pub use http::{HttpSettings, Timeouts};
pub use limits::Limits;
pub use storage::{DatabaseArgs, KeyArgs};
pub use trusted_proxies::TrustedProxies;

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

use crate::mail::{HelloName, SmtpOptions, parse_mailbox};
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

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
pub struct LogArgs {
    /// What to log: error, warn, info, debug, trace, or a filter such as warn,stackmatch=debug
    #[arg(
        long,
        env = "STACKMATCH_LOG",
        default_value = "warn,stackmatch=info",
        value_name = "FILTER"
    )]
    pub log: String,
    /// How log lines look
    #[arg(
        long,
        env = "STACKMATCH_LOG_FORMAT",
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
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
    #[command(flatten)]
    #[allow(missing_docs)]
    pub key: KeyArgs,

    /// Mail server: smtp://USER:PASSWORD@HOST:PORT (STARTTLS) or smtps://… (TLS from the start); without it mails are written to DATA_DIR/outbox
    #[arg(
        long,
        env = "STACKMATCH_SMTP_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub smtp_url: Option<SecretString>,
    /// PEM file with a certificate authority to trust for the mail server, besides the public ones
    #[arg(long, env = "STACKMATCH_SMTP_CA", value_name = "FILE")]
    pub smtp_ca: Option<PathBuf>,
    /// Name by which the mail server is greeted (EHLO): the full name of this machine, or its address as [192.0.2.1] [default: the machine's name if it is a full one, else the domain of MAIL_FROM]
    #[arg(long, env = "STACKMATCH_SMTP_HELLO", value_name = "NAME")]
    pub smtp_hello: Option<HelloName>,
    /// How long the mail server may take to connect, for each reply and for each piece of a mail, in seconds
    #[arg(long, env = "STACKMATCH_SMTP_TIMEOUT", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=300))]
    pub smtp_timeout: u64,
    /// How long it may take to accept a mail that it was given whole, in seconds
    #[arg(long, env = "STACKMATCH_SMTP_DATA_TIMEOUT", default_value_t = 600, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub smtp_data_timeout: u64,
    /// Sender of all mails
    #[arg(long, env = "STACKMATCH_MAIL_FROM", default_value = DEFAULT_FROM, value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub mail_from: Mailbox,
    /// Where answers to mails go [default: MAIL_FROM]
    #[arg(long, env = "STACKMATCH_MAIL_REPLY_TO", value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub mail_reply_to: Option<Mailbox>,
    /// Private key (PEM, Ed25519 or RSA) with which mails are signed (DKIM) for the domain of MAIL_FROM
    #[arg(
        long,
        env = "STACKMATCH_DKIM_KEY",
        value_name = "FILE",
        requires = "dkim_selector"
    )]
    pub dkim_key: Option<PathBuf>,
    /// Name under which the public half of that key stands in the DNS
    #[arg(
        long,
        env = "STACKMATCH_DKIM_SELECTOR",
        value_name = "NAME",
        requires = "dkim_key"
    )]
    pub dkim_selector: Option<String>,
    /// Who gets the qualified leads
    #[arg(long, env = "STACKMATCH_SALES_TO", default_value = DEFAULT_SALES, value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub sales_to: Mailbox,

    /// Mails a minute that all processes together send; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_MAIL_RATE",
        default_value_t = 0,
        value_name = "COUNT"
    )]
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
    #[arg(
        long,
        env = "STACKMATCH_WEBHOOK_SECRET",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub webhook_secret: Option<SecretString>,
    /// Calls a minute that all processes together make to one webhook; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_WEBHOOK_RATE",
        default_value_t = 0,
        value_name = "COUNT"
    )]
    pub webhook_rate: u32,

    /// Who is told when jobs need attention, or the mail server or a webhook is away
    #[arg(long, env = "STACKMATCH_ALERT_TO", value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub alert_to: Option<Mailbox>,
    /// Address that is told the same, by a signed call
    #[arg(
        long,
        env = "STACKMATCH_ALERT_WEBHOOK",
        value_name = "URL",
        hide_env_values = true
    )]
    pub alert_webhook: Option<SecretString>,

    /// Pause between two tries of a mail server or webhook that is away, in seconds; for a webhook, and a mail server that refuses us, it doubles up to 300
    #[arg(long, env = "STACKMATCH_OUTAGE_PAUSE", default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub outage_pause: u64,
    /// A mail server that has not answered for so many seconds counts as away; the mail is still given the time it needs
    #[arg(long, env = "STACKMATCH_OUTAGE_SILENCE", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub outage_silence: u64,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub overrides: Overrides,

    /// Show every mail and sample reports at /dev, made anew for each look; for work on templates, not for the public
    #[arg(long, env = "STACKMATCH_DEV", value_parser = clap::builder::FalseyValueParser::new())]
    pub dev: bool,

    /// Requests that write, and wrong staff tokens, that one address (IPv6: one /64) may send a minute; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_RATE_LIMIT",
        default_value_t = 300,
        value_name = "COUNT"
    )]
    pub rate_limit: u32,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: Limits,
    /// Header in which a trusted proxy gives the visitor's address, for example x-forwarded-for or forwarded (the last entry that is no trusted proxy counts)
    #[arg(long, env = "STACKMATCH_CLIENT_IP_HEADER", value_name = "NAME")]
    pub client_ip_header: Option<String>,
    /// Addresses and networks of the proxies in front, separated by commas, for example 10.0.0.5,10.1.0.0/16; their client address header is believed, and no limit on connections per address applies to them [default: this machine, and with --client-ip-header everyone]
    #[arg(
        long,
        env = "STACKMATCH_TRUSTED_PROXIES",
        value_name = "ADDRESSES",
        default_value = "",
        hide_default_value = true
    )]
    pub trusted_proxies: TrustedProxies,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub http: HttpSettings,
    /// Longest time for one request, in seconds
    #[arg(long, env = "STACKMATCH_REQUEST_TIMEOUT", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub request_timeout: u64,
    /// Largest request body, in bytes
    #[arg(long, env = "STACKMATCH_BODY_LIMIT", default_value_t = 65536, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1024..))]
    pub body_limit: u64,
    /// How long a stop waits for requests and jobs in flight, in seconds
    #[arg(
        long,
        env = "STACKMATCH_STOP_GRACE",
        default_value_t = 45,
        value_name = "SECONDS"
    )]
    pub stop_grace: u64,

    /// Attempts after which a failing job is dead
    #[arg(long, env = "STACKMATCH_JOB_ATTEMPTS", default_value_t = 20, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub job_attempts: u16,
    /// Delay after the first failed attempt of a job, in seconds; it doubles with each further one
    #[arg(
        long,
        env = "STACKMATCH_JOB_RETRY_BASE",
        default_value_t = 15,
        value_name = "SECONDS"
    )]
    pub job_retry_base: u64,
    /// Longest delay between two attempts of a job, in seconds
    #[arg(
        long,
        env = "STACKMATCH_JOB_RETRY_CAP",
        default_value_t = 7200,
        value_name = "SECONDS"
    )]
    pub job_retry_cap: u64,
    /// Longest time for one attempt of a job, in seconds
    #[arg(long, env = "STACKMATCH_JOB_TIMEOUT", default_value_t = 40, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3000))]
    pub job_timeout: u64,
    /// After so many days a job that is done, cancelled or put away is deleted with its history; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_KEEP_JOBS",
        default_value_t = 30,
        value_name = "DAYS"
    )]
    pub keep_jobs: u16,
    /// When that happens: minute, hour, day of the month, month, day of the week, in UTC
    #[arg(
        long,
        env = "STACKMATCH_TIDY_AT",
        default_value = "30 3 * * *",
        value_name = "CRON"
    )]
    pub tidy_at: Cron,
    /// After so many seconds without a sign of life a worker counts as dead, and its jobs go to others
    #[arg(long, env = "STACKMATCH_WORKER_SILENCE", default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(3..=3600))]
    pub worker_silence: u64,
    /// Mails of each kind, and calls of webhooks, that one process makes at the same time
    #[arg(long, env = "STACKMATCH_MAIL_CONCURRENCY", default_value_t = 4, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub mail_concurrency: u16,

    /// Address and port at which `serve` answers /health/live, /health/ready and /metrics without a token, for nobody but those who watch it [default: nowhere]
    #[arg(long, env = "STACKMATCH_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,
    /// What a program sends as `Authorization: Bearer TOKEN` to read /metrics where everybody reaches it, at least 16 characters [default: a staff token of the role operator]
    #[arg(
        long,
        env = "STACKMATCH_METRICS_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub metrics_token: Option<SecretString>,
    /// For so many seconds what /health/ready and /metrics have seen is shown to all who ask, before it is looked again
    #[arg(long, env = "STACKMATCH_HEALTH_MAX_AGE", default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(0..=300))]
    pub health_max_age: u64,
    /// With less free space on the disk of the database or the data folder operators are alerted; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_MIN_FREE_SPACE",
        default_value_t = 200,
        value_name = "MEGABYTES"
    )]
    pub min_free_space: u64,
    /// Address and port at which `worker` answers /health/live, /health/ready and /metrics [default: nowhere]
    #[arg(long, env = "STACKMATCH_WORKER_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub worker_listen: Option<SocketAddr>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub logging: LogArgs,
    /// Where to send traces: address of an OpenTelemetry collector that takes OTLP over HTTP, for example http://collector:4318
    #[arg(long, env = "STACKMATCH_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// Continue the trace that the traceparent header of a request names; only behind a proxy that writes this header itself
    #[arg(long, env = "STACKMATCH_TRUST_TRACEPARENT", value_parser = clap::builder::FalseyValueParser::new())]
    pub trust_traceparent: bool,
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
            site(url).map_err(|error| {
                anyhow::anyhow!("--base-url (STACKMATCH_BASE_URL): {error}; it is {url:?}")
            })?;
        }
        if self.base_url.as_deref().is_none_or(str::is_empty) && self.listen.ip().is_unspecified() {
            bail!(
                "--listen is {}, which no visitor can open: set --base-url (STACKMATCH_BASE_URL) to the address that they use",
                self.listen
            );
        }
        if self.dev
            && (!self.listen.ip().to_canonical().is_loopback()
                || self.base_url().starts_with("https://"))
        {
            bail!(
                "--dev (STACKMATCH_DEV) shows templates and their errors to everybody, so it needs --listen on 127.0.0.1 or [::1] and no https --base-url; they are {} and {}: leave --dev out",
                self.listen,
                self.base_url()
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
        } else if self.smtp_hello.is_some() {
            bail!(
                "--smtp-hello (STACKMATCH_SMTP_HELLO) is set without --smtp-url: set the mail server, or remove the name"
            );
        }
        if let Some(name) = &self.client_ip_header {
            poem::http::HeaderName::from_bytes(name.as_bytes())
                .with_context(|| format!("--client-ip-header (STACKMATCH_CLIENT_IP_HEADER) must be the name of a header, such as x-forwarded-for; it is {name:?}"))?;
        }
        let mut names: Vec<_> = self.webhooks.iter().map(|target| &target.name).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            bail!(
                "--webhooks (STACKMATCH_WEBHOOKS) names {:?} twice: give each webhook a name of its own",
                twice[0]
            );
        }
        if self.webhook_secret()?.is_none()
            && (!self.webhooks.is_empty() || self.alert_target()?.is_some())
        {
            bail!(
                "--webhooks or --alert-webhook is set but --webhook-secret (STACKMATCH_WEBHOOK_SECRET) is not: make one with `echo whsec_$(openssl rand -base64 32)` and give it to the receiver too"
            );
        }
        if self
            .metrics_token()
            .is_some_and(|token| token.expose_secret().len() < 16)
        {
            bail!(
                "--metrics-token (STACKMATCH_METRICS_TOKEN) must have at least 16 characters; make one with `openssl rand -hex 32`"
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
            Some(url) if !url.is_empty() => {
                site(url).unwrap_or_else(|_| url.trim_end_matches('/').to_owned())
            }
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

    /// The mail server, if there is one.
    #[must_use]
    pub fn smtp_url(&self) -> Option<&SecretString> {
        given(self.smtp_url.as_ref())
    }

    /// How to speak to it.
    #[must_use]
    pub fn smtp_options(&self) -> SmtpOptions {
        let hello = self.smtp_hello.clone();
        SmtpOptions {
            authority: self.smtp_ca.clone(),
            hello: hello.unwrap_or_else(|| HelloName::of_machine(self.mail_from.email.domain())),
            timeout: Duration::from_secs(self.smtp_timeout),
            data_timeout: Duration::from_secs(self.smtp_data_timeout),
            ..SmtpOptions::default()
        }
    }

    /// The key of the webhooks, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn webhook_secret(&self) -> anyhow::Result<Option<Secret>> {
        let secret = given(self.webhook_secret.as_ref()).map(|text| text.expose_secret().parse());
        secret.transpose().map_err(|error: String| {
            anyhow::anyhow!("--webhook-secret (STACKMATCH_WEBHOOK_SECRET): {error}")
        })
    }

    /// Where alerts are posted, if anywhere.
    ///
    /// # Errors
    /// When it is no address.
    pub fn alert_target(&self) -> anyhow::Result<Option<Target>> {
        let target = given(self.alert_webhook.as_ref())
            .map(|url| Target::new("alerts", url.expose_secret()));
        target
            .transpose()
            .map_err(|error| anyhow::anyhow!("--alert-webhook (STACKMATCH_ALERT_WEBHOOK): {error}"))
    }

    /// What opens /metrics to a program, besides staff tokens.
    #[must_use]
    pub fn metrics_token(&self) -> Option<&SecretString> {
        given(self.metrics_token.as_ref())
    }

    /// Where traces go, if anywhere.
    #[must_use]
    pub fn otlp_endpoint(&self) -> Option<&str> {
        self.otlp_endpoint
            .as_deref()
            .filter(|endpoint| !endpoint.is_empty())
    }

    /// The folder where mails are written when there is no mail server.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.database.data_dir.join("outbox")
    }

    /// The pause between two tries of what is away.
    #[must_use]
    pub fn outage_pause(&self) -> Duration {
        Duration::from_secs(self.outage_pause)
    }

    /// After this long without an answer a mail server counts as away.
    #[must_use]
    pub fn outage_silence(&self) -> Duration {
        Duration::from_secs(self.outage_silence)
    }
}

/// An address to listen on: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
fn address(text: &str) -> Result<SocketAddr, String> {
    let how = "write HOST:PORT, for example 127.0.0.1:8080";
    let mut found = text
        .to_socket_addrs()
        .map_err(|error| format!("{how} ({error})"))?;
    found
        .next()
        .ok_or_else(|| format!("the host has no address; {how}"))
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
        Err(format!(
            "it must not hold a user or a password: visitors see it; {how}"
        ))
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
    parse_mailbox(text)
        .map(|mailbox| mailbox.to_string())
        .unwrap_or_default()
}
