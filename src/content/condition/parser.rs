//! Parses the text of a condition.

use super::{Node, Sign, Test};

/// Maximum nesting, which keeps hostile text from exhausting the stack.
const DEEPEST: usize = 32;

pub(super) fn parse(text: &str) -> Result<Node, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        text,
    };
    let node = parser.any_of()?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.expected("`and`, `or` or the end")),
    }
}

/// A token and its position in characters, from 1.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    at: usize,
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let is_word =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => {
                rest = &rest[first.len_utf8()..];
                continue;
            }
            _ if is_word(first) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            _ if ["==", "!=", ">=", "<="]
                .iter()
                .any(|sign| rest.starts_with(sign)) =>
            {
                2
            }
            '(' | ')' | '[' | ']' | ',' | '|' | '<' | '>' => 1,
            _ => 0,
        };
        let at = text[..text.len() - rest.len()].chars().count() + 1;
        if length == 0 {
            return Err(format!(
                "`{first}` at character {at} is not part of a condition in `{text}`"
            ));
        }
        tokens.push(Token {
            text: &rest[..length],
            at,
        });
        rest = &rest[length..];
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    depth: usize,
    text: &'a str,
}

impl<'a> Parser<'a> {
    fn any_of(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.all_of()?];
        while self.take("or") {
            parts.push(self.all_of()?);
        }
        Ok(if parts.len() == 1 {
            parts.swap_remove(0)
        } else {
            Node::Or(parts)
        })
    }

    fn all_of(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.single()?];
        while self.take("and") {
            parts.push(self.single()?);
        }
        Ok(if parts.len() == 1 {
            parts.swap_remove(0)
        } else {
            Node::And(parts)
        })
    }

    fn single(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!(
                "the condition nests deeper than {DEEPEST} levels; split it"
            ));
        }
        let node = if self.take("not") {
            Node::Not(Box::new(self.single()?))
        } else if self.take("(") {
            let inner = self.any_of()?;
            self.demand(")")?;
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn test(&mut self) -> Result<Node, String> {
        let name = self.word("the id of a question or fact")?;
        if name == "true" || name == "false" {
            return Ok(Node::Always(name == "true"));
        }
        let Some(sign) = self.peek() else {
            return Err(self.expected("`in`, `has` or a comparison"));
        };
        self.next += 1;
        let test = match sign {
            "in" => {
                self.demand("[")?;
                let values = self.values(",")?;
                self.demand("]")?;
                Test::In(values)
            }
            "has" => Test::Has(self.values("|")?),
            "==" => Test::Is(self.word("an option")?),
            "!=" => Test::IsNot(self.word("an option")?),
            "<" | "<=" | ">=" | ">" => {
                let sign = match sign {
                    "<" => Sign::Less,
                    "<=" => Sign::AtMost,
                    ">=" => Sign::AtLeast,
                    _ => Sign::More,
                };
                Test::Order {
                    sign,
                    than: self.word("an option")?,
                    order: Vec::new(),
                }
            }
            _ => {
                self.next -= 1;
                return Err(self.expected("`in`, `has` or a comparison"));
            }
        };
        Ok(Node::Test { name, test })
    }

    fn values(&mut self, separator: &str) -> Result<Vec<String>, String> {
        let mut values = vec![self.word("an option")?];
        while self.take(separator) {
            values.push(self.word("an option")?);
        }
        Ok(values)
    }

    fn word(&mut self, what: &str) -> Result<String, String> {
        match self.peek() {
            Some(word)
                if word.starts_with(|letter: char| letter.is_ascii_alphanumeric())
                    && !is_keyword(word) =>
            {
                self.next += 1;
                Ok(word.to_owned())
            }
            _ => Err(self.expected(what)),
        }
    }

    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.next).map(|token| token.text)
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.peek() == Some(text);
        self.next += usize::from(found);
        found
    }

    fn demand(&mut self, text: &str) -> Result<(), String> {
        if self.take(text) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{text}`")))
        }
    }

    fn expected(&self, what: &str) -> String {
        match self.tokens.get(self.next) {
            Some(token) => {
                format!(
                    "expected {what}, found `{}` at character {} of `{}`",
                    token.text, token.at, self.text
                )
            }
            None => format!("expected {what} at the end of `{}`", self.text),
        }
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "has")
}
