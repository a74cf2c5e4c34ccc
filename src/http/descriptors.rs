//! File descriptors: the limit of the system, and the number of connections that it allows.

/// Reserved for the database, mails, webhooks, logs and the runtime.
const RESERVED_DESCRIPTORS: u64 = 128;

/// Raises the soft limit of open files to the hard limit, or leaves it if the system refuses.
pub fn raise_descriptor_limit() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "failed to raise the limit of open files");
    }
}

/// Returns the number of connections for which there are descriptors.
pub(crate) fn for_connections() -> usize {
    rlimit::Resource::NOFILE
        .get_soft()
        .map_or(usize::MAX, usable)
}

fn usable(limit: u64) -> usize {
    usize::try_from(
        limit
            .saturating_sub(RESERVED_DESCRIPTORS)
            .max(limit / 2)
            .max(1),
    )
    .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_descriptors_are_reserved() {
        assert_eq!(usable(1024), 896);
        assert_eq!(usable(200), 100, "if there are few, half of them");
        assert_eq!(usable(u64::MAX), usize::MAX - 128);
    }
}
