//! The files of `content/recommendation/` become the scoring model.

use super::raw::{
    RawCompatibility, RawNeed, RawPair, RawPoints, RawPreference, RawRequirement, RawRule,
    RawSaying, RawWeights,
};
use super::reader::{Reader, Word, candidates, read};
use super::vocabulary::Words;
use super::{
    Asking, Budget, Candidate, Contradiction, Effect, Model, Multiplier, Need, PairRule,
    Preference, Purchase, Risk, Rule, RuleNames, Seats, ShortNames, Veto, When,
};
use crate::content::catalogue::Catalogue;
use crate::content::condition::Condition;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::{Problem, Source};

/// The criterion that every layer's skill weight refers to.
const SKILL: &str = "skill_match";

impl Model {
    /// Reads the scoring model. `None` if anything is wrong; every mistake is added to `problems`.
    pub fn load(
        source: &Source,
        questionnaire: &Questionnaire,
        catalogue: &Catalogue,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let before = problems.len();
        let (all, ranges) = candidates(catalogue);
        let mut asking = Asking::default();
        let words = Words {
            questionnaire,
            catalogue: None,
        };
        let after_choice = Words {
            questionnaire,
            catalogue: Some(catalogue),
        };
        macro_rules! file {
            ($path:literal, $words:expr, $each:expr) => {
                read(source, concat!("recommendation/", $path), problems).map(|(file, raw)| {
                    let mut reader = Reader {
                        file,
                        words: $words,
                        catalogue,
                        candidates: &all,
                        asking: &mut asking,
                        problems,
                    };
                    $each(&mut reader, raw)
                })
            };
        }
        let weights = file!("weights.yaml", words, weighing);
        let needs = file!("needs.yaml", words, needs_of);
        let rules = file!(
            "rules.yaml",
            words,
            |reader: &mut Reader<'_>, raw: Vec<RawRule>| each(raw, |raw| rule(reader, raw))
        );
        let preferences = file!(
            "preferences.yaml",
            words,
            |reader: &mut Reader<'_>, raw: Vec<RawPreference>| each(raw, |raw| {
                preference(reader, raw)
            })
        );
        let together = file!("compatibility.yaml", words, compatibility);
        let risks = file!("risks.yaml", after_choice, sayings);
        let contradictions = file!("contradictions.yaml", after_choice, sayings);
        let purchases = file!("buy_instead.yaml", words, sayings);
        let importance = file!("importance.yaml", words, importance_of);
        let names = file!("names.yaml", words, ShortNames::of);
        let ids = RuleNames::wanted(
            rules.as_deref(),
            together.as_ref().map(|(pairs, _)| pairs.as_slice()),
        );
        let rule_names = file!("rule_names.yaml", words, |reader: &mut Reader<'_>, raw| {
            RuleNames::of(reader, raw, &ids)
        });
        let ((weights, multipliers, vetoes), (pairs, budget)) = (weights?, together?);
        let model = Self {
            values: all
                .iter()
                .map(|one| values(catalogue, one, &weights[one.layer]))
                .collect(),
            asks: asking.questions().map(str::to_owned).collect(),
            asking,
            seats: Seats::of(&pairs, &all, &ranges),
            importance: importance?,
            names: names?,
            rule_names: rule_names?,
            work: all
                .iter()
                .map(|one| i64::from(catalogue.technologies[one.technology].ops_points))
                .collect(),
            weights,
            multipliers,
            vetoes,
            pairs,
            budget,
            needs: needs?,
            rules: rules?,
            preferences: preferences?,
            risks: risks?
                .into_iter()
                .map(|(raw, when, except)| Risk {
                    id: raw.id.value,
                    when,
                    except,
                    text: raw.text,
                })
                .collect(),
            contradictions: contradictions?
                .into_iter()
                .map(|(raw, when, except)| Contradiction {
                    id: raw.id.value,
                    when,
                    except,
                    text: raw.text,
                    change: raw.change,
                })
                .collect(),
            buy_instead: purchases?
                .into_iter()
                .map(|(raw, when, except)| Purchase {
                    id: raw.id.value,
                    name: raw.name,
                    when,
                    except,
                    text: raw.text,
                })
                .collect(),
            skill: catalogue
                .criteria
                .iter()
                .position(|criterion| criterion.id == SKILL)?,
            candidates: all,
            ranges,
        };
        (problems.len() == before).then_some(model)
    }
}

fn values(catalogue: &Catalogue, candidate: &Candidate, weights: &[(usize, u64)]) -> Vec<u8> {
    let scores = &catalogue.technologies[candidate.technology].scores;
    weights
        .iter()
        .map(|(criterion, _)| {
            scores
                .get(&catalogue.criteria[*criterion].id)
                .copied()
                .unwrap_or(0)
        })
        .collect()
}

