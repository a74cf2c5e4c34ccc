//! Who deliveries go to.

/// Who a delivery goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The mail server.
    Mail,
    /// The webhook of this name.
    Webhook(String),
}

impl Provider {
    /// Its name in the table of outages, the API and the audit log: `mail`, or `webhook NAME`.
    #[must_use]
    pub fn target(&self) -> String {
        match self {
            Self::Mail => "mail".to_owned(),
            Self::Webhook(name) => format!("webhook {name}"),
        }
    }

    /// The provider of this name.
    #[must_use]
    pub fn of(target: &str) -> Option<Self> {
        match target.split_once(' ') {
            None => (target == "mail").then_some(Self::Mail),
            Some((kind, name)) => (kind == "webhook").then(|| Self::Webhook(name.to_owned())),
        }
    }

    /// The same in a sentence.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Mail => "the mail server".to_owned(),
            Self::Webhook(name) => format!("the webhook {name}"),
        }
    }

    /// The name of the webhook; empty for the mail server.
    #[must_use]
    pub fn webhook(&self) -> &str {
        match self {
            Self::Mail => "",
            Self::Webhook(name) => name,
        }
    }
}
