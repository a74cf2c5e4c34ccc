-- An intake: what a prospect has answered so far.
create table intakes (
    id uuid not null primary key,
    status text not null check (status in ('open', 'submitted')),
    version bigint not null,
    answers jsonb not null,
    matchup text,
    campaign jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- A lead: a submitted intake with all that was concluded from it.
create table leads (
    id uuid not null primary key,
    intake_id uuid not null unique references intakes (id),
    submission_key text,
    status text not null check (status in ('new', 'contacted', 'qualified', 'won', 'lost', 'disqualified')),
    grade text not null,
    version bigint not null,
    name text not null,
    email text not null,
    company text not null,
    country text not null,
    answers jsonb not null,
    recommendation jsonb not null,
    qualification jsonb not null,
    matchup text,
    note text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index leads_grade on leads (grade, id);
create index leads_status on leads (status, id);

-- A report: the document of a lead and the faces made from it.
create table reports (
    lead_id uuid not null primary key references leads (id),
    document jsonb not null,
    article text not null,
    markdown text not null,
    pdf bytea,
    created_at timestamptz not null
);

-- The ledger: one row for every effect that must happen once.
create table deliveries (
    id uuid not null primary key,
    lead_id uuid not null references leads (id),
    kind text not null,
    status text not null check (status in ('queued', 'sending', 'retry', 'sent', 'dead', 'cancelled')),
    tries bigint not null,
    maybe_twice bigint not null,
    message_id text not null,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    unique (lead_id, kind)
);

-- What we asked the queue to do: which lead a job belongs to, and whether an operator cancelled it.
create table enqueued_jobs (
    id text not null primary key,
    queue text not null,
    lead_id uuid references leads (id),
    arguments jsonb not null,
    created_at timestamptz not null,
    cancelled_at timestamptz
);
create index enqueued_jobs_lead on enqueued_jobs (lead_id);

-- Every attempt of every job, with how it ended.
create table job_attempts (
    job_id text not null references enqueued_jobs (id),
    attempt bigint not null,
    worker text not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    outcome text not null check (outcome in ('done', 'retry', 'dead', 'cancelled')),
    error text,
    next_run_at timestamptz,
    id uuid not null primary key
);
create index job_attempts_job on job_attempts (job_id, id);

-- Who of the staff may use the API. Only the SHA-256 of a token's secret is kept.
create table staff_tokens (
    id uuid not null primary key,
    name text not null,
    role text not null check (role in ('sales', 'operator', 'admin')),
    secret_hash bytea not null,
    created_at timestamptz not null,
    revoked_at timestamptz
);

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
       cast(coalesce(j.attempts, 0) as bigint) as attempts, cast(coalesce(j.max_attempts, 0) as bigint) as max_attempts,
       j.run_at as run_at,
       j.lock_at as locked_at, j.lock_by as worker
from enqueued_jobs e left join apalis.jobs j on j.id = e.id;
