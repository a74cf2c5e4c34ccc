//! Facts that are computed from answers: tiers of scale, team, operations, budget and risk, and two counts.
//!
//! This is the one table of them. Where a fact depends on the options of a question, every option has a level here, or
//! the source gives one level to all others; `check` reports an option of the questionnaire without a level.

use crate::content::condition::NOT_SURE;
use crate::content::questionnaire::Questionnaire;
use crate::intake::Answers;
use crate::recommendation::model::index::{FactIdx, Idx, Level};

/// A fact that is computed from answers.
#[derive(Debug)]
pub struct DerivedFact {
    /// As conditions name it.
    pub name: &'static str,
    /// Its values, the lowest first.
    pub values: &'static [&'static str],
    /// The questions it is computed from.
    pub sources: &'static [Source],
    derive: fn(&Answers) -> Option<Span>,
}

/// A question behind a fact, and what its options mean for it.
#[derive(Debug)]
pub struct Source {
    /// The question.
    pub question: &'static str,
    levels: &'static [(&'static str, usize)],
    /// The level of all options that are not listed; none if each must be.
    others: Option<usize>,
}

/// The values that the answers leave possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The lowest.
    pub low: Level,
    /// The highest.
    pub high: Level,
}

/// All derived facts.
pub static DERIVED: [DerivedFact; 8] = [
    DerivedFact {
        name: "scale_tier",
        values: &["tiny", "small", "medium", "large", "huge", "massive"],
        sources: &[USERS, PEAK, STAGE],
        derive: scale,
    },
    DerivedFact {
        name: "rt_tier",
        values: &["none", "notifications", "live", "messages", "collaboration"],
        sources: &[REALTIME],
        derive: |answers| REALTIME.span(answers),
    },
    DerivedFact {
        name: "team_tier",
        values: &["outside", "tiny", "small", "medium", "large", "huge"],
        sources: &[TEAM],
        derive: |answers| TEAM.span(answers),
    },
    DerivedFact {
        name: "ops_tier",
        values: &["none", "basic", "devops", "platform"],
        sources: &[OPS],
        derive: |answers| OPS.span(answers),
    },
    DerivedFact {
        name: "budget_tier",
        values: &["tiny", "small", "medium", "large", "huge"],
        sources: &[BUDGET],
        derive: |answers| BUDGET.span(answers),
    },
    DerivedFact {
        name: "risk_tier",
        values: &["low", "medium", "high"],
        sources: &[COMPLIANCE, DATA],
        derive: risk,
    },
    DerivedFact {
        name: "integration_count",
        values: &["none", "one", "several"],
        sources: &[INTEGRATIONS],
        derive: |answers| INTEGRATIONS.sum(answers).map(Span::exactly),
    },
    DerivedFact {
        name: "channel_count",
        values: &["one", "two", "many"],
        sources: &[CHANNELS],
        derive: |answers| {
            CHANNELS
                .sum(answers)
                .map(|sum| Span::exactly(lower(sum, 1)))
        },
    },
];

const USERS: Source = Source {
    question: "mau",
    levels: &[
        ("lt1k", 0),
        ("1k_10k", 1),
        ("10k_100k", 2),
        ("100k_1m", 3),
        ("1m_10m", 4),
        ("gt10m", 5),
    ],
    others: None,
};
const PEAK: Source = Source {
    question: "concurrency",
    levels: &[
        ("lt100", 0),
        ("100_1k", 1),
        ("1k_10k", 2),
        ("10k_100k", 4),
        ("gt100k", 5),
    ],
    others: None,
};
/// By how many tiers a product is smaller than its answers: hopes are larger than first years.
const STAGE: Source = Source {
    question: "stage",
    levels: &[("idea", 1), ("prototype", 1)],
    others: Some(0),
};
const REALTIME: Source = Source {
    question: "realtime",
    levels: &[
        ("none", 0),
        ("notifications", 1),
        ("live_dashboards", 2),
        ("chat_presence", 3),
        ("telemetry", 3),
        ("collab_editing", 4),
        ("audio_video", 4),
    ],
    others: None,
};
const TEAM: Source = Source {
    question: "team_size",
    levels: &[
        ("none", 0),
        ("1_2", 1),
        ("3_5", 2),
        ("6_15", 3),
        ("16_50", 4),
        ("gt50", 5),
    ],
    others: None,
};
const OPS: Source = Source {
    question: "ops",
    levels: &[
        ("none", 0),
        ("basic", 1),
        ("provider", 1),
        ("devops", 2),
        ("platform", 3),
    ],
    others: None,
};
const BUDGET: Source = Source {
    question: "budget",
    levels: &[
        ("lt15k", 0),
        ("15_50k", 1),
        ("50_150k", 2),
        ("150_500k", 3),
        ("gt500k", 4),
    ],
    others: None,
};
const COMPLIANCE: Source = Source {
    question: "compliance",
    levels: &[
        ("none", 0),
        ("hipaa", 2),
        ("hds_national_health", 2),
        ("pci_dss", 2),
        ("fedramp_gov", 2),
        ("dora", 2),
    ],
    others: Some(1),
};
const DATA: Source = Source {
    question: "sensitivity",
    levels: &[
        ("public", 0),
        ("internal", 0),
        ("personal", 1),
        ("financial", 2),
        ("health", 2),
        ("state_secret", 2),
        ("health_financial", 2),
    ],
    others: None,
};
const INTEGRATIONS: Source = Source {
    question: "integrations",
    levels: &[("none", 0)],
    others: Some(1),
};
const CHANNELS: Source = Source {
    question: "channels",
    levels: &[],
    others: Some(1),
};

