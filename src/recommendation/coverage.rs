//! What can happen does: every technology wins for somebody, every rule removes something, every risk appears.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::choice::Stack;
use super::scoring::Scores;
use super::selection::{RemovedBy, Selection};
use super::tests::{CONTENT, answers, olga};
use super::*;
use crate::content::model::{Effect, Model, PairRule};
use crate::content::questionnaire::Kind;
use crate::content::source::Source;

/// By layer and technology: few answers for which it is chosen.
static WINNERS: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("winners.json")).unwrap());

/// Answers for what random ones rarely bring about, by what that is.
static RARE: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("rare.json")).unwrap());

/// Answers from a fixed sequence of numbers.
pub struct Dice(u64);

impl Dice {
    /// Always the same sequence for the same seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, many: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % many
    }

    /// A valid answer set in which about so many percent of the questions are answered.
    pub fn answers(&mut self, percent: usize) -> Map<String, Value> {
        let mut raw = Map::new();
        for question in CONTENT.questionnaire.questions() {
            if self.below(100) >= percent {
                continue;
            }
            let choices = question.choices();
            let answer = match &question.kind {
                Kind::Single(_) => json!(choices[self.below(choices.len())].id),
                Kind::Multi { max, exclusive, .. } => {
                    let mut picked: Vec<&str> = Vec::new();
                    for _ in 0..1 + self.below(max.unwrap_or(3).min(3)) {
                        let option = choices[self.below(choices.len())].id.as_str();
                        let alone = exclusive.iter().any(|known| known == option);
                        if !picked.contains(&option) && (!alone || picked.is_empty()) {
                            picked.push(option);
                        }
                        if alone {
                            break;
                        }
                    }
                    json!(picked)
                }
                Kind::Contact => continue,
            };
            raw.insert(question.id.clone(), answer);
        }
        raw
    }
}

fn decide(answers: &Answers) -> Decision {
    Decision::of(&CONTENT, &Situation::of(answers))
}

fn name(candidate: usize) -> String {
    let place = CONTENT.model.candidates[candidate];
    let technology = &CONTENT.catalogue.technologies[place.technology];
    format!(
        "{}/{}",
        CONTENT.catalogue.layers[place.layer].id, technology.id
    )
}

/// The winners' answers, the rare ones, and random ones.
fn cases() -> Vec<Answers> {
    let mut dice = Dice::of(3);
    let random = (0..500).map(|at| dice.answers([100, 80, 55][at % 3]));
    let random: Vec<Value> = random.map(Value::Object).collect();
    let known = WINNERS.values().chain(RARE.values());
    known.chain(&random).map(answers).collect()
}

#[test]
fn every_technology_is_the_best_choice_for_some_answers() {
    let all: BTreeSet<String> = (0..CONTENT.model.candidates.len()).map(name).collect();
    let known: BTreeSet<String> = WINNERS.keys().cloned().collect();
    assert_eq!(all, known);
    let beaten = WINNERS.iter().filter_map(|(name, raw)| {
        let (layer, _) = name.split_once('/').unwrap();
        let layers = &CONTENT.catalogue.layers;
        let place = layers.iter().position(|known| known.id == layer).unwrap();
        let chosen = decide(&answers(raw)).stack.choice[place].map(self::name);
        (chosen.as_ref() != Some(name)).then(|| format!("{name} loses to {chosen:?} for {raw}"))
    });
    assert_eq!(beaten.collect::<Vec<_>>(), Vec::<String>::new());
}

/// Whether a rule is the only reason why something is ruled out, so that nobody could drop or turn it unnoticed.
fn rule_counts(at: usize, decision: &Decision) -> bool {
    let removed = &decision.selection.removed;
    if !removed.contains(&Some(RemovedBy::Rule(at))) {
        return false;
    }
    let mut without: Model = CONTENT.model.clone();
    without.rules.remove(at);
    let then = Selection::of(&without, &decision.truths).removed;
    then.iter()
        .zip(removed)
        .any(|(then, now)| then.is_none() && now.is_some())
}

