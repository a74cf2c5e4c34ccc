//! The scoring model as shipped, and the mistakes a new editor makes.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::content::catalogue::Catalogue;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::{Problem, Source};

fn load(source: &Source) -> Result<Model, Vec<Problem>> {
    let mut problems = Vec::new();
    let questionnaire = Questionnaire::load(source, &mut problems).unwrap();
    let catalogue = Catalogue::load(source, &mut problems).unwrap();
    let (questionnaire, catalogue) = (Arc::new(questionnaire), Arc::new(catalogue));
    Model::load(source, &questionnaire, &catalogue, &mut problems).ok_or(problems)
}

fn with_mistake(path: &str, right: &str, wrong: &str) -> Vec<String> {
    let source = Source::embedded();
    let text = &source.file(path).unwrap().text;
    assert!(text.contains(right), "{right} is not in {path}");
    let text = text.replacen(right, wrong, 1);
    load(&source.with(path, &text))
        .err()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_shipped_model_is_sound() {
    let model = load(&Source::embedded()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(model.layers.len(), 29);
    assert!(model.layers.iter().all(|layer| !layer.weights.is_empty()));
    let uses = |question| model.conditions.uses(question);
    assert!(uses("mau") && uses("team_size"));
    for lead_only in ["role", "company_size", "start", "contact", "delivery_model"] {
        assert!(!uses(lead_only), "{lead_only} must not change the advice");
    }
}

#[test]
fn all_risks_and_contradictions_that_were_promised_are_there() {
    let model = load(&Source::embedded()).unwrap();
    let risks: BTreeSet<&str> = model
        .risks
        .iter()
        .map(|rule| rule.risk.id.as_str())
        .collect();
    let promised = "pci_scope pci_use_hosted_checkout data_residency gdpr_special_category health_data health_data_hosting_certification \
        baa_required_for_every_vendor llm_phi_handling audit_logging_encryption medical_device_regulation_check sync_conflicts \
        lost_device_encryption offline_update_and_patch_process gpu_capacity no_gpu_budget_for_private_llm no_ops_for_on_prem \
        background_ble_limits ota_signing strangler_migration_not_rewrite skills_vs_requested_stack start_without_custom_backend \
        licence_policy_excludes_source_available prefer_valkey_over_redis prefer_opentofu_over_terraform vendor_lock_in \
        single_region_availability hiring_risk innovation_tokens_spent accessibility_obligations model_output_liability cost_overrun_llm vendor_eol \
        unknown_scope no_team_yet money_errors dora tenant_isolation processing_contracts device_identity cyber_resilience_act \
        device_backpressure device_message_cost integration_dependence public_sector_approval ai_act first_version_grows \
        one_person client_money distance_selling alarm_not_delivered event_delivery running_system search_ranking_loss cms_plugins \
        public_api_contract peak_hour stale_feed wrong_figure call_quality single_machine rag_access \
        buy_does_not_fit buy_connection_missing buy_fees_grow buy_no_way_out buy_account_lost \
        pictures_leave device_owner much_to_run data_act files_lost nobody_uses_it buy_outdated_extension buy_server_lost \
        vat_abroad rent_parts hipaa_risk_analysis user_content media_rights nis2 sanctions last_day_lost batch_work \
        prompt_injection fraud leading_system patient_place \
        alarm_unheard breach_notice patients_told_of_ai prompts_leave structured_invoices unnamed_people visitor_consent product_liability content_agreement old_rules_leave";
    assert_eq!(risks, promised.split_whitespace().collect());
    let contradictions: BTreeSet<&str> = model
        .contradictions
        .iter()
        .map(|contradiction| contradiction.finding.id.as_str())
        .collect();
    let promised = "budget_vs_scale availability_vs_run_budget timeline_vs_scope no_team_vs_on_prem private_ai_vs_budget pwa_vs_device_needs \
        skills_vs_request seo_vs_app_only money_vs_eventual realtime_vs_serverless_only residency_vs_multiregion audience_vs_scale peak_vs_month reads_vs_writes always_vs_office_hours \
        no_one_to_join private_ai_vs_cloud closed_network_vs_public public_vs_protected licence_vs_rented volume_vs_pages budget_vs_rented_parts";
    assert_eq!(contradictions, promised.split_whitespace().collect());
    assert!(
        model
            .contradictions
            .iter()
            .all(|contradiction| !contradiction.finding.change.is_empty())
    );
}

#[test]
fn a_mistyped_option_is_named_with_file_and_line() {
    let shown = with_mistake(
        "recommendation/rules.yaml",
        "hosting in [on_prem, air_gapped]",
        "hosting in [on_perm, air_gapped]",
    );
    assert!(
        shown[0].starts_with("content/recommendation/rules.yaml:3:")
            && shown[0].contains("did you mean `on_prem`?"),
        "{shown:?}"
    );
}

#[test]
fn a_technology_that_does_not_exist_is_named() {
    let shown = with_mistake(
        "recommendation/preferences.yaml",
        "of: [modular_monolith]",
        "of: [modular_monolit]",
    );
    assert!(
        shown
            .iter()
            .any(|line| line.contains("did you mean `modular_monolith`?")),
        "{shown:?}"
    );
}

#[test]
fn a_layer_that_was_split_is_named_with_those_that_replaced_it() {
    for (path, right, wrong, expected) in [
        (
            "needs",
            "- layer: errors\n",
            "- layer: observability\n",
            "`observability` any more; it is now `errors`, `telemetry`",
        ),
        (
            "rules",
            "layers: [messaging",
            "layers: [queue",
            "`queue` any more; it is now `jobs`, `messaging`",
        ),
        (
            "preferences",
            "layers: [jobs]",
            "layers: [delivery]",
            "`delivery` any more; it is now `ci`, `iac`",
        ),
        (
            "risks",
            "needed has device_firmware",
            "needed has queue",
            "`needed` has no option `queue` any more; it is now `jobs`",
        ),
    ] {
        let shown = with_mistake(&format!("recommendation/{path}.yaml"), right, wrong);
        assert!(
            shown.iter().any(|line| line.contains(expected)),
            "{shown:#?}"
        );
    }
}

#[test]
fn a_weight_needs_scores() {
    let shown = with_mistake(
        "recommendation/weights.yaml",
        "criterion: offline, weight: 2}",
        "criterion: batteries, weight: 2}",
    );
    assert!(
        shown
            .iter()
            .any(|line| line.contains("has no score for `batteries`")),
        "{shown:?}"
    );
}

#[test]
fn a_layer_without_a_need_is_a_problem() {
    let shown = with_mistake(
        "recommendation/needs.yaml",
        "- layer: hosting\n  when: \"true\"\n",
        "",
    );
    assert!(
        shown.iter().any(|line| line.contains("hosting")),
        "{shown:?}"
    );
}

#[test]
fn an_option_that_would_leave_a_fact_unknown_is_named_at_its_place_in_the_questionnaire() {
    let shown = with_mistake(
        "questionnaire.yaml",
        "- {id: gt50, label: More than 50}",
        "- {id: 51_200, label: 51 to 200}\n    - {id: gt50, label: More than 50}",
    );
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(
        shown[0]
            .starts_with("content/questionnaire.yaml:455:8: `team_size` has the option `51_200`")
            && shown[0].contains("`team_tier` has no value"),
        "{shown:?}"
    );
}
