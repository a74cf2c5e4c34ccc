//! Confirmations after an action, by the key in the `done` parameter of the redirect.

/// The sentence for a key; unknown keys show nothing.
pub(super) fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "retry" => "The job will be retried now, with all its attempts.",
        "run_now" => "The next attempt will run now.",
        "snooze" => "The job has been snoozed.",
        "cancel" => "The job has been cancelled. If it is running, it stops within a second.",
        "discard" => "The job has been dismissed.",
        "pause" => "The queue has been paused. Jobs in progress finish.",
        "resume" => "The queue has been resumed.",
        "drain" => "The queue is draining: it pauses once all open jobs have run.",
        "release" => "The message has been released.",
        "resend" => "The message will be resent as a new one.",
        "try" => "The next connection attempt will be made now.",
        "not_away" => "There was nothing to try: the outage is over.",
        _ => return None,
    })
}
