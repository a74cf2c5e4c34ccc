//! The lists of leads, jobs and deliveries: searches by any spelling, and every combination of filters.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use stackmatch::clock::Clock;
use stackmatch::flow;
use stackmatch::ids::{JobId, LeadId};
use stackmatch::store::*;

use crate::support::{Process, Setup, TestApp, Visitor, client, on_both_databases, until};

/// Makes a lead of this name and company.
async fn lead(app: &TestApp, name: &str, company: &str) -> LeadId {
    let mut answers = Visitor::grace();
    answers["contact"]["name"] = name.into();
    answers["contact"]["company"] = company.into();
    let (_, body) = Visitor::become_a_lead(app, &answers).await;
    body["lead_id"].as_str().unwrap().parse().unwrap()
}

async fn names(app: &TestApp, token: &str, q: &str) -> Vec<String> {
    let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (_, list) = app.get_json(&format!("/api/v1/leads?q={q}"), token).await;
    list["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{list}"))
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// A failed attempt of a job.
fn failed<'a>(job: JobId, error: &'a str, now: DateTime<Utc>) -> NewAttempt<'a> {
    NewAttempt {
        id: Clock::System.new_id(),
        job_id: job,
        attempt: 1,
        worker: "w",
        started_at: now,
        ended_at: now,
        outcome: Outcome::Retry,
        error: Some(error),
        next_run_at: None,
        waited: false,
    }
}

