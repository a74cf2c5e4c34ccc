//! The grade of every case: before the second edition, and after it under each edition and on the path of plain questions.
//!
//! `grades.yaml` lists them with a reason for each shift. A change of the model that moves a grade has to be written
//! down there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::CONTENT;
use crate::content::Content;
use crate::content::questionnaire::Kind;
use crate::intake::parse;
use crate::qualification::{Qualification, qualify};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// By id: why a grade, a score or an action differs.
    reasons: BTreeMap<String, String>,
    grades: Vec<Grades>,
}

/// Each as `grade fit/intent action`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grades {
    case: String,
    /// By the model before the second edition; none for a case that came with it.
    #[serde(default)]
    before: Option<String>,
    /// As a lead of the first edition.
    first: String,
    /// As a lead of the second edition that may be called.
    second: String,
    /// The same lead in a business role: all questions answered, and only those of the plain path.
    whole: String,
    plain: String,
    /// Ids of reasons.
    #[serde(default)]
    why: Vec<String>,
}

static LIST: LazyLock<List> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("grades.yaml")).unwrap());

/// What a case may leave out and a lead may not.
const LEFT_OUT: [(&str, &str); 5] = [
    ("role", "cto_vp_eng"),
    ("company_size", "51_200"),
    ("delivery_model", "you_build_all"),
    ("start", "1_3m"),
    ("launch", "4_9m"),
];

/// The answers of all cases and prospects, by name.
fn cases() -> BTreeMap<String, Map<String, Value>> {
    #[derive(Deserialize)]
    struct Case {
        answers: Map<String, Value>,
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files =
        ["tests/cases", "web/prospects"].map(|folder| root.join(folder).read_dir().unwrap());
    let paths = files.into_iter().flatten().map(|file| file.unwrap().path());
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        let case: Case = serde_saphyr::from_str(&text).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut answers = case.answers;
        for (question, answer) in LEFT_OUT {
            answers.entry(question).or_insert_with(|| json!(answer));
        }
        (name, answers)
    };
    paths.map(|path| read(&path)).collect()
}

fn graded(content: &Content, answers: &Map<String, Value>, contact: &Value) -> Qualification {
    let mut answers = answers.clone();
    let mut all = json!({"name": "Ada", "work_email": "ada@engines.example", "company": "Engines", "country": "DE"});
    for (field, value) in contact.as_object().unwrap() {
        all[field] = value.clone();
    }
    answers.insert("contact".into(), all);
    let answers =
        parse(&CONTENT.questionnaire, &answers).unwrap_or_else(|errors| panic!("{errors:#?}"));
    qualify(content, &answers)
}

fn line(graded: &Qualification) -> String {
    format!(
        "{} {}/{} {}",
        graded.grade, graded.fit.score, graded.intent.score, graded.next_action
    )
}

/// What the plain path asks of these answers.
fn plain(answers: &Map<String, Value>) -> Map<String, Value> {
    let asked = CONTENT.questionnaire.questions();
    let asked: BTreeSet<&str> = asked
        .filter(|question| question.path.is_none() && question.kind != Kind::Contact)
        .map(|question| question.id.as_str())
        .collect();
    let kept = answers.iter().filter(|(id, _)| asked.contains(id.as_str()));
    kept.map(|(id, answer)| (id.clone(), answer.clone()))
        .collect()
}

fn founder(answers: &Map<String, Value>) -> Map<String, Value> {
    let mut answers = answers.clone();
    answers.insert("role".into(), json!("founder_ceo"));
    answers
}

#[test]
fn every_grade_is_listed_and_every_shift_has_a_reason() {
    let first = CONTENT.of_edition(1);
    let call = json!({"call": true, "phone": "+49 89 123456"});
    let mut actual = Vec::new();
    let listed: BTreeMap<&str, &Grades> = LIST
        .grades
        .iter()
        .map(|one| (one.case.as_str(), one))
        .collect();
    let mut wrong = Vec::new();
    for (case, answers) in cases() {
        let old = line(&graded(&first, &answers, &json!({"consent": true})));
        let new = line(&graded(&CONTENT, &answers, &call));
        let whole = line(&graded(&CONTENT, &founder(&answers), &call));
        let short = line(&graded(&CONTENT, &plain(&founder(&answers)), &call));
        let entry = listed.get(case.as_str());
        let before = entry.and_then(|entry| entry.before.clone());
        let same = entry.is_some_and(|entry| {
            [&entry.first, &entry.second, &entry.whole, &entry.plain]
                == [&old, &new, &whole, &short]
        });
        if !same {
            wrong.push(case.clone());
        }
        let shifted = before
            .as_ref()
            .is_some_and(|before| *before != old || *before != new)
            || whole[..2] != short[..2];
        let why = entry.map(|entry| entry.why.clone()).unwrap_or_default();
        if shifted == why.is_empty() {
            wrong.push(format!(
                "{case}: a reason belongs to a shift, and to nothing else"
            ));
        }
        let unknown = why
            .iter()
            .filter(|reason| !LIST.reasons.contains_key(*reason));
        wrong.extend(unknown.map(|reason| format!("{case}: no reason {reason}")));
        actual.push(format!(
            "- {{case: {case}, before: {}, first: {old}, second: {new}, whole: {whole}, plain: {short}, why: [{}]}}",
            before.unwrap_or_else(|| "null".into()),
            why.join(", ")
        ));
    }
    assert!(
        wrong.is_empty() && actual.len() == listed.len(),
        "{wrong:#?}\n{}",
        actual.join("\n")
    );
}

/// A short path must not cost a grade: whatever counts is asked on every path.
#[test]
fn every_question_that_gives_points_is_on_every_path() {
    let model = &CONTENT.qualification;
    let cases = model
        .fit
        .iter()
        .chain(&model.intent)
        .flat_map(|signal| &signal.cases);
    let conditions = cases.chain(&model.depth.cases).map(|case| &case.when);
    let named = conditions
        .chain([&model.clarity.when])
        .flat_map(|when| when.names());
    let counted: BTreeSet<&str> = named
        .chain([model.depth.several.question.as_str()])
        .collect();
    for id in counted {
        let question = CONTENT.questionnaire.question(id).unwrap();
        assert_eq!(question.path, None, "{id}");
    }
}
