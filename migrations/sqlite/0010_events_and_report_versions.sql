-- The ledger is keyed by what happened (event), the channel and the target, and is about a subject: a lead, an intake or
-- a member of staff, written as `lead:UUID`. So are jobs. Reports have versions.
-- SQLite cannot change a constraint in place, so tables are copied, and of the old ones those that refer to others are
-- dropped first, because a drop deletes the rows that refer to the table.

drop view ended_jobs;
drop view queue_depths;
drop view unfinished_jobs;
drop view not_done_jobs;
drop view job_states;
drop view delivery_states;

-- Deliveries. What happened to a lead so far happened once, so the lead's id is the id of the event.
create table new_deliveries (
    id blob not null primary key,
    event text not null,
    event_id blob not null,
    channel text not null check (channel in ('mail', 'webhook')),
    target text not null,
    subject text not null,
    status text not null check (status in ('queued', 'sending', 'retry', 'sent', 'dead', 'cancelled')),
    tries integer not null,
    maybe_twice integer not null,
    message_id text not null,
    last_error text,
    created_at text not null,
    sent_at text,
    unique (event_id, event, channel, target)
) strict;
insert into new_deliveries
select id, case kind when 'lead_webhook' then 'lead_qualified' else kind end, lead_id,
       case kind when 'lead_webhook' then 'webhook' else 'mail' end, target,
       'lead:' || lower(substr(hex(lead_id), 1, 8) || '-' || substr(hex(lead_id), 9, 4) || '-' || substr(hex(lead_id), 13, 4)
           || '-' || substr(hex(lead_id), 17, 4) || '-' || substr(hex(lead_id), 21)),
       status, tries, maybe_twice, message_id, last_error, created_at, sent_at
from deliveries;
create table new_held_deliveries (
    delivery_id blob not null primary key references new_deliveries (id) on delete cascade,
    reason text not null,
    held_at text not null,
    release_at text,
    released_at text,
    released_by text
) strict;
insert into new_held_deliveries select delivery_id, reason, held_at, release_at, released_at, released_by from held_deliveries;
drop table held_deliveries;
drop table deliveries;
alter table new_deliveries rename to deliveries;
alter table new_held_deliveries rename to held_deliveries;
create index held_deliveries_open on held_deliveries (delivery_id) where released_at is null;
create index deliveries_subject on deliveries (subject, id);
create index deliveries_status on deliveries (status, id);
create index deliveries_event on deliveries (event, channel, id);
create index deliveries_event_status on deliveries (event, channel, status, id);

-- Jobs and their attempts.
create table new_enqueued_jobs (
    id text not null primary key,
    queue text not null,
    subject text,
    arguments text not null,
    created_at text not null,
    cancelled_at text,
    discarded_at text,
    waits integer not null default 0,
    waits_for text
) strict;
insert into new_enqueued_jobs
select id, queue,
       'lead:' || lower(substr(hex(lead_id), 1, 8) || '-' || substr(hex(lead_id), 9, 4) || '-' || substr(hex(lead_id), 13, 4)
           || '-' || substr(hex(lead_id), 17, 4) || '-' || substr(hex(lead_id), 21)),
       arguments, created_at, cancelled_at, discarded_at, waits, waits_for
from enqueued_jobs;
create table new_job_attempts (
    job_id text not null references new_enqueued_jobs (id),
    attempt integer not null,
    worker text not null,
    started_at text not null,
    ended_at text not null,
    outcome text not null check (outcome in ('done', 'retry', 'dead', 'cancelled')),
    error text,
    next_run_at text,
    id blob not null primary key,
    error_folded text,
    waited integer not null default 0
) strict;
insert into new_job_attempts
select job_id, attempt, worker, started_at, ended_at, outcome, error, next_run_at, id, error_folded, waited from job_attempts;
drop table job_attempts;
drop table enqueued_jobs;
alter table new_enqueued_jobs rename to enqueued_jobs;
alter table new_job_attempts rename to job_attempts;
create index enqueued_jobs_subject on enqueued_jobs (subject);
create index enqueued_jobs_queue on enqueued_jobs (queue, id);
create index enqueued_jobs_ended on enqueued_jobs (id) where cancelled_at is not null or discarded_at is not null;
create index enqueued_jobs_waits_for on enqueued_jobs (waits_for) where waits_for is not null;
create index job_attempts_job on job_attempts (job_id, id);
create index job_attempts_ended on job_attempts (ended_at);
create index job_attempts_failed on job_attempts (job_id) where error is not null;
create index job_attempts_unfolded on job_attempts (id) where error is not null and error_folded is null;

-- Reports. Those written so far are their lead's first version and take its id.
create table new_reports (
    id blob not null primary key,
    lead_id blob not null references leads (id),
    version integer not null check (version > 0),
    document text not null,
    article text not null,
    markdown text not null,
    pdf blob,
    created_at text not null,
    unique (lead_id, version)
) strict;
insert into new_reports (id, lead_id, version, document, article, markdown, pdf, created_at)
select lead_id, lead_id, 1, document, article, markdown, pdf, created_at from reports;
drop table reports;
alter table new_reports rename to reports;

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

-- Without its name SQLite takes an index that it must look up every row for.
create view queue_depths as
select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state
union all
select job_type as queue, 'done' as state, count(*) as jobs, null as oldest_run_at from Jobs indexed by jobs_done where status = 'Done' group by job_type;

create view ended_jobs as
select s.id, s.created_at, (select max(a.ended_at) from job_attempts a where a.job_id = s.id) as touched_at from job_states s
where s.state in ('done', 'cancelled', 'discarded');
