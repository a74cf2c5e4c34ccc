//! The connections that are kept open between mails.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::MAX_CONNECTIONS;
use super::session::Session;

/// Connections that are open and unused. Each is closed once it was unused for a while.
pub(super) struct Pool {
    kept: Mutex<Kept>,
    idle: Duration,
}

#[derive(Default)]
struct Kept {
    /// The oldest first, each with the time until which it is kept.
    sessions: Vec<(Session, Instant)>,
    /// Whether a task waits to close them.
    watched: bool,
}

impl Pool {
    pub fn new(idle: Duration) -> Self {
        Self {
            kept: Mutex::default(),
            idle,
        }
    }

    /// The one that was used last.
    pub fn take(&self) -> Option<Session> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (session, until) = kept.sessions.pop()?;
        (until > Instant::now()).then_some(session)
    }

    /// Keeps one on which nothing failed.
    pub fn put(self: &Arc<Self>, session: Session) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.sessions.len() < MAX_CONNECTIONS {
            kept.sessions.push((session, Instant::now() + self.idle));
            if !std::mem::replace(&mut kept.watched, true) {
                tokio::spawn(watch(Arc::downgrade(self)));
            }
        }
    }

    /// What is to be closed now, and when to look again; none where nothing is left.
    fn expire(&self) -> (Vec<Session>, Option<Instant>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let fresh = kept.sessions.partition_point(|(_, until)| *until <= now);
        let old = kept
            .sessions
            .drain(..fresh)
            .map(|(session, _)| session)
            .collect();
        let next = kept.sessions.first().map(|(_, until)| *until);
        kept.watched = next.is_some();
        (old, next)
    }
}

/// Closes what is unused for too long, until nothing is kept or the pool is gone.
async fn watch(pool: Weak<Pool>) {
    while let Some((old, next)) = pool.upgrade().map(|pool| pool.expire()) {
        futures::future::join_all(old.into_iter().map(Session::quit)).await;
        let Some(next) = next else { return };
        sleep_until(next).await;
    }
}
