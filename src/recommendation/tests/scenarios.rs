//! Situations that a senior architect would judge at a glance, with what is acceptable and what is clearly wrong.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::{CONTENT, MODEL, advise, answers, changed, olga, recommend};
use crate::i18n::tests::english;
use crate::recommendation::{Confidence, Recommendation};

/// Checks an advice: layer and acceptable ids, separated by spaces; `-` for "not needed".
#[track_caller]
fn expect(advice: &Recommendation, acceptable: &[(&str, &str)]) {
    for (layer, ids) in acceptable {
        let choice = advice.layers[*layer].choice.as_deref();
        let fits = ids.split_whitespace().any(|id| {
            if id == "-" {
                !advice.layers[*layer].needed
            } else {
                choice == Some(id)
            }
        });
        assert!(
            fits,
            "{layer}: {choice:?} is not among {ids}\n{}",
            advice.to_text(&CONTENT, english())
        );
    }
}

#[track_caller]
fn expect_risks(advice: &Recommendation, ids: &str) {
    for id in ids.split_whitespace() {
        assert!(
            advice.risks.iter().any(|risk| risk.id == id),
            "no risk {id} in {:?}",
            advice.risks
        );
    }
}

#[track_caller]
fn expect_contradictions(advice: &Recommendation, ids: &str) {
    let found: Vec<&str> = advice
        .contradictions
        .iter()
        .map(|contradiction| contradiction.id.as_str())
        .collect();
    assert_eq!(found, ids.split_whitespace().collect::<Vec<_>>());
}

fn of(raw: Value) -> Recommendation {
    advise(&MODEL, &answers(&raw))
}

#[test]
fn three_php_developers_with_a_crm_get_laravel_and_a_plain_host() {
    let advice = recommend(&MODEL, &changed(olga(), &[]));
    expect(
        &advice,
        &[
            ("architecture", "modular_monolith"),
            ("backend", "php_laravel php_symfony"),
            ("web", "server_ui vue_nuxt"),
            ("mobile", "-"),
            ("database", "postgresql mysql"),
            ("data_secondary", "-"),
            ("jobs", "- pg_queue"),
            ("auth", "framework_auth"),
            ("hosting", "vps_compose paas"),
            ("ai", "-"),
            ("device_firmware", "-"),
            ("errors", "sentry"),
        ],
    );
    expect_contradictions(&advice, "");
}

#[test]
fn python_developers_with_much_back_office_get_django() {
    let advice = recommend(
        &MODEL,
        &changed(
            olga(),
            &[
                ("skills", json!(["python"])),
                ("team_size", json!("6_15")),
                ("budget", json!("50_150k")),
                ("ai", json!("predictive")),
            ],
        ),
    );
    expect(
        &advice,
        &[
            ("backend", "python_django"),
            ("database", "postgresql"),
            ("ai", "python_ml_service"),
        ],
    );
}

#[test]
fn a_chat_for_millions_by_people_who_know_elixir_runs_on_phoenix() {
    let advice = of(json!({
        "product": "realtime_collab", "stage": "scaling", "goals": ["scale_perf"], "audience": "consumers", "mau": "1m_10m",
        "concurrency": "10k_100k", "channels": ["web_app", "ios", "android"], "mobile_depth": "camera_push_gps", "offline": "read_cache",
        "realtime": "chat_presence", "data_shape": ["relational", "files_media"], "consistency": "standard", "admin": "basic",
        "team_size": "6_15", "skills": ["elixir", "js_ts"], "ops": "devops", "ai": "none", "integrations": ["none"],
        "compliance": ["gdpr"], "hosting": "no_pref", "budget": "150_500k", "search": "simple",
    }));
    expect(
        &advice,
        &[
            ("backend", "elixir_phoenix"),
            ("live", "websocket_sse"),
            ("api", "rest_openapi graphql"),
            ("mobile", "react_native_expo flutter"),
            ("jobs", "redis_valkey pg_queue"),
            ("hosting", "container_paas paas"),
            ("database", "postgresql"),
            ("architecture", "modular_monolith event_driven"),
        ],
    );
    expect_risks(
        &advice,
        "hiring_risk prefer_valkey_over_redis lost_device_encryption",
    );
}

