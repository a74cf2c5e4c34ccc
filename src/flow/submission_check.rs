//! Keeps programs from having mails sent to strangers. A submission that looks as if a program sent it becomes a lead
//! like any other, but its report is mailed only after a proof of work by the browser, or once the owner of the address
//! has opened a link that was mailed to it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{ClientNetwork, FlowError};
use crate::i18n::message;
use crate::ids::LeadId;
use crate::intake::{EmailAddress, FieldError};
use crate::jobs::{AnyJob, SendConfirmation, SendReport, queue_delivery, rerun};
use crate::keys::{Counted, Purpose};
use crate::qualification;
use crate::services::Services;
use crate::store::{DeliveryStatus, IntakeRow, PassedBy, SpamSignal, Tx, retrying};

/// Leading zero bits of the hash that proves work: 65,536 hashes on average, about two seconds of a browser.
const PROOF_BITS: u32 = 16;
/// How often, and how many times, passing a check waits for the end of the job that is just holding the mail.
const RERUN_PAUSE: Duration = Duration::from_millis(100);
const RERUN_TRIES: usize = 50;

/// What a form shows about who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentBy {
    /// Whether the field that people do not see is empty.
    pub left_honeypot_empty: bool,
    /// Whether it has the nonce that is on the page of its intake.
    pub has_nonce: bool,
}

impl SentBy {
    /// A program that uses the API, which has neither field nor nonce.
    pub const API: Self = Self {
        left_honeypot_empty: true,
        has_nonce: true,
    };
}

/// The work that lets the report be mailed: a number for which the SHA-256 hash of `CHALLENGE:NUMBER` begins with `bits`
/// zero bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Challenge {
    /// A text of 43 characters.
    pub text: String,
    /// How many zero bits.
    pub bits: u32,
}

impl Challenge {
    /// Whether a number solves it.
    #[must_use]
    pub fn is_solved_by(&self, number: u64) -> bool {
        let hash = Sha256::digest(format!("{}:{number}", self.text));
        let first: [u8; 8] = hash[..8].try_into().unwrap_or([u8::MAX; 8]);
        u64::from_be_bytes(first).leading_zeros() >= self.bits
    }
}

/// The value of the hidden field that shows that the page of an intake was opened.
#[must_use]
pub fn form_nonce(app: &Services, intake: &IntakeRow) -> String {
    app.keys.token(Purpose::NONCE, intake.id)
}

/// Returns the signs that a program sent a submission, by the rules in `docs/operations.md`.
///
/// # Errors
/// When the database fails.
pub(super) async fn signals(
    app: &Services,
    client: ClientNetwork,
    row: &IntakeRow,
    email: &str,
    sent_by: SentBy,
) -> Result<Vec<SpamSignal>, FlowError> {
    let limits = &app.config.limits;
    let now = app.clock.now();
    let mut signals = Vec::new();
    let mut add = |holds: bool, signal| {
        if holds {
            signals.push(signal);
        }
    };
    add(!sent_by.left_honeypot_empty, SpamSignal::Honeypot);
    add(!sent_by.has_nonce, SpamSignal::Nonce);
    if let Some(client) = client.counter(app) {
        let least = TimeDelta::seconds(limits.submission_min_seconds.into());
        add(now - row.created_at < least, SpamSignal::Time);
        let most = i64::from(limits.submission_hourly_limit);
        if most > 0 {
            let since = now - TimeDelta::hours(1);
            let sent = app.db.count_leads_of_client(client, since).await?;
            add(sent >= most, SpamSignal::Rate);
        }
    }
    let throw_away = &app.content.qualification.contact.disposable_domains;
    let is_throw_away = EmailAddress::parse(email)
        .is_ok_and(|address| qualification::is_listed(address.domain(), throw_away));
    add(is_throw_away, SpamSignal::Domain);
    Ok(signals)
}

/// Stores the check of a lead, and queues the mail that asks for the confirmation. The caller commits.
///
/// # Errors
/// When the database fails.
pub(super) async fn begin(
    app: &Services,
    tx: &mut Tx,
    lead: LeadId,
    signals: &[SpamSignal],
) -> Result<(), FlowError> {
    tx.insert_submission_check(lead, signals, app.clock.now())
        .await?;
    let job = AnyJob::from(SendConfirmation { lead });
    Ok(queue_delivery(app, tx, &job, lead.into()).await?)
}

/// Returns the work that would let the report of a lead be mailed now; `None` if nothing keeps it from being mailed, or
/// only a person can decide.
///
/// # Errors
/// When the database fails.
pub async fn open_challenge(app: &Services, lead: LeadId) -> Result<Option<Challenge>, FlowError> {
    let check = app.db.submission_check(lead).await?;
    let is_open = check.is_some_and(|check| check.passed_at.is_none());
    Ok(is_open.then(|| challenge(app, lead)))
}

