//! The statistics of the database's query planner.

use sqlx::SqlitePool;

use super::{Db, Either, Result};

/// Of a table with few rows SQLite remembers that, and reads all of it for each statement until the next analysis, even
/// when it has grown to thousands. each job is fetched and ended by statements, so its table always counts as large:
/// per index, the number of its rows, and how many of them share its first column, its first two, and so on.
const ANALYZE: &str = "pragma analysis_limit = 1000;
analyze;
begin immediate;
delete from sqlite_stat1 where tbl = 'Jobs';
insert into sqlite_stat1 (tbl, idx, stat) values
    ('Jobs', 'sqlite_autoindex_Jobs_1', '1000000 1'),
    ('Jobs', 'LIdx', '1000000 200000'),
    ('Jobs', 'idx_jobs_job_type_status_run_at', '1000000 100000 50000 5'),
    ('Jobs', 'idx_jobs_status_run_at', '1000000 200000 5'),
    ('Jobs', 'idx_jobs_completed_done_at', '1000000 300000 5 5'),
    ('Jobs', 'idx_jobs_idempotency_key', '1000000 100000 1'),
    ('Jobs', 'idx_jobs_pending', '1000 100 100 5 1'),
    ('Jobs', 'idx_jobs_failed', '1000 100 100 5 1'),
    ('Jobs', 'idx_jobs_claimable', '1000 300 100'),
    ('Jobs', 'idx_jobs_running', '10 2'),
    ('Jobs', 'jobs_not_done', '1000 200 1 1 1 1 1');
commit;
analyze sqlite_schema;";

/// Updates the statistics. Connections that are open keep those that they have.
pub(super) async fn analyze(pool: &SqlitePool) -> Result<()> {
    sqlx::raw_sql(ANALYZE).execute(pool).await.map(|_| ())
}

impl Db {
    /// Updates the planner's statistics.
    pub async fn analyze(&self) -> Result<()> {
        match &self.write {
            Either::Sqlite(pool) => analyze(pool).await,
            // Differs because PostgreSQL does this automatically, though only minutes after a new installation began to
            // work; of the jobs it matters at once.
            Either::Postgres(pool) => sqlx::query("analyze apalis.jobs")
                .execute(pool)
                .await
                .map(|_| ()),
        }
    }
}
