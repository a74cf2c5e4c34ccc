//! The tables are consistent for every kind of product, and depend on the answers.

use super::stores::with_choice;
use super::*;

/// Every foreign key points to the key of a table that comes earlier, and every list of columns names columns.
pub(super) fn is_sound(schema: &Schema) {
    let mut before = BTreeSet::new();
    for table in &schema.tables {
        let names: BTreeSet<_> = table.columns.iter().map(|column| &column.name).collect();
        assert_eq!(
            names.len(),
            table.columns.len(),
            "{} names a column twice",
            table.name
        );
        let listed = table
            .unique
            .iter()
            .chain(&table.indexes)
            .flatten()
            .chain(&table.key)
            .chain(&table.partition);
        for column in listed {
            assert!(names.contains(column), "{} has no {column}", table.name);
        }
        for column in &table.columns {
            if let Some(to) = &column.references {
                assert!(
                    *to == table.name || before.contains(to.as_str()),
                    "{}.{} points to {to}",
                    table.name,
                    column.name
                );
                assert!(
                    table
                        .foreign
                        .iter()
                        .any(|key| key.columns.contains(&column.name)),
                    "{}.{} has no foreign key",
                    table.name,
                    column.name
                );
            }
        }
        for key in &table.foreign {
            let to = schema.tables.iter().find(|one| one.name == key.to).unwrap();
            let is_unique = to.key == key.to_columns
                || to.unique.contains(&key.to_columns)
                || key.to_columns.len() == 1 && to.column(&key.to_columns[0]).unwrap().unique;
            assert!(
                is_unique,
                "{} references {key:?}, which is not unique",
                table.name
            );
            for (own, other) in key.columns.iter().zip(&key.to_columns) {
                let (own, other) = (table.column(own).unwrap(), to.column(other).unwrap());
                assert_eq!(own.sql_type, other.sql_type, "{} {key:?}", table.name);
            }
            assert!(
                to.name == table.name || before.contains(to.name.as_str()),
                "{} is created before {}",
                table.name,
                to.name
            );
        }
        assert!(
            before.insert(table.name.as_str()),
            "{} is there twice",
            table.name
        );
    }
    for relation in &schema.relations {
        assert!(before.contains(relation.from.as_str()) && before.contains(relation.to.as_str()));
    }
}

#[test]
fn every_kind_of_product_has_consistent_tables() {
    let mut starters = BTreeSet::new();
    for product in products() {
        let schema = portal(json!({"product": product})).schema;
        is_sound(&schema);
        assert!(schema.tables.len() >= 4, "{product}");
        let names: Vec<_> = schema
            .tables
            .iter()
            .map(|table| table.name.clone())
            .collect();
        assert!(
            starters.insert(names),
            "{product} has the tables of another product"
        );
        assert!(
            !schema.sql("Tables").contains("  TEXT,")
                && schema.sql("Tables").matches("CREATE TABLE").count() >= schema.tables.len()
        );
    }
}

