//! Intakes that were left: counted once they have not changed for a day.

use anyhow::Context;
use chrono::TimeDelta;

use super::JobError;
use crate::intake::next_step;
use crate::services::{Services, funnel_key};
use crate::store::FunnelEvent;

/// Without a change for this long, an intake counts as left. It can still be finished.
const AFTER: TimeDelta = TimeDelta::days(1);
/// A run counts at most so many; the next one counts the rest.
const MOST: u32 = 1_000;
/// The page after the last step.
const REVIEW: &str = "review";

/// Counts the intakes that were left. Returns their number.
pub(super) async fn count(app: &Services) -> Result<usize, JobError> {
    let now = app.clock.now();
    let left = app.db.intakes_left_since(now - AFTER, MOST).await;
    let mut counted = 0;
    for id in left.context("reading the intakes that were left")? {
        let row = app.db.intake(id).await.context("reading an intake")?;
        let Some(row) = row else { continue };
        let known = row.questionnaire(&app.content);
        let next = next_step(known, &row.answers).map_or(REVIEW, |step| step.id.as_str());
        let key = app
            .funnel
            .bounded(funnel_key(app, &row, FunnelEvent::Left, next));
        let mut tx = app.db.begin().await.context("counting an intake")?;
        if tx.mark_left(id, now).await.context("counting an intake")? {
            tx.add_to_funnel(&key, 1, now)
                .await
                .context("counting an intake")?;
            counted += 1;
        }
        tx.commit().await.context("counting an intake")?;
    }
    Ok(counted)
}
