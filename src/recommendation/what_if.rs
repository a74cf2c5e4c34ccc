//! What would be chosen if a single answer were another one. Every way is decided exactly.

use super::decision::Decision;
use super::facts::Situation;
use crate::content::Content;
use crate::content::condition::NOT_SURE;
use crate::content::questionnaire::{Choice, Kind, Question};
use crate::intake::{Answer, Answers, drop_hidden, visible};

/// One single-answer change and what would be chosen then.
#[derive(Debug)]
pub struct Variant<'a> {
    /// Whose answer changes.
    pub question: &'a Question,
    /// The option that is chosen instead, added or taken away.
    pub option: &'a Choice,
    /// How.
    pub change: Change,
    /// The whole answer then.
    pub answer: Answer,
    /// How many options lie between the old answer and the new one; 1 where there was no answer or there are several.
    pub distance: usize,
    /// Whether the question was not answered, or with "not sure".
    pub was_open: bool,
    /// Per layer: what would be chosen; none if nothing would.
    pub choice: Vec<Option<usize>>,
    /// Per layer: whether it would be needed.
    pub needed: Vec<bool>,
}

/// How an answer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another option.
    Choose,
    /// One option more.
    Add,
    /// One option less.
    Remove,
}

impl Variant<'_> {
    /// Whether every needed layer would be filled.
    pub fn is_complete(&self) -> bool {
        let layers = self.needed.iter().zip(&self.choice);
        layers
            .into_iter()
            .all(|(needed, choice)| !needed || choice.is_some())
    }

    /// The layers that would change.
    pub fn changes<'a>(&'a self, decision: &'a Decision) -> impl Iterator<Item = usize> + 'a {
        let layers = self.choice.iter().zip(&decision.stack.choice).enumerate();
        layers
            .filter(|(_, (then, now))| then != now)
            .map(|(layer, _)| layer)
    }
}

/// All single-answer changes of the questions that show and that some rule asks about.
pub fn variants<'a>(
    content: &'a Content,
    answers: &Answers,
    decision: &Decision,
) -> Vec<Variant<'a>> {
    let shown = visible(&content.questionnaire, answers);
    let asked = shown
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| content.model.asks.contains(&question.id));
    asked
        .flat_map(|question| single_changes(question, answers))
        .map(|proposal| decide(content, answers, decision, proposal))
        .collect()
}

/// Whether a question is not answered, or with "not sure".
pub fn is_open(answers: &Answers, question: &str) -> bool {
    answers.answer(question).is_none() || answers.has(question, NOT_SURE)
}

/// These answers with some changed, without what would then no longer be asked.
pub fn changed(content: &Content, answers: &Answers, changes: &[(&str, Answer)]) -> Answers {
    let mut changed = answers.clone();
    for (question, answer) in changes {
        changed = changed.with(question, answer.clone());
    }
    drop_hidden(&content.questionnaire, &changed)
}

/// The questions whose answers differ.
pub fn differing<'a>(one: &'a Answers, other: &'a Answers) -> Vec<&'a str> {
    let names = one.iter().chain(other.iter()).map(|(question, _)| question);
    let mut names: Vec<&str> = names
        .filter(|question| one.answer(question) != other.answer(question))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

struct Proposal<'a> {
    question: &'a Question,
    option: &'a Choice,
    change: Change,
    distance: usize,
    answer: Answer,
}

fn decide<'a>(
    content: &Content,
    answers: &Answers,
    decision: &Decision,
    proposal: Proposal<'a>,
) -> Variant<'a> {
    let Proposal {
        question,
        option,
        change,
        distance,
        answer,
    } = proposal;
    let was_open = is_open(answers, &question.id);
    let alternative = changed(content, answers, &[(&question.id, answer.clone())]);
    let then = decision.again(
        content,
        &Situation::of(&alternative),
        differing(answers, &alternative),
    );
    Variant {
        question,
        option,
        change,
        answer,
        distance,
        was_open,
        choice: then.stack.choice,
        needed: then
            .selection
            .needed
            .iter()
            .map(|need| need.needed)
            .collect(),
    }
}

/// What a visitor could have answered instead by changing one option; "not sure" is no answer to wish for.
fn single_changes<'a>(question: &'a Question, answers: &Answers) -> Vec<Proposal<'a>> {
    let choices = question.choices().iter().enumerate();
    let sure = choices.filter(|(_, choice)| choice.id != NOT_SURE);
    match &question.kind {
        Kind::Single(all) => {
            let now = answers.one(&question.id).filter(|now| *now != NOT_SURE);
            let place = now.and_then(|now| all.iter().position(|choice| choice.id == now));
            sure.filter(|(at, _)| Some(*at) != place)
                .map(|(at, option)| Proposal {
                    question,
                    option,
                    change: Change::Choose,
                    distance: place.map_or(1, |place| place.abs_diff(at)),
                    answer: Answer::One(option.id.clone()),
                })
                .collect()
        }
        Kind::Multi { max, exclusive, .. } => {
            let now = answers.many(&question.id).unwrap_or_default();
            sure.filter_map(|(_, option)| {
                let has = now.contains(&option.id);
                let alone = exclusive.contains(&option.id);
                let stays = |id: &String| {
                    *id != option.id
                        && (has || !alone)
                        && !exclusive.contains(id)
                        && now.contains(id)
                };
                let kept = question.choices().iter().map(|choice| &choice.id);
                let then: Vec<String> = kept
                    .filter(|id| stays(id) || (!has && **id == option.id))
                    .cloned()
                    .collect();
                let fits = !then.is_empty() && max.is_none_or(|max| then.len() <= max);
                fits.then_some(Proposal {
                    question,
                    option,
                    change: if has { Change::Remove } else { Change::Add },
                    distance: 1,
                    answer: Answer::Many(then),
                })
            })
            .collect()
        }
        Kind::Contact => Vec::new(),
    }
}
