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
            '_' if is_inside_word(&rest[..index], &rest[index + 1..]) => out.push(c),
            '#' if !starts_word(&rest[..index]) => out.push(c),
            '&' if !rest[index + 1..]
                .starts_with(|next: char| next == '#' || next.is_ascii_alphanumeric()) =>
            {
                out.push(c);
            }
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

/// Whether an underscore stands between two letters or digits, where it is no emphasis: `customer_order`.
fn is_inside_word(before: &str, after: &str) -> bool {
    let ends = before.chars().next_back().zip(after.chars().next());
    ends.is_some_and(|(before, after)| before.is_alphanumeric() && after.is_alphanumeric())
}

/// Whether a number sign after this text could start a heading, or end one: `C#` cannot.
fn starts_word(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|last| last.is_whitespace() || last == '#')
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
