//! Advice of earlier versions of the layers, in the layers of today.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::advice::{Layer, Recommendation};
use crate::content::catalogue::{FIRST_VERSION, FORMER_LAYERS, FormerLayer};

impl<T: Clone> Recommendation<T> {
    /// The same advice with each choice in the layer where its technology belongs today. Layers that did not exist then
    /// are missing. Advice in the layers of today is unchanged.
    #[must_use]
    pub fn in_current_layers(&self) -> Cow<'_, Self> {
        if self.versions.layers != FIRST_VERSION {
            return Cow::Borrowed(self);
        }
        let layers = self.layers.iter();
        let layers = layers.map(|(id, layer)| (current_layer(id, layer).to_owned(), layer.clone()));
        Cow::Owned(Self {
            layers: layers.collect::<BTreeMap<String, Layer<T>>>(),
            ..self.clone()
        })
    }
}

impl<T> Recommendation<T> {
    /// Whether this advice decided about a layer of today.
    #[must_use]
    pub fn decided_about(&self, layer: &str) -> bool {
        let mut former = FORMER_LAYERS.iter().filter(|former| {
            self.versions.layers == FIRST_VERSION && self.layers.contains_key(former.id)
        });
        self.layers.contains_key(layer)
            || former.any(|former| former.layers().any(|successor| successor == layer))
    }
}

/// The layer of today for a layer of the advice: by its choice, or the usual one without a choice.
fn current_layer<'a, T>(id: &'a str, layer: &Layer<T>) -> &'a str {
    match FormerLayer::of(id) {
        None => id,
        Some(former) => former.layer_for(layer.choice.as_deref().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::recommendation::Difference;
    use crate::recommendation::tests::{CONTENT, MODEL, changed, olga, recommend};

    /// The advice for Olga as engine 6 stored it.
    fn stored() -> Recommendation {
        serde_json::from_str(include_str!("tests/stored_layers_1.json")).unwrap()
    }

    #[test]
    fn every_technology_that_moved_is_a_candidate_where_it_belongs_now() {
        for (layer, technologies) in FORMER_LAYERS.iter().flat_map(|former| former.successors) {
            let info = CONTENT.catalogue.layer(layer).unwrap();
            for technology in *technologies {
                let position = CONTENT.catalogue.position(technology).unwrap();
                assert!(info.candidates.contains(&position), "{layer}: {technology}");
            }
        }
    }

    #[test]
    fn stored_advice_of_the_first_layers_has_its_choices_where_they_belong_now() {
        let stored = stored();
        assert_eq!(stored.versions.layers, FIRST_VERSION);
        let advice = stored.in_current_layers();
        let choice = |layer: &str| advice.layers.get(layer)?.choice.clone();
        let was = |layer: &str| stored.layers[layer].choice.clone();
        assert_eq!(choice("jobs"), was("queue"));
        assert_eq!(choice("api"), was("api"));
        assert_eq!(choice("ci"), was("delivery"));
        assert_eq!(choice("errors"), was("observability"));
        assert_eq!(choice("backend"), was("backend"));
        for former in FORMER_LAYERS.iter().filter(|former| former.is_gone()) {
            assert!(!advice.layers.contains_key(former.id));
        }
        assert_eq!(advice.layers.len(), stored.layers.len());
    }

    #[test]
    fn stored_advice_differs_from_todays_only_where_the_choice_does() {
        let (then, now) = (stored(), recommend(&MODEL, &changed(olga(), &[])));
        let difference = Difference::between(&CONTENT, &then, &now);
        for change in &difference.layers {
            assert!(then.decided_about(&change.layer), "{change:?}");
            assert_ne!(change.then, change.now);
        }
        let changed = |layer: &str| difference.layers.iter().any(|change| change.layer == layer);
        assert!(!changed("ci") && !changed("errors") && !changed("backend"));
        assert!(!changed("payments") && !changed("email_delivery"));
        let back = Difference::between(&CONTENT, &now, &then);
        assert_eq!(back.layers.len(), difference.layers.len());
    }

    #[test]
    fn a_moved_choice_is_compared_in_its_new_layer() {
        let mut then = stored();
        let queue = then.layers.get_mut("queue").unwrap();
        queue.needed = true;
        queue.choice = Some("rabbitmq".to_owned());
        queue.name = Some("RabbitMQ".to_owned());
        let now = recommend(&MODEL, &changed(olga(), &[]));
        let difference = Difference::between(&CONTENT, &then, &now);
        let mut layers = difference.layers.iter();
        let messaging = layers.find(|change| change.layer == "messaging").unwrap();
        assert_eq!(messaging.then.as_deref(), Some("RabbitMQ"));
        assert_eq!(messaging.now, None);
    }
}
