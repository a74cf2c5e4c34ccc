//! Stopping the program: finish the work in progress, then perhaps end at once.

use tokio_util::sync::CancellationToken;

/// A stop in two stages; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    forced: CancellationToken,
}

impl Stop {
    /// Begins the stop: no new work, finish what has begun.
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

    /// Waits until everything has to end at once.
    pub fn forced(&self) -> impl Future<Output = ()> + Send + use<> {
        self.forced.clone().cancelled_owned()
    }

    /// Whether everything has to end at once.
    #[must_use]
    pub fn is_forced(&self) -> bool {
        self.forced.is_cancelled()
    }
}
