//! The tables are consistent for every kind of product, and depend on the answers.

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
                assert_eq!(column.sql_type, "uuid");
            }
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
        ] {
            let mut change = all.clone();
            change["product"] = json!(product);
            change["realtime"] = json!(realtime);
            change["ai"] = json!(ai);
            let schema = portal(change).schema;
            is_sound(&schema);
            seen.extend(schema.tables.into_iter().map(|table| table.group));
        }
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
            && !apart("plan").row_security
    );
    assert_eq!(apart("invoice").unique, [["tenant_id", "number"]]);
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
