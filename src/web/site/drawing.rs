//! The drawing on the home page: the engine's own stack for a fictional prospect, and what becomes of it when one answer
//! changes.

use serde::Serialize;

use crate::content::Content;
use crate::i18n::Locale;
use crate::intake::Answer;
use crate::recommendation::{Model, Recommendation, recommend};
use crate::t;
use crate::text::split_parentheses;
use crate::web::shared::prospects::Prospect;

/// The stack of the prospect, then one for each changed answer that changes a layer of the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawing {
    /// Who the prospect is.
    pub title: String,
    /// The first has no change.
    pub states: Vec<State>,
}

/// One stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// Counts from 1.
    pub number: usize,
    /// What it shows, in a few words.
    pub label: String,
    /// What draws the screens; one or two.
    pub front: Vec<Part>,
    /// The back end, and sign-in beside it.
    pub middle: Vec<Part>,
    /// Where data and work wait.
    pub data: Vec<Part>,
    /// What all of it runs on.
    pub ground: Vec<Part>,
    /// The most important change, none in the first.
    pub change: Option<Change>,
}

/// A box of the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Label of the layer.
    pub layer: String,
    /// Name of the product.
    pub product: String,
    /// Whether it differs from the first state.
    pub is_changed: bool,
}

/// One product in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The former product.
    pub then: String,
    /// The new product.
    pub now: String,
    /// The changed answer, as the end of a sentence.
    pub because: String,
}

/// The layers of a row, and how many of them have room.
type Row = (&'static [&'static str], usize);

const FRONT: Row = (&["web", "mobile", "desktop"], 2);
const MIDDLE: Row = (&["backend", "auth"], 2);
const DATA: Row = (
    &[
        "database",
        "search",
        "jobs",
        "data_secondary",
        "object_storage",
    ],
    3,
);
const GROUND: Row = (&["hosting"], 1);
const ROWS: [Row; 4] = [FRONT, MIDDLE, DATA, GROUND];

/// Draws the stack of a prospect, and what becomes of it with two changed answers.
#[must_use]
pub fn drawing(locale: &Locale, content: &Content, model: &Model, prospect: &Prospect) -> Drawing {
    let answers = &prospect.answers;
    let first = recommend(model, answers);
    let state = |number, label, stack: &Recommendation<_>, change| {
        let row = |(layers, room): Row| {
            let parts = layers.iter().filter_map(|layer| {
                let product = product(stack, layer)?;
                Some(Part {
                    layer: label_of(content, layer),
                    product: short(product),
                    is_changed: self::product(&first, layer) != Some(product),
                })
            });
            parts.take(room).collect()
        };
        State {
            number,
            label,
            front: row(FRONT),
            middle: row(MIDDLE),
            data: row(DATA),
            ground: row(GROUND),
            change,
        }
    };
    let mut states = vec![state(1, t!(locale, "site-drawing-first"), &first, None)];
    for (label, because, question, answer) in variations(locale) {
        let is_known = content
            .questionnaire
            .question(question)
            .is_some_and(|known| choices(&answer).all(|choice| known.choice(choice).is_some()));
        if !is_known || answers.answer(question).is_none() {
            continue;
        }
        let stack = recommend(model, &answers.with(question, answer));
        let change = ROWS
            .into_iter()
            .flat_map(|(layers, _)| layers.iter().copied());
        let change = change
            .filter_map(|layer| product(&first, layer).zip(product(&stack, layer)))
            .filter(|(then, now)| then != now)
            .map(|(then, now)| Change {
                then: short(then),
                now: short(now),
                because: because.clone(),
            });
        // The back end says most about a stack.
        let backend = product(&stack, "backend").map(short);
        let mut changes: Vec<Change> = change.collect();
        changes.sort_by_key(|change| Some(&change.now) != backend.as_ref());
        if let Some(change) = changes.into_iter().next() {
            states.push(state(states.len() + 1, label, &stack, Some(change)));
        }
    }
    Drawing {
        title: prospect.title.clone(),
        states,
    }
}

/// Label, reason, question and answer of each change.
fn variations(locale: &Locale) -> [(String, String, &'static str, Answer); 2] {
    [
        (
            t!(locale, "site-drawing-search"),
            t!(locale, "site-drawing-search-because"),
            "search",
            Answer::One("faceted_typo".to_owned()),
        ),
        (
            t!(locale, "site-drawing-team"),
            t!(locale, "site-drawing-team-because"),
            "skills",
            Answer::Many(vec!["js_ts".to_owned()]),
        ),
    ]
}

fn choices(answer: &Answer) -> impl Iterator<Item = &str> {
    let chosen: Vec<&str> = match answer {
        Answer::One(choice) => vec![choice.as_str()],
        Answer::Many(choices) => choices.iter().map(String::as_str).collect(),
        Answer::Contact(_) => vec![],
    };
    chosen.into_iter()
}

fn product<'a, T>(stack: &'a Recommendation<T>, layer: &str) -> Option<&'a str> {
    let layer = stack.layers.get(layer).filter(|layer| layer.needed)?;
    layer.product_name()
}

/// The name without what follows in brackets.
fn short(name: &str) -> String {
    split_parentheses(name).0.trim().to_owned()
}

fn label_of(content: &Content, layer: &str) -> String {
    let info = content
        .catalogue
        .layers
        .iter()
        .find(|info| info.id == layer);
    info.map_or_else(String::new, |info| info.label.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Messages;
    use crate::intake::Answers;
    use crate::web::shared::files::Files;
    use crate::web::shared::prospects::{EXAMPLE, read_prospect};

    fn drawn(change: impl Fn(Answers) -> Answers) -> Drawing {
        let (content, model) = crate::recommendation::embedded().unwrap();
        let mut prospect = read_prospect(&Files::embedded(), &content, EXAMPLE).unwrap();
        prospect.answers = change(prospect.answers);
        let messages = Messages::embedded().unwrap();
        drawing(messages.english(), &content, &model, &prospect)
    }

    #[test]
    fn each_state_shows_what_the_engine_changes_and_why() {
        let states = drawn(|answers| answers).states;
        assert_eq!(states.len(), 3);
        assert_eq!(states[0].change, None);
        let parts = |state: &State| {
            let rows = [&state.front, &state.middle, &state.data, &state.ground];
            rows.into_iter().flatten().cloned().collect::<Vec<_>>()
        };
        assert!(parts(&states[0]).iter().all(|part| !part.is_changed));
        for state in &states[1..] {
            let change = state.change.as_ref().unwrap();
            let changed = |part: &Part| part.is_changed && part.product == change.now;
            assert!(parts(state).iter().any(changed), "{state:?}");
            assert!(
                parts(&states[0])
                    .iter()
                    .any(|part| part.product == change.then)
            );
            assert!(!change.because.is_empty());
        }
    }

    #[test]
    fn an_answer_that_changes_nothing_is_not_shown() {
        let already =
            |answers: Answers| answers.with("skills", Answer::Many(vec!["js_ts".to_owned()]));
        assert_eq!(drawn(already).states.len(), 2);
        assert_eq!(drawn(|_| Answers::default()).states.len(), 1);
    }
}
