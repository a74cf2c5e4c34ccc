//! What a plan names in one part, it has in the others: sign-in, search, secrets, scans.

use super::stores::with_choice;
use super::*;

fn sql(plan: &Plan) -> String {
    plan.schema.sql("Tables")
}

pub fn tasks(plan: &Plan) -> impl Iterator<Item = &str> {
    let phases = plan.roadmap.phases.iter();
    phases.flat_map(|phase| phase.items.iter().map(String::as_str))
}

fn drivers(plan: &Plan) -> Vec<&str> {
    let drivers = plan.running_cost.drivers.iter();
    drivers.map(|driver| driver.id.as_str()).collect()
}

#[test]
fn sign_in_of_its_own_has_tables_or_names_those_of_the_framework() {
    for (skill, framework, said) in [
        ("php", "php_laravel", "two_factor_secret"),
        ("python", "python_django", "mfa_authenticator"),
        ("java_kotlin", "java_spring", "CREATE TABLE user_password"),
    ] {
        let raw = usual(&json!({"skills": [skill], "hosting": "own_servers_vps"}));
        let answers = intake::parse(&CONTENT.questionnaire, raw.as_object().unwrap()).unwrap();
        let mut advice = preview(&MODEL, &answers);
        for (layer, choice) in [("backend", framework), ("auth", "framework_auth")] {
            let layer = advice.layers.get_mut(layer).unwrap();
            layer.choice = Some(choice.to_owned());
            layer.product = None;
        }
        let text = sql(&plan(&CONTENT, &answers, &advice));
        assert!(text.contains(said), "{framework}: {text}");
        let own = text.contains("CREATE TABLE user_password");
        assert_eq!(own, framework == "java_spring");
    }
    let apart = with_choice(usual(&json!({})), "auth", "keycloak", "keycloak");
    assert!(!sql(&apart).contains("user_password"));
}

#[test]
fn a_remark_is_a_comment_in_every_language() {
    for (technology, product, mark) in [
        ("postgresql", "postgresql", "-- "),
        ("mysql", "mariadb", "-- "),
        ("mongodb", "mongodb", "# "),
    ] {
        let mut plan = with_choice(usual(&json!({})), "database", technology, product);
        plan.schema.remarks = vec!["One line\nand another.".to_owned()];
        let text = sql(&plan);
        let expected = format!("\n{mark}One line\n{mark}and another.\n");
        assert!(text.ends_with(&expected), "{text}");
    }
}

#[test]
fn each_table_that_is_searched_in_postgresql_has_an_index_for_it() {
    let mut searched = 0;
    for product in products() {
        for audience in ["internal_staff", "b2b_customers", "consumers"] {
            let raw = usual(&json!({"product": product, "audience": audience, "search": "simple"}));
            let plan = with_choice(raw, "database", "postgresql", "postgresql");
            let text = sql(&plan);
            for altered in text.split("ALTER TABLE ").skip(1) {
                let Some((table, _)) = altered.split_once(" ADD COLUMN search_words") else {
                    continue;
                };
                searched += 1;
                assert!(text.contains(&format!("CREATE TABLE {table} (")), "{table}");
                let index = format!("CREATE INDEX ON {table} USING gin (search_words)");
                assert!(text.contains(&index), "{table}");
            }
            let configurations = text.matches("CREATE TEXT SEARCH CONFIGURATION app_words");
            assert!(configurations.count() <= 1, "{product}");
        }
    }
    assert!(searched > 10, "{searched}");
}

