//! The owners of reports: the links that open their sessions, the sessions, and the links for reading that they share.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Result, Tx, on};
use crate::ids::{LeadId, OwnerLinkId, OwnerSessionId, ShareId};

/// A link that was mailed to the owner of a report.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnerLinkRow {
    /// Its id.
    pub id: OwnerLinkId,
    /// The lead whose report it is for.
    pub lead_id: LeadId,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// From when on it opens nothing.
    pub expires_at: DateTime<Utc>,
    /// When it opened a session.
    pub used_at: Option<DateTime<Utc>>,
}

/// A session of the owner of a report.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnerSessionRow {
    /// Its id.
    pub id: OwnerSessionId,
    /// The lead whose report it is for.
    pub lead_id: LeadId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A link for reading that an owner shared.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ShareRow {
    /// Its id.
    pub id: ShareId,
    /// The lead whose report it is for.
    pub lead_id: LeadId,
    /// For whom it is, in the words of the owner.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Db {
    /// Returns the links mailed to the owner of a report, the first one first.
    pub async fn owner_links(&self, lead: LeadId) -> Result<Vec<OwnerLinkRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, lead_id, created_at, expires_at, used_at from owner_links where lead_id = $1 order by id"
        )
        .bind(lead)
        .fetch_all(db)
        .await
        })
    }

    /// Returns a link mailed to the owner of a report, if it exists.
    pub async fn owner_link(&self, id: OwnerLinkId) -> Result<Option<OwnerLinkRow>> {
        on!(&self.read, |db| query_as(
            "select id, lead_id, created_at, expires_at, used_at from owner_links where id = $1"
        )
        .bind(id)
        .fetch_optional(db)
        .await)
    }

    /// Returns the sessions of the owner of a report, the first one first.
    pub async fn owner_sessions(&self, lead: LeadId) -> Result<Vec<OwnerSessionRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, lead_id, created_at, expires_at, ended_at from owner_sessions where lead_id = $1 order by id"
        )
        .bind(lead)
        .fetch_all(db)
        .await
        })
    }

    /// Returns a session that is open at `now`.
    pub async fn open_owner_session(
        &self,
        id: OwnerSessionId,
        now: DateTime<Utc>,
    ) -> Result<Option<OwnerSessionRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, lead_id, created_at, expires_at, ended_at from owner_sessions where id = $1 and ended_at is null and expires_at > $2"
        )
        .bind(id)
        .bind(now)
        .fetch_optional(db)
        .await
        })
    }

    /// Returns the links for reading of a report, the first one first.
    pub async fn shares(&self, lead: LeadId) -> Result<Vec<ShareRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, lead_id, name, created_at, revoked_at from report_shares where lead_id = $1 order by id"
        )
        .bind(lead)
        .fetch_all(db)
        .await
        })
    }

    /// Returns a link for reading that was not revoked.
    pub async fn share(&self, id: ShareId) -> Result<Option<ShareRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, lead_id, name, created_at, revoked_at from report_shares where id = $1 and revoked_at is null"
        )
        .bind(id)
        .fetch_optional(db)
        .await
        })
    }
}

impl Tx {
    /// Stores a link to be mailed to the owner of a report.
    pub async fn insert_owner_link(&mut self, link: &OwnerLinkRow) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into owner_links (id, lead_id, created_at, expires_at) values ($1, $2, $3, $4)")
                .bind(link.id)
                .bind(link.lead_id)
                .bind(link.created_at)
                .bind(link.expires_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Uses up a link and returns its lead; `None` if it was used, has expired or does not exist.
    pub async fn use_owner_link(
        &mut self,
        id: OwnerLinkId,
        now: DateTime<Utc>,
    ) -> Result<Option<LeadId>> {
        on!(&mut self.inner, |tx| {
            query_scalar("update owner_links set used_at = $2 where id = $1 and used_at is null and expires_at > $2 returning lead_id")
                .bind(id)
                .bind(now)
                .fetch_optional(&mut **tx)
                .await
        })
    }

    /// Begins a session.
    pub async fn insert_owner_session(&mut self, session: &OwnerSessionRow) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into owner_sessions (id, lead_id, created_at, expires_at) values ($1, $2, $3, $4)")
                .bind(session.id)
                .bind(session.lead_id)
                .bind(session.created_at)
                .bind(session.expires_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Ends a session.
    pub async fn end_owner_session(
        &mut self,
        id: OwnerSessionId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update owner_sessions set ended_at = $2 where id = $1 and ended_at is null")
                .bind(id)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Stores a link for reading.
    pub async fn insert_share(&mut self, share: &ShareRow) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "insert into report_shares (id, lead_id, name, created_at) values ($1, $2, $3, $4)",
            )
            .bind(share.id)
            .bind(share.lead_id)
            .bind(&share.name)
            .bind(share.created_at)
            .execute(&mut **tx)
            .await
            .map(|_| ())
        })
    }

    /// Revokes a link for reading of this report. `false`: it is not one of its links, or was revoked before.
    pub async fn revoke_share(
        &mut self,
        lead: LeadId,
        id: ShareId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update report_shares set revoked_at = $3 where id = $2 and lead_id = $1 and revoked_at is null")
                .bind(lead)
                .bind(id)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }
}
