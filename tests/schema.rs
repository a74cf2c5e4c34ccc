//! The two schemas agree, and every SQL text of the store is understood by both databases.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqlSafeStr, SqliteConnection};

use crate::support::Database;

async fn sqlite() -> (Database, SqliteConnection) {
    let database = Database::sqlite().await;
    let connection = SqliteConnection::connect(&database.url).await.unwrap();
    (database, connection)
}

/// Table → column → whether it may be null, and its kind.
type Columns = BTreeMap<String, BTreeMap<String, (bool, &'static str)>>;

fn kind(declared: &str) -> &'static str {
    match declared.to_lowercase().as_str() {
        "blob" | "uuid" | "bytea" => "bytes",
        "text" | "jsonb" | "timestamp with time zone" => "text",
        "integer" | "bigint" | "boolean" => "integer",
        other => panic!("a type that the schemas do not share: {other}"),
    }
}

const OURS: [&str; 21] = [
    "alerts",
    "audit",
    "audit_jobs",
    "counted_mails",
    "deliveries",
    "enqueued_jobs",
    "health_probe",
    "held_deliveries",
    "installation",
    "intakes",
    "job_attempts",
    "lead_clients",
    "lead_search",
    "leads",
    "outages",
    "queue_controls",
    "rate_limits",
    "reports",
    "schedule",
    "staff_tokens",
    "storage_usage",
];

#[tokio::test]
async fn the_two_schemas_agree_column_by_column() {
    let (_kept, mut sqlite) = sqlite().await;
    let mut left = Columns::new();
    for table in OURS {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "select name, type, \"notnull\" from pragma_table_info('{table}')"
        )))
        .fetch_all(&mut sqlite)
        .await
        .unwrap();
        left.insert(
            table.into(),
            rows.iter()
                .map(|row| {
                    (
                        row.get("name"),
                        (row.get::<i64, _>("notnull") == 0, kind(row.get("type"))),
                    )
                })
                .collect(),
        );
    }
    let postgres = Database::postgres().await;
    let mut connection = PgConnection::connect(&postgres.url).await.unwrap();
    let rows = sqlx::query("select table_name::text as t, column_name::text as c, is_nullable::text as n, data_type::text as d from information_schema.columns where table_schema = 'public'").fetch_all(&mut connection).await.unwrap();
    let mut right = Columns::new();
    for row in rows.iter().filter(|row| OURS.contains(&row.get("t"))) {
        right.entry(row.get("t")).or_default().insert(
            row.get("c"),
            (row.get::<&str, _>("n") == "YES", kind(row.get("d"))),
        );
    }
    assert_eq!(left, right);
}

/// The string literals of `src/store` that are SQL, with the file they stand in.
fn statements() -> Vec<(String, String)> {
    let mut found = vec![];
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for piece in text.split('"').skip(1).step_by(2) {
            let word = piece.split_whitespace().next().unwrap_or_default();
            if ["select", "insert", "update", "delete", "with"].contains(&word)
                && piece.contains(' ')
            {
                found.push((
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    piece.to_owned(),
                ));
            }
        }
    }
    found
}

#[tokio::test]
async fn every_statement_of_the_store_prepares_on_the_databases_it_is_for() {
    let (_kept, mut sqlite) = sqlite().await;
    let database = Database::postgres().await;
    let mut postgres = PgConnection::connect(&database.url).await.unwrap();
    let statements = statements();
    assert!(
        statements.len() >= 30,
        "only {} statements were found",
        statements.len()
    );
    let mut one_only = 0;
    for (file, sql) in statements {
        let on_sqlite = (&mut sqlite)
            .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
            .await;
        let on_postgres = (&mut postgres)
            .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
            .await;
        match (on_sqlite, on_postgres) {
            (Ok(_), Ok(_)) => {}
            // apalis's own tables have different names: `Jobs` and `apalis.jobs`.
            (Ok(_), Err(_)) if sql.contains(" Jobs ") || sql.contains(" Workers ") => one_only += 1,
            (Ok(_), Err(_)) if sql.contains("pragma_") || sql.contains("strftime") => {}
            (Err(_), Ok(_)) if sql.contains("clock_timestamp") => {}
            (Err(_), Ok(_))
                if sql.ends_with(" for update") || sql.contains("pg_advisory_xact_lock") => {}
            (Err(_), Ok(_))
                if sql.contains(" apalis.jobs ") || sql.contains(" apalis.workers ") =>
            {
                one_only += 1
            }
            // On PostgreSQL there are poolers, and the job tables are in a schema of their own, with an owner and migrations.
            (Err(_), Ok(_))
                if sql.contains("pg_backend_pid")
                    || sql.contains(" apalis.stackmatch_installation")
                    || sql.contains(" apalis._sqlx_migrations ") => {}
            (left, right) => panic!(
                "{file}: {sql}\n  SQLite: {:?}\n  PostgreSQL: {:?}",
                left.err(),
                right.err()
            ),
        }
    }
    assert_eq!(
        one_only, 46,
        "twenty-three statements differ for apalis's tables, each in two texts"
    );
}

#[tokio::test]
async fn apaliss_tables_have_the_columns_that_we_write() {
    // Pinned at 1.0.0: a new version of apalis must be looked at before this changes.
    let ours = [
        "attempts",
        "done_at",
        "id",
        "idempotency_key",
        "job",
        "job_type",
        "last_result",
        "lock_at",
        "lock_by",
        "max_attempts",
        "metadata",
        "priority",
        "run_at",
        "status",
    ];
    let (_kept, mut sqlite) = sqlite().await;
    let rows = sqlx::query("select name from pragma_table_info('Jobs') order by name")
        .fetch_all(&mut sqlite)
        .await
        .unwrap();
    assert_eq!(
        rows.iter()
            .map(|row| row.get("name"))
            .collect::<Vec<String>>(),
        ours
    );
    let database = Database::postgres().await;
    let mut postgres = PgConnection::connect(&database.url).await.unwrap();
    let rows = sqlx::query("select column_name::text as name from information_schema.columns where table_schema = 'apalis' and table_name = 'jobs' order by name").fetch_all(&mut postgres).await.unwrap();
    assert_eq!(
        rows.iter()
            .map(|row| row.get("name"))
            .collect::<Vec<String>>(),
        ours
    );
}

#[tokio::test]
async fn an_accepted_submission_survives_a_power_cut() {
    // Asked of a connection like the program's own: the write pool is the one that is opened first.
    let database = Database::sqlite().await;
    let db = database.open().await;
    let settings = db.durability().await.unwrap();
    assert_eq!(
        settings,
        Some(("wal".to_owned(), 2)),
        "write-ahead log, synchronous = FULL"
    );
    db.close().await;
}
