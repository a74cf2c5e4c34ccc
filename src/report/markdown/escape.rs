//! Making text that strangers typed safe to set in a line of Markdown.

/// Text for the middle of a Markdown line: whatever could be read as markup is taken as text, and so are addresses
/// that some programs turn into links unasked.
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
    for (at, c) in rest.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#' | '@'
            | '^' | '{' | '}' => out.extend(['\\', c]),
            ':' if rest[at..].starts_with("://") => out.push_str("\\:"),
            '.' if ends_with_www(&rest[..at]) => out.push_str("\\."),
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

/// An address between `<` and `>`, without what could end it.
pub(super) fn address(url: &str) -> String {
    url.chars()
        .filter(|c| !matches!(c, '<' | '>' | '\\') && !c.is_whitespace() && !c.is_control())
        .collect()
}

/// Text between back quotes, without what could end it.
pub(super) fn code(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '`' && !c.is_control())
        .collect()
}
