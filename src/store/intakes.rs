//! Intakes: the answers of prospects until they submit.

use std::sync::Arc;

use crate::ids::IntakeId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as};

use super::{Db, Result, Tx, on, words};
use crate::content::Content;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::Language;
use crate::intake::Answers;

words! {
    /// The state of an intake.
    IntakeStatus {
        /// Being answered.
        Open = "open",
        /// Turned into a lead; its answers no longer change.
        Submitted = "submitted",
    }
}

/// How a visitor arrived, according to the link that they followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// `utm_source`, `utm_medium`, …, without the prefix.
    #[serde(default)]
    pub utm: std::collections::BTreeMap<String, String>,
    /// The page that linked to us.
    #[serde(default)]
    pub referrer: Option<String>,
}

impl Campaign {
    /// The name of the campaign, or of the site that the link was on.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let name = self.utm.get("campaign").or(self.utm.get("source"));
        name.map(String::as_str)
    }

    /// Formats the campaign parameters on one line: `medium=mail, source=newsletter`.
    #[must_use]
    pub fn parameters(&self) -> String {
        self.utm
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// One intake.
#[derive(Clone, Debug, FromRow)]
pub struct IntakeRow {
    /// Intake id.
    pub id: IntakeId,
    /// Open or submitted.
    #[sqlx(try_from = "String")]
    pub status: IntakeStatus,
    /// Incremented by every change; the `ETag`.
    pub version: i64,
    /// The edition of the questionnaire under which it began, and is finished.
    #[sqlx(try_from = "i64")]
    pub edition: u32,
    /// All answers so far.
    #[sqlx(json)]
    pub answers: Answers,
    /// The matchup that the visitor came from.
    pub matchup: Option<String>,
    /// How the visitor arrived.
    #[sqlx(json)]
    pub campaign: Campaign,
    /// Language of mails to the visitor.
    #[sqlx(try_from = "String")]
    pub language: Language,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl IntakeRow {
    /// The questionnaire that it answers.
    #[must_use]
    pub fn questionnaire<'a>(&self, content: &'a Content) -> &'a Arc<Questionnaire> {
        content.questionnaire.of_edition(self.edition)
    }
}

impl Db {
    /// Returns the intake with this id, if any.
    pub async fn intake(&self, id: IntakeId) -> Result<Option<IntakeRow>> {
        on!(&self.read, |db| {
            query_as("select id, status, version, edition, answers, matchup, campaign, language, created_at, updated_at from intakes where id = $1")
            .bind(id).fetch_optional(db).await
        })
    }
}

impl Tx {
    /// Starts an intake of an edition of the questionnaire at version 1, without answers.
    pub async fn insert_intake(
        &mut self,
        id: IntakeId,
        edition: u32,
        matchup: Option<&str>,
        campaign: &Campaign,
        language: Language,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into intakes (id, status, version, answers, matchup, campaign, language, created_at, updated_at, edition) values ($1, 'open', 1, $2, $3, $4, $5, $6, $6, $7)")
            .bind(id).bind(Json(Answers::default())).bind(matchup).bind(Json(campaign)).bind(language.tag()).bind(now)
            .bind(i64::from(edition))
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Closes an open intake that is still at `version`. `false`: it has changed, nothing was written.
    pub async fn close_intake(
        &mut self,
        id: IntakeId,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update intakes set status = 'submitted', version = version + 1, updated_at = $3 where id = $1 and version = $2 and status = 'open'")
            .bind(id).bind(version).bind(now)
            .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }
}
