-- The ledger is keyed by what happened (event), the channel and the target, and is about a subject: a lead, an intake or
-- a member of staff, written as `lead:UUID`. So are jobs. Reports have versions.

drop view ended_jobs;
drop view queue_depths;
drop view unfinished_jobs;
drop view not_done_jobs;
drop view job_states;
drop view delivery_states;

-- Deliveries. What happened to a lead so far happened once, so the lead's id is the id of the event.
alter table deliveries add column event text, add column event_id uuid, add column channel text, add column subject text;
update deliveries set event = case kind when 'lead_webhook' then 'lead_qualified' else kind end, event_id = lead_id,
    channel = case kind when 'lead_webhook' then 'webhook' else 'mail' end, subject = 'lead:' || lead_id::text;
drop index deliveries_kind;
drop index deliveries_kind_status;
alter table deliveries drop column lead_id, drop column kind,
    alter column event set not null, alter column event_id set not null, alter column channel set not null, alter column subject set not null,
    add check (channel in ('mail', 'webhook')), add unique (event_id, event, channel, target);
create index deliveries_subject on deliveries (subject, id);
create index deliveries_event on deliveries (event, channel, id);
create index deliveries_event_status on deliveries (event, channel, status, id);

-- Jobs.
alter table enqueued_jobs add column subject text;
update enqueued_jobs set subject = 'lead:' || lead_id::text where lead_id is not null;
alter table enqueued_jobs drop column lead_id;
create index enqueued_jobs_subject on enqueued_jobs (subject);

-- Reports. Those written so far are their lead's first version and take its id.
alter table reports add column id uuid, add column version bigint not null default 1;
update reports set id = lead_id;
alter table reports alter column version drop default, drop constraint reports_pkey, add primary key (id),
    add check (version > 0), add unique (lead_id, version);

-- The views of 0005 and 0006, with the new columns.
create view delivery_states as
select d.id, d.event, d.event_id, d.channel, d.target, d.subject, case when h.delivery_id is null then d.status else 'held' end as status, d.tries,
       d.maybe_twice, d.message_id, d.last_error, d.created_at, d.sent_at, h.reason as hold_reason, h.release_at as hold_until
from deliveries d left join held_deliveries h on h.delivery_id = d.id and h.released_at is null and d.status = 'queued';

create view job_states as
select e.id, e.queue, e.subject, e.arguments, e.created_at,
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

create view not_done_jobs as
select j.id, j.queue, e.subject, e.arguments, e.created_at,
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

create view queue_depths as
select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state
union all
select job_type as queue, 'done' as state, count(*) as jobs, null::timestamptz as oldest_run_at from apalis.jobs where status = 'Done' group by job_type;

create view ended_jobs as
select s.id, s.created_at, (select max(a.ended_at) from job_attempts a where a.job_id = s.id) as touched_at from job_states s
where s.state in ('done', 'cancelled', 'discarded');
