//! Makes a test's database follow the fixed clock of its program.
//!
//! apalis decides by the machine's clock which jobs are due, and some statements of the store write that clock's time. A
//! fixed clock shows a moment days ahead. So a stored time is the program's if it lies more than half a day ahead of the
//! machine's clock. What is due for the program is stored as due for the machine, `lead` earlier; the view `queue_jobs`
//! shows it as the program's again. Locks of jobs and heartbeats are stored as the program's: no worker counts as dead.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AssertSqlSafe;
use stackmatch::clock::Clock;
use stackmatch::store::{Db, Either};

/// A fixed clock that shows a noon about two days ahead of the machine's.
pub fn fixed_clock() -> Clock {
    let day = (Clock::System.now() + TimeDelta::days(2)).date_naive();
    Clock::fixed(day.and_hms_opt(12, 0, 0).unwrap().and_utc())
}

/// Makes the database follow a clock that shows `now`, if it does not yet.
pub async fn follow(db: &Db, now: DateTime<Utc>) {
    match db.queue() {
        Either::Sqlite(pool) => {
            let exists = "select exists (select 1 from sqlite_schema where name = 'program_time')";
            if sqlx::query_scalar(exists).fetch_one(pool).await.unwrap() {
                return;
            }
            let view: String =
                sqlx::query_scalar("select sql from sqlite_schema where name = 'queue_jobs'")
                    .fetch_one(pool)
                    .await
                    .unwrap();
            let (_, select) = view.split_once(" as").unwrap();
            let sql = SQLITE
                .replace("$NOW", &now.timestamp().to_string())
                .replace("$QUEUE_JOBS", select);
            run(db, &sql).await;
        }
        Either::Postgres(pool) => {
            let exists = "select to_regclass('program_time') is not null";
            if sqlx::query_scalar(exists).fetch_one(pool).await.unwrap() {
                return;
            }
            let select: String = sqlx::query_scalar("select pg_get_viewdef('queue_jobs')")
                .fetch_one(pool)
                .await
                .unwrap();
            let sql = POSTGRES
                .replace("$NOW", &now.to_rfc3339())
                .replace("$QUEUE_JOBS", select.trim_end_matches(';'));
            run(db, &sql).await;
        }
    }
}

/// Lets the database follow a clock that was advanced by `by` and shows `now`, and wakes the workers.
pub async fn advance(db: &Db, by: Duration, now: DateTime<Utc>) {
    let sql = match db.queue() {
        Either::Sqlite(_) => SQLITE_ADVANCE
            .replace("$NOW", &now.timestamp().to_string())
            .replace("$BY", &by.as_secs().to_string()),
        Either::Postgres(_) => POSTGRES_ADVANCE
            .replace("$NOW", &now.to_rfc3339())
            .replace("$BY", &by.as_secs().to_string()),
    };
    run(db, &sql).await;
    db.notifier().notify_all();
}

async fn run(db: &Db, sql: &str) {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match db.queue() {
        Either::Sqlite(pool) => sql.execute(pool).await.map(|_| ()),
        Either::Postgres(pool) => sql.execute(pool).await.map(|_| ()),
    }
    .unwrap();
}

const SQLITE: &str = "
begin immediate;
create table program_time (now integer not null, lead integer not null);
insert into program_time values ($NOW, $NOW - unixepoch());
create trigger program_time_due after update of run_at on Jobs
when new.run_at > unixepoch() + 43200 and new.run_at <= (select now from program_time)
begin
  update Jobs set run_at = new.run_at - (select lead from program_time) where id = new.id;
end;
create trigger program_time_lock after update of lock_at on Jobs when new.lock_at <= unixepoch() + 43200
begin
  update Jobs set lock_at = (select now from program_time) where id = new.id;
end;
create trigger program_time_start after insert on Workers when abs(new.last_seen - unixepoch()) < 60
begin
  update Workers set last_seen = (select now from program_time) where id = new.id;
end;
create trigger program_time_heartbeat after update of last_seen on Workers when abs(new.last_seen - unixepoch()) < 60
begin
  update Workers set last_seen = (select now from program_time) where id = new.id;
end;
drop view queue_jobs;
create view queue_jobs as
with stored as ($QUEUE_JOBS)
select id, queue, status, attempts, max_attempts, worker,
       case when unixepoch(run_at) <= unixepoch() + 43200
           then (select strftime('%Y-%m-%dT%H:%M:%S+00:00', min(unixepoch(run_at) + lead, now), 'unixepoch') from program_time)
           else run_at
       end as run_at,
       locked_at
from stored;
commit;";

const POSTGRES: &str = "
create table program_time (now timestamptz not null, lead interval not null);
insert into program_time values ('$NOW', '$NOW' - date_trunc('second', now()));
create function program_time_of_jobs() returns trigger language plpgsql as $$
declare program program_time;
begin
  select * into program from public.program_time;
  if new.run_at > now() + interval '12 h' and new.run_at <= program.now then
    new.run_at := new.run_at - program.lead;
  end if;
  if new.lock_at <= now() + interval '12 h' and new.lock_at is distinct from old.lock_at then
    new.lock_at := program.now;
  end if;
  return new;
end $$;
create trigger program_time before update on apalis.jobs for each row execute function program_time_of_jobs();
create function program_time_of_workers() returns trigger language plpgsql as $$
begin
  if new.last_seen between now() - interval '1 min' and now() + interval '1 min' then
    select now into new.last_seen from public.program_time;
  end if;
  return new;
end $$;
create trigger program_time before insert or update on apalis.workers for each row execute function program_time_of_workers();
create or replace view queue_jobs as
with stored as ($QUEUE_JOBS)
select id, queue, status, attempts, max_attempts, worker,
       case when run_at <= now() + interval '12 h'
           then (select least(run_at + lead, program_time.now) from program_time)
           else run_at
       end as run_at,
       locked_at
from stored;";

/// Jobs that were due have been due for longer, jobs that became due are due, and every live process has sent heartbeats.
const SQLITE_ADVANCE: &str = "
begin immediate;
update program_time set now = $NOW, lead = lead + $BY;
update Jobs set run_at = min(run_at, (select now - lead from program_time)) - $BY where run_at <= unixepoch() + 43200;
update Jobs set run_at = run_at - (select lead from program_time) where run_at > unixepoch() + 43200 and run_at <= $NOW;
update Workers set last_seen = $NOW where last_seen > unixepoch() + 43200;
commit;";

const POSTGRES_ADVANCE: &str = "
update program_time set now = '$NOW', lead = lead + interval '$BY s';
update apalis.jobs set run_at = least(run_at, (select now - lead from program_time)) - interval '$BY s' where run_at <= now() + interval '12 h';
update apalis.jobs set run_at = run_at - (select lead from program_time) where run_at > now() + interval '12 h' and run_at <= '$NOW';
update apalis.workers set last_seen = '$NOW' where last_seen > now() + interval '12 h';";
