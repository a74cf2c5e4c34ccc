//! The condition language: when a question is shown or a rule applies.
//!
//! `stage in [live_mvp, scaling]`, `channels has ios|android`, `team_size != none`, `mau >= 1m_10m`, joined with
//! `not`, `and`, `or` (in order of precedence) and parentheses, and the constants `true` and `false`. Logic is
//! three-valued: an open question makes a condition unknown, never true or false.

mod parser;
mod possible;
mod show;
mod truth;

use serde_saphyr::Spanned;

use super::source::{File, Problem};
use crate::text::did_you_mean;
pub use truth::Truth;
use truth::all;

/// The answer that means "I do not know"; it matches only itself.
pub const NOT_SURE: &str = "not_sure";

/// The value of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Not known.
    Unknown,
    /// One option.
    One(&'a str),
    /// Several options; an empty list is a known value.
    Many(&'a [String]),
}

/// The facts that conditions are evaluated against.
pub trait Facts {
    /// The value of `name`.
    fn lookup(&self, name: &str) -> Value<'_>;
}

/// The names that a condition can use, each with its options in order.
pub trait Vocabulary {
    /// The options of `name`, lowest first; `None` if there is no such name.
    fn options(&self, name: &str) -> Option<Vec<String>>;

    /// Whether several options can be chosen at once.
    fn takes_several(&self, _: &str) -> bool {
        true
    }

    /// Completes the message about an option that `name` no longer has with those that replaced it.
    fn replaced(&self, _name: &str, _option: &str) -> Option<String> {
        None
    }

    /// All names, for suggestions.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A parsed condition. Shows and serialises as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Always(bool),
    Test { name: String, test: Test },
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Is(String),
    IsNot(String),
    In(Vec<String>),
    Has(Vec<String>),
    /// `order` is set when the condition is bound: the options of the name without `not_sure`.
    Order {
        sign: Sign,
        than: String,
        order: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Less,
    AtMost,
    AtLeast,
    More,
}

impl Condition {
    /// Parses a condition.
    ///
    /// # Errors
    /// A sentence with the place of the mistake.
    pub fn parse(text: &str) -> Result<Self, String> {
        parser::parse(text).map(Self)
    }

    /// Parses a condition of a content file and binds it; mistakes are added to `problems`.
    pub fn load(
        text: &Spanned<String>,
        file: &File,
        words: &dyn Vocabulary,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let mut say = |message| problems.push(file.problem_at(text.referenced, message));
        let mut condition = Self::parse(&text.value).map_err(&mut say).ok()?;
        let mut mistakes = condition.bind(words);
        if mistakes.is_empty() && !condition.is_possible(words) {
            mistakes.push(format!(
                "`{}` can never be true: no answers fit it",
                text.value
            ));
        }
        let sound = mistakes.is_empty();
        mistakes.into_iter().for_each(say);
        sound.then_some(condition)
    }

    /// The names it depends on, in order of appearance, with repetitions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut found = Vec::new();
        self.0.collect_names(&mut found);
        found.into_iter()
    }

    /// Checks every name and option against `words` and sets the order for comparisons. Returns the mistakes.
    pub fn bind(&mut self, words: &dyn Vocabulary) -> Vec<String> {
        let mut mistakes = Vec::new();
        self.0.bind(words, &mut mistakes);
        mistakes
    }

    /// Evaluates it for these facts. Comparisons by order are unknown until the condition is bound.
    pub fn eval(&self, facts: &dyn Facts) -> Truth {
        self.0.eval(facts)
    }
}

impl Node {
    fn collect_names<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Always(_) => {}
            Self::Test { name, .. } => found.push(name),
            Self::Not(inner) => inner.collect_names(found),
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.collect_names(found))
            }
        }
    }

    fn bind(&mut self, words: &dyn Vocabulary, mistakes: &mut Vec<String>) {
        match self {
            Self::Always(_) => {}
            Self::Not(inner) => inner.bind(words, mistakes),
            Self::And(parts) | Self::Or(parts) => {
                parts.iter_mut().for_each(|part| part.bind(words, mistakes))
            }
            Self::Test { name, test } => match words.options(name) {
                Some(options) => test.bind(name, options, words, mistakes),
                None => {
                    let names = words.names();
                    let hint = did_you_mean(name, names.iter().map(String::as_str));
                    mistakes.push(format!("there is no question or fact `{name}`{hint}"));
                }
            },
        }
    }

    fn eval(&self, facts: &dyn Facts) -> Truth {
        match self {
            Self::Always(value) => (*value).into(),
            Self::Test { name, test } => test.eval(facts.lookup(name)),
            Self::Not(inner) => !inner.eval(facts),
            Self::And(parts) => all(parts.iter().map(|part| part.eval(facts))),
            Self::Or(parts) => !all(parts.iter().map(|part| !part.eval(facts))),
        }
    }
}

impl Test {
    fn bind(
        &mut self,
        name: &str,
        options: Vec<String>,
        words: &dyn Vocabulary,
        mistakes: &mut Vec<String>,
    ) {
        for value in self.values().filter(|value| !options.contains(value)) {
            let similar = || did_you_mean(value, options.iter().map(String::as_str));
            let hint = words.replaced(name, value).unwrap_or_else(similar);
            mistakes.push(format!("`{name}` has no option `{value}`{hint}"));
        }
        if let Self::Order { than, order, .. } = self {
            if than == NOT_SURE {
                mistakes.push(format!(
                    "`{name}` cannot be compared with `{NOT_SURE}`, which has no place in the order"
                ));
            }
            *order = options
                .into_iter()
                .filter(|option| option != NOT_SURE)
                .collect();
        }
    }

    fn values(&self) -> impl Iterator<Item = &String> {
        match self {
            Self::Is(value) | Self::IsNot(value) | Self::Order { than: value, .. } => {
                std::slice::from_ref(value).iter()
            }
            Self::In(values) | Self::Has(values) => values.iter(),
        }
    }

    fn eval(&self, value: Value<'_>) -> Truth {
        match value {
            Value::Unknown => Truth::Unknown,
            Value::One(one) => self.eval_one(one),
            // A list passes when one of its members does; `==` asks for that member alone.
            Value::Many(many) => match self {
                Self::Is(_) if many.len() != 1 => Truth::False,
                Self::IsNot(_) if many.len() != 1 => Truth::True,
                _ => !all(many.iter().map(|one| !self.eval_one(one))),
            },
        }
    }

    fn eval_one(&self, one: &str) -> Truth {
        let among = |values: &[String]| match one {
            _ if values.iter().any(|value| value == one) => Truth::True,
            NOT_SURE => Truth::Unknown,
            _ => Truth::False,
        };
        match self {
            Self::Is(value) => among(std::slice::from_ref(value)),
            Self::IsNot(value) => !among(std::slice::from_ref(value)),
            Self::In(values) | Self::Has(values) => among(values),
            Self::Order { sign, than, order } => {
                let place = |id: &str| order.iter().position(|option| option == id);
                match (place(one), place(than)) {
                    (Some(one), Some(than)) => sign.compare(one, than).into(),
                    _ => Truth::Unknown,
                }
            }
        }
    }
}

impl Sign {
    fn compare(self, one: usize, than: usize) -> bool {
        match self {
            Self::Less => one < than,
            Self::AtMost => one <= than,
            Self::AtLeast => one >= than,
            Self::More => one > than,
        }
    }
}

#[cfg(test)]
mod tests;
