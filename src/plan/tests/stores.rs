//! The tables are written for the stores that were chosen.

use super::*;
use crate::content::plan::Dialect;
use crate::recommendation::ProductName;

/// The schema for these answers if another technology, or one of its products, had been chosen for a layer.
pub(super) fn with_choice(raw: Value, layer: &str, technology: &str, product: &str) -> Plan {
    let answers = intake::parse(&CONTENT.questionnaire, raw.as_object().unwrap()).unwrap();
    let mut advice = preview(&MODEL, &answers);
    let chosen = advice.layers.get_mut(layer).unwrap();
    chosen.choice = Some(technology.to_owned());
    chosen.needed = true;
    chosen.product = Some(ProductName {
        id: product.to_owned(),
        name: product.to_owned(),
    });
    plan(&CONTENT, &answers, &advice)
}

fn ledger() -> Value {
    json!({"product": "fintech_ledger", "audience": "b2b_customers", "channels": ["web_app"], "hosting": "aws",
           "integrations": ["payments"], "compliance": ["pci_dss"]})
}

fn fleet() -> Value {
    json!({"product": "iot_devices", "channels": ["device", "web_app"], "audience": "internal_staff",
           "realtime": "telemetry", "devices": "gt100k", "event_rate": "gt100k_s", "hosting": "aws"})
}

#[test]
fn the_statements_are_those_of_the_chosen_database_and_name_a_supported_version() {
    for (technology, product, dialect, name) in [
        (
            "postgresql",
            "postgresql",
            Dialect::Postgresql,
            "PostgreSQL",
        ),
        ("mysql", "rds_mysql", Dialect::Mysql, "MySQL"),
        ("mysql", "mariadb", Dialect::Mysql, "MariaDB"),
        ("sqlserver", "sqlserver", Dialect::Sqlserver, "SQL Server"),
        ("sqlite", "cloudflare_d1", Dialect::Sqlite, "SQLite"),
        (
            "distributed_sql",
            "cockroachdb",
            Dialect::PostgresqlCompatible,
            "CockroachDB",
        ),
        (
            "distributed_sql",
            "spanner",
            Dialect::Partitions,
            "Google Spanner",
        ),
        ("mongodb", "mongodb", Dialect::Documents, "MongoDB"),
        ("dynamodb", "dynamodb", Dialect::Partitions, "DynamoDB"),
        (
            "cassandra_scylla",
            "scylladb",
            Dialect::Partitions,
            "ScyllaDB",
        ),
    ] {
        let schema = with_choice(ledger(), "database", technology, product).schema;
        assert_eq!(
            (schema.store.dialect, schema.store.name.as_str()),
            (dialect, name)
        );
        let text = schema.sql("Tables");
        assert_eq!(
            text.contains("CREATE TABLE"),
            !dialect.is_outline(),
            "{text}"
        );
        let types = [
            ("jsonb", Dialect::Postgresql),
            ("datetime(6)", Dialect::Mysql),
            ("uniqueidentifier", Dialect::Sqlserver),
            (") STRICT;", Dialect::Sqlite),
        ];
        for (word, of) in types {
            let is_similar = of == Dialect::Postgresql && dialect == Dialect::PostgresqlCompatible;
            assert_eq!(
                text.contains(word),
                of == dialect || is_similar,
                "{word} in {name}"
            );
        }
        assert!(!text.contains("PostgreSQL 14"));
    }
}

#[test]
fn every_database_of_the_catalogue_has_a_form_and_an_end_of_support_that_is_watched() {
    let layer = CONTENT
        .catalogue
        .layers
        .iter()
        .find(|layer| layer.id == "database")
        .unwrap();
    assert!(!layer.label.is_empty());
    for technology in CONTENT
        .catalogue
        .technologies
        .iter()
        .filter(|one| one.layer == "database")
    {
        let known = |id: &str| {
            CONTENT
                .plan
                .stores
                .iter()
                .any(|store| store.of.iter().any(|of| of.value == id))
        };
        assert!(known(&technology.id), "{}", technology.id);
    }
    let facts = || {
        CONTENT
            .catalogue
            .technologies
            .iter()
            .flat_map(|one| &one.facts)
    };
    for store in CONTENT
        .plan
        .stores
        .iter()
        .filter(|store| !store.version.is_empty())
    {
        let fact = &store.fact.as_ref().unwrap().value;
        assert!(facts().any(|known| known.of == *fact), "{fact}");
    }
}

