//! Checks whether a recipient may be mailed a report now. Anyone can enter a stranger's address, so mails per
//! recipient, domain and network are limited, by counters that all processes share.

use anyhow::{Context, anyhow};
use chrono::{DateTime, TimeDelta, Utc};

use crate::ids::DeliveryId;
use crate::intake::EmailAddress;
use crate::jobs::JobError;
use crate::keys::Counted;
use crate::qualification;
use crate::services::Services;
use crate::store::{Counter, DeliveryKey, DeliveryKind, Hold, HoldReason, Tx};

/// Domains that never receive mail (RFC 2606), so need no protection.
const RESERVED_DOMAINS: [&str; 4] = ["example", "invalid", "localhost", "test"];
const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// The mails that are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountedMail {
    /// The report of a lead.
    Report,
    /// The link that confirms an address.
    Confirmation,
    /// A link that someone asked for with an address.
    Link,
}

/// A limit of `most` mails per `period`.
struct Rule {
    reason: HoldReason,
    counter: Counter,
    most: u32,
    period: TimeDelta,
}

/// Counts the mail about to be claimed, or records that it is held. The caller commits.
///
/// # Errors
/// When the database fails.
pub(super) async fn check(
    app: &Services,
    tx: &mut Tx,
    key: &DeliveryKey,
) -> anyhow::Result<Option<Hold>> {
    let kind = match key.kind() {
        DeliveryKind::ReportReady => CountedMail::Report,
        DeliveryKind::Confirmation => CountedMail::Confirmation,
        _ => return Ok(None),
    };
    let Some(pending) = tx
        .pending_report(key)
        .await
        .context("reading the pending report")?
    else {
        return Ok(None);
    };
    if pending.released {
        return Ok(None);
    }
    let now = app.clock.now();
    let until_released = |reason| Hold {
        reason,
        until: None,
    };
    let is_unchecked = kind == CountedMail::Report
        && pending.unchecked
        && tx
            .hold_for_check(pending.lead, now)
            .await
            .context("reading the check of the submission")?;
    let hold = if pending.qualification.is_held() {
        Some(until_released(HoldReason::Review))
    } else if is_unchecked {
        Some(until_released(HoldReason::Confirmation))
    } else {
        let client = pending.client.as_deref();
        let client = client.and_then(|client| client.try_into().ok());
        let mut rules = rules(app, tx, kind, &pending.email, client)
            .await
            .context("reading whether the address is confirmed")?;
        if pending.confirmed {
            // Its owner has just asked for it from the mailbox that it goes to.
            rules.retain(|rule| rule.reason != HoldReason::RecipientLimit);
        }
        count(tx, &rules, pending.delivery, now)
            .await
            .context("counting mails")?
    };
    match hold {
        Some(hold) => tx
            .hold_delivery(pending.delivery, hold, now)
            .await
            .context("holding the mail")?,
        None => {
            tx.release_delivery(pending.delivery, None, now)
                .await
                .context("releasing the mail")?;
        }
    }
    Ok(hold)
}

/// Ends a job whose mail is held: it waits until the mail may be sent, or is done until an operator releases the mail.
pub(super) fn end(app: &Services, hold: Hold) -> Result<(), JobError> {
    let Some(until) = hold.until else {
        tracing::info!(
            reason = hold.reason.as_str(),
            "the mail is held until it is released"
        );
        return Ok(());
    };
    Err(JobError::Wait {
        error: anyhow!(
            "the mail is held until {}: {}",
            until.format("%F %T UTC"),
            hold.reason.as_str()
        ),
        delay: (until - app.clock.now()).to_std().unwrap_or_default(),
    })
}

