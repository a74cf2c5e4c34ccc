//! The stack so far, and what the last answer changed in it.

use serde::Serialize;

use crate::content::Content;
use crate::i18n::Locale;
use crate::recommendation::{Layer, Recommendation};
use crate::t;
use crate::text::split_parentheses;

/// One layer of the stack so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewRow {
    /// The id of the layer.
    pub id: String,
    /// Its label.
    pub layer: String,
    /// The product, without what follows in brackets.
    pub choice: String,
    /// What it was before the last answer, in words; empty if nothing changed.
    pub change: String,
    /// Why it changed; may be empty.
    pub why: String,
}

/// The rows of a stack, in the order of the report; those that differ from `before` come first.
#[must_use]
pub fn preview_rows(
    locale: &Locale,
    content: &Content,
    now: &Recommendation,
    before: Option<&Recommendation>,
) -> Vec<PreviewRow> {
    let layers = content.catalogue.layers.iter();
    let rows = layers.filter_map(|info| {
        let layer = now.layers.get(&info.id);
        let former = before.and_then(|before| before.layers.get(&info.id));
        let name = layer.and_then(|layer| shown_name(locale, layer));
        let former_name = former.and_then(|layer| shown_name(locale, layer));
        let (choice, change) = match (name, former_name) {
            (Some(choice), Some(former)) if choice != former => {
                let change = t!(locale, "intake-preview-was", choice = former);
                (choice, change)
            }
            (Some(choice), None) if before.is_some() => (choice, t!(locale, "intake-preview-new")),
            (Some(choice), _) => (choice, String::new()),
            (None, Some(former)) => {
                let change = t!(locale, "intake-preview-was", choice = former);
                (t!(locale, "intake-preview-gone"), change)
            }
            (None, None) => return None,
        };
        let why = layer.filter(|_| !change.is_empty());
        Some(PreviewRow {
            id: info.id.clone(),
            layer: info.label.clone(),
            why: why.map(|layer| reason(layer, former)).unwrap_or_default(),
            choice,
            change,
        })
    });
    let (changed, same): (Vec<_>, Vec<_>) = rows.partition(|row| !row.change.is_empty());
    [changed, same].concat()
}

/// The name of what a layer has; none if the layer is not needed.
fn shown_name(locale: &Locale, layer: &Layer) -> Option<String> {
    if !layer.needed {
        return None;
    }
    let nothing = || t!(locale, "layout-stack-nothing");
    let name = layer.product_name().map_or_else(nothing, str::to_owned);
    Some(split_parentheses(&name).0.to_owned())
}

/// Why a layer changed: what now rules out its former choice, or else the best reason for the new one.
fn reason(layer: &Layer, former: Option<&Layer>) -> String {
    let former_choice = former.and_then(|former| former.choice.as_ref());
    let was_excluded = |id: &String| {
        let excluded = former.map(|former| former.excluded.iter());
        excluded.is_some_and(|mut excluded| excluded.any(|one| one.technology == *id))
    };
    let excluded = former_choice.and_then(|id| {
        let mut now = layer.excluded.iter();
        now.find(|one| one.technology == *id && !was_excluded(id))
    });
    if let Some(excluded) = excluded {
        return excluded.text.clone();
    }
    // The most distinctive reason comes first.
    let first = layer.reasons.iter().find(|reason| reason.is_strong());
    first.map(|reason| reason.text.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Answer, Answers};
    use crate::recommendation::{embedded, preview};
    use crate::web::tests::fixtures;

    #[test]
    fn what_changed_comes_first_with_what_it_was_and_why() {
        let (content, model) = embedded().unwrap();
        let templates = fixtures::templates();
        let locale = templates.locale();
        let advice = |skill: &str| {
            let one = |option: &str| Answer::One(option.to_owned());
            let answers = Answers::default()
                .with("product", one("crm_erp_portal"))
                .with("team_size", one("3_5"))
                .with("skills", Answer::Many(vec![skill.to_owned()]));
            preview(&model, &answers).localize(&model, locale)
        };
        let (before, now) = (advice("python"), advice("csharp"));
        let same = preview_rows(locale, &content, &now, Some(&now));
        assert!(
            same.iter()
                .all(|row| row.change.is_empty() && row.why.is_empty())
        );
        let rows = preview_rows(locale, &content, &now, Some(&before));
        let first_same = rows.iter().position(|row| row.change.is_empty()).unwrap();
        assert!(rows[first_same..].iter().all(|row| row.change.is_empty()));
        let backend = rows.iter().find(|row| row.id == "backend").unwrap();
        assert_eq!(backend.change, "was Django");
        assert!(backend.why.contains("C#"), "{backend:?}");
    }
}