/// Whether a rule about two technologies is the only reason against one beside what was chosen, or weighs for one.
fn pair_counts(at: usize, decision: &Decision) -> bool {
    let model = &CONTENT.model;
    let (rule, selection) = (&model.pairs[at], &decision.selection);
    let holds = |rule: &PairRule| rule.when.is_none_or(|when| decision.truths.holds(when));
    let chosen = |one: usize| decision.stack.choice[model.candidates[one].layer] == Some(one);
    if !holds(rule) {
        return false;
    }
    let open = |one: usize| {
        selection.removed[one].is_none() && selection.needed[model.candidates[one].layer].needed
    };
    if let Effect::Points(_) = rule.effect {
        let weighs = |a: usize, b: usize| chosen(a) && open(b);
        return rule
            .pairs
            .iter()
            .any(|(a, b)| weighs(*a, *b) || weighs(*b, *a));
    }
    let only = |one: usize| {
        let all = model.pairs.iter().enumerate();
        let others = all
            .filter(|(other, rule)| *other != at && rule.effect == Effect::Forbid && holds(rule));
        let mut against = others.flat_map(|(_, rule)| &rule.pairs);
        !against.any(|(a, b)| (*a == one && chosen(*b)) || (*b == one && chosen(*a)))
    };
    let bars = |(a, b): &(usize, usize)| {
        (chosen(*a) && open(*b) && only(*b)) || (chosen(*b) && open(*a) && only(*a))
    };
    selection
        .removed
        .contains(&Some(RemovedBy::Requirement(at)))
        || rule.pairs.iter().any(bars)
}

