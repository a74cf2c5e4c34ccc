//! Why a mail is held, in words.

use crate::i18n::Locale;
use crate::store::HoldReason;
use crate::t;

/// The reason of a hold, to follow `held until …: `.
pub fn hold_reason(locale: &Locale, reason: HoldReason) -> String {
    match reason {
        HoldReason::Review => t!(locale, "hold-review"),
        HoldReason::Confirmation => t!(locale, "hold-confirmation"),
        HoldReason::RecipientLimit => t!(locale, "hold-recipient-limit"),
        HoldReason::DomainLimit => t!(locale, "hold-domain-limit"),
        HoldReason::ClientLimit => t!(locale, "hold-client-limit"),
    }
}
