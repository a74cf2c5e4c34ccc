//! The ids of each edition and their order: answers, rules and programs refer to them.

use super::*;

/// Every step, question and option id of the first edition, as other systems know them.
const FIRST: &str = "
product: product=crm_erp_portal b2b_saas ecommerce_marketplace content_media realtime_collab consumer_app fintech_ledger iot_devices data_ml_platform internal_tool api_platform embedded_desktop other
product: stage=idea prototype live_mvp scaling legacy_replace
product: goals=speed low_cost scale_perf reliability compliance_security maintainability
product: legacy_stack?=php dotnet java python ruby js mainframe_db2_oracle spreadsheets_access wordpress other
users: audience=internal_staff b2b_customers consumers devices mixed
users: mau=lt1k 1k_10k 10k_100k 100k_1m 1m_10m gt10m not_sure
users: concurrency?=lt100 100_1k 1k_10k 10k_100k gt100k not_sure
users: regions?=one_country one_region multi_region
users: availability?=business_hours 99_5 99_9 99_95_plus not_sure
channels: channels=web_app public_site ios android desktop api_only device
channels: mobile_depth=content_forms camera_push_gps deep_native not_sure
channels: seo?=none some critical
channels: ui?=forms_tables dashboards rich_editor content_pages not_sure
channels: offline=none read_cache full_sync
workload: realtime=none notifications live_dashboards chat_presence collab_editing audio_video telemetry
workload: workload?=crud read_heavy write_heavy cpu_heavy batch long_workflows streaming
workload: devices?=lt1k 1k_100k gt100k
workload: event_rate?=lt1k_s 1k_10k_s 10k_100k_s gt100k_s not_sure
data: data_shape=relational documents time_series graph files_media geo vectors not_sure
data: data_volume?=lt10gb 10_100gb 100gb_1tb 1_10tb gt10tb not_sure
data: consistency=money_strict standard eventual_ok not_sure
data: admin=none basic extensive
data: search?=none simple faceted_typo semantic
data: reporting?=none in_app bi_warehouse realtime_analytics
team: team_size=none 1_2 3_5 6_15 16_50 gt50
team: skills=js_ts python java_kotlin csharp php ruby go rust_cpp elixir swift android_kotlin dart
team: ops=none basic devops platform
team: delivery_model=you_build_all augment_team advise_only undecided
ai_integrations: ai=none llm_features rag_search predictive train_own vision_edge
ai_integrations: ai_data?=third_party_ok private_cloud on_prem_only
ai_integrations: integrations=payments crm erp sso accounting legacy_soap_db health_fhir iot_protocols cms_commerce many_saas none
ai_integrations: api_consumers?=own_apps partners public_devs
rules: compliance=none gdpr hipaa hds_national_health pci_dss soc2_iso fedramp_gov data_residency not_sure
rules: sensitivity?=public internal personal health_financial
rules: hosting=no_pref managed_paas aws azure gcp own_servers_vps on_prem air_gapped edge_device
rules: licence?=any osi_only permissive_only
rules: lockin?=fine prefer_portable must_be_portable
budget_time: budget=lt15k 15_50k 50_150k 150_500k gt500k not_sure
budget_time: run_budget?=lt100 100_1k 1k_10k gt10k not_sure
budget_time: start=now 1_3m 3_6m later researching
budget_time: launch?=lt2m 2_4m 4_9m gt9m flexible
you: role=founder_ceo cto_vp_eng product_ops_head engineer procurement student_agency
you: company_size=solo 2_10 11_50 51_200 201_1000 gt1000
you: contact=name work_email company country consent message";

