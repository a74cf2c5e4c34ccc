//! `contradictions.yaml`: answers that conflict.

use std::collections::BTreeSet;

use crate::recommendation::advice::Contradiction;
use crate::recommendation::model::raw::RawFinding;
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::rules::Conditional;

/// All contradictions.
pub fn contradictions(
    reader: &mut Reader<'_>,
    raw: Vec<RawFinding>,
) -> Vec<Conditional<Contradiction>> {
    read(reader, raw, |raw| Contradiction {
        change: raw.change,
        id: raw.id.value,
        text: raw.text,
    })
}

fn read<T>(
    reader: &mut Reader<'_>,
    raw: Vec<RawFinding>,
    finding: fn(RawFinding) -> T,
) -> Vec<Conditional<T>> {
    let mut ids = BTreeSet::new();
    let mut all = Vec::new();
    for raw in raw {
        if !ids.insert(raw.id.value.clone()) {
            reader.report(&raw.id, format!("`{}` appears twice", raw.id.value));
        }
        let when = reader.condition(&raw.when);
        let except = reader.optional_condition(raw.except.as_ref());
        if let (Some(when), Some(except)) = (when, except) {
            all.push(Conditional {
                when,
                except,
                finding: finding(raw),
            });
        }
    }
    all
}
