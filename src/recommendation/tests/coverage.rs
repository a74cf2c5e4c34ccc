//! Everything in the model has an effect: every technology wins somewhere, every rule counts, every risk appears.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::random_answers::{sample, sample_indices, sample_json};
use super::{MODEL, advise, answers, olga};
use crate::content::source::Source;
use crate::intake::Answers;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::{FactBase, SelectedFacts};
use crate::recommendation::load;
use crate::recommendation::model::{CandidateIdx, Effect, Model, PairRule, PairRuleIdx, RuleIdx};
use crate::recommendation::rules::{
    ConditionResults, RemovedBy, Selection, buy_instead, findings, risks,
};
use crate::recommendation::scoring::Scores;
use crate::recommendation::search::Stack;

/// By layer and technology: few answers for which it is chosen.
static WINNERS: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("winners.json")).unwrap());

/// Answers for what random ones rarely bring about, by what that is.
static RARE: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("rare.json")).unwrap());

fn decide(answers: &Answers) -> Decision {
    Decision::of(&MODEL, &FactBase::of(&MODEL, answers))
}

fn name(candidate: CandidateIdx) -> String {
    let layer = MODEL.layer(MODEL.layer_of(candidate));
    format!("{}/{}", layer.id, MODEL.technology(candidate).id)
}

/// The winners' answers, the rare ones, and random ones.
fn cases() -> Vec<Answers> {
    let mut cases: Vec<Answers> = WINNERS.values().chain(RARE.values()).map(answers).collect();
    for answered in [1.0, 0.8, 0.55] {
        cases.extend(sample(170, answered));
    }
    cases
}

#[test]
fn every_technology_is_the_best_choice_for_some_answers() {
    let all: BTreeSet<String> = MODEL.candidates.indices().map(name).collect();
    let listed: BTreeSet<String> = WINNERS.keys().cloned().collect();
    assert_eq!(all, listed);
    let beaten = WINNERS.iter().filter_map(|(expected, raw)| {
        let (id, _) = expected.split_once('/').unwrap();
        let mut layers = MODEL.layers_with_info();
        let (layer, _) = layers.find(|(_, info)| info.id == id).unwrap();
        let chosen = decide(&answers(raw)).stack.choice[layer].map(name);
        (chosen.as_ref() != Some(expected))
            .then(|| format!("{expected} loses to {chosen:?} for {raw}"))
    });
    assert_eq!(beaten.collect::<Vec<_>>(), Vec::<String>::new());
}

/// Whether a rule is the only reason why something is ruled out, so that a rule cannot be dropped or reversed unnoticed.
fn rule_counts(rule: RuleIdx, decision: &Decision) -> bool {
    let removed = &decision.selection.removed;
    if !removed.iter().any(|by| *by == Some(RemovedBy::Rule(rule))) {
        return false;
    }
    let mut without: Model = (*MODEL).clone();
    let others = without
        .rules
        .enumerate()
        .filter(|(other, _)| *other != rule);
    without.rules = others.map(|(_, rule)| rule.clone()).collect();
    let without = Selection::of(&without, &decision.results).removed;
    without
        .iter()
        .zip(removed)
        .any(|(without, with)| without.is_none() && with.is_some())
}

