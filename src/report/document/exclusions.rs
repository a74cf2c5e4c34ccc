//! The technologies of a layer that are impossible, by reason.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::i18n::{Locale, sentence_list};
use crate::recommendation::model::{Idx, TechnologyIdx};
use crate::recommendation::{Excluded, ExcludedBy, Layer, Model};
use crate::t;
use crate::text::without_parentheses;

/// Technologies of a layer that are impossible for the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuledOut {
    /// Id of the rule, for example `R07`.
    pub rule: String,
    /// Why, in whole sentences that name the technologies.
    pub why: String,
    /// Ids of the technologies.
    pub technologies: Vec<String>,
    /// Their names as a list in a sentence.
    pub names: String,
    /// Whether the answers rule them out rather than the choice for another layer.
    #[serde(default)]
    pub by_answers: bool,
}

/// The excluded technologies by reason: first those that the answers rule out, each in the order of the engine.
pub(super) fn ruled_out(
    content: &Content,
    model: &Model,
    locale: &Locale,
    layer: &Layer,
) -> Vec<RuledOut> {
    let mut groups: Vec<(String, Vec<&Excluded>)> = Vec::new();
    for out in &layer.excluded {
        let reason = reason_without_name(content, model, out);
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, excluded)) => excluded.push(out),
            None => groups.push((reason, vec![out])),
        }
    }
    groups.sort_by_key(|(_, excluded)| excluded[0].by != ExcludedBy::Answers);
    let name = |out: &&Excluded| {
        content
            .catalogue
            .technology(&out.technology)
            .map_or(out.technology.clone(), |technology| {
                without_parentheses(&technology.name)
            })
    };
    let ruled_out = |(_, excluded): (String, Vec<&Excluded>)| {
        let names: Vec<String> = excluded.iter().map(name).collect();
        let mut why = excluded[0].text.clone();
        if names.len() > 1 {
            let others = sentence_list(locale, &names[1..]);
            why = format!(
                "{why} {}",
                t!(locale, "report-excluded-others", others = others)
            );
        }
        RuledOut {
            rule: excluded[0].rule.clone(),
            why,
            technologies: excluded.iter().map(|out| out.technology.clone()).collect(),
            names: sentence_list(locale, &names),
            by_answers: excluded[0].by == ExcludedBy::Answers,
        }
    };
    groups.into_iter().map(ruled_out).collect()
}

/// The sentence on an exclusion with a placeholder for the technology: equal for technologies with the same reason.
fn reason_without_name(content: &Content, model: &Model, out: &Excluded) -> String {
    let Some(technology) = content.catalogue.position(&out.technology) else {
        return out.text.clone();
    };
    let technology = TechnologyIdx::new(technology);
    let name = model.names.of_technology(technology);
    [&name.start, &name.inside]
        .into_iter()
        .fold(out.text.clone(), |text, name| text.replace(name, "{name}"))
}
