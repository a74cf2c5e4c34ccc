-- What a search of leads looks at, folded by the program so that both databases agree. Narrow, because a search for a part
-- of a word reads all of it. A lead without a row is given one by the program.
create table lead_search (
    lead_id uuid not null primary key references leads (id),
    folded text not null
);

-- The same of errors.
alter table job_attempts add column error_folded text;
create index job_attempts_failed on job_attempts (job_id) where error is not null;
create index job_attempts_unfolded on job_attempts (id) where error is not null and error_folded is null;

-- The lists of leads and deliveries by every filter, newest first.
create index leads_letter on leads (substr(grade, 1, 1), id);
create index deliveries_kind on deliveries (kind, id);
create index deliveries_kind_status on deliveries (kind, status, id);

-- Jobs by queue, newest first, and the few that operators have stopped or put away.
create index enqueued_jobs_queue on enqueued_jobs (queue, id);
create index enqueued_jobs_ended on enqueued_jobs (id) where cancelled_at is not null or discarded_at is not null;

-- The jobs that are not done, newest first: few beside those that are, which apalis's own indexes hold as well.
create index jobs_not_done on apalis.jobs (id, status, job_type, run_at, attempts, max_attempts) where status <> 'Done';
-- For counting those that are done.
create index jobs_done on apalis.jobs (job_type) where status = 'Done';

drop view ended_jobs;
drop view queue_depths;
drop view unfinished_jobs;
drop view job_states;

-- apalis's table under one name, with one type of times, on both databases.
create view queue_jobs as
select id, job_type as queue, status, cast(attempts as bigint) as attempts, cast(max_attempts as bigint) as max_attempts, lock_by as worker, run_at, lock_at as locked_at
from apalis.jobs;

-- Where each job stands. The columns after the worker are what the state follows from.
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
       j.run_at, j.locked_at, j.worker, j.status, e.cancelled_at, e.discarded_at
from enqueued_jobs e left join queue_jobs j on j.id = e.id;

-- The same of those that are not done: few, however many are.
create view not_done_jobs as
select j.id, j.queue, e.lead_id, e.arguments, e.created_at,
       case
           when e.discarded_at is not null then 'discarded'
           when e.cancelled_at is not null and coalesce(j.status, 'Killed') = 'Killed' then 'cancelled'
           when j.status is null or j.status = 'Done' then 'done'
           when j.status = 'Killed' or (j.status = 'Failed' and j.attempts >= j.max_attempts) then 'dead'
           when j.status = 'Failed' then 'retrying'
           when j.status = 'Pending' then 'waiting'
           else 'running'
       end as state,
       j.attempts, j.max_attempts, j.run_at, j.locked_at, j.worker, j.status, e.cancelled_at, e.discarded_at
from queue_jobs j join enqueued_jobs e on e.id = j.id
where j.status <> 'Done';

-- The same for counting: of our own rows only those are read that an operator has stopped or put away.
create view unfinished_jobs as
select j.id, j.queue,
       case
           when s.discarded_at is not null then 'discarded'
           when s.cancelled_at is not null and coalesce(j.status, 'Killed') = 'Killed' then 'cancelled'
           when j.status is null or j.status = 'Done' then 'done'
           when j.status = 'Killed' or (j.status = 'Failed' and j.attempts >= j.max_attempts) then 'dead'
           when j.status = 'Failed' then 'retrying'
           when j.status = 'Pending' then 'waiting'
           else 'running'
       end as state,
       j.run_at, j.locked_at, j.worker
from queue_jobs j
left join (select id, cancelled_at, discarded_at from enqueued_jobs where cancelled_at is not null or discarded_at is not null) s on s.id = j.id
where j.status <> 'Done';

-- How many jobs of a queue are in a state.
create view queue_depths as
select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state
union all
select job_type as queue, 'done' as state, count(*) as jobs, null::timestamptz as oldest_run_at from apalis.jobs where status = 'Done' group by job_type;

-- The jobs that have ended and need nobody, and when they were last touched. To it a job that apalis no longer knows has ended.
create view ended_jobs as
select s.id, s.created_at, (select max(a.ended_at) from job_attempts a where a.job_id = s.id) as touched_at from job_states s
where s.state in ('done', 'cancelled', 'discarded');