#[test]
fn a_fleet_of_devices_gets_a_broker_a_time_series_store_and_firmware() {
    let advice = of(json!({
        "product": "iot_devices", "stage": "scaling", "goals": ["reliability", "scale_perf"], "audience": "devices", "mau": "10k_100k",
        "channels": ["web_app", "device"], "offline": "none", "realtime": "telemetry", "devices": "1k_100k", "event_rate": "10k_100k_s",
        "data_shape": ["time_series", "relational"], "consistency": "standard", "admin": "basic", "team_size": "16_50",
        "skills": ["go", "rust_cpp", "js_ts"], "ops": "devops", "ai": "none", "integrations": ["iot_protocols"],
        "compliance": ["soc2_iso"], "hosting": "aws", "budget": "gt500k",
    }));
    expect(
        &advice,
        &[
            ("device_ingress", "mqtt_broker"),
            ("messaging", "kafka_redpanda nats cloud_queue"),
            ("data_secondary", "timescaledb clickhouse"),
            ("device_firmware", "embedded_c_rust"),
            ("backend", "go_std rust_axum node_nestjs"),
            ("hosting", "container_paas managed_k8s"),
            ("database", "postgresql"),
        ],
    );
    expect_risks(&advice, "ota_signing audit_logging_encryption");
}

#[test]
fn a_hospital_behind_an_air_gap_gets_nothing_that_is_a_service() {
    let advice = of(json!({
        "product": "internal_tool", "stage": "legacy_replace", "goals": ["compliance_security"], "audience": "internal_staff", "mau": "1k_10k",
        "channels": ["web_app"], "offline": "none", "realtime": "notifications", "data_shape": ["relational", "documents"],
        "consistency": "standard", "admin": "extensive", "team_size": "6_15", "skills": ["java_kotlin"], "ops": "devops", "ai": "rag_search",
        "ai_data": "on_prem_only", "integrations": ["health_fhir", "sso"], "compliance": ["gdpr", "hds_national_health"],
        "hosting": "air_gapped", "budget": "150_500k",
    }));
    for (id, layer) in &advice.layers {
        let choice = layer
            .choice
            .iter()
            .chain(layer.alternatives.iter().map(|other| &other.technology));
        for technology in choice {
            assert!(
                !CONTENT
                    .catalogue
                    .technology(technology)
                    .unwrap()
                    .is("saas_only"),
                "{id}: {technology}"
            );
        }
    }
    expect(
        &advice,
        &[
            ("backend", "java_spring"),
            ("hosting", "onprem_vm_k8s"),
            ("auth", "keycloak"),
            ("ai", "vllm_selfhost"),
            ("search", "pgvector qdrant"),
            ("ci", "gitlab_ci forgejo"),
            ("telemetry", "otel_grafana"),
        ],
    );
    expect_risks(
        &advice,
        "health_data gdpr_special_category health_data_hosting_certification llm_phi_handling offline_update_and_patch_process gpu_capacity strangler_migration_not_rewrite medical_device_regulation_check",
    );
}

#[test]
fn a_bakery_is_advised_to_rent_a_shop() {
    let advice = of(json!({
        "product": "ecommerce_marketplace", "stage": "idea", "goals": ["low_cost", "speed"], "audience": "consumers", "mau": "1k_10k",
        "channels": ["public_site"], "seo": "critical", "offline": "none", "realtime": "none", "data_shape": ["relational"],
        "consistency": "standard", "admin": "basic", "team_size": "none", "ops": "none", "ai": "none", "integrations": ["payments"],
        "compliance": ["gdpr"], "hosting": "no_pref", "budget": "lt15k",
    }));
    assert_eq!(advice.buy_instead.as_ref().unwrap().id, "hosted_commerce");
    expect_risks(
        &advice,
        "pci_use_hosted_checkout start_without_custom_backend accessibility_obligations",
    );
    expect(
        &advice,
        &[
            ("web", "server_ui nextjs vue_nuxt cms_theme"),
            ("hosting", "paas vercel_netlify baas"),
        ],
    );
}

#[test]
fn two_typescript_founders_get_one_language_and_a_platform() {
    let advice = of(json!({
        "product": "b2b_saas", "stage": "idea", "goals": ["speed"], "audience": "b2b_customers", "mau": "lt1k",
        "channels": ["web_app", "public_site"], "seo": "some", "offline": "none", "realtime": "notifications", "data_shape": ["relational"],
        "consistency": "standard", "admin": "basic", "team_size": "1_2", "skills": ["js_ts"], "ops": "basic", "ai": "llm_features",
        "integrations": ["payments"], "compliance": ["gdpr"], "hosting": "no_pref", "budget": "15_50k",
    }));
    expect(
        &advice,
        &[
            ("backend", "nextjs_fullstack node_nestjs node_fastify"),
            ("web", "nextjs vue_nuxt sveltekit"),
            ("database", "postgresql"),
            ("hosting", "paas vercel_netlify vps_compose"),
            ("ai", "llm_api"),
            ("architecture", "modular_monolith"),
            ("jobs", "pg_queue redis_valkey"),
        ],
    );
    expect_risks(&advice, "cost_overrun_llm model_output_liability");
}

