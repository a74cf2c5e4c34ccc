//! The smallest changes of the answers that would help, tried out one by one, so that no answer is
//! ever invented.

use super::Relaxation;
use super::decision::Decision;
use super::explanation::Said;
use super::facts::Situation;
use super::what_if::{Change, Variant, changed, differing};
use crate::content::Content;
use crate::content::model::Rule;
use crate::intake::Answers;

/// At least so many ways out are looked for, and at most so many told.
const AT_LEAST: usize = 2;
const AT_MOST: usize = 3;

/// The ways out: single answers that fill every needed layer; failing that, pairs of answers, then answers that fill at
/// least some layer, then going without. Empty where every needed layer has a choice.
pub fn ways_out(
    content: &Content,
    answers: &Answers,
    decision: &Decision,
    variants: &[Variant<'_>],
) -> Vec<Relaxation> {
    let empty: Vec<usize> = decision.empty().collect();
    if empty.is_empty() {
        return Vec::new();
    }
    let said = Said { content };
    let mut found: Vec<Relaxation> =
        best(decision, variants, &empty, &|variant| variant.is_complete())
            .map(|variant| tell(said, &[variant], &empty, &variant.choice))
            .collect();
    if found.len() < AT_LEAST {
        found.extend(pairs(content, answers, decision, variants, &empty));
    }
    if found.len() < AT_LEAST {
        let fills = |variant: &Variant<'_>| {
            !variant.is_complete() && empty.iter().any(|at| variant.choice[*at].is_some())
        };
        let some = best(decision, variants, &empty, &fills);
        found.extend(some.map(|variant| tell(said, &[variant], &empty, &variant.choice)));
    }
    if found.len() < AT_LEAST {
        found.extend(empty.iter().map(|layer| go_without(said, *layer)));
    }
    if found.len() < AT_LEAST {
        found.push(Relaxation {
            change: "Ask for a technology from outside this catalogue.".to_owned(),
            text:
                "We then look for it together with you and check it against the same constraints."
                    .to_owned(),
        });
    }
    found.truncate(AT_MOST);
    found
}

/// The changes of some kind, the smallest first, one per question as long as there are enough.
fn best<'a, 'b>(
    decision: &Decision,
    variants: &'b [Variant<'a>],
    empty: &[usize],
    is_meant: &dyn Fn(&Variant<'_>) -> bool,
) -> impl Iterator<Item = &'b Variant<'a>> {
    let mut meant: Vec<&Variant<'a>> = variants.iter().filter(|one| is_meant(one)).collect();
    meant.sort_by_key(|variant| cost(decision, variant, empty));
    let mut first: Vec<&Variant<'a>> = Vec::new();
    let mut again = Vec::new();
    for variant in meant {
        let known = first
            .iter()
            .any(|one| one.question.id == variant.question.id);
        if known {
            again.push(variant)
        } else {
            first.push(variant)
        }
    }
    if first.len() < AT_LEAST {
        first.extend(again);
    }
    first.into_iter().take(AT_MOST)
}

/// How much a change costs: layers it only does away with, layers it changes besides, options it jumps over.
fn cost(decision: &Decision, variant: &Variant<'_>, empty: &[usize]) -> (usize, usize, usize) {
    let dropped = empty
        .iter()
        .filter(|layer| !variant.needed[**layer])
        .count();
    let besides = variant
        .changes(decision)
        .filter(|layer| !empty.contains(layer))
        .count();
    (dropped, besides, variant.distance)
}

/// Pairs of answers that fill every needed layer, among the questions behind the rules that emptied one.
fn pairs(
    content: &Content,
    answers: &Answers,
    decision: &Decision,
    variants: &[Variant<'_>],
    empty: &[usize],
) -> Vec<Relaxation> {
    let asked = behind(content, decision, empty);
    let mut near: Vec<&Variant<'_>> = variants
        .iter()
        .filter(|variant| !variant.is_complete() && asked.contains(&variant.question.id.as_str()))
        .filter(|variant| empty.iter().all(|layer| variant.needed[*layer]))
        .collect();
    near.sort_by_key(|variant| cost(decision, variant, empty));
    let mut found: Vec<Relaxation> = Vec::new();
    for (place, one) in near.iter().enumerate() {
        for other in near[..place]
            .iter()
            .filter(|other| other.question.id != one.question.id)
        {
            let both =
                [other, one].map(|variant| (variant.question.id.as_str(), variant.answer.clone()));
            let alternative = changed(content, answers, &both);
            let differing = differing(answers, &alternative);
            let then = decision.again(content, &Situation::of(&alternative), differing);
            if then.is_complete() {
                found.push(tell(
                    Said { content },
                    &[other, one],
                    empty,
                    &then.stack.choice,
                ));
            }
            if found.len() == AT_LEAST {
                return found;
            }
        }
    }
    found
}

/// The questions behind the rules that removed something from these layers.
fn behind<'a>(content: &'a Content, decision: &Decision, layers: &[usize]) -> Vec<&'a str> {
    let model = &content.model;
    let touches = |rule: &&Rule| {
        let concerns = |candidate: &usize| layers.contains(&model.candidates[*candidate].layer);
        decision.truths.holds(rule.when) && rule.removes.iter().any(concerns)
    };
    let rules = model.rules.iter().filter(touches);
    rules
        .flat_map(|rule| &model.asking.all()[rule.when.place()].questions)
        .map(String::as_str)
        .collect()
}

fn tell(
    said: Said<'_>,
    variants: &[&Variant<'_>],
    empty: &[usize],
    choice: &[Option<usize>],
) -> Relaxation {
    let change: Vec<String> = variants.iter().map(|variant| wish(variant)).collect();
    let effect = |layer: &usize| match choice[*layer] {
        Some(at) => format!("{} would fit for {}", said.short(at), said.label(*layer)),
        None => format!("there would be no need for {}", said.label(*layer)),
    };
    let effects: Vec<String> = empty.iter().map(effect).collect();
    Relaxation {
        change: format!("{}.", change.join(", and ")),
        text: format!("Then {}.", effects.join(", and ")),
    }
}

fn wish(variant: &Variant<'_>) -> String {
    let (question, option) = (&variant.question.label, &variant.option.label);
    match variant.change {
        Change::Choose => format!("Answer “{question}” with “{option}”"),
        Change::Add => format!("Add “{option}” to the answers to “{question}”"),
        Change::Remove => format!("Do without “{option}” among the answers to “{question}”"),
    }
}

fn go_without(said: Said<'_>, layer: usize) -> Relaxation {
    Relaxation {
        change: format!("Leave {} out of the first release.", said.label(layer)),
        text: "The rest of the stack stands without it; decide again when a constraint has eased."
            .to_owned(),
    }
}
