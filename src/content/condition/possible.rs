//! Whether a condition can be true at all, by trying all relevant answers.

use super::{Condition, Facts, NOT_SURE, Node, Test, Truth, Value, Vocabulary};

/// The maximum number of combinations to try.
const MOST: usize = 20_000;

/// An answer to one name.
type Answer = (String, Vec<String>, bool);

impl Condition {
    /// Whether some answers make it true. A condition with too many combinations counts as possible.
    #[must_use]
    pub fn is_possible(&self, words: &dyn Vocabulary) -> bool {
        let mut names: Vec<&str> = self.names().collect();
        names.sort_unstable();
        names.dedup();
        let answers: Vec<Vec<Answer>> =
            names.iter().map(|name| self.answers(name, words)).collect();
        let combinations = answers
            .iter()
            .try_fold(1_usize, |product, each| product.checked_mul(each.len()));
        let Some(combinations) = combinations.filter(|count| *count <= MOST) else {
            return true;
        };
        (0..combinations).any(|mut number| {
            let pick = |each: &Vec<Answer>| {
                let at = number % each.len();
                number /= each.len();
                each[at].clone()
            };
            self.eval(&Picked(answers.iter().map(pick).collect())) == Truth::True
        })
    }

    /// The relevant answers to a name: the options that the condition mentions, one that it does not, and, if several can
    /// be chosen, all combinations.
    fn answers(&self, name: &str, words: &dyn Vocabulary) -> Vec<Answer> {
        let options = words.options(name).unwrap_or_default();
        let mut named: Vec<String> = vec![];
        self.0.collect_values(name, &options, &mut named);
        named.sort_unstable();
        named.dedup();
        let other = options
            .iter()
            .find(|option| !named.contains(option) && *option != NOT_SURE);
        named.extend(other.cloned());
        let answer = |chosen: Vec<String>, several| (name.to_owned(), chosen, several);
        let mut all: Vec<Answer> = named
            .iter()
            .map(|one| answer(vec![one.clone()], false))
            .collect();
        if words.takes_several(name) {
            all.push(answer(vec![], true));
            for (at, one) in named.iter().enumerate() {
                all.extend(
                    named[at + 1..]
                        .iter()
                        .map(|other| answer(vec![one.clone(), other.clone()], true)),
                );
            }
            all.push(answer(named, true));
        }
        all
    }
}

impl Node {
    fn collect_values(&self, wanted: &str, options: &[String], found: &mut Vec<String>) {
        match self {
            Self::Always(_) => {}
            Self::Not(inner) => inner.collect_values(wanted, options, found),
            Self::And(parts) | Self::Or(parts) => {
                parts
                    .iter()
                    .for_each(|part| part.collect_values(wanted, options, found));
            }
            // For an order each option can make a difference.
            Self::Test {
                name,
                test: Test::Order { .. },
            } if name == wanted => found.extend(options.iter().cloned()),
            Self::Test { name, test } if name == wanted => found.extend(test.values().cloned()),
            Self::Test { .. } => {}
        }
    }
}

struct Picked(Vec<Answer>);

impl Facts for Picked {
    fn lookup(&self, name: &str) -> Value<'_> {
        match self.0.iter().find(|(known, ..)| known == name) {
            Some((_, chosen, true)) => Value::Many(chosen),
            Some((_, chosen, false)) => {
                chosen.first().map_or(Value::Unknown, |one| Value::One(one))
            }
            None => Value::Unknown,
        }
    }
}
