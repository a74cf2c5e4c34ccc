//! The facts that conditions in `content/blueprint/` are evaluated against: answers and the recommended stack.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::content::condition::{Facts, NOT_SURE, Truth, Value};
use crate::content::plan::{
    CHOSEN, NEEDED, PARTLY_NEW, PICK, Remark, STACK, STACK_VALUES, TENANCY, TENANCY_VALUES, When,
};
use crate::content::questionnaire::{Kind, Questionnaire};
use crate::content::{Content, catalogue::Catalogue};
use crate::intake::{Answer, Answers};
use crate::recommendation::Recommendation;

/// Layers with code of the team's own, which therefore depend on its skills.
const OWN_CODE_LAYERS: [&str; 4] = ["backend", "web", "mobile", "device_firmware"];
/// The option "something else".
const OTHER: &str = "other";
/// The lowest value, of five, at which a skill covers a technology.
const COVERED_FROM: u8 = 3;

/// Answers, chosen technologies and needed layers.
#[derive(Clone)]
pub(super) struct PlanFacts<'a> {
    questionnaire: &'a Questionnaire,
    answers: Cow<'a, Answers>,
    picks: BTreeMap<&'a str, Pick>,
    chosen: Vec<String>,
    needed: Vec<String>,
    stack: Option<&'static str>,
    tenancy: Option<&'a When>,
    products: BTreeMap<String, [String; 2]>,
}

/// The choice of a layer.
#[derive(Clone, Default)]
struct Pick {
    /// Id and traits of the technology; empty without a choice.
    words: Vec<String>,
    /// The product as a reader sees it; without a choice, the layer.
    product: String,
}

impl<'a> PlanFacts<'a> {
    /// Collects the facts for one set of answers and its recommendation.
    pub fn new<T>(
        content: &'a Content,
        answers: &'a Answers,
        recommendation: &Recommendation<T>,
    ) -> Self {
        let mut chosen = Vec::new();
        for id in recommendation
            .layers
            .values()
            .filter_map(|layer| layer.choice.as_deref())
        {
            chosen.push(id.to_owned());
            let technology = content.catalogue.technology(id);
            chosen.extend(
                technology
                    .into_iter()
                    .flat_map(|technology| technology.traits.iter().cloned()),
            );
        }
        let picks = content.catalogue.layers.iter().map(|info| {
            let layer = recommendation.layers.get(&info.id);
            let choice = layer.and_then(|layer| layer.choice.as_deref());
            let technology = choice.and_then(|id| content.catalogue.technology(id));
            let traits = technology.into_iter().flat_map(|one| &one.traits).cloned();
            let product = layer.and_then(|layer| layer.product_name());
            let pick = Pick {
                words: choice
                    .map(str::to_owned)
                    .into_iter()
                    .chain(traits)
                    .collect(),
                product: product.unwrap_or(&info.label).to_owned(),
            };
            (info.id.as_str(), pick)
        });
        let needed = recommendation
            .layers
            .iter()
            .filter(|(_, layer)| layer.needed);
        Self {
            questionnaire: &content.questionnaire,
            answers: Cow::Borrowed(answers),
            picks: picks.collect(),
            chosen,
            needed: needed.map(|(id, _)| id.clone()).collect(),
            stack: stack(&content.catalogue, answers, recommendation),
            tenancy: content
                .plan
                .groups
                .iter()
                .find(|group| group.tenancy)
                .map(|group| &group.when),
            products: products(recommendation),
        }
    }

    /// The same stack with one answer more or another one.
    pub fn with(&self, question: &str, option: &str) -> Self {
        let option = option.to_owned();
        let answer = if self.is_multiple_choice(question) {
            Answer::Many(vec![option])
        } else {
            Answer::One(option)
        };
        Self {
            answers: Cow::Owned(self.answers.with(question, answer)),
            ..self.clone()
        }
    }

