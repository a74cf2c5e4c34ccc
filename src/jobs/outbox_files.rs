//! Deletes files of the outbox: mails to people whose data was erased.

use anyhow::Context;

use crate::services::Services;

/// Deliveries per round.
const BATCH: u32 = 200;

/// Deletes the files of the mails that are due, if mails are written to an outbox at all.
///
/// # Errors
/// When the database fails, or a file cannot be deleted.
pub(super) async fn remove_due(app: &Services) -> anyhow::Result<()> {
    loop {
        let due = app
            .db
            .due_outbox_removals(app.clock.now(), BATCH)
            .await
            .context("reading the mails to delete")?;
        if due.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = due.iter().map(ToString::to_string).collect();
        app.mailer
            .remove_files(&names)
            .await
            .context("deleting mails in the outbox")?;
        let mut tx = app.db.begin().await.context("deleting mails")?;
        for delivery in due {
            tx.end_outbox_removal(delivery)
                .await
                .context("deleting mails")?;
        }
        tx.commit().await.context("deleting mails")?;
    }
}
