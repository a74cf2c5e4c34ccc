-- apalis keeps these twice: as the primary key of its jobs, and by lock_by, last_seen and worker_type under a second name.
-- Each job that is added pays for every index.
drop index if exists apalis.unique_job_id;
drop index if exists apalis.lidx;
drop index if exists apalis.lsidx;
drop index if exists apalis.wtidx;
