//! The drawing of the stack among people and systems: what is drawn, and where.

use super::layer::LayerSection;
use super::outside::outside;
use crate::content::Content;
use crate::i18n::Locale;
use crate::intake::Answers;
use crate::recommendation::{Model, Recommendation};
use crate::report::charts::architecture::{Outside, architecture};
use crate::report::charts::boxes::{Part, Place};
use crate::report::charts::drawing::Drawing;

/// The drawing; without shapes if there are no layers.
pub(super) fn diagram(
    content: &Content,
    model: &Model,
    locale: &Locale,
    answers: &Answers,
    recommendation: &Recommendation,
    layers: &[LayerSection],
) -> Drawing {
    let parts = layers.iter().filter_map(|layer| {
        Some(Part {
            id: &layer.id,
            label: &layer.label,
            name: layer.name.as_deref()?,
            place: place(content, model, recommendation, layer),
        })
    });
    let parts: Vec<_> = parts.collect();
    let place_of = |id: &str| {
        let part = parts.iter().find(|part| part.id == id)?;
        Some(part.place)
    };
    let outside = Outside {
        mqtt: layers
            .iter()
            .any(|layer| has_trait(content, layer, "device_broker")),
        ..outside(locale, &content.questionnaire, answers, place_of)
    };
    architecture(locale, &parts, &outside)
}

/// Where the choice of a layer is drawn.
fn place(
    content: &Content,
    model: &Model,
    recommendation: &Recommendation,
    layer: &LayerSection,
) -> Place {
    let product = recommendation.layers.get(&layer.id);
    let product = product.and_then(|advice| advice.product.as_ref());
    let is_vendor_run = product.is_some_and(|product| {
        let mut known = model.products.all.iter();
        known.any(|known| known.id == product.id && known.vendor_run)
    });
    let has = |name: &str| has_trait(content, layer, name);
    if is_vendor_run || has("vendor_run") {
        Place::Outside
    } else if has("cdn") {
        Place::Front
    } else if layer.id == "web" && has("server_rendered") {
        Place::Application
    } else if has("edge_model") {
        Place::Devices
    } else {
        Place::Layer
    }
}

fn has_trait(content: &Content, layer: &LayerSection, name: &str) -> bool {
    let technology = layer
        .choice
        .as_deref()
        .and_then(|id| content.catalogue.technology(id));
    technology.is_some_and(|technology| technology.traits.iter().any(|known| known == name))
}
