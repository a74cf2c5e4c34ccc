//! Mail servers that refuse, recover, know nobody, and want TLS and a password.

use std::sync::{Arc, Mutex};

use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use stackmatch::mail::Mailer;
use stackmatch::report;
use stackmatch::store::{NewReport, Role};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::support::{MailServer, Mood, PASSWORD, Setup, TestApp, USER, Visitor, on_both_databases, until};

fn mailer(server: &MailServer) -> Mailer {
    let url = SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port));
    Mailer::smtp(&url, None).unwrap()
}

/// The history of the job of this queue.
async fn job(app: &TestApp, queue: &str, operator: &str) -> Value {
    let (status, list) = app.get_json(&format!("/api/v1/jobs?queue={queue}"), operator).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let (_, job) = app.get_json(&format!("/api/v1/jobs/{}", list["items"][0]["id"].as_str().unwrap()), operator).await;
    job
}

/// A server that takes one message after the other and, unless it `answers`, hangs up after the first.
async fn converse(connection: TcpStream, answers: bool, taken: &Mutex<Vec<String>>) {
    let (reading, mut writing) = connection.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut data = false;
    let mut say = async |text: &str| writing.write_all(format!("{text}\r\n").as_bytes()).await.unwrap();
    say("220 localhost").await;
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(id) = line.strip_prefix("Message-ID: ").filter(|_| data) {
            taken.lock().unwrap().push(id.to_owned());
        }
        match (data, line.as_str()) {
            (true, ".") if !answers => return,
            (true, ".") => data = false,
            (true, _) => continue,
            (false, "DATA") => {
                data = true;
                say("354 go on").await;
                continue;
            }
            _ => {}
        }
        say("250 ok").await;
    }
}

async fn rename(app: &TestApp, from: &str, to: &str) {
    let sql = format!("alter table {from} rename to {to}");
    app.tamper(&sql, &sql).await;
}