/// Whether a pair rule is the only reason against something beside what was chosen, or counts for it.
fn pair_rule_counts(index: PairRuleIdx, decision: &Decision) -> bool {
    let (rule, selection) = (&MODEL.pair_rules[index], &decision.selection);
    let holds = |rule: &PairRule| rule.when.is_none_or(|when| decision.results.holds(when));
    let chosen = |candidate: CandidateIdx| {
        decision.stack.choice[MODEL.layer_of(candidate)] == Some(candidate)
    };
    if !holds(rule) {
        return false;
    }
    let open = |candidate: CandidateIdx| {
        selection.removed[candidate].is_none() && selection.needed[MODEL.layer_of(candidate)].needed
    };
    if let Effect::Points(_) = rule.effect {
        let counts = |a: CandidateIdx, b: CandidateIdx| chosen(a) && open(b);
        return rule
            .pairs
            .iter()
            .any(|(a, b)| counts(*a, *b) || counts(*b, *a));
    }
    let only = |candidate: CandidateIdx| {
        let others = MODEL.pair_rules.enumerate().filter(|(other, rule)| {
            *other != index && rule.effect == Effect::Forbid && holds(rule)
        });
        let mut against = others.flat_map(|(_, rule)| &rule.pairs);
        !against.any(|(a, b)| (*a == candidate && chosen(*b)) || (*b == candidate && chosen(*a)))
    };
    let forbids = |(a, b): &(CandidateIdx, CandidateIdx)| {
        (chosen(*a) && open(*b) && only(*b)) || (chosen(*b) && open(*a) && only(*a))
    };
    let requirement = Some(RemovedBy::Requirement(index));
    selection.removed.iter().any(|by| *by == requirement) || rule.pairs.iter().any(forbids)
}

