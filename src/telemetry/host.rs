//! The name of this process, which distinguishes it in alerts and worker names.

use std::sync::LazyLock;

/// The name of the machine or container: letters, digits, `.`, `_` and `-` only; `localhost` if it has none.
#[must_use]
pub fn host() -> &'static str {
    static HOST: LazyLock<String> = LazyLock::new(|| {
        let name = hostname::get().unwrap_or_default();
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let name: String = name
            .to_string_lossy()
            .chars()
            .filter(plain)
            .take(100)
            .collect();
        if name.is_empty() {
            "localhost".to_owned()
        } else {
            name
        }
    });
    &HOST
}

/// The host and the process id: `web-1:4159`.
#[must_use]
pub fn process() -> String {
    format!("{}:{}", host(), std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_named_by_host_and_process_id() {
        let process = process();
        let (host, number) = process.rsplit_once(':').unwrap();
        assert!(
            !host.is_empty() && number.parse::<u32>().is_ok(),
            "{process}"
        );
    }
}