fn each<R, T>(raw: Vec<R>, read: impl FnMut(R) -> Option<T>) -> Vec<T> {
    raw.into_iter().filter_map(read).collect()
}

type Weighing = (Vec<Vec<(usize, u64)>>, Vec<Multiplier>, Vec<Veto>);

fn weighing(reader: &mut Reader<'_>, raw: RawWeights) -> Weighing {
    let catalogue = reader.catalogue;
    let mut weights = vec![Vec::new(); catalogue.layers.len()];
    for (id, list) in raw.base {
        let Some(layer) = catalogue.layers.iter().position(|known| known.id == id) else {
            let place = list.first().map(|first| first.criterion.clone());
            if let Some(place) = place {
                reader.say(&place, format!("there is no layer `{id}`"));
            }
            continue;
        };
        for entry in list {
            let Some(criterion) = reader.criterion(&entry.criterion) else {
                continue;
            };
            let unscored = catalogue.layers[layer]
                .candidates
                .iter()
                .map(|at| &catalogue.technologies[*at])
                .find(|known| {
                    entry.criterion.value != SKILL
                        && !known.scores.contains_key(&entry.criterion.value)
                });
            if let Some(unscored) = unscored {
                reader.say(
                    &entry.criterion,
                    format!(
                        "`{}` has no score for `{}`",
                        unscored.id, entry.criterion.value
                    ),
                );
            }
            weights[layer].push((criterion, entry.weight));
        }
    }
    let unweighed = catalogue
        .layers
        .iter()
        .zip(&weights)
        .filter(|(_, weights)| weights.is_empty());
    for (info, _) in unweighed {
        reader.problems.push(reader.file.problem(
            1,
            1,
            format!("the layer `{}` has no weights", info.id),
        ));
    }
    let multipliers = each(raw.multipliers, |raw| {
        let criteria: Vec<usize> = raw
            .criteria
            .iter()
            .filter_map(|word| reader.criterion(word))
            .collect();
        let percent = criteria
            .into_iter()
            .map(|criterion| (criterion, raw.percent))
            .collect();
        Some(Multiplier {
            layers: reader.layers(&raw.layers),
            percent,
            because: raw.because,
            when: reader.when(&raw.when)?,
        })
    });
    let vetoes = each(raw.vetoes, |raw| {
        let layers = reader.layers(&raw.layers);
        Some(Veto {
            when: reader.when(&raw.when)?,
            layers,
            criterion: reader.criterion(&raw.criterion)?,
            text: raw.text,
        })
    });
    (weights, multipliers, vetoes)
}

fn needs_of(reader: &mut Reader<'_>, raw: Vec<RawNeed>) -> Vec<Need> {
    let mut needs: Vec<Option<Need>> = reader.catalogue.layers.iter().map(|_| None).collect();
    for raw in raw {
        let (layer, when) = (reader.layer(&raw.layer), reader.when(&raw.when));
        let (presume, except) = (
            reader.when_given(&raw.presume),
            reader.when_given(&raw.except),
        );
        if let (Some(layer), Some(when), Some(presume), Some(except)) =
            (layer, when, presume, except)
        {
            needs[layer] = Some(Need {
                when,
                presume,
                except,
                otherwise: raw.otherwise,
            });
        }
    }
    let missing: Vec<&str> = reader
        .catalogue
        .layers
        .iter()
        .zip(&needs)
        .filter(|(_, need)| need.is_none())
        .map(|(layer, _)| layer.id.as_str())
        .collect();
    if !missing.is_empty() {
        reader.problems.push(reader.file.problem(
            1,
            1,
            format!(
                "nothing says when these layers are needed: {}",
                missing.join(", ")
            ),
        ));
    }
    // A missing need was reported, so this model is never used; it only has to have its shape.
    let shape = |need: Option<Need>| {
        need.unwrap_or_else(|| Need {
            when: When::default(),
            presume: None,
            except: None,
            otherwise: String::new(),
        })
    };
    needs.into_iter().map(shape).collect()
}

fn rule(reader: &mut Reader<'_>, raw: RawRule) -> Option<Rule> {
    let layers = reader.layers(&raw.layers);
    let spared = reader.select(&raw.unless, &layers);
    let mut removes = reader.select(&raw.exclude, &layers);
    if !raw.keep.is_empty() {
        if raw.layers.is_empty() || !raw.exclude.is_empty() {
            reader.say(&raw.id, "`keep` needs `layers`, and goes without `exclude`");
        }
        let kept = reader.select(&raw.keep, &layers);
        removes = (0..reader.candidates.len())
            .filter(|at| layers[reader.candidates[*at].layer] && !kept.contains(at))
            .collect();
    }
    removes.retain(|at| !spared.contains(at));
    if removes.is_empty() {
        reader.say(
            &raw.id,
            format!(
                "`{}` removes nothing; write `exclude` or `keep`",
                raw.id.value
            ),
        );
    }
    Some(Rule {
        when: reader.when(&raw.when)?,
        id: raw.id.value,
        removes,
        firm: raw.firm,
        text: raw.text,
    })
}