#[test]
fn every_hard_rule_counts() {
    let decided: Vec<Decision> = cases().iter().map(decide).collect();
    let idle: Vec<String> = MODEL
        .rules
        .enumerate()
        .filter(|(index, _)| !decided.iter().any(|decision| rule_counts(*index, decision)))
        .map(|(index, rule)| format!("{index:?}: {} {}", rule.id, rule.text))
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_rule_about_two_technologies_counts() {
    let decided: Vec<Decision> = cases().iter().map(decide).collect();
    let counts = |index| {
        let mut decided = decided.iter();
        decided.any(|decision| pair_rule_counts(index, decision))
    };
    let idle: Vec<String> = MODEL
        .pair_rules
        .enumerate()
        .filter(|(index, _)| !counts(*index))
        .map(|(index, rule)| format!("{index:?}: {} {}", rule.id, rule.text))
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_risk_and_every_contradiction_appears() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut wishful = olga();
    wishful.insert("contact".into(), json!({"name": "Olga", "work_email": "olga@mueller.example", "company": "Müller", "country": "DE", "consent": true, "message": "Elixir, please"}));
    // Answers that are as rare as what they bring.
    let rare = [
        include_str!("../../../tests/cases/123-one-woman-picture-archive.yaml"),
        include_str!("../../../tests/cases/124-mountain-roads-by-the-minute.yaml"),
        include_str!("../../../tests/cases/130-magazine-on-the-edge.yaml"),
    ];
    let rare = rare.map(|text| {
        let case: Value = serde_saphyr::from_str(text).unwrap();
        answers(&case["answers"])
    });
    for answers in cases()
        .into_iter()
        .chain([answers(&Value::Object(wishful))])
        .chain(rare)
    {
        let decision = decide(&answers);
        let selected = SelectedFacts::of(&MODEL, &answers, &decision);
        let mut facts = FactBase::of(&MODEL, &answers).with_selection(selected);
        if buy_instead(&MODEL, &facts).is_some() {
            facts = facts.with_purchase();
        }
        seen.extend(risks(&MODEL, &facts).into_iter().map(|risk| risk.id));
        let contradictions = findings::contradictions(&MODEL, &facts).into_iter();
        seen.extend(contradictions.map(|contradiction| contradiction.id));
        seen.extend(buy_instead(&MODEL, &facts).map(|purchase| purchase.id));
    }
    let risks = MODEL.risks.iter().map(|rule| &rule.risk.id);
    let contradictions = MODEL.contradictions.iter();
    let purchases = MODEL.buy_instead.iter();
    let missing: Vec<&String> = risks
        .chain(contradictions.map(|contradiction| &contradiction.finding.id))
        .chain(purchases.map(|rule| &rule.purchase.id))
        .filter(|id| !seen.contains(*id))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// 2,000 sets here; a hundred thousand in the test that is ignored by default.
#[test]
fn any_answers_give_a_stack_that_can_be_built_or_an_explanation() {
    let mut explained = 0;
    let sets = [1.0, 0.85, 0.6, 0.3].map(|answered| sample(500, answered));
    for answers in sets.iter().flatten() {
        let decision = decide(answers);
        let stack = &decision.stack;
        for chosen in stack.chosen() {
            assert!(stack.synergy_with(&MODEL, chosen).is_some());
            assert!(decision.selection.removed[chosen].is_none());
        }
        let work = stack.chosen().map(|chosen| MODEL.candidates[chosen].work);
        let (used, allowed) = stack.work();
        assert!(used <= allowed);
        assert!(stack.over_budget || used <= work.sum());
        if !decision.is_complete() && explained < 12 {
            explained += 1;
            let advice = advise(&MODEL, answers);
            assert!(advice.relaxations.len() >= 2, "{:?}", advice.relaxations);
        }
    }
    assert!(explained > 0);
}

#[test]
fn three_people_never_have_to_run_what_takes_a_platform_team() {
    for (number, mut raw) in sample_json(600, 0.9).into_iter().enumerate() {
        let team = ["none", "1_2", "3_5"][number % 3];
        raw.insert("team_size".into(), json!(team));
        let decision = decide(&answers(&Value::Object(raw)));
        let heavy = [
            "managed_k8s",
            "kafka_redpanda",
            "microservices",
            "cassandra_scylla",
        ];
        for chosen in decision.stack.chosen() {
            let id = MODEL.technology(chosen).id.as_str();
            assert!(!heavy.contains(&id), "{id}");
        }
    }
}

#[test]
fn one_more_technology_never_reorders_the_others() {
    for (file, twin) in [
        ("messaging", "nats"),
        ("backend", "go_std"),
        ("hosting", "paas"),
    ] {
        let (_, more) = load(&with_twin(file, twin)).unwrap_or_else(|found| panic!("{found:#?}"));
        for answers in sample(20, 0.85) {
            let facts = FactBase::of(&MODEL, &answers);
            let after = scores(&more, &facts);
            for (name, score) in scores(&MODEL, &facts) {
                assert_eq!(after.get(&name), Some(&score), "{name}");
            }
        }
    }
}

/// The shipped content with a copy of a technology that comes before all others.
fn with_twin(file: &str, twin: &str) -> Source {
    let source = Source::embedded();
    let path = format!("catalogue/{file}.yaml");
    let text = source.file(&path).unwrap().text.clone();
    let start = text.find(&format!("- id: {twin}\n")).unwrap();
    let end = text[start + 1..]
        .find("\n- id: ")
        .map_or(text.len(), |length| start + 2 + length);
    let copy = text[start..end].replacen(&format!("- id: {twin}\n"), "- id: aa_newcomer\n", 1);
    let aliases = copy
        .lines()
        .find(|line| line.trim_start().starts_with("aliases:"))
        .unwrap();
    let copy = copy.replace(aliases, "  aliases: [newcomer]");
    source.with(&path, &format!("{}\n{copy}", text.trim_end()))
}

/// The standalone scores of all candidates, by name.
fn scores(model: &Model, facts: &FactBase<'_>) -> BTreeMap<String, i64> {
    let results = ConditionResults::of(model, facts);
    let scores = Scores::of(model, facts, &results, None);
    let candidates = model.candidates.indices();
    candidates
        .map(|candidate| {
            let layer = model.layer(model.layer_of(candidate));
            let name = format!("{}/{}", layer.id, model.technology(candidate).id);
            (name, scores.standalone[candidate])
        })
        .collect()
}

#[test]
fn a_choice_that_gets_better_stays_the_choice() {
    for (answers, index) in sample(30, 0.85).iter().zip(sample_indices(30)) {
        let decision = decide(answers);
        let chosen: Vec<CandidateIdx> = decision.stack.chosen().collect();
        let mut better = decision.scores.clone();
        better.standalone[*index.get(&chosen)] += 137;
        let Decision {
            results,
            selection,
            stack,
            ..
        } = &decision;
        let again = Stack::choose(&MODEL, results, selection, &better, None);
        assert_eq!(again.choice, stack.choice);
    }
}