/// Takes the proof of work for a lead, after which its report is mailed.
///
/// # Errors
/// [`FlowError::Invalid`] if the number does not solve the challenge, [`FlowError::Busy`].
pub async fn prove(app: &Services, lead: LeadId, number: u64) -> Result<(), FlowError> {
    if !challenge(app, lead).is_solved_by(number) {
        return Err(FlowError::Invalid(vec![FieldError::new(
            "number",
            "unproven",
            message!("field-proof"),
        )]));
    }
    once_idle(|| async { pass(app, app.db.begin().await?, lead, PassedBy::Proof).await }).await
}

/// Whether a link that was mailed confirms the address of this lead.
#[must_use]
pub fn is_confirmation(app: &Services, lead: LeadId, token: &str) -> bool {
    app.keys.open(Purpose::CONFIRM, token) == Some(lead)
}

/// Confirms the address of a lead, after which its report is mailed. A repeat has no effect.
///
/// # Errors
/// [`FlowError::NotFound`] for a link that does not confirm it, [`FlowError::Busy`].
pub async fn confirm(app: &Services, lead: LeadId, token: &str) -> Result<(), FlowError> {
    if !is_confirmation(app, lead, token) {
        return Err(FlowError::NotFound);
    }
    let row = app.db.lead(lead).await?.ok_or(FlowError::NotFound)?;
    once_idle(|| async {
        let mut tx = app.db.begin().await?;
        confirm_address(app, &mut tx, &row.email).await?;
        pass(app, tx, lead, PassedBy::Link).await
    })
    .await
}

/// Records that the owner of an address opened a link that was mailed to it. The caller commits.
///
/// # Errors
/// When the database fails.
pub(super) async fn confirm_address(
    app: &Services,
    tx: &mut Tx,
    address: &str,
) -> Result<(), FlowError> {
    let Ok(address) = EmailAddress::parse(address) else {
        return Ok(());
    };
    let address = app.keys.counter(Counted::Confirmed, &address.mailbox_key());
    Ok(tx.confirm_address(address, app.clock.now()).await?)
}

/// Whether a transaction was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It was.
    Committed,
    /// The job that holds the mail has not ended yet, so nothing was written.
    Busy,
}

/// Repeats a transaction until the job that is just holding the mail has ended.
///
/// # Errors
/// The error of the transaction, or [`FlowError::Busy`] after five seconds.
pub(super) async fn once_idle<F>(attempt: impl Fn() -> F) -> Result<(), FlowError>
where
    F: Future<Output = Result<Ended, FlowError>>,
{
    for _ in 0..RERUN_TRIES {
        if retrying(&attempt).await? == Ended::Committed {
            return Ok(());
        }
        tokio::time::sleep(RERUN_PAUSE).await;
    }
    Err(FlowError::Busy)
}

/// Records that the check of a lead was passed, if it has one, runs the job again that held the mail, and commits.
///
/// # Errors
/// When the database fails.
pub(super) async fn pass(
    app: &Services,
    mut tx: Tx,
    lead: LeadId,
    by: PassedBy,
) -> Result<Ended, FlowError> {
    let now = app.clock.now();
    let Some(check) = tx.pass_check(lead, by, now).await? else {
        tx.commit().await?;
        return Ok(Ended::Committed);
    };
    cancel_confirmation(&mut tx, lead, now).await?;
    if check.held_at.is_some() && !rerun(app, &mut tx, &SendReport::first(lead).into()).await? {
        tx.rollback().await;
        return Ok(Ended::Busy);
    }
    tx.commit().await?;
    app.metrics.check_passed(by);
    Ok(Ended::Committed)
}

/// Ends the check of a lead, if it has an open one, because staff have released its report. The caller commits.
///
/// # Errors
/// When the database fails.
pub async fn waive_check(app: &Services, tx: &mut Tx, lead: LeadId) -> crate::store::Result<()> {
    let now = app.clock.now();
    if tx.waive_check(lead, now).await? {
        cancel_confirmation(tx, lead, now).await?;
    }
    Ok(())
}

/// Cancels the mail that asks the owner of the address to confirm it.
async fn cancel_confirmation(
    tx: &mut Tx,
    lead: LeadId,
    now: DateTime<Utc>,
) -> crate::store::Result<()> {
    let asked = SendConfirmation::ledger_key(lead);
    tx.mark_delivery(&asked, DeliveryStatus::Cancelled, None, now)
        .await
        .map(|_| ())
}

fn challenge(app: &Services, lead: LeadId) -> Challenge {
    Challenge {
        text: app.keys.token(Purpose::CHALLENGE, lead),
        bits: PROOF_BITS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_one_number_in_two_to_the_bits_solves_a_challenge() {
        let challenge = Challenge {
            text: "challenge".into(),
            bits: 6,
        };
        let solutions = (0..6400).filter(|number| challenge.is_solved_by(*number));
        let solutions = solutions.count();
        assert!((60..150).contains(&solutions), "{solutions}");
    }

    /// `printf challenge:162754 | sha256sum` begins with 0000681a.
    #[test]
    fn a_proof_is_a_hash_that_other_programs_compute_alike() {
        let challenge = |bits| Challenge {
            text: "challenge".into(),
            bits,
        };
        assert!(challenge(17).is_solved_by(162_754));
        assert!(!challenge(18).is_solved_by(162_754) && !challenge(17).is_solved_by(162_753));
    }
}
