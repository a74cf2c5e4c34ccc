//! `needs.yaml`: when each layer is needed.

use crate::recommendation::model::index::{CandidateIdx, IndexVec, LayerIdx};
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
    let or_chosen = or_chosen(reader, &raw);
    Some(Need {
        when: when?,
        presume: presume?,
        except: except?,
        or_chosen,
        otherwise: raw.otherwise,
    })
}

/// The candidates of the core beside which a layer is needed. The core itself is chosen before.
fn or_chosen(reader: &mut Reader<'_>, raw: &RawNeed) -> Vec<CandidateIdx> {
    let layers = &reader.catalogue.layers;
    let follows = layers
        .iter()
        .any(|layer| layer.follows && layer.id == raw.layer.value);
    let core = layers.iter().map(|layer| !layer.follows).collect();
    if let Some(first) = raw.or_chosen.first().filter(|_| !follows) {
        let message = "`or_chosen` needs a layer that follows the core (`follows: true`)";
        reader.report(first, message);
    }
    reader.select_in(&raw.or_chosen, &core)
}
