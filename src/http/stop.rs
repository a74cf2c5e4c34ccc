//! How the program is told to stop: to finish what it has begun, and then perhaps to end at once.

use tokio_util::sync::CancellationToken;

/// A stop in two stages; a clone is the same stop.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    hurried: CancellationToken,
}

impl Stop {
    /// Takes nothing new, and finishes what has begun.
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

    /// Waits until it has to end at once.
    pub fn hurried(&self) -> impl Future<Output = ()> + Send + use<> {
        self.hurried.clone().cancelled_owned()
    }

    /// Whether it has to end at once.
    #[must_use]
    pub fn is_hurried(&self) -> bool {
        self.hurried.is_cancelled()
    }
}
