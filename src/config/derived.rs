//! Values derived from the settings.

use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::Config;
use crate::mail::{HelloName, SmtpOptions};
use crate::store::DatabaseUrl;
use crate::webhook::{Secret, Target};

impl Config {
    /// How long a worker may go without a heartbeat before it counts as dead.
    #[must_use]
    pub fn worker_silence(&self) -> TimeDelta {
        // The setting is at most an hour.
        TimeDelta::seconds(i64::try_from(self.worker_silence).unwrap_or(3600))
    }

    /// The public URL as browsers write it: in lower case, without the default port and a trailing slash.
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
    /// If the setting names none.
    pub fn database_url(&self) -> anyhow::Result<DatabaseUrl> {
        self.database.url()
    }

    /// The mail server, if configured.
    #[must_use]
    pub fn smtp_url(&self) -> Option<&SecretString> {
        given(self.smtp_url.as_ref())
    }

    /// The options of the SMTP client.
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

    /// The webhook key, if configured.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn webhook_secret(&self) -> anyhow::Result<Option<Secret>> {
        let secret = given(self.webhook_secret.as_ref()).map(|text| text.expose_secret().parse());
        secret.transpose().map_err(|error: String| {
            anyhow::anyhow!("--webhook-secret (STACKMATCH_WEBHOOK_SECRET): {error}")
        })
    }

    /// The URL to which alerts are posted, if configured.
    ///
    /// # Errors
    /// If it is not a URL.
    pub fn alert_target(&self) -> anyhow::Result<Option<Target>> {
        let target = given(self.alert_webhook.as_ref())
            .map(|url| Target::new("alerts", url.expose_secret()));
        target
            .transpose()
            .map_err(|error| anyhow::anyhow!("--alert-webhook (STACKMATCH_ALERT_WEBHOOK): {error}"))
    }

    /// The token that opens /metrics to a program, besides staff tokens.
    #[must_use]
    pub fn metrics_token(&self) -> Option<&SecretString> {
        given(self.metrics_token.as_ref())
    }

    /// The endpoint for traces, if configured.
    #[must_use]
    pub fn otlp_endpoint(&self) -> Option<&str> {
        self.otlp_endpoint
            .as_deref()
            .filter(|endpoint| !endpoint.is_empty())
    }

    /// The folder for mails if there is no mail server.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.database.data_dir.join("outbox")
    }

    /// The pause between two attempts to reach a provider that is down.
    #[must_use]
    pub fn outage_pause(&self) -> Duration {
        Duration::from_secs(self.outage_pause)
    }

    /// How long a mail server may stay silent before it counts as down.
    #[must_use]
    pub fn outage_silence(&self) -> Duration {
        Duration::from_secs(self.outage_silence)
    }
}

/// The origin of a site: scheme, host and port.
///
/// # Errors
/// If the address is invalid: what is wrong with it, and how to write it.
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

/// An empty secret counts as unset.
pub(super) fn given(secret: Option<&SecretString>) -> Option<&SecretString> {
    secret.filter(|secret| !secret.expose_secret().is_empty())
}
