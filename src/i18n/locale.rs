//! The messages of one language, ready to format.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::resource::{self, Signature};
use super::{Language, MessageError};

/// The messages of one language. Cheap to clone.
#[derive(Clone)]
pub struct Locale(Arc<Parts>);

struct Parts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// File of each message, and what it takes.
    signatures: BTreeMap<String, (String, Signature)>,
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Locale").field(&self.0.language).finish()
    }
}

impl Locale {
    /// Parses the files of a language, given with their paths.
    ///
    /// # Errors
    /// Every mistake in any of them.
    pub fn new<'a>(
        language: Language,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<MessageError>> {
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks would end up in subjects, PDF and JSON.
        bundle.set_use_isolating(false);
        let mut signatures: BTreeMap<String, (String, Signature)> = BTreeMap::new();
        let mut errors = Vec::new();
        for (file, text) in files {
            let resource = match resource::parse(file, text) {
                Ok(resource) => resource,
                Err(found) => {
                    errors.extend(found);
                    continue;
                }
            };
            for (id, signature) in resource.signatures {
                if let Some((other, _)) = signatures.get(&id) {
                    errors.push(MessageError {
                        file: file.to_owned(),
                        line: signature.line,
                        message: format!("`{id}` is defined in {other} as well"),
                    });
                } else {
                    signatures.insert(id, (file.to_owned(), signature));
                }
            }
            // Duplicates were found above.
            let _ = bundle.add_resource(resource.parsed);
        }
        errors.extend(signatures.iter().flat_map(|(id, (file, signature))| {
            let missing = signature
                .references
                .iter()
                .filter(|reference| !signatures.contains_key(*reference));
            missing.map(move |reference| MessageError {
                file: file.clone(),
                line: signature.line,
                message: format!("`{id}` refers to `{reference}`, which does not exist"),
            })
        }));
        if errors.is_empty() {
            Ok(Self(Arc::new(Parts {
                language,
                bundle,
                signatures,
            })))
        } else {
            Err(errors)
        }
    }

    /// English without messages.
    pub(super) fn empty() -> Self {
        Self(Arc::new(Parts {
            language: Language::En,
            bundle: FluentBundle::new_concurrent(Vec::new()),
            signatures: BTreeMap::new(),
        }))
    }

    /// The language of the messages.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// Formats a message. One that does not exist, or that lacks an argument, is logged and shown by its id; tests rule
    /// that out for every use in the program.
    #[must_use]
    pub fn format(&self, id: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let arguments = arguments
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        self.try_format(id, &arguments).unwrap_or_else(|error| {
            tracing::error!(message = id, error, "a message cannot be formatted");
            id.to_owned()
        })
    }

    /// Formats a message.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn try_format(
        &self,
        id: &str,
        arguments: &FluentArgs<'_>,
    ) -> Result<String, String> {
        let pattern = self.0.bundle.get_message(id).and_then(|m| m.value());
        let pattern = pattern.ok_or_else(|| format!("there is no message `{id}`"))?;
        let mut errors = Vec::new();
        let text = self
            .0
            .bundle
            .format_pattern(pattern, Some(arguments), &mut errors);
        match errors.first() {
            Some(error) => Err(format!("`{id}`: {error}")),
            None => Ok(Cow::into_owned(text)),
        }
    }

    /// Ids of all messages, without terms.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0
            .signatures
            .keys()
            .map(String::as_str)
            .filter(|id| !id.starts_with('-'))
    }

    /// The ids of the messages that this one refers to, directly or not.
    #[must_use]
    pub fn references(&self, id: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some((_, signature)) = open.pop().and_then(|id| self.0.signatures.get(id)) {
            for reference in &signature.references {
                if found.insert(reference.as_str()) {
                    open.push(reference);
                }
            }
        }
        found
    }

    /// The variables that a message takes, with those of the messages that it refers to; `None` if it does not exist.
    #[must_use]
    pub fn variables(&self, id: &str) -> Option<BTreeSet<&str>> {
        let (_, signature) = self.0.signatures.get(id)?;
        let mut variables: BTreeSet<&str> =
            signature.variables.iter().map(String::as_str).collect();
        for reference in self.references(id) {
            // A term takes its variables from the arguments that it is given in the message.
            if let Some((_, signature)) = self.0.signatures.get(reference)
                && !reference.starts_with('-')
            {
                variables.extend(signature.variables.iter().map(String::as_str));
            }
        }
        Some(variables)
    }

    /// Compares these messages with those of a reference: the same ids, no other variables. A translation may leave a
    /// variable out.
    #[must_use]
    pub fn differences(&self, reference: &Self) -> Vec<MessageError> {
        let place = |locale: &Self, id: &str| {
            let (file, signature) = &locale.0.signatures[id];
            (file.clone(), signature.line)
        };
        let error = |(file, line), message| MessageError {
            file,
            line,
            message,
        };
        let mut errors = Vec::new();
        for id in reference.ids().filter(|id| self.variables(id).is_none()) {
            let (file, line) = place(reference, id);
            let language = self.language();
            errors.push(error(
                (file, line),
                format!("`{id}` is missing in the language {language}"),
            ));
        }
        for id in self.ids() {
            let Some(expected) = reference.variables(id) else {
                let message = format!("`{id}` is not used; remove it");
                errors.push(error(place(self, id), message));
                continue;
            };
            let found = self.variables(id).unwrap_or_default();
            errors.extend(found.difference(&expected).map(|variable| {
                let known = expected.iter().copied().collect::<Vec<_>>().join(", $");
                let known = if known.is_empty() {
                    "it has none".to_owned()
                } else {
                    format!("it has ${known}")
                };
                error(
                    place(self, id),
                    format!("`{id}` has no variable ${variable}; {known}"),
                )
            }));
        }
        errors
    }
}
