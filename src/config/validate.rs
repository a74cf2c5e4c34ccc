//! Settings that contradict each other.

use anyhow::{Context, bail};
use secrecy::ExposeSecret;

use super::{Config, DEFAULT_FROM, DEFAULT_SALES, site};
use crate::mail::parse_mailbox;

impl Config {
    /// Rejects contradictory settings with a sentence that says what to change.
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
                "--listen is {}, which visitors cannot open: set --base-url (STACKMATCH_BASE_URL) to the address that they use",
                self.listen
            );
        }
        if self.dev
            && (!self.listen.ip().to_canonical().is_loopback()
                || self.base_url().starts_with("https://"))
        {
            bail!(
                "--dev (STACKMATCH_DEV) shows templates and their errors to everyone, so it needs --listen on 127.0.0.1 or [::1] and no https --base-url; they are {} and {}: leave --dev out",
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
                "--webhooks or --alert-webhook is set but --webhook-secret (STACKMATCH_WEBHOOK_SECRET) is not: create one with `echo whsec_$(openssl rand -base64 32)` and give it to the receivers too"
            );
        }
        if self
            .metrics_token()
            .is_some_and(|token| token.expose_secret().len() < 16)
        {
            bail!(
                "--metrics-token (STACKMATCH_METRICS_TOKEN) must have at least 16 characters; create one with `openssl rand -hex 32`"
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
}

fn mailbox_text(text: &str) -> String {
    parse_mailbox(text)
        .map(|mailbox| mailbox.to_string())
        .unwrap_or_default()
}
