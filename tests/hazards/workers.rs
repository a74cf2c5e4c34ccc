//! Workers that start, stop or end because of a database error.

use super::*;

on_both_databases! {
    // H15: a worker with its old name is refused on SQLite; on PostgreSQL the jobs of its previous run stay stuck.
    async fn workers_restarted_within_the_same_second_work_at_once(database) {
        let (handler, runs) = counting_handler(|_| async { Ok(()) });
        let app = Setup::new().without_workers().start(&database).await;
        for round in 1..=3 {
            let workers = Workers::start_with(&app, handler.clone());
            enqueue(&app, JobKind::AlertSales, 2).await;
            app.settle().await;
            assert_eq!(runs.load(Ordering::SeqCst), round * 2);
            assert!(workers.stop(Duration::from_secs(20)).await);
        }
        let names: std::collections::BTreeSet<String> = jobs(&app).await.into_iter().filter_map(|(row, _)| row.worker).collect();
        assert_eq!(names.len(), 3, "a name for each start: {names:?}");
        let rows = app.db.workers(chrono::DateTime::UNIX_EPOCH + TimeDelta::seconds(1)).await.unwrap();
        assert!(rows.is_empty(), "workers that ended in order leave the list: {rows:?}");
        app.stop().await;
    }

    // H16: any error of the database in a heartbeat or a fetch ends the worker.
    async fn workers_ended_by_database_errors_restart_and_lose_nothing(database) {
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

    // H18: jobs fetched in a batch that wait for a slot would lose an attempt when their worker stops.
    // H19: a job that runs longer than the grace of a stop stays with its worker until that counts as dead.
    async fn a_stop_costs_waiting_jobs_nothing_and_a_cut_off_job_is_taken_over(database) {
        let (hang, begun) = counting_handler(|_| std::future::pending());
        let setup = || Setup::new().without_workers().set("--mail-concurrency", 1).set("--worker-silence", 3).set("--job-timeout", 2);
        let app = setup().start(&database).await;
        let workers = Workers::start_with(&app, hang);
        enqueue(&app, JobKind::AlertSales, 4).await;
        until("one is running", async || begun.load(Ordering::SeqCst) == 1).await;
        assert!(!workers.stop(Duration::from_millis(200)).await, "it did not end in time");
        let before = jobs(&app).await;
        assert_eq!(before.iter().filter(|(row, _)| row.state == JobState::Waiting && row.attempts == 0).count(), 3, "{before:?}");

        let (handler, runs) = counting_handler(|_| async { Ok(()) });
        let workers = Workers::start_with(&app, handler);
        app.settle().await;
        assert_eq!(runs.load(Ordering::SeqCst), 4);
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // What one worker holds without working on it, no other can take.
    async fn a_worker_fetches_as_many_jobs_as_it_has_free_slots_and_no_more(database) {
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let opened = gate.clone();
        let (handler, begun) = counting_handler(move |_| {
            let gate = gate.clone();
            async move {
                gate.acquire().await.unwrap().forget();
                Ok(())
            }
        });
        let app = Setup::new().without_workers().set("--mail-concurrency", 4).start(&database).await;
        enqueue(&app, JobKind::AlertSales, 10).await;
        let workers = Workers::start_with(&app, handler);
        let counts = async || {
            let rows = jobs(&app).await;
            [JobState::Done, JobState::Running, JobState::Waiting].map(|state| rows.iter().filter(|(row, _)| row.state == state).count())
        };
        for done in [0, 2, 3] {
            until("its slots are taken", async || begun.load(Ordering::SeqCst) == done + 4 && counts().await == [done, 4, 6 - done]).await;
            opened.add_permits(if done == 0 { 2 } else { 1 });
        }
        opened.add_permits(10);
        app.settle().await;
        assert_eq!((begun.load(Ordering::SeqCst), counts().await), (10, [10, 0, 0]));
        for (row, attempts) in jobs(&app).await {
            assert_eq!((row.attempts, attempts.len()), (1, 1), "{row:?}");
        }
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // Otherwise the job would be done again and again, or stay with its worker.
    async fn an_attempt_whose_history_cannot_be_written_still_ends_its_job(database) {
        let (handler, begun) = counting_handler(|_| async { Ok(()) });
        let app = Setup::new().without_workers().start(&database).await;
        let rename = async |from: &str, to: &str| {
            let sql = format!("alter table job_attempts rename column {from} to {to}");
            app.tamper(&sql, &sql).await;
        };
        rename("waited", "lost").await;
        enqueue(&app, JobKind::AlertSales, 2).await;
        let workers = Workers::start_with(&app, handler);
        app.settle().await;
        rename("lost", "waited").await;
        assert_eq!(begun.load(Ordering::SeqCst), 2);
        for (row, attempts) in jobs(&app).await {
            assert_eq!((row.state, row.attempts, attempts.len()), (JobState::Done, 1, 0), "{row:?}");
        }
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.settle().await;
        let recorded: usize = jobs(&app).await.iter().map(|(_, attempts)| attempts.len()).sum();
        assert_eq!((begun.load(Ordering::SeqCst), recorded), (3, 1));
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    async fn a_job_that_fails_just_after_it_was_cancelled_is_not_retried(database) {
        let handler: Handler = Arc::new(|app, _| {
            async move {
                let job = app.db.jobs(&JobFilter::default(), 1).await.unwrap().items.remove(0).id;
                let mut tx = app.db.begin().await.unwrap();
                assert_eq!(tx.cancel_job(job, app.clock.now()).await.unwrap(), Some(JobState::Running));
                tx.commit().await.unwrap();
                Err(anyhow::anyhow!("451 try later").into())
            }
            .boxed()
        });
        let app = Setup::new().without_workers().start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        let workers = Workers::start_with(&app, handler);
        app.settle().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!(row.state, JobState::Cancelled, "{row:?}");
        assert_eq!((attempts.len(), attempts[0].outcome), (1, Outcome::Cancelled));
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // apalis stops polling its backend when it is stopped during a job. A fetch or heartbeat in progress keeps its
    // transaction open, and the job waits for a database that its own worker has locked.
    async fn a_stop_at_any_moment_of_a_job_ends_in_time_and_leaves_nothing_fetched(database) {
        let begun = Arc::new(tokio::sync::Notify::new());
        let notify = begun.clone();
        let (handler, _) = counting_handler(move |_| {
            notify.notify_one();
            async { Ok(()) }
        });
        let app = Setup::new().without_workers().set("--mail-concurrency", 2).start(&database).await;
        for round in 0..40_usize {
            enqueue(&app, JobKind::AlertSales, 3).await;
            let workers = Workers::start_with(&app, handler.clone());
            begun.notified().await;
            for _ in 0..round * 20 {
                tokio::task::yield_now().await;
            }
            assert!(workers.stop(Duration::from_secs(5)).await, "the workers of round {round} did not stop: {:?}", jobs(&app).await);
            let held: Vec<JobRow> = jobs(&app).await.into_iter().map(|(row, _)| row).filter(|row| row.state == JobState::Running).collect();
            assert!(held.is_empty(), "round {round}: {held:?}");
        }
        let workers = Workers::start_with(&app, handler);
        app.settle().await;
        for (row, attempts) in jobs(&app).await {
            assert_eq!((row.state, row.attempts, attempts.len()), (JobState::Done, 1, 1), "{row:?}");
        }
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }

    // apalis's heartbeats end with the stop as well, so other workers would take over the jobs of a long drain.
    async fn a_draining_worker_keeps_its_job_longer_than_the_silence_limit(database) {
        let release = Arc::new(Semaphore::new(0));
        let held = release.clone();
        let (handler, runs) = counting_handler(move |_| {
            let held = held.clone();
            async move {
                held.acquire().await.unwrap().forget();
                Ok(())
            }
        });
        let app = Setup::new().without_workers().set("--worker-silence", 3).start(&database).await;
        let workers = Workers::start_with(&app, handler.clone());
        enqueue(&app, JobKind::AlertSales, 1).await;
        until("it is running", async || runs.load(Ordering::SeqCst) == 1).await;
        let stop = tokio::spawn(workers.stop(Duration::from_secs(30)));
        let others = Workers::start_with(&app, handler);
        let stopped_at = app.clock.now();
        let worker = jobs(&app).await.remove(0).0.worker.unwrap();
        until("it gives signs of life after a silence", async || {
            let alive = app.db.workers(stopped_at + TimeDelta::seconds(5)).await.unwrap();
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

    // A worker that is stopped while its fetch commits drops the fetched job: the row stays `Queued` under the worker until
    // it counts as dead, and then an attempt is counted that never happened.
    async fn a_job_fetched_during_a_stop_returns_at_once_without_an_attempt(database) {
        let (handler, runs) = counting_handler(|_| async { Ok(()) });
        let app = Setup::new().without_workers().start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.tamper("update Jobs set run_at = unixepoch() + 3600", "update apalis.jobs set run_at = now() + interval '1 h'").await;
        let workers = Workers::start_with(&app, handler.clone());
        let mut worker = String::new();
        until("its worker is alive", async || {
            let all = app.db.workers(chrono::DateTime::UNIX_EPOCH).await.unwrap();
            worker = all.into_iter().find(|row| row.queue == "alert_sales").map(|row| row.name).unwrap_or_default();
            !worker.is_empty()
        }).await;
        // The state after the fetch.
        app.tamper(&format!("update Jobs set status = 'Queued', lock_by = '{worker}', lock_at = unixepoch(), run_at = unixepoch()"),
            &format!("update apalis.jobs set status = 'Queued', lock_by = '{worker}', lock_at = now(), run_at = now()")).await;
        assert!(workers.stop(Duration::from_secs(20)).await);
        let (row, _) = jobs(&app).await.remove(0);
        assert_eq!((row.state, row.attempts, row.worker), (JobState::Waiting, 0, None));
        assert!(app.db.workers(chrono::DateTime::UNIX_EPOCH).await.unwrap().is_empty(), "no ghost is left on the list");

        // The same if the fetch reaches the database after the stop.
        app.tamper("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'alert_sales', 's', '', 0, 0)",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'alert_sales', 's', '', 'epoch', 'epoch')").await;
        app.tamper("update Jobs set status = 'Queued', lock_by = 'gone'", "update apalis.jobs set status = 'Queued', lock_by = 'gone'").await;
        let workers = Workers::start_with(&app, handler);
        app.settle().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.attempts, attempts.len(), runs.load(Ordering::SeqCst)), (1, 1, 1), "{row:?}");
        assert!(workers.stop(Duration::from_secs(20)).await);
        app.stop().await;
    }
}
