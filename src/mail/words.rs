//! What it says, in each language, from the file `words.yaml` beside its layout.

use std::collections::BTreeMap;

use minijinja::Environment;
use minijinja::value::Value;
use serde_json::Value as Json;

use super::TemplateError;
use crate::content::language::Language;

/// The texts of all mails. Each is a template of its own, named by mail, language and place.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeMap<(String, Language), Json>);

impl Words {
    /// Reads the words of one mail and compiles each of its texts.
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
            .map(places)
            .unwrap_or_default();
        for language in Language::ALL {
            let words = languages.remove(&language).ok_or_else(|| {
                TemplateError::new(file, format!("the language {language} is missing"))
            })?;
            let here = places(&words);
            if let Some(odd) = first
                .iter()
                .find(|place| !here.contains(place))
                .or_else(|| here.iter().find(|place| !first.contains(place)))
            {
                return Err(TemplateError::new(
                    file,
                    format!("`{odd}` is in one language and not in another"),
                ));
            }
            let named = each(&words, "", &mut |place, text| {
                let name = format!("{mail}/{language}/{place}");
                environment
                    .add_template_owned(name.clone(), text.to_owned())
                    .map_err(|error| TemplateError::template(file, &error))?;
                Ok(name)
            })?;
            self.0.insert((mail.to_owned(), language), named);
        }
        Ok(())
    }

    /// What a mail says with these values.
    pub(super) fn say(
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
        each(named, "", &mut |place, name| {
            let said = environment
                .get_template(name)
                .and_then(|template| template.render(values));
            said.map_err(|error| {
                TemplateError::new(&file, format!("{language}: {place}: {error:#}"))
            })
        })
    }
}

/// The same with every text replaced; `change` gets its place as well, such as `fine/0`.
fn each(
    words: &Json,
    place: &str,
    change: &mut impl FnMut(&str, &str) -> Result<String, TemplateError>,
) -> Result<Json, TemplateError> {
    let inside = |key: &str| {
        if place.is_empty() {
            key.to_owned()
        } else {
            format!("{place}/{key}")
        }
    };
    match words {
        Json::String(text) => Ok(Json::String(change(place, text)?)),
        Json::Array(items) => {
            let items = items
                .iter()
                .enumerate()
                .map(|(at, item)| each(item, &inside(&at.to_string()), change));
            Ok(Json::Array(items.collect::<Result<_, _>>()?))
        }
        Json::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, field)| Ok((key.clone(), each(field, &inside(key), change)?)));
            Ok(Json::Object(fields.collect::<Result<_, TemplateError>>()?))
        }
        other => Ok(other.clone()),
    }
}

/// The names of its texts; a list counts as one.
fn places(words: &Json) -> Vec<String> {
    words
        .as_object()
        .map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default()
}
