//! Mail servers that refuse, recover, reject recipients, and require TLS and a password.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use stackmatch::ids::LeadId;
use stackmatch::mail::{Mailer, SmtpOptions};
use stackmatch::report;
use stackmatch::store::{JobFilter, NewReport, ReportContents, Role};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{
    Action, Behaviour, MailServer, Operator, PASSWORD, Process, ScriptedServer, Setup, Step,
    TestApp, USER, Visitor, on_both_databases, until,
};

fn mailer(server: &MailServer) -> Mailer {
    let url = SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port));
    Mailer::smtp(&url, None).unwrap()
}

/// The job of this queue, with its history.
async fn job(app: &TestApp, queue: &str, operator: &str) -> Value {
    Operator::with(app, operator).job(queue).await
}

/// Accepts one message after another; unless it `answers`, it hangs up after the first.
async fn converse(connection: TcpStream, answers: bool, taken: &Mutex<Vec<String>>) {
    let (reading, mut writing) = connection.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut data = false;
    let mut say = async |text: &str| {
        writing
            .write_all(format!("{text}\r\n").as_bytes())
            .await
            .unwrap()
    };
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
    async fn a_pdf_damaged_in_storage_is_rendered_again_and_never_mailed(database) {
        let server = MailServer::plain(Behaviour::Busy);
        let app = Setup::new().fixed_clock().mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let lead: LeadId = body["lead_id"].as_str().unwrap().parse().unwrap();
        until("the report's mail was refused", async || {
            app.db.report(lead).await.unwrap().is_some() && !job(&app, "send_report", &operator).await["history"].as_array().unwrap().is_empty()
        }).await;

        let document = app.db.report(lead).await.unwrap().unwrap().document;
        let contents = ReportContents::new(&document, "", "", Some(b"%PDF-1.7 and no more".to_vec())).unwrap();
        let broken = NewReport { id: lead.into(), lead_id: lead, version: 1, contents: &contents, now: app.clock.now() };
        let mut tx = app.db.begin().await.unwrap();
        tx.upsert_report(&broken).await.unwrap();
        tx.commit().await.unwrap();
        server.set(Behaviour::Accepting);
        app.settle_in_time().await;

        let mail = server.inbox().into_iter().find(|mail| !mail.attachments.is_empty()).unwrap();
        report::validate_pdf(&mail.attachments[0].1).unwrap();
        app.stop().await;
    }

    async fn a_refusing_server_is_retried_with_growing_delays_until_it_recovers(database) {
        let server = MailServer::plain(Behaviour::Busy);
        let setup = || Setup::new().set("--job-retry-base", 1800).mailer(mailer(&server));
        let app = setup().fixed_clock().start(&database).await;
        let clock = app.clock.clone();
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        for attempts in 1..=2 {
            until("the mail to sales was refused", async || {
                job(&app, "alert_sales", &operator).await["history"].as_array().unwrap().len() == attempts
            }).await;
            app.settled_or_waiting().await;
            if attempts == 1 {
                // The spread is at most a fifth.
                app.advance(Duration::from_secs(1799)).await;
                app.settled_or_waiting().await;
                assert_eq!(job(&app, "alert_sales", &operator).await["history"].as_array().unwrap().len(), 1);
                app.advance(Duration::from_secs(361)).await;
            }
        }

        // The schedule survives a restart: the next attempt is due at the stored time.
        let before = job(&app, "alert_sales", &operator).await;
        app.stop_leaving_jobs().await;
        let app = setup().clock(clock).start(&database).await;
        app.settled_or_waiting().await;
        let after = job(&app, "alert_sales", &operator).await;
        assert_eq!((&after["history"], &after["due_at"]), (&before["history"], &before["due_at"]));
        server.set(Behaviour::Accepting);
        app.settle_in_time().await;

        let job = job(&app, "alert_sales", &operator).await;
        assert_eq!(job["status"], "done", "{job}");
        let history = job["history"].as_array().unwrap();
        assert_eq!(history.len(), 3, "{job}");
        for (index, seconds) in [(0, 1800), (1, 3600)] {
            let at = |index: usize, key: &str| history[index][key].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            let delay = (at(index, "next_run_at") - at(index, "ended_at")).num_seconds();
            assert!((seconds..=seconds * 6 / 5).contains(&delay), "{job}");
            assert!(at(index + 1, "started_at") >= at(index, "next_run_at"), "{job}");
        }
        assert!(history[0]["error"].as_str().unwrap().contains("451"), "{}", history[0]);
        assert!(!history[0].to_string().contains('@'), "no address in the history: {}", history[0]);
        assert_eq!(server.inbox().len(), 2);
        app.stop().await;
    }

    async fn a_job_that_is_always_refused_ends_dead_and_can_be_retried(database) {
        let server = MailServer::plain(Behaviour::Busy);
        let app = Setup::new().fixed_clock().set("--job-attempts", 3).mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle_in_time().await;
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

        server.set(Behaviour::Accepting);
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
        let server = MailServer::plain(Behaviour::Closing);
        let app = Setup::new().fixed_clock().set("--job-attempts", 2).mailer(mailer(&server)).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        // The first mail after a pause fails and the other waits with it; each may fail twice.
        until("the mails were tried more often than they may fail", async || {
            app.advance_to_next().await;
            let mut tries = 0;
            for queue in ["alert_sales", "send_report"] {
                let (_, list) = app.get_json(&format!("/api/v1/jobs?queue={queue}"), &operator).await;
                if let Some(id) = list["items"][0]["id"].as_str() {
                    tries += app.db.attempts(id.parse().unwrap()).await.unwrap().len();
                }
            }
            tries > 4
        }).await;
        let tried = server.refused();
        assert!(tried < 20, "the breaker limits the tries: {tried}");
        let waiting = job(&app, "alert_sales", &operator).await;
        assert!(waiting["status"] != "dead" && waiting["attempts"] == 0 && waiting["waits"].as_i64() > Some(0), "{waiting}");
        server.set(Behaviour::Accepting);
        app.settle_in_time().await;
        assert_eq!(server.inbox().len(), 2);
        app.stop().await;
    }

    async fn a_mail_whose_reply_is_lost_is_sent_again_with_the_same_id_and_counted(database) {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = SecretString::from(format!("smtp://{}?tls=none", server.local_addr().unwrap()));
        let taken = Arc::new(Mutex::new(Vec::new()));
        let seen = taken.clone();
        let serving = tokio::spawn(async move {
            // The first connection ends after the message and before its reply; later ones are served.
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

    async fn a_mail_that_cannot_be_marked_as_sent_is_counted_as_a_possible_duplicate(database) {
        let server = MailServer::plain(Behaviour::Silent);
        let app = Setup::new().fixed_clock().mailer(mailer(&server)).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("both mails are on their way", async || server.asked() >= 2).await;
        rename(&app, "deliveries", "deliveries_away").await;
        server.set(Behaviour::Accepting);
        let operator = app.staff(Role::Operator).await;
        until("both were sent, and could not be marked", async || {
            let (_, jobs) = app.get_json("/api/v1/jobs?error=marking", &operator).await;
            server.inbox().len() == 2 && jobs["items"].as_array().unwrap().len() == 2
        }).await;
        rename(&app, "deliveries_away", "deliveries").await;
        app.settle_in_time().await;
        let mut ids: Vec<String> = server.inbox().into_iter().map(|mail| mail.message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((server.inbox().len(), ids.len()), (4, 2));
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        assert!(sent["items"].as_array().unwrap().iter().all(|row| row["maybe_twice"] == 1), "{sent}");
        app.stop().await;
    }

    async fn a_timed_out_attempt_is_not_sent_again_while_the_first_is_in_flight(database) {
        let server = MailServer::plain(Behaviour::Silent);
        let app = Setup::new().set("--job-timeout", 1).set("--job-retry-base", 0).mailer(mailer(&server)).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let operator = app.staff(Role::Operator).await;
        until("both timed out, and a further attempt found them in flight", async || {
            let (_, jobs) = app.get_json("/api/v1/jobs?error=in%20flight", &operator).await;
            jobs["items"].as_array().unwrap().len() == 2
        }).await;
        server.set(Behaviour::Accepting);
        app.settle().await;
        assert_eq!((server.inbox().len(), server.asked()), (2, 2));
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        assert!(sent["items"].as_array().unwrap().iter().all(|row| row["maybe_twice"] == 0), "{sent}");
        app.stop().await;
    }

    async fn an_unknown_recipient_is_given_up_at_once(database) {
        let server = MailServer::plain(Behaviour::Unknown);
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

    async fn a_server_that_refuses_us_costs_no_attempts_and_the_error_names_the_setting(database) {
        let server = MailServer::with_tls_and_password();
        let right = format!("smtp://{USER}:p%40ss%2Fword@localhost:{}", server.port);
        let wrong = right.replace("p%40ss", "wrong");
        let liar = ScriptedServer::always(Some((Step::Mail, Action::Say("550 5.7.1 this sender is not welcome")))).await;
        let authority = server.authority.as_deref();
        for (url, authority, said) in [
            (wrong, authority, "STACKMATCH_SMTP_URL"),
            (right, None, "STACKMATCH_SMTP_CA"),
            (format!("smtp://127.0.0.1:{}?tls=none", liar.port), None, "STACKMATCH_MAIL_FROM"),
        ] {
            let mailer = Mailer::smtp(&SecretString::from(url), authority).unwrap();
            let app = Setup::new().set("--job-retry-base", 0).set("--job-attempts", 4).mailer(mailer).start(&database).await;
            let operator = app.staff(Role::Operator).await;
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
            until("a mail was refused for this reason", async || {
                // The outage caused by the previous setting is still open; only a trial changes its cause.
                app.request(Method::POST, "/api/v1/mail/try").bearer_auth(&operator).send().await.unwrap();
                app.db.outages().await.unwrap().iter().any(|outage| outage.last_error.contains(said))
            }).await;
            for row in app.db.jobs(&JobFilter::default(), 10).await.unwrap().items {
                let (_, job) = app.get_json(&format!("/api/v1/jobs/{}", row.id), &operator).await;
                assert!(job["status"] != "dead" && job["attempts"].as_i64().unwrap() < 4, "{job}");
                assert!(!job.to_string().contains("wrong"), "the password shows nowhere: {job}");
            }
            assert_eq!(server.inbox().len(), 0);
            app.stop_leaving_jobs().await;
        }
    }

    async fn silence_and_lost_replies_are_limited_by_timeouts(database) {
        for (step, said, taken, repeats) in [
            (Step::Greeting, "greeting did not come within 1 s", 2, 0),
            (Step::End, "did not confirm the message within 2 s", 3, 1),
        ] {
            let server = ScriptedServer::once(&[(step, Action::Silent)]).await;
            let url = SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port));
            let options = SmtpOptions { timeout: Duration::from_secs(1), data_timeout: Duration::from_secs(2), ..SmtpOptions::default() };
            let setup = Setup::new().set("--job-retry-base", 0).set("--outage-pause", 1);
            let app = setup.mailer(Mailer::smtp_with(&url, options).unwrap()).start(&database).await;
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
            app.settle().await;
            let operator = app.staff(Role::Operator).await;
            let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
            let maybe: i64 = sent["items"].as_array().unwrap().iter().map(|row| row["maybe_twice"].as_i64().unwrap()).sum();
            assert_eq!((maybe, server.taken().len()), (repeats, taken), "{sent}");
            let mut errors = String::new();
            for row in app.db.jobs(&JobFilter::default(), 20).await.unwrap().items {
                errors.push_str(&app.get_json(&format!("/api/v1/jobs/{}", row.id), &operator).await.1["history"].to_string());
            }
            assert!(errors.contains(said), "{errors}");
            app.stop().await;
        }
    }

    async fn a_server_that_refuses_us_raises_its_own_alert(database) {
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
        stackmatch::alerts::check(&app).await.unwrap();
        let (_, alerts) = app.get_json("/api/v1/alerts", &operator).await;
        assert_eq!(alerts["items"][0]["condition"], "mail_refused", "{alerts}");
        assert!(alerts["items"][0]["what_to_do"].as_str().unwrap().contains("--smtp-url"), "{alerts}");
        let (_, ready) = app.get("/health/ready").await;
        assert!(ready.contains("degraded") && ready.contains("refuses us since"), "{ready}");
        assert!(app.metrics().await.contains("stackmatch_mail_server_refuses 1"));
        app.stop_leaving_jobs().await;
    }

    async fn a_server_that_stays_silent_does_not_block_other_mails(database) {
        let server = ScriptedServer::always(Some((Step::End, Action::Silent))).await;
        let url = format!("smtp://127.0.0.1:{}?tls=none", server.port);
        let mut flags = vec!["--smtp-url", &url, "--mail-from", "hello@acme.example", "--sales-to", "sales@acme.example"];
        flags.extend(["--smtp-timeout", "1", "--smtp-data-timeout", "1", "--smtp-hello", "web1.acme.example", "--job-retry-base", "0", "--outage-pause", "1"]);
        let process = Process::start(&database, "serve", &flags);
        crate::crash::submit(&process.base).await;
        until("a mail was given up and tried again", async || server.taken().len() > 2).await;
        server.heal();
        let first = server.taken().len();
        until("both have arrived", async || {
            let taken = server.taken();
            taken.iter().skip(first).map(|mail| &mail.to).collect::<std::collections::BTreeSet<_>>().len() == 2
        }).await;
        assert!(process.terminate());
        assert!(server.heard().contains(&"EHLO web1.acme.example".to_owned()));
        let log = std::fs::read_to_string(crate::support::log(&database)).unwrap();
        assert!(log.contains("did not confirm the message within 1 s"), "{log}");
    }

    async fn operators_and_the_log_see_the_codes_and_not_the_recipient(database) {
        let said = "550-5.1.1 <grace@navyyard.example>: GRACE at navyyard dot example, grace%40navyyard.example\r\n550 5.1.1 is unknown to us";
        let server = ScriptedServer::always(Some((Step::Rcpt, Action::Say(said)))).await;
        let url = format!("smtp://127.0.0.1:{}?tls=none", server.port);
        let process = Process::start(&database, "serve", &["--smtp-url", &url, "--mail-from", "hello@acme.example", "--sales-to", "sales@acme.example"]);
        crate::crash::submit(&process.base).await;
        let log = crate::support::log(&database);
        until("both were refused", async || std::fs::read_to_string(&log).unwrap().matches("550 5.1.1").count() >= 2).await;
        assert!(process.terminate());
        let app = Setup::new().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let id = job(&app, "send_report", &operator).await["id"].as_str().unwrap().to_owned();
        let mut shown = std::fs::read_to_string(&log).unwrap();
        for path in ["/jobs?status=dead", "/deliveries", "/dead-letters", &format!("/jobs/{id}")] {
            let (status, body) = app.get_json(&format!("/api/v1{path}"), &operator).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            shown.push_str(&body.to_string());
        }
        let (_, found) = app.get_json("/api/v1/jobs?error=grace", &operator).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 0);
        let (_, found) = app.get_json("/api/v1/jobs?error=5.1.1", &operator).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 2);
        for personal in ["grace", "navyyard", "unknown to us"] {
            assert!(!shown.to_lowercase().contains(personal), "{personal} shows in {shown}");
        }
        app.stop().await;
    }
}
