//! The data models of reports, which PostgreSQL and SQLite must accept unchanged, and whose rules they must enforce.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};
use stackmatch::content::Content;
use stackmatch::content::questionnaire::Kind;
use stackmatch::intake;
use stackmatch::plan::{Schema, plan};
use stackmatch::recommendation::{Model, ProductName, embedded, preview};

use crate::support::Database;

/// The data model for these answers if this database had been chosen; none if the answers contradict themselves.
fn schema(
    content: &Content,
    model: &Model,
    raw: &Map<String, Value>,
    database: &str,
) -> Option<Schema> {
    let answers = intake::parse(&content.questionnaire, raw).ok()?;
    let mut advice = preview(model, &answers);
    let layer = advice.layers.get_mut("database")?;
    layer.choice = Some(database.to_owned());
    layer.product = Some(ProductName {
        id: database.to_owned(),
        name: database.to_owned(),
    });
    Some(plan(content, &answers, &advice).schema)
}

/// Answers from a fixed sequence of numbers, so that each run checks the same; every product in turn.
fn answers(content: &Content, count: u64) -> Vec<Map<String, Value>> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut sets = Vec::new();
    for number in 0..count {
        let mut raw = Map::new();
        for question in content.questionnaire.questions() {
            let (choices, several) = match &question.kind {
                Kind::Single(choices) => (choices, false),
                Kind::Multi { choices, .. } => (choices, true),
                Kind::Contact => continue,
            };
            let pick = match question.id.as_str() {
                "product" => usize::try_from(number).unwrap() % choices.len(),
                _ => next(choices.len()),
            };
            let answered = question.id == "product" || next(5) > 0;
            if answered {
                let id = &choices[pick].id;
                raw.insert(
                    question.id.clone(),
                    if several { json!([id]) } else { json!(id) },
                );
            }
        }
        sets.push(raw);
    }
    sets
}

fn ledger() -> Map<String, Value> {
    let raw = json!({"product": "fintech_ledger", "audience": "internal_staff", "channels": ["web_app"],
                     "hosting": "aws", "compliance": ["pci_dss"]});
    raw.as_object().unwrap().clone()
}

#[tokio::test]
async fn data_models_for_hundreds_of_answers_run_on_postgresql() {
    let (content, model) = embedded().unwrap();
    let database = Database::postgres().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let (mut products, mut seen, mut ran) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (number, raw) in answers(&content, 400).iter().enumerate() {
        // The first of those with the protocol of PostgreSQL stands for all of them.
        let name = if number % 8 == 7 {
            "cockroachdb"
        } else {
            "postgresql"
        };
        let Some(schema) = schema(&content, &model, raw, name) else {
            continue;
        };
        products.insert(raw["product"].to_string());
        // The extension is not part of PostgreSQL; its statements are those of its own documentation.
        let sql = schema.sql("Tables");
        let lines = sql.lines().filter(|line| {
            let is_installed = line.ends_with("btree_gist;");
            (is_installed || !line.starts_with("CREATE EXTENSION")) && !line.contains("USING hnsw")
        });
        let sql = lines
            .collect::<Vec<_>>()
            .join("\n")
            .replace("vector(1024)", "real[]");
        if !seen.insert(sql.clone()) {
            continue;
        }
        ran += 1;
        // Each in a schema that is rolled back, so that none sees the tables of another.
        let mut transaction = connection.begin().await.unwrap();
        let own = "create schema own; set local search_path to own, public;";
        transaction.execute(sqlx::raw_sql(own)).await.unwrap();
        transaction
            .execute(sqlx::raw_sql(AssertSqlSafe(sql.clone())))
            .await
            .unwrap_or_else(|error| panic!("{raw:?}: {error}\n{sql}"));
        let made: i64 = sqlx::query(
            "select count(*) from pg_class
             where relnamespace = 'own'::regnamespace and relkind in ('r', 'p') and not relispartition",
        )
        .fetch_one(&mut *transaction)
        .await
        .unwrap()
        .get(0);
        assert_eq!(
            usize::try_from(made).unwrap(),
            schema.tables.len(),
            "{raw:?}"
        );
        transaction.rollback().await.unwrap();
    }
    assert!(products.len() >= 13 && ran > 100, "{ran} for {products:?}");
}

