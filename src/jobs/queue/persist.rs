//! Persists what has happened, retrying for as long as the database cannot be written.

use std::time::Duration;

use crate::store::{Kind, Result};

/// The first pause between tries; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(2);

/// Retries `work`, a complete transaction, until it succeeds or fails for a reason other than a temporary database
/// failure.
///
/// # Errors
/// A permanent failure, or the end of the program.
pub(in crate::jobs) async fn persist<T, F>(mut work: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let mut pause = FIRST_PAUSE;
    loop {
        match work().await {
            Ok(done) => return Ok(done),
            Err(error)
                if Kind::of(&error) == Kind::Fault || matches!(error, sqlx::Error::PoolClosed) =>
            {
                return Err(error);
            }
            Err(error) if pause == FIRST_PAUSE => {
                tracing::warn!(%error, "failed to record the outcome of a job; will retry until it succeeds")
            }
            Err(_) => {}
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn temporary_failures_are_retried_and_faults_are_not() {
        let tries = Cell::new(0);
        let work = || {
            tries.set(tries.get() + 1);
            let tried = tries.get();
            async move {
                if tried < 20 {
                    Err(sqlx::Error::PoolTimedOut)
                } else {
                    Ok(tried)
                }
            }
        };
        assert_eq!(persist(work).await.unwrap(), 20);
        let fault = persist(|| async { Err::<(), _>(sqlx::Error::RowNotFound) }).await;
        assert!(matches!(fault, Err(sqlx::Error::RowNotFound)));
        let ended = persist(|| async { Err::<(), _>(sqlx::Error::PoolClosed) }).await;
        assert!(matches!(ended, Err(sqlx::Error::PoolClosed)));
    }
}
