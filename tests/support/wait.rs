//! Waiting for what the program does in its own time.

use std::time::{Duration, Instant};

/// Waits for a condition, for at most 60 s.
pub async fn until(what: &str, happened: impl AsyncFnMut() -> bool) {
    until_or(what, happened, async || String::new()).await;
}

/// Waits for a condition, for at most 60 s; then fails with an explanation.
pub async fn until_or(
    what: &str,
    mut happened: impl AsyncFnMut() -> bool,
    explain: impl AsyncFnOnce() -> String,
) {
    let begin = Instant::now();
    while !happened().await {
        if begin.elapsed() >= Duration::from_secs(60) {
            panic!("waited in vain until {what}\n{}", explain().await);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
