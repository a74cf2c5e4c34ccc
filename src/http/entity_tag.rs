//! Entity tags in requests: lists, weak tags, and tags that a proxy changed when it compressed a response.

/// The tags of an `If-Match` or `If-None-Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityTags {
    /// `*`.
    Any,
    /// Each without quotes, weak prefix and proxy suffix.
    Listed(Vec<String>),
}

impl EntityTags {
    /// Parses a header; `None` if it is not a list of tags.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        if header.trim() == "*" {
            return Some(Self::Any);
        }
        let mut tags = vec![];
        let mut rest = header.trim();
        while !rest.is_empty() {
            let tag = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
            let (opaque, after) = tag.split_once('"')?;
            tags.push(without_coding(opaque).to_owned());
            rest = after.trim_start();
            if !rest.is_empty() {
                rest = rest.strip_prefix(',')?.trim_start_matches([',', ' ', '\t']);
            }
        }
        (!tags.is_empty()).then_some(Self::Listed(tags))
    }

    /// Whether this tag, given without quotes, matches. The comparison is weak: our tags identify the content, and a
    /// proxy that compresses it weakens the tag or appends the coding.
    #[must_use]
    pub fn contain(&self, tag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(tags) => tags.iter().any(|listed| listed == without_coding(tag)),
        }
    }
}

/// Strips the coding that Apache, Jetty and others append.
fn without_coding(tag: &str) -> &str {
    let suffixes = ["--gzip", "-gzip", ";gzip", "-br", "-zstd", "-deflate"];
    suffixes
        .iter()
        .find_map(|suffix| tag.strip_suffix(suffix))
        .unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_weak_tags_and_tags_changed_by_proxies_match() {
        for (header, contained) in [
            ("\"3\"", true),
            ("W/\"3\"", true),
            ("\"1\", \"3\"", true),
            ("W/\"1\",W/\"3\" , \"9\"", true),
            ("\"a,b\", \"3\"", true),
            ("\"3-gzip\"", true),
            ("*", true),
            (" * ", true),
            ("\"33\"", false),
            ("W/\"13\", \"-3\"", false),
            ("\"\"", false),
        ] {
            assert_eq!(
                EntityTags::parse(header).map(|tags| tags.contain("3")),
                Some(contained),
                "{header}"
            );
        }
    }

    #[test]
    fn malformed_tag_lists_are_refused() {
        for header in [
            "",
            "3",
            "\"3",
            "w/\"3\"",
            "\"1\" \"3\"",
            "*, \"3\"",
            "\"3\"x",
        ] {
            assert_eq!(EntityTags::parse(header), None, "{header}");
        }
    }
}
