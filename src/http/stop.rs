//! Stopping the program: finish the work in progress, then perhaps end at once.

use tokio_util::sync::CancellationToken;

/// A stop in two stages; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    hurried: CancellationToken,
}

impl Stop {
    /// Begins the stop: no new work, finish what has begun.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    /// Ends at once.
    pub fn hurry(&self) {
        self.begun.cancel();
        self.hurried.cancel();
    }

    /// Waits for the stop to begin.
    pub fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        self.begun.clone().cancelled_owned()
    }

    /// Waits until everything has to end at once.
    pub fn hurried(&self) -> impl Future<Output = ()> + Send + use<> {
        self.hurried.clone().cancelled_owned()
    }

    /// Whether everything has to end at once.
    #[must_use]
    pub fn is_hurried(&self) -> bool {
        self.hurried.is_cancelled()
    }
}
