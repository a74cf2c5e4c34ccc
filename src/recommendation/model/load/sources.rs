//! Sources of statements in the files of the model.

use chrono::NaiveDate;

use crate::content::matchup::SourceNote;
use crate::recommendation::model::raw::RawSource;
use crate::recommendation::model::reader::Reader;
use crate::recommendation::risk::StatementSource;

/// A source with an https address and a date; mistakes are reported.
pub fn source(reader: &mut Reader<'_>, raw: RawSource) -> Option<SourceNote> {
    if !raw.url.value.starts_with("https://") {
        let message = format!("`{}` is no source; give an https:// address", raw.url.value);
        reader.report(&raw.url, message);
    }
    let Ok(retrieved) = raw.retrieved.value.parse::<NaiveDate>() else {
        let message = format!("`{}` is not a date such as 2026-11-22", raw.retrieved.value);
        reader.report(&raw.retrieved, message);
        return None;
    };
    Some(SourceNote {
        title: raw.title,
        url: raw.url.value,
        retrieved,
    })
}

/// The sources of a statement in the advice.
pub fn sources(reader: &mut Reader<'_>, raw: Vec<RawSource>) -> Vec<StatementSource> {
    let read = raw.into_iter().filter_map(|raw| source(reader, raw));
    read.map(|note| StatementSource {
        retrieved: note.retrieved,
        title: note.title,
        url: note.url,
    })
    .collect()
}