/// The same of this edition; `?` marks optional questions, `*` those of the full path, `-` options no longer offered.
const SECOND: &str = "
about: role=founder_ceo founder_tech cto_vp_eng product_ops_head engineer procurement agency student other student_agency-
product: product=crm_erp_portal b2b_saas ecommerce_marketplace content_media realtime_collab consumer_app fintech_ledger iot_devices data_ml_platform internal_tool api_platform embedded_desktop other
product: stage=idea prototype live_mvp scaling legacy_replace not_sure
product: goals=speed low_build_cost low_run_cost scale_perf reliability compliance_security maintainability not_sure low_cost-
product: legacy_stack?=bought_software spreadsheets_access wordpress php dotnet java python ruby js mainframe_db2_oracle other not_sure
users: audience?*=internal_staff b2b_customers consumers devices mixed not_sure
users: mau=lt1k 1k_10k 10k_100k 100k_1m 1m_10m gt10m not_sure
users: concurrency?*=lt100 100_1k 1k_10k 10k_100k gt100k not_sure
users: regions?*=one_country one_region multi_region not_sure
users: availability?*=business_hours 99_5 99_9 99_95_plus not_sure
channels: channels=public_site shop web_app ios android desktop api_only device not_sure
channels: mobile_depth?=content_forms camera_push_gps deep_native not_sure
channels: seo?*=none some critical not_sure
channels: ui?*=forms_tables dashboards rich_editor content_pages not_sure
channels: offline?*=none read_cache full_sync not_sure
workload: realtime*=none notifications live_dashboards chat_presence collab_editing audio_video telemetry not_sure
workload: workload?*=crud read_heavy write_heavy cpu_heavy batch long_workflows streaming not_sure
workload: devices?=lt1k 1k_100k gt100k not_sure
workload: event_rate?*=lt1k_s 1k_10k_s 10k_100k_s gt100k_s not_sure
data: data_shape*=relational documents time_series graph files_media geo not_sure vectors-
data: data_volume?*=lt10gb 10_100gb 100gb_1tb 1_10tb gt10tb not_sure
data: consistency?*=money_strict stock_seats standard eventual_ok not_sure
data: admin?*=none basic extensive not_sure
data: search?*=none simple faceted_typo semantic not_sure
data: reporting?*=none in_app bi_warehouse realtime_analytics not_sure
team: delivery_model?=you_build_all augment_team advise_only undecided
team: team_size=none 1_2 3_5 6_15 16_50 gt50 not_sure
team: skills=js_ts python java_kotlin csharp php ruby go rust c_cpp elixir swift android_kotlin dart other not_sure rust_cpp-
team: ops=none basic provider devops platform not_sure
ai_integrations: ai=none llm_features rag_search agents documents speech images vision_edge predictive train_own not_sure
ai_integrations: ai_data?*=third_party_ok private_cloud on_prem_only not_sure
ai_integrations: integrations=payments crm erp sso accounting legacy_soap_db health_fhir iot_protocols cms_commerce many_saas none not_sure
ai_integrations: api_consumers?*=own_apps partners public_devs not_sure
rules: compliance=gdpr uk_gdpr us_state_privacy hipaa hds_national_health pci_dss dora nis2 cra ai_act accessibility soc2_iso fedramp_gov data_residency none not_sure
rules: sensitivity?*=public internal personal financial health state_secret not_sure health_financial-
rules: hosting*=no_pref managed_paas aws azure gcp own_servers_vps on_prem air_gapped edge_device not_sure
rules: licence?*=any osi_only permissive_only not_sure
rules: lockin?*=fine prefer_portable must_be_portable not_sure
budget_time: budget=lt15k 15_50k 50_150k 150_500k gt500k not_sure
budget_time: run_budget?*=lt100 100_1k 1k_10k gt10k not_sure
budget_time: start=now 1_3m 3_6m later researching
budget_time: launch?=lt2m 2_4m 4_9m gt9m flexible
you: company_size?=solo 2_10 11_50 51_200 201_1000 gt1000 not_sure
you: contact=name work_email company country call phone best_time news message";

fn contract(questionnaire: &Questionnaire) -> Vec<String> {
    let mut lines = Vec::new();
    for step in &questionnaire.steps {
        for question in &step.questions {
            let fields = question.fields.iter().map(|field| field.id.as_str());
            let options = question
                .choices()
                .iter()
                .map(|choice| format!("{}{}", choice.id, if choice.legacy { "-" } else { "" }));
            let ids: Vec<_> = options.chain(fields.map(str::to_owned)).collect();
            let refine = if question.is_core() { "" } else { "?" };
            let path = question.path.as_ref().map_or("", |_| "*");
            lines.push(format!(
                "{}: {}{refine}{path}={}",
                step.id,
                question.id,
                ids.join(" ")
            ));
        }
    }
    lines
}

#[test]
fn the_ids_and_their_order_are_those_of_the_contract() {
    let second = embedded();
    let first = &second.earlier[0];
    assert_eq!((first.edition, second.edition), (1, 2));
    assert_eq!(contract(first), FIRST.trim().lines().collect::<Vec<_>>());
    assert_eq!(contract(&second), SECOND.trim().lines().collect::<Vec<_>>());
    assert_eq!((first.steps.len(), contract(first).len()), (10, 44));
}
