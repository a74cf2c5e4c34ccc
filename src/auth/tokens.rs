//! Staff tokens: issued and shown once, verified on every staff request; refused ones are counted in the log.

use crate::ids::StaffId;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::random_bytes;
use crate::services::Services;
use crate::store::{Db, Result, Role, StaffToken};

/// Prefix of every token, by which people and secret scanners recognise one.
const PREFIX: &str = "smt_";

/// Issues a token of 256 random bits. The text is for its holder only, the row for the database.
///
/// # Errors
/// When the operating system has no random source.
pub fn issue(
    id: StaffId,
    name: &str,
    role: Role,
    now: DateTime<Utc>,
) -> anyhow::Result<(StaffToken, SecretString)> {
    let secret = random_bytes::<32>()?;
    let text = format!(
        "{PREFIX}{}",
        URL_SAFE_NO_PAD.encode([&id.as_bytes()[..], &secret[..]].concat())
    );
    let row = StaffToken {
        id,
        name: name.into(),
        role,
        secret_hash: Sha256::digest(secret).to_vec(),
        created_at: now,
        revoked_at: None,
        expires_at: None,
        last_used_at: None,
    };
    Ok((row, text.into()))
}

/// Whether a text has the prefix of a staff token, valid or not.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// Returns the staff token that `text` encodes; `None` if it is not valid at `now`. Compares the secret in constant
/// time.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db, text: &str, now: DateTime<Utc>) -> Result<Option<StaffToken>> {
    let bytes = text
        .strip_prefix(PREFIX)
        .and_then(|rest| URL_SAFE_NO_PAD.decode(rest).ok());
    let Some((id, secret)) = bytes
        .as_ref()
        .filter(|bytes| bytes.len() == 48)
        .and_then(|bytes| bytes.split_first_chunk::<16>())
    else {
        return Ok(None);
    };
    let row = db.staff_token(StaffId::from_bytes(*id)).await?;
    Ok(row.filter(|row| {
        row.is_in_use(now) && bool::from(Sha256::digest(secret).ct_eq(&row.secret_hash))
    }))
}

/// Refused sign-ins are logged at most this often.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// Counts a refused sign-in: the first is logged at once, further ones once a minute by number. Neither the credentials
/// nor the address of the request is logged.
pub fn refused(app: &Services) {
    if !app.refusals.add() {
        return;
    }
    tracing::warn!(count = 1, "refused a staff sign-in");
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOG_INTERVAL).await;
            let Some(count) = app.refusals.take() else {
                return;
            };
            tracing::warn!(count, "refused staff sign-ins");
        }
    });
}

/// Records when a token was used, at most once a minute, without delaying the request.
pub fn used(app: &Services, token: &StaffToken) {
    let now = app.clock.now();
    if token.needs_recording(now) {
        let (app, id) = (app.clone(), token.id);
        tokio::spawn(async move {
            if let Err(error) = note(&app, id, now).await {
                tracing::debug!(%error, "failed to record the use of a token");
            }
        });
    }
}

async fn note(app: &Services, id: StaffId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    tx.touch_staff_token(id, now).await?;
    tx.commit().await
}
