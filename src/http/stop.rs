//! A graceful stop of the program, which a second signal turns into an immediate one.

use tokio_util::sync::CancellationToken;

/// A stop in two stages; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    forced: CancellationToken,
}

impl Stop {
    /// Begins the stop: accept no new work, finish the work in progress.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    /// Ends at once.
    pub fn force(&self) {
        self.begun.cancel();
        self.forced.cancel();
    }

    /// Waits for the stop to begin.
    pub fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        self.begun.clone().cancelled_owned()
    }

    /// Waits until everything must end at once.
    pub fn forced(&self) -> impl Future<Output = ()> + Send + use<> {
        self.forced.clone().cancelled_owned()
    }

    /// Whether everything must end at once.
    #[must_use]
    pub fn is_forced(&self) -> bool {
        self.forced.is_cancelled()
    }
}
