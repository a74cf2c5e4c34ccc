//! The layers of a recommendation in the order of the catalogue.

use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::recommendation::{Layer, Recommendation};

/// Each layer of the catalogue with its recommendation.
pub(super) fn in_order<'a>(
    content: &'a Content,
    recommendation: &'a Recommendation,
) -> impl Iterator<Item = (&'a LayerInfo, &'a Layer)> {
    content
        .catalogue
        .layers
        .iter()
        .filter_map(|info| Some((info, recommendation.layers.get(&info.id)?)))
}
