//! What apalis 1.0 does that would lose, double or stall jobs, and that we build around: one test for each hazard that no
//! other test covers. The table in docs/architecture.md says where each of the others is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use stackmatch::flow;
use stackmatch::ids::JobId;
use stackmatch::jobs::{AlertSales, Handler, JobError, JobKind, Workers, write_arguments};
use stackmatch::store::{Attempt, Either, JobFilter, JobRow, JobState, Outcome, Role};
use tokio::sync::Semaphore;

use crate::support::{
    Database, MailServer, Mood, Process, Setup, TestApp, Visitor, on_both_databases, sources, until,
};

/// Work that is told which attempt of its test it is, from 0.
fn performing<F>(work: impl Fn(usize) -> F + Send + Sync + 'static) -> (Handler, Arc<AtomicUsize>)
where
    F: Future<Output = Result<(), JobError>> + Send + 'static,
{
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let perform: Handler = Arc::new(move |_, _| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        work(number).boxed()
    });
    (perform, count)
}

/// Enqueues `count` jobs of a queue that need nothing but their ids.
async fn enqueue(app: &TestApp, job: JobKind, count: usize) {
    let mut tx = app.app.db.begin().await.unwrap();
    for _ in 0..count {
        let (id, now) = (app.app.clock.new_id(), app.app.clock.now());
        let arguments = write_arguments(&AlertSales { lead: id });
        let row = stackmatch::store::NewJob {
            id: JobId::from(id.uuid()),
            queue: job.name(),
            subject: None,
            arguments: &arguments,
            key: &id.to_string(),
            max_attempts: 4,
            now,
        };
        assert!(tx.enqueue(&row).await.unwrap());
    }
    tx.commit().await.unwrap();
}

async fn jobs(app: &TestApp) -> Vec<(JobRow, Vec<Attempt>)> {
    let mut all = Vec::new();
    for row in app
        .app
        .db
        .jobs(&JobFilter::default(), 200)
        .await
        .unwrap()
        .items
    {
        let attempts = app.app.db.attempts(row.id).await.unwrap();
        all.push((row, attempts));
    }
    all
}

