//! The upgrade from the last version whose ledger was keyed to leads (schema 9), with finished, open and failed work.
//!
//! The dumps are of databases filled by that version: a lead whose mails and webhook were delivered; one whose mail to
//! the prospect is held; one whose worker was killed while it sent both mails, with a webhook that was given up; one
//! that waits for the mail server; one that no worker has fetched, with a cancelled webhook; and an open intake.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use flate2::read::GzDecoder;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, raw_sql};
use stackmatch::ids::LeadId;
use stackmatch::report::Document;
use stackmatch::store::{DatabaseUrl, Db, OpenError, ReportFormat, Role};

use crate::support::{Database, Receiver, Setup, TestApp, Visitor, on_both_databases, until};

/// The parts of a delivery that the upgrade must keep.
#[derive(Debug, PartialEq)]
struct Row {
    kind: String,
    lead: String,
    status: String,
    message_id: String,
    tries: i64,
    sent_at: Option<String>,
}

fn dump(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/upgrade")
        .join(format!("{name}-0009.sql.gz"));
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The URL of a database as the earlier version left it.
async fn earlier(database: &Database) -> String {
    let url = database.empty().await;
    let dump = dump(if database.is_sqlite() {
        "sqlite"
    } else {
        "postgres"
    });
    execute(&url, &dump).await;
    url
}

/// Runs statements on a separate connection.
async fn execute(url: &str, sql: &str) {
    let statements = raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
    if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url).unwrap();
        let mut connection = options
            .create_if_missing(true)
            .foreign_keys(false)
            .connect()
            .await
            .unwrap();
        statements.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        statements.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

async fn open(url: &str) -> Result<Db, OpenError> {
    url.parse::<DatabaseUrl>().unwrap().open().await
}

/// The ledger as the API shows it, by delivery id.
async fn ledger(app: &TestApp, operator: &str) -> BTreeMap<String, Row> {
    let (status, page) = app.get_json("/api/v1/deliveries?limit=100", operator).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let rows = page["items"].as_array().unwrap().iter();
    rows.map(|row| {
        let delivery = Row {
            kind: text(row, "kind"),
            lead: text(row, "lead"),
            status: text(row, "status"),
            message_id: text(row, "message_id"),
            tries: row["tries"].as_i64().unwrap(),
            sent_at: row["sent_at"].as_str().map(str::to_owned),
        };
        (text(row, "id"), delivery)
    })
    .collect()
}

fn count(rows: &BTreeMap<String, Row>) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for row in rows.values() {
        *counts
            .entry((row.kind.as_str(), row.status.as_str()))
            .or_default() += 1;
    }
    counts
}

/// Makes the rows of a report what they were before migration 0015: not compressed, without a hash of the PDF.
async fn make_earlier(app: &TestApp, lead: LeadId) -> Document {
    let db = &app.app.db;
    let document = db.report(lead).await.unwrap().unwrap().document;
    let text = async |format| db.report_text(lead, format).await.unwrap().unwrap();
    let contents = json!({
        "document": document,
        "article": text(ReportFormat::Article).await,
        "markdown": text(ReportFormat::Markdown).await,
    });
    let row = db.lead(lead).await.unwrap().unwrap();
    let set = |start: &str, end: &str| {
        let bytes = |json: &[u8]| format!("{start}{}{end}", hex::encode(json));
        format!(
            "update reports set contents = {}, pdf_sha256 = null; update leads set recommendation = {}",
            bytes(&serde_json::to_vec(&contents).unwrap()),
            bytes(&serde_json::to_vec(&row.recommendation).unwrap()),
        )
    };
    let (sqlite, postgres) = (set("x'", "'"), set("'\\x", "'"));
    for (sqlite, postgres) in sqlite.split("; ").zip(postgres.split("; ")) {
        app.tamper(sqlite, postgres).await;
    }
    document
}

