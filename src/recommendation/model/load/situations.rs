//! `situations.yaml`: which answers settle whether the client is in a situation that a technology fits.

use crate::content::condition::Condition;
use crate::recommendation::model::raw::RawSituation;
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::situations::{Situations, named};
use crate::text::did_you_mean;

/// All entries.
pub fn read(reader: &mut Reader<'_>, raw: Vec<RawSituation>) -> Situations {
    reader.report_repeated(raw.iter().map(|raw| &raw.situation));
    raw.into_iter()
        .filter_map(|raw| entry(reader, raw))
        .collect()
}

fn entry(reader: &mut Reader<'_>, raw: RawSituation) -> Option<(String, Condition)> {
    let text = &raw.situation.value;
    let catalogue = reader.catalogue;
    let known = || {
        let technologies = catalogue.technologies.iter();
        technologies.flat_map(|technology| named(&technology.fits))
    };
    if !known().any(|known| known == text) {
        let hint = did_you_mean(text, known());
        let message = format!("no technology names `{text}` under `fits`{hint}");
        reader.report(&raw.situation, message);
        return None;
    }
    let when = reader.condition(&raw.when)?;
    Some((raw.situation.value, when))
}
