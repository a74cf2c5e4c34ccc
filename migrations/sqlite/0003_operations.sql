-- What operators told the queues.
create table queue_controls (
    queue text not null primary key,
    mode text not null check (mode in ('running', 'paused', 'draining')),
    changed_by text not null,
    changed_at text not null
) strict;

-- Who of the staff did what, to which job, queue or delivery.
create table audit (
    id blob not null primary key,
    at text not null,
    staff_id blob not null references staff_tokens (id),
    staff_name text not null,
    action text not null,
    subject text not null,
    detail text
) strict;

-- A job that an operator has put away for good.
alter table enqueued_jobs add column discarded_at text;

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
       coalesce(j.attempts, 0) as attempts, coalesce(j.max_attempts, 0) as max_attempts,
       strftime('%Y-%m-%dT%H:%M:%S+00:00', j.run_at, 'unixepoch') as run_at,
       strftime('%Y-%m-%dT%H:%M:%S+00:00', j.lock_at, 'unixepoch') as locked_at, j.lock_by as worker
from enqueued_jobs e left join Jobs j on j.id = e.id;

-- The workers as apalis keeps them.
create view worker_states as
select id as name, worker_type as queue,
       strftime('%Y-%m-%dT%H:%M:%S+00:00', last_seen, 'unixepoch') as last_seen_at,
       strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, 'unixepoch') as started_at
from Workers;

-- What ended within the last hour is asked for often.
create index job_attempts_ended on job_attempts (ended_at);
