//! The owner of a report: a mailed link opens a session, in which the report can be corrected, shared, exported and
//! erased. The link of the report itself is for reading.

use chrono::{DateTime, TimeDelta, Utc};

use super::FlowError;
use super::submission_check::{confirm_address, once_idle, pass};
use crate::i18n::message;
use crate::ids::{LeadId, ShareId};
use crate::intake::FieldError;
use crate::jobs::{AnyJob, SendOwnerLink, queue_delivery};
use crate::keys::Purpose;
use crate::services::Services;
use crate::store::{LeadRow, OwnerLinkRow, OwnerSessionRow, PassedBy, ShareRow, retrying};

/// How long a mailed link opens a session.
const LINK_VALIDITY: TimeDelta = TimeDelta::minutes(60);
/// How long a session lasts.
const SESSION_LENGTH: TimeDelta = TimeDelta::hours(8);
/// A link that was asked for within this time is not mailed again: the first one is still on its way.
const LINK_PAUSE: TimeDelta = TimeDelta::minutes(2);
/// Links mailed for a report per day.
const LINKS_PER_DAY: usize = 6;
/// Links for reading that a report may have at a time.
const MAX_SHARES: usize = 20;
/// Maximum length of the name of a link for reading, in characters.
pub const MAX_SHARE_NAME: usize = 80;

/// Who opened a report with the token in its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The holder of the link from the mail.
    Prospect,
    /// The holder of a link that the owner made for the person with this name.
    Shared(String),
}

/// An owner's session that was just opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedSession {
    /// The value of the cookie.
    pub token: String,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}

/// Mails the owner of a report a link that opens a session.
///
/// # Errors
/// [`FlowError::TooManyMails`] after six links within a day.
pub async fn request_owner_link(app: &Services, lead: &LeadRow) -> Result<(), FlowError> {
    let now = app.clock.now();
    let links = app.db.owner_links(lead.id).await?;
    let since = |period: TimeDelta| {
        let recent = links.iter().filter(|link| now - link.created_at < period);
        recent.collect::<Vec<_>>()
    };
    if since(LINK_PAUSE).iter().any(|link| link.used_at.is_none()) {
        return Ok(());
    }
    let today = since(TimeDelta::days(1));
    if let Some(first) = today.first().filter(|_| today.len() >= LINKS_PER_DAY) {
        return Err(FlowError::TooManyMails {
            until: first.created_at + TimeDelta::days(1),
        });
    }
    let link = OwnerLinkRow {
        id: app.clock.new_id(),
        lead_id: lead.id,
        created_at: now,
        expires_at: now + LINK_VALIDITY,
        used_at: None,
    };
    let job = AnyJob::from(SendOwnerLink {
        lead: lead.id,
        link: link.id,
    });
    retrying(|| async {
        let mut tx = app.db.begin().await?;
        tx.insert_owner_link(&link).await?;
        queue_delivery(app, &mut tx, &job, lead.id.into()).await?;
        Ok::<_, FlowError>(tx.commit().await?)
    })
    .await
}

/// Whether a mailed link would open a session for this report now.
///
/// # Errors
/// When the database fails.
pub async fn is_owner_link_valid(
    app: &Services,
    lead: LeadId,
    token: &str,
) -> Result<bool, FlowError> {
    let Some(id) = app.keys.open(Purpose::OWNER_LINK, token) else {
        return Ok(false);
    };
    let link = app.db.owner_link(id).await?;
    Ok(link.is_some_and(|link| {
        link.lead_id == lead && link.used_at.is_none() && link.expires_at > app.clock.now()
    }))
}

/// Uses up a mailed link, which confirms the address, and opens a session.
///
/// # Errors
/// [`FlowError::NotFound`] if the link was used, has expired or is for another report.
pub async fn open_owner_session(
    app: &Services,
    lead: LeadId,
    token: &str,
) -> Result<OpenedSession, FlowError> {
    let link = app
        .keys
        .open(Purpose::OWNER_LINK, token)
        .ok_or(FlowError::NotFound)?;
    let now = app.clock.now();
    let session = OwnerSessionRow {
        id: app.clock.new_id(),
        lead_id: lead,
        created_at: now,
        expires_at: now + SESSION_LENGTH,
        ended_at: None,
    };
    let address = app.db.lead(lead).await?.ok_or(FlowError::NotFound)?.email;
    once_idle(|| async {
        let mut tx = app.db.begin().await?;
        if tx.use_owner_link(link, now).await? != Some(lead) {
            return Err(FlowError::NotFound);
        }
        tx.insert_owner_session(&session).await?;
        confirm_address(app, &mut tx, &address).await?;
        pass(app, tx, lead, PassedBy::Link).await
    })
    .await?;
    Ok(OpenedSession {
        token: app.keys.token(Purpose::OWNER_SESSION, session.id),
        expires_at: session.expires_at,
    })
}

/// Whether a cookie's value is an open session of the owner of this report.
///
/// # Errors
/// When the database fails.
pub async fn is_owner(app: &Services, lead: LeadId, cookie: &str) -> Result<bool, FlowError> {
    let Some(id) = app.keys.open(Purpose::OWNER_SESSION, cookie) else {
        return Ok(false);
    };
    let session = app.db.open_owner_session(id, app.clock.now()).await?;
    Ok(session.is_some_and(|session| session.lead_id == lead))
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn end_owner_session(app: &Services, cookie: &str) -> Result<(), FlowError> {
    let Some(id) = app.keys.open(Purpose::OWNER_SESSION, cookie) else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    tx.end_owner_session(id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Makes a link for reading, for the person with this name.
///
/// # Errors
/// [`FlowError::Invalid`] without a name, or with one of more than 80 characters; [`FlowError::TooManyShares`] if the
/// report has twenty.
pub async fn share(app: &Services, lead: LeadId, name: &str) -> Result<ShareRow, FlowError> {
    let name = crate::text::one_line(name).trim().to_owned();
    check_share_name(&name)?;
    let open = app.db.shares(lead).await?;
    if open
        .iter()
        .filter(|share| share.revoked_at.is_none())
        .count()
        >= MAX_SHARES
    {
        return Err(FlowError::TooManyShares(MAX_SHARES));
    }
    let share = ShareRow {
        id: app.clock.new_id(),
        lead_id: lead,
        name,
        created_at: app.clock.now(),
        revoked_at: None,
    };
    let mut tx = app.db.begin().await?;
    tx.insert_share(&share).await?;
    tx.commit().await?;
    Ok(share)
}

/// Revokes a link for reading: from now on it opens nothing.
///
/// # Errors
/// [`FlowError::NotFound`] if the report has no such link.
pub async fn revoke_share(app: &Services, lead: LeadId, id: ShareId) -> Result<(), FlowError> {
    let mut tx = app.db.begin().await?;
    if !tx.revoke_share(lead, id, app.clock.now()).await? {
        return Err(FlowError::NotFound);
    }
    Ok(tx.commit().await?)
}

fn check_share_name(name: &str) -> Result<(), FlowError> {
    let error = if name.is_empty() {
        FieldError::new("name", "required", message!("field-share-name"))
    } else if name.chars().count() > MAX_SHARE_NAME {
        FieldError::new(
            "name",
            "too_long",
            message!("field-share-name-long", max = MAX_SHARE_NAME),
        )
    } else {
        return Ok(());
    };
    Err(FlowError::Invalid(vec![error]))
}
