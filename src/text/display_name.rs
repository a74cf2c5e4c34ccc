//! Names typed by visitors, made safe for other readers. Anyone can enter a stranger's email address, so a name must
//! not carry a message to that stranger.

use icu_normalizer::ComposingNormalizer;

use super::line::one_line;

/// Longest name that is shown, in characters.
const MAX_LENGTH: usize = 60;
/// The number of digits from which a name may hold a telephone number.
const PHONE_DIGITS: usize = 7;
/// Words that make a domain name when they follow `dot`.
const TOP_LEVEL: [&str; 24] = [
    "app", "biz", "cc", "cn", "co", "com", "de", "dev", "eu", "example", "info", "io", "link",
    "me", "net", "online", "org", "ru", "shop", "site", "top", "tv", "uk", "xyz",
];
/// The same after a dot surrounded by spaces, which also occurs in names (`St. Co`).
const COMMON_TOP_LEVEL: [&str; 5] = ["biz", "com", "info", "net", "org"];

/// The name as one line, or `None` if any of it could be read as a link, an address, a telephone number or an encoded
/// word, or if it is too long for a name.
///
/// This is the only rule for visitors' names in outgoing text: greetings, `To:` and `Reply-To:`, and the title of the
/// report. It rejects a real name such as `Booking.com` rather than let a link through.
#[must_use]
pub fn display_name(name: &str) -> Option<String> {
    let name: String = one_line(name)
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .collect();
    let name = one_line(&name).into_owned();
    let seen = as_seen(&name);
    let is_plain = seen.chars().any(char::is_alphanumeric)
        && name.chars().count() <= MAX_LENGTH
        && !seen.contains([
            '/', '@', ':', '\\', '<', '>', '{', '}', '[', ']', '=', '_', '%', '$', '€', '£',
        ])
        && seen.chars().filter(|letter| letter.is_numeric()).count() < PHONE_DIGITS
        && !has_dotted_word(&seen)
        && !spells_an_address(&seen);
    is_plain.then_some(name)
}

/// The name as a reader or a mail program may understand it: in compatibility form (NFKC) and lower case, without
/// invisible characters, with look-alikes of dots, slashes and colons replaced.
fn as_seen(name: &str) -> String {
    let name = ComposingNormalizer::new_nfkc().normalize(name);
    let letters = name
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| match letter {
            '。' | '｡' | '․' | '‧' | '∙' | '⋅' | 'ꓸ' | '܁' | '܂' | '۔' | '٠' | '۰' | '𐩐' => {
                '.'
            }
            '⁄' | '∕' | '⧸' | '╱' | '〳' | '⟋' | 'Ⳇ' => '/',
            '∶' | 'ː' | '˸' | '꞉' | '։' | '׃' => ':',
            other => other,
        });
    letters.collect::<String>().to_lowercase()
}

/// Whether a full stop has letters or digits on both sides; initials (`J.R.R.`) and numbers (`2.0`) do not count.
fn has_dotted_word(seen: &str) -> bool {
    let is_long = |part: &str| {
        part.chars()
            .take_while(|letter| letter.is_alphanumeric())
            .count()
            > 1
    };
    seen.split(' ').any(|word| {
        let mut parts = word.split('.');
        let first = parts.next().unwrap_or_default();
        let mut before = first.chars().any(char::is_alphanumeric);
        parts.any(|part| {
            let dotted = before && is_long(part);
            before |= part.chars().any(char::is_alphanumeric);
            dotted
        })
    })
}

/// Whether the name spells an address: `www…`, `evil dot com`, `evil .com`, `evil . com`, `ada (at) evil`.
fn spells_an_address(seen: &str) -> bool {
    let apart = seen
        .replace('.', " . ")
        .replace(['(', ')', ',', ';', '-', '"', '\''], " ");
    let words: Vec<&str> = apart.split_whitespace().collect();
    let named = seen.contains("www") || seen.contains("http") || seen.contains("(at)");
    named
        || words.windows(2).any(|pair| {
            (matches!(pair[0], "dot" | "punkt" | "point") && TOP_LEVEL.contains(&pair[1]))
                || (pair[0] == "." && COMMON_TOP_LEVEL.contains(&pair[1]))
        })
}

/// Whether a character is invisible: fillers, variation selectors, and format characters other than the joiners that
/// scripts need.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_and_companies_stay() {
        for name in [
            "Ada Lovelace",
            "J.R.R. Tolkien",
            "J. R. R. Tolkien",
            "Anne-Marie O’Neill",
            "王小明",
            "محمد",
            "می‌خواهم",
            "Dr. Ng",
            "Prof. Dr. Müller-Lüdenscheidt",
            "María del Carmen Fernández y Gómez",
            "Иван Петров",
            "Gal·la Placídia",
            "Navy Yard Ltd.",
            "Böse & Söhne GmbH & Co. KG",
            "Yahoo!",
            "Studio 54",
            "Web 2.0 Labs",
            "U.S. Steel",
            "L’Oréal S.A.",
            "モーニング娘。",
            "Dot Smith",
            "Head of Sales at Acme",
            "#1 Bakery (Berlin)",
            "👩‍💻 Ada",
        ] {
            assert_eq!(display_name(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn a_name_becomes_one_visible_line() {
        assert_eq!(
            display_name("Ada\r\nBcc  Mallory").as_deref(),
            Some("Ada Bcc Mallory")
        );
        assert_eq!(
            display_name("Ada\u{200b}\u{202e} Lovelace\u{feff}").as_deref(),
            Some("Ada Lovelace")
        );
    }

    #[test]
    fn links_addresses_numbers_and_encoded_words_do_not() {
        for name in [
            "",
            "  ",
            "\u{200b}",
            "...",
            "win at evil.com",
            "https://evil.example",
            "Cheap pills at https://evil.example",
            "mail me@evil.example",
            "www.evil.example",
            "www evil example",
            "t.co",
            "evil。example",
            "evil．example",
            "evil｡example",
            "evil․example",
            "ｅｖｉｌ．ｅｘａｍｐｌｅ",
            "evil\u{200b}.\u{200b}example",
            "evil\u{ad}.example",
            "evil.example／win",
            "evil⁄win",
            "evil dot com",
            "evil (dot) com",
            "evil .com",
            "evil . com",
            "evil. com",
            "ada (at) evil",
            "ada＠evil",
            "Call +49 30 1234567",
            "Call ４９３０１２３４",
            "javascript：alert",
            "=?utf-8?b?QQ==?=",
            "Win $500 now",
            "Booking.com",
            "{{ 7 }}",
            "<b>Ada</b>",
            &"x".repeat(61),
        ] {
            assert_eq!(display_name(name), None, "{name}");
        }
    }
}