#[test]
fn a_bank_ledger_stays_strict() {
    let advice = of(json!({
        "product": "fintech_ledger", "stage": "scaling", "goals": ["reliability", "compliance_security"], "audience": "b2b_customers",
        "mau": "100k_1m", "regions": "multi_region", "availability": "99_95_plus", "channels": ["web_app", "api_only"], "offline": "none",
        "realtime": "notifications", "data_shape": ["relational"], "consistency": "money_strict", "admin": "basic", "team_size": "16_50",
        "skills": ["java_kotlin", "js_ts"], "ops": "platform", "ai": "none", "integrations": ["payments", "accounting"],
        "compliance": ["pci_dss", "soc2_iso"], "hosting": "aws", "budget": "gt500k", "run_budget": "gt10k",
    }));
    expect(
        &advice,
        &[
            ("backend", "java_spring"),
            ("database", "distributed_sql postgresql"),
            ("hosting", "container_paas managed_k8s"),
        ],
    );
    let out = &advice.layers["database"].excluded;
    assert!(
        out.iter()
            .any(|out| out.technology == "mongodb" && out.rule == "R03"),
        "{out:?}"
    );
    expect_risks(&advice, "pci_scope client_money audit_logging_encryption");
}

#[test]
fn field_workers_without_a_network_get_a_copy_on_the_device() {
    let advice = of(json!({
        "product": "internal_tool", "stage": "prototype", "goals": ["reliability"], "audience": "internal_staff", "mau": "lt1k",
        "channels": ["web_app", "ios", "android"], "mobile_depth": "camera_push_gps", "offline": "full_sync", "realtime": "none",
        "data_shape": ["relational"], "consistency": "standard", "admin": "basic", "team_size": "3_5", "skills": ["python", "dart"],
        "ops": "basic", "ai": "none", "integrations": ["erp"], "compliance": ["gdpr"], "hosting": "no_pref", "budget": "50_150k",
    }));
    expect(
        &advice,
        &[
            ("architecture", "local_first_sync"),
            ("mobile", "flutter"),
            ("backend", "python_django python_fastapi"),
            ("database", "postgresql couchdb_pouchdb"),
            ("web", "react_spa vue_nuxt sveltekit"),
        ],
    );
    expect_risks(&advice, "sync_conflicts lost_device_encryption");
}

#[test]
fn a_newspaper_gets_pages_and_no_application_server() {
    let advice = of(json!({
        "product": "content_media", "stage": "live_mvp", "goals": ["speed"], "audience": "consumers", "mau": "100k_1m",
        "channels": ["public_site"], "seo": "critical", "ui": "content_pages", "offline": "none", "realtime": "none",
        "data_shape": ["documents", "files_media"], "consistency": "eventual_ok", "admin": "basic", "team_size": "1_2", "skills": ["js_ts"],
        "ops": "none", "ai": "none", "integrations": ["none"], "compliance": ["gdpr"], "hosting": "no_pref", "budget": "15_50k",
    }));
    expect(
        &advice,
        &[
            ("architecture", "static_first"),
            ("backend", "-"),
            ("web", "astro nextjs cms_theme"),
            ("auth", "-"),
            ("api", "-"),
            ("hosting", "vercel_netlify cloudflare"),
        ],
    );
    assert_eq!(advice.buy_instead.as_ref().unwrap().id, "headless_cms");
}

#[test]
fn a_microsoft_house_stays_in_its_estate() {
    let advice = of(json!({
        "product": "crm_erp_portal", "stage": "legacy_replace", "goals": ["maintainability"], "legacy_stack": ["dotnet"],
        "audience": "internal_staff", "mau": "1k_10k", "channels": ["web_app"], "offline": "none", "realtime": "none",
        "data_shape": ["relational"], "consistency": "standard", "admin": "extensive", "team_size": "6_15", "skills": ["csharp"],
        "ops": "devops", "ai": "none", "integrations": ["erp", "sso"], "compliance": ["soc2_iso"], "hosting": "azure", "budget": "150_500k",
    }));
    expect(
        &advice,
        &[
            ("backend", "dotnet_aspnet"),
            ("database", "sqlserver postgresql"),
            ("auth", "entra_id"),
            ("hosting", "azure_app_service container_paas"),
        ],
    );
    expect_risks(&advice, "strangler_migration_not_rewrite vendor_eol");
}