on_both_databases! {
    // H2: tasks that are fetched in a batch and wait for a slot would hold back heartbeats, and another worker would take
    // running jobs for orphans.
    async fn a_worker_with_one_slot_never_holds_a_second_job_and_every_job_runs_once(database) {
        let gate = Arc::new(Semaphore::new(0));
        let closed = gate.clone();
        let (perform, runs) = performing(move |_| {
            let gate = closed.clone();
            async move { gate.acquire().await.map(|pass| pass.forget()).map_err(|error| anyhow::Error::from(error).into()) }
        });
        let setup = || Setup::new().set("--mail-concurrency", 1).performing(perform.clone());
        let (app, other) = (setup().start(&database).await, setup().start(&database).await);
        enqueue(&app, JobKind::AlertSales, 8).await;
        until("both workers are at work", async || runs.load(Ordering::SeqCst) >= 2).await;
        let mut held: Vec<String> = jobs(&app).await.into_iter().filter_map(|(row, _)| row.worker).collect();
        held.sort();
        assert_eq!(held.len(), 2, "one each: {held:?}");
        assert_ne!(held[0], held[1]);
        gate.add_permits(8);
        app.settle().await;
        assert_eq!(runs.load(Ordering::SeqCst), 8);
        for (row, attempts) in jobs(&app).await {
            assert_eq!((row.state, row.attempts, attempts.len()), (JobState::Done, 1, 1), "{row:?}");
        }
        other.stop().await;
        app.stop().await;
    }

    // H3, H4, H6: apalis's layers leave such a job `Running` for ever, a panic ends the worker, and a plain error is
    // repeated at once.
    async fn a_panic_and_a_hang_cost_an_attempt_each_and_the_worker_goes_on_after_a_delay(database) {
        let (perform, _) = performing(|number| async move {
            match number {
                0 => panic!("the template has no bottom"),
                1 => std::future::pending().await,
                2 => Err(anyhow::anyhow!("not yet").into()),
                _ => Ok(()),
            }
        });
        let app = Setup::new().set("--job-timeout", 1).set("--job-retry-base", 1).set("--mail-concurrency", 1).performing(perform).start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.settle().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.state, row.attempts), (JobState::Done, 4));
        let told: Vec<&str> = attempts.iter().map(|one| one.error.as_deref().unwrap_or("done")).collect();
        assert_eq!(told, ["panicked: the template has no bottom", "not done after 1 s", "not yet", "done"]);
        assert!(attempts.iter().all(|one| one.worker == attempts[0].worker), "the worker survived: {attempts:?}");
        for pair in attempts.windows(2) {
            let due = pair[0].next_run_at.unwrap();
            assert!(due > pair[0].ended_at && pair[1].started_at >= due - chrono::TimeDelta::seconds(1), "{pair:?}");
        }
        assert!(attempts[2].next_run_at.unwrap() - attempts[2].ended_at >= chrono::TimeDelta::seconds(4), "doubled twice");
        app.stop().await;
    }

    // H5: apalis's own errors for a later retry lose the job on SQLite and run it hot on PostgreSQL.
    async fn a_job_that_has_to_wait_waits_and_the_wait_costs_no_attempt(database) {
        let (perform, runs) = performing(|number| async move {
            match number {
                0..6 => Err(JobError::Wait { error: anyhow::anyhow!("not our turn"), delay: Duration::ZERO }),
                6 => Err(JobError::Retry { error: anyhow::anyhow!("later"), after: Some(Duration::from_secs(2)) }),
                _ => Ok(()),
            }
        });
        let app = Setup::new().set("--job-retry-base", 0).performing(perform).start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.settle().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.state, runs.load(Ordering::SeqCst), row.attempts, row.waits, row.max_attempts), (JobState::Done, 8, 2, 6, 4));
        let numbers: Vec<_> = attempts.iter().map(|one| (one.attempt, one.waited)).collect();
        assert_eq!(numbers, [(1, true), (1, true), (1, true), (1, true), (1, true), (1, true), (1, false), (2, false)]);
        let asked = attempts[6].next_run_at.unwrap();
        assert!(asked - attempts[6].ended_at >= chrono::TimeDelta::seconds(2) && attempts[7].started_at >= asked - chrono::TimeDelta::seconds(1));
        app.stop().await;
    }

    // H15: under its old name a worker is refused on SQLite, and on PostgreSQL the jobs of its past life stay stuck.
    async fn workers_that_start_again_within_the_same_second_work_at_once(database) {
        let (perform, runs) = performing(|_| async { Ok(()) });
        let app = Setup::new().without_workers().start(&database).await;
        for round in 1..=3 {
            let workers = Workers::performing(&app.app, perform.clone());
            enqueue(&app, JobKind::AlertSales, 2).await;
            app.settle().await;
            assert_eq!(runs.load(Ordering::SeqCst), round * 2);
            assert!(workers.stop(Duration::from_secs(20)).await);
        }
        let names: std::collections::BTreeSet<String> = jobs(&app).await.into_iter().filter_map(|(row, _)| row.worker).collect();
        assert_eq!(names.len(), 3, "a name for each start: {names:?}");
        let rows = app.app.db.workers(chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(1)).await.unwrap();
        assert!(rows.is_empty(), "workers that ended in order leave the list: {rows:?}");
        app.stop().await;
    }

    // H16: any error of the database in a heartbeat, a fetch or an acknowledgement ends the worker.
    async fn workers_that_the_database_fails_are_started_again_and_lose_nothing(database) {
        let app = TestApp::start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        app.tamper("alter table Workers rename to workers_away", "alter table apalis.workers rename to workers_away").await;
        until("a worker has ended", async || app.metrics().await.contains("stackmatch_worker_restarts_total{job=\"alert_sales\"}")).await;
        app.tamper("alter table workers_away rename to Workers", "alter table apalis.workers_away rename to workers").await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        assert_eq!(app.mails().len(), 4);
        app.stop().await;
    }

    // H18: jobs that are fetched in a batch and wait for a slot would lose an attempt when their worker stops.
    // H19: a job that outlives the patience of a stop stays `Running` until its worker counts as dead.
    async fn a_stop_costs_waiting_jobs_nothing_and_a_cut_off_job_is_taken_over(database) {
        let (hang, begun) = performing(|_| std::future::pending());
        let setup = || Setup::new().without_workers().set("--mail-concurrency", 1).set("--worker-silence", 3).set("--job-timeout", 2);
        let app = setup().start(&database).await;
        let workers = Workers::performing(&app.app, hang);
        enqueue(&app, JobKind::AlertSales, 4).await;
        until("one is running", async || begun.load(Ordering::SeqCst) == 1).await;
        assert!(!workers.stop(Duration::from_millis(200)).await, "it did not end in time");
        let before = jobs(&app).await;
        assert_eq!(before.iter().filter(|(row, _)| row.state == JobState::Waiting && row.attempts == 0).count(), 3, "{before:?}");

        let (perform, runs) = performing(|_| async { Ok(()) });
        let workers = Workers::performing(&app.app, perform);
        app.settle().await;
        assert_eq!(runs.load(Ordering::SeqCst), 4);
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // apalis stops polling its backend once it is told to stop while a job is in hand. A fetch, lock or heartbeat that has
    // begun keeps its transaction open, and the job waits for a database that its own worker has locked.
    async fn a_stop_in_any_moment_of_a_job_ends_in_time_and_leaves_nothing_fetched(database) {
        let begun = Arc::new(tokio::sync::Notify::new());
        let notify = begun.clone();
        let (perform, _) = performing(move |_| {
            notify.notify_one();
            async { Ok(()) }
        });
        let app = Setup::new().without_workers().set("--mail-concurrency", 2).start(&database).await;
        for round in 0..40_usize {
            enqueue(&app, JobKind::AlertSales, 3).await;
            let workers = Workers::performing(&app.app, perform.clone());
            begun.notified().await;
            for _ in 0..round * 20 {
                tokio::task::yield_now().await;
            }
            assert!(workers.stop(Duration::from_secs(5)).await, "the workers of round {round} did not stop: {:?}", jobs(&app).await);
            let held: Vec<JobRow> = jobs(&app).await.into_iter().map(|(row, _)| row).filter(|row| row.state == JobState::Running).collect();
            assert!(held.is_empty(), "round {round}: {held:?}");
        }
        let workers = Workers::performing(&app.app, perform);
        app.settle().await;
        for (row, attempts) in jobs(&app).await {
            assert_eq!((row.state, row.attempts, attempts.len()), (JobState::Done, 1, 1), "{row:?}");
        }
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // Heartbeats of apalis end with the stop as well, so that other workers would take over the jobs of a long drain.
    async fn a_job_that_outlives_the_stop_of_its_worker_for_longer_than_a_silence_is_left_to_it(database) {
        let release = Arc::new(Semaphore::new(0));
        let held = release.clone();
        let (perform, runs) = performing(move |_| {
            let held = held.clone();
            async move {
                held.acquire().await.unwrap().forget();
                Ok(())
            }
        });
        let app = Setup::new().without_workers().set("--worker-silence", 3).start(&database).await;
        let workers = Workers::performing(&app.app, perform.clone());
        enqueue(&app, JobKind::AlertSales, 1).await;
        until("it is running", async || runs.load(Ordering::SeqCst) == 1).await;
        let stop = tokio::spawn(workers.stop(Duration::from_secs(30)));
        let others = Workers::performing(&app.app, perform);
        let stopped_at = app.app.clock.now();
        let worker = jobs(&app).await.remove(0).0.worker.unwrap();
        until("it gives signs of life after a silence", async || {
            let alive = app.app.db.workers(stopped_at + chrono::TimeDelta::seconds(5)).await.unwrap();
            alive.iter().any(|row| row.name == worker)
        }).await;
        release.add_permits(2);
        assert!(stop.await.unwrap(), "its worker waits for it");
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.state, row.attempts, attempts.len(), runs.load(Ordering::SeqCst)), (JobState::Done, 1, 1, 1), "{row:?}");
        assert_eq!(attempts[0].worker, worker);
        assert!(others.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // A worker that is stopped in the moment in which its fetch is committed drops what it fetched: the row stays `Queued`
    // under it until it counts as dead, and then an attempt is counted that nobody made.
    async fn a_job_that_is_fetched_in_the_moment_of_a_stop_goes_back_at_once_and_uncounted(database) {
        let (perform, runs) = performing(|_| async { Ok(()) });
        let app = Setup::new().without_workers().start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.tamper("update Jobs set run_at = unixepoch() + 3600", "update apalis.jobs set run_at = now() + interval '1 h'").await;
        let workers = Workers::performing(&app.app, perform.clone());
        let mut worker = String::new();
        until("its worker is alive", async || {
            let all = app.app.db.workers(chrono::DateTime::UNIX_EPOCH).await.unwrap();
            worker = all.into_iter().find(|row| row.queue == "alert_sales").map(|row| row.name).unwrap_or_default();
            !worker.is_empty()
        }).await;
        // As the fetch leaves it.
        app.tamper(&format!("update Jobs set status = 'Queued', lock_by = '{worker}', lock_at = unixepoch(), run_at = unixepoch()"),
            &format!("update apalis.jobs set status = 'Queued', lock_by = '{worker}', lock_at = now(), run_at = now()")).await;
        assert!(workers.stop(Duration::from_secs(20)).await);
        let (row, _) = jobs(&app).await.remove(0);
        assert_eq!((row.state, row.attempts, row.worker), (JobState::Waiting, 0, None));
        assert!(app.app.db.workers(chrono::DateTime::UNIX_EPOCH).await.unwrap().is_empty(), "no ghost is left on the list");

        // The same where the fetch reaches the database after the stop.
        app.tamper("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'alert_sales', 's', '', 0, 0)",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'alert_sales', 's', '', 'epoch', 'epoch')").await;
        app.tamper("update Jobs set status = 'Queued', lock_by = 'gone'", "update apalis.jobs set status = 'Queued', lock_by = 'gone'").await;
        let workers = Workers::performing(&app.app, perform);
        app.settle().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.attempts, attempts.len(), runs.load(Ordering::SeqCst)), (1, 1, 1), "{row:?}");
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // H8: the rescue of orphans does not look at the number of attempts, so a job that kills its process would run for ever.
    async fn a_job_that_takes_its_process_with_it_each_time_ends_dead(database) {
        let server = MailServer::plain(Mood::Silent);
        let url = format!("smtp://127.0.0.1:{}?tls=none", server.port);
        let flags = ["--smtp-url", &url, "--mail-from", "hello@acme.example", "--sales-to", "sales@acme.example", "--worker-silence", "3", "--job-attempts", "1"];
        let app = Setup::new().without_workers().set("--job-attempts", 1).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let first = Process::start(&database, "worker", &flags);
        until("both mails are on their way", async || server.asked() >= 2).await;
        until("the report's job is acknowledged", async || {
            let done = JobFilter { state: Some(JobState::Done), ..JobFilter::default() };
            app.app.db.jobs(&done, 10).await.unwrap().items.len() == 1
        }).await;
        first.kill();
        let asked = server.asked();
        let second = Process::start(&database, "worker", &flags);
        app.settle().await;
        assert!(second.terminate());
        let dead: Vec<_> = jobs(&app).await.into_iter().filter(|(row, _)| row.state == JobState::Dead).collect();
        assert_eq!(dead.len(), 2);
        for (_, attempts) in dead {
            assert_eq!((attempts.len(), attempts[0].outcome), (1, Outcome::Dead));
            assert!(attempts[0].error.as_ref().unwrap().contains("worker killed"), "{attempts:?}");
        }
        assert_eq!(server.asked(), asked, "nobody tried again");
        let operator = app.staff(Role::Operator).await;
        let (_, letters) = app.get_json("/api/v1/dead-letters", &operator).await;
        assert_eq!(letters["items"].as_array().unwrap().len(), 2, "{letters}");
        app.stop().await;
    }

    // H12, H23: two processes that migrate one database at the same moment.
    async fn processes_that_migrate_an_empty_database_at_once_all_get_it(database) {
        let empty = database.empty().await;
        let opened = futures::future::join_all((0..4).map(|_| {
            let url: stackmatch::store::DatabaseUrl = empty.parse().unwrap();
            tokio::spawn(async move { url.open().await })
        })).await;
        for db in opened {
            let db = db.unwrap().unwrap();
            assert!(db.jobs(&JobFilter::default(), 1).await.unwrap().items.is_empty());
            db.close().await;
        }
    }
}

