//! The funnel: how often each point on the way to a report was reached, by day.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::usage::day;
use super::{Db, Result, Tx, on, words};
use crate::ids::IntakeId;

words! {
    /// A point on the way from a page to a report.
    FunnelEvent {
        /// A page of the site was read; `item` is `home`, `matchups`, `matchup`, `sample_report` or `start`.
        View = "view",
        /// An intake was started.
        Start = "start",
        /// A step was shown before any of its questions was answered; `item` is the step.
        Step = "step",
        /// A question was shown before it was answered; `item` is the question.
        Seen = "seen",
        /// A question was answered for the first time; `item` is the question.
        Answered = "answered",
        /// A visitor went back from a step; `item` is the step.
        Back = "back",
        /// An intake had not changed for a day; `item` is the page that was next.
        Left = "left",
        /// An intake was submitted.
        Submitted = "submitted",
        /// The same; `item` says how many minutes after the start, at most: `5`, `10`, `20`, `60`, `1440`, or `more`.
        Minutes = "minutes",
    }
}

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FunnelKey {
    /// What happened.
    pub event: FunnelEvent,
    /// Where; see [`FunnelEvent`]. May be empty.
    pub item: String,
    /// The slug of the matchup that the visitor read or came from; empty without one.
    pub matchup: String,
    /// The campaign of the link that the visitor followed; empty without one.
    pub campaign: String,
    /// The path of the questionnaire; empty while it is open.
    pub path: String,
}

/// How often something happened.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct FunnelCount {
    /// What happened.
    #[sqlx(try_from = "String")]
    pub event: FunnelEvent,
    /// Where.
    pub item: String,
    /// The matchup.
    pub matchup: String,
    /// The campaign.
    #[sqlx(rename = "campaign_name")]
    pub campaign: String,
    /// The path.
    pub path: String,
    /// How often.
    pub count: i64,
}

impl Db {
    /// Returns the sums of the days from that of `from` to that of `to`.
    pub async fn funnel(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<FunnelCount>> {
        on!(&self.read, |db| {
            query_as(
                "select event, item, matchup, campaign_name, path, cast(sum(count) as bigint) as count from funnel_counts
                 where day between $1 and $2 group by event, item, matchup, campaign_name, path order by event, item, matchup, campaign_name, path",
            )
            .bind(day(from))
            .bind(day(to))
            .fetch_all(db)
            .await
        })
    }

    /// Returns up to `limit` open intakes that have not changed since `before` and were not counted as left.
    pub async fn intakes_left_since(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<IntakeId>> {
        on!(&self.read, |db| {
            query_scalar(
                "select id from intakes where status = 'open' and left_at is null and updated_at < $1 order by updated_at limit $2",
            )
            .bind(before)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })
    }
}

impl Tx {
    /// Adds to a count of the day.
    pub async fn add_to_funnel(
        &mut self,
        key: &FunnelKey,
        count: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "insert into funnel_counts (day, event, item, matchup, campaign_name, path, count) values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (day, event, item, matchup, campaign_name, path) do update set count = funnel_counts.count + excluded.count",
            )
            .bind(day(now))
            .bind(key.event.as_str())
            .bind(&key.item)
            .bind(&key.matchup)
            .bind(&key.campaign)
            .bind(&key.path)
            .bind(count)
            .execute(&mut **tx)
            .await
            .map(|_| ())
        })
    }

    /// Records that an intake was counted as left. `false`: it was before, or has been submitted.
    pub async fn mark_left(&mut self, intake: IntakeId, now: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update intakes set left_at = $2 where id = $1 and status = 'open' and left_at is null")
                .bind(intake)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }
}