#[test]
fn a_platform_with_many_teams_may_have_services_and_kubernetes() {
    let big = json!({
        "product": "consumer_app", "stage": "scaling", "goals": ["scale_perf", "reliability"], "audience": "consumers", "mau": "gt10m",
        "channels": ["web_app", "ios", "android", "api_only"], "mobile_depth": "camera_push_gps", "offline": "read_cache",
        "realtime": "notifications", "workload": ["read_heavy", "streaming"], "data_shape": ["relational", "documents"],
        "consistency": "standard", "admin": "basic", "search": "faceted_typo", "team_size": "gt50",
        "skills": ["js_ts", "java_kotlin", "go", "swift", "android_kotlin"], "ops": "platform", "ai": "predictive",
        "integrations": ["many_saas"], "compliance": ["gdpr", "soc2_iso"], "hosting": "gcp", "budget": "gt500k", "run_budget": "gt10k",
    });
    let advice = of(big.clone());
    expect(
        &advice,
        &[
            ("architecture", "microservices event_driven"),
            ("hosting", "managed_k8s"),
            ("messaging", "kafka_redpanda cloud_queue"),
            ("search", "elasticsearch opensearch"),
            ("backend", "java_spring go_std node_nestjs"),
            ("auth", "keycloak auth0_okta"),
        ],
    );
    // The same wishes with three people: nothing of the kind.
    let mut small = big.as_object().unwrap().clone();
    small.insert("team_size".into(), json!("3_5"));
    small.insert("ops".into(), json!("basic"));
    let advice = recommend(&MODEL, &answers(&Value::Object(small)));
    expect(
        &advice,
        &[
            ("architecture", "modular_monolith"),
            ("hosting", "container_paas serverless_fn"),
            ("jobs", "cloud_queue redis_valkey pg_queue"),
        ],
    );
}

#[test]
fn a_data_platform_speaks_python_and_keeps_a_warehouse() {
    let advice = of(json!({
        "product": "data_ml_platform", "stage": "live_mvp", "goals": ["scale_perf"], "audience": "b2b_customers", "mau": "lt1k",
        "channels": ["web_app", "api_only"], "offline": "none", "realtime": "none", "workload": ["cpu_heavy", "batch"],
        "data_shape": ["relational", "vectors"], "consistency": "standard", "admin": "basic", "reporting": "bi_warehouse", "team_size": "6_15",
        "skills": ["js_ts", "python"], "ops": "devops", "ai": "train_own", "ai_data": "private_cloud", "integrations": ["many_saas"],
        "compliance": ["gdpr"], "hosting": "gcp", "budget": "150_500k",
    }));
    expect(
        &advice,
        &[
            ("backend", "python_fastapi python_django"),
            ("data_secondary", "warehouse_dbt clickhouse"),
            ("ai", "python_ml_service managed_ml"),
        ],
    );
}

#[test]
fn a_kiosk_keeps_its_data_in_the_program() {
    let advice = of(json!({
        "product": "embedded_desktop", "stage": "idea", "goals": ["reliability"], "audience": "internal_staff", "mau": "lt1k",
        "channels": ["desktop"], "offline": "full_sync", "realtime": "none", "data_shape": ["relational"], "consistency": "standard",
        "admin": "none", "team_size": "1_2", "skills": ["rust_cpp"], "ops": "basic", "ai": "none", "integrations": ["none"],
        "compliance": ["none"], "hosting": "edge_device", "budget": "15_50k",
    }));
    expect(
        &advice,
        &[
            ("desktop", "desktop_tauri_electron"),
            ("database", "sqlite"),
            ("backend", "rust_axum"),
            ("hosting", "vps_compose onprem_vm_k8s"),
        ],
    );
}

#[test]
fn contradictory_wishes_are_named_with_the_smallest_change() {
    let advice = recommend(
        &MODEL,
        &changed(
            olga(),
            &[
                ("mau", json!("1m_10m")),
                ("availability", json!("99_95_plus")),
                ("hosting", json!("on_prem")),
                ("ops", json!("none")),
                ("launch", json!("lt2m")),
                ("offline", json!("full_sync")),
                ("seo", json!("critical")),
                ("regions", json!("multi_region")),
                ("compliance", json!(["data_residency"])),
                ("integrations", json!(["payments", "iot_protocols"])),
                ("consistency", json!("eventual_ok")),
                ("ai", json!("llm_features")),
                ("ai_data", json!("on_prem_only")),
            ],
        ),
    );
    expect_contradictions(
        &advice,
        "budget_vs_scale availability_vs_run_budget timeline_vs_scope no_team_vs_on_prem private_ai_vs_budget \
        pwa_vs_device_needs seo_vs_app_only money_vs_eventual residency_vs_multiregion audience_vs_scale",
    );
    assert_eq!(advice.confidence, Confidence::Low);
    expect_risks(
        &advice,
        "no_ops_for_on_prem no_gpu_budget_for_private_llm data_residency",
    );
}
