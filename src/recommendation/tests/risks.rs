//! Risks: the right one first for known prospects, and what holds for any answers.
#![allow(clippy::unwrap_used)]

use serde_json::{Map, Value, json};

use super::random_answers::sample;
use super::{MODEL, advise, answers};
use crate::recommendation::{Recommendation, Risk, RiskOwner};

/// The advice for a prospect of `web/prospects`.
fn prospect(file: &str) -> Recommendation {
    advise(&MODEL, &answers(&Value::Object(raw(file))))
}

fn raw(file: &str) -> Map<String, Value> {
    let file: Value = serde_json::from_str(file).unwrap();
    file["answers"].as_object().unwrap().clone()
}

const BAKERY: &str = include_str!("../../../web/prospects/bakery.json");
const NOT_SURE: &str = include_str!("../../../web/prospects/not-sure.json");
const AIR_GAPPED: &str = include_str!("../../../web/prospects/air-gapped-defence.json");
const FINTECH: &str = include_str!("../../../web/prospects/fintech-ledger.json");
const FLEET: &str = include_str!("../../../web/prospects/iot-fleet.json");
const TELEHEALTH: &str = include_str!("../../../web/prospects/telehealth.json");
const EXAMPLE: &str = include_str!("../../../web/example.json");

fn ids(advice: &Recommendation) -> Vec<&str> {
    advice.risks.iter().map(|risk| risk.id.as_str()).collect()
}

#[track_caller]
fn risk<'a>(advice: &'a Recommendation, id: &str) -> &'a Risk {
    let found = advice.risks.iter().find(|risk| risk.id == id);
    found.unwrap_or_else(|| panic!("no risk {id} in {:?}", ids(advice)))
}

#[test]
fn the_biggest_risk_is_that_of_the_case() {
    for (file, biggest) in [
        (BAKERY, "start_without_custom_backend"),
        (NOT_SURE, "unknown_scope"),
        (AIR_GAPPED, "strangler_migration_not_rewrite"),
        (FINTECH, "client_money"),
        (FLEET, "ota_signing"),
        (TELEHEALTH, "health_data"),
        (EXAMPLE, "tenant_isolation"),
    ] {
        let advice = prospect(file);
        assert_eq!(ids(&advice)[0], biggest, "{:?}", ids(&advice));
    }
}

#[test]
fn a_baker_without_a_team_is_warned_of_building_before_card_fields() {
    let advice = prospect(BAKERY);
    let severity = |id| risk(&advice, id).severity;
    assert!(severity("no_team_yet") > severity("pci_use_hosted_checkout"));
    assert!(severity("no_team_yet") > severity("accessibility_obligations"));
    assert_eq!(risk(&advice, "no_team_yet").owner, RiskOwner::Client);
    // The same holds if the budget is left open.
    let mut open = raw(BAKERY);
    open.insert("budget".into(), json!("not_sure"));
    let advice = advise(&MODEL, &answers(&Value::Object(open)));
    assert_eq!(ids(&advice)[0], "start_without_custom_backend");
    assert!(!advice.risks[0].text.contains("this budget"));
}

#[test]
fn nothing_known_comes_before_the_law() {
    let advice = prospect(NOT_SURE);
    assert_eq!(ids(&advice)[..2], ["unknown_scope", "no_team_yet"]);
}

#[test]
fn a_client_portal_has_tenants_contracts_and_an_interface_to_watch() {
    let advice = prospect(EXAMPLE);
    for id in [
        "tenant_isolation",
        "processing_contracts",
        "integration_dependence",
    ] {
        assert!(risk(&advice, id).severity >= 4, "{id}");
    }
    let contracts = risk(&advice, "processing_contracts");
    assert!(contracts.text.contains("Article 28") && !contracts.sources.is_empty());
}

#[test]
fn a_fleet_has_the_risks_of_devices_and_fintech_those_of_finance() {
    let fleet = prospect(FLEET);
    for id in [
        "cyber_resilience_act",
        "device_identity",
        "device_message_cost",
        "device_backpressure",
    ] {
        assert!(risk(&fleet, id).severity >= 6, "{id}");
    }
    let fintech = prospect(FINTECH);
    for id in ["dora", "money_errors", "tenant_isolation"] {
        assert!(risk(&fintech, id).severity >= 6, "{id}");
    }
    assert!(!ids(&fintech).contains(&"gdpr_special_category"));
    assert!(!ids(&prospect(EXAMPLE)).contains(&"dora"));
}

