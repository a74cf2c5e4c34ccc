//! What follows from the settings.

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
pub(super) fn given(secret: Option<&SecretString>) -> Option<&SecretString> {
    secret.filter(|secret| !secret.expose_secret().is_empty())
}
