//! The mail with the link that opens a session for the owner of a report.

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};

use super::delivery::{deliver_mail, lead};
use super::{Job, JobError};
use crate::config::Config;
use crate::ids::{LeadId, OwnerLinkId};
use crate::keys::Purpose;
use crate::mail::{Email, Message, OwnerLink, visitor_mailbox};
use crate::report::reference;
use crate::services::{self, Services};
use crate::store::{Delivery, DeliveryKey, EventKind, Subject};

/// Mails the owner of a report the link that opens a session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SendOwnerLink {
    /// The lead whose report it is for.
    pub lead: LeadId,
    /// The link.
    pub link: OwnerLinkId,
}

impl Job for SendOwnerLink {
    const NAME: &'static str = "send_owner_link";

    fn key(&self) -> String {
        self.link.to_string()
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.lead.into())
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(DeliveryKey::mail(EventKind::OwnerLink, self.link.into()))
    }

    fn delivering(row: &Delivery) -> Option<Self> {
        Some(Self {
            lead: row.subject.lead()?,
            link: row.event_id.into(),
        })
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        send(app, self).await
    }
}

async fn send(app: &Services, job: &SendOwnerLink) -> Result<(), JobError> {
    let lead = lead(app, job.lead).await?;
    let link = app
        .db
        .owner_link(job.link)
        .await
        .context("reading the link")?
        .filter(|link| link.expires_at > app.clock.now())
        .ok_or_else(|| {
            JobError::GiveUp(anyhow!(
                "the link has expired; the owner can ask for another on the page of the report"
            ))
        })?;
    let minutes = (link.expires_at - link.created_at).num_minutes();
    let compose = |message_id| {
        let token = app.keys.token(Purpose::OWNER_LINK, link.id);
        let url = format!("{}/owner/{token}", services::report_url(app, lead.id));
        let rendered = OwnerLink::new(&lead.name, url, reference(lead.id), minutes)
            .render(&app.mails, lead.language)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let to = visitor_mailbox(&lead.name, &lead.email)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let from = app.config.mail_from.clone();
        Ok(
            Message::new(from, to, rendered, message_id, link.created_at)
                .reply_to(app.config.mail_reply_to.clone()),
        )
    };
    let key = DeliveryKey::mail(EventKind::OwnerLink, job.link.into());
    deliver_mail(app, key, compose).await
}
