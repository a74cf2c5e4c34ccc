//! What would be chosen if a single answer were another one. Every variant is decided exactly.

use super::advantage::{INDIFFERENCE, lead_over};
use crate::content::condition::NOT_SURE;
use crate::content::questionnaire::{Choice, Kind, Question};
use crate::intake::{Answer, Answers, drop_hidden, visible};
use crate::recommendation::advice::Contradiction;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::{FactBase, SelectedFacts};
use crate::recommendation::model::{Choice as StackChoice, IndexVec, LayerIdx, Model, VariantIdx};
use crate::recommendation::rules::findings::{contradictions, is_contradictory};
use crate::recommendation::sentence::{AnswerChange, Change};

/// All variants of one set of answers.
pub type Variants<'a> = IndexVec<VariantIdx, Variant<'a>>;

/// One single-answer change and what would be chosen then.
#[derive(Debug)]
pub struct Variant<'a> {
    /// Whose answer changes.
    pub question: &'a Question,
    /// The option that is chosen instead, added or removed.
    pub option: &'a Choice,
    /// How.
    pub change: Change,
    /// The whole answer then.
    pub answer: Answer,
    /// How many options lie between the old answer and the new one; 1 where there was no answer or there are several.
    pub distance: usize,
    /// Whether the question was unanswered, or answered with "not sure".
    pub was_open: bool,
    /// What would be chosen.
    pub choice: StackChoice,
    /// Per layer: whether it would be needed.
    pub needed: IndexVec<LayerIdx, bool>,
    /// The layers that would change by more than the scores are accurate. None of them if the answers would then
    /// contradict each other, or if nothing would fit some layer.
    pub telling: Vec<LayerIdx>,
}

impl Variant<'_> {
    /// Whether every needed layer would be filled.
    pub fn is_complete(&self) -> bool {
        let mut layers = self.needed.iter().zip(&self.choice);
        layers.all(|(needed, choice)| !needed || choice.is_some())
    }

    /// The change, for a sentence.
    pub fn answer_change(&self) -> AnswerChange {
        AnswerChange {
            question: self.question.id.clone(),
            option: self.option.id.clone(),
            change: self.change,
            was_open: self.was_open,
        }
    }

    /// The layers that would change.
    pub fn changes<'a>(&'a self, decision: &'a Decision) -> impl Iterator<Item = LayerIdx> + 'a {
        let layers = self.choice.enumerate();
        layers
            .filter(|(layer, choice)| **choice != decision.stack.choice[*layer])
            .map(|(layer, _)| layer)
    }
}

/// All single-answer changes of the visible questions that some rule depends on.
pub fn variants<'a>(model: &'a Model, answers: &Answers, decision: &Decision) -> Variants<'a> {
    let facts = FactBase::of(model, answers);
    let selected = SelectedFacts::of(model, answers, decision);
    let known = contradictions(model, &facts.with_selection(selected));
    visible(&model.questionnaire, answers)
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| model.conditions.uses(&question.id))
        .flat_map(|question| single_changes(question, answers))
        .map(|proposal| decide(model, answers, decision, &known, proposal))
        .collect()
}

/// Whether a question is unanswered, or answered with "not sure".
pub fn is_open(answers: &Answers, question: &str) -> bool {
    answers.answer(question).is_none() || answers.has(question, NOT_SURE)
}

/// These answers with some changed, without those to questions that are then hidden.
pub fn changed(model: &Model, answers: &Answers, changes: &[(&str, Answer)]) -> Answers {
    let changed = answers.with_all(changes.iter().cloned());
    drop_hidden(&model.questionnaire, changed)
}

/// The questions whose answers differ.
pub fn differing<'a>(first: &'a Answers, second: &'a Answers) -> Vec<&'a str> {
    let changed = first
        .iter()
        .filter(|(question, answer)| second.answer(question) != Some(answer));
    let added = second
        .iter()
        .filter(|(question, _)| first.answer(question).is_none());
    let mut differing: Vec<&str> = changed.chain(added).map(|(question, _)| question).collect();
    differing.sort_unstable();
    differing
}

struct Proposal<'a> {
    question: &'a Question,
    option: &'a Choice,
    change: Change,
    distance: usize,
    answer: Answer,
}

