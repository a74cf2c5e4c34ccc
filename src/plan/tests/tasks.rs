//! The tasks of a plan: those that the answers ask for, in an order that does no harm.

use super::promises::tasks;
use super::*;

#[test]
fn tasks_follow_the_rules_that_the_client_named() {
    let usual = portal(json!({}));
    let (mut missing, mut everywhere) = (Vec::new(), Vec::new());
    for (raw, said) in [
        (
            json!({"compliance": ["hipaa"], "sensitivity": "health"}),
            "risk analysis",
        ),
        (
            json!({"compliance": ["hipaa"], "sensitivity": "health"}),
            "log of who read what",
        ),
        (json!({"hosting": "on_prem"}), "Order the machines"),
        (json!({"compliance": ["not_sure"]}), "With a lawyer"),
        (
            json!({"ai": ["rag_search"], "audience": "consumers"}),
            "hidden orders",
        ),
        (
            json!({"consistency": "money_strict"}),
            "minute of your choice",
        ),
        (
            json!({"product": "ecommerce_marketplace", "audience": "consumers", "compliance": ["gdpr"]}),
            "allergens",
        ),
        (
            json!({"product": "fintech_ledger", "integrations": ["payments"]}),
            "sanctions lists",
        ),
        (
            json!({"product": "realtime_collab", "audience": "consumers", "realtime": "chat_presence"}),
            "reports and blocking",
        ),
        (
            json!({"product": "fintech_ledger", "integrations": ["payments"]}),
            "fraud or money laundering",
        ),
        (
            json!({"realtime": "audio_video", "audience": "consumers", "compliance": ["hipaa"]}),
            "patient's place",
        ),
        (json!({"sensitivity": "state_secret"}), "need to know"),
        (
            json!({"integrations": ["erp"]}),
            "Decide which system leads",
        ),
        (
            json!({"audience": "b2b_customers", "integrations": ["accounting"], "compliance": ["gdpr"]}),
            "structured format",
        ),
        (
            json!({"product": "content_media", "integrations": ["payments"], "data_shape": ["files_media"]}),
            "by nobody else",
        ),
        (
            json!({"availability": "99_9", "ops": "basic"}),
            "answers an alarm at night",
        ),
        (
            json!({"realtime": "chat_presence", "concurrency": "1k_10k"}),
            "Ten thousand open screens",
        ),
        (
            json!({"compliance": ["soc2_iso"]}),
            "Begin the three to twelve months",
        ),
        (
            json!({"product": "iot_devices", "stage": "scaling", "compliance": ["gdpr"], "sensitivity": "personal",
                "audience": "consumers", "channels": ["device"], "devices": "gt100k"}),
            "impact assessment",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["mainframe_db2_oracle"], "hosting": "air_gapped"}),
            "supported on the day of acceptance",
        ),
        (
            json!({"ai": ["rag_search"], "ai_data": "private_cloud", "hosting": "aws", "budget": "15_50k"}),
            "ready-made assistant",
        ),
        (
            json!({"compliance": ["hipaa"], "sensitivity": "health"}),
            "a breach rehearsed",
        ),
        (
            json!({"ai": ["rag_search"], "ai_data": "private_cloud", "hosting": "aws", "compliance": ["gdpr"]}),
            "Before a service gets a test document",
        ),
        (
            json!({"licence": "osi_only", "hosting": "gcp"}),
            "licence policy",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["java"], "compliance": ["fedramp_gov"]}),
            "between their test systems",
        ),
        (
            json!({"product": "content_media", "integrations": ["payments"], "compliance": ["gdpr"], "audience": "consumers",
                "channels": ["public_site"]}),
            "Stored with each digital purchase",
        ),
        (
            json!({"compliance": ["hipaa"], "sensitivity": "health", "hosting": "aws"}),
            "Set US regions",
        ),
        (json!({"workload": ["batch"]}), "largest scheduled job"),
        (
            json!({"ai": ["rag_search"], "ai_data": "on_prem_only", "hosting": "on_prem"}),
            "first words of an answer",
        ),
        (
            json!({"ai": ["rag_search"], "data_volume": "1_10tb"}),
            "passages for the index",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["php"]}),
            "One sign-in for old and new",
        ),
        (
            json!({"product": "content_media", "integrations": ["cms_commerce"]}),
            "whether another website or shop stays",
        ),
        (
            json!({"ai": ["llm_features"], "hosting": "aws", "compliance": ["gdpr"]}),
            "inference profiles of the EU",
        ),
        (
            json!({"ai": ["llm_features"], "hosting": "aws", "compliance": ["gdpr", "data_residency"]}),
            "a region in your country serves alone",
        ),
        (
            json!({"product": "iot_devices", "stage": "scaling", "channels": ["device", "web_app"], "realtime": "telemetry",
                "devices": "1k_100k", "hosting": "aws"}),
            "passed to the old system until the results agree",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["php"]}),
            "MySQL or MariaDB",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["php"]}),
            "tried with invented accounts",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["php"]}),
            "retention periods of its records",
        ),
        (
            json!({"compliance": ["pci_dss"], "product": "fintech_ledger"}),
            "card environment",
        ),
        (
            json!({"compliance": ["hipaa"], "sensitivity": "health", "audience": "consumers"}),
            "Notice of Privacy Practices",
        ),
        (json!({"team_size": "none"}), "Get three offers"),
        (
            json!({"ai": ["rag_search"]}),
            "List the places of the documents",
        ),
        (
            json!({"compliance": ["hipaa"], "sensitivity": "health", "ai": ["documents"]}),
            "de-identified",
        ),
        (
            json!({"ai": ["rag_search"], "ai_data": "on_prem_only", "hosting": "on_prem", "budget": "15_50k"}),
            "Open WebUI",
        ),
        (json!({"compliance": ["fedramp_gov"]}), "start the tender"),
        (
            json!({"product": "iot_devices", "stage": "scaling", "channels": ["device"], "realtime": "telemetry", "devices": "gt100k",
                "event_rate": "gt100k_s", "hosting": "aws"}),
            "A generator",
        ),
        (
            json!({"product": "fintech_ledger", "integrations": ["payments"], "realtime": "notifications"}),
            "a held payment",
        ),
        (json!({"realtime": "notifications"}), "Notices by mail"),
        (
            json!({"lockin": "must_be_portable"}),
            "The product set up at a second provider",
        ),
        (
            json!({"api_consumers": "public_devs"}),
            "Keys that outside developers get",
        ),
        (
            json!({"product": "content_media", "audience": "consumers", "channels": ["public_site"], "seo": "critical"}),
            "A sitemap",
        ),
        (
            json!({"data_shape": ["geo"]}),
            "Settle where the map comes from",
        ),
        (json!({"data_shape": ["geo"]}), "A map with real places"),
        (
            json!({"hosting": "own_servers_vps", "consistency": "money_strict"}),
            "pgBackRest",
        ),
        (
            json!({"ai": ["documents"], "ai_data": "private_cloud", "hosting": "aws", "compliance": ["gdpr"]}),
            "opt-out policy for AI services",
        ),
        (
            json!({"ai": ["rag_search"], "ai_data": "on_prem_only", "hosting": "on_prem", "compliance": ["gdpr"], "sensitivity": "personal"}),
            "Before a real document goes in",
        ),
        (
            json!({"goals": ["compliance_security"]}),
            "Name the audits that you want to pass",
        ),
        (
            json!({"hosting": "air_gapped", "data_shape": ["relational", "files_media"]}),
            "Virus signatures carried in",
        ),
        (
            json!({"product": "iot_devices", "stage": "idea", "channels": ["device"], "realtime": "telemetry", "devices": "1k_100k",
                "hosting": "own_servers_vps"}),
            "with the topic of another device",
        ),
        (
            json!({"product": "iot_devices", "stage": "idea", "channels": ["device"], "realtime": "telemetry", "devices": "1k_100k",
                "audience": "consumers"}),
            "The signing key in hardware",
        ),
        (
            json!({"product": "fintech_ledger", "integrations": ["payments"], "api_consumers": "partners"}),
            "mutual TLS",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["php"], "launch": "gt9m"}),
            "support left on the day of the move",
        ),
        (
            json!({"product": "ecommerce_marketplace", "audience": "consumers", "compliance": ["gdpr"]}),
            "prices per kilogram or litre",
        ),
        (
            json!({"product": "iot_devices", "stage": "idea", "channels": ["device"], "realtime": "telemetry", "devices": "1k_100k",
                "audience": "consumers", "compliance": ["gdpr"], "sensitivity": "personal"}),
            "restore or replay",
        ),
        (
            json!({"product": "realtime_collab", "realtime": "audio_video", "audience": "consumers", "compliance": ["hipaa"],
                "sensitivity": "health", "stage": "idea"}),
            "Then one clinic with real patients",
        ),
        (
            json!({"product": "iot_devices", "stage": "idea", "channels": ["device"], "realtime": "telemetry", "devices": "1k_100k",
                "audience": "consumers", "integrations": ["iot_protocols"]}),
            "pilot series",
        ),
        (
            json!({"product": "content_media", "stage": "live_mvp", "audience": "consumers", "channels": ["public_site"],
                "realtime": "live_dashboards", "workload": ["read_heavy"], "concurrency": "1k_10k", "mau": "100k_1m"}),
            "today's site behind the CDN",
        ),
        (
            json!({"product": "content_media", "stage": "legacy_replace", "channels": ["public_site"], "audience": "consumers"}),
            "divided by path",
        ),
        (
            json!({"product": "iot_devices", "stage": "scaling", "channels": ["device", "web_app"], "realtime": "telemetry",
                "devices": "1k_100k", "hosting": "aws"}),
            "neither a new address nor a key",
        ),
        (
            json!({"integrations": ["sso"]}),
            "a test client and the groups",
        ),
        (json!({"hosting": "on_prem"}), "encrypted, and the key kept"),
        (
            json!({"product": "fintech_ledger", "integrations": ["payments"], "launch": "gt9m"}),
            "support left on the day of the first payments",
        ),
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["mainframe_db2_oracle"]}),
            "to read the old system's changes",
        ),
        (
            json!({"hosting": "air_gapped", "compliance": ["gdpr"]}),
            "With your data protection officer",
        ),
    ] {
        let plan = portal(raw.clone());
        if !tasks(&plan).any(|task| task.contains(said)) {
            missing.push(format!("{said}: {raw}"));
        }
        if tasks(&usual).any(|task| task.contains(said)) {
            everywhere.push(said);
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(everywhere.is_empty(), "{everywhere:#?}");
}

/// The number of the phase and of the task in it that says this.
fn place(plan: &Plan, said: &str) -> Option<(usize, usize)> {
    let phases = plan.roadmap.phases.iter().enumerate();
    let mut places = phases.filter_map(|(number, phase)| {
        let at = phase.items.iter().position(|item| item.contains(said));
        Some((number, at?))
    });
    places.next()
}

#[test]
fn nothing_real_is_tried_before_it_is_protected() {
    for (raw, first, then) in [
        (
            json!({"stage": "legacy_replace", "legacy_stack": ["php"], "sensitivity": "personal"}),
            "a first attack test",
            "the real sign-ins of those who try it",
        ),
        (
            json!({"product": "fintech_ledger", "stage": "legacy_replace", "legacy_stack": ["java"], "compliance": ["pci_dss"],
                "sensitivity": "financial", "integrations": ["payments"]}),
            "a first attack test",
            "Opening balances",
        ),
        (
            json!({"ai": ["rag_search"], "ai_data": "on_prem_only", "hosting": "on_prem", "compliance": ["gdpr"], "sensitivity": "personal"}),
            "Before a real document goes in",
            "Read in a hundred",
        ),
        (
            json!({"ai": ["rag_search"], "ai_data": "on_prem_only", "hosting": "on_prem"}),
            "Try a private model",
            "order the machines",
        ),
        (
            json!({"ai": ["vision_edge"], "ai_data": "on_prem_only", "product": "iot_devices", "channels": ["device"], "sensitivity": "personal",
                "stage": "idea", "realtime": "telemetry", "devices": "1k_100k"}),
            "Settle who consents to the pictures",
            "collect enough examples",
        ),
        (
            json!({"hosting": "on_prem", "compliance": ["fedramp_gov"], "stage": "legacy_replace", "legacy_stack": ["mainframe_db2_oracle"]}),
            "decide whether to go on",
            "rder the machines",
        ),
        (
            json!({"product": "content_media", "audience": "consumers", "channels": ["public_site"], "realtime": "live_dashboards",
                "workload": ["read_heavy"], "concurrency": "1k_10k", "mau": "100k_1m"}),
            "A rule for which pages",
            "screens ask for the newest figures",
        ),
    ] {
        let plan = portal(raw.clone());
        let (first_at, then_at) = (place(&plan, first), place(&plan, then));
        assert!(
            first_at.is_some() && then_at.is_some() && first_at < then_at,
            "{raw}: {first} {first_at:?}, {then} {then_at:?}"
        );
    }
}

/// A goal that promises to withstand an attack has a task that tries one.
#[test]
fn an_attack_that_a_goal_promises_is_tried() {
    let mut promised = 0;
    for product in products() {
        for (sensitivity, compliance) in [
            ("personal", "gdpr"),
            ("not_sure", "not_sure"),
            ("health", "hipaa"),
        ] {
            for audience in ["internal_staff", "consumers"] {
                let plan = portal(
                    json!({"product": product, "sensitivity": sensitivity, "compliance": [compliance],
                    "audience": audience}),
                );
                for phase in plan
                    .roadmap
                    .phases
                    .iter()
                    .filter(|phase| phase.goal.contains("an attack"))
                {
                    promised += 1;
                    let tries = |task: &String| {
                        ["attack", "penetration test"]
                            .iter()
                            .any(|word| task.contains(word))
                    };
                    assert!(
                        phase.items.iter().any(tries),
                        "{product} {sensitivity} {compliance} {audience}: {:#?}",
                        phase.items
                    );
                }
            }
        }
    }
    assert!(promised > 20, "{promised}");
}
