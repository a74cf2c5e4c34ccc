//! Compares one piece of advice with one case.

use std::collections::BTreeSet;

use serde::Serialize;

use super::advice::Advice;
use super::case::{Case, Opinion};

/// The result of one piece of advice on one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// See [`Case::name`].
    pub case: String,
    /// Layers that were judged.
    pub layers: Tally,
    /// Flags that had to be present or absent, and whether to buy instead.
    pub flags: Tally,
    /// What was not right, layers first.
    pub misses: Vec<Miss>,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Right.
    pub right: usize,
    /// Judged.
    pub of: usize,
}

/// One thing that was not right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// What kind of miss.
    pub kind: MissKind,
    /// A layer, a flag, or `buy_instead`.
    pub place: String,
    /// What was advised. Empty for a flag.
    pub chosen: String,
    /// What would have been right. Empty for a flag.
    pub wanted: BTreeSet<String>,
}

/// What kind of miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MissKind {
    /// The choice would be a clear mistake.
    ClearlyWrong,
    /// The choice is not among those that the architect approves.
    NotAcceptable,
    /// An alternative would be a clear mistake. Does not count against the bar, but is worth an editor's attention.
    WrongAlternative,
    /// A required flag is missing.
    FlagMissing,
    /// A flag does not apply.
    FlagUncalledFor,
    /// The advice to buy is wrong or missing, or there is some where building is right.
    BuyInstead,
}

/// The judgement of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One of the choices that the architect approves.
    Acceptable,
    /// Not one of them.
    NotAcceptable,
    /// One that the architect calls a mistake.
    ClearlyWrong,
    /// The architect has no opinion on it.
    NotJudged,
}

impl Opinion {
    /// The verdict on the choices for its layers: one mistake is a mistake, and one that is approved is enough.
    pub fn verdict(&self, choices: &[&str]) -> Verdict {
        if choices.iter().any(|choice| self.wrong.contains(*choice)) {
            Verdict::ClearlyWrong
        } else if choices
            .iter()
            .any(|choice| self.acceptable.contains(*choice))
        {
            Verdict::Acceptable
        } else if self.acceptable.is_empty() {
            Verdict::NotJudged
        } else {
            Verdict::NotAcceptable
        }
    }
}

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }

    /// Whether at least this share is right; always, if nothing was judged.
    pub fn reaches(&self, percent: usize) -> bool {
        self.right * 100 >= self.of * percent
    }
}

/// Judges advice by a case.
pub fn judge(case: &Case, advice: &Advice) -> Judgement {
    let mut judgement = Judgement {
        case: case.name.clone(),
        layers: Tally::default(),
        flags: Tally::default(),
        misses: vec![],
    };
    for (layer, opinion) in &case.layers {
        judgement.layer(layer, opinion, &advice.choices(&opinion.layers));
        judgement.alternatives(layer, opinion, advice);
    }
    for flag in &case.flags {
        judgement.flag(flag, advice.flags.contains(flag), MissKind::FlagMissing);
    }
    for flag in &case.not_flags {
        judgement.flag(
            flag,
            !advice.flags.contains(flag),
            MissKind::FlagUncalledFor,
        );
    }
    if let Some(wanted) = &case.buy_instead {
        judgement.purchase(wanted, advice.buy_instead.as_deref());
    }
    judgement
}

impl Judgement {
    /// How many misses of this kind there are.
    pub fn count(&self, kind: MissKind) -> usize {
        self.misses.iter().filter(|miss| miss.kind == kind).count()
    }

    fn layer(&mut self, layer: &str, opinion: &Opinion, choices: &[&str]) {
        let kind = match opinion.verdict(choices) {
            Verdict::NotJudged => return,
            Verdict::Acceptable => return self.layers.count(true),
            Verdict::NotAcceptable => MissKind::NotAcceptable,
            Verdict::ClearlyWrong => MissKind::ClearlyWrong,
        };
        self.layers.count(false);
        self.misses.push(Miss {
            kind,
            place: layer.to_owned(),
            chosen: choices.join(", "),
            wanted: opinion.acceptable.clone(),
        });
    }

    fn alternatives(&mut self, layer: &str, opinion: &Opinion, advice: &Advice) {
        let layers = opinion.layers.iter();
        let offered = layers.filter_map(|layer| advice.alternatives.get(layer));
        let offered = offered.flatten();
        for wrong in offered.filter(|offered| opinion.wrong.contains(*offered)) {
            self.misses.push(Miss {
                kind: MissKind::WrongAlternative,
                place: layer.to_owned(),
                chosen: wrong.clone(),
                wanted: opinion.acceptable.clone(),
            });
        }
    }

    fn flag(&mut self, flag: &str, right: bool, kind: MissKind) {
        self.flags.count(right);
        if !right {
            self.misses.push(Miss {
                kind,
                place: flag.to_owned(),
                chosen: String::new(),
                wanted: BTreeSet::new(),
            });
        }
    }

    fn purchase(&mut self, wanted: &[String], bought: Option<&str>) {
        let right = match bought {
            None => wanted.is_empty(),
            Some(bought) => wanted.iter().any(|id| id == bought),
        };
        self.flags.count(right);
        if !right {
            self.misses.push(Miss {
                kind: MissKind::BuyInstead,
                place: "buy_instead".to_owned(),
                chosen: bought.unwrap_or("nothing").to_owned(),
                wanted: match wanted {
                    [] => BTreeSet::from(["nothing".to_owned()]),
                    wanted => wanted.iter().cloned().collect(),
                },
            });
        }
    }
}
