//! Escaping of untrusted text.

/// Text for the middle of a Markdown line. Nothing in it is read as markup, nor as an address that some programs turn
/// into a link.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.trim_start();
    if let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if matches!(first, '-' | '+' | '=') {
            out.push('\\');
        } else if digits > 0 && rest[digits..].starts_with(['.', ')']) {
            out.push_str(&rest[..digits]);
            out.push('\\');
            rest = &rest[digits..];
        }
    }
    for (index, c) in rest.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#' | '@'
            | '^' | '{' | '}' => out.extend(['\\', c]),
            ':' if rest[index..].starts_with("://") => out.push_str("\\:"),
            '.' if ends_with_www(&rest[..index]) => out.push_str("\\."),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.as_bytes()
        .last_chunk::<3>()
        .is_some_and(|last| last.eq_ignore_ascii_case(b"www"))
}

/// An address for the place between `<` and `>`, without characters that could end it.
pub(super) fn address(url: &str) -> String {
    url.chars()
        .filter(|c| !matches!(c, '<' | '>' | '\\') && !c.is_whitespace() && !c.is_control())
        .collect()
}

/// Text for the place between backticks, without characters that could end it.
pub(super) fn code(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '`' && !c.is_control())
        .collect()
}
