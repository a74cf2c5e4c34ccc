//! Removes personal data from a mail server's replies. Redaction looks for what is known of the recipient (address,
//! domain, name, subject) and not for patterns of addresses, and it replaces whole words.

mod readings;

use std::collections::BTreeSet;

use lettre::message::Mailbox;

use super::message::Message;
use crate::text::one_line;
use readings::{bare, readings};

/// Replaces hidden words.
const PLACEHOLDER: &str = "(redacted)";
/// The maximum length of the result, in characters.
const MAX_LENGTH: usize = 600;

/// Personal data to hide. Has no `Debug`.
#[derive(Default)]
pub(super) struct Redactor {
    /// In lower case; matched where neither a letter nor a digit is next to them.
    tokens: BTreeSet<String>,
    /// Sequences of words, in lower case.
    phrases: Vec<Vec<String>>,
    /// Labels of domains, which are hidden only next to an "at" or a "dot".
    labels: BTreeSet<String>,
}

impl Redactor {
    /// Hides the recipient of a message, the mailbox for replies, and the subject.
    pub fn new(message: &Message) -> Self {
        let mut redactor = Self::default();
        redactor.add(&message.to);
        if let Some(reply_to) = &message.reply_to {
            redactor.add(reply_to);
        }
        for part in std::iter::once(message.subject.as_str())
            .chain(message.subject.split([':', '[', ']', '(', ')']))
        {
            let words: Vec<_> = part
                .split_whitespace()
                .map(bare)
                .filter(|word| !word.is_empty())
                .collect();
            if words.len() > 1 {
                redactor.phrases.push(words);
            }
        }
        redactor
    }

    fn add(&mut self, mailbox: &Mailbox) {
        let local = mailbox.email.user().to_lowercase();
        self.tokens.extend(
            local
                .split(|c: char| !c.is_alphanumeric())
                .filter(|part| part.chars().count() > 2)
                .map(str::to_owned),
        );
        self.tokens.insert(local);
        let domain = mailbox.email.domain().to_lowercase();
        let ascii = idna::domain_to_ascii(&domain).unwrap_or_default();
        let (unicode, _) = idna::domain_to_unicode(&domain);
        for form in [domain, ascii, unicode] {
            self.labels.extend(form.split('.').map(str::to_owned));
            self.tokens.insert(form);
        }
        let name = mailbox.name.as_deref().unwrap_or_default().to_lowercase();
        self.tokens.extend(
            name.split(|c: char| !c.is_alphanumeric())
                .filter(|part| part.chars().count() > 1)
                .map(str::to_owned),
        );
        self.tokens.remove("");
    }

    /// The text on one line, without words that contain personal data in any encoding, and without words with an `@`.
    pub fn redact(&self, text: &str) -> String {
        let line = one_line(text);
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let bares: Vec<String> = words.iter().map(|word| bare(word)).collect();
        let mut hidden: Vec<bool> = words.iter().map(|word| self.is_personal(word)).collect();
        for phrase in &self.phrases {
            for start in 0..words.len() {
                if bares[start..].starts_with(phrase) {
                    hidden[start..start + phrase.len()].fill(true);
                }
            }
        }
        // "ada at engines dot example": the words on both sides belong together.
        for at in (1..words.len().saturating_sub(1))
            .filter(|at| matches!(bares[*at].as_str(), "at" | "dot"))
        {
            let domain = self.labels.contains(&bares[at + 1])
                && (hidden[at - 1] || self.labels.contains(&bares[at - 1]));
            if domain || hidden[at - 1] && hidden[at + 1] {
                hidden[at - 1..=at + 1].fill(true);
            }
        }
        let mut shown: Vec<&str> = Vec::with_capacity(words.len());
        for (word, hidden) in words.iter().zip(hidden) {
            let word = if hidden { PLACEHOLDER } else { word };
            if !hidden || shown.last() != Some(&PLACEHOLDER) {
                shown.push(word);
            }
        }
        shown.join(" ").chars().take(MAX_LENGTH).collect()
    }

    fn is_personal(&self, word: &str) -> bool {
        readings(word).iter().any(|reading| {
            let reading = reading.to_lowercase();
            reading.contains('@') || self.tokens.iter().any(|token| is_in(token, &reading))
        })
    }
}

/// Whether the text contains the token with neither a letter nor a digit next to it.
fn is_in(token: &str, text: &str) -> bool {
    text.match_indices(token).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + token.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests;
