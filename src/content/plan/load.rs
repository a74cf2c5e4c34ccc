//! Loads the files of `content/blueprint/` and reports all mistakes at once.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_saphyr::{Location, Spanned};

use super::names::Names;
use super::rates;
use super::schema::{RawGroup, Reading};
use super::{
    Addition, Assumption, Bands, CostModel, EffortModel, Note, People, PhaseModel, PlanModel,
    RateCard, Remark, RoadmapModel, SIZES, Store, TENANCY, TriggerModel, When, stores,
};
use crate::content::catalogue::Catalogue;
use crate::content::condition::{NOT_SURE, Vocabulary};
use crate::content::questionnaire::Questionnaire;
use crate::content::source::{File, Problem, Source, yaml};

const TABLES: &str = "blueprint/schema/";

impl PlanModel {
    /// Loads the model. `None` if anything is wrong; every mistake is added to `problems`.
    pub fn load(
        source: &Source,
        questionnaire: &Questionnaire,
        catalogue: &Catalogue,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let before = problems.len();
        let names = Names {
            questionnaire,
            catalogue,
        };
        let groups = groups(source, &names, problems);
        let mut reader = Reader {
            source,
            names: &names,
            problems,
        };
        let notes = reader.file("notes.yaml", |checks, notes: &mut Vec<Note>| {
            notes
                .iter_mut()
                .for_each(|note| checks.bind(&mut note.when));
        });
        let stores = reader.file("stores.yaml", |checks, known: &mut Vec<Store>| {
            stores::check(known, checks.file, catalogue, checks.problems);
        });
        let effort = reader.file("effort.yaml", effort);
        let roadmap = roadmap(&mut reader);
        let cost = reader.file("running_cost.yaml", cost);
        let rates: Option<RateCard> = reader.file("rates.yaml", rates::check);
        if problems.len() > before {
            return None;
        }
        Some(Self {
            groups,
            stores: stores?,
            notes: notes?,
            effort: effort?,
            roadmap: roadmap?,
            cost: cost?,
            rates: rates?,
        })
    }
}

fn groups(source: &Source, names: &Names<'_>, problems: &mut Vec<Problem>) -> Vec<super::Group> {
    let mut raw = Vec::new();
    for file in source.under(TABLES) {
        match yaml::<Vec<RawGroup>>(file) {
            Ok(groups) => raw.extend(groups.into_iter().map(|group| (file, group))),
            Err(problem) => problems.push(problem),
        }
    }
    for (file, group) in &mut raw {
        group.when().bind(file, names, problems);
        if group.is_tenancy() && group.when().names().contains(&TENANCY) {
            problems.push(file.problem_at(
                group.when().place(),
                "the group that decides `tenancy` cannot test it",
            ));
        }
    }
    let groups = Reading::default().groups(raw, problems);
    let fallbacks = groups
        .iter()
        .filter(|group| group.starter && group.fallback);
    if fallbacks.count() != 1 {
        problems.push(Problem::whole(
            TABLES,
            "exactly one starter must be marked `fallback: true`, for products that no other starter is for",
        ));
    }
    groups
}

struct Reader<'a> {
    source: &'a Source,
    names: &'a Names<'a>,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn file<T: DeserializeOwned>(
        &mut self,
        name: &str,
        check: impl FnOnce(&mut Checks<'_>, &mut T),
    ) -> Option<T> {
        let path = format!("blueprint/{name}");
        let Some(file) = self.source.file(&path) else {
            let message = "this file is missing; no report can be written without it";
            self.problems.push(Problem::whole(&path, message));
            return None;
        };
        let mut value = yaml(file)
            .map_err(|problem| self.problems.push(problem))
            .ok()?;
        let mut checks = Checks {
            file,
            names: self.names,
            problems: self.problems,
        };
        check(&mut checks, &mut value);
        Some(value)
    }
}

pub(super) struct Checks<'a> {
    file: &'a File,
    pub names: &'a Names<'a>,
    problems: &'a mut Vec<Problem>,
}

