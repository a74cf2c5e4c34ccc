//! Every method of the store, on both databases: the same calls, the same results.

mod alerts;
mod funnel;
mod holds;
mod intakes;
mod jobs;
mod ledger;
mod operations;
mod outages;
mod people;
mod retention;
mod staff;
mod submission_checks;
mod times;

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::i18n::{Language, Messages};
use stackmatch::ids::{IntakeId, LeadId};
use stackmatch::intake::{Answers, parse};
use stackmatch::qualification::qualify;
use stackmatch::recommendation::{self, Model, Recommendation, embedded};
use stackmatch::store::*;

use crate::support::{Visitor, sources};

static MODEL: LazyLock<Model> = LazyLock::new(|| embedded().unwrap().1);
static MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::embedded().unwrap());

/// The advice in English.
fn recommend(model: &Model, answers: &Answers) -> Recommendation {
    recommendation::recommend(model, answers).localize(model, MESSAGES.english())
}

fn now() -> DateTime<Utc> {
    "2026-11-22T10:00:00.123456Z".parse().unwrap()
}

fn answers(content: &Content) -> Answers {
    parse(
        &content.questionnaire,
        Visitor::grace().as_object().unwrap(),
    )
    .unwrap()
}

async fn insert_lead(db: &Db, content: &Content) -> (IntakeId, LeadId) {
    let (intake, lead) = (Clock::System.new_id(), Clock::System.new_id());
    let answers = answers(content);
    let mut tx = db.begin().await.unwrap();
    tx.insert_intake(
        intake,
        content.questionnaire.edition,
        Some("nodejs-vs-django"),
        &Campaign::default(),
        Language::En,
        now(),
    )
    .await
    .unwrap();
    assert!(tx.close_intake(intake, 1, now()).await.unwrap());
    tx.insert_lead(&NewLead {
        id: lead,
        intake_id: intake,
        submission_key: Some("key"),
        contact: answers.contact().unwrap(),
        email: &answers.contact().unwrap().work_email,
        answers: &answers,
        recommendation: &Packed::new(&recommend(&MODEL, &answers)).unwrap(),
        qualification: &qualify(content, &answers),
        matchup: None,
        language: Language::De,
        now: now(),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (intake, lead)
}

/// The contract is complete: it calls every public method of `Db` and `Tx`.
#[test]
fn every_store_method_is_named_in_the_contract() {
    let contract: String = sources("tests/store_contract")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let mut missing = vec![];
    for (_, text) in sources("src/store") {
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with("impl ") {
                inside = line.starts_with("impl Db") || line.starts_with("impl Tx");
            }
            if let Some(rest) = line
                .trim_start()
                .strip_prefix("pub async fn ")
                .filter(|_| inside)
            {
                let name = rest.split('(').next().unwrap();
                if !contract.contains(&format!(".{name}(")) {
                    missing.push(name.to_owned());
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
