//! Which tables hold a text: what an erasure must not leave behind.

use sqlx::{AssertSqlSafe, query_as, query_scalar};
use stackmatch::store::Either;

use super::TestApp;

/// The tables with a value that contains one of these texts, each as `table: text`.
pub async fn residue(app: &TestApp, texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for table in tables(app).await {
        let values = values(app, &table).await;
        for text in texts {
            if values.iter().any(|value| value.contains(text)) {
                found.push(format!("{table}: {text}"));
            }
        }
    }
    found
}

/// All values of a table as texts, uncompressed.
async fn values(app: &TestApp, table: &str) -> Vec<String> {
    let mut values = Vec::new();
    for column in columns(app, table).await {
        let column: Vec<Option<Vec<u8>>> = match app.app.db.queue() {
            Either::Sqlite(pool) => {
                let sql = format!("select cast(\"{column}\" as blob) from \"{table}\"");
                query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await
            }
            Either::Postgres(pool) => {
                let sql = format!("select {column} from {table}");
                query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await
            }
        }
        .unwrap();
        values.extend(column.into_iter().flatten().map(uncompressed));
    }
    values
}

fn uncompressed(value: Vec<u8>) -> String {
    let bytes = zstd::stream::decode_all(value.as_slice()).unwrap_or(value);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// SQL for the columns of a table; on PostgreSQL each as bytes.
async fn columns(app: &TestApp, table: &str) -> Vec<String> {
    match app.app.db.queue() {
        Either::Sqlite(pool) => query_scalar("select name from pragma_table_info($1)")
            .bind(table)
            .fetch_all(pool)
            .await
            .unwrap(),
        Either::Postgres(pool) => {
            let columns: Vec<(String, bool)> = query_as("select column_name::text, data_type = 'bytea' from information_schema.columns where table_schema || '.' || table_name = $1")
                .bind(table)
                .fetch_all(pool)
                .await
                .unwrap();
            let sql = columns.into_iter().map(|(name, is_bytes)| {
                if is_bytes {
                    format!("\"{name}\"")
                } else {
                    format!("convert_to(\"{name}\"::text, 'UTF8')")
                }
            });
            sql.collect()
        }
    }
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
