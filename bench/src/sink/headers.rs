//! Values in angle brackets in the header of a mail.

#[derive(Default)]
pub(super) struct Headers {
    lines: Vec<String>,
    over: bool,
}

impl Headers {
    /// Reads the next line of the mail; lines of the body are ignored.
    pub(super) fn read(&mut self, line: &str) {
        self.over |= line.is_empty();
        match self.lines.last_mut() {
            _ if self.over => {}
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            _ => self.lines.push(line.to_owned()),
        }
    }

    /// The bracketed value of a header, by lower-case name; empty if there is no such header.
    pub(super) fn value(&self, name: &str) -> String {
        let named = self.lines.iter().filter_map(|line| line.split_once(':'));
        let value = named
            .into_iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        value
            .map(|(_, value)| inner(value).to_owned())
            .unwrap_or_default()
    }
}

/// The part between the brackets of `Name <address>`, or the whole text.
pub(super) fn inner(text: &str) -> &str {
    let start = text.find('<').map_or(0, |at| at + 1);
    let end = text[start..].find('>').map_or(text.len(), |at| start + at);
    text[start..end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_header_is_read_and_the_body_is_not() {
        let mut headers = Headers::default();
        for line in [
            "Message-ID: <1@a.example>",
            "Reply-To: Grace",
            " <grace@b.example>",
            "",
            "Subject: <no>",
        ] {
            headers.read(line);
        }
        assert_eq!(
            (
                headers.value("message-id").as_str(),
                headers.value("subject").as_str()
            ),
            ("1@a.example", "")
        );
        assert_eq!(headers.value("reply-to"), "grace@b.example");
        assert_eq!(inner("RCPT TO:<ada@c.example> X=1"), "ada@c.example");
    }
}