#[tokio::test]
async fn data_models_for_hundreds_of_answers_run_on_sqlite() {
    let (content, model) = embedded().unwrap();
    let (mut products, mut seen) = (BTreeMap::<String, u32>::new(), BTreeSet::new());
    for raw in &answers(&content, 400) {
        let Some(schema) = schema(&content, &model, raw, "sqlite") else {
            continue;
        };
        *products.entry(raw["product"].to_string()).or_default() += 1;
        let sql = schema.sql("Tables");
        if !seen.insert(sql.clone()) {
            continue;
        }
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(sql.clone())))
            .await
            .unwrap_or_else(|error| panic!("{raw:?}: {error}\n{sql}"));
        let made: i64 = sqlx::query("select count(*) from sqlite_schema where type = 'table'")
            .fetch_one(&mut connection)
            .await
            .unwrap()
            .get(0);
        assert_eq!(
            usize::try_from(made).unwrap(),
            schema.tables.len(),
            "{raw:?}"
        );
    }
    assert!(products.len() >= 13, "{products:?}");
}

/// One account in euros, one in dollars, one in euros.
const ACCOUNTS: &str = "
    insert into currency (code, minor_digits) values ('EUR', 2), ('USD', 2);
    insert into account (id, code, name, purpose, kind, currency_code, state) values
      ('00000000-0000-0000-0000-00000000000a', '1', 'Cash', 'general', 'asset', 'EUR', 'open'),
      ('00000000-0000-0000-0000-00000000000b', '2', 'Dollars', 'general', 'asset', 'USD', 'open'),
      ('00000000-0000-0000-0000-00000000000c', '3', 'Sales', 'fees', 'income', 'EUR', 'open');";

fn entry(id: u32) -> String {
    format!(
        "insert into journal_entry (id, booked_on, description, idempotency_key)
         values ('00000000-0000-0000-0000-{id:012}', '2026-11-27', 'Sale', 'key {id}');"
    )
}

/// Postings of an entry: account, minor units, currency.
fn postings(entry: u32, legs: &[(char, i64, &str)]) -> String {
    let legs: Vec<String> = legs
        .iter()
        .enumerate()
        .map(|(number, (account, amount, currency))| {
            format!(
                "insert into posting (id, entry_id, account_id, amount_minor, amount_currency) values
                 ('00000000-0000-0000-{number:04}-{entry:012}', '00000000-0000-0000-0000-{entry:012}',
                  '00000000-0000-0000-0000-00000000000{account}', {amount}, '{currency}');"
            )
        })
        .collect();
    legs.join("\n")
}

const BALANCED: [(char, i64, &str); 2] = [('a', 1200, "EUR"), ('c', -1200, "EUR")];

#[tokio::test]
async fn a_ledger_in_postgresql_refuses_what_is_not_double_entry() {
    let (content, model) = embedded().unwrap();
    let database = Database::postgres().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let sql = schema(&content, &model, &ledger(), "postgresql")
        .unwrap()
        .sql("Tables");
    let own = "create schema ledger; set search_path to ledger, public;";
    connection.execute(sqlx::raw_sql(own)).await.unwrap();
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
    connection.execute(sqlx::raw_sql(ACCOUNTS)).await.unwrap();
    let good = format!("begin; {} {} commit;", entry(1), postings(1, &BALANCED));
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(good)))
        .await
        .unwrap();
    let refused = [
        (
            postings(2, &[('a', 1200, "EUR"), ('c', -1100, "EUR")]),
            "does not add up to zero",
        ),
        (
            postings(2, &[('a', 1200, "EUR"), ('b', -1200, "USD")]),
            "does not add up to zero",
        ),
        (
            postings(2, &[('a', 1200, "USD"), ('c', -1200, "EUR")]),
            "violates foreign key constraint",
        ),
        (
            postings(2, &[('a', 1200, "XXX"), ('c', -1200, "XXX")]),
            "violates foreign key constraint",
        ),
        (postings(2, &[('a', 0, "EUR")]), "violates check constraint"),
        (String::new(), "has no posting"),
    ];
    for (number, (legs, wanted)) in refused.iter().enumerate() {
        let sql = format!("begin; {} {legs} commit;", entry(2));
        let error = connection
            .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(wanted), "{number}: {error}");
        let _ = connection.execute(sqlx::raw_sql("rollback")).await;
    }
    let later = [('b', 5, "USD"), ('b', -5, "USD")].map(|leg| leg);
    let later =
        postings(1, &later).replace("-0000-0000-000000000001', '", "-0009-0000-000000000001', '");
    for (sql, wanted) in [
        ("update posting set amount_minor = 1".to_owned(), "append-only"),
        ("delete from posting".to_owned(), "append-only"),
        ("truncate posting cascade".to_owned(), "append-only"),
        ("update journal_entry set description = 'x'".to_owned(), "append-only"),
        ("delete from audit_log; insert into audit_log (id, occurred_at, actor_kind, action, entity) values
          (gen_random_uuid(), now(), 'system', 'x', 'y'); delete from audit_log".to_owned(), "append-only"),
        ("update account set currency_code = 'USD' where code = '1'".to_owned(), "violates foreign key constraint"),
        (format!("begin; {later} commit;"), ""),
    ] {
        let error = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.clone()))).await.unwrap_err().to_string();
        assert!(error.contains(wanted), "{sql}: {error}");
        let _ = connection.execute(sqlx::raw_sql("rollback")).await;
    }
    let kept: i64 = sqlx::query("select count(*) from posting")
        .fetch_one(&mut connection)
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, 2);
}