/// H11: apalis's set-up would switch off that SQLite waits for the disk, on one connection of many.
#[tokio::test]
async fn every_connection_that_writes_waits_for_the_disk() {
    let database = Database::sqlite().await;
    let db = database.open().await;
    assert_eq!(
        db.durability().await.unwrap(),
        Some(("wal".to_owned(), 2)),
        "ours: synchronous = FULL"
    );
    let Either::Sqlite(pool) = db.queue() else {
        unreachable!()
    };
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut connection = pool.acquire().await.unwrap();
        let level: i64 = sqlx::query_scalar("pragma synchronous")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        assert_eq!(level, 1, "the queue's: NORMAL");
        held.push(connection);
    }
    drop(held);
    db.close().await;
}

/// H17: code that blocks a worker's thread stops its heartbeats, and its jobs are done twice. On one thread, whatever blocks
/// it would leave no turn to anything else.
#[tokio::test]
async fn typesetting_a_report_leaves_the_thread_to_others() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let lead = app
        .app
        .db
        .lead(body["lead_id"].as_str().unwrap().parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let document = stackmatch::services::document(&app.app, &lead, &lead.recommendation);
    let (shared, mut turns) = (app.app.clone(), 0);
    let mut printing = std::pin::pin!(stackmatch::services::print(&shared, &document));
    let faces = loop {
        tokio::select! {
            biased;
            faces = &mut printing => break faces.unwrap(),
            () = tokio::task::yield_now() => turns += 1,
        }
    };
    assert!(faces.pdf.is_some() && turns > 100, "{turns} turns");
    app.stop().await;
}

