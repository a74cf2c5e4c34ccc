//! Providers: the recipients of deliveries.

/// The mail server or webhook that a delivery is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The mail server.
    Mail,
    /// The webhook of this name.
    Webhook(String),
}

impl Provider {
    /// Name in the table of outages, the API and the audit log: `mail`, or `webhook NAME`.
    #[must_use]
    pub fn target(&self) -> String {
        match self {
            Self::Mail => "mail".to_owned(),
            Self::Webhook(name) => format!("webhook {name}"),
        }
    }

    /// Parses the output of [`Provider::target`].
    #[must_use]
    pub fn of(target: &str) -> Option<Self> {
        match target.split_once(' ') {
            None => (target == "mail").then_some(Self::Mail),
            Some((kind, name)) => (kind == "webhook").then(|| Self::Webhook(name.to_owned())),
        }
    }

    /// Name for use in a sentence.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Mail => "the mail server".to_owned(),
            Self::Webhook(name) => format!("the webhook {name}"),
        }
    }

    /// Name of the webhook; empty for the mail server.
    #[must_use]
    pub fn webhook(&self) -> &str {
        match self {
            Self::Mail => "",
            Self::Webhook(name) => name,
        }
    }
}
