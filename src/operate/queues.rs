//! Controls of queues, and of providers during an outage.

use super::{OperationError, record};
use crate::i18n::message;
use crate::jobs::{JobKind, Provider};
use crate::services::Services;
use crate::store::{QueueMode, StaffToken, retrying};

/// Sets the mode of a queue; every process obeys within about a second.
///
/// # Errors
/// When the database fails.
pub async fn control(
    app: &Services,
    by: &StaffToken,
    queue: JobKind,
    mode: QueueMode,
) -> Result<(), OperationError> {
    let now = app.clock.now();
    let verb = match mode {
        QueueMode::Running => "resume",
        QueueMode::Paused => "pause",
        QueueMode::Draining => "drain",
    };
    let control = || async {
        let mut tx = app.db.begin().await?;
        tx.control_queue(queue.name(), mode, &by.name, now).await?;
        if mode == QueueMode::Draining {
            tx.expedite_jobs(queue.name()).await?;
        }
        record(
            app,
            &mut tx,
            by,
            verb,
            format!("queue:{}", queue.name()),
            None,
        )
        .await?;
        Ok::<_, OperationError>(tx.commit().await?)
    };
    retrying(control).await?;
    tracing::info!(queue = queue.name(), %mode, by = %by.id, "queue mode changed");
    Ok(())
}

/// Tries a mail server or webhook that is away now, ahead of its next try; a process with workers does so within about
/// a second.
///
/// # Errors
/// [`OperationError::State`] when it is not away.
pub async fn try_now(
    app: &Services,
    by: &StaffToken,
    provider: &Provider,
) -> Result<(), OperationError> {
    let target = provider.target();
    let mut tx = app.db.begin().await?;
    if !tx.schedule_try(&target, app.clock.now()).await? {
        return Err(OperationError::State(
            "not-away",
            message!("problem-not-away"),
        ));
    }
    record(app, &mut tx, by, "try", target.clone(), None).await?;
    tx.commit().await?;
    tracing::info!(provider = target, by = %by.id, "next try requested");
    Ok(())
}
