//! Staff tokens: made once, shown once, and checked on every staff request.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::clock::random_bytes;
use crate::store::{Db, Result, Role, StaffToken};

/// What every token begins with, so that people and secret scanners recognise one.
const PREFIX: &str = "smt_";

/// Makes a token of 256 random bits; the text is for its holder alone, the row for the database.
///
/// # Errors
/// When the operating system has no random source.
pub fn issue(id: Uuid, name: &str, role: Role, now: DateTime<Utc>) -> anyhow::Result<(StaffToken, SecretString)> {
    let secret = random_bytes::<32>()?;
    let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([&id.as_bytes()[..], &secret[..]].concat()));
    let row = StaffToken {
        id,
        name: name.into(),
        role,
        secret_hash: Sha256::digest(secret).to_vec(),
        created_at: now,
        revoked_at: None,
    };
    Ok((row, text.into()))
}

/// Whether a text looks like a staff token, in use or not.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// Whose token this is; `None` for a text that is no token in use. The secret is compared in constant time.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db, text: &str) -> Result<Option<StaffToken>> {
    let bytes = text.strip_prefix(PREFIX).and_then(|rest| URL_SAFE_NO_PAD.decode(rest).ok());
    let Some((id, secret)) =
        bytes.as_ref().filter(|bytes| bytes.len() == 48).and_then(|bytes| bytes.split_first_chunk::<16>())
    else {
        return Ok(None);
    };
    let row = db.staff_token(Uuid::from_bytes(*id)).await?;
    Ok(row.filter(|row| row.revoked_at.is_none() && bool::from(Sha256::digest(secret).ct_eq(&row.secret_hash))))
}