fn preference(reader: &mut Reader<'_>, raw: RawPreference) -> Option<Preference> {
    let layers = reader.layers(&raw.layers);
    let spared = reader.select(&raw.unless, &layers);
    let mut of = reader.select(&raw.of, &layers);
    of.retain(|at| !spared.contains(at));
    if of.is_empty() {
        reader.say(
            &raw.when,
            "this concerns no technology; check `of` and `layers`",
        );
    }
    Some(Preference {
        when: reader.when(&raw.when)?,
        except: reader.when_given(&raw.except)?,
        of,
        points: raw.points,
        text: raw.text,
    })
}

fn compatibility(reader: &mut Reader<'_>, raw: RawCompatibility) -> (Vec<PairRule>, Budget) {
    let mut pairs = each(raw.forbid, |raw| pair(reader, raw, Effect::Forbid));
    pairs.extend(each(raw.require, |raw| requirement(reader, raw)));
    pairs.extend(each(raw.synergy, |raw| {
        let points = Effect::Points(raw.points);
        pair(reader, raw, points)
    }));
    let mut points =
        |list: Vec<RawPoints>| each(list, |raw| Some((reader.when(&raw.when)?, raw.points)));
    let (caps, adjustments) = (points(raw.budget.caps), points(raw.budget.adjustments));
    let reliefs = each(raw.budget.reliefs, |raw| {
        let layers = reader.layers(&[]);
        let of = reader.select(&raw.of, &layers);
        Some((reader.when(&raw.when)?, of, raw.points))
    });
    (
        pairs,
        Budget {
            caps,
            adjustments,
            reliefs,
            unknown: raw.budget.unknown,
            text: raw.budget.text,
        },
    )
}

fn pair(reader: &mut Reader<'_>, raw: RawPair, effect: Effect) -> Option<PairRule> {
    let layers = reader.layers(&[]);
    let (these, others) = (
        reader.select(&raw.these, &layers),
        reader.select(&raw.with, &layers),
    );
    let apart = |a: usize, b: usize| reader.candidates[a].layer != reader.candidates[b].layer;
    let pairs = these
        .iter()
        .flat_map(|a| others.iter().map(|b| (*a, *b)))
        .filter(|(a, b)| apart(*a, *b))
        .collect();
    Some(PairRule {
        when: reader.when_given(&raw.when)?,
        id: raw.id.value,
        pairs,
        effect,
        text: raw.text,
        requires: None,
    })
}

fn requirement(reader: &mut Reader<'_>, raw: RawRequirement) -> Option<PairRule> {
    let layers = reader.layers(&[]);
    let these = reader.select(&raw.these, &layers);
    let layer = reader.layer(&raw.layer)?;
    let allowed = reader.select(&raw.one_of, &layers);
    let others = (0..reader.candidates.len())
        .filter(|at| reader.candidates[*at].layer == layer && !allowed.contains(at));
    let others: Vec<usize> = others.collect();
    let pairs = these
        .iter()
        .filter(|a| reader.candidates[**a].layer != layer)
        .flat_map(|a| others.iter().map(|b| (*a, *b)))
        .collect();
    let when = reader.when_given(&raw.when)?;
    Some(PairRule {
        when,
        id: raw.id.value,
        pairs,
        effect: Effect::Forbid,
        text: raw.text,
        requires: Some((layer, these)),
    })
}

/// Per layer its rank in the file; a layer that is not named comes last.
fn importance_of(reader: &mut Reader<'_>, raw: Vec<Word>) -> Vec<usize> {
    let layers = reader.catalogue.layers.len();
    let named: Vec<usize> = raw.iter().filter_map(|word| reader.layer(word)).collect();
    (0..layers)
        .map(|layer| {
            named
                .iter()
                .position(|known| *known == layer)
                .unwrap_or(layers)
        })
        .collect()
}

fn condition(reader: &mut Reader<'_>, when: &Option<Word>) -> Option<Option<Condition>> {
    when.as_ref()
        .map_or(Some(None), |text| reader.condition(text).map(Some))
}

type Saying = (RawSaying, Condition, Option<Condition>);

fn sayings(reader: &mut Reader<'_>, raw: Vec<RawSaying>) -> Vec<Saying> {
    let mut read: Vec<Saying> = Vec::new();
    for raw in raw {
        if read
            .iter()
            .any(|(known, ..)| known.id.value == raw.id.value)
        {
            reader.say(&raw.id, format!("`{}` appears twice", raw.id.value));
        }
        if let (Some(when), Some(except)) =
            (reader.condition(&raw.when), condition(reader, &raw.except))
        {
            read.push((raw, when, except));
        }
    }
    read
}
