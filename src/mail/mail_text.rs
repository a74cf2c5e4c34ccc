//! The texts of mails in each language, from the file `words.yaml` of each mail.

use std::collections::BTreeMap;

use minijinja::Environment;
use minijinja::value::Value;
use serde_json::Value as Json;

use super::template_error::TemplateError;
use crate::i18n::Language;

/// The texts of all mails. Each is a template, named by mail, language and key.
#[derive(Debug, Default)]
pub(super) struct MailText(BTreeMap<(String, Language), Json>);

impl MailText {
    /// Parses the texts of one mail and compiles each of them.
    pub(super) fn add(
        &mut self,
        environment: &mut Environment<'static>,
        mail: &str,
        file: &str,
        text: &str,
    ) -> Result<(), TemplateError> {
        let mut languages: BTreeMap<Language, Json> =
            serde_saphyr::from_str(text).map_err(|error| TemplateError::new(file, error))?;
        let first = languages
            .get(&Language::ALL[0])
            .map(keys)
            .unwrap_or_default();
        for language in Language::ALL {
            let texts = languages.remove(&language).ok_or_else(|| {
                TemplateError::new(file, format!("the language {language} is missing"))
            })?;
            let here = keys(&texts);
            if let Some(odd) = first
                .iter()
                .find(|key| !here.contains(key))
                .or_else(|| here.iter().find(|key| !first.contains(key)))
            {
                return Err(TemplateError::new(
                    file,
                    format!("`{odd}` is in one language and not in another"),
                ));
            }
            let named = map_texts(&texts, "", &mut |key, text| {
                let name = format!("{mail}/{language}/{key}");
                environment
                    .add_template_owned(name.clone(), text.to_owned())
                    .map_err(|error| TemplateError::template(file, &error))?;
                Ok(name)
            })?;
            self.0.insert((mail.to_owned(), language), named);
        }
        Ok(())
    }

    /// Renders the texts of a mail with these values.
    pub(super) fn render(
        &self,
        environment: &Environment<'_>,
        mail: &str,
        language: Language,
        values: &Value,
    ) -> Result<Json, TemplateError> {
        let file = format!("{mail}/words.yaml");
        let named = self
            .0
            .get(&(mail.to_owned(), language))
            .ok_or_else(|| TemplateError::new(&file, "is missing"))?;
        map_texts(named, "", &mut |key, name| {
            let rendered = environment
                .get_template(name)
                .and_then(|template| template.render(values));
            rendered
                .map_err(|error| TemplateError::new(&file, format!("{language}: {key}: {error:#}")))
        })
    }
}

/// Replaces every text; `change` gets its key, such as `fine/0`, and the text.
fn map_texts(
    texts: &Json,
    key: &str,
    change: &mut impl FnMut(&str, &str) -> Result<String, TemplateError>,
) -> Result<Json, TemplateError> {
    let child = |name: &str| {
        if key.is_empty() {
            name.to_owned()
        } else {
            format!("{key}/{name}")
        }
    };
    match texts {
        Json::String(text) => Ok(Json::String(change(key, text)?)),
        Json::Array(items) => {
            let items = items
                .iter()
                .enumerate()
                .map(|(index, item)| map_texts(item, &child(&index.to_string()), change));
            Ok(Json::Array(items.collect::<Result<_, _>>()?))
        }
        Json::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, field)| Ok((name.clone(), map_texts(field, &child(name), change)?)));
            Ok(Json::Object(fields.collect::<Result<_, TemplateError>>()?))
        }
        other => Ok(other.clone()),
    }
}

/// The keys of the first level.
fn keys(texts: &Json) -> Vec<String> {
    texts
        .as_object()
        .map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default()
}
