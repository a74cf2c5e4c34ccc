//! The pool of idle connections.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::MAX_CONNECTIONS;
use super::session::Session;

/// Idle connections, each closed after a time.
pub(super) struct Pool {
    kept: Mutex<Kept>,
    idle: Duration,
}

#[derive(Default)]
struct Kept {
    /// The oldest first, each with its expiry.
    sessions: Vec<(Session, Instant)>,
    /// Whether a task is waiting to close them.
    watched: bool,
}

impl Pool {
    pub fn new(idle: Duration) -> Self {
        Self {
            kept: Mutex::default(),
            idle,
        }
    }

    /// The most recently used connection.
    pub fn take(&self) -> Option<Session> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (session, until) = kept.sessions.pop()?;
        (until > Instant::now()).then_some(session)
    }

    /// Returns a connection without failures to the pool.
    pub fn put(self: &Arc<Self>, session: Session) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.sessions.len() < MAX_CONNECTIONS {
            kept.sessions.push((session, Instant::now() + self.idle));
            if !std::mem::replace(&mut kept.watched, true) {
                tokio::spawn(watch(Arc::downgrade(self)));
            }
        }
    }

    /// The expired connections, and the next expiry; `None` if the pool is empty.
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

/// Closes expired connections until the pool is empty or dropped.
async fn watch(pool: Weak<Pool>) {
    while let Some((old, next)) = pool.upgrade().map(|pool| pool.expire()) {
        futures::future::join_all(old.into_iter().map(Session::quit)).await;
        let Some(next) = next else { return };
        sleep_until(next).await;
    }
}
