-- A search finds words by their beginning: a rare word through these tables, a common one soon among the newest rows. The
-- program fills them, and folds all texts again, with a mark before each word.
create table lead_words (
    word text not null,
    lead_id blob not null references leads (id) on delete cascade,
    primary key (word, lead_id)
) strict, without rowid;
create index lead_words_lead on lead_words (lead_id);
create table error_words (
    word text not null,
    job_id text not null references enqueued_jobs (id) on delete cascade,
    primary key (word, job_id)
) strict, without rowid;
create index error_words_job on error_words (job_id);
delete from lead_search;
update job_attempts set error_folded = null where error_folded is not null;

-- Jobs that are done are no longer counted: their number says only how long history is kept.
drop index jobs_done;
-- By state, newest first.
drop index jobs_not_done;
create index jobs_not_done on Jobs (status, id, job_type, run_at, attempts, max_attempts) where status <> 'Done';
drop view queue_depths;
create view queue_depths as
select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state;
