//! One condition decides whether customer companies share an installation: for tables, effort, roadmap and notes.

use super::stores::with_choice;
use super::*;

#[test]
fn tables_roadmap_notes_and_effort_agree_on_tenants() {
    for product in products() {
        for audience in [
            "internal_staff",
            "b2b_customers",
            "consumers",
            "devices",
            "mixed",
        ] {
            let raw = json!({"product": product, "audience": audience, "channels": ["web_app"], "hosting": "aws"});
            let plan = with_choice(raw, "database", "postgresql", "postgresql");
            let tenants = plan
                .schema
                .tables
                .iter()
                .any(|table| table.name == "tenant");
            let items: Vec<_> = plan
                .roadmap
                .phases
                .iter()
                .flat_map(|phase| &phase.items)
                .collect();
            let promised = items
                .iter()
                .any(|item| item.contains("neither sees the other"));
            let noted = plan
                .schema
                .notes
                .iter()
                .any(|note| note.contains("row-level security"));
            let counted = plan
                .effort
                .factors
                .iter()
                .any(|factor| factor.id == "tenancy");
            let in_base = ["b2b_saas", "api_platform"].contains(&product.as_str());
            assert_eq!(
                (promised, noted),
                (tenants, tenants),
                "{product} for {audience}"
            );
            assert_eq!(counted, tenants && !in_base, "{product} for {audience}");
            let expected = product == "b2b_saas"
                || audience == "b2b_customers"
                    && ![
                        "content_media",
                        "ecommerce_marketplace",
                        "consumer_app",
                        "embedded_desktop",
                    ]
                    .contains(&product.as_str());
            assert_eq!(tenants, expected, "{product} for {audience}");
        }
    }
}

/// Rows of two tenants cannot be linked: a reference to a row of a tenant names the tenant as well.
#[test]
fn references_between_rows_of_tenants_include_the_tenant() {
    for product in products() {
        let raw = json!({"product": product, "audience": "b2b_customers", "channels": ["web_app", "ios"], "hosting": "aws",
            "mobile_depth": "content_forms", "integrations": ["crm", "payments"], "admin": "extensive", "offline": "full_sync",
            "ai": "rag_search", "data_shape": ["relational", "files_media", "geo", "vectors"], "realtime": "notifications"});
        let schema = with_choice(raw, "database", "postgresql", "postgresql").schema;
        if !schema.tables.iter().any(|table| table.name == "tenant") {
            continue;
        }
        let shared = [
            "tenant",
            "app_user",
            "currency",
            "price_plan",
            "rate_plan",
            "plan_price",
            "portal_connection",
            "portal_sync_run",
            "push_device",
            "firmware",
            "update_package",
            "bank_account",
            "bank_statement",
            "statement_line",
            "user_password",
            "user_session",
            "user_link",
            "user_second_factor",
            "classification_level",
            "user_identity",
            "knowledge_source",
            "knowledge_document",
            "knowledge_chunk",
            "eval_case",
            "model_release",
        ];
        for table in &schema.tables {
            let owned = !shared.contains(&table.name.as_str());
            assert_eq!(table.row_security, owned, "{}", table.name);
            assert_eq!(table.column("tenant_id").is_some(), owned, "{}", table.name);
            for key in &table.foreign {
                let to = schema.tables.iter().find(|one| one.name == key.to).unwrap();
                let both = owned && to.row_security;
                assert_eq!(
                    key.columns.len() > 1 && key.columns[0] == "tenant_id",
                    both,
                    "{} {key:?}",
                    table.name
                );
                // A person is referenced through the membership, not across tenants.
                assert!(
                    !owned || table.name == "membership" || key.to != "app_user",
                    "{} {key:?}",
                    table.name
                );
            }
        }
    }
}