on_both_databases! {
    async fn an_upgrade_loses_nothing_sends_nothing_twice_and_keeps_each_message_id(database) {
        let upgraded = Database { url: earlier(&database).await, folder: tempfile::tempdir().unwrap() };
        let still = Setup::new().without_workers().start(&upgraded).await;
        let operator = still.staff(Role::Operator).await;
        let before = ledger(&still, &operator).await;
        assert_eq!(count(&before), [
            (("lead_qualified", "queued"), 1), (("lead_qualified", "retry"), 1), (("lead_qualified", "sending"), 1), (("lead_qualified", "sent"), 2),
            (("lead_webhook", "cancelled"), 1), (("lead_webhook", "dead"), 1), (("lead_webhook", "sent"), 3),
            (("report_ready", "held"), 1), (("report_ready", "queued"), 2), (("report_ready", "sending"), 1), (("report_ready", "sent"), 1),
        ].into());
        still.stop().await;

        let receiver = Receiver::start().await;
        let app = Setup::new()
            .set("--worker-silence", 3)
            .set("--webhooks", format!("crm={}", receiver.url))
            .set("--webhook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .start(&upgraded)
            .await;
        let done = |rows: &BTreeMap<String, Row>| rows.values().filter(|row| row.kind != "lead_webhook").all(|row| row.status == "sent");
        until("all mails are sent", async || done(&ledger(&app, &operator).await)).await;
        let after = ledger(&app, &operator).await;
        assert_eq!(after.len(), before.len());
        let mails = app.mails();
        for (id, was) in &before {
            let is = &after[id];
            assert_eq!((&is.kind, &is.lead, &is.message_id), (&was.kind, &was.lead, &was.message_id));
            let sent = mails.iter().filter(|mail| mail.message_id == was.message_id).count();
            if was.status == "sent" {
                assert_eq!((is.sent_at.as_ref(), is.tries, sent), (was.sent_at.as_ref(), was.tries, 0), "was sent before the upgrade");
            } else if was.kind == "lead_webhook" {
                // On PostgreSQL the worker was killed after it gave up the call and before its job ended, so the job runs once more.
                let calls = receiver.calls().iter().filter(|call| call.id == was.message_id).count();
                let expected = if is.status == "sent" { ("dead", 1) } else { (is.status.as_str(), 0) };
                assert_eq!((was.status.as_str(), calls), expected, "was given up or cancelled");
            } else {
                assert_eq!(sent, 1, "{was:?}");
            }
        }
        assert_eq!(mails.len(), before.values().filter(|row| row.kind != "lead_webhook" && row.status != "sent").count());
        app.settle().await;
        app.stop().await;
    }

    async fn reports_of_before_migration_15_are_read_and_compressed_when_their_pdf_is_deleted(database) {
        let app = Setup::new().start(&database).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let db = &app.app.db;
        let lead: LeadId = body["lead_id"].as_str().unwrap().parse().unwrap();
        let advice = db.lead(lead).await.unwrap().unwrap().recommendation;
        let document = make_earlier(&app, lead).await;
        assert_eq!(db.lead(lead).await.unwrap().unwrap().recommendation, advice);
        assert_eq!(db.report(lead).await.unwrap().unwrap().document, document);
        let pdf = db.report_pdf(lead).await.unwrap().unwrap().pdf.unwrap();

        let mut tx = db.begin().await.unwrap();
        tx.delete_pdf(lead.into()).await.unwrap();
        tx.commit().await.unwrap();
        let stored = db.report_pdf(lead).await.unwrap().unwrap();
        assert!(stored.pdf.is_none() && stored.is_original(&pdf));
        assert_eq!(db.report(lead).await.unwrap().unwrap().document, document);
        let again = app.download(&format!("{}/pdf", body["status_url"].as_str().unwrap())).await;
        assert!(again == pdf, "the same data make the same bytes");
        app.stop().await;
    }

    async fn a_database_is_not_migrated_while_workers_of_the_earlier_version_run(database) {
        let url = earlier(&database).await;
        let seen = if database.is_sqlite() {
            "update Workers set last_seen = unixepoch() where id like 'send_report%'"
        } else {
            "update apalis.workers set last_seen = now() where id like 'send_report%'"
        };
        execute(&url, seen).await;
        let error = open(&url).await.err().unwrap().to_string();
        for part in ["needs migration 10", "send_report/earlier:", "stop every process of the earlier version"] {
            assert!(error.contains(part), "{error}");
        }
        execute(&url, &seen.replace("unixepoch()", "unixepoch() - 61").replace("now()", "now() - interval '61 seconds'")).await;
        open(&url).await.unwrap().close().await;
    }
}