/// All derived facts with their indices.
pub fn facts() -> impl Iterator<Item = (FactIdx, &'static DerivedFact)> {
    let facts = DERIVED.iter().enumerate();
    facts.map(|(position, fact)| (FactIdx::new(position), fact))
}

/// The derived fact of this name.
pub fn fact(name: &str) -> Option<&'static DerivedFact> {
    DERIVED.iter().find(|fact| fact.name == name)
}

/// Options of the questionnaire that would leave a fact unknown because it has no level for them.
pub fn options_without_level(questionnaire: &Questionnaire) -> Vec<MissingLevel> {
    let mut missing = Vec::new();
    for (fact, source) in DERIVED
        .iter()
        .flat_map(|fact| fact.sources.iter().map(move |source| (fact, source)))
    {
        let question = questionnaire.question(source.question);
        let options = question.iter().flat_map(|question| question.choices());
        let unknown =
            options.filter(|option| option.id != NOT_SURE && source.of(&option.id).is_none());
        missing.extend(unknown.map(|option| MissingLevel {
            fact: fact.name,
            question: source.question,
            option: option.id.clone(),
        }));
    }
    missing
}

/// An option that a derived fact has no level for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingLevel {
    /// The fact.
    pub fact: &'static str,
    /// The question behind it.
    pub question: &'static str,
    /// Its option.
    pub option: String,
}

impl DerivedFact {
    /// The values that these answers leave possible; none if that is all of them.
    pub fn span(&self, answers: &Answers) -> Option<Span> {
        let top = Level::new(self.values.len() - 1);
        let all = Span {
            low: Level::new(0),
            high: top,
        };
        let span = (self.derive)(answers)?;
        let within = Span {
            low: span.low.min(top),
            high: span.high.min(top),
        };
        (within != all).then_some(within)
    }

    /// The name of a value.
    pub fn value(&self, level: Level) -> &'static str {
        self.values[level.position()]
    }
}

impl Source {
    /// The level of an option.
    fn of(&self, option: &str) -> Option<usize> {
        if option == NOT_SURE {
            return None;
        }
        let listed = self.levels.iter().find(|(known, _)| *known == option);
        listed.map(|(_, level)| *level).or(self.others)
    }

    /// The level of the chosen option of a question with one answer.
    fn level(&self, answers: &Answers) -> Option<Level> {
        self.of(answers.one(self.question)?).map(Level::new)
    }

    fn span(&self, answers: &Answers) -> Option<Span> {
        self.level(answers).map(Span::exactly)
    }

    /// The levels of all chosen options of a question with several answers, added up.
    fn sum(&self, answers: &Answers) -> Option<Level> {
        let chosen = answers.many(self.question)?.iter();
        let levels: Option<Vec<usize>> = chosen.map(|option| self.of(option)).collect();
        Some(Level::new(levels?.into_iter().sum()))
    }
}

impl Span {
    fn exactly(level: Level) -> Self {
        Self {
            low: level,
            high: level,
        }
    }

    /// From a level up to the highest that any fact has.
    fn at_least(low: Level) -> Self {
        Self {
            low,
            high: Level::new(usize::MAX),
        }
    }

    /// Whether more than one value is possible.
    pub fn is_open(self) -> bool {
        self.low < self.high
    }

    /// The possible values, the lowest first.
    pub fn levels(self) -> impl Iterator<Item = Level> {
        (self.low.position()..=self.high.position()).map(Level::new)
    }
}

fn lower(level: Level, by: usize) -> Level {
    Level::new(level.position().saturating_sub(by))
}

/// Size for the next twelve months: an idea counts one tier lower. As long as the peak is open, one in a hundred of the
/// monthly users is assumed, as the question explains; a known peak can only raise the tier of the monthly users, and
/// without them it is the minimum.
fn scale(answers: &Answers) -> Option<Span> {
    let users = USERS.level(answers);
    let span = match (users, users.max(PEAK.level(answers))?) {
        (Some(_), level) => Span::exactly(level),
        (None, peak) => Span::at_least(peak),
    };
    let (least, most) = match STAGE.level(answers) {
        Some(smaller) => (smaller.position(), smaller.position()),
        None => (0, 1),
    };
    Some(Span {
        low: lower(span.low, most),
        high: lower(span.high, least),
    })
}

/// The worst of the compliance rules and of the kind of data. One of the two alone gives only the least.
fn risk(answers: &Answers) -> Option<Span> {
    let rules = answers
        .many(COMPLIANCE.question)
        .filter(|rules| !rules.iter().any(|rule| rule == NOT_SURE))
        .map(|rules| {
            let levels = rules.iter().filter_map(|rule| COMPLIANCE.of(rule));
            Level::new(levels.max().unwrap_or(0))
        });
    let data = DATA.level(answers);
    let level = rules.max(data)?;
    if rules.is_some() && data.is_some() {
        Some(Span::exactly(level))
    } else {
        Some(Span::at_least(level))
    }
}
