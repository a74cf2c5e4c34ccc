-- A lead can be told to several webhooks: one row of the ledger for each. SQLite cannot change a constraint in place.
create table deliveries_by_target (
    id blob not null primary key,
    lead_id blob not null references leads (id),
    kind text not null,
    target text not null,
    status text not null check (status in ('queued', 'sending', 'retry', 'sent', 'dead', 'cancelled')),
    tries integer not null,
    maybe_twice integer not null,
    message_id text not null,
    last_error text,
    created_at text not null,
    sent_at text,
    unique (lead_id, kind, target)
) strict;
insert into deliveries_by_target
select id, lead_id, kind, '', status, tries, maybe_twice, message_id, last_error, created_at, sent_at from deliveries;
drop table deliveries;
alter table deliveries_by_target rename to deliveries;
create index deliveries_status on deliveries (status, id);

-- When a provider (the mail server, a webhook) may next be called, in microseconds since 1970; all processes share it.
create table rate_limits (
    provider text not null primary key,
    next_at integer not null
) strict;

-- The last tick of each scheduled job, so that a tick fires once however many processes there are, and none is missed.
create table schedule (
    job text not null primary key,
    known_since text not null,
    last_tick_at text
) strict;

-- What operators were, or are still to be, told: one open row for each condition.
create table alerts (
    id blob not null primary key,
    condition text not null,
    what text not null,
    facts text not null,
    raised_at text not null,
    seen_at text not null,
    resolved_at text,
    told_at text,
    claimed_until text,
    last_error text
) strict;
create unique index alerts_open on alerts (condition) where resolved_at is null;
create index alerts_seen on alerts (seen_at);

-- The jobs that have not ended well: few, however many have.
create view unfinished_jobs as
select id, queue, state, run_at, locked_at, worker from job_states
where id in (select id from Jobs where status in ('Pending', 'Queued', 'Running', 'Failed', 'Killed'));

-- How many jobs of a queue are in a state, without reading each that is done.
create view queue_depths as
select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state
union all
select job_type as queue, 'done' as state, count(*) as jobs, null as oldest_run_at from Jobs where status = 'Done' group by job_type;

-- The jobs that have ended and need nobody, and when they were last touched. To it a job that apalis no longer knows has ended.
create view ended_jobs as
select s.id, s.created_at, (select max(a.ended_at) from job_attempts a where a.job_id = s.id) as touched_at from job_states s
where s.state in ('done', 'cancelled', 'discarded');