#[test]
fn measurements_are_in_their_own_store_and_devices_in_the_system_of_record() {
    let stores = [
        (
            "clickhouse",
            "clickhouse",
            "ENGINE = ReplacingMergeTree(received_at)",
        ),
        (
            "timescaledb",
            "timescaledb_self",
            "CALL add_columnstore_policy('telemetry', after => INTERVAL '7 days')",
        ),
        (
            "timescaledb",
            "timescaledb_apache",
            "drop_chunks('telemetry', older_than => INTERVAL '13 months')",
        ),
        (
            "timescaledb",
            "timestream_influxdb",
            "tags: [device_id, metric]",
        ),
        (
            "cassandra_scylla",
            "apache_cassandra",
            "PRIMARY KEY ((device_id, metric, day), recorded_at)",
        ),
    ];
    for (technology, product, wanted) in stores {
        let schema = with_choice(fleet(), "data_secondary", technology, product).schema;
        let main = schema.sql("Tables");
        assert!(
            main.contains("CREATE TABLE device (") && !main.contains("telemetry"),
            "{main}"
        );
        let series = schema.series.unwrap();
        assert!(series.tables.iter().all(|table| table.foreign.is_empty()));
        let text = series.sql("Measurements");
        assert!(
            text.contains(wanted) && !text.contains("REFERENCES"),
            "{text}"
        );
    }
    // Without a store for it, the telemetry stays beside its devices.
    let schema = with_choice(fleet(), "data_secondary", "neo4j", "neo4j").schema;
    assert!(schema.series.is_none());
    assert!(
        schema
            .sql("Tables")
            .contains("PARTITION BY RANGE (recorded_at)")
    );
}

#[test]
fn a_ledger_is_guarded_by_constraints_in_every_database_that_has_them() {
    let postgresql = with_choice(ledger(), "database", "postgresql", "postgresql")
        .schema
        .sql("");
    for wanted in [
        "FOREIGN KEY (tenant_id, account_id, amount_currency) REFERENCES account (tenant_id, id, currency_code)",
        "DEFERRABLE INITIALLY DEFERRED",
        "CREATE TRIGGER posting_append_only",
        "REFERENCES currency (code)",
        "CREATE POLICY own_client ON posting",
    ] {
        assert!(
            postgresql.contains(wanted),
            "{wanted} is missing in\n{postgresql}"
        );
    }
    for (technology, words) in [
        (
            "mysql",
            [
                "SIGNAL SQLSTATE",
                "NOT (NEW.description <=> OLD.description)",
            ],
        ),
        (
            "sqlserver",
            ["THROW 51000", "CREATE SECURITY POLICY own_clients"],
        ),
        (
            "sqlite",
            ["RAISE(ABORT", "NEW.description IS NOT OLD.description"],
        ),
    ] {
        let text = with_choice(ledger(), "database", technology, technology)
            .schema
            .sql("");
        assert!(text.contains("posted_at"), "{technology}");
        for word in words {
            assert!(
                text.contains(word),
                "{technology}: {word} is missing in\n{text}"
            );
        }
    }
}

#[test]
fn an_outline_is_yaml() {
    for (technology, product) in [("mongodb", "mongodb"), ("dynamodb", "dynamodb")] {
        for product_kind in products() {
            let mut raw = ledger();
            raw["product"] = json!(product_kind);
            let text = with_choice(raw, "database", technology, product)
                .schema
                .sql("Outline");
            let read: BTreeMap<String, serde_json::Value> =
                serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert!(read.len() >= 4);
        }
    }
}