on_both_databases! {
    async fn a_lead_is_found_by_any_spelling_of_its_name_company_or_reference(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        let ozturk = lead(&app, "Zeynep Öztürk", "ÄRZTE GmbH").await;
        lead(&app, "Иван Петров", "E\u{301}cole 100%").await;
        for (q, found) in [
            ("öztürk", "Zeynep Öztürk"), ("ÖZTÜRK", "Zeynep Öztürk"), ("Ozturk", "Zeynep Öztürk"), ("O\u{308}ZTU\u{308}RK", "Zeynep Öztürk"),
            ("ÄRZTE", "Zeynep Öztürk"), ("ärzte gmbh", "Zeynep Öztürk"), ("Zeynep  Ö", "Zeynep Öztürk"), ("Ö zey", "Zeynep Öztürk"), ("gmbh Öztürk", "Zeynep Öztürk"),
            ("Иван", "Иван Петров"), ("ИВАН ПЕТ", "Иван Петров"), ("école", "Иван Петров"), ("ECOLE 100%", "Иван Петров"),
            (flow::reference(ozturk).as_str(), "Zeynep Öztürk"), (flow::reference(ozturk).to_lowercase().as_str(), "Zeynep Öztürk"),
        ] {
            assert_eq!(names(&app, &sales, q).await, [found], "{q}");
        }
        assert_eq!(names(&app, &sales, "NAVYYARD.EXAMPLE").await.len(), 2);
        for q in ["_van", "100_", "Öztürk petrov", "ztürk", "\\"] {
            assert_eq!(names(&app, &sales, q).await, Vec::<String>::new(), "{q}");
        }
        app.stop().await;
    }

    async fn grades_are_found_by_letter_and_in_any_case(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let first = lead(&app, "A", "A").await;
        let second = lead(&app, "B", "B").await;
        app.tamper("update leads set grade = 'spam' where name = 'B'", "update leads set grade = 'spam' where name = 'B'").await;
        let grade = app.db.lead(first).await.unwrap().unwrap().grade;
        let found = async |wanted: &str| {
            let filter = LeadFilter { grade: Some(wanted.into()), ..LeadFilter::default() };
            app.db.leads(&filter, 10).await.unwrap().items.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        for wanted in [&grade, &grade.to_lowercase(), &grade[..1].to_owned(), &grade[..1].to_lowercase()] {
            assert_eq!(found(wanted).await, [first], "{wanted}");
        }
        assert_eq!((found("spam").await, found("SPAM").await), (vec![second], vec![second]));
        app.stop().await;
    }

    // A process of an earlier version, before this one or alongside it, stores neither.
    async fn rows_stored_without_folded_text_are_found_once_a_process_runs(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        let operator = app.staff(Role::Operator).await;
        lead(&app, "Öztürk", "Navy").await;
        let job = app.db.jobs(&JobFilter::default(), 1).await.unwrap().items.remove(0).id;
        let mut tx = app.db.begin().await.unwrap();
        tx.insert_attempts(&[failed(job, "Postfach ÜBERFÜLLT", app.clock.now())]).await.unwrap();
        tx.commit().await.unwrap();
        let errors = async || app.get_json("/api/v1/jobs?error=%C3%BCberf%C3%BCllt", &operator).await.1["items"].as_array().unwrap().len();
        assert_eq!((names(&app, &sales, "öztürk").await.len(), errors().await), (1, 1));
        let forget = async || {
            app.tamper("delete from lead_search", "delete from lead_search").await;
            app.tamper("update job_attempts set error_folded = null", "update job_attempts set error_folded = null").await;
            assert_eq!((names(&app, &sales, "öztürk").await.len(), errors().await), (0, 0));
        };
        forget().await;
        assert_eq!(app.db.fold_missing(app.clock.now() + TimeDelta::hours(1)).await.unwrap(), 1, "the error, but no lead of the future");
        assert_eq!(app.db.fold_missing(app.clock.now() - TimeDelta::hours(1)).await.unwrap(), 1, "the lead");
        assert_eq!(app.db.fold_missing(DateTime::UNIX_EPOCH).await.unwrap(), 0);
        assert_eq!((names(&app, &sales, "öztürk").await.len(), errors().await), (1, 1));

        forget().await;
        let process = Process::start(&database, "serve", &["--no-worker"]);
        until("the process has folded the names", async || {
            let request = client().get(format!("{}/api/v1/leads?q=ozturk", process.base)).bearer_auth(&sales);
            request.send().await.unwrap().json::<Value>().await.unwrap()["items"].as_array().unwrap().len() == 1
        }).await;
        assert!(process.terminate());
        app.stop().await;
    }

    async fn every_combination_of_filters_finds_the_jobs_that_it_describes(database) {
        let db = database.open().await;
        let app = Setup::new().without_workers().start(&database).await;
        let leads = [lead(&app, "A", "A").await, lead(&app, "B", "B").await];
        let begin: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = Clock::fixed(begin);
        let mut number = 0;
        for status in ["Pending", "Queued", "Running", "Failed", "Exhausted", "Killed", "Done", "gone"] {
            for (cancelled, discarded) in [(false, false), (true, false), (false, true), (true, true)] {
                number += 1;
                clock.advance(std::time::Duration::from_secs(4 * 3600));
                let (now, id) = (clock.now(), clock.new_id::<JobId>());
                let mut tx = db.begin().await.unwrap();
                let queue = ["send_report", "alert_sales", "tidy_up"][number % 3];
                let arguments = json!({ "v": 1, "lead": leads[number % 2] });
                assert!(tx.enqueue(&NewJob { id, queue, subject: Some(leads[number % 2].into()), arguments: &arguments, key: &id.to_string(), max_attempts: 3, now }).await.unwrap());
                for error in ["451 4.7.1 GREYLISTED", "550 no such user"].iter().take(number % 3) {
                    tx.insert_attempts(&[failed(id, error, now)]).await.unwrap();
                }
                tx.commit().await.unwrap();
                let set = |jobs: &str| match status {
                    "gone" => format!("delete from {jobs} where id = '{id}'"),
                    "Exhausted" => format!("update {jobs} set status = 'Failed', attempts = 3 where id = '{id}'"),
                    _ => format!("update {jobs} set status = '{status}' where id = '{id}'"),
                };
                app.tamper(&set("Jobs"), &set("apalis.jobs")).await;
                let at = now.format("%Y-%m-%dT%H:%M:%S%.6f+00:00");
                for (column, wanted) in [("cancelled_at", cancelled), ("discarded_at", discarded)] {
                    if wanted {
                        let set = format!("update enqueued_jobs set {column} = '{at}' where id = '{id}'");
                        app.tamper(&set, &set).await;
                    }
                }
            }
        }
        let all = db.jobs(&JobFilter::default(), 1000).await.unwrap().items;
        assert!(all.len() >= 32 && all.iter().map(|job| &job.id).rev().is_sorted(), "newest first");
        let mut errors = Vec::new();
        for job in &all {
            errors.push(db.attempts(job.id).await.unwrap().into_iter().filter_map(|one| one.error).collect::<Vec<_>>().join("\n").to_lowercase());
        }
        use JobState::{Cancelled, Dead, Discarded, Done, Retrying, Running, Waiting};
        let some = |value: &str| Some(value.to_owned());
        let mut found_any = 0;
        for state in [None, Some(Waiting), Some(Running), Some(Retrying), Some(Done), Some(Dead), Some(Cancelled), Some(Discarded)] {
            for queue in [None, some("send_report"), some("none")] {
                for lead in [None, Some(leads[0])] {
                    for (since, until) in [(None, None), (Some(begin + TimeDelta::hours(40)), None), (None, Some(begin + TimeDelta::hours(80))), (Some(begin + TimeDelta::hours(40)), Some(begin + TimeDelta::hours(80)))] {
                        for error in [None, some("greyLISTED"), some("550 NO"), some("%")] {
                            for cursor in [None, Some(Cursor(all[20].id.to_string()))] {
                                let filter = JobFilter { state, queue: queue.clone(), subject: lead.map(Into::into), since, until, error: error.clone(), cursor };
                                let wanted: Vec<JobId> = all.iter().zip(&errors).filter(|(job, errors)| {
                                    state.is_none_or(|state| job.state == state)
                                        && queue.as_ref().is_none_or(|queue| job.queue == *queue)
                                        && lead.is_none_or(|lead| job.subject == Some(lead.into()))
                                        && since.is_none_or(|since| job.created_at >= since)
                                        && until.is_none_or(|until| job.created_at < until)
                                        && error.as_ref().is_none_or(|error| errors.contains(&error.to_lowercase()))
                                        && filter.cursor.as_ref().is_none_or(|cursor| job.id.to_string() < cursor.0)
                                }).map(|(job, _)| job.id).collect();
                                let found = db.jobs(&filter, 1000).await.unwrap().items;
                                assert_eq!(found.iter().map(|job| job.id).collect::<Vec<_>>(), wanted, "{filter:?}");
                                assert!(found.iter().all(|job| all.iter().any(|one| one.id == job.id && one.state == job.state)));
                                found_any += usize::from(!found.is_empty());
                            }
                        }
                    }
                }
            }
        }
        assert!(found_any > 200, "{found_any}");
        let counted: i64 = db.queue_depths().await.unwrap().iter().filter(|depth| depth.state == Dead).map(|depth| depth.jobs).sum();
        assert_eq!(usize::try_from(counted).unwrap(), all.iter().filter(|job| job.state == Dead).count());
        db.close().await;
        app.stop().await;
    }

    async fn every_combination_of_filters_of_leads_and_deliveries_is_valid(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ids = [lead(&app, "Ada", "A").await, lead(&app, "Bea", "B").await];
        let db = &app.db;
        let grade = db.lead(ids[0]).await.unwrap().unwrap().grade;
        for wanted in [None, Some(grade.clone()), Some(grade[..1].to_owned()), Some("Z9".to_owned())] {
            for status in [None, Some(LeadStatus::New), Some(LeadStatus::Won)] {
                for q in [None, Some("ada".to_owned()), Some("nobody".to_owned())] {
                    for cursor in [None, Some(Cursor(ids[1].to_string()))] {
                        let filter = LeadFilter { grade: wanted.clone(), status, q: q.clone(), cursor: cursor.clone() };
                        let none = wanted.as_deref() == Some("Z9") || status == Some(LeadStatus::Won) || q.as_deref() == Some("nobody");
                        let expected: &[LeadId] = match (none, q.is_some() || cursor.is_some()) {
                            (true, _) => &[],
                            (false, true) => &ids[..1],
                            (false, false) => &[ids[1], ids[0]],
                        };
                        let found: Vec<LeadId> = db.leads(&filter, 10).await.unwrap().items.into_iter().map(|row| row.id).collect();
                        assert_eq!(found, expected, "{filter:?}");
                    }
                }
            }
        }
        for (status, kind, expected) in [
            (None, None, 4), (Some(DeliveryStatus::Queued), None, 4), (Some(DeliveryStatus::Sent), None, 0),
            (None, Some(DeliveryKind::ReportReady), 2), (Some(DeliveryStatus::Queued), Some(DeliveryKind::LeadQualified), 2),
        ] {
            let all = db.delivery_page(&DeliveryFilter { status, kind, cursor: None }, 10).await.unwrap().items;
            assert_eq!(all.len(), expected, "{status:?} {kind:?}");
            if let Some(first) = all.first() {
                let cursor = Some(Cursor(first.id.to_string()));
                let rest = db.delivery_page(&DeliveryFilter { status, kind, cursor }, 10).await.unwrap().items;
                assert_eq!(rest.len(), expected - 1);
            }
        }
        let of = db.deliveries_of(&ids.map(Into::into)).await.unwrap();
        assert!(of.len() == 4 && db.deliveries_of(&[]).await.unwrap().is_empty());
        let jobs = db.jobs(&JobFilter::default(), 10).await.unwrap().items;
        let mut tx = db.begin().await.unwrap();
        for error in ["first", "second"] {
            tx.insert_attempts(&[failed(jobs[0].id, error, app.clock.now())]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let last = db.last_attempts(&[jobs[0].id, jobs[1].id]).await.unwrap();
        assert_eq!(last.iter().map(|(job, one)| (job, one.error.as_deref())).collect::<Vec<_>>(), [(&jobs[0].id, Some("second"))]);
        assert!(db.last_attempts(&[]).await.unwrap().is_empty());
        app.stop().await;
    }
}
