//! Why a database cannot be opened, in one sentence each: what happened, where, and what to do.

use sqlx::migrate::MigrateError;

use super::migrate::{Failed, WORKER_ALIVE_SECONDS};

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no supported database.
    #[error(
        "--database-url (STACKMATCH_DATABASE_URL) must begin with sqlite: or postgres://, for example sqlite:data/stackmatch.db; its scheme is {0:?}"
    )]
    Scheme(String),
    /// The URL is a SQLite URL without a file.
    #[error(
        "--database-url (STACKMATCH_DATABASE_URL) must be sqlite: and the path of a file, for example sqlite:data/stackmatch.db: {0}"
    )]
    File(&'static str),
    /// The URL is a PostgreSQL URL that cannot be parsed.
    #[error(
        "--database-url (STACKMATCH_DATABASE_URL) is not a PostgreSQL URL of the form postgres://user:password@host:port/name: {0}"
    )]
    Url(sqlx::Error),
    /// The database cannot be reached or used.
    #[error("the database {place} cannot be opened: {}{}", driver_message(.error), hint(.error))]
    Connect {
        /// The file, or the server without its password.
        place: String,
        /// The driver's error.
        error: sqlx::Error,
    },
    /// The folder of a SQLite file cannot be locked, so two processes might create the same database.
    #[error(
        "the database {place} cannot be opened, because its folder cannot be locked: {error}; is its folder there, may this user read it, and is it on a local disk?"
    )]
    Folder {
        /// The file.
        place: String,
        /// What the operating system reports.
        error: std::io::Error,
    },
    /// A pooler in front of PostgreSQL shares a session's connection between transactions.
    #[error(
        "{place} is a pooler in transaction mode, which cannot work: workers LISTEN for jobs and statements are prepared, both for the time of a session; use session mode (pgbouncer: pool_mode = session), or connect to PostgreSQL directly"
    )]
    Pooled {
        /// The server, without its password.
        place: String,
    },
    /// A migration failed.
    #[error("migrating the database {place} failed: {}", migration_message(.error))]
    Migrate {
        /// The file, or the server without its password.
        place: String,
        /// The migrator's error.
        error: MigrateError,
    },
    /// The role lacks the right to change the schema.
    #[error(
        "the database {place} needs a migration, and this role may not do it ({}): run `stackmatch migrate` with a role that may create a schema, tables and the extensions hstore and pgcrypto, or grant these rights", migration_message(.error)
    )]
    Rights {
        /// The server, without its password.
        place: String,
        /// The database's error.
        error: MigrateError,
    },
    /// A later version of the program created the schema.
    #[error(
        "the database {place} has a newer schema (migration {version}) than this program knows: start the newer program, or restore the backup that was made before the upgrade"
    )]
    Newer {
        /// The file, or the server without its password.
        place: String,
        /// The first unknown migration.
        version: i64,
    },
    /// A migration started but did not finish.
    #[error(
        "migration {version} of the database {place} was begun and did not end: restore the backup that was made before the upgrade and start again; or undo by hand what it did, delete the row of version {version} in the table _sqlx_migrations, and start again"
    )]
    HalfDone {
        /// The file, or the server without its password.
        place: String,
        /// The migration.
        version: i64,
    },
    /// An applied migration differs from this program's.
    #[error(
        "migration {version} of the database {place} is not the one that this program has: the schema was made by another build; start that one, or restore a backup that this one made"
    )]
    Changed {
        /// The file, or the server without its password.
        place: String,
        /// The migration.
        version: i64,
    },
    /// Workers of an earlier version run, which a migration would confuse.
    #[error(
        "the database {place} needs migration {version}, during which no earlier version of the program may run, and workers do: {}; stop every process of the earlier version and start again (a worker that was killed counts as running for {WORKER_ALIVE_SECONDS} s)",
        .workers.join(", ")
    )]
    Workers {
        /// The file, or the server without its password.
        place: String,
        /// The migration.
        version: i64,
        /// Names of the workers.
        workers: Vec<String>,
    },
    /// The job tables belong to another installation.
    #[error(
        "the database {place} is used by another installation already, whose tables are in the schema {schema:?}: the job tables (schema apalis) cannot be shared, and the two would lose each other's mails; give each installation a database of its own"
    )]
    Shared {
        /// The server, without its password.
        place: String,
        /// The schema of the other installation's tables.
        schema: String,
    },
}

impl OpenError {
    /// Converts the error of a failed migration.
    pub(super) fn migration(place: String, error: Failed) -> Self {
        let error = match error {
            Failed::Workers(version, workers) => {
                return Self::Workers {
                    place,
                    version,
                    workers,
                };
            }
            Failed::Migration(error) => error,
        };
        match error {
            MigrateError::VersionMissing(version) => Self::Newer { place, version },
            MigrateError::VersionMismatch(version) => Self::Changed { place, version },
            MigrateError::Dirty(version) => Self::HalfDone { place, version },
            error if is_forbidden(&error) => Self::Rights { place, error },
            error => Self::Migrate { place, error },
        }
    }
}

fn is_forbidden(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    sqlstate(error).as_deref() == Some("42501")
}

fn sqlstate(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()?
        .code()
        .map(|code| code.into_owned())
}

/// Returns a driver's message once: the driver repeats the database's words in its text and as its cause.
fn driver_message(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

fn migration_message(error: &MigrateError) -> String {
    match error {
        MigrateError::Execute(error) => driver_message(error),
        MigrateError::ExecuteMigration(error, version) => {
            format!("{} (in migration {version})", driver_message(error))
        }
        other => other.to_string(),
    }
}

/// Returns a hint on what to check.
fn hint(error: &sqlx::Error) -> &'static str {
    if matches!(error, sqlx::Error::Io(_)) {
        return "; does the server run, and is it reached at this address?";
    }
    let Some(state) = sqlstate(error) else {
        return "";
    };
    match state.as_str() {
        "28P01" | "28000" => {
            "; check user and password in --database-url (STACKMATCH_DATABASE_URL), and at pg_hba.conf"
        }
        "3D000" => "; create it, or name another in --database-url (STACKMATCH_DATABASE_URL)",
        "53300" => {
            "; a process needs up to 24 connections: raise max_connections or the limit of the role, or stop others"
        }
        "42501" => "; grant the role the rights that docs/operations.md lists under PostgreSQL",
        "08P01" => "; if this is a pooler, docs/operations.md says under PostgreSQL what it needs",
        "14" => "; is its folder there, and may this user write to it?",
        "8" | "1032" => "; may this user write to it and to its folder?",
        _ => "",
    }
}
