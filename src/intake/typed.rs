//! What nobody can see is made harmless, or named.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use crate::i18n::{Message, message};

/// A text of one line: white space of every kind becomes a space, as pasted from tables and word processors, and a text of
/// nothing visible is empty. `Err` with the first character that cannot stand in a line.
pub(super) fn line(text: &str) -> Result<String, char> {
    let spaced = text.trim().chars().map(|c| {
        if c.is_whitespace() && !breaks_line(c) {
            ' '
        } else {
            c
        }
    });
    let spaced: String = spaced.collect();
    match spaced.chars().find(|c| breaks_line(*c)) {
        Some(found) => Err(found),
        None => checked(spaced, |_| false),
    }
}

/// A text of several lines: every kind of line break becomes one, and tabs stay.
pub(super) fn lines(text: &str) -> Result<String, char> {
    let text = text.trim().replace("\r\n", "\n");
    // Word processors paste a vertical tab where a line was broken by hand.
    let broken = text.chars().map(|c| {
        if breaks_line(c) || matches!(c, '\u{b}' | '\u{c}') {
            '\n'
        } else {
            c
        }
    });
    checked(broken.collect(), |c| matches!(c, '\n' | '\t'))
}

/// What is wrong with a character that [`line`] or [`lines`] refused, and what to do.
pub(super) fn complaint(found: char) -> Message {
    if breaks_line(found) {
        return message!("field-line-breaks");
    }
    message!(
        "field-control-character",
        character = format!("U+{:04X}", u32::from(found))
    )
}

fn checked(text: String, allowed: impl Fn(char) -> bool) -> Result<String, char> {
    match text.chars().find(|c| c.is_control() && !allowed(*c)) {
        Some(found) => Err(found),
        None if text.chars().all(is_invisible) => Ok(String::new()),
        None => Ok(text),
    }
}

fn breaks_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character leaves no mark: white space, joiners, fillers, selectors and the like.
fn is_invisible(c: char) -> bool {
    // An empty Braille cell is a symbol to Unicode and nothing to the eye.
    c.is_whitespace()
        || c == '\u{2800}'
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::tests::english;

    #[test]
    fn what_was_pasted_from_a_table_is_a_name() {
        for pasted in [
            "Ada\tLovelace",
            "Ada\u{b}Lovelace",
            "Ada\u{c}Lovelace",
            " Ada\u{a0}Lovelace\u{3000}",
            "Ada\u{202f}Lovelace",
        ] {
            assert_eq!(line(pasted).as_deref(), Ok("Ada Lovelace"), "{pasted:?}");
        }
    }

    #[test]
    fn a_name_of_nothing_visible_is_empty() {
        for empty in [
            "",
            " \t",
            "\u{200b}",
            "\u{feff}\u{2060}",
            "\u{3164}",
            "\u{2800}",
            "\u{ad} \u{200d}\u{fe0f}",
            "\u{e0041}",
        ] {
            assert_eq!(line(empty).as_deref(), Ok(""), "{empty:?}");
            assert_eq!(lines(empty).as_deref(), Ok(""), "{empty:?}");
        }
        for name in ["👩\u{200d}💻", "क्\u{200d}ष", "ـ", "\u{301}e", "李"] {
            assert_eq!(line(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn other_control_characters_are_named() {
        for (text, named) in [
            ("a\u{0}b", "U+0000"),
            ("a\u{1b}[1m", "U+001B"),
            ("a\u{7f}", "U+007F"),
            ("a\u{9b}b", "U+009B"),
        ] {
            assert!(
                complaint(line(text).unwrap_err())
                    .text(english())
                    .contains(named)
            );
            assert!(
                complaint(lines(text).unwrap_err())
                    .text(english())
                    .contains(named)
            );
        }
        for broken in ["a\nb", "a\r\nb", "a\u{2028}b", "a\u{85}b"] {
            assert!(
                complaint(line(broken).unwrap_err())
                    .text(english())
                    .contains("line breaks"),
                "{broken:?}"
            );
        }
    }

    #[test]
    fn a_message_keeps_its_lines() {
        assert_eq!(
            lines("one\r\ntwo\u{b}three\rfour\u{2028}\tfive\n").as_deref(),
            Ok("one\ntwo\nthree\nfour\n\tfive")
        );
    }
}
