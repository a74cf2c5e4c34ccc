//! Several processes on one database, also of different versions: older ones keep running during a rolling upgrade.

use serde_json::json;
use stackmatch::store::DatabaseUrl;

use crate::support::{Process, Setup, TestApp, Visitor, on_both_databases, until};

on_both_databases! {
    async fn a_running_process_tolerates_a_newer_schema_and_a_starting_one_refuses_it(database) {
        let app = TestApp::start(&database).await;
        for table in ["leads", "deliveries", "enqueued_jobs", "job_attempts"] {
            let sql = format!("alter table {table} add column news text");
            app.tamper(&sql, &sql).await;
        }
        let sql = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'newer', true, '', 0)";
        app.tamper(sql, sql).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        let operator = app.staff(stackmatch::store::Role::Operator).await;
        let path = format!("/api/v1/leads/{}/replay", lead["lead_id"].as_str().unwrap());
        let (status, body) = app.json(app.request(reqwest::Method::POST, &path).bearer_auth(&operator).json(&json!({ "step": "send_report" }))).await;
        assert_eq!(status, 200, "{body}");
        app.settle().await;
        assert_eq!(app.mails().len(), 3);

        let refused = database.url.parse::<DatabaseUrl>().unwrap().open().await.err().unwrap();
        let text = format!("{:#}", anyhow::Error::from(refused));
        assert!(text.contains("9999") && text.contains("newer"), "{text}");
        app.stop().await;
    }

    async fn an_intake_may_be_saved_on_several_servers_in_turn(database) {
        let servers = [Setup::new().without_workers().start(&database).await, Setup::new().without_workers().start(&database).await];
        let ada = Visitor::arrive(&servers[0]).await;
        let answers = Visitor::grace();
        for (number, step) in ["about", "product", "users", "channels", "workload"].into_iter().enumerate() {
            let (status, intake) = ada.answer(&servers[number % 2], step, &answers).await;
            assert_eq!((status, intake["version"].as_u64()), (reqwest::StatusCode::OK, Some(number as u64 + 2)), "{intake}");
        }
        let kept = ada.read(&servers[0]).await;
        assert_eq!((&kept["answers"]["product"], &kept["answers"]["mau"]), (&answers["product"], &answers["mau"]));
        // What the first server remembers is outdated: the answer is saved there, removed elsewhere, and saved there again.
        let product = |goals: serde_json::Value| json!({ "product": answers["product"], "goals": goals });
        for (server, goals) in [(0, json!(["speed"])), (1, json!(["low_cost"])), (0, json!(["speed"]))] {
            assert_eq!(ada.answer(&servers[server], "product", &product(goals.clone())).await.1["answers"]["goals"], goals);
        }
        assert_eq!(ada.submit(&servers[1], "k").await.0, reqwest::StatusCode::UNPROCESSABLE_ENTITY);
        for server in servers {
            server.stop().await;
        }
    }

    async fn two_servers_and_two_workers_share_the_work_and_one_worker_may_be_killed(database) {
        let worker = Process::start(&database, "worker", &["--worker-silence", "3"]);
        let other = Process::start(&database, "worker", &["--worker-silence", "3"]);
        let servers = [Process::start(&database, "serve", &["--no-worker"]), Process::start(&database, "serve", &["--no-worker"])];
        for number in 0..4 {
            crate::crash::submit(&servers[number % 2].base).await;
        }
        worker.kill();
        let outbox = database.folder.path().join("outbox");
        until("all mails are in the outbox", async || std::fs::read_dir(&outbox).map_or(0, Iterator::count) >= 8).await;
        let db = database.open().await;
        until("no job is open", async || db.queue_depths().await.unwrap().is_empty()).await;
        assert_eq!(db.delivery_counts().await.unwrap(), []);
        db.close().await;
        for process in servers.into_iter().chain([other]) {
            assert!(process.terminate());
        }
    }
}
