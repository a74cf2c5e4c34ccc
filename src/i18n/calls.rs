//! Finds the uses of messages in the source of a program or a template.

use std::collections::BTreeSet;

use super::{Locale, MessageError};
use crate::text::did_you_mean;

/// A use of a message: `t!(locale, "id", name = value)`, `message!("id", name = value)` or `t("id", name=value)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Line, counted from 1.
    pub line: usize,
    /// The id of the message.
    pub id: String,
    /// Names of the arguments.
    pub arguments: BTreeSet<String>,
}

/// Finds all uses with a literal id, in Rust or in a template.
#[must_use]
pub fn calls(source: &str) -> Vec<Call> {
    let mut found = Vec::new();
    for (start, opening) in source
        .match_indices("t!(")
        .chain(source.match_indices("t("))
        .chain(source.match_indices("message!("))
    {
        let is_name_start = source[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && before != '_' && before != '.');
        if !is_name_start {
            continue;
        }
        let arguments = top_level_arguments(&source[start + opening.len()..]);
        // `t!` has the locale first.
        let id = usize::from(opening == "t!(");
        let Some(id) = arguments.get(id).and_then(|argument| literal(argument)) else {
            continue;
        };
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if id.is_empty() || !id.bytes().all(is_id) {
            continue;
        }
        found.push(Call {
            line: source[..start].matches('\n').count() + 1,
            id: id.to_owned(),
            arguments: arguments.iter().filter_map(|text| named(text)).collect(),
        });
    }
    found.sort_by_key(|call| call.line);
    found
}

/// The uses in a template of messages that do not exist, or with other arguments than they take.
#[must_use]
pub fn wrong_calls(locale: &Locale, file: &str, source: &str) -> Vec<MessageError> {
    let wrong = calls(source).into_iter().filter_map(|call| {
        let given: BTreeSet<&str> = call.arguments.iter().map(String::as_str).collect();
        let message = match locale.variables(&call.id) {
            None => {
                let hint = did_you_mean(&call.id, locale.ids());
                format!("there is no message `{}`{hint}", call.id)
            }
            Some(taken) if taken == given => return None,
            Some(taken) if taken.is_empty() => format!("`{}` takes no arguments", call.id),
            Some(taken) => {
                let taken = Vec::from_iter(taken).join("`, `");
                format!("`{}` takes exactly the arguments `{taken}`", call.id)
            }
        };
        Some(MessageError {
            file: file.to_owned(),
            line: call.line,
            message,
        })
    });
    wrong.collect()
}

/// The text between quotes, if that is all.
fn literal(argument: &str) -> Option<&str> {
    let argument = argument.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| argument.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// The name of `name = value`.
fn named(argument: &str) -> Option<String> {
    let (name, value) = argument.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && !value.starts_with('=')).then(|| name.to_owned())
}

/// The arguments of a call, from after its opening parenthesis to the one that closes it.
fn top_level_arguments(source: &str) -> Vec<&str> {
    let (mut depth, mut quote, mut escaped, mut start) = (0_usize, None, false, 0);
    let mut arguments = Vec::new();
    for (index, character) in source.char_indices() {
        if let Some(end) = quote {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if character == end => quote = None,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => quote = Some('"'),
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => {
                arguments.push(&source[start..index]);
                return arguments;
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                arguments.push(&source[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    Vec::new()
}
