//! Finished jobs, as many as after some days of operation, written in one transaction.

use crate::database::{Kind, Place};

/// The period over which they are spread, in seconds.
const PERIOD: usize = 5 * 24 * 60 * 60;
/// The digits of a ULID, from the highest to the lowest bits of its milliseconds.
const DIGITS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Inserts jobs that belong to no lead: the queue does not read leads.
pub async fn finished_jobs(place: &Place, count: usize) -> anyhow::Result<()> {
    if count > 0 {
        place.execute(&sql(place.kind, count)).await?;
    }
    Ok(())
}

/// The statement; types of times, bytes and maps differ, as does the generation of rows.
fn sql(kind: Kind, count: usize) -> String {
    let digits: Vec<String> = (0..10)
        .rev()
        .map(|digit| {
            format!(
                "substr('{DIGITS}', cast((ms >> {}) & 31 as integer) + 1, 1)",
                5 * digit
            )
        })
        .collect();
    let ulid = format!(
        "{} || 'SEED' || substr(cast(1000000000000 + i as text), 2)",
        digits.join(" || ")
    );
    let jobs = kind.jobs();
    let arguments = r#"'{"v":1,"lead":"00000000-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2) || '"}'"#;
    let (numbers, now, workers) = match kind {
        Kind::Sqlite => (
            format!(
                "(with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n)"
            ),
            "unixepoch()",
            "Workers",
        ),
        Kind::Postgres => (
            format!("generate_series(1, {count}) as n(i)"),
            "cast(extract(epoch from now()) as bigint)",
            "apalis.workers",
        ),
    };
    let (bytes, map, json, whole) = match kind {
        Kind::Sqlite => ("cast(arguments as blob)", "'{}'", "arguments", "ms / 1000"),
        Kind::Postgres => (
            "convert_to(arguments, 'UTF8')",
            "''::hstore",
            "arguments::jsonb",
            "to_timestamp(ms / 1000)",
        ),
    };
    let time = |later: usize| match kind {
        Kind::Sqlite => {
            format!("strftime('%Y-%m-%dT%H:%M:%f000+00:00', (ms + {later}) / 1000.0, 'unixepoch')")
        }
        Kind::Postgres => format!("to_timestamp((ms + {later}) / 1000.0)"),
    };
    let (result, id) = match kind {
        Kind::Sqlite => (r#"'{"Ok":null}'"#, "randomblob(16)"),
        Kind::Postgres => (r#"'{"Ok":null}'::jsonb"#, "gen_random_uuid()"),
    };
    format!(
        "begin;
         create temporary table seeds as
         select i, ms, {ulid} as id, {arguments} as arguments, queue, (select max(id) from {workers} where worker_type = queue) as worker
         from (select i, cast(({now} - {PERIOD}) as bigint) * 1000 + cast({PERIOD} as bigint) * 1000 / {count} * (i - 1) as ms,
                      case i % 3 when 0 then 'build_report' when 1 then 'alert_sales' else 'send_report' end as queue
               from {numbers}) as numbered;
         insert into {jobs} (job, id, job_type, status, attempts, max_attempts, run_at, last_result, lock_at, lock_by, done_at, priority, metadata, idempotency_key)
         select {bytes}, id, queue, 'Done', 1, 20, {whole}, {result}, {whole}, worker, {whole}, 0, {map}, queue || ':seed-' || i from seeds;
         insert into enqueued_jobs (id, queue, subject, arguments, created_at) select id, queue, null, {json}, {} from seeds;
         insert into job_attempts (job_id, attempt, worker, started_at, ended_at, outcome, id)
         select id, 1, worker, {}, {}, 'done', {id} from seeds;
         drop table seeds;
         commit;",
        time(0),
        time(2),
        time(90),
    )
}
