//! A fresh database for each test, copied from one that was migrated once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, Executor, PgConnection};
use stackmatch::store::{DatabaseUrl, Db};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

/// The database of one test; deleted with it.
pub struct Database {
    /// The URL for `--database-url`.
    pub url: String,
    /// The test's own folder.
    pub folder: TempDir,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
        let (_, template) = TEMPLATE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("template.db");
                open(&format!("sqlite:{}", path.display()))
                    .await
                    .close()
                    .await;
                (folder, path)
            })
            .await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stackmatch.db");
        std::fs::copy(template, &path).unwrap();
        Self {
            url: format!("sqlite:{}", path.display()),
            folder,
        }
    }

    pub async fn postgres() -> Self {
        static TEMPLATE: OnceCell<()> = OnceCell::const_new();
        static COPYING: Mutex<()> = Mutex::const_new(());
        let server = std::env::var("STACKMATCH_TEST_POSTGRES")
            .expect("tests on PostgreSQL need a server: run them with tests/run");
        let (base, _) = server.rsplit_once('/').unwrap();
        let template = format!("stackmatch_template_{}", std::process::id());
        TEMPLATE
            .get_or_init(|| async {
                run(&server, &format!("create database {template}")).await;
                open(&format!("{base}/{template}")).await.close().await;
            })
            .await;
        let name = format!(
            "stackmatch_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let copying = COPYING.lock().await;
        run(
            &server,
            &format!("create database {name} template {template}"),
        )
        .await;
        drop(copying);
        Self {
            url: format!("{base}/{name}"),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The URL of another, empty database on the same server, or of another file.
    pub async fn empty(&self) -> String {
        if self.is_sqlite() {
            return format!("sqlite:{}", self.folder.path().join("empty.db").display());
        }
        let (base, name) = self.url.rsplit_once('/').unwrap();
        run(
            &format!("{base}/postgres"),
            &format!("create database {name}_empty"),
        )
        .await;
        format!("{base}/{name}_empty")
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// Runs SQL on the PostgreSQL server, in its database `postgres`, as its owner.
    pub async fn on_server(&self, sql: &str) {
        let (base, _) = self.url.rsplit_once('/').unwrap();
        run(&format!("{base}/postgres"), sql).await;
    }

    /// Runs SQL in this database on PostgreSQL.
    pub async fn on_postgres(&self, sql: &str) {
        run(&self.url, sql).await;
    }

    /// Its name on the PostgreSQL server.
    pub fn name(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }

    /// The URL for another role.
    pub fn url_of(&self, role: &str) -> String {
        self.url.replacen("stackmatch@", &format!("{role}@"), 1)
    }

    /// Another handle to the same database.
    pub async fn open(&self) -> Db {
        open(&self.url).await
    }
}

async fn open(url: &str) -> Db {
    url.parse::<DatabaseUrl>().unwrap().open().await.unwrap()
}

async fn run(server: &str, sql: &str) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    connection
        .execute(sqlx::AssertSqlSafe(sql.to_owned()))
        .await
        .unwrap();
    connection.close().await.unwrap();
}
