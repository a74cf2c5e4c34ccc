-- A search finds words by their beginning: a rare word through these tables, a common one soon among the newest rows. The
-- program fills them, and folds all texts again, with a mark before each word.
create table lead_words (
    word text collate "C" not null,
    lead_id uuid not null references leads (id) on delete cascade,
    primary key (word, lead_id)
);
create index lead_words_lead on lead_words (lead_id);
create table error_words (
    word text collate "C" not null,
    job_id text not null references enqueued_jobs (id) on delete cascade,
    primary key (word, job_id)
);
create index error_words_job on error_words (job_id);
delete from lead_search;
update job_attempts set error_folded = null where error_folded is not null;

-- Jobs that are done are no longer counted: their number says only how long history is kept.
drop index apalis.jobs_done;
-- By state, newest first.
drop index apalis.jobs_not_done;
create index jobs_not_done on apalis.jobs (status, id, job_type, run_at, attempts, max_attempts) where status <> 'Done';
drop view queue_depths;
create view queue_depths as
select j.job_type as queue,
       case
           when s.discarded_at is not null then 'discarded'
           when s.cancelled_at is not null and j.status = 'Killed' then 'cancelled'
           when j.status = 'Killed' or (j.status = 'Failed' and j.attempts >= j.max_attempts) then 'dead'
           when j.status = 'Failed' then 'retrying'
           when j.status = 'Pending' then 'waiting'
           else 'running'
       end as state,
       count(*) as jobs, min(j.run_at) as oldest_run_at
from apalis.jobs j
left join (select id, cancelled_at, discarded_at from enqueued_jobs where cancelled_at is not null or discarded_at is not null) s on s.id = j.id
where j.status <> 'Done' group by 1, 2;