#[test]
fn the_ai_act_is_named_for_models_in_the_eu_only() {
    let with = |ai: &str, rules: Value| {
        let mut raw = raw(EXAMPLE);
        raw.insert("ai".into(), json!(ai));
        raw.insert("compliance".into(), rules);
        advise(&MODEL, &answers(&Value::Object(raw)))
    };
    let chat = with("rag_search", json!(["gdpr"]));
    assert!(risk(&chat, "ai_act").text.contains("Article 50"));
    let predicts = with("predictive", json!(["gdpr"]));
    assert!(risk(&predicts, "ai_act").text.contains("high-risk"));
    for other in [
        with("none", json!(["gdpr"])),
        with("rag_search", json!(["none"])),
    ] {
        assert!(!ids(&other).contains(&"ai_act"));
    }
}

#[test]
fn accessibility_is_worded_for_those_who_use_the_product() {
    let text = |file: &str, changes: &[(&str, Value)]| {
        let mut raw = raw(file);
        for (question, answer) in changes {
            raw.insert((*question).into(), answer.clone());
        }
        let advice = advise(&MODEL, &answers(&Value::Object(raw)));
        risk(&advice, "accessibility_obligations").text.clone()
    };
    let staff = text(AIR_GAPPED, &[]);
    assert!(
        staff.starts_with("Staff with") && staff.contains("own staff"),
        "{staff}"
    );
    let citizens = text(AIR_GAPPED, &[("audience", json!("consumers"))]);
    assert!(
        citizens.contains("service") && !citizens.contains("Staff"),
        "{citizens}"
    );
    let bought = text(BAKERY, &[]);
    assert!(bought.starts_with("Customers"), "{bought}");
    let shop = text(
        BAKERY,
        &[("budget", json!("150_500k")), ("team_size", json!("6_15"))],
    );
    assert!(
        shop.starts_with("Customers") && shop.contains("28 June 2025"),
        "{shop}"
    );
}

/// Whether the answers say that there are health data.
fn has_health_sign(raw: &crate::intake::Answers) -> bool {
    let has = |question: &str, options: &[&str]| {
        let chosen = raw.many(question).into_iter().flatten();
        chosen
            .into_iter()
            .any(|one| options.contains(&one.as_str()))
    };
    has("integrations", &["health_fhir"])
        || has("compliance", &["hipaa", "hds_national_health"])
        || raw.one("sensitivity") == Some("health")
}

#[test]
fn any_answers_have_a_risk_and_the_most_severe_comes_first() {
    let sets = [1.0, 0.8, 0.5, 0.2, 0.0].map(|answered| sample(120, answered));
    for answers in sets.iter().flatten() {
        let advice = advise(&MODEL, answers);
        assert!(!advice.risks.is_empty(), "{answers:?}");
        let mut last = (9, 3);
        for risk in &advice.risks {
            assert!((1..=3).contains(&risk.chance) && (1..=3).contains(&risk.damage));
            assert_eq!(risk.severity, risk.chance * risk.damage, "{}", risk.id);
            assert!(
                !risk.text.is_empty() && !risk.action.is_empty(),
                "{}",
                risk.id
            );
            assert!((risk.severity, risk.damage) <= last, "{:?}", ids(&advice));
            last = (risk.severity, risk.damage);
            if risk.text.to_lowercase().contains("health data") {
                assert!(has_health_sign(answers), "{}: {answers:?}", risk.id);
            }
        }
    }
}

/// Every statement about a law or a standard names where it was read.
#[test]
fn texts_about_the_law_have_a_source() {
    let laws = [
        "Article",
        "Act",
        "Section 508",
        "SAQ A",
        "since 2",
        "from 11",
        "from 2 ",
    ];
    for rule in &MODEL.risks {
        let cases = rule.cases.iter();
        let texts = cases.filter_map(|case| Some((case.text.as_ref()?, &case.sources)));
        for (text, sources) in texts.chain([(&rule.risk.text, &rule.risk.sources)]) {
            let sourced = !sources.is_empty() || !rule.risk.sources.is_empty();
            let names_law = laws.iter().any(|law| text.contains(law));
            assert!(!names_law || sourced, "{}: {text}", rule.risk.id);
        }
    }
}
