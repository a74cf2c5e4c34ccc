//! The roadmap follows the picks and speaks to the audience, and leaves room for the effort.

use super::*;

fn words(plan: &Plan) -> String {
    let items = plan.roadmap.phases.iter().flat_map(|phase| &phase.items);
    items.cloned().collect::<Vec<_>>().join("\n")
}

#[test]
fn single_sign_on_is_with_the_directory_of_those_who_sign_in() {
    let of = |audience: &str| {
        words(&portal(
            json!({"audience": audience, "integrations": ["sso"]}),
        ))
    };
    assert!(of("internal_staff").contains("your own directory"));
    assert!(of("b2b_customers").contains("one real customer company"));
    for audience in [
        "internal_staff",
        "b2b_customers",
        "consumers",
        "mixed",
        "devices",
    ] {
        let text = of(audience);
        assert_eq!(text.matches("Single sign-on").count(), 1, "{audience}");
        assert!(!text.contains("client directory"));
    }
}

#[test]
fn who_is_the_payment_provider_connects_to_a_scheme_and_not_to_a_form() {
    let ledger = words(&portal(
        json!({"product": "fintech_ledger", "integrations": ["payments"]}),
    ));
    assert!(ledger.contains("payment scheme") && ledger.contains("reconciliation"));
    assert!(!ledger.contains("provider's own page"));
    let shop = words(&portal(
        json!({"product": "ecommerce_marketplace", "integrations": ["payments"]}),
    ));
    assert!(shop.contains("provider's own page") && !shop.contains("payment scheme"));
}

#[test]
fn replacing_a_system_adds_a_phase_and_names_the_way_over() {
    let replaced = portal(
        json!({"stage": "legacy_replace", "legacy_stack": ["mainframe_db2_oracle"], "data_volume": "1_10tb",
        "integrations": ["legacy_soap_db"], "hosting": "air_gapped", "compliance": ["fedramp_gov"]}),
    );
    let ids: Vec<_> = replaced
        .roadmap
        .phases
        .iter()
        .map(|phase| phase.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "discovery",
            "skeleton",
            "release",
            "hardening",
            "migration",
            "scale"
        ]
    );
    let text = words(&replaced);
    for wanted in [
        "functions, interfaces and dates of support",
        "Accreditation",
        "Copy the bulk of the data",
        "Rehearse the move",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
    let new = portal(json!({"stage": "live_mvp"}));
    assert!(
        new.roadmap
            .phases
            .iter()
            .all(|phase| phase.id != "migration")
    );
}

#[test]
fn accreditation_and_certification_are_planned_where_they_were_chosen_only() {
    for (rule, word) in [
        ("fedramp_gov", "Accreditation"),
        ("soc2_iso", "auditor the evidence"),
        ("pci_dss", "assessor"),
        ("hipaa", "Contracts on health data"),
    ] {
        assert!(
            words(&portal(json!({"compliance": [rule]}))).contains(word),
            "{rule}"
        );
        assert!(
            !words(&portal(json!({"compliance": ["none"]}))).contains(word),
            "{rule}"
        );
    }
}

/// What is in use is replaced part by part, and nothing is deployed before an authority allows it.
#[test]
fn title_and_goal_of_a_phase_follow_the_answers() {
    let phase = |plan: &Plan, id: &str| {
        let mut phases = plan.roadmap.phases.iter();
        phases.find(|phase| phase.id == id).unwrap().clone()
    };
    let idea = portal(json!({"stage": "idea"}));
    assert_eq!(phase(&idea, "release").title, "First release");
    let running = portal(json!({"stage": "scaling"}));
    assert_eq!(phase(&running, "release").title, "First part moved");
    assert!(words(&running).contains("Old and new side by side"));
    let public = portal(json!({"compliance": ["fedramp_gov"]}));
    assert!(
        phase(&public, "skeleton")
            .goal
            .contains("without real data")
    );
    assert!(
        phase(&idea, "skeleton")
            .goal
            .contains("users could reach it")
    );
}

#[test]
fn the_roadmap_leaves_room_for_the_effort() {
    for product in products() {
        for (stage, team) in [
            ("live_mvp", "1_2"),
            ("idea", "3_5"),
            ("legacy_replace", "16_50"),
            ("scaling", "none"),
        ] {
            let plan = portal(
                json!({"product": product, "stage": stage, "team_size": team, "channels": ["web_app", "ios"],
                "integrations": ["erp", "legacy_soap_db", "health_fhir", "crm", "sso"], "mobile_depth": "deep_native"}),
            );
            let (roadmap, effort) = (&plan.roadmap, &plan.effort);
            assert!(
                roadmap.total.from * roadmap.people.to >= effort.p50,
                "{product} {stage} {roadmap:#?}"
            );
            assert!(
                roadmap.total.to * roadmap.people.from >= effort.p80,
                "{product} {stage}"
            );
        }
    }
}

#[test]
fn no_text_begins_or_ends_with_a_space() {
    for product in products() {
        let plan = portal(json!({"product": product, "stage": "legacy_replace"}));
        let notes = plan.schema.notes.iter().chain([&plan.roadmap.people_note]);
        let phases = plan
            .roadmap
            .phases
            .iter()
            .flat_map(|phase| phase.items.iter().chain([&phase.goal, &phase.title]));
        for text in notes.chain(phases) {
            assert!(text.trim() == text && !text.contains("  "), "{text:?}");
        }
    }
}