    /// The questions that apply and are open or answered with "something else", each with the options that would answer it.
    pub fn open_questions(&self) -> impl Iterator<Item = (&'a str, Vec<&'a str>)> {
        let questionnaire = self.questionnaire;
        questionnaire.questions().filter_map(|question| {
            let options = question.choices().iter().map(|choice| choice.id.as_str());
            let options: Vec<_> = options
                .filter(|option| ![NOT_SURE, OTHER].contains(option))
                .collect();
            let given = self.options(&question.id);
            let says_nothing = given.is_none_or(|given| given == [OTHER]);
            let open = !options.is_empty() && says_nothing;
            open.then_some((question.id.as_str(), options))
        })
    }

    /// The text with the product of each layer that it names in braces.
    pub fn filled(&self, text: &str) -> String {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (layer, rest) = part.split_once('}').unwrap_or(("", part));
            let pick = self.picks.get(layer);
            filled.push_str(pick.map_or("", |pick| pick.product.as_str()));
            filled.push_str(rest);
        }
        filled
    }

    /// The product and the technology that were chosen for a layer; the same id twice without a product.
    pub fn product(&self, layer: &str) -> Option<&[String; 2]> {
        self.products.get(layer)
    }

    /// The chosen options of a question without `none`; `None` where the question is open.
    pub fn options(&self, question: &str) -> Option<Vec<&str>> {
        match self.lookup(question) {
            Value::Unknown => None,
            Value::One(one) => (one != NOT_SURE).then(|| vec![one]),
            Value::Many(many) if many.iter().any(|one| one == NOT_SURE) => None,
            Value::Many(many) => Some(
                many.iter()
                    .map(String::as_str)
                    .filter(|one| *one != "none")
                    .collect(),
            ),
        }
    }

    /// The first entry whose condition holds. Where one has to, the loader has checked that the last one always does.
    pub fn first<'m, T>(&self, list: &'m [T], when: impl Fn(&T) -> &When) -> Option<&'m T> {
        list.iter().find(|one| when(one).holds(self))
    }

    /// The advice on how to do without something, unless it has to be kept here.
    pub fn drop(&self, advice: Option<&str>, keep: Option<&When>) -> Option<String> {
        let is_kept = keep.is_some_and(|when| when.holds(self));
        advice.filter(|_| !is_kept).map(str::to_owned)
    }

    /// The first remark that applies; empty if none does.
    pub fn remark(&self, remarks: &[Remark]) -> String {
        let remark = self.first(remarks, |remark| &remark.when);
        remark.map(|remark| remark.text.clone()).unwrap_or_default()
    }

    /// The position of a single answer among the options of its question.
    pub fn option_index(&self, question: &str) -> Option<usize> {
        let answer = self
            .answers
            .one(question)
            .filter(|option| *option != NOT_SURE)?;
        match &self.questionnaire.question(question)?.kind {
            Kind::Single(choices) | Kind::Multi { choices, .. } => {
                choices.iter().position(|choice| choice.id == answer)
            }
            Kind::Contact => None,
        }
    }

    /// The value of a condition, and the open questions that it names, in order.
    pub fn evaluate<'w>(&self, when: &'w When) -> (Truth, Vec<&'w str>) {
        let named = self.questions(when);
        let open = named.filter(|name| self.options(name).is_none());
        (when.eval(self), open.collect())
    }

    /// The first question that a condition names, open or not; empty if it names none.
    pub fn subject<'w>(&self, when: &'w When) -> &'w str {
        self.questions(when).next().unwrap_or_default()
    }

    /// The questions that a condition names, in order.
    fn questions<'w>(&self, when: &'w When) -> impl Iterator<Item = &'w str> {
        // `stack` is derived from `skills`, `tenancy` above all from `audience`.
        let named = when.names().into_iter().map(|name| match name {
            STACK => "skills",
            TENANCY => "audience",
            name => name,
        });
        named.filter(|name| self.questionnaire.question(name).is_some())
    }

    /// The label of a question.
    pub fn label(&self, question: &str) -> String {
        self.questionnaire
            .question(question)
            .map_or_else(|| question.to_owned(), |question| question.noun.clone())
    }

    /// The options that answer a question, in order.
    pub fn choices(&self, question: &str) -> Vec<&str> {
        let question = self.questionnaire.question(question);
        let choices = question.into_iter().flat_map(|question| question.choices());
        let ids = choices.map(|choice| choice.id.as_str());
        ids.filter(|id| *id != NOT_SURE).collect()
    }

    /// Whether a question takes several options.
    pub fn is_multiple_choice(&self, question: &str) -> bool {
        self.questionnaire
            .question(question)
            .is_some_and(|question| matches!(question.kind, Kind::Multi { .. }))
    }

    /// Whether a question that applies was passed over.
    pub fn is_unanswered(&self, question: &str) -> bool {
        self.questionnaire.question(question).is_some()
            && self.applies(question)
            && self.answers.answer(question).is_none()
    }

    /// Whether a question is visible for these answers. One that is not has no answer and needs none.
    fn applies(&self, question: &str) -> bool {
        let when = self
            .questionnaire
            .question(question)
            .and_then(|question| question.when.as_ref());
        when.is_none_or(|when| when.eval(self.answers.as_ref()).holds())
    }
}

