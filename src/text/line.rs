//! Untrusted text as a single line.

use std::borrow::Cow;

/// The text as one line: runs of white space become one space; control characters and invisible characters that
/// change the writing direction are removed.
///
/// Letters of every script, emoji and their joiners stay. A name that tries to add a header or a paragraph, or to
/// reverse a line, keeps its visible characters and loses its effect.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, 0x20..0x7f))
        && !text.contains("  ")
        && text.trim() == text
    {
        return Cow::Borrowed(text);
    }
    let visible: String = text
        .chars()
        .map(|c| if breaks_line(c) { ' ' } else { c })
        .filter(|c| !is_invisible_control(*c))
        .collect();
    let mut line = String::with_capacity(visible.len());
    for word in visible.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

fn breaks_line(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{a0}'
    )
}

/// Control characters, embeddings, overrides and isolates of the bidirectional algorithm, byte order marks, and
/// the tag characters that can hide text.
fn is_invisible_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed_unchanged() {
        assert!(matches!(
            one_line("Ada Lovelace"),
            Cow::Borrowed("Ada Lovelace")
        ));
    }

    #[test]
    fn line_breaks_and_direction_overrides_lose_their_effect_and_letters_stay() {
        assert_eq!(
            one_line("Ada\r\nBcc: mallory@example.org"),
            "Ada Bcc: mallory@example.org"
        );
        assert_eq!(
            one_line("\u{202e}evil\u{202c} عالم 👩‍🚀 \u{2028}x\0"),
            "evil عالم 👩‍🚀 x"
        );
        assert_eq!(one_line("   "), "");
    }
}