/// A task that needs a program or a service has a row in the running cost.
#[test]
fn scans_and_secrets_that_a_task_names_have_a_price() {
    let mut seen = BTreeSet::new();
    for hosting in ["aws", "azure", "managed_paas", "own_servers_vps", "on_prem"] {
        for sensitivity in ["personal", "health", "state_secret"] {
            for product in products() {
                let plan = portal(
                    json!({"product": product, "hosting": hosting, "sensitivity": sensitivity,
                    "data_shape": ["relational", "files_media"]}),
                );
                let priced = drivers(&plan);
                for (said, row) in [
                    ("scanned for viruses", "virus_scan"),
                    ("a store for keys", "keys_"),
                ] {
                    if tasks(&plan).any(|task| task.contains(said)) {
                        seen.insert(row);
                        assert!(
                            priced.iter().any(|id| id.starts_with(row)),
                            "{product} {hosting} {sensitivity} {row}: {priced:?}"
                        );
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
}

#[test]
fn house_accounts_and_bank_statements_of_a_ledger_can_be_booked() {
    let raw = json!({"product": "fintech_ledger", "audience": "b2b_customers", "channels": ["web_app"], "hosting": "aws",
        "integrations": ["payments"], "compliance": ["pci_dss"]});
    let text = sql(&with_choice(raw, "database", "postgresql", "postgresql"));
    for part in [
        "CREATE TABLE line_match",
        "ALTER TABLE statement_line ENABLE ROW LEVEL SECURITY",
        "'suspense'",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("CREATE TABLE reconciliation"));
}

#[test]
fn classified_records_have_a_level_and_others_none() {
    let names = |sensitivity: &str| {
        let plan = portal(json!({"sensitivity": sensitivity, "hosting": "on_prem"}));
        let tables = plan.schema.tables.into_iter().map(|table| table.name);
        tables.collect::<BTreeSet<_>>()
    };
    assert!(names("state_secret").contains("record_classification"));
    assert!(!names("personal").contains("record_classification"));
}

#[test]
fn what_a_person_asked_of_a_model_leads_to_the_person() {
    let names = |raw: Value| {
        let tables = portal(raw).schema.tables.into_iter();
        tables.map(|table| table.name).collect::<BTreeSet<_>>()
    };
    let personal = names(json!({"ai": ["llm_features"], "compliance": ["gdpr"]}));
    assert!(personal.contains("ai_message_subject"), "{personal:?}");
    let public = names(json!({"ai": ["llm_features"], "sensitivity": "public"}));
    assert!(!public.contains("ai_message_subject"), "{public:?}");
}

/// A replacement is whole: an entrance for old and new, data in step, and the rest of the parts before the old system goes.
#[test]
fn a_replacement_plans_its_entrance_and_its_other_parts() {
    let plan = portal(
        json!({"stage": "legacy_replace", "legacy_stack": ["php"], "data_volume": "100gb_1tb"}),
    );
    for said in ["One entrance", "kept in step"] {
        assert!(tasks(&plan).any(|task| task.contains(said)), "{said}");
    }
    let factors = &plan.effort.factors;
    assert!(
        factors
            .iter()
            .any(|factor| factor.id == "migration_entrance")
    );
    let moving = plan
        .roadmap
        .phases
        .iter()
        .find(|phase| phase.id == "migration");
    let moving = moving.unwrap();
    assert!(moving.goal.contains("other parts"), "{}", moving.goal);
    assert!(moving.weeks.unwrap().from >= 7, "{:?}", moving.weeks);
}

#[test]
fn devices_in_the_field_are_moved_and_new_ones_are_not() {
    let plan = |stage: &str| {
        portal(
            json!({"product": "iot_devices", "stage": stage, "channels": ["device", "web_app"], "realtime": "telemetry",
            "devices": "1k_100k", "hosting": "aws"}),
        )
    };
    let moves = |plan: &Plan| tasks(plan).any(|task| task.contains("devices in the field moved"));
    assert!(moves(&plan("scaling")) && !moves(&plan("idea")));
    let idea = plan("idea");
    assert!(
        !idea
            .effort
            .factors
            .iter()
            .any(|factor| factor.id == "fleet_move")
    );
}

#[test]
fn a_limit_that_the_data_may_exceed_from_the_first_day_is_not_named() {
    let rows = |volume: &str| {
        let plan = portal(json!({"search": "simple", "data_volume": volume}));
        let triggers = plan.roadmap.triggers.into_iter();
        let mut measures = triggers.flat_map(|trigger| trigger.measures);
        measures.any(|measure| measure.unit == "rows")
    };
    assert!(rows("10_100gb") && rows("not_sure") && !rows("1_10tb"));
}

/// What a plan advises for some answers takes weeks, costs money or needs tables; for others it does not.
#[test]
fn what_is_advised_is_estimated_priced_and_stored() {
    let parts = |change: &Value| {
        let plan = portal(change.clone());
        let factors = plan.effort.factors.iter().map(|one| one.id.as_str());
        let tables = plan.schema.tables.iter().map(|one| one.name.as_str());
        let all = factors.chain(drivers(&plan)).chain(tables);
        all.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let usual = parts(&json!({}));
    let ledger = json!({"product": "fintech_ledger", "integrations": ["payments"], "audience": "b2b_customers"});
    let one_server = json!({"goals": ["reliability"], "availability": "99_5", "hosting": "on_prem", "budget": "150_500k",
        "run_budget": "1k_10k", "mau": "lt1k", "concurrency": "lt100"});
    let pictures = json!({"product": "content_media", "integrations": ["payments"], "audience": "consumers",
        "data_shape": ["relational", "files_media"]});
    let visits = json!({"realtime": "audio_video", "audience": "consumers", "compliance": ["hipaa"], "sensitivity": "health",
        "integrations": ["health_fhir"], "ai": ["documents"]});
    let companies = json!({"product": "b2b_saas", "audience": "b2b_customers", "integrations": ["sso"], "ai": ["rag_search"]});
    let strangers =
        json!({"product": "realtime_collab", "audience": "consumers", "realtime": "chat_presence"});
    for (change, wanted) in [
        (&ledger, vec!["fraud", "counterparty", "incoming_payment"]),
        (&one_server, vec!["second_machine"]),
        (
            &json!({"hosting": "on_prem", "availability": "99_9"}),
            vec!["standby"],
        ),
        (
            &json!({"sensitivity": "state_secret", "hosting": "on_prem"}),
            vec!["clearance_rights"],
        ),
        (
            &json!({"stage": "legacy_replace", "legacy_stack": ["php"]}),
            vec!["migration_accounts"],
        ),
        (
            &json!({"audience": "consumers", "hosting": "aws"}),
            vec!["entrance_aws"],
        ),
        (
            &json!({"audience": "consumers", "hosting": "azure"}),
            vec!["entrance_azure"],
        ),
        (
            &pictures,
            vec![
                "sale_of_files",
                "media_work",
                "media_release",
                "purchase_invoice",
                "print_delivery",
            ],
        ),
        (&visits, vec!["practitioner_licence", "visit_note_draft"]),
        (
            &companies,
            vec![
                "tenant_directory",
                "tenant_domain",
                "source_reader",
                "eval_case",
            ],
        ),
        (
            &strangers,
            vec![
                "content_report",
                "moderation_decision",
                "decision_objection",
                "blocked_person",
            ],
        ),
    ] {
        let found = parts(change);
        for part in wanted {
            assert!(
                found.contains(part),
                "{part} is missing: {change} {found:?}"
            );
            assert!(!usual.contains(part), "{part} is always there");
        }
    }
}

#[test]
fn a_question_that_was_passed_over_is_as_open_as_one_answered_not_sure() {
    let asks = |change: Value| {
        let plan = portal(change);
        tasks(&plan).any(|task| task.contains("the most that you will spend"))
    };
    assert!(asks(json!({})) && asks(json!({"budget": "not_sure"})));
    assert!(!asks(json!({"budget": "50_150k"})));
}
