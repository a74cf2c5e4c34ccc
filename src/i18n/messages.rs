//! All languages: the embedded messages, with those of a folder in their place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

use super::{Language, Locale, MessageError, resource};

#[derive(RustEmbed)]
#[folder = "locales/"]
#[include = "*.ftl"]
struct Embedded;

/// The embedded English messages, parsed once.
static EMBEDDED: LazyLock<Result<Locale, Vec<MessageError>>> =
    LazyLock::new(|| locale(Language::En, None));

/// The messages in every language that is offered. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Messages {
    english: Locale,
}

impl Messages {
    /// The embedded messages.
    ///
    /// # Errors
    /// Every mistake; a test rules them out.
    pub fn embedded() -> Result<Self, Vec<MessageError>> {
        Self::load(None)
    }

    /// The embedded messages, with the files of a folder, laid out like `locales/`, in place of those of the same name.
    ///
    /// # Errors
    /// Every mistake in any file.
    pub fn load(overrides: Option<&Path>) -> Result<Self, Vec<MessageError>> {
        let reference = EMBEDDED.as_ref().map_err(Clone::clone)?.clone();
        let Some(folder) = overrides else {
            return Ok(Self { english: reference });
        };
        let english = locale(Language::En, Some(folder))?;
        let errors = english.differences(&reference);
        if errors.is_empty() {
            Ok(Self { english })
        } else {
            Err(errors)
        }
    }

    /// The embedded English messages, for text outside of requests such as the specification.
    #[must_use]
    pub fn built_in() -> &'static Locale {
        static EMPTY: LazyLock<Locale> = LazyLock::new(Locale::empty);
        EMBEDDED.as_ref().unwrap_or_else(|_| &EMPTY)
    }

    /// The messages of every language that is offered.
    pub fn offered(&self) -> impl Iterator<Item = &Locale> {
        [&self.english].into_iter()
    }

    /// The messages of a language; English if the language is not offered.
    #[must_use]
    pub fn locale(&self, language: Language) -> &Locale {
        match language {
            Language::En | Language::De => &self.english,
        }
    }

    /// The English messages.
    #[must_use]
    pub fn english(&self) -> &Locale {
        &self.english
    }

    /// The syntax errors in the languages that are not offered yet. Nothing else is checked: their files wait.
    #[must_use]
    pub fn waiting(overrides: Option<&Path>) -> Vec<MessageError> {
        let is_offered = |name: &str| name.starts_with("en/");
        Self::files()
            .filter(|name| !is_offered(name))
            .flat_map(|name| {
                let file = format!("locales/{name}");
                match read(&name, overrides) {
                    Ok(text) => resource::parse(&file, &text).err().unwrap_or_default(),
                    Err(message) => vec![MessageError {
                        file,
                        line: 1,
                        message,
                    }],
                }
            })
            .collect()
    }

    /// The paths of the embedded files, for example `en/mail.ftl`.
    pub fn files() -> impl Iterator<Item = String> {
        Embedded::iter().map(|name| name.to_string())
    }
}

fn locale(language: Language, overrides: Option<&Path>) -> Result<Locale, Vec<MessageError>> {
    let prefix = format!("{language}/");
    let mut files = BTreeMap::new();
    for name in Messages::files().filter(|name| name.starts_with(&prefix)) {
        let text = read(&name, overrides).map_err(|message| {
            vec![MessageError {
                file: format!("locales/{name}"),
                line: 1,
                message,
            }]
        })?;
        files.insert(format!("locales/{name}"), text);
    }
    Locale::new(
        language,
        files
            .iter()
            .map(|(file, text)| (file.as_str(), text.as_str())),
    )
}

fn read(name: &str, overrides: Option<&Path>) -> Result<String, String> {
    let file = overrides
        .map(|folder| folder.join(name))
        .filter(|file| file.is_file());
    if let Some(file) = file {
        return std::fs::read_to_string(&file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()));
    }
    let embedded = Embedded::get(name).ok_or("is missing")?;
    String::from_utf8(embedded.data.into_owned()).map_err(|error| error.to_string())
}