/// Counts a mail against all rules, unless one is exhausted; then returns the latest time at which an exhausted rule
/// allows it again.
async fn count(
    tx: &mut Tx,
    rules: &[Rule],
    delivery: DeliveryId,
    now: DateTime<Utc>,
) -> crate::store::Result<Option<Hold>> {
    tx.lock_mail_counts().await?;
    let Some(first) = rules.first() else {
        return Ok(None);
    };
    // A mail already counted may be retried as often as needed.
    if tx.is_mail_counted(first.counter, delivery).await? {
        return Ok(None);
    }
    let mut hold: Option<Hold> = None;
    for rule in rules {
        if let Some(counted) = tx
            .nth_counted_mail(rule.counter, rule.most, now - rule.period)
            .await?
        {
            // Never longer than a period, even if a clock was ahead.
            let until = (counted + rule.period).min(now + rule.period);
            if hold.is_none_or(|hold| hold.until < Some(until)) {
                hold = Some(Hold {
                    reason: rule.reason,
                    until: Some(until),
                });
            }
        }
    }
    if hold.is_none() {
        for rule in rules {
            tx.count_mail(rule.counter, delivery, now).await?;
        }
    }
    Ok(hold)
}

/// The limit that keeps an address from being mailed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailLimit {
    /// When it may be mailed again.
    pub until: DateTime<Utc>,
}

impl MailLimit {
    /// Counts a mail that someone asks for with an address, unless a limit is reached. The caller commits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check(
        app: &Services,
        tx: &mut Tx,
        address: &str,
        client: Option<Counter>,
        delivery: DeliveryId,
    ) -> crate::store::Result<Option<Self>> {
        let now = app.clock.now();
        let rules = rules(app, tx, CountedMail::Link, address, client).await?;
        let hold = count(tx, &rules, delivery, now).await?;
        Ok(hold.and_then(|hold| hold.until).map(|until| Self { until }))
    }
}

/// The limits that apply to a mail, without those switched off.
async fn rules(
    app: &Services,
    tx: &mut Tx,
    kind: CountedMail,
    address: &str,
    client: Option<Counter>,
) -> crate::store::Result<Vec<Rule>> {
    let limits = &app.config.limits;
    let mut rules = Vec::new();
    let mut add = |reason, counter, most, period| {
        if most > 0 {
            rules.push(Rule {
                reason,
                counter,
                most,
                period,
            });
        }
    };
    // An address that cannot be mailed is rejected when the mail is composed.
    if let Ok(address) = EmailAddress::parse(address) {
        let mailbox = address.mailbox_key();
        let counted = match kind {
            CountedMail::Report | CountedMail::Confirmation => Counted::Recipient,
            CountedMail::Link => Counted::LinkRecipient,
        };
        let recipient = app.keys.counter(counted, &mailbox);
        add(
            HoldReason::RecipientLimit,
            recipient,
            limits.recipient_hourly_limit,
            HOUR,
        );
        add(
            HoldReason::RecipientLimit,
            recipient,
            limits.recipient_daily_limit,
            DAY,
        );
        let confirmed = app.keys.counter(Counted::Confirmed, &mailbox);
        if kind != CountedMail::Link && !tx.is_address_confirmed(confirmed).await? {
            add(
                HoldReason::RecipientLimit,
                app.keys.counter(Counted::Unconfirmed, &mailbox),
                limits.recipient_unconfirmed_daily_limit,
                DAY,
            );
        }
        if !is_exempt(
            address.domain(),
            &app.content.qualification.contact.free_domains,
        ) {
            let domain = app.keys.counter(Counted::Domain, address.domain());
            add(
                HoldReason::DomainLimit,
                domain,
                limits.domain_hourly_limit,
                HOUR,
            );
        }
    }
    if let Some(client) = client {
        add(
            HoldReason::ClientLimit,
            client,
            limits.client_hourly_limit,
            HOUR,
        );
    }
    Ok(rules)
}

/// Whether a domain is exempt from the limit per domain: it has many unrelated users, or never receives mail.
fn is_exempt(domain: &str, providers: &[String]) -> bool {
    let top = domain.rsplit('.').next().unwrap_or_default();
    RESERVED_DOMAINS.contains(&top) || qualification::is_listed(domain, providers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailbox_providers_and_reserved_domains_are_exempt() {
        let providers = ["gmail.com".to_owned()];
        for domain in ["gmail.com", "eu.gmail.com", "navyyard.example", "x.test"] {
            assert!(is_exempt(domain, &providers), "{domain}");
        }
        for domain in ["acme.com", "notgmail.com", "example.com"] {
            assert!(!is_exempt(domain, &providers), "{domain}");
        }
    }
}
