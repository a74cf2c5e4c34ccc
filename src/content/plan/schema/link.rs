//! Parses the short form of a foreign key of several columns: `a, b -> table(c, d)`.

use super::Link;

/// Parses a link.
///
/// # Errors
/// A sentence about the mistake.
pub(super) fn parse(text: &str) -> Result<Link, String> {
    let form = || format!("`{text}` is not understood; write \"a, b -> table(c, d)\"");
    let list = |text: &str| -> Vec<String> {
        text.split(',').map(|name| name.trim().to_owned()).collect()
    };
    let (columns, target) = text.split_once("->").ok_or_else(form)?;
    let (to, rest) = target.split_once('(').ok_or_else(form)?;
    let to_columns = rest.trim().strip_suffix(')').ok_or_else(form)?;
    let link = Link {
        columns: list(columns),
        to: to.trim().to_owned(),
        to_columns: list(to_columns),
    };
    if link.columns.len() == link.to_columns.len() {
        Ok(link)
    } else {
        Err(form())
    }
}