on_both_databases! {
    async fn a_pdf_that_broke_in_storage_is_printed_again_and_never_mailed(database) {
        let server = MailServer::plain(Mood::Busy);
        let app = Setup::new().set("--job-retry-base", 1).mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let lead: Uuid = body["lead_id"].as_str().unwrap().parse().unwrap();
        until("the report's mail was refused", async || {
            app.app.db.report(lead).await.unwrap().is_some() && !job(&app, "send_report", &operator).await["history"].as_array().unwrap().is_empty()
        }).await;

        let document = app.app.db.report(lead).await.unwrap().unwrap().document;
        let broken = NewReport { lead_id: lead, document: &document, article: "", markdown: "", pdf: Some(b"%PDF-1.7 and no more"), now: app.app.clock.now() };
        let mut tx = app.app.db.begin().await.unwrap();
        tx.upsert_report(&broken).await.unwrap();
        tx.commit().await.unwrap();
        server.set(Mood::Accepting);
        app.settle().await;

        let mail = server.inbox().into_iter().find(|mail| !mail.attachments.is_empty()).unwrap();
        report::sound(&mail.attachments[0].1).unwrap();
        app.stop().await;
    }

    async fn a_refusing_server_is_tried_again_with_growing_delays_until_it_recovers(database) {
        let server = MailServer::plain(Mood::Busy);
        let setup = || Setup::new().set("--job-retry-base", 1).mailer(mailer(&server));
        let app = setup().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("the mail to sales was refused twice", async || {
            job(&app, "alert_sales", &operator).await["history"].as_array().unwrap().len() >= 2
        }).await;

        // The schedule survives a restart: the next attempt is due at the time that was written down.
        let before = job(&app, "alert_sales", &operator).await;
        app.stop_leaving_jobs().await;
        let app = setup().start(&database).await;
        let after = job(&app, "alert_sales", &operator).await;
        assert!(after["history"].as_array().unwrap().len() >= before["history"].as_array().unwrap().len());
        server.set(Mood::Accepting);
        app.settle().await;

        let job = job(&app, "alert_sales", &operator).await;
        assert_eq!(job["status"], "done", "{job}");
        let history = job["history"].as_array().unwrap();
        let delays: Vec<i64> = history.iter().filter_map(|attempt| {
            let at = |key: &str| attempt[key].as_str()?.parse::<chrono::DateTime<chrono::Utc>>().ok();
            Some((at("next_run_at")? - at("ended_at")?).num_milliseconds())
        }).collect();
        assert!(delays.len() >= 2 && delays.is_sorted() && delays[1] >= delays[0] * 2 - 10, "{delays:?}");
        assert!(history[0]["error"].as_str().unwrap().contains("451"), "{}", history[0]);
        assert!(!history[0].to_string().contains('@'), "no address in the history: {}", history[0]);
        assert_eq!(server.inbox().len(), 2);
        app.stop().await;
    }

    async fn a_job_that_is_refused_for_ever_is_dead_and_an_operator_revives_it(database) {
        let server = MailServer::plain(Mood::Busy);
        let app = Setup::new().set("--job-retry-base", 0).set("--job-attempts", 3).mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        for queue in ["send_report", "alert_sales"] {
            let job = job(&app, queue, &operator).await;
            assert_eq!((job["status"].as_str(), job["attempts"].as_i64()), (Some("dead"), Some(3)), "{job}");
            let outcomes: Vec<&str> = job["history"].as_array().unwrap().iter().map(|attempt| attempt["outcome"].as_str().unwrap()).collect();
            assert_eq!(outcomes, ["retry", "retry", "dead"]);
            assert!(job["history"][2]["error"].as_str().unwrap().contains("451"), "{job}");
        }
        let (_, dead) = app.get_json("/api/v1/jobs?status=dead", &operator).await;
        assert_eq!(dead["items"].as_array().unwrap().len(), 2);
        let sales = app.staff(Role::Sales).await;
        let (_, seen) = app.get_json(&format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap()), &sales).await;
        assert!(seen["deliveries"].as_array().unwrap().iter().all(|delivery| delivery["status"] == "dead"), "{}", seen["deliveries"]);

        server.set(Mood::Accepting);
        for job in dead["items"].as_array().unwrap() {
            let path = format!("/api/v1/jobs/{}/retry", job["id"].as_str().unwrap());
            let (status, revived) = app.json(app.request(Method::POST, &path).bearer_auth(&operator)).await;
            assert_eq!(status, StatusCode::OK, "{revived}");
        }
        app.settle().await;
        assert_eq!(server.inbox().len(), 2);
        assert_eq!(job(&app, "send_report", &operator).await["status"], "done");
        app.stop().await;
    }

    async fn an_outage_of_the_mail_server_costs_no_attempts(database) {
        let server = MailServer::plain(Mood::Closing);
        let app = Setup::new().set("--job-retry-base", 0).set("--job-attempts", 2).set("--outage-pause", 1).mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        // Whichever comes first after a pause fails, and the other waits with it; each may fail twice.
        until("the mails were tried more often than they may fail", async || {
            let mut tries = 0;
            for queue in ["alert_sales", "send_report"] {
                let (_, list) = app.get_json(&format!("/api/v1/jobs?queue={queue}"), &operator).await;
                if let Some(id) = list["items"][0]["id"].as_str() {
                    tries += app.app.db.attempts(id).await.unwrap().len();
                }
            }
            tries > 4
        }).await;
        let tried = server.refused();
        assert!(tried < 20, "the breaker keeps the server from being asked again and again: {tried}");
        let waiting = job(&app, "alert_sales", &operator).await;
        assert!(waiting["status"] != "dead" && waiting["attempts"] == 0 && waiting["waits"].as_i64() > Some(0), "{waiting}");
        server.set(Mood::Accepting);
        app.settle().await;
        assert_eq!(server.inbox().len(), 2);
        app.stop().await;
    }

    async fn a_mail_whose_answer_is_lost_goes_out_again_under_the_same_id_and_is_counted(database) {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = SecretString::from(format!("smtp://{}?tls=none", server.local_addr().unwrap()));
        let taken = Arc::new(Mutex::new(Vec::new()));
        let seen = taken.clone();
        let serving = tokio::spawn(async move {
            // The first connection ends after the message, before the answer to it; the others are served.
            for number in 0.. {
                let (connection, _) = server.accept().await.unwrap();
                let seen = seen.clone();
                tokio::spawn(async move { converse(connection, number > 0, &seen).await });
            }
        });
        let app = Setup::new().set("--job-retry-base", 0).set("--mail-concurrency", 1).mailer(Mailer::smtp(&url, None).unwrap()).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        serving.abort();
        let mut ids = taken.lock().unwrap().clone();
        ids.sort();
        assert_eq!(ids.len(), 3, "{ids:?}");
        ids.dedup();
        assert_eq!(ids.len(), 2, "the repeat has the same id: {ids:?}");
        let operator = app.staff(Role::Operator).await;
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        let maybe: Vec<i64> = sent["items"].as_array().unwrap().iter().map(|row| row["maybe_twice"].as_i64().unwrap()).collect();
        assert_eq!(maybe.iter().sum::<i64>(), 1, "{sent}");
        app.stop().await;
    }

    async fn a_mail_that_cannot_be_marked_as_sent_is_counted_when_it_goes_out_again(database) {
        let server = MailServer::plain(Mood::Silent);
        let app = Setup::new().set("--job-retry-base", 1).mailer(mailer(&server)).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("both mails are on their way", async || server.asked() >= 2).await;
        rename(&app, "deliveries", "deliveries_away").await;
        server.set(Mood::Accepting);
        let operator = app.staff(Role::Operator).await;
        until("both were sent, and could not be marked", async || {
            let (_, jobs) = app.get_json("/api/v1/jobs?error=marking", &operator).await;
            server.inbox().len() == 2 && jobs["items"].as_array().unwrap().len() == 2
        }).await;
        rename(&app, "deliveries_away", "deliveries").await;
        app.settle().await;
        let mut ids: Vec<String> = server.inbox().into_iter().map(|mail| mail.message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((server.inbox().len(), ids.len()), (4, 2));
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        assert!(sent["items"].as_array().unwrap().iter().all(|row| row["maybe_twice"] == 1), "{sent}");
        app.stop().await;
    }

    async fn an_attempt_that_runs_out_of_time_is_not_sent_a_second_time_beside_the_first(database) {
        let server = MailServer::plain(Mood::Silent);
        let app = Setup::new().set("--job-timeout", 1).set("--job-retry-base", 0).mailer(mailer(&server)).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let operator = app.staff(Role::Operator).await;
        until("both ran out of time, and a further attempt found them on their way", async || {
            let (_, jobs) = app.get_json("/api/v1/jobs?error=on%20its%20way", &operator).await;
            jobs["items"].as_array().unwrap().len() == 2
        }).await;
        server.set(Mood::Accepting);
        app.settle().await;
        assert_eq!((server.inbox().len(), server.asked()), (2, 2));
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        assert!(sent["items"].as_array().unwrap().iter().all(|row| row["maybe_twice"] == 0), "{sent}");
        app.stop().await;
    }

    async fn an_unknown_recipient_is_given_up_at_once(database) {
        let server = MailServer::plain(Mood::Unknown);
        let app = Setup::new().mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let job = job(&app, "send_report", &operator).await;
        assert_eq!((job["status"].as_str(), job["history"].as_array().unwrap().len()), (Some("dead"), 1), "{job}");
        assert_eq!(server.refused(), 2);
        app.stop().await;
    }

    async fn mails_go_out_over_starttls_with_a_password(database) {
        let server = MailServer::with_tls_and_password();
        let password = "p%40ss%2Fword";
        assert_eq!(PASSWORD, "p@ss/word", "the URL above holds it, encoded");
        let url = SecretString::from(format!("smtp://{USER}:{password}@localhost:{}", server.port));
        let mailer = Mailer::smtp(&url, server.authority.as_deref()).unwrap();
        let app = Setup::new().mailer(mailer).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let inbox = server.inbox();
        assert_eq!(inbox.len(), 2);
        assert!(inbox.iter().any(|mail| mail.to == "grace@navyyard.example" && mail.attachments.len() == 1));
        app.stop().await;
    }

    async fn a_wrong_password_is_tried_again_because_an_operator_can_correct_it(database) {
        let server = MailServer::with_tls_and_password();
        let url = SecretString::from(format!("smtp://{USER}:wrong@localhost:{}", server.port));
        let mailer = Mailer::smtp(&url, server.authority.as_deref()).unwrap();
        let app = Setup::new().set("--job-retry-base", 0).set("--job-attempts", 4).mailer(mailer).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("both wait until we are no longer refused", async || {
            let mut waiting = 0;
            for queue in ["alert_sales", "send_report"] {
                let (_, list) = app.get_json(&format!("/api/v1/jobs?queue={queue}"), &operator).await;
                waiting += usize::from(list["items"][0]["waits_for"] == "mail");
            }
            waiting == 2
        }).await;
        let job = job(&app, "alert_sales", &operator).await;
        assert_eq!((job["history"][0]["outcome"].as_str(), job["status"] != "dead"), (Some("retry"), true), "{job}");
        assert!(!job.to_string().contains("wrong"), "the password shows nowhere: {job}");
        assert_eq!(server.inbox().len(), 0);
        stackmatch::alerts::look(&app.app).await.unwrap();
        let (_, alerts) = app.get_json("/api/v1/alerts", &operator).await;
        assert_eq!(alerts["items"][0]["condition"], "mail_refused", "{alerts}");
        assert!(alerts["items"][0]["what_to_do"].as_str().unwrap().contains("--smtp-url"), "{alerts}");
        let (_, ready) = app.get("/health/ready").await;
        assert!(ready.contains("degraded") && ready.contains("refuses us since"), "{ready}");
        assert!(app.get("/metrics").await.1.contains("stackmatch_mail_server_refuses 1"));
        app.stop_leaving_jobs().await;
    }

    async fn a_server_whose_certificate_nobody_vouches_for_gets_nothing(database) {
        let server = MailServer::with_tls_and_password();
        let url = SecretString::from(format!("smtp://{USER}:p%40ss%2Fword@localhost:{}", server.port));
        let app = Setup::new().set("--job-retry-base", 0).set("--job-attempts", 1).mailer(Mailer::smtp(&url, None).unwrap()).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        assert_eq!((server.inbox().len(), server.asked()), (0, 0));
        let operator = app.staff(Role::Operator).await;
        assert!(job(&app, "alert_sales", &operator).await["history"][0]["error"].as_str().unwrap().contains("certificate"));
        app.stop().await;
    }
}
