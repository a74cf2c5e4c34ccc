//! Rejects control characters in incoming text: PostgreSQL cannot store NUL, and people cannot see them.

use poem::http::Uri;
use serde_json::Value;

use super::Problem;
use crate::i18n::message;

/// Checks the path and the query values.
///
/// # Errors
/// 400 with the location and the character.
pub(crate) fn check_text(uri: &Uri) -> Result<(), Problem> {
    for segment in uri.path().split('/') {
        let segment = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
        if let Some(found) = segment.chars().find(|c| c.is_control()) {
            return Err(Problem::bad_request(message!(
                "problem-control-address",
                address = format!("{:?}", uri.path()),
                character = name_of(found)
            )));
        }
    }
    for (name, value) in query_pairs(uri) {
        if let Some(found) = value.chars().find(|c| c.is_control()) {
            return Err(Problem::bad_request(message!(
                "problem-control-parameter",
                parameter = format!("{name:?}"),
                character = name_of(found)
            )));
        }
    }
    Ok(())
}

/// Checks the texts of a body; tabs and line breaks are allowed.
///
/// # Errors
/// 400 with the field and the character.
pub(crate) fn check_json(value: &Value) -> Result<(), Problem> {
    check_field(value, "")
}

fn check_field(value: &Value, place: &str) -> Result<(), Problem> {
    let below = |name: &str| {
        if place.is_empty() {
            name.to_owned()
        } else {
            format!("{place}.{name}")
        }
    };
    match value {
        Value::String(text) => match text
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            Some(found) => Err(Problem::bad_request(message!(
                "problem-control-field",
                field = place.to_owned(),
                character = name_of(found)
            ))),
            None => Ok(()),
        },
        Value::Array(items) => items.iter().try_for_each(|item| check_field(item, place)),
        Value::Object(fields) => fields
            .iter()
            .try_for_each(|(name, value)| check_field(value, &below(name))),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// `U+007F`.
fn name_of(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Returns the decoded query parameters of a URL.
pub(crate) fn query_pairs(uri: &Uri) -> impl Iterator<Item = (String, String)> {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Messages;
    use serde_json::json;

    fn detail(result: Result<(), Problem>) -> String {
        result
            .err()
            .map(|problem| problem.details(Messages::built_in()).detail)
            .unwrap_or_default()
    }

    #[test]
    fn control_characters_are_refused_with_their_location() {
        let checked = |uri: &str| detail(check_text(&uri.parse().unwrap()));
        assert_eq!(checked("/jobs/%C3%A4?q=%C3%84%20b"), "");
        assert!(checked("/jobs/%00").contains("U+0000"));
        assert!(
            checked("/jobs?error=a%7F").contains("\"error\" holds the control character U+007F")
        );
        assert!(checked("/jobs?q=%C2%85").contains("U+0085"));
        let body = |body| detail(check_json(&body));
        assert_eq!(body(json!({ "note": "one\r\n\ttwo", "tries": 3 })), "");
        assert!(body(json!({ "filter": { "error": "a\u{0}" } })).contains("`filter.error`"));
        assert!(body(json!([{ "note": "\u{1b}[31m" }])).contains("U+001B"));
    }
}
