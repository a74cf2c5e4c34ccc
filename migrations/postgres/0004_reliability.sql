-- A lead can be told to several webhooks: one row of the ledger for each.
alter table deliveries add column target text not null default '';
alter table deliveries alter column target drop default;
alter table deliveries drop constraint deliveries_lead_id_kind_key;
alter table deliveries add unique (lead_id, kind, target);
create index deliveries_status on deliveries (status, id);

-- When a provider (the mail server, a webhook) may next be called, in microseconds since 1970; all processes share it.
create table rate_limits (
    provider text not null primary key,
    next_at bigint not null
);

-- The last tick of each scheduled job, so that a tick fires once however many processes there are, and none is missed.
create table schedule (
    job text not null primary key,
    known_since timestamptz not null,
    last_tick_at timestamptz
);

-- What operators were, or are still to be, told: one open row for each condition.
create table alerts (
    id uuid not null primary key,
    condition text not null,
    what text not null,
    facts jsonb not null,
    raised_at timestamptz not null,
    seen_at timestamptz not null,
    resolved_at timestamptz,
    told_at timestamptz,
    claimed_until timestamptz,
    last_error text
);
create unique index alerts_open on alerts (condition) where resolved_at is null;
create index alerts_seen on alerts (seen_at);

-- The jobs that have not ended well: few, however many have.
create view unfinished_jobs as
select id, queue, state, run_at, locked_at, worker from job_states
where id in (select id from apalis.jobs where status in ('Pending', 'Queued', 'Running', 'Failed', 'Killed'));

-- How many jobs of a queue are in a state, without reading each that is done.
create view queue_depths as
select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state
union all
select job_type as queue, 'done' as state, count(*) as jobs, null::timestamptz as oldest_run_at from apalis.jobs where status = 'Done' group by job_type;

-- The jobs that have ended and need nobody, and when they were last touched. To it a job that apalis no longer knows has ended.
create view ended_jobs as
select s.id, s.created_at, (select max(a.ended_at) from job_attempts a where a.job_id = s.id) as touched_at from job_states s
where s.state in ('done', 'cancelled', 'discarded');
