//! Every setting: a flag, an environment variable of the same name, a default and a help text.

mod derived;
mod http;
mod limits;
mod retention;
mod storage;
#[cfg(test)]
mod tests;
mod trusted_proxies;
mod validate;

use derived::given;
pub use derived::site;
pub use http::{HttpSettings, Timeouts};
pub use limits::Limits;
pub use retention::Retention;
pub use storage::{DatabaseArgs, KeyArgs};
pub use trusted_proxies::TrustedProxies;

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use croner::Cron;
use lettre::message::Mailbox;
use secrecy::SecretString;

use crate::mail::{HelloName, parse_mailbox};
use crate::webhook::Targets;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Folders with the consultants' files; whatever they do not override is embedded in the program.
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
    /// Folder whose files replace the embedded texts of pages, mails and reports one by one, for example en/mail.ftl
    #[arg(long, env = "STACKMATCH_LOCALES_DIR", value_name = "DIR")]
    pub locales_dir: Option<PathBuf>,
    /// Folder with fonts (ttf, otf, ttc) for letters that those of the PDF lack, for example Chinese or emoji
    #[arg(long, env = "STACKMATCH_FONTS_DIR", value_name = "DIR")]
    pub fonts_dir: Option<PathBuf>,
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
    /// Address and port to listen on; for a host name, its first address
    #[arg(long, env = "STACKMATCH_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS", value_parser = address)]
    pub listen: SocketAddr,
    /// Address at which visitors reach the site; links in mails begin with it [default: http://LISTEN]
    #[arg(long, env = "STACKMATCH_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub key: KeyArgs,

    /// Mail server: smtp://USER:PASSWORD@HOST:PORT (STARTTLS) or smtps://… (TLS from the start); if unset, mails are written to DATA_DIR/outbox
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
    /// Name sent to the mail server in EHLO: the full name of this machine, or its address as [192.0.2.1] [default: the machine's name if it is a full one, else the domain of MAIL_FROM]
    #[arg(long, env = "STACKMATCH_SMTP_HELLO", value_name = "NAME")]
    pub smtp_hello: Option<HelloName>,
    /// Timeout for connecting to the mail server, for each reply and for each chunk of a mail, in seconds
    #[arg(long, env = "STACKMATCH_SMTP_TIMEOUT", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=300))]
    pub smtp_timeout: u64,
    /// Timeout for the reply after a complete mail was sent, in seconds
    #[arg(long, env = "STACKMATCH_SMTP_DATA_TIMEOUT", default_value_t = 600, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub smtp_data_timeout: u64,
    /// Sender of all mails
    #[arg(long, env = "STACKMATCH_MAIL_FROM", default_value = DEFAULT_FROM, value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub mail_from: Mailbox,
    /// Address for replies to mails [default: MAIL_FROM]
    #[arg(long, env = "STACKMATCH_MAIL_REPLY_TO", value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub mail_reply_to: Option<Mailbox>,
    /// Private key (PEM, Ed25519 or RSA) that signs mails (DKIM) for the domain of MAIL_FROM
    #[arg(
        long,
        env = "STACKMATCH_DKIM_KEY",
        value_name = "FILE",
        requires = "dkim_selector"
    )]
    pub dkim_key: Option<PathBuf>,
    /// DKIM selector: the name of the public key in the DNS
    #[arg(
        long,
        env = "STACKMATCH_DKIM_SELECTOR",
        value_name = "NAME",
        requires = "dkim_key"
    )]
    pub dkim_selector: Option<String>,
    /// Recipient of qualified leads
    #[arg(long, env = "STACKMATCH_SALES_TO", default_value = DEFAULT_SALES, value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub sales_to: Mailbox,

    /// Mails sent per minute, by all processes together; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_MAIL_RATE",
        default_value_t = 0,
        value_name = "COUNT"
    )]
    pub mail_rate: u32,

    /// Webhooks to call for each qualified lead: NAME=URL, separated by commas
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
    /// Key that signs calls (standardwebhooks.com): whsec_ and 24 to 64 bytes in base64; during a rotation both keys, separated by a comma
    #[arg(
        long,
        env = "STACKMATCH_WEBHOOK_SECRET",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub webhook_secret: Option<SecretString>,
    /// Calls per minute to one webhook, by all processes together; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_WEBHOOK_RATE",
        default_value_t = 0,
        value_name = "COUNT"
    )]
    pub webhook_rate: u32,

    /// Recipient of alerts: jobs need attention, or the mail server or a webhook is down
    #[arg(long, env = "STACKMATCH_ALERT_TO", value_name = "MAILBOX", value_parser = parse_mailbox)]
    pub alert_to: Option<Mailbox>,
    /// URL that receives the same alerts, as signed calls
    #[arg(
        long,
        env = "STACKMATCH_ALERT_WEBHOOK",
        value_name = "URL",
        hide_env_values = true
    )]
    pub alert_webhook: Option<SecretString>,

    /// Pause between two attempts to reach a mail server or webhook that is down, in seconds; for a webhook, and for a mail server that refuses us, it doubles up to 300
    #[arg(long, env = "STACKMATCH_OUTAGE_PAUSE", default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub outage_pause: u64,
    /// Seconds of silence after which a mail server counts as down; the mail in progress still gets the time it needs
    #[arg(long, env = "STACKMATCH_OUTAGE_SILENCE", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub outage_silence: u64,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub overrides: Overrides,

    /// Show every mail and sample reports at /dev, rendered on each request; for work on templates, not for the public
    #[arg(long, env = "STACKMATCH_DEV", value_parser = clap::builder::FalseyValueParser::new())]
    pub dev: bool,

    /// Write requests and wrong staff tokens allowed per address (IPv6: per /64) and minute; 0 for no limit
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
    /// Header in which a trusted proxy sends the visitor's address, for example x-forwarded-for or forwarded (the last entry that is not a trusted proxy counts)
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
    /// Timeout of a request, in seconds
    #[arg(long, env = "STACKMATCH_REQUEST_TIMEOUT", default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub request_timeout: u64,
    /// Maximum size of a request body, in bytes
    #[arg(long, env = "STACKMATCH_BODY_LIMIT", default_value_t = 65536, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1024..))]
    pub body_limit: u64,
    /// How long to wait for requests and jobs in flight when stopping, in seconds
    #[arg(
        long,
        env = "STACKMATCH_STOP_GRACE",
        default_value_t = 45,
        value_name = "SECONDS"
    )]
    pub stop_grace: u64,

    /// Attempts before a failing job is dead
    #[arg(long, env = "STACKMATCH_JOB_ATTEMPTS", default_value_t = 20, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=100))]
    pub job_attempts: u16,
    /// Delay after the first failed attempt of a job, in seconds; it doubles with each further attempt
    #[arg(
        long,
        env = "STACKMATCH_JOB_RETRY_BASE",
        default_value_t = 15,
        value_name = "SECONDS"
    )]
    pub job_retry_base: u64,
    /// Maximum delay between two attempts of a job, in seconds
    #[arg(
        long,
        env = "STACKMATCH_JOB_RETRY_CAP",
        default_value_t = 7200,
        value_name = "SECONDS"
    )]
    pub job_retry_cap: u64,
    /// Timeout of one attempt of a job, in seconds
    #[arg(long, env = "STACKMATCH_JOB_TIMEOUT", default_value_t = 40, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3000))]
    pub job_timeout: u64,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub retention: Retention,
    /// When data past its time is deleted (cron): minute, hour, day of the month, month, day of the week, in UTC
    #[arg(
        long,
        env = "STACKMATCH_TIDY_AT",
        default_value = "30 3 * * *",
        value_name = "CRON"
    )]
    pub tidy_at: Cron,
    /// Seconds without a heartbeat after which a worker counts as dead and other workers take over its jobs
    #[arg(long, env = "STACKMATCH_WORKER_SILENCE", default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(3..=3600))]
    pub worker_silence: u64,
    /// Mails of each kind, and webhook calls, that one process sends at the same time
    #[arg(long, env = "STACKMATCH_MAIL_CONCURRENCY", default_value_t = 4, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub mail_concurrency: u16,

    /// Address and port at which `serve` answers /health/live, /health/ready and /metrics without a token, for monitoring only [default: none]
    #[arg(long, env = "STACKMATCH_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,
    /// Token that opens /metrics on the public address (`Authorization: Bearer TOKEN`), at least 16 characters; an operator's staff token opens it, too
    #[arg(
        long,
        env = "STACKMATCH_METRICS_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub metrics_token: Option<SecretString>,
    /// How long the state behind /health/ready and /metrics is cached, in seconds
    #[arg(long, env = "STACKMATCH_HEALTH_MAX_AGE", default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(0..=300))]
    pub health_max_age: u64,
    /// Alert operators when the disk of the database or the data folder has less free space than this; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_MIN_FREE_SPACE",
        default_value_t = 200,
        value_name = "MEGABYTES"
    )]
    pub min_free_space: u64,
    /// Address and port at which `worker` answers /health/live, /health/ready and /metrics [default: none]
    #[arg(long, env = "STACKMATCH_WORKER_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub worker_listen: Option<SocketAddr>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub logging: LogArgs,
    /// Where to send traces: address of an OpenTelemetry collector that accepts OTLP over HTTP, for example http://collector:4318
    #[arg(long, env = "STACKMATCH_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// Continue the trace in the traceparent header of a request; only behind a proxy that sets this header
    #[arg(long, env = "STACKMATCH_TRUST_TRACEPARENT", value_parser = clap::builder::FalseyValueParser::new())]
    pub trust_traceparent: bool,
}

const DEFAULT_FROM: &str = "Stackmatch <hello@stackmatch.example>";
const DEFAULT_SALES: &str = "Sales <sales@stackmatch.example>";

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
