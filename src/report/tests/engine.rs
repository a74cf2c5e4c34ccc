//! The report shows the recommendation it was made from, exactly.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{TimeZone, Utc};
use serde_json::json;

use super::reading::{everything, facts, renderer, squeezed, text_formats};
use crate::content::Content;
use crate::i18n::tests::english;
use crate::intake::{self, Answers};
use crate::recommendation::{self, Model, Recommendation};
use crate::report::*;

pub(super) fn meta() -> Meta {
    Meta {
        reference: "SM-7K2M-Q4".to_owned(),
        created_at: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        prepared_for: Some("Navy Yard\nLtd".to_owned()),
        base_url: "https://stackmatch.example/".to_owned(),
    }
}

pub(super) fn grace(content: &Content) -> Answers {
    let mut raw = crate::prospects::answers("grace");
    raw.remove("budget");
    raw.insert("mau".into(), json!("not_sure"));
    raw.insert("hosting".into(), json!("managed_paas"));
    raw.insert("integrations".into(), json!(["crm"]));
    intake::parse(&content.questionnaire, &raw).unwrap()
}

pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| recommendation::embedded().unwrap().1);

pub(super) fn recommend(model: &Model, answers: &Answers) -> Recommendation {
    recommendation::recommend(model, answers).localize(model, english())
}

/// The report for these answers and their recommendation.
pub(super) fn document_of(
    content: &Content,
    answers: &Answers,
    recommendation: &Recommendation,
) -> Document {
    crate::report::document(content, &MODEL, english(), answers, recommendation, &meta())
}

/// A report for Grace, with everything it was made from.
pub fn written() -> (Content, Answers, Recommendation, Document) {
    let content = Content::embedded().unwrap();
    let answers = grace(&content);
    let recommendation = recommend(&MODEL, &answers);
    let document = document_of(&content, &answers, &recommendation);
    (content, answers, recommendation, document)
}

#[test]
fn every_layer_of_the_recommendation_is_in_the_report_once_with_its_exact_points() {
    let (_, _, recommendation, document) = written();
    let named: BTreeSet<_> = document
        .layers
        .iter()
        .map(|layer| &layer.id)
        .chain(document.not_needed.iter().map(|layer| &layer.id))
        .collect();
    assert_eq!(named, recommendation.layers.keys().collect());
    assert_eq!(
        document.layers.len() + document.not_needed.len(),
        recommendation.layers.len()
    );
    for section in &document.layers {
        let layer = &recommendation.layers[&section.id];
        let points: i64 = section
            .reasons
            .iter()
            .map(|reason| reason.points)
            .sum::<i64>()
            + section.further.map_or(0, |further| further.points);
        assert_eq!(points, layer.score, "{}", section.id);
        assert_eq!(section.choice, layer.choice);
    }
    for format in text_formats(&renderer(), &document) {
        for fact in everything(&document) {
            assert!(format.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
    }
}

#[test]
fn a_report_shows_the_company_and_nothing_else_of_the_contact() {
    let (_, _, _, document) = written();
    assert_eq!(document.prepared_for.as_deref(), Some("Navy Yard Ltd"));
    for format in [
        renderer().article(&document).unwrap(),
        markdown::render(&document),
        markdown::decisions(&document),
        serde_json::to_string(&document).unwrap(),
    ] {
        assert!(
            !format.contains("grace") && !format.contains("Grace") && !format.contains("outgrown")
        );
    }
}

#[test]
fn open_questions_are_listed_and_not_sure_differs_from_no_answer() {
    let (_, _, _, document) = written();
    let open = |id: &str| {
        document
            .open_questions
            .iter()
            .find(|open| open.id == id)
            .map(|open| open.not_sure)
    };
    assert_eq!(open("mau"), Some(true));
    assert_eq!(open("budget"), Some(false));
    assert_eq!(open("product"), None);
    assert!(
        document
            .answers_given
            .iter()
            .flat_map(|step| &step.answers)
            .any(|answer| answer.question == "skills" && answer.values == ["Python"])
    );
}

#[test]
fn the_fingerprint_follows_the_recommendation_and_not_the_company() {
    let (content, answers, recommendation, document) = written();
    let renamed = crate::report::document(
        &content,
        &MODEL,
        english(),
        &answers,
        &recommendation,
        &Meta {
            prepared_for: None,
            ..meta()
        },
    );
    assert_eq!(renamed.fingerprint, document.fingerprint);
    let other = recommend(&MODEL, &answers.without("skills"));
    assert_ne!(
        crate::report::document(&content, &MODEL, english(), &answers, &other, &meta()).fingerprint,
        document.fingerprint
    );
}

#[test]
fn no_answers_at_all_still_make_a_report() {
    let content = Content::embedded().unwrap();
    let answers = Answers::default();
    let document = crate::report::document(
        &content,
        &MODEL,
        english(),
        &answers,
        &recommend(&MODEL, &answers),
        &Meta {
            prepared_for: None,
            ..meta()
        },
    );
    assert!(
        document.answers_given.is_empty()
            && !document.open_questions.is_empty()
            && !document.next_steps.is_empty()
    );
    assert!(renderer().render(&document).is_ok());
    let back: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
    assert_eq!(back, document);
}

#[test]
fn stored_documents_and_templates_keep_their_field_names() {
    let (_, _, _, document) = written();
    let value = serde_json::to_value(&document).unwrap();
    let keys: BTreeSet<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        BTreeSet::from([
            "close_calls",
            "contradictions",
            "corrected",
            "corrections",
            "created_at",
            "data_model",
            "date",
            "decision",
            "diagram",
            "effort",
            "fingerprint",
            "flips",
            "layers",
            "main_risks",
            "matchups",
            "next_questions",
            "next_steps",
            "not_needed",
            "open",
            "prepared_for",
            "purchase",
            "reference",
            "relaxations",
            "requests",
            "reviewed",
            "risks",
            "roadmap",
            "robustness",
            "running_cost",
            "sources",
            "statement",
            "summary",
            "title",
            "told",
            "version",
            "versions",
            "words",
        ])
    );
    // The text is what the templates name, and what the document repeats elsewhere.
    let templates = [
        include_str!("../../../web/report/report.html"),
        include_str!("../../../web/report/report.typ"),
    ];
    let mut named: BTreeSet<&str> = [
        "title",
        "confidence",
        "clear",
        "close_call",
        "toss_up",
        "follows_answers",
        "follows_stack",
        "alternatives",
        "layers_intro",
    ]
    .into();
    for text in templates {
        for prefix in ["w.", "words."] {
            let found = text.match_indices(prefix).filter(|(at, _)| {
                let before = text[..*at].chars().next_back();
                before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '.')
            });
            named.extend(found.map(|(at, _)| {
                let rest = &text[at + prefix.len()..];
                let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                &rest[..end.unwrap_or(rest.len())]
            }));
        }
    }
    let keys = value["words"].as_object().unwrap().keys();
    assert_eq!(keys.map(String::as_str).collect::<BTreeSet<_>>(), named);
    assert!(named.contains("told") && named.contains("told_intro"));
}

