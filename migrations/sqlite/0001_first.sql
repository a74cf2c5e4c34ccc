-- An intake: what a prospect has answered so far.
create table intakes (
    id blob not null primary key,
    status text not null check (status in ('open', 'submitted')),
    version integer not null,
    answers text not null,
    matchup text,
    campaign text not null,
    created_at text not null,
    updated_at text not null
) strict;

-- A lead: a submitted intake with all that was concluded from it.
create table leads (
    id blob not null primary key,
    intake_id blob not null unique references intakes (id),
    submission_key text,
    status text not null check (status in ('new', 'contacted', 'qualified', 'won', 'lost', 'disqualified')),
    grade text not null,
    version integer not null,
    name text not null,
    email text not null,
    company text not null,
    country text not null,
    answers text not null,
    recommendation text not null,
    qualification text not null,
    matchup text,
    note text not null,
    created_at text not null,
    updated_at text not null
) strict;
create index leads_grade on leads (grade, id);
create index leads_status on leads (status, id);

-- A report: the document of a lead and the faces made from it.
create table reports (
    lead_id blob not null primary key references leads (id),
    document text not null,
    article text not null,
    markdown text not null,
    pdf blob,
    created_at text not null
) strict;

-- The ledger: one row for every effect that must happen once.
create table deliveries (
    id blob not null primary key,
    lead_id blob not null references leads (id),
    kind text not null,
    status text not null check (status in ('queued', 'sending', 'retry', 'sent', 'dead', 'cancelled')),
    tries integer not null,
    maybe_twice integer not null,
    message_id text not null,
    last_error text,
    created_at text not null,
    sent_at text,
    unique (lead_id, kind)
) strict;

-- What we asked the queue to do: which lead a job belongs to, and whether an operator cancelled it.
create table enqueued_jobs (
    id text not null primary key,
    queue text not null,
    lead_id blob references leads (id),
    arguments text not null,
    created_at text not null,
    cancelled_at text
) strict;
create index enqueued_jobs_lead on enqueued_jobs (lead_id);

-- Every attempt of every job, with how it ended.
create table job_attempts (
    job_id text not null references enqueued_jobs (id),
    attempt integer not null,
    worker text not null,
    started_at text not null,
    ended_at text not null,
    outcome text not null check (outcome in ('done', 'retry', 'dead', 'cancelled')),
    error text,
    next_run_at text,
    id blob not null primary key
) strict;
create index job_attempts_job on job_attempts (job_id, id);

-- Who of the staff may use the API. Only the SHA-256 of a token's secret is kept.
create table staff_tokens (
    id blob not null primary key,
    name text not null,
    role text not null check (role in ('sales', 'operator', 'admin')),
    secret_hash blob not null,
    created_at text not null,
    revoked_at text
) strict;

-- The queue as apalis keeps it, in our names and types, so that one SQL text reads it on both databases.
create view job_states as
select e.id, e.queue, e.lead_id, e.arguments, e.created_at,
       case
           when e.cancelled_at is not null and coalesce(j.status, 'Killed') = 'Killed' then 'cancelled'
           when j.status is null or j.status = 'Done' then 'done'
           when j.status = 'Killed' or (j.status = 'Failed' and j.attempts >= j.max_attempts) then 'dead'
           when j.status = 'Failed' then 'retrying'
           when j.status = 'Pending' then 'waiting'
           else 'running'
       end as state,
       coalesce(j.attempts, 0) as attempts, coalesce(j.max_attempts, 0) as max_attempts,
       strftime('%Y-%m-%dT%H:%M:%S+00:00', j.run_at, 'unixepoch') as run_at,
       strftime('%Y-%m-%dT%H:%M:%S+00:00', j.lock_at, 'unixepoch') as locked_at, j.lock_by as worker
from enqueued_jobs e left join Jobs j on j.id = e.id;
