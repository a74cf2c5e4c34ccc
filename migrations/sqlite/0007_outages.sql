-- What is away (`mail`, or `webhook NAME`), shared by all processes. A closed outage keeps its row, so that one that begins
-- again at once is the same one.
create table outages (
    target text not null primary key,
    state text not null check (state in ('open', 'half_open', 'closed')),
    cause text not null check (cause in ('unreachable', 'refused')),
    since text not null,
    last_error text not null,
    failures integer not null,
    next_try_at text not null,
    changed_at text not null
) strict;

-- How often a job has waited since it was enqueued or last retried by hand, and the outage that it waits for.
alter table enqueued_jobs add column waits integer not null default 0;
alter table enqueued_jobs add column waits_for text;
create index enqueued_jobs_waits_for on enqueued_jobs (waits_for) where waits_for is not null;
alter table job_attempts add column waited integer not null default 0;

-- Attempts to deliver an alert that have failed in a row, and when its webhook last accepted it.
alter table alerts add column tries integer not null default 0;
alter table alerts add column called_at text;

-- The jobs of a bulk action, which is one row of the audit log.
create table audit_jobs (
    audit_id blob not null references audit (id),
    job_id text not null,
    primary key (audit_id, job_id)
) strict;