#[test]
fn every_hard_rule_counts() {
    let decided: Vec<Decision> = cases().iter().map(decide).collect();
    let rules = CONTENT.model.rules.iter().enumerate();
    let idle: Vec<String> = rules
        .filter(|(at, _)| !decided.iter().any(|decision| rule_counts(*at, decision)))
        .map(|(at, rule)| format!("{at}: {} {}", rule.id, rule.text))
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_rule_about_two_technologies_counts() {
    let decided: Vec<Decision> = cases().iter().map(decide).collect();
    let rules = CONTENT.model.pairs.iter().enumerate();
    let idle: Vec<String> = rules
        .filter(|(at, _)| !decided.iter().any(|decision| pair_counts(*at, decision)))
        .map(|(at, rule)| format!("{at}: {} {}", rule.id, rule.text))
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_risk_and_every_contradiction_appears() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut wishful = olga();
    wishful.insert("contact".into(), json!({"name": "Olga", "work_email": "olga@mueller.example", "company": "Müller", "country": "DE", "consent": true, "message": "Elixir, please"}));
    for answers in cases()
        .into_iter()
        .chain([answers(&Value::Object(wishful))])
    {
        let mut situation = Situation::of(&answers);
        situation.remember(&CONTENT, &decide(&answers));
        seen.extend(
            findings::risks(&CONTENT, &situation)
                .into_iter()
                .map(|known| known.id),
        );
        seen.extend(
            findings::contradictions(&CONTENT, &situation)
                .into_iter()
                .map(|known| known.id),
        );
        seen.extend(findings::buy_instead(&CONTENT, &situation).map(|known| known.id));
    }
    let model = &CONTENT.model;
    let risks = model.risks.iter().map(|known| &known.id);
    let contradictions = model.contradictions.iter().map(|known| &known.id);
    let purchases = model.buy_instead.iter().map(|known| &known.id);
    let missing: Vec<&String> = risks
        .chain(contradictions)
        .chain(purchases)
        .filter(|id| !seen.contains(*id))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// 2,000 sets here; the same loop has been run over 100,000 with optimised code.
#[test]
fn any_answers_give_a_stack_that_can_be_built_or_an_explanation() {
    let (mut dice, mut explained) = (Dice::of(1), 0);
    for at in 0..2_000 {
        let answers = answers(&Value::Object(dice.answers([100, 85, 60, 30][at % 4])));
        let decision = decide(&answers);
        let chosen: Vec<usize> = decision.stack.choice.iter().flatten().copied().collect();
        for one in &chosen {
            assert!(decision.stack.beside(&CONTENT.model, *one).is_some());
            assert!(decision.selection.removed[*one].is_none());
        }
        let stack = &decision.stack;
        assert!(stack.used <= stack.allowed);
        assert!(
            stack.over_budget
                || stack.used <= chosen.iter().map(|one| CONTENT.model.work[*one]).sum()
        );
        if !decision.is_complete() && explained < 12 {
            explained += 1;
            let advice = quick(&CONTENT, &answers);
            assert!(advice.relaxations.len() >= 2, "{:?}", advice.relaxations);
        }
    }
    assert!(explained > 0);
}

#[test]
fn three_people_are_never_told_to_run_what_takes_a_platform_team() {
    let mut dice = Dice::of(7);
    for at in 0..600 {
        let mut raw = dice.answers(90);
        raw.insert("team_size".into(), json!(["none", "1_2", "3_5"][at % 3]));
        let decision = decide(&answers(&Value::Object(raw)));
        let heavy = [
            "managed_k8s",
            "kafka_redpanda",
            "microservices",
            "cassandra_scylla",
        ];
        for one in decision.stack.choice.iter().flatten() {
            let known = &CONTENT.catalogue.technologies[CONTENT.model.candidates[*one].technology];
            assert!(!heavy.contains(&known.id.as_str()), "{}", known.id);
        }
    }
}

#[test]
fn one_more_technology_never_reorders_the_others() {
    for (file, twin) in [
        ("queue", "nats"),
        ("backend", "go_std"),
        ("hosting", "paas"),
    ] {
        let source = Source::embedded();
        let path = format!("catalogue/{file}.yaml");
        let text = source.file(&path).unwrap().text.clone();
        let start = text.find(&format!("- id: {twin}\n")).unwrap();
        let end = text[start + 1..]
            .find("\n- id: ")
            .map_or(text.len(), |at| start + 2 + at);
        let copy = text[start..end].replacen(&format!("- id: {twin}\n"), "- id: aa_newcomer\n", 1);
        let aliases = copy
            .lines()
            .find(|line| line.trim_start().starts_with("aliases:"))
            .unwrap();
        let copy = copy.replace(aliases, "  aliases: [newcomer]");
        let more = source.with(&path, &format!("{}\n{copy}", text.trim_end()));
        let more = Content::load(&more).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let mut dice = Dice::of(11);
        for _ in 0..20 {
            let answers = answers(&Value::Object(dice.answers(85)));
            let situation = Situation::of(&answers);
            let (before, after) = (worth(&CONTENT, &situation), worth(&more, &situation));
            for (name, score) in &before {
                assert_eq!(after.get(name), Some(score), "{name}");
            }
        }
    }
}

fn worth(content: &Content, situation: &Situation<'_>) -> BTreeMap<String, i64> {
    let truths = truths::Truths::of(&content.model, situation);
    let scores = Scores::of(content, situation, &truths);
    let candidates = content.model.candidates.iter().zip(scores.alone);
    candidates
        .map(|(place, score)| {
            let technology = &content.catalogue.technologies[place.technology];
            (
                format!(
                    "{}/{}",
                    content.catalogue.layers[place.layer].id, technology.id
                ),
                score,
            )
        })
        .collect()
}

#[test]
fn a_choice_that_gets_better_stays_the_choice() {
    let (mut dice, model) = (Dice::of(13), &CONTENT.model);
    for _ in 0..30 {
        let answers = answers(&Value::Object(dice.answers(85)));
        let decision = decide(&answers);
        let chosen: Vec<usize> = decision.stack.choice.iter().flatten().copied().collect();
        let one = chosen[dice.below(chosen.len())];
        let mut better = decision.scores.clone();
        better.alone[one] += 137;
        let then = Stack::choose(model, &decision.truths, &decision.selection, &better, None);
        assert_eq!(then.choice, decision.stack.choice);
    }
}
