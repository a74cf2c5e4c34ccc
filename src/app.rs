//! What every request and every job shares, and the life of the program: start, serve, stop.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;

use crate::clock::Clock;
use crate::config::{Config, DatabaseArgs, Overrides};
use crate::content::Content;
use crate::content::brand::Brand;
use crate::content::source::{Problem, Source};
use crate::jobs::{Breaker, InFlight};
use crate::keys::Keys;
use crate::mail::{self, Dkim, Mailer};
use crate::report::{self, Press};
use crate::staff::Refusals;
use crate::store::Db;
use crate::telemetry::Metrics;
use crate::web::Web;
use crate::webhook::Webhooks;

/// The application. Cheap to clone; requests and jobs get the same one.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] consists of.
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// Questionnaire, catalogue, rules, matchups.
    pub content: Content,
    /// The database.
    pub db: Db,
    /// Where mails go.
    pub mailer: Mailer,
    /// Calls webhooks, if there are any.
    pub webhooks: Option<Webhooks>,
    /// Mail layouts, compiled.
    pub mails: mail::Templates,
    /// Pages, prepared.
    pub web: Web,
    /// Prints reports.
    pub press: Press,
    /// Makes and opens the links of prospects.
    pub keys: Keys,
    /// Now, and new ids.
    pub clock: Clock,
    /// Counters and histograms.
    pub metrics: Metrics,
    /// Open while the mail server is away.
    pub breaker: Breaker,
    /// What is being handed over.
    pub in_flight: InFlight,
    /// Sign-ins of the staff that were refused.
    pub refusals: Refusals,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database and prepares all that can be prepared before the first request.
    ///
    /// # Errors
    /// With what failed and what to change.
    pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        config.validate()?;
        data_folder(&config.database)?;
        let keys = config.keys()?;
        let key = config.database.data_dir.join("secret.key");
        warn_if_open("the data folder", &config.database.data_dir, "go");
        warn_if_open("the server key", &key, "go");
        // Its group may read it: /etc often belongs to root and the group of the service.
        config.dkim_key.iter().for_each(|key| warn_if_open("the DKIM key", key, "o"));
        let mailer = match config.smtp_url() {
            Some(url) => Mailer::smtp(url, config.smtp_ca.as_deref()).context("--smtp-url (STACKMATCH_SMTP_URL)")?,
            None => Mailer::file(&config.outbox())?,
        };
        let mailer = match (&config.dkim_key, &config.dkim_selector) {
            (Some(key), Some(selector)) => {
                let dkim = Dkim::open(config.mail_from.email.domain(), selector, key);
                mailer.signing(dkim.context("--dkim-key (STACKMATCH_DKIM_KEY)")?)
            }
            _ => mailer,
        };
        let db = config.database_url()?.open().await?;
        Self::assemble(config, clock, db, mailer, keys)
    }

    /// Puts an application together from parts that a test may choose.
    ///
    /// # Errors
    /// When content or templates have problems.
    pub fn assemble(config: Config, clock: Clock, db: Db, mailer: Mailer, keys: Keys) -> anyhow::Result<Self> {
        let content = content(&config.overrides)?;
        let mails = mails(&config.overrides, &content.brand, &config.base_url())?;
        let web = Web::prepare(&content, config.overrides.web_dir.as_deref(), &config.base_url())
            .context("preparing the pages")?;
        let press = press(&config.overrides, &content.brand)?;
        let webhooks = config.webhook_secret()?;
        let webhooks = webhooks.map(|secret| Webhooks::new(secret, config.webhook_ca.as_deref())).transpose()?;
        Ok(Self(Arc::new(Parts {
            content,
            mails,
            web,
            press,
            webhooks,
            metrics: Metrics::new(db.transactions().clone()),
            breaker: Breaker::default(),
            in_flight: InFlight::default(),
            refusals: Refusals::default(),
            config,
            db,
            mailer,
            keys,
            clock,
        })))
    }
}

/// The mail layouts, with those of the folder of mails laid over them, if there is one.
///
/// # Errors
/// When a template does not compile.
pub fn mails(overrides: &Overrides, brand: &Brand, site_url: &str) -> anyhow::Result<mail::Templates> {
    mail::Templates::load(overrides.emails_dir.as_deref(), brand, site_url).context("loading the mail templates")
}

/// What prints reports, with the templates of the folder of web files, if there is one.
///
/// # Errors
/// When a template does not compile.
pub fn press(overrides: &Overrides, brand: &Brand) -> anyhow::Result<Press> {
    let template = |path: &str| {
        let file = overrides.web_dir.as_ref().map(|folder| folder.join(path)).filter(|file| file.exists());
        let text =
            file.map(|file| std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display())));
        text.transpose()
    };
    Press::new(template(report::PAGE)?, template(report::SHEET)?, brand).context("loading the report's templates")
}

/// Chooses who does the cryptography of TLS, for all HTTP clients of this process; the first choice stays.
pub fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Makes the data folder, if it is not there yet.
///
/// # Errors
/// When it cannot be made.
pub fn data_folder(place: &DatabaseArgs) -> anyhow::Result<()> {
    create_private(&place.data_dir).with_context(|| {
        format!(
            "creating the data folder {}; choose another with --data-dir (STACKMATCH_DATA_DIR)",
            place.data_dir.display()
        )
    })
}

/// Says so where `others` (in `chmod`'s letters) can look into a file or folder that is not for them.
fn warn_if_open(what: &str, path: &Path, others: &str) {
    use std::os::unix::fs::PermissionsExt;
    let mask = if others == "o" { 0o007 } else { 0o077 };
    if std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & mask != 0) {
        tracing::warn!("other users of this machine can read {what}: chmod {others}= {}", path.display());
    }
}

/// Makes a folder that only its owner can look into: it will hold answers, mails and the server key.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Loads all content, or says everything that is wrong with it.
///
/// # Errors
/// One sentence a problem, with file and line.
pub fn content(overrides: &Overrides) -> anyhow::Result<Content> {
    let source = match &overrides.content_dir {
        Some(folder) => Source::folder(folder).with_context(|| {
            format!(
                "reading the content folder {}; set another with --content-dir (STACKMATCH_CONTENT_DIR)",
                folder.display()
            )
        })?,
        None => Source::embedded(),
    };
    Content::load(&source).map_err(|problems| {
        let list: Vec<String> = problems.iter().map(Problem::to_string).collect();
        anyhow::anyhow!("the content has {} problem(s):\n{}", list.len(), list.join("\n"))
    })
}