/// Six very different prospects.
fn prospects() -> [(&'static str, serde_json::Value); 6] {
    [
        (
            "a bakery",
            json!({
                "product": "ecommerce_marketplace", "stage": "idea", "goals": ["low_cost"], "audience": "consumers", "mau": "lt1k",
                "channels": ["public_site"], "team_size": "none", "integrations": ["payments"], "compliance": ["gdpr"], "budget": "lt15k", "run_budget": "lt100"
            }),
        ),
        (
            "a telehealth start-up",
            json!({
                "product": "consumer_app", "stage": "prototype", "goals": ["compliance_security"], "audience": "consumers", "mau": "10k_100k",
                "channels": ["web_app", "ios", "android"], "mobile_depth": "camera_push_gps", "realtime": "audio_video", "team_size": "6_15",
                "skills": ["js_ts"], "integrations": ["health_fhir", "payments"], "compliance": ["hipaa"], "sensitivity": "health_financial", "hosting": "aws"
            }),
        ),
        (
            "a fleet of machines",
            json!({
                "product": "iot_devices", "stage": "scaling", "goals": ["scale_perf"], "audience": "devices", "mau": "1k_10k", "devices": "gt100k",
                "channels": ["web_app", "device"], "offline": "full_sync", "realtime": "telemetry", "team_size": "16_50", "skills": ["go"], "ops": "platform"
            }),
        ),
        (
            "a ledger",
            json!({
                "product": "fintech_ledger", "stage": "live_mvp", "goals": ["reliability"], "audience": "b2b_customers", "mau": "10k_100k",
                "channels": ["web_app", "api_only"], "consistency": "money_strict", "team_size": "6_15", "skills": ["java_kotlin"], "ops": "devops",
                "compliance": ["pci_dss", "soc2_iso"], "availability": "99_95_plus"
            }),
        ),
        (
            "a closed defence network",
            json!({
                "product": "internal_tool", "stage": "legacy_replace", "goals": ["compliance_security"], "audience": "internal_staff", "mau": "1k_10k",
                "channels": ["web_app", "desktop"], "ai": "rag_search", "ai_data": "on_prem_only", "hosting": "air_gapped", "licence": "osi_only",
                "team_size": "6_15", "skills": ["csharp"], "ops": "devops"
            }),
        ),
        (
            "a client who is not sure of anything",
            json!({
                "product": "other", "mau": "not_sure", "data_shape": ["not_sure"], "consistency": "not_sure", "compliance": ["not_sure"], "budget": "not_sure"
            }),
        ),
    ]
}

#[test]
fn six_different_prospects_get_the_same_report_in_every_format() {
    let content = Content::embedded().unwrap();
    let renderer = renderer();
    for (name, raw) in prospects() {
        let answers = intake::parse(&content.questionnaire, raw.as_object().unwrap()).unwrap();
        let advice = recommend(&MODEL, &answers);
        let document =
            crate::report::document(&content, &MODEL, english(), &answers, &advice, &meta());
        let plan = crate::plan::plan(&content, &answers, &advice);
        let (effort, weeks) = (
            &document.effort.range,
            format!("{}–{} ", plan.effort.p50, plan.effort.p80),
        );
        // Either the figures of the plan or, in every part, none.
        assert_eq!(
            effort.starts_with(&weeks),
            plan.effort.ask.is_empty(),
            "{name}: {effort}"
        );
        let bought = document.purchase.as_ref();
        let lines = bought.map_or(&document.summary.sum, |buy| &buy.sum_if_built);
        assert_eq!(lines.len(), 3, "{name}");
        assert_eq!(
            lines[0].text.contains(&weeks),
            plan.effort.ask.is_empty(),
            "{name}"
        );
        for line in lines.iter().filter(|line| line.verdict == "short") {
            let found = document
                .contradictions
                .iter()
                .find(|found| found.text == line.text);
            // Who is advised to buy need not raise a budget for building.
            let buys = document.purchase.is_some();
            assert_eq!(found.is_none(), buys, "{name}");
            assert_eq!(line.change.is_empty(), buys, "{name}");
            assert!(found.is_none_or(|found| found.change == line.change));
        }
        let total = &document.roadmap.total;
        let written = markdown::render(&document);
        assert!(
            !written.contains(&format!("{total}** \n")),
            "{name}: a space at the end of a line"
        );
        for format in text_formats(&renderer, &document) {
            for fact in everything(&document) {
                assert!(
                    format.contains(&squeezed(&fact)),
                    "{name}: {fact:?} is missing"
                );
            }
        }
        #[cfg(feature = "pdf")]
        {
            let bytes = renderer.pdf(&document).unwrap().unwrap();
            let (pages, text) = super::pdf::pages_and_text(&bytes);
            // A report about what to buy is short. The appendix of the others begins on a new page.
            let expected = if document.purchase.is_some() {
                2..=5
            } else {
                4..=9
            };
            assert!(expected.contains(&pages), "{name}: {pages} pages");
            assert!(bytes.len() < 300_000, "{name}: {} bytes", bytes.len());
            for fact in facts(&document) {
                assert!(
                    text.contains(&squeezed(&fact)),
                    "{name}: {fact:?} is missing"
                );
            }
        }
    }
}

/// The report for answers in a file of `web/`.
pub(super) fn report_for(file: &str) -> Document {
    let content = Content::embedded().unwrap();
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    let answers = file["answers"].as_object().unwrap();
    let answers = intake::parse(&content.questionnaire, answers).unwrap();
    let recommendation = recommend(&MODEL, &answers);
    document_of(&content, &answers, &recommendation)
}

#[test]
fn every_format_shows_the_biggest_risk_with_what_to_do_its_owner_and_its_source() {
    let document = report_for(include_str!("../../../web/prospects/iot-fleet.json"));
    let biggest = document.summary.biggest_risk.clone().unwrap();
    let first = &document.risks[0];
    assert_eq!(biggest, format!("{} {}", first.text, first.action));
    let law = document
        .risks
        .iter()
        .find(|risk| risk.id == "cyber_resilience_act");
    let source = &law.unwrap().sources[0];
    assert!(
        document
            .risks
            .windows(2)
            .all(|two| two[0].severity >= two[1].severity)
    );
    for format in text_formats(&renderer(), &document) {
        for shown in [
            &biggest,
            &first.owner,
            &first.chance,
            &first.damage,
            &source.title,
            &source.read,
        ] {
            assert!(format.contains(&squeezed(shown)), "{shown:?} is missing");
        }
    }
    // What the answers exceed already is a task and no trigger.
    let mut triggers = document.roadmap.triggers.iter();
    assert!(triggers.all(|one| !one.when.starts_with("Now")));
}

/// Advice of engine 5 has risks with a text alone.
#[test]
fn risks_of_an_earlier_engine_are_shown_as_they_were() {
    let content = Content::embedded().unwrap();
    let answers = grace(&content);
    let mut recommendation = recommend(&MODEL, &answers);
    recommendation.risks = serde_json::from_value(json!([
        {"id": "a", "text": "Draw the border first."}, {"id": "b", "text": "Keep copies."},
        {"id": "c", "text": "Encrypt."}, {"id": "d", "text": "Plan audits."}
    ]))
    .unwrap();
    let document = document_of(&content, &answers, &recommendation);
    assert_eq!(document.risks.len(), 4);
    assert_eq!(
        document.summary.biggest_risk.as_deref(),
        Some("Draw the border first.")
    );
    let [html, markdown] = text_formats(&renderer(), &document);
    let owner = squeezed(&format!("{}:", document.text.risk_owner));
    assert!(!html.contains(&owner) && !markdown.contains(&owner));
}

pub(super) const BAKERY: &str = include_str!("../../../web/prospects/bakery.json");
