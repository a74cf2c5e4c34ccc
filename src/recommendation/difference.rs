//! The difference between two pieces of advice for the same answers, such as before and after a change of the catalogue.

use serde::{Deserialize, Serialize};

use super::advice::{Contradiction, Recommendation, Versions};
use super::risk::Risk;
use crate::content::Content;

/// What is different between two pieces of advice for the same answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Contradictions that are new, and those that are gone.
    pub contradictions: Turnover<Contradiction>,
    /// The layers with another answer, in the order of the report.
    pub layers: Vec<LayerChange>,
    /// What the later advice was computed with.
    pub now: Versions,
    /// Risks that are new, and those that are gone.
    pub risks: Turnover<Risk>,
    /// What the earlier advice was computed with.
    pub then: Versions,
}

/// What was added and what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnover<T> {
    /// Only in the later advice.
    pub added: Vec<T>,
    /// Only in the earlier advice.
    pub removed: Vec<T>,
}

/// A layer with another answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerChange {
    /// Its label.
    pub label: String,
    /// Its id.
    pub layer: String,
    /// The name of the choice now; none if the layer is not needed or nothing is left.
    pub now: Option<String>,
    /// The name of the choice then.
    pub then: Option<String>,
}

impl Difference {
    /// What changed from `then` to `now`.
    #[must_use]
    pub fn between<T>(
        content: &Content,
        then: &Recommendation<T>,
        now: &Recommendation<T>,
    ) -> Self {
        let choice = |advice: &Recommendation<T>, layer: &str| {
            let layer = advice.layers.get(layer).filter(|layer| layer.needed)?;
            layer.choice.clone().zip(layer.name.clone())
        };
        let layers = content.catalogue.layers.iter().filter_map(|info| {
            let (then, now) = (choice(then, &info.id), choice(now, &info.id));
            let id = |choice: &Option<(String, String)>| choice.as_ref().map(|(id, _)| id.clone());
            (id(&then) != id(&now)).then(|| LayerChange {
                label: info.label.clone(),
                layer: info.id.clone(),
                now: now.map(|(_, name)| name),
                then: then.map(|(_, name)| name),
            })
        });
        Self {
            contradictions: turnover(&then.contradictions, &now.contradictions, |contradiction| {
                &contradiction.id
            }),
            layers: layers.collect(),
            now: now.versions.clone(),
            risks: turnover(&then.risks, &now.risks, |risk| &risk.id),
            then: then.versions.clone(),
        }
    }

    /// Whether a reader would act as before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty() && self.risks.is_empty() && self.contradictions.is_empty()
    }
}

impl<T> Turnover<T> {
    /// Whether nothing was added or removed.
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

fn turnover<T: Clone>(then: &[T], now: &[T], id: impl Fn(&T) -> &String) -> Turnover<T> {
    let only = |these: &[T], others: &[T]| {
        these
            .iter()
            .filter(|item| !others.iter().any(|other| id(other) == id(item)))
            .cloned()
            .collect()
    };
    Turnover {
        added: only(now, then),
        removed: only(then, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::parse;
    use crate::recommendation::tests::{CONTENT, MODEL};
    use crate::recommendation::{Sentence, recommend};

    fn advice(skills: &str) -> Recommendation<Sentence> {
        let raw = serde_json::json!({"product": "crm_erp_portal", "team_size": "3_5", "skills": [skills]});
        recommend(
            &MODEL,
            &parse(&CONTENT.questionnaire, raw.as_object().unwrap()).unwrap(),
        )
    }

    #[test]
    fn the_same_advice_has_no_difference_and_another_names_what_changed() {
        let content = &CONTENT;
        let (python, java) = (advice("python"), advice("java_kotlin"));
        assert!(Difference::between(content, &python, &python).is_empty());
        let mut later = java.clone();
        later.versions.catalogue = "later".to_owned();
        later.risks.push(Risk {
            id: "new".to_owned(),
            text: "New.".to_owned(),
            ..Risk::default()
        });
        let difference = Difference::between(content, &python, &later);
        let backend = difference
            .layers
            .iter()
            .find(|change| change.layer == "backend")
            .unwrap();
        assert_eq!(
            (backend.then.as_deref(), backend.now.as_deref()),
            (Some("Django"), java.layers["backend"].name.as_deref())
        );
        assert!(difference.risks.added.iter().any(|risk| risk.id == "new"));
        assert_eq!(difference.now.catalogue, "later");
        assert!(!difference.is_empty());
    }
}