#[test]
fn every_group_of_tables_is_used_for_some_answers() {
    let all = json!({
        "audience": "b2b_customers", "sensitivity": "health_financial", "stage": "legacy_replace", "offline": "full_sync",
        "ai": "rag_search", "compliance": ["gdpr", "hipaa", "pci_dss"], "data_shape": ["relational", "files_media", "geo", "vectors"],
        "integrations": ["payments", "crm", "health_fhir", "erp"]
    });
    let mut seen = BTreeSet::new();
    for product in products() {
        for (realtime, ai) in [
            ("notifications", "rag_search"),
            ("chat_presence", "predictive"),
            ("audio_video", "none"),
            ("collab_editing", "rag_search"),
            ("telemetry", "none"),
        ] {
            let mut change = all.clone();
            change["product"] = json!(product);
            change["realtime"] = json!(realtime);
            change["ai"] = json!(ai);
            change["channels"] = json!(["web_app", "ios"]);
            change["mobile_depth"] = json!("content_forms");
            let schema = portal(change).schema;
            is_sound(&schema);
            seen.extend(schema.tables.into_iter().map(|table| table.group));
        }
    }
    let public = json!({
        "audience": "consumers", "channels": ["web_app", "ios"], "mobile_depth": "content_forms", "realtime": "notifications",
        "data_shape": ["relational", "geo", "time_series", "files_media", "graph", "documents"], "regions": "multi_region",
        "integrations": ["payments", "accounting"], "api_consumers": "public_devs", "workload": ["write_heavy"],
        "consistency": "stock_seats", "compliance": ["gdpr"], "sensitivity": "personal", "legacy_stack": ["spreadsheets_access"]
    });
    let staff = json!({"workload": ["long_workflows"], "data_shape": ["relational", "files_media"], "stage": "legacy_replace"});
    let device = json!({"channels": ["web_app", "device"], "realtime": "notifications", "audience": "consumers"});
    let model = json!({"ai": "train_own"});
    let watched =
        json!({"channels": ["web_app", "device"], "sensitivity": "health", "ai": ["vision_edge"]});
    let secret = json!({"sensitivity": "state_secret", "hosting": "on_prem"});
    let pages = json!({"channels": ["public_site"], "admin": "basic", "audience": "consumers"});
    for base in [public, staff, device, model, watched, secret, pages] {
        for product in products() {
            for audience in ["as given", "b2b_customers"] {
                let mut change = base.clone();
                change["product"] = json!(product);
                if audience == "b2b_customers" {
                    change["audience"] = json!(audience);
                }
                let plan = portal(change.clone());
                is_sound(&plan.schema);
                seen.extend(plan.schema.tables.into_iter().map(|table| table.group));
            }
        }
    }
    // Groups that depend on a choice which these answers need not lead to.
    for (layer, choice, change) in [
        (
            "cms",
            "framework_admin",
            json!({"product": "content_media", "regions": "multi_region"}),
        ),
        ("cms", "strapi", json!({"product": "content_media"})),
        ("jobs", "cloud_queue", json!({"workload": ["batch"]})),
        ("auth", "framework_auth", json!({"skills": ["java_kotlin"]})),
    ] {
        let raw = usual(&change);
        let schema = with_choice(raw, layer, choice, choice).schema;
        is_sound(&schema);
        seen.extend(schema.tables.into_iter().map(|table| table.group));
    }
    for group in &CONTENT.plan.groups {
        assert!(seen.contains(&group.title), "{} never comes up", group.id);
    }
}

#[test]
fn clients_who_share_tables_are_kept_apart_by_the_database() {
    let schema = of(json!({"product": "b2b_saas", "channels": ["web_app"]})).schema;
    let apart = |name: &str| {
        schema
            .tables
            .iter()
            .find(|table| table.name == name)
            .unwrap()
    };
    assert!(
        apart("project").row_security
            && !apart("tenant").row_security
            && !apart("price_plan").row_security
    );
    assert!(
        apart("invoice")
            .unique
            .contains(&vec!["tenant_id".to_owned(), "number".to_owned()])
    );
    let sql = schema.sql("Tables");
    assert!(sql.contains("tenant_id") && sql.contains("CREATE POLICY own_client ON project"));
    assert!(
        schema
            .notes
            .iter()
            .any(|note| note.contains("row-level security"))
    );
    assert!(!portal(json!({})).schema.sql("Tables").contains("tenant_id"));
}

#[test]
fn money_is_a_whole_number_with_its_currency_everywhere() {
    for product in [
        "fintech_ledger",
        "ecommerce_marketplace",
        "b2b_saas",
        "crm_erp_portal",
    ] {
        let schema = portal(json!({"product": product})).schema;
        let columns: Vec<_> = schema
            .tables
            .iter()
            .flat_map(|table| &table.columns)
            .collect();
        assert!(
            columns
                .iter()
                .any(|column| column.name.ends_with("_minor") && column.sql_type == "bigint"),
            "{product}"
        );
        assert!(
            columns
                .iter()
                .any(|column| column.name.ends_with("_currency") && column.sql_type == "char(3)")
        );
        assert!(
            schema.notes.iter().any(|note| note.contains("minor units")),
            "{product}"
        );
    }
}

#[test]
fn an_audit_log_is_there_when_a_rule_asks_for_it() {
    let has = |raw: Value| {
        of(raw)
            .schema
            .tables
            .iter()
            .any(|table| table.name == "audit_log")
    };
    assert!(has(
        json!({"product": "consumer_app", "compliance": ["hipaa"]})
    ));
    assert!(has(json!({"product": "fintech_ledger"})));
    assert!(!has(
        json!({"product": "consumer_app", "compliance": ["none"]})
    ));
}

fn names(raw: Value) -> BTreeSet<String> {
    let tables = portal(raw).schema.tables.into_iter();
    tables.map(|table| table.name).collect()
}

