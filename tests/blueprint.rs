//! Complete reports, and their data models, which PostgreSQL must accept unchanged.

use std::collections::BTreeSet;

use chrono::{TimeZone, Utc};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use stackmatch::content::source::File;
use stackmatch::evaluation::Case;
use stackmatch::i18n::Messages;
use stackmatch::plan::plan;
use stackmatch::recommendation::{Model, embedded, recommend};
use stackmatch::report;
use stackmatch::web::prospects;

use crate::support::Database;

fn cases(model: &Model) -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let load = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        Case::load(
            model,
            &File {
                path: path.display().to_string(),
                text,
            },
        )
        .unwrap()
    };
    paths.into_iter().map(load).collect()
}

#[tokio::test]
async fn every_schema_starter_runs_on_postgresql() {
    let (content, model) = embedded().unwrap();
    let database = Database::postgres().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let (mut products, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for (number, case) in cases(&model).iter().enumerate() {
        products.extend(case.answers.one("product").map(str::to_owned));
        let schema = plan(&content, &case.answers, &recommend(&model, &case.answers)).schema;
        if !seen.insert(schema.sql("Tables")) {
            continue;
        }
        // Each in its own schema, so that none sees the tables of another.
        let own = format!("create schema s{number}; set search_path to s{number}, public;");
        connection.execute(AssertSqlSafe(own)).await.unwrap();
        let script = sqlx::raw_sql(AssertSqlSafe(schema.sql("Tables")));
        connection
            .execute(script)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", case.title, schema.sql("Tables")));
        let made: i64 = sqlx::query(AssertSqlSafe(format!(
            "select count(*) from pg_class
             where relnamespace = 's{number}'::regnamespace and relkind in ('r', 'p') and not relispartition"
        )))
        .fetch_one(&mut connection)
        .await
        .unwrap()
        .get(0);
        assert_eq!(
            usize::try_from(made).unwrap(),
            schema.tables.len(),
            "{}",
            case.title
        );
    }
    assert_eq!(products.len(), 13, "{products:?}");
}

/// After an intended change, run `INSTA_UPDATE=always tests/run blueprint` and read `git diff`.
#[test]
fn reports_of_six_different_prospects_match_the_reviewed_snapshots() {
    let (content, model) = embedded().unwrap();
    let messages = Messages::embedded().unwrap();
    for prospect in prospects(&content, None).unwrap() {
        let made = Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap();
        let document = report::sample(
            &content,
            &model,
            messages.english(),
            &prospect.answers,
            "https://stackmatch.example",
            made,
        );
        insta::assert_snapshot!(prospect.name, report::markdown::render(&document));
    }
}
