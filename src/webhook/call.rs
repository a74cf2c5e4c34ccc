//! A webhook call: its request, and the meaning of the response.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Certificate, Client, ClientBuilder, StatusCode, redirect};
use serde::Serialize;
use serde_json::json;

use super::{Secret, Target};

/// The timeout of a call; shorter than an attempt of a job.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Sends signed webhook calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Webhooks {
    client: Client,
    secret: Secret,
}

/// A call that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct CallError {
    /// Whether the receiver will never accept it.
    pub permanent: bool,
    /// The delay the receiver requested (`Retry-After`).
    pub after: Option<Duration>,
    /// Whether the receiver may have accepted it all the same: it was reached, but did not answer.
    pub uncertain: bool,
    /// Whether the receiver is away, whatever the call: unreachable, silent, or reported away by its gateway.
    pub away: bool,
    /// What happened, without the address, which may contain a password.
    pub text: String,
}

impl Webhooks {
    /// Creates the client; connects only on the first call. `ca` is a PEM file of certificate authorities to trust
    /// besides the public ones.
    ///
    /// # Errors
    /// When that file cannot be read, or the machine has no certificates for TLS to trust.
    pub fn new(secret: Secret, ca: Option<&Path>) -> anyhow::Result<Self> {
        crate::tls::install();
        let own = ca
            .map(authorities)
            .transpose()
            .context("--webhook-ca (STACKMATCH_WEBHOOK_CA)")?;
        let client = own
            .into_iter()
            .flatten()
            .fold(Client::builder(), ClientBuilder::add_root_certificate)
            .user_agent(concat!("stackmatch/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            // A receiver that moved must be reconfigured: the body holds personal data.
            .redirect(redirect::Policy::none())
            .build()
            .context("HTTPS cannot be set up")?;
        Ok(Self { client, secret })
    }

    /// Posts an event. `Ok` means that the receiver has taken responsibility for it. A repeat carries the same `id`.
    pub async fn call(
        &self,
        target: &Target,
        id: &str,
        event: &str,
        data: &impl Serialize,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        let body = json!({ "type": event, "timestamp": now, "data": data }).to_string();
        let timestamp = now.timestamp();
        let request = self
            .client
            .post(target.url())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header(
                "webhook-signature",
                self.secret.sign(id, timestamp, body.as_bytes()),
            )
            .body(body);
        match request.send().await {
            Ok(answer) => judge(answer.status(), answer.headers(), now),
            Err(error) => Err(unreached(error)),
        }
    }
}

fn authorities(file: &Path) -> anyhow::Result<Vec<Certificate>> {
    let pem = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let all = Certificate::from_pem_bundle(&pem)
        .with_context(|| format!("reading {}", file.display()))?;
    ensure!(
        !all.is_empty(),
        "{} holds no certificate in PEM",
        file.display()
    );
    Ok(all)
}

/// 2xx is accepted. Overload, receiver errors and "too early" are temporary; everything else is a refusal.
fn judge(status: StatusCode, headers: &HeaderMap, now: DateTime<Utc>) -> Result<(), CallError> {
    if status.is_success() {
        return Ok(());
    }
    let passing = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    let permanent = !status.is_server_error() && !passing.contains(&status);
    let after = headers
        .get(RETRY_AFTER)
        .and_then(|value| wait(value.to_str().ok()?, now));
    let away = [
        StatusCode::BAD_GATEWAY,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ]
    .contains(&status);
    Err(CallError {
        permanent,
        after,
        uncertain: false,
        away,
        text: format!("the webhook answered {status}"),
    })
}

/// Parses `Retry-After`: seconds, or a date in one of HTTP's three formats.
fn wait(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until: DateTime<Utc> = httpdate::parse_http_date(text).ok()?.into();
    Some((until - now).to_std().unwrap_or_default())
}

fn unreached(error: reqwest::Error) -> CallError {
    let text = if error.is_timeout() {
        format!("the webhook did not answer within {} s", TIMEOUT.as_secs())
    } else {
        "the webhook could not be reached".to_owned()
    };
    let uncertain = !error.is_connect();
    let text = format!(
        "{:#}",
        anyhow::Error::from(error.without_url()).context(text)
    );
    CallError {
        permanent: false,
        after: None,
        uncertain,
        away: true,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_means_done_or_later_or_never() {
        let now: DateTime<Utc> = "2026-11-26T12:00:00Z".parse().unwrap();
        let judged = |status: u16, retry_after: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(text) = retry_after {
                headers.insert(RETRY_AFTER, text.parse().unwrap());
            }
            judge(StatusCode::from_u16(status).unwrap(), &headers, now)
                .map_err(|error| (error.permanent, error.after))
        };
        let seconds = Duration::from_secs;
        assert_eq!(judged(204, None), Ok(()));
        for never in [301, 400, 401, 404, 410, 422] {
            assert_eq!(judged(never, None), Err((true, None)), "{never}");
        }
        for later in [408, 425, 429, 500, 502, 503] {
            assert_eq!(judged(later, None), Err((false, None)), "{later}");
        }
        assert_eq!(judged(429, Some("120")), Err((false, Some(seconds(120)))));
        assert_eq!(
            judged(503, Some("Thu, 26 Nov 2026 12:01:00 GMT")),
            Err((false, Some(seconds(60))))
        );
        assert_eq!(
            judged(503, Some("Thu, 26 Nov 2026 11:00:00 GMT")),
            Err((false, Some(seconds(0))))
        );
        for older in [
            "Thursday, 26-Nov-26 12:01:00 GMT",
            "Thu Nov 26 12:01:00 2026",
        ] {
            assert_eq!(
                judged(503, Some(older)),
                Err((false, Some(seconds(60)))),
                "{older}"
            );
        }
        assert_eq!(judged(503, Some("soon")), Err((false, None)));
    }
}
