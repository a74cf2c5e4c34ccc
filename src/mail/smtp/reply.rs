//! Replies of the server: code, enhanced status code (RFC 3463) and text.

use std::fmt;

/// A complete reply. Has no `Debug`: its text may contain personal data.
pub(super) struct Reply {
    /// The three digits.
    pub code: u16,
    lines: Vec<String>,
}

/// An enhanced status code, `class.subject.detail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Enhanced {
    /// 2, 4 or 5.
    pub class: u16,
    /// Subject: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// Detail.
    pub detail: u16,
}

/// One line of a reply.
pub(super) struct Line {
    /// The three digits.
    pub code: u16,
    /// Whether it is the last line.
    pub last: bool,
    /// The text after the code.
    pub text: String,
}

impl Line {
    /// Parses a line such as `550-5.1.1 no such user`; `None` if it is not SMTP. Bytes that are not UTF-8 are read as
    /// Latin-1, so that other encodings never hide the code.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let (digits, rest) = bytes.split_at_checked(3)?;
        if !(b'2'..=b'5').contains(digits.first()?) || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let code = digits
            .iter()
            .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
        let (last, rest) = match rest {
            [] => (true, rest),
            [b' ', rest @ ..] => (true, rest),
            [b'-', rest @ ..] => (false, rest),
            _ => return None,
        };
        let text = str::from_utf8(rest).map_or_else(
            |_| rest.iter().map(|byte| char::from(*byte)).collect(),
            str::to_owned,
        );
        Some(Self { code, last, text })
    }
}

impl Reply {
    /// A reply of these lines.
    pub fn new(code: u16, lines: Vec<String>) -> Self {
        Self { code, lines }
    }

    /// Its lines, without the code.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// The text of all lines, without code and enhanced code.
    pub fn words(&self) -> String {
        let known = self
            .enhanced()
            .map(|code| code.to_string())
            .unwrap_or_default();
        let words = self
            .lines()
            .flat_map(str::split_whitespace)
            .filter(|word| *word != known);
        words.collect::<Vec<_>>().join(" ")
    }

    /// The enhanced code: the first word, or, as qmail writes it, one in the middle that begins with `#`.
    pub fn enhanced(&self) -> Option<Enhanced> {
        let first = self.lines().next()?.split_whitespace().next();
        let marked = self
            .lines()
            .flat_map(str::split_whitespace)
            .filter_map(|word| word.trim_start_matches('(').strip_prefix('#'));
        first.into_iter().chain(marked).find_map(Enhanced::parse)
    }
}

impl Enhanced {
    /// Parses `5.7.1`, with or without punctuation around it.
    pub fn parse(word: &str) -> Option<Self> {
        let mut parts = word
            .trim_matches(|c: char| "()[]<>:;,.".contains(c))
            .split('.')
            .map(|part| {
                let digits =
                    (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
                digits.then(|| part.parse::<u16>().ok()).flatten()
            });
        let code = Self {
            class: parts.next()??,
            subject: parts.next()??,
            detail: parts.next()??,
        };
        (parts.next().is_none() && matches!(code.class, 2 | 4 | 5)).then_some(code)
    }
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(lines: &[&str]) -> Reply {
        Reply::new(550, lines.iter().map(|line| (*line).to_owned()).collect())
    }

    #[test]
    fn a_line_is_read_with_any_code_and_any_letters() {
        let line = Line::parse(b"571-Delivery not authorized\r\n").unwrap();
        assert_eq!(
            (line.code, line.last, line.text.as_str()),
            (571, false, "Delivery not authorized")
        );
        let line = Line::parse("550 5.1.1 Empfänger".as_bytes()).unwrap();
        assert_eq!(
            (line.code, line.last, line.text.as_str()),
            (550, true, "5.1.1 Empfänger")
        );
        assert_eq!(
            Line::parse(b"550 Empf\xe4nger unbekannt\r\n").unwrap().text,
            "Empfänger unbekannt"
        );
        assert!(Line::parse(b"250\r\n").is_some_and(|line| line.last && line.text.is_empty()));
        for odd in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            b"25\r\n",
            b"250x\r\n",
            b"650 no\r\n",
            b"\r\n",
        ] {
            assert!(Line::parse(odd).is_none(), "{odd:?}");
        }
    }

    #[test]
    fn the_enhanced_code_is_found_where_servers_write_it() {
        let code = |lines: &[&str]| reply(lines).enhanced().map(|code| code.to_string());
        assert_eq!(
            code(&["5.7.25 [203.0.113.1] has no", "5.7.25 PTR record"]).as_deref(),
            Some("5.7.25")
        );
        assert_eq!(
            code(&["sorry, not in my list of allowed rcpthosts (#5.7.1)"]).as_deref(),
            Some("5.7.1")
        );
        assert_eq!(
            code(&["5.7.606 Access denied, banned sending IP"]).as_deref(),
            Some("5.7.606")
        );
        assert_eq!(
            code(&["203.0.113.1 is listed"]),
            None,
            "an address is not a code"
        );
        assert_eq!(code(&["version 5.1.1 of nothing"]), None);
        assert_eq!(code(&[]), None);
        assert_eq!(
            reply(&["5.7.25 has no", "5.7.25 PTR record"]).words(),
            "has no PTR record"
        );
    }
}
