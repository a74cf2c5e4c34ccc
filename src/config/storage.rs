//! The data folder, the database, and the key of the installation.

use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::given;
use crate::keys::Keys;
use crate::store::DatabaseUrl;

/// The data folder and the database: the settings of `migrate` and `token`.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// Folder for the database, the outbox and the server key
    #[arg(
        long,
        env = "STACKMATCH_DATA_DIR",
        default_value = "data",
        value_name = "DIR"
    )]
    pub data_dir: PathBuf,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME [default: sqlite:DATA_DIR/stackmatch.db]
    #[arg(
        long,
        env = "STACKMATCH_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<SecretString>,
}

impl DatabaseArgs {
    /// The database.
    ///
    /// # Errors
    /// If the setting names none.
    pub fn url(&self) -> anyhow::Result<DatabaseUrl> {
        match given(self.database_url.as_ref()) {
            Some(url) => Ok(url.expose_secret().parse()?),
            None => Ok(DatabaseUrl::Sqlite(self.data_dir.join("stackmatch.db"))),
        }
    }
}

/// The key of the installation.
#[derive(Args, Clone, Debug)]
pub struct KeyArgs {
    /// Key that signs the links of prospects, 64 hexadecimal digits; the same for all processes of an installation [default: DATA_DIR/secret.key, created on first start]
    #[arg(
        long,
        env = "STACKMATCH_SECRET_KEY",
        value_name = "HEX",
        hide_env_values = true
    )]
    pub secret_key: Option<SecretString>,
}

impl KeyArgs {
    /// The server key; created if it is neither set nor in the data folder.
    ///
    /// # Errors
    /// If it can be neither read nor created.
    pub fn open(&self, data_dir: &Path) -> anyhow::Result<Keys> {
        match given(self.secret_key.as_ref()) {
            Some(hex) => Keys::from_hex(hex),
            None => Keys::from_file(&Self::file(data_dir)),
        }
    }

    /// Whether the key is a setting.
    #[must_use]
    pub fn is_set(&self) -> bool {
        given(self.secret_key.as_ref()).is_some()
    }

    /// The file of the key, if the key is not a setting.
    #[must_use]
    pub fn file(data_dir: &Path) -> PathBuf {
        data_dir.join("secret.key")
    }

    /// Whether the key does not exist yet.
    #[must_use]
    pub fn is_missing(&self, data_dir: &Path) -> bool {
        !self.is_set() && !Self::file(data_dir).exists()
    }
}
