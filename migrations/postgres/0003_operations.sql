-- What operators told the queues.
create table queue_controls (
    queue text not null primary key,
    mode text not null check (mode in ('running', 'paused', 'draining')),
    changed_by text not null,
    changed_at timestamptz not null
);

-- Who of the staff did what, to which job, queue or delivery.
create table audit (
    id uuid not null primary key,
    at timestamptz not null,
    staff_id uuid not null references staff_tokens (id),
    staff_name text not null,
    action text not null,
    subject text not null,
    detail text
);

-- A job that an operator has put away for good.
alter table enqueued_jobs add column discarded_at timestamptz;

drop view job_states;
create view job_states as
select e.id, e.queue, e.lead_id, e.arguments, e.created_at,
       case
           when e.discarded_at is not null then 'discarded'
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

-- The workers as apalis keeps them.
create view worker_states as
select id as name, worker_type as queue, last_seen as last_seen_at, started_at from apalis.workers;

-- What ended within the last hour is asked for often.
create index job_attempts_ended on job_attempts (ended_at);
