//! `contradictions.yaml`: answers that conflict.

use crate::recommendation::advice::Contradiction;
use crate::recommendation::model::raw::RawFinding;
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::rules::Conditional;

/// All contradictions.
pub fn contradictions(
    reader: &mut Reader<'_>,
    raw: Vec<RawFinding>,
) -> Vec<Conditional<Contradiction>> {
    reader.report_repeated(raw.iter().map(|raw| &raw.id));
    raw.into_iter()
        .filter_map(|raw| contradiction(reader, raw))
        .collect()
}

fn contradiction(reader: &mut Reader<'_>, raw: RawFinding) -> Option<Conditional<Contradiction>> {
    let when = reader.condition(&raw.when);
    let except = reader.optional_condition(raw.except.as_ref());
    Some(Conditional {
        when: when?,
        except: except?,
        finding: Contradiction {
            change: raw.change,
            id: raw.id.value,
            text: raw.text,
        },
    })
}
