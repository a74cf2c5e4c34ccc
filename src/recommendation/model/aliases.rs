//! The names that visitors may use for technologies, ready to be looked for in a text.

use std::collections::BTreeMap;

use memchr::memmem::Finder;

use super::index::{Idx, TechnologyIdx};
use crate::content::catalogue::Catalogue;

/// The names and aliases of all technologies.
#[derive(Debug, Clone)]
pub struct Aliases(Vec<Alias>);

#[derive(Debug, Clone)]
struct Alias {
    name: String,
    finder: Finder<'static>,
    meanings: Vec<TechnologyIdx>,
}

impl Aliases {
    /// Those of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut meanings: BTreeMap<&str, Vec<TechnologyIdx>> = BTreeMap::new();
        for (position, technology) in catalogue.technologies.iter().enumerate() {
            for name in &technology.aliases {
                let index = TechnologyIdx::new(position);
                meanings.entry(name).or_default().push(index);
            }
        }
        let aliases = meanings.into_iter().map(|(name, meanings)| Alias {
            name: name.to_owned(),
            finder: Finder::new(name).into_owned(),
            meanings,
        });
        Self(aliases.collect())
    }

    /// Those that a text in lower case contains as whole words, each with the technologies that it means.
    pub fn within<'a>(&'a self, text: &str) -> impl Iterator<Item = &'a [TechnologyIdx]> {
        let mentioned = self.0.iter().filter(move |alias| alias.is_within(text));
        mentioned.map(|alias| &alias.meanings[..])
    }
}

impl Alias {
    fn is_within(&self, text: &str) -> bool {
        let outside = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        self.finder.find_iter(text.as_bytes()).any(|start| {
            let (before, after) = (&text[..start], &text[start + self.name.len()..]);
            // "go" inside "let's go" is a word too; names of two letters count only where the writer set them apart.
            outside(before.chars().next_back())
                && outside(after.chars().next())
                && (self.name.len() > 2 || before.ends_with(['(', '/', '"']))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_only_as_whole_words() {
        let mentions = |text: &str, name: &str| {
            let alias = Alias {
                name: name.to_owned(),
                finder: Finder::new(name).into_owned(),
                meanings: Vec::new(),
            };
            alias.is_within(text)
        };
        assert!(mentions("we want kubernetes, please", "kubernetes"));
        assert!(mentions("use next.js!", "next.js"));
        assert!(!mentions("a railsless tram", "rails"));
        assert!(!mentions("let's go now", "go"));
        assert!(mentions("a service (go)", "go"));
    }
}