impl Facts for PlanFacts<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        match name {
            CHOSEN => Value::Many(&self.chosen),
            NEEDED => Value::Many(&self.needed),
            STACK => self.stack.map_or(Value::Unknown, Value::One),
            pick if pick.starts_with(PICK) => {
                let layer = pick.strip_prefix(PICK).unwrap_or_default();
                let known = self.picks.get(layer);
                Value::Many(known.map_or(&[], |pick| pick.words.as_slice()))
            }
            // One condition decides it for tables, effort, roadmap and notes.
            TENANCY => match self.tenancy.map_or(Truth::False, |when| when.eval(self)) {
                Truth::False => Value::One(TENANCY_VALUES[0]),
                Truth::True => Value::One(TENANCY_VALUES[1]),
                Truth::Unknown => Value::Unknown,
            },
            question if !self.applies(question) => Value::Many(&[]),
            // A plan is made for what is known. A question that was passed over says no more than "not sure".
            question if self.is_unanswered(question) => Value::One(NOT_SURE),
            question => self.answers.lookup(question),
        }
    }
}

/// Per layer with a choice: its product and its technology.
fn products<T>(recommendation: &Recommendation<T>) -> BTreeMap<String, [String; 2]> {
    let chosen = recommendation.layers.iter().filter_map(|(id, layer)| {
        let choice = layer.choice.clone()?;
        let product = layer.product.as_ref().map(|product| product.id.clone());
        Some((
            id.clone(),
            [product.unwrap_or_else(|| choice.clone()), choice],
        ))
    });
    chosen.collect()
}

/// Whether the team's skills cover the stack; `None` while `skills` is open.
fn stack<T>(
    catalogue: &Catalogue,
    answers: &Answers,
    recommendation: &Recommendation<T>,
) -> Option<&'static str> {
    let [known, partly_new] = STACK_VALUES;
    debug_assert_eq!(partly_new, PARTLY_NEW);
    if answers.one("team_size") == Some("none") {
        return Some(known);
    }
    let skills = answers
        .many("skills")
        .filter(|skills| !skills.iter().any(|skill| skill == NOT_SURE))?;
    let covered = |map: &BTreeMap<String, u8>| {
        map.is_empty()
            || skills
                .iter()
                .any(|skill| map.get(skill).is_some_and(|value| *value >= COVERED_FROM))
    };
    let chosen = OWN_CODE_LAYERS
        .iter()
        .filter_map(|layer| recommendation.layers.get(*layer)?.choice.as_deref());
    let all = chosen
        .filter_map(|id| catalogue.technology(id))
        .all(|technology| covered(&technology.skills));
    Some(if all { known } else { partly_new })
}