/// The same of advice, which takes tens of milliseconds: previews of an intake, of any answers, and a submission. What an
/// intake holds is computed once for each version.
#[tokio::test]
async fn advice_leaves_the_thread_to_others_and_is_kept_while_answers_stay_the_same() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = Visitor::arrive(&app).await;
    visitor.answer_all(&app, &Visitor::grace()).await;
    let row = flow::resume(&app.app, &visitor.token).await.unwrap();
    let (shared, mut turns) = (app.app.clone(), 0);
    let mut advising = std::pin::pin!(flow::advice(&shared, &row, flow::Patience::Bounded));
    let advice = loop {
        tokio::select! {
            biased;
            advice = &mut advising => break advice.unwrap(),
            () = tokio::task::yield_now() => turns += 1,
        }
    };
    assert!(turns > 100, "{turns} turns");
    let again = flow::advice(&app.app, &row, flow::Patience::Unbounded)
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&advice, &again), "computed once");
    // A new version with the same advice.
    let write = async |message: &str| {
        let mut answers = Visitor::grace();
        answers["contact"]["message"] = message.into();
        visitor.answer(&app, "you", &answers).await;
    };
    write("first").await;
    let later = flow::resume(&app.app, &visitor.token).await.unwrap();
    assert!(later.version > row.version);
    let anew = flow::advice(&app.app, &later, flow::Patience::Bounded)
        .await
        .unwrap();
    assert!(!Arc::ptr_eq(&advice, &anew) && anew.to_json() == advice.to_json());

    // Through requests: while one waits for its advice, the same thread answers many others.
    let preview = format!("/api/v1/intakes/{}/recommendation", visitor.intake);
    let review = format!(
        "{}/review",
        visitor
            .resume_url
            .strip_prefix(&app.app.config.base_url())
            .unwrap()
    );
    let recommend = "/api/v1/recommendations".to_owned();
    let body = serde_json::json!({ "answers": { "product": "b2b_saas" } });
    for (method, path) in [
        (reqwest::Method::GET, preview),
        (reqwest::Method::GET, review),
        (reqwest::Method::POST, recommend),
    ] {
        write(&path).await;
        let mut request = app
            .request(method.clone(), &path)
            .bearer_auth(&visitor.token);
        if method == reqwest::Method::POST {
            request = request.json(&body);
        }
        let mut advised = std::pin::pin!(request.send());
        let mut lives = 0;
        let answer = loop {
            tokio::select! {
                biased;
                answer = &mut advised => break answer.unwrap(),
                live = app.get("/health/live") => lives += usize::from(live.0 == 200),
            }
        };
        assert_eq!(
            answer.status(),
            200,
            "{path}: {}",
            answer.text().await.unwrap()
        );
        assert!(lives > 5, "{path}: {lives} others were answered");
    }
    app.stop().await;
}

/// H3, H5, H13, H20, H21, H24: what of apalis must not be used, is not.
#[test]
fn nothing_of_apalis_is_used_that_loses_jobs() {
    let files = sources("src/jobs");
    assert!(files.len() > 20, "{files:?}");
    let never = [
        "TimeoutLayer",
        "catch_panic",
        "CatchPanic",
        "RetryPolicy",
        "RetryAfterError",
        "DeferredError",
        "vacuum",
        "Monitor",
        "SqliteStorageFactory",
        "IntervalStrategy",
        "CronStream",
        "push_tasks",
        "SqliteStorage::setup",
    ];
    for (path, text) in files {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            assert!(
                !never.iter().any(|word| line.contains(word)),
                "{path}: {line}"
            );
        }
    }
}