/// Constraints are checked at the end of a transaction, when the session may have become that of another company.
#[tokio::test]
async fn a_closed_entry_stays_closed_when_the_session_changes_its_company() {
    let (content, model) = embedded().unwrap();
    let database = Database::postgres().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let mut raw = ledger();
    raw.insert("audience".to_owned(), json!("b2b_customers"));
    let sql = schema(&content, &model, &raw, "postgresql")
        .unwrap()
        .sql("Tables");
    let role = format!("app_{}", database.name());
    let [ours, theirs] = [1, 2].map(|id| format!("00000000-0000-0000-0000-{id:012}"));
    let as_tenant = |tenant: &str| format!("set local app.tenant_id = '{tenant}';");
    let owned = |sql: &str| {
        let sql = sql.replace(" (id, code", " (tenant_id, id, code");
        let sql = sql.replace(" (id, booked_on", " (tenant_id, id, booked_on");
        let sql = sql.replace(" (id, entry_id", " (tenant_id, id, entry_id");
        sql.replace("('00000000", &format!("('{ours}', '00000000"))
    };
    let set_up = format!(
        "create schema ledger; set search_path to ledger, public; {sql}
         create role {role}; grant usage on schema ledger to {role};
         grant select, insert, update on all tables in schema ledger to {role};
         insert into tenant (id, name, slug, state) values ('{ours}', 'Ours', 'ours', 'active'), ('{theirs}', 'Theirs', 'theirs', 'active');
         {accounts} set role {role};",
        accounts = owned(ACCOUNTS)
    );
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(set_up)))
        .await
        .unwrap();
    let first = format!(
        "begin; {} {} {} commit;",
        as_tenant(&ours),
        owned(&entry(1)),
        owned(&postings(1, &BALANCED))
    );
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(first)))
        .await
        .unwrap();
    let later = postings(1, &[('a', 5000, "EUR")])
        .replace("-0000-000000000001', '", "-0009-000000000001', '");
    let later = owned(&later);
    let changed = format!(
        "begin; {} {later} {} commit;",
        as_tenant(&ours),
        as_tenant(&theirs)
    );
    let error = connection
        .execute(sqlx::raw_sql(AssertSqlSafe(changed)))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("is closed"), "{error}");
    let clean_up = format!("rollback; reset role; drop owned by {role}; drop role {role}");
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(clean_up)))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_ledger_in_sqlite_posts_only_what_adds_up_and_keeps_it() {
    let (content, model) = embedded().unwrap();
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let sql = schema(&content, &model, &ledger(), "sqlite")
        .unwrap()
        .sql("Tables");
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
    connection.execute(sqlx::raw_sql(ACCOUNTS)).await.unwrap();
    let post = |id: u32| {
        format!(
            "update journal_entry set posted_at = '2026-11-27T12:00:00Z' where id = '00000000-0000-0000-0000-{id:012}';"
        )
    };
    let good = format!("{} {} {}", entry(1), postings(1, &BALANCED), post(1));
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(good)))
        .await
        .unwrap();
    let unbalanced = [('a', 1200, "EUR"), ('c', -1100, "EUR")];
    for (sql, wanted) in [
        (format!("{} {} {}", entry(2), postings(2, &unbalanced), post(2)), "does not add up to zero"),
        (format!("{} {} {}", entry(2), postings(2, &[('a', 5, "EUR"), ('b', -5, "USD")]), post(2)), "does not add up to zero"),
        (format!("{} {}", entry(2), postings(2, &[('a', 5, "USD")])), "FOREIGN KEY"),
        (format!("{} {}", entry(2), post(2)), "does not add up to zero"),
        (postings(1, &[('a', 5, "EUR")]).replace("-0000-0000-000000000001'", "-0009-0000-000000000001'"), ""),
        ("update posting set amount_minor = 1".to_owned(), "append-only"),
        ("delete from posting".to_owned(), "append-only"),
        ("update journal_entry set description = 'x'".to_owned(), "append-only"),
        ("update journal_entry set posted_at = null".to_owned(), "append-only"),
        ("delete from journal_entry".to_owned(), "append-only"),
        ("insert or replace into currency (code, minor_digits, created_at, updated_at) values ('EU', 2, '', '')".to_owned(), "CHECK"),
    ] {
        connection.execute(sqlx::raw_sql("begin")).await.unwrap();
        let error = connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.clone()))).await.unwrap_err().to_string();
        assert!(error.contains(wanted), "{sql}: {error}");
        let _ = connection.execute(sqlx::raw_sql("rollback")).await;
    }
}

