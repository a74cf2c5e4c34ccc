//! Starting on an unusable database: one message with the cause and the remedy, without delay.

use std::process::{Command, Output};

use crate::support::{Database, Setup, TestApp, Visitor, on_both_databases};
use sqlx::Connection;

/// A command that starts the whole program, asks for a lead that does not exist, and ends.
const REPLAY: [&str; 2] = ["replay", "00000000-0000-0000-0000-000000000000"];

fn run(args: &[&str], url: &str, data: &std::path::Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackmatch"));
    command
        .args(args)
        .args(["--database-url", url, "--log", "error", "--data-dir"])
        .arg(data)
        .env_clear()
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The program starts completely.
fn starts(url: &str, data: &std::path::Path) {
    let output = run(&REPLAY, url, data);
    assert!(
        output.status.code() == Some(1) && said(&output).contains("there is no lead"),
        "{}",
        said(&output)
    );
}

/// Asserts the exit code of an invalid setting and a one-line message that contains all `words`.
fn is_refused(args: &[&str], url: &str, data: &std::path::Path, words: &[&str]) {
    let output = run(args, url, data);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        words.iter().all(|word| said.contains(word)),
        "{words:?}: {said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}

on_both_databases! {
    async fn a_database_that_was_used_with_another_key_is_refused_until_a_new_one_is_adopted(database) {
        let folder = |name: &str| database.folder.path().join(name);
        starts(&database.url, &folder("mine"));
        starts(&database.url, &folder("mine"));
        // Restored without the key: none is created silently.
        is_refused(&REPLAY, &database.url, &folder("new"), &["in use", "new/secret.key", "restore it", "--adopt-key"]);
        assert!(!folder("new/secret.key").exists());
        let key = "42".repeat(32);
        is_refused(&[&REPLAY[..], &["--secret-key", &key]].concat(), &database.url, &folder("new"), &["--secret-key", "restore that key", "--adopt-key"]);
        // Commands that need no key run without one.
        assert!(run(&["migrate"], &database.url, &folder("new")).status.success());
        assert!(run(&["token", "list"], &database.url, &folder("new")).status.success());

        assert!(run(&["migrate", "--adopt-key"], &database.url, &folder("new")).status.success());
        starts(&database.url, &folder("new"));
        is_refused(&REPLAY, &database.url, &folder("mine"), &["mine/secret.key", "restore that key"]);
    }

    // As stored by versions without a fingerprint.
    async fn a_database_with_intakes_is_in_use_even_if_it_knows_no_key(database) {
        let app = TestApp::start(&database).await;
        Visitor::arrive(&app).await;
        app.stop().await;
        is_refused(&REPLAY, &database.url, &database.folder.path().join("new"), &["in use", "secret.key"]);
        std::fs::create_dir(database.folder.path().join("old")).unwrap();
        std::fs::write(database.folder.path().join("old/secret.key"), "07".repeat(32)).unwrap();
        starts(&database.url, &database.folder.path().join("old"));
    }

    async fn an_unfinished_or_changed_migration_is_refused_with_advice(database) {
        let (app, data) = (TestApp::start(&database).await, database.folder.path().join("data"));
        let half = "update _sqlx_migrations set success = false where version = 2";
        app.tamper(half, half).await;
        is_refused(&REPLAY, &database.url, &data, &["migration 2", "did not end", "backup", "_sqlx_migrations"]);
        app.tamper("update _sqlx_migrations set success = true, checksum = x'00'", "update _sqlx_migrations set success = true, checksum = '\\x00'").await;
        is_refused(&REPLAY, &database.url, &data, &["migration 1", "another build"]);
        app.stop().await;
    }
}

#[tokio::test]
async fn two_installations_in_one_postgres_are_refused() {
    let database = Database::postgres().await;
    let empty = database.empty().await;
    let schema = |name: &str| format!("{empty}?options=-c%20search_path%3D{name},public");
    let base = Database {
        url: empty.clone(),
        folder: tempfile::tempdir().unwrap(),
    };
    base.on_postgres("create schema one; create schema two")
        .await;
    let data = database.folder.path();
    starts(&schema("one"), &data.join("one"));
    is_refused(
        &REPLAY,
        &schema("two"),
        &data.join("two"),
        &["another installation", "\"one\"", "a database of its own"],
    );
    starts(&schema("one"), &data.join("one"));
}

#[tokio::test]
async fn a_role_that_may_not_change_the_schema_can_serve_once_another_has_migrated() {
    let database = Database::postgres().await;
    let empty = Database {
        url: database.empty().await,
        folder: tempfile::tempdir().unwrap(),
    };
    let (role, data) = (
        format!("serves_{}", database.name()),
        empty.folder.path().join("data"),
    );
    database
        .on_server(&format!("create role {role} login"))
        .await;
    let limited = empty.url_of(&role);
    is_refused(
        &REPLAY,
        &limited,
        &data,
        &["permission denied", "stackmatch migrate"],
    );
    assert!(run(&["migrate"], &empty.url, &data).status.success());
    is_refused(&REPLAY, &limited, &data, &["permission denied", "rights"]);
    // The rights listed in docs/operations.md.
    empty
        .on_postgres(&format!("grant usage on schema public, apalis to {role}"))
        .await;
    empty
        .on_postgres(&format!(
            "grant select, insert, update, delete on all tables in schema public, apalis to {role}"
        ))
        .await;
    starts(&limited, &data);
    database
        .on_server(&format!("alter role {role} connection limit 0"))
        .await;
    is_refused(
        &REPLAY,
        &limited,
        &data,
        &["too many connections for role", "24 connections"],
    );
}

#[tokio::test]
async fn a_server_that_refuses_is_reported_at_once() {
    let database = Database::postgres().await;
    let data = database.folder.path().join("data");
    let (base, _) = database.url.rsplit_once('/').unwrap();
    is_refused(
        &REPLAY,
        &format!("{base}/nowhere"),
        &data,
        &["\"nowhere\" does not exist", "create it"],
    );
    is_refused(
        &REPLAY,
        "postgres://127.0.0.1:1/none",
        &data,
        &[
            "postgres://127.0.0.1:1/none",
            "refused",
            "does the server run",
        ],
    );
    is_refused(
        &REPLAY,
        &database.url_of("nobody"),
        &data,
        &["\"nobody\" does not exist", "user and password"],
    );
    is_refused(
        &REPLAY,
        "sqlite:no/such/folder/x.db",
        &data,
        &["no/such/folder", "is its folder there"],
    );
    is_refused(
        &REPLAY,
        "sqlite::memory:",
        &data,
        &["--database-url", "memory"],
    );
}

/// The backup of docs/operations.md, made during writes and verified.
#[tokio::test]
async fn the_documented_backup_is_complete_and_starts_with_its_key() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let copy = database.folder.path().join("backup.db");
    let open = app.db.begin().await.unwrap();
    // Another program makes the backup, while a transaction is open.
    let mut shell = sqlx::SqliteConnection::connect(&database.url)
        .await
        .unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "vacuum into '{}'",
        copy.display()
    )))
    .execute(&mut shell)
    .await
    .unwrap();
    shell.close().await.unwrap();
    open.rollback().await;
    app.stop().await;
    let data = database.folder.path().join("restored");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("secret.key"), "07".repeat(32)).unwrap();
    let url = format!("sqlite:{}", copy.display());
    starts(&url, &data);
    let restored = Database {
        url,
        folder: tempfile::tempdir().unwrap(),
    };
    let db = restored.open().await;
    assert_eq!(
        db.leads(&stackmatch::store::LeadFilter::default(), 10)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
    db.close().await;
}
