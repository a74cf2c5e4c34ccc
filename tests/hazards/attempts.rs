//! Attempts that fail, hang, wait or kill their process.

use super::*;

on_both_databases! {
    // H2: tasks fetched in a batch that wait for a slot delay heartbeats, and another worker takes over running jobs.
    async fn a_worker_with_one_slot_never_holds_a_second_job_and_every_job_runs_once(database) {
        let gate = Arc::new(Semaphore::new(0));
        let closed = gate.clone();
        let (handler, runs) = counting_handler(move |_| {
            let gate = closed.clone();
            async move { gate.acquire().await.map(|pass| pass.forget()).map_err(|error| anyhow::Error::from(error).into()) }
        });
        let setup = || Setup::new().set("--mail-concurrency", 1).handler(handler.clone());
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
    async fn a_panic_and_a_hang_cost_an_attempt_each_and_are_retried_after_a_delay(database) {
        let (handler, _) = counting_handler(|number| async move {
            match number {
                0 => panic!("the template has no bottom"),
                1 => std::future::pending().await,
                2 => Err(anyhow::anyhow!("not yet").into()),
                _ => Ok(()),
            }
        });
        let app = Setup::new().fixed_clock().set("--job-timeout", 1).set("--job-retry-base", 1800).set("--mail-concurrency", 1).handler(handler).start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.settle_in_time().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.state, row.attempts), (JobState::Done, 4));
        let errors: Vec<&str> = attempts.iter().map(|one| one.error.as_deref().unwrap_or("done")).collect();
        assert_eq!(errors, ["panicked: the template has no bottom", "not done after 1 s", "not yet", "done"]);
        assert!(attempts.iter().all(|one| one.worker == attempts[0].worker), "the worker survived: {attempts:?}");
        for pair in attempts.windows(2) {
            let due = pair[0].next_run_at.unwrap();
            assert!((due..due + TimeDelta::seconds(1)).contains(&pair[1].started_at), "{pair:?}");
        }
        for (attempt, hours) in attempts.iter().zip([0.5, 1.0, 2.0]) {
            let delay = (attempt.next_run_at.unwrap() - attempt.ended_at).as_seconds_f64() / 3600.0;
            assert!((hours..=hours * 1.2).contains(&delay), "{attempt:?}");
        }
        app.stop().await;
    }

    // H5: apalis's own errors for a later retry lose the job on SQLite and run it hot on PostgreSQL.
    async fn a_wait_delays_the_job_and_costs_no_attempt(database) {
        let (handler, runs) = counting_handler(|number| async move {
            match number {
                0..6 => Err(JobError::Wait { error: anyhow::anyhow!("not our turn"), delay: Duration::ZERO }),
                6 => Err(JobError::Retry { error: anyhow::anyhow!("later"), after: Some(Duration::from_secs(7200)) }),
                _ => Ok(()),
            }
        });
        let app = Setup::new().fixed_clock().handler(handler).start(&database).await;
        enqueue(&app, JobKind::AlertSales, 1).await;
        app.settle_in_time().await;
        let (row, attempts) = jobs(&app).await.remove(0);
        assert_eq!((row.state, runs.load(Ordering::SeqCst), row.attempts, row.waits, row.max_attempts), (JobState::Done, 8, 2, 6, 4));
        let numbers: Vec<_> = attempts.iter().map(|one| (one.attempt, one.waited)).collect();
        assert_eq!(numbers, [(1, true), (1, true), (1, true), (1, true), (1, true), (1, true), (1, false), (2, false)]);
        let asked = attempts[6].next_run_at.unwrap();
        assert_eq!((asked - attempts[6].ended_at, attempts[7].started_at), (TimeDelta::hours(2), asked));
        app.stop().await;
    }

    // H8: the rescue of orphaned jobs ignores their attempts, so a job that kills its process would run forever.
    async fn a_job_that_always_kills_its_process_ends_dead(database) {
        let server = MailServer::plain(Behaviour::Silent);
        let url = format!("smtp://127.0.0.1:{}?tls=none", server.port);
        let flags = ["--smtp-url", &url, "--mail-from", "hello@acme.example", "--sales-to", "sales@acme.example", "--worker-silence", "3", "--job-attempts", "1"];
        let app = Setup::new().without_workers().set("--job-attempts", 1).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let first = Process::start(&database, "worker", &flags);
        until("both mails are on their way", async || server.asked() >= 2).await;
        until("the report's job has ended", async || {
            let done = JobFilter { state: Some(JobState::Done), ..JobFilter::default() };
            app.db.jobs(&done, 10).await.unwrap().items.len() == 1
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
            assert!(attempts[0].error.as_ref().unwrap().contains("worker was killed"), "{attempts:?}");
        }
        assert_eq!(server.asked(), asked, "there was no further try");
        let operator = app.staff(Role::Operator).await;
        let (_, letters) = app.get_json("/api/v1/dead-letters", &operator).await;
        assert_eq!(letters["items"].as_array().unwrap().len(), 2, "{letters}");
        app.stop().await;
    }
}
