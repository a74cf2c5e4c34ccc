//! What ties the processes of an installation together: the data folder, the database and the matching server key.

use anyhow::{Context, bail};

use crate::clock::Clock;
use crate::config::{DatabaseArgs, KeyArgs};
use crate::keys::Keys;
use crate::store::Db;

/// Creates the data folder, accessible to its owner only: it will hold answers, mails and the server key.
///
/// # Errors
/// When it cannot be created.
pub fn data_folder(place: &DatabaseArgs) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .recursive(true)
        .create(&place.data_dir)
        .with_context(|| {
            format!(
                "creating the data folder {}; choose another with --data-dir (STACKMATCH_DATA_DIR)",
                place.data_dir.display()
            )
        })
}

/// Returns the server key if it is the one that the database's links were made with. On the first start it is created,
/// unless one is set, and its fingerprint is stored in the database.
///
/// # Errors
/// When the database was used with another key, or belongs to another installation.
pub async fn keys(
    place: &DatabaseArgs,
    key: &KeyArgs,
    db: &Db,
    clock: &Clock,
) -> anyhow::Result<Keys> {
    if key.is_missing(&place.data_dir) && db.is_in_use().await? {
        bail!(
            "the database {} is in use, but its server key {} is missing: restore it from the backup, or set --secret-key (STACKMATCH_SECRET_KEY). {LOST}",
            place.url()?.place(),
            KeyArgs::file(&place.data_dir).display()
        );
    }
    let keys = key.open(&place.data_dir)?;
    let installation = db
        .installation(clock.new_id(), &keys.fingerprint(), clock.now())
        .await?;
    if installation.key_fingerprint != keys.fingerprint() {
        let database = place.url()?.place();
        let key = if key.is_set() {
            "--secret-key (STACKMATCH_SECRET_KEY)".to_owned()
        } else {
            KeyArgs::file(&place.data_dir).display().to_string()
        };
        bail!(
            "{key} is not the server key that the database {database} was used with: restore that key from the backup; every process of an installation needs the same one, and every installation a database of its own. {LOST}"
        );
    }
    Ok(keys)
}

/// How to continue without the key.
const LOST: &str = "If it is lost, `stackmatch migrate --adopt-key` creates a new one, and all links sent so far stop working";

/// Adopts the key that is set or in the data folder, or a new one, whichever key the database was used with.
///
/// # Errors
/// When no key can be opened or created, or the database cannot be written.
pub async fn adopt_key(
    place: &DatabaseArgs,
    key: &KeyArgs,
    db: &Db,
    clock: &Clock,
) -> anyhow::Result<()> {
    let keys = key.open(&place.data_dir)?;
    db.installation(clock.new_id(), &keys.fingerprint(), clock.now())
        .await?;
    Ok(db.adopt_key(&keys.fingerprint()).await?)
}