impl Checks<'_> {
    pub fn say(&mut self, at: Location, message: impl Into<String>) {
        self.problems.push(self.file.problem_at(at, message));
    }

    fn bind(&mut self, when: &mut When) {
        when.bind(self.file, self.names, self.problems);
    }

    pub fn rises(&mut self, range: Option<&Spanned<[u32; 2]>>) {
        if let Some(range) = range.filter(|range| range.value[0] > range.value[1]) {
            self.say(
                range.referenced,
                "the first number of a range must not be above the second",
            );
        }
    }

    fn bands(&mut self, bands: Option<&Bands>) {
        let Some(bands) = bands else { return };
        let fair = |pair: &[u32; 2]| pair[0] <= pair[1];
        let grows = |pair: &[[u32; 2]]| {
            pair[0][0] <= pair[1][0] && pair[0][1] + pair[1][0] <= pair[1][1] + pair[0][0]
        };
        if !bands.value.iter().all(fair) || !bands.value.windows(2).all(grows) {
            self.say(
                bands.referenced,
                "each band goes from low to high, and no band is below or narrower than that of the size before",
            );
        }
    }

    /// Each `{name}` in the text is a layer, whose product is put in its place.
    fn placeholders(&mut self, text: &str, when: &When) {
        for part in text.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            if !self.names.is_layer(name) {
                self.say(when.place(), format!("there is no layer `{name}`"));
            }
        }
    }

    fn remarks(&mut self, remarks: &mut [Remark]) {
        for remark in remarks {
            self.bind(&mut remark.when);
        }
    }

    /// Binds the conditions of a list of which the first that holds counts; the last has to hold always.
    pub fn first_of<'w>(&mut self, whens: impl Iterator<Item = &'w mut When>) {
        let mut last = None;
        for when in whens {
            self.bind(when);
            last = Some((when.always(), when.place()));
        }
        match last {
            Some((true, _)) => {}
            Some((false, at)) => {
                self.say(at, "the last of these has to hold always: `when: \"true\"`")
            }
            None => self.problems.push(self.file.problem(
                1,
                1,
                "a list of which the first that holds counts is empty",
            )),
        }
    }
}

fn effort(checks: &mut Checks<'_>, model: &mut EffortModel) {
    checks.remarks(&mut model.remarks);
    checks.first_of(model.bases.iter_mut().map(|base| &mut base.when));
    for base in &model.bases {
        checks.rises(Some(&base.weeks));
    }
    for factor in &mut model.factors {
        checks.bind(&mut factor.when);
        factor.keep.iter_mut().for_each(|when| checks.bind(when));
        checks.rises(factor.percent.as_ref());
        checks.rises(factor.weeks.as_ref());
        if factor.percent.is_none() && factor.weeks.is_none() {
            checks.say(
                factor.when.place(),
                format!("`{}` has neither `percent` nor `weeks`", factor.id),
            );
        }
        let Some(question) = &factor.per else {
            continue;
        };
        let known = checks.names.questionnaire.options(&question.value);
        match known {
            None => checks.say(
                question.referenced,
                format!("there is no question `{}`", question.value),
            ),
            Some(known) => {
                for option in factor.less.iter().chain(&factor.only) {
                    if !known.contains(option) {
                        checks.say(
                            question.referenced,
                            format!("`{}` has no option `{option}`", question.value),
                        );
                    }
                }
            }
        }
    }
}

/// The outline of the roadmap; each phase that it names has a file of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outline {
    #[serde(default)]
    remarks: Vec<Remark>,
    people: Vec<People>,
    phases: Vec<Named>,
    triggers: Vec<TriggerModel>,
}

/// A phase in the outline.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    Id(String),
    /// As content folders of before the phases had files have it.
    Whole {
        id: String,
    },
}

fn roadmap(reader: &mut Reader<'_>) -> Option<RoadmapModel> {
    let outline: Outline = reader.file("roadmap.yaml", |checks, outline: &mut Outline| {
        checks.remarks(&mut outline.remarks);
        people(checks, &mut outline.people);
        triggers(checks, &mut outline.triggers);
    })?;
    let read = outline.phases.into_iter().map(|named| {
        let id = match named {
            Named::Id(id) => id,
            Named::Whole { id } => {
                let message = format!("`phases` has ids only: move `{id}` to roadmap/{id}.yaml");
                let problem = Problem::whole("blueprint/roadmap.yaml", message);
                reader.problems.push(problem);
                return None;
            }
        };
        let mut model = reader.file(&format!("roadmap/{id}.yaml"), phase)?;
        model.id = id;
        Some(model)
    });
    // All of them, so that every mistake is found.
    let phases: Vec<Option<PhaseModel>> = read.collect();
    Some(RoadmapModel {
        remarks: outline.remarks,
        people: outline.people,
        phases: phases.into_iter().collect::<Option<_>>()?,
        triggers: outline.triggers,
    })
}

fn people(checks: &mut Checks<'_>, people: &mut [People]) {
    checks.first_of(people.iter_mut().map(|people| &mut people.when));
    for people in people {
        if people.from == 0 || people.from > people.to {
            checks.say(people.when.place(), "`from` is at least 1 and at most `to`");
        }
    }
}

fn phase(checks: &mut Checks<'_>, phase: &mut PhaseModel) {
    phase.when.iter_mut().for_each(|when| checks.bind(when));
    for case in &mut phase.cases {
        checks.bind(&mut case.when);
    }
    checks.rises(phase.weeks.as_ref());
    for item in &mut phase.items {
        checks.bind(&mut item.when);
        checks.rises(item.more.as_ref());
    }
}

