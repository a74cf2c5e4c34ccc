//! `token`: staff tokens for the API, and their expiry.

use crate::ids::StaffId;
use anyhow::{Context, bail};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::Subcommand;
use secrecy::ExposeSecret;

use super::{DatabaseCommand, output};
use crate::auth::tokens;
use crate::clock::Clock;
use crate::store::{AuditRow, Db, Role, StaffToken, Tx};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Create a token; it is printed once and cannot be shown again
    Create {
        /// What it allows: sales (leads), operator (jobs), admin (everything)
        #[arg(long, value_parser = role)]
        role: Role,
        /// Name of the holder; each name can have one token in use
        #[arg(long)]
        name: String,
        /// When it expires: a number of days such as 90d, or its last day (UTC) such as 2027-01-31 [default: never]
        #[arg(long, value_name = "WHEN", value_parser = expiry)]
        expires: Option<Expiry>,
        #[command(flatten)]
        database: DatabaseCommand,
    },
    /// Revoke a token, by its holder's name or by its id
    Revoke {
        /// The name given to `create`, or the id shown by `list`
        name_or_id: String,
        #[command(flatten)]
        database: DatabaseCommand,
    },
    /// List all tokens, without their secrets
    List {
        #[command(flatten)]
        database: DatabaseCommand,
    },
}

/// When a token ends, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expiry {
    In(TimeDelta),
    After(NaiveDate),
}

impl Expiry {
    fn at(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::In(time) => now.checked_add_signed(time),
            Self::After(day) => Some(
                day.checked_add_days(Days::new(1))?
                    .and_time(NaiveTime::MIN)
                    .and_utc(),
            ),
        }
    }
}

fn expiry(text: &str) -> Result<Expiry, String> {
    let days = text
        .strip_suffix('d')
        .and_then(|days| days.parse::<u16>().ok())
        .filter(|days| *days > 0);
    let days = days.map(|days| Expiry::In(TimeDelta::days(days.into())));
    let day = || text.parse().ok().map(Expiry::After);
    days.or_else(day)
        .ok_or_else(|| "write a number of days such as 90d, or a date such as 2027-01-31".into())
}

fn role(word: &str) -> Result<Role, String> {
    Role::try_from(word.to_owned()).map_err(|_| "a role is one of sales, operator, admin".into())
}

pub(super) fn run(command: Command, unknown: &[String]) -> anyhow::Result<()> {
    match command {
        Command::Create {
            role,
            name,
            expires,
            database,
        } => {
            let name = name.trim().to_owned();
            if name.is_empty() || name.chars().count() > 100 {
                bail!("--name must have 1 to 100 characters");
            }
            database.run(unknown, async |db| create(db, &name, role, expires).await)
        }
        Command::Revoke {
            name_or_id,
            database,
        } => database.run(unknown, async |db| revoke(db, &name_or_id).await),
        Command::List { database } => database.run(unknown, list),
    }
}

async fn create(db: &Db, name: &str, role: Role, expires: Option<Expiry>) -> anyhow::Result<()> {
    let now = Clock::System.now();
    let end = expires
        .map(|expiry| expiry.at(now).context("--expires is too far ahead"))
        .transpose()?;
    if end.is_some_and(|end| end <= now) {
        bail!("--expires is in the past");
    }
    if let Some(other) = db
        .staff_tokens()
        .await?
        .iter()
        .find(|row| row.name == name && row.is_in_use(now))
    {
        bail!(
            "a token of {name} is in use already ({}, {}): revoke it first, or choose a name that says what this one is for",
            other.id,
            other.role
        );
    }
    let (mut row, token) = tokens::issue(Clock::System.new_id(), name, role, now)?;
    row.expires_at = end;
    let mut tx = db.begin().await?;
    tx.insert_staff_token(&row).await?;
    record(&mut tx, &row, "create").await?;
    tx.commit().await?;
    output::error(format_args!(
        "Token of {name} ({role}). It will not be shown again; keep it safe."
    ));
    output::line(token.expose_secret())
}

async fn revoke(db: &Db, name_or_id: &str) -> anyhow::Result<()> {
    let id = name_or_id.parse::<StaffId>().ok();
    let rows = db.staff_tokens().await?;
    let found = rows
        .into_iter()
        .filter(|row| row.revoked_at.is_none() && (row.name == name_or_id || Some(row.id) == id));
    let row = match found.collect::<Vec<_>>().as_slice() {
        [] => bail!(
            "no token in use has the name or id {name_or_id:?}; `stackmatch token list` shows all"
        ),
        [token] => token.clone(),
        more => {
            let list: Vec<String> = more
                .iter()
                .map(|row| format!("{} ({})", row.id, row.role))
                .collect();
            bail!(
                "{} tokens are named {name_or_id}; choose one by its id: {}",
                more.len(),
                list.join(", ")
            )
        }
    };
    let mut tx = db.begin().await?;
    tx.revoke_staff_token(row.id, Clock::System.now()).await?;
    record(&mut tx, &row, "revoke").await?;
    tx.commit().await?;
    output::line(format_args!(
        "revoked the token {} of {} ({})",
        row.id, row.name, row.role
    ))
}

async fn list(db: &Db) -> anyhow::Result<()> {
    let now = Clock::System.now();
    let day = |time: DateTime<Utc>| time.format("%F %R").to_string();
    for token in db.staff_tokens().await? {
        let state = match (token.revoked_at, token.expires_at) {
            (Some(time), _) => format!("revoked {}", day(time)),
            (None, Some(time)) if time <= now => format!("expired {}", day(time)),
            (None, Some(time)) => format!("in use until {}", day(time)),
            (None, None) => "in use".to_owned(),
        };
        let used = token.last_used_at.map_or_else(
            || "never used".to_owned(),
            |time| format!("last used {}", day(time)),
        );
        output::line(format_args!(
            "{}  {:8}  {}  made {}  {used}  {state}",
            token.id,
            token.role.as_str(),
            token.name,
            day(token.created_at)
        ))?;
    }
    Ok(())
}

/// Audits an action of the command line. Staff do not sign in there, so the entry belongs to the token itself.
async fn record(tx: &mut Tx, token: &StaffToken, action: &str) -> anyhow::Result<()> {
    let row = AuditRow {
        id: Clock::System.new_id(),
        at: Clock::System.now(),
        staff_id: token.id,
        staff_name: "command line".to_owned(),
        action: action.to_owned(),
        subject: format!("token:{}", token.id),
        detail: Some(format!("{}, {}", token.name, token.role)),
        jobs: 0,
    };
    Ok(tx.insert_audit(&row).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_a_number_of_days_or_the_last_day() {
        let now: DateTime<Utc> = "2026-11-26T12:00:00Z".parse().unwrap();
        let end = |text: &str| expiry(text).unwrap().at(now).unwrap().to_rfc3339();
        assert_eq!(end("90d"), "2027-02-24T12:00:00+00:00");
        assert_eq!(end("2027-01-31"), "2027-02-01T00:00:00+00:00");
        for wrong in ["", "soon", "0d", "-1d", "2027-02-30", "90"] {
            assert!(expiry(wrong).unwrap_err().contains("90d"), "{wrong}");
        }
    }
}
