//! Languages that people may prefer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language that a visitor may prefer. [`Messages::locale`](super::Messages::locale) has those that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language of this tag; regions such as `de-AT` count as their language.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|known| known.tag().eq_ignore_ascii_case(language))
    }

    /// The preferred language of a browser, from `Accept-Language` (RFC 9110, section 12.5.4).
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let wishes = header.split(',').filter_map(|wish| {
            let (tag, quality) = wish.split_once(';').unwrap_or((wish, "q=1"));
            let quality: f32 = quality.trim().strip_prefix("q=")?.parse().ok()?;
            Some((Self::of(tag)?, quality))
        });
        // The first of equals, and none that is refused with `q=0`.
        let best = wishes
            .filter(|(_, quality)| *quality > 0.0)
            .reduce(|a, b| if b.1 > a.1 { b } else { a });
        best.map(|(language, _)| language)
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(tag: String) -> Result<Self, String> {
        Self::of(&tag).ok_or_else(|| format!("the language {tag:?} is not known; en and de are"))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_their_preferred_language() {
        for (header, language) in [
            ("de-AT,de;q=0.9,en;q=0.8", Some(Language::De)),
            ("fr-FR, en;q=0.7, de;q=0.9", Some(Language::De)),
            ("en, de", Some(Language::En)),
            ("de;q=0, en;q=0.1", Some(Language::En)),
            ("fr", None),
            ("", None),
            (";;q=,de;q=x", None),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
        assert_eq!(
            serde_json::to_value(Language::De).unwrap(),
            Language::De.tag()
        );
    }
}