fn triggers(checks: &mut Checks<'_>, triggers: &mut [TriggerModel]) {
    for trigger in triggers {
        checks.bind(&mut trigger.when);
        for threshold in &mut trigger.measure {
            let conditions = [&mut threshold.exceeded, &mut threshold.unless];
            for condition in conditions.into_iter().flatten() {
                checks.bind(condition);
            }
        }
        if trigger.measure.is_empty() {
            checks.say(
                trigger.when.place(),
                format!("`{}` measures nothing", trigger.id),
            );
        }
    }
}

fn cost(checks: &mut Checks<'_>, model: &mut CostModel) {
    checks.remarks(&mut model.remarks);
    checks.first_of(model.unknown_size.iter_mut().map(|guess| &mut guess.when));
    for guess in &model.unknown_size {
        if guess.from > guess.to || guess.to >= SIZES {
            checks.say(
                guess.when.place(),
                format!("sizes go from 0 to {}, `from` not above `to`", SIZES - 1),
            );
        }
    }
    for assumption in &mut model.assumptions {
        check_assumption(checks, assumption);
    }
    for rule in &mut model.at_least {
        checks.bind(&mut rule.when);
        if rule.size >= SIZES {
            checks.say(
                rule.when.place(),
                format!("sizes go from 0 to {}", SIZES - 1),
            );
        }
    }
    checks.first_of(model.bases.iter_mut().map(|base| &mut base.when));
    for base in &model.bases {
        checks.bands(Some(&base.bands));
    }
    for base in &model.bases {
        checks.placeholders(&base.text, &base.when);
    }
    for addition in &mut model.additions {
        check_addition(checks, addition);
    }
}

fn check_assumption(checks: &mut Checks<'_>, assumption: &mut Assumption) {
    if let Some(when) = &mut assumption.when {
        checks.bind(when);
    }
    let (question, option) = (&assumption.question, &assumption.option);
    match checks.names.questionnaire.options(&question.value) {
        None => {
            let message = format!("there is no question `{}`", question.value);
            checks.say(question.referenced, message);
        }
        Some(options) if !options.contains(option) => {
            let message = format!("`{}` has no option `{option}`", question.value);
            checks.say(question.referenced, message);
        }
        Some(_) => {}
    }
}

fn check_addition(checks: &mut Checks<'_>, addition: &mut Addition) {
    checks.bind(&mut addition.when);
    addition.keep.iter_mut().for_each(|when| checks.bind(when));
    checks.placeholders(&addition.text, &addition.when);
    checks.bands(addition.bands.as_ref());
    checks.rises(addition.percent.as_ref());
    let at = addition.when.place();
    let kinds = [
        addition.bands.is_some(),
        addition.percent.is_some(),
        addition.by.is_some(),
    ];
    if kinds.iter().filter(|given| **given).count() != 1
        || addition.by.is_some() == addition.amounts.is_empty()
    {
        let id = &addition.id;
        let message = format!("`{id}` needs one of `bands`, `percent`, or `by` with `amounts`");
        checks.say(at, message);
    }
    let Some(question) = &addition.by else {
        return;
    };
    let Some(options) = checks.names.questionnaire.options(&question.value) else {
        let message = format!("there is no question `{}`", question.value);
        return checks.say(question.referenced, message);
    };
    let assumed = addition.assume.iter().flatten().flatten();
    for option in addition.amounts.keys().chain(assumed) {
        if !options.contains(option) {
            let message = format!("`{}` has no option `{option}`", question.value);
            checks.say(question.referenced, message);
        }
    }
    let amount = |option: &String| addition.amounts.get(option).copied().unwrap_or_default();
    let width = |amount: [u32; 2]| amount[1].saturating_sub(amount[0]);
    let amounts = options.iter().map(amount);
    if amounts.clone().any(|amount| amount[0] > amount[1]) {
        let message = "the first number of an amount must not be above the second";
        checks.say(question.referenced, message);
    }
    // Of several answers, each has a price of its own. Of one answer, a later option is a larger one.
    let several = checks.names.is_multiple_choice(&question.value);
    let priced: Vec<_> = options
        .iter()
        .filter(|option| *option != NOT_SURE)
        .map(amount)
        .collect();
    let grows = |pair: &[[u32; 2]]| pair[0][0] <= pair[1][0] && width(pair[0]) <= width(pair[1]);
    if !several && !priced.windows(2).all(grows) {
        let message = "no amount is below or narrower than that of the option before";
        checks.say(question.referenced, message);
    }
}
