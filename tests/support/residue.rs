//! Which tables hold a text: what an erasure must not leave behind.

use sqlx::{AssertSqlSafe, query_scalar};
use stackmatch::store::Either;

use super::TestApp;

/// The tables with a row that contains one of these texts, each as `table: text`.
pub async fn residue(app: &TestApp, texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for table in tables(app).await {
        for text in texts {
            if holds(app, &table, text).await {
                found.push(format!("{table}: {text}"));
            }
        }
    }
    found
}

async fn tables(app: &TestApp) -> Vec<String> {
    match app.app.db.queue() {
        Either::Sqlite(pool) => {
            query_scalar("select name from sqlite_master where type = 'table' order by name")
                .fetch_all(pool)
                .await
        }
        Either::Postgres(pool) => query_scalar(
            "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('public', 'apalis') and table_type = 'BASE TABLE' order by 1",
        )
        .fetch_all(pool)
        .await,
    }
    .unwrap()
}

async fn holds(app: &TestApp, table: &str, text: &str) -> bool {
    match app.app.db.queue() {
        Either::Sqlite(pool) => {
            let columns: Vec<String> = query_scalar("select name from pragma_table_info($1)")
                .bind(table)
                .fetch_all(pool)
                .await
                .unwrap();
            let columns = columns
                .iter()
                .map(|column| format!("coalesce(cast(\"{column}\" as text), '')"));
            let row = columns.collect::<Vec<_>>().join(" || ' ' || ");
            let sql =
                format!("select exists (select 1 from \"{table}\" where instr({row}, $1) > 0)");
            query_scalar(AssertSqlSafe(sql))
                .bind(text)
                .fetch_one(pool)
                .await
        }
        Either::Postgres(pool) => {
            let sql =
                format!("select exists (select 1 from {table} t where strpos(t::text, $1) > 0)");
            query_scalar(AssertSqlSafe(sql))
                .bind(text)
                .fetch_one(pool)
                .await
        }
    }
    .unwrap()
}
