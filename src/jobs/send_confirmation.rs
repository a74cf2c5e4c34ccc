//! The mail that asks the owner of an address to confirm it, because the submission looks as if a program sent it.

use anyhow::{Context, anyhow};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::delivery::{deliver_mail, lead};
use super::{Job, JobError};
use crate::config::Config;
use crate::ids::LeadId;
use crate::keys::Purpose;
use crate::mail::{ConfirmAddress, Email, Message, visitor_mailbox};
use crate::services::{self, Services};
use crate::store::{Delivery, DeliveryKey, EventKind, Subject};

/// How long the browser has for its proof of work before a mail goes out.
const PROOF_TIME: TimeDelta = TimeDelta::minutes(1);

/// Mails the prospect the link that confirms the address, unless the browser does its proof of work first.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SendConfirmation {
    /// The lead.
    pub lead: LeadId,
}

impl SendConfirmation {
    /// The ledger row of the mail.
    #[must_use]
    pub fn ledger_key(lead: LeadId) -> DeliveryKey {
        DeliveryKey::mail(EventKind::Confirmation, lead.into())
    }
}

impl Job for SendConfirmation {
    const NAME: &'static str = "send_confirmation";

    fn key(&self) -> String {
        self.lead.to_string()
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.lead.into())
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(Self::ledger_key(self.lead))
    }

    fn delivering(row: &Delivery) -> Option<Self> {
        Some(Self {
            lead: row.subject.lead()?,
        })
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        let check = app.db.submission_check(self.lead).await;
        let check = check.context("reading the check of the submission")?;
        let Some(check) = check.filter(|check| check.passed_at.is_none()) else {
            return Ok(());
        };
        let wait = check.created_at + PROOF_TIME - app.clock.now();
        if wait > TimeDelta::zero() {
            return Err(JobError::Wait {
                error: anyhow!("the browser has a minute for its proof of work"),
                delay: wait.to_std().unwrap_or_default(),
            });
        }
        let lead = lead(app, self.lead).await?;
        deliver_mail(app, Self::ledger_key(lead.id), |message_id| {
            let token = app.keys.token(Purpose::CONFIRM, lead.id);
            let url = format!("{}/confirm/{token}", services::report_url(app, lead.id));
            let rendered = ConfirmAddress::new(url)
                .render(&app.mails, lead.language)
                .map_err(|error| JobError::GiveUp(error.into()))?;
            // Without the name that was entered: a program may have chosen it.
            let to =
                visitor_mailbox("", &lead.email).map_err(|error| JobError::GiveUp(error.into()))?;
            let from = app.config.mail_from.clone();
            Ok(
                Message::new(from, to, rendered, message_id, lead.created_at)
                    .reply_to(app.config.mail_reply_to.clone()),
            )
        })
        .await
    }
}
