//! Decodings of a word in which an address may be hidden.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The word in lower case, without punctuation around it.
pub(super) fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// The word as it is and in each possible decoding: percent encoding, quoted-printable, xtext (RFC 3461), character
/// references, "(at)", punycode, base64 and encoded words (RFC 2047).
pub(super) fn readings(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    all.extend(
        ['%', '=', '+']
            .into_iter()
            .filter(|mark| word.contains(*mark))
            .map(|mark| unescape(word, mark)),
    );
    let spelled = [
        ("(at)", "@"),
        ("[at]", "@"),
        ("{at}", "@"),
        ("(dot)", "."),
        ("[dot]", "."),
        ("{dot}", "."),
        ("&#64;", "@"),
        ("&#x40;", "@"),
        ("&commat;", "@"),
        ("&#46;", "."),
        ("&period;", "."),
    ]
    .iter()
    .fold(word.to_lowercase(), |text, (from, to)| {
        text.replace(from, to)
    });
    all.push(spelled);
    if word.to_lowercase().contains("xn--") {
        let domain = word
            .rsplit_once(['@', '<'])
            .map_or(word, |(_, domain)| domain);
        all.push(idna::domain_to_unicode(&bare(domain)).0);
    }
    for part in word
        .split(|c: char| !(c.is_ascii_alphanumeric() || "+/".contains(c)))
        .filter(|part| part.len() >= 8)
    {
        all.extend(
            STANDARD_NO_PAD
                .decode(part)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok()),
        );
    }
    all
}

/// The text with each mark and the two hexadecimal digits after it decoded to a byte.
fn unescape(text: &str, mark: char) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = rest
            .get(1..3)
            .filter(|digits| first == mark && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[first.len_utf8()..];
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
