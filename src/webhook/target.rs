//! A webhook's destination: a name that is public, and an address that may contain a password.

use std::ops::Deref;
use std::str::FromStr;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

/// A webhook, written as `NAME=URL`.
#[derive(Clone, Debug)]
pub struct Target {
    /// Used in the ledger and in metrics; unchanged when the webhook's address changes.
    pub name: String,
    url: SecretString,
}

impl Target {
    /// Creates a target for a webhook without a configured name.
    ///
    /// # Errors
    /// When `url` is not an HTTP or HTTPS address.
    pub fn new(name: &str, url: &str) -> Result<Self, String> {
        let parsed = Url::parse(url).map_err(|error| format!("the address is no URL ({error})"))?;
        if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
            return Err("the address must begin with https:// or http://".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            url: url.to_owned().into(),
        })
    }

    pub(super) fn url(&self) -> &str {
        self.url.expose_secret()
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, url) = text
            .split_once('=')
            .ok_or("write it as NAME=URL, for example crm=https://crm.example.com/hook")?;
        let is_allowed =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if name.is_empty() || name.len() > 40 || !name.chars().all(is_allowed) {
            return Err(format!(
                "a webhook's name is 1 to 40 small letters, digits, - and _; this one is {name:?}"
            ));
        }
        Self::new(name, url)
    }
}

/// All webhooks, separated by commas; empty for none.
#[derive(Clone, Debug, Default)]
pub struct Targets(Vec<Target>);

impl Deref for Targets {
    type Target = [Target];

    fn deref(&self) -> &[Target] {
        &self.0
    }
}

impl FromStr for Targets {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = text
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .enumerate();
        let read = |(index, entry): (usize, &str)| {
            let hint = if index > 0 {
                "; a comma within the address before it must be written %2C"
            } else {
                ""
            };
            entry.parse().map_err(|error| format!("{error}{hint}"))
        };
        all.map(read).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_a_name_and_hides_its_address() {
        let target: Target = "crm=https://crm.example.com/hook?key=hunter2"
            .parse()
            .unwrap();
        assert_eq!(
            (target.name.as_str(), target.url()),
            ("crm", "https://crm.example.com/hook?key=hunter2")
        );
        assert!(!format!("{target:?}").contains("hunter2"));
        let all: Targets = "crm=https://crm.example.com, chat=https://chat.example.com,"
            .parse()
            .unwrap();
        assert_eq!(
            all.iter()
                .map(|target| target.name.as_str())
                .collect::<Vec<_>>(),
            ["crm", "chat"]
        );
        assert!("".parse::<Targets>().unwrap().is_empty());
        for (wrong, says) in [
            ("https://crm.example.com", "NAME=URL"),
            ("crm", "NAME=URL"),
            ("=https://crm.example.com", "name is"),
            ("Our CRM=https://crm.example.com", "name is"),
            ("crm=ftp://crm.example.com", "https://"),
            ("crm=crm.example.com", "no URL"),
            ("crm=https://crm.example.com/?a=1,2", "%2C"),
            ("crm=https://crm.example.com/?a=1,b=2", "%2C"),
        ] {
            let error = wrong.parse::<Targets>().unwrap_err();
            assert!(error.contains(says), "{wrong}: {error}");
        }
    }
}
