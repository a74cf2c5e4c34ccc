//! The database URL of the settings, parsed and validated.

use std::path::PathBuf;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;

use super::OpenError;

/// A database URL: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// A local file.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(SecretString),
}

impl FromStr for DatabaseUrl {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        match text.split_once(':') {
            Some(("sqlite", rest)) => file(rest.strip_prefix("//").unwrap_or(rest)),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                PgConnectOptions::from_str(text).map_err(OpenError::Url)?;
                Ok(Self::Postgres(text.into()))
            }
            Some((scheme, _)) => Err(OpenError::Scheme(scheme.into())),
            None => Err(OpenError::Scheme(String::new())),
        }
    }
}

/// Returns the file of a `sqlite:` URL. Of SQLite's URL forms only paths are accepted: an in-memory database would
/// differ for each connection, and options after a `?` would become part of the name.
fn file(path: &str) -> Result<DatabaseUrl, OpenError> {
    let why = if path.is_empty() {
        "it names no file"
    } else if path.contains(":memory:") || path.contains("mode=memory") {
        "a database in memory would be lost with each connection"
    } else if path.starts_with("file:") {
        "the form file: is not supported"
    } else if path.contains('?') {
        "options after a ? are not supported; the file is always opened for reading and writing, and created if it is missing"
    } else if path.ends_with('/') {
        "it names a folder"
    } else {
        return Ok(DatabaseUrl::Sqlite(path.into()));
    };
    Err(OpenError::File(why))
}

impl DatabaseUrl {
    /// The file, or the server and database without user and password.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(url) => PgConnectOptions::from_str(url.expose_secret())
                .map(|o| {
                    format!(
                        "postgres://{}:{}/{}",
                        o.get_host(),
                        o.get_port(),
                        o.get_database().unwrap_or("")
                    )
                })
                .unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_its_database_and_hides_its_password() {
        for url in ["sqlite:data/stackmatch.db", "sqlite://data/stackmatch.db"] {
            assert_eq!(
                url.parse::<DatabaseUrl>().unwrap().place(),
                "data/stackmatch.db"
            );
        }
        assert_eq!(
            "sqlite:///var/x.db".parse::<DatabaseUrl>().unwrap().place(),
            "/var/x.db"
        );
        let postgres: DatabaseUrl = "postgres://ada:secret@db.example:5433/leads"
            .parse()
            .unwrap();
        assert_eq!(postgres.place(), "postgres://db.example:5433/leads");
        assert!(!format!("{postgres:?}").contains("secret"));
    }

    #[test]
    fn invalid_database_urls_are_refused_with_advice() {
        for (url, why) in [
            ("mysql://localhost/leads", "sqlite:"),
            ("data/stackmatch.db", "sqlite:"),
            ("sqlite:", "no file"),
            ("sqlite://", "no file"),
            ("sqlite::memory:", "memory"),
            ("sqlite:file:x.db", "file:"),
            ("sqlite:x.db?mode=memory", "memory"),
            ("sqlite:x.db?mode=ro", "after a ?"),
            ("sqlite:data/", "folder"),
        ] {
            let error = url.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(
                error.contains("--database-url") && error.contains(why),
                "{url}: {error}"
            );
        }
    }
}