fn decide<'a>(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    known: &[Contradiction],
    proposal: Proposal<'a>,
) -> Variant<'a> {
    let Proposal {
        question,
        option,
        change,
        distance,
        answer,
    } = proposal;
    let alternative = changed(model, answers, &[(&question.id, answer.clone())]);
    let facts = FactBase::of(model, &alternative);
    let decided = decision.redecide(model, &facts, differing(answers, &alternative));
    let telling = telling(model, decision, &decided);
    let is_sound = telling.is_empty()
        || (decided.is_complete() || !decision.is_complete()) && {
            let selected = SelectedFacts::of(model, &alternative, &decided);
            !is_contradictory(model, &facts.with_selection(selected), known)
        };
    let needed = decided.selection.needed.iter();
    Variant {
        question,
        option,
        change,
        answer,
        distance,
        was_open: is_open(answers, &question.id),
        needed: needed.map(|need| need.needed).collect(),
        telling: if is_sound { telling } else { Vec::new() },
        choice: decided.stack.choice,
    }
}

/// The layers that differ, where the new choice leads over the former by more than the scores are accurate.
fn telling(model: &Model, before: &Decision, after: &Decision) -> Vec<LayerIdx> {
    let is_telling = |layer: &LayerIdx| {
        let pair = before.stack.choice[*layer].zip(after.stack.choice[*layer]);
        pair.is_none_or(|(former, choice)| {
            lead_over(model, after, choice, former).is_none_or(|lead| lead >= INDIFFERENCE)
        })
    };
    let choices = before.stack.choice.enumerate();
    choices
        .filter(|(layer, choice)| **choice != after.stack.choice[*layer])
        .map(|(layer, _)| layer)
        .filter(is_telling)
        .collect()
}

/// What a visitor could have answered instead by changing one option. "Not sure" is never proposed.
fn single_changes<'a>(question: &'a Question, answers: &Answers) -> Vec<Proposal<'a>> {
    match &question.kind {
        Kind::Single(choices) => {
            let current = answers.one(&question.id).filter(|id| *id != NOT_SURE);
            single_choice_changes(question, choices, current)
        }
        Kind::Multi {
            choices,
            max,
            exclusive,
        } => {
            let current = answers.many(&question.id).unwrap_or_default();
            let definite = choices
                .iter()
                .filter(|option| option.id != NOT_SURE && !option.legacy);
            definite
                .filter_map(|option| {
                    let chosen = toggled(choices, exclusive, current, option);
                    let fits = !chosen.is_empty() && max.is_none_or(|max| chosen.len() <= max);
                    let removes = current.contains(&option.id);
                    fits.then_some(Proposal {
                        question,
                        option,
                        change: if removes { Change::Remove } else { Change::Add },
                        distance: 1,
                        answer: Answer::Many(chosen),
                    })
                })
                .collect()
        }
        Kind::Contact => Vec::new(),
    }
}

fn single_choice_changes<'a>(
    question: &'a Question,
    choices: &'a [Choice],
    current: Option<&str>,
) -> Vec<Proposal<'a>> {
    let position = current.and_then(|id| choices.iter().position(|choice| choice.id == id));
    let definite = choices.iter().enumerate();
    definite
        .filter(|(index, choice)| {
            choice.id != NOT_SURE && !choice.legacy && Some(*index) != position
        })
        .map(|(index, option)| Proposal {
            question,
            option,
            change: Change::Choose,
            distance: position.map_or(1, |position| position.abs_diff(index)),
            answer: Answer::One(option.id.clone()),
        })
        .collect()
}

/// The chosen options with one added or removed. An exclusive option replaces all others and is replaced by any.
fn toggled(
    choices: &[Choice],
    exclusive: &[String],
    current: &[String],
    option: &Choice,
) -> Vec<String> {
    let removes = current.contains(&option.id);
    let replaces = !removes && exclusive.contains(&option.id);
    let stays = |id: &String| {
        *id != option.id && !replaces && !exclusive.contains(id) && current.contains(id)
    };
    choices
        .iter()
        .map(|choice| &choice.id)
        .filter(|id| stays(id) || (!removes && **id == option.id))
        .cloned()
        .collect()
}