#[test]
fn there_are_no_tables_for_what_was_not_chosen() {
    let has = |change: Value, table: &str| names(change).contains(table);
    for (table, with, without) in [
        (
            "knowledge_chunk",
            json!({"ai": "rag_search"}),
            json!({"ai": "llm_features"}),
        ),
        (
            "citation",
            json!({"ai": "rag_search"}),
            json!({"ai": "llm_features"}),
        ),
        (
            "ai_message",
            json!({"ai": "llm_features"}),
            json!({"ai": "none"}),
        ),
        (
            "stored_file",
            json!({"data_shape": ["files_media"]}),
            json!({"data_shape": ["relational"]}),
        ),
        (
            "business_document",
            json!({"data_shape": ["files_media"]}),
            json!({"data_shape": ["relational"]}),
        ),
        (
            "document_update",
            json!({"product": "realtime_collab", "realtime": "collab_editing"}),
            json!({"product": "realtime_collab", "realtime": "audio_video"}),
        ),
        (
            "reaction",
            json!({"product": "realtime_collab", "realtime": "chat_presence"}),
            json!({"product": "realtime_collab", "realtime": "audio_video"}),
        ),
        (
            "push_device",
            json!({"product": "consumer_app", "channels": ["ios"], "mobile_depth": "content_forms"}),
            json!({"product": "consumer_app", "channels": ["web_app"]}),
        ),
        (
            "legacy_reference",
            json!({"stage": "legacy_replace"}),
            json!({"stage": "live_mvp"}),
        ),
        (
            "measurement",
            json!({"realtime": "telemetry"}),
            json!({"realtime": "none"}),
        ),
        (
            "measurement",
            json!({"data_shape": ["time_series"]}),
            json!({"data_shape": ["relational"]}),
        ),
        (
            "registered_model",
            json!({"product": "data_ml_platform", "ai": "train_own"}),
            json!({"product": "data_ml_platform", "ai": "none"}),
        ),
        (
            "rollout",
            json!({"product": "iot_devices", "channels": ["web_app", "device"]}),
            json!({"product": "iot_devices", "channels": ["web_app", "api_only"]}),
        ),
        (
            "case_file",
            json!({"workload": ["long_workflows"]}),
            json!({"workload": ["crud"]}),
        ),
        (
            "sales_invoice",
            json!({"integrations": ["accounting"]}),
            json!({"integrations": ["none"]}),
        ),
        (
            "api_client_key",
            json!({"api_consumers": "partners"}),
            json!({"api_consumers": "own_apps"}),
        ),
        (
            "visit_call",
            json!({"product": "realtime_collab", "realtime": "audio_video", "compliance": ["hipaa"]}),
            json!({"product": "realtime_collab", "realtime": "audio_video"}),
        ),
        (
            "consent",
            json!({"audience": "consumers"}),
            json!({"audience": "internal_staff"}),
        ),
    ] {
        let measured = |change: &Value| {
            let series = portal(change.clone()).schema.series;
            series.is_some_and(|series| series.tables.iter().any(|one| one.name == table))
        };
        assert!(
            has(with.clone(), table) || measured(&with),
            "{table} with {with}"
        );
        assert!(
            !has(without.clone(), table) && !measured(&without),
            "{table} with {without}"
        );
    }
}

#[test]
fn a_patient_can_have_a_sign_in_and_a_file_its_retention() {
    let schema =
        portal(json!({"compliance": ["hipaa"], "data_shape": ["relational", "files_media"]}))
            .schema;
    let table = |name: &str| {
        schema
            .tables
            .iter()
            .find(|table| table.name == name)
            .unwrap()
    };
    let user = table("patient").column("user_id").unwrap();
    assert!(user.references.as_deref() == Some("app_user") && user.unique && user.null);
    let file = table("stored_file");
    for column in [
        "storage_key",
        "encryption_key",
        "rule_id",
        "delete_after",
        "entity_id",
    ] {
        assert!(file.column(column).is_some(), "{column}");
    }
    assert_eq!(
        file.column("rule_id").unwrap().references.as_deref(),
        Some("retention_rule")
    );
    for (hosting, word) in [
        ("air_gapped", "a folder on your own server"),
        ("aws", "your provider's object store"),
    ] {
        let notes = portal(json!({"hosting": hosting, "data_shape": ["files_media"]}))
            .schema
            .notes;
        assert!(notes.iter().any(|note| note.contains(word)), "{hosting}");
    }
}
