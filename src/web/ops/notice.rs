//! Confirmations after an action, by the key in the `done` parameter of the redirect.

use crate::i18n::Locale;
use crate::t;

/// The sentence for a key; unknown keys show nothing.
pub(super) fn notice(locale: &Locale, done: &str) -> Option<String> {
    Some(match done {
        "retry" => t!(locale, "ops-notice-retry"),
        "run_now" => t!(locale, "ops-notice-run-now"),
        "snooze" => t!(locale, "ops-notice-snooze"),
        "cancel" => t!(locale, "ops-notice-cancel"),
        "discard" => t!(locale, "ops-notice-discard"),
        "pause" => t!(locale, "ops-notice-pause"),
        "resume" => t!(locale, "ops-notice-resume"),
        "drain" => t!(locale, "ops-notice-drain"),
        "release" => t!(locale, "ops-notice-release"),
        "resend" => t!(locale, "ops-notice-resend"),
        "try" => t!(locale, "ops-notice-try"),
        "not_away" => t!(locale, "ops-notice-not-away"),
        _ => return None,
    })
}
