//! `needs.yaml`: when each layer is needed.

use crate::recommendation::model::index::{IndexVec, LayerIdx};
use crate::recommendation::model::raw::RawNeed;
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::rules::Need;

/// Per layer, in order. A layer without an entry is reported.
pub fn read(reader: &mut Reader<'_>, raw: Vec<RawNeed>) -> Vec<Need> {
    let catalogue = reader.catalogue;
    let layers = &catalogue.layers;
    let mut needs = IndexVec::<LayerIdx, Option<Need>>::filled(None, layers.len());
    for raw in raw {
        let layer = reader.layer(&raw.layer);
        let need = need(reader, raw);
        if let (Some(layer), Some(need)) = (layer, need) {
            needs[layer] = Some(need);
        }
    }
    let missing: Vec<&str> = layers
        .iter()
        .zip(&needs)
        .filter(|(_, need)| need.is_none())
        .map(|(layer, _)| layer.id.as_str())
        .collect();
    if !missing.is_empty() {
        reader.report_whole(format!(
            "nothing says when these layers are needed: {}",
            missing.join(", ")
        ));
    }
    // A model with a missing need is never used; it only has to have its shape.
    needs.into_iter().map(Option::unwrap_or_default).collect()
}

fn need(reader: &mut Reader<'_>, raw: RawNeed) -> Option<Need> {
    let when = reader.when(&raw.when);
    let presume = reader.optional_when(raw.presume.as_ref());
    let except = reader.optional_when(raw.except.as_ref());
    Some(Need {
        when: when?,
        presume: presume?,
        except: except?,
        otherwise: raw.otherwise,
    })
}