#[tokio::test]
async fn rows_of_two_tenants_cannot_be_linked_and_are_hidden_from_each_other() {
    let (content, model) = embedded().unwrap();
    let raw = json!({"product": "b2b_saas", "channels": ["web_app"], "hosting": "aws", "audience": "b2b_customers"});
    let raw = raw.as_object().unwrap();
    let rows = "
        insert into tenant (id, name, slug, state) values
          ('00000000-0000-0000-0000-0000000000a0', 'A', 'a', 'active'),
          ('00000000-0000-0000-0000-0000000000b0', 'B', 'b', 'active');
        insert into project (id, tenant_id, name, state) values
          ('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000a0', 'Of A', 'active'),
          ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000b0', 'Of B', 'active');";
    let item = |tenant: &str| {
        format!(
            "insert into project_item (id, tenant_id, project_id, title, state) values
             ('00000000-0000-0000-0000-0000000000{tenant}2', '00000000-0000-0000-0000-0000000000{tenant}0',
              '00000000-0000-0000-0000-0000000000a1', 'Item', 'open');"
        )
    };
    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let sql = schema(&content, &model, raw, "sqlite")
        .unwrap()
        .sql("Tables");
    sqlite
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
    sqlite.execute(sqlx::raw_sql(rows)).await.unwrap();
    sqlite
        .execute(sqlx::raw_sql(AssertSqlSafe(item("a"))))
        .await
        .unwrap();
    let error = sqlite
        .execute(sqlx::raw_sql(AssertSqlSafe(item("b"))))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("FOREIGN KEY"), "{error}");

    let database = Database::postgres().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let sql = schema(&content, &model, raw, "postgresql")
        .unwrap()
        .sql("Tables");
    connection
        .execute(sqlx::raw_sql(
            "create schema own; set search_path to own, public;",
        ))
        .await
        .unwrap();
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .unwrap();
    connection.execute(sqlx::raw_sql(rows)).await.unwrap();
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(item("a"))))
        .await
        .unwrap();
    let error = connection
        .execute(sqlx::raw_sql(AssertSqlSafe(item("b"))))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("violates foreign key constraint"),
        "{error}"
    );
    // The role is rolled back with the transaction, so the server keeps nothing of it.
    let mut transaction = connection.begin().await.unwrap();
    let role = format!("data_models_{}", std::process::id());
    let become_it = format!(
        "create role {role}; grant usage on schema own to {role}; grant select, insert on all tables in schema own to {role};
         set local role {role};"
    );
    transaction
        .execute(sqlx::raw_sql(AssertSqlSafe(become_it)))
        .await
        .unwrap();
    for (tenant, seen) in [
        ("", 0_i64),
        ("00000000-0000-0000-0000-0000000000a0", 1),
        ("00000000-0000-0000-0000-0000000000b0", 1),
    ] {
        let set = format!("set local app.tenant_id = '{tenant}'");
        transaction
            .execute(sqlx::raw_sql(AssertSqlSafe(set)))
            .await
            .unwrap();
        let rows: i64 = sqlx::query("select count(*) from project")
            .fetch_one(&mut *transaction)
            .await
            .unwrap()
            .get(0);
        assert_eq!(rows, seen, "{tenant:?}");
    }
    let foreign = "insert into project (id, tenant_id, name, state) values
        (gen_random_uuid(), '00000000-0000-0000-0000-0000000000a0', 'Forged', 'active')";
    let error = transaction
        .execute(sqlx::raw_sql(foreign))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("row-level security"), "{error}");
}
