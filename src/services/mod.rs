//! Services shared by requests and jobs: settings, content, database, mail, clock, and in-memory state.

mod advisor;
mod answer_writer;
mod database_outage;
mod delivery_locks;
mod funnel;
mod outages;
mod pdf;
mod refusals;
mod report;
mod revisions;

pub use advisor::{Advisor, AdvisorError, QueueLimit};
pub use answer_writer::AnswerWriter;
pub use database_outage::DatabaseOutage;
pub(crate) use delivery_locks::DeliveryGuard;
pub use delivery_locks::DeliveryLocks;
pub use funnel::{Funnel, funnel_key, store_funnel};
pub(crate) use outages::KnownOutage;
pub use outages::Outages;
pub use pdf::{PdfError, pdf, remake_pdf};
pub use refusals::Refusals;
pub use report::{document, print, print_to_store, report_url, versioned_document};
pub use revisions::Revisions;

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use chrono::TimeDelta;

use crate::clock::Clock;
use crate::config::{Config, KeyArgs, Overrides};
use crate::content::Content;
use crate::content::brand::Brand;
use crate::content::source::{Problem, Source};
use crate::i18n::Messages;
use crate::installation;
use crate::keys::Keys;
use crate::mail::{self, Dkim, Mailer};
use crate::recommendation::{self, Model};
use crate::report::{OwnParts, ReportRenderer};
use crate::store::{self, Db};
use crate::telemetry::{Metrics, Monitor};
use crate::webhook::Webhooks;

/// Clock offsets above this are logged as a warning.
const NOTABLE_OFFSET: TimeDelta = TimeDelta::seconds(2);

/// The application's services, shared by all requests and jobs. Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Parts>);

/// The parts of [`Services`].
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// Questionnaire, catalogue and matchups.
    pub content: Content,
    /// The rules behind recommendations.
    pub model: Model,
    /// The database.
    pub db: Db,
    /// Sends mails.
    pub mailer: Mailer,
    /// Calls webhooks, if any are configured.
    pub webhooks: Option<Webhooks>,
    /// The texts of pages, mails and reports.
    pub messages: Messages,
    /// Compiled mail templates.
    pub mails: mail::Templates,
    /// Renders reports.
    pub report_renderer: ReportRenderer,
    /// Signs and verifies the links of prospects.
    pub keys: Keys,
    /// Source of the time and of new ids.
    pub clock: Clock,
    /// Counters and histograms.
    pub metrics: Metrics,
    /// Outages, as this process knows them.
    pub outages: Outages,
    /// Deliveries in flight.
    pub delivery_locks: DeliveryLocks,
    /// Refused staff sign-ins.
    pub refusals: Refusals,
    /// The last readings of the database and the jobs.
    pub monitor: Monitor,
    /// The operator alert that the database cannot store.
    pub database_outage: DatabaseOutage,
    /// Computes recommendations.
    pub advisor: Advisor,
    /// Stores answers.
    pub answer_writer: AnswerWriter,
    /// How far visitors come.
    pub funnel: Funnel,
}

impl Deref for Services {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Services {
    /// Opens the database and prepares whatever can be prepared before the first request.
    ///
    /// # Errors
    /// What failed and how to fix it.
    pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        config.validate()?;
        installation::data_folder(&config.database)?;
        warn_if_open("the data folder", &config.database.data_dir, "go");
        // The group may read it: /etc often belongs to root and the group of the service.
        config
            .dkim_key
            .iter()
            .for_each(|key| warn_if_open("the DKIM key", key, "o"));
        let mailer = match config.smtp_url() {
            Some(url) => Mailer::smtp_with(url, config.smtp_options())
                .context("--smtp-url (STACKMATCH_SMTP_URL)")?,
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
        let keys = installation::keys(&config.database, &config.key, &db, &clock).await?;
        warn_if_open(
            "the server key",
            &KeyArgs::file(&config.database.data_dir),
            "go",
        );
        let app = Self::assemble(config, clock, db, mailer, keys)?;
        app.correct_time()
            .await
            .context("comparing the clock with the database's")?;
        Ok(app)
    }

    /// Synchronises the clock with the database server's, by which jobs are fetched and workers are judged, and
    /// corrects times stored by a clock that ran ahead. Call it periodically: clocks drift and are reset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correct_time(&self) -> store::Result<()> {
        let asked = self.clock.local();
        let theirs = self.db.now().await?;
        if let Some(offset) = self.clock.synchronize(asked, theirs, self.clock.local()) {
            let seconds = offset.as_seconds_f64();
            self.metrics.clock_offset(seconds);
            if offset.abs() > NOTABLE_OFFSET {
                tracing::warn!(
                    seconds,
                    "the database's clock is ahead of this machine's by this many seconds (behind if negative) and is followed; synchronize both, for example with NTP"
                );
            } else {
                tracing::info!(seconds, "the clock was adjusted to the database's");
            }
        }
        let mut tx = self.db.begin().await?;
        let rows = tx.correct_future(self.clock.now()).await?;
        tx.commit().await?;
        if rows > 0 {
            tracing::warn!(
                rows,
                "a clock was ahead; stored times in the future were set to now"
            );
        }
        Ok(())
    }

    /// Assembles the services from parts, which a test may choose.
    ///
    /// # Errors
    /// When content or templates have problems.
    pub fn assemble(
        config: Config,
        clock: Clock,
        db: Db,
        mailer: Mailer,
        keys: Keys,
    ) -> anyhow::Result<Self> {
        let (content, model) = content(&config.overrides)?;
        let messages = messages(&config.overrides)?;
        let mails = mails(
            &config.overrides,
            &content.brand,
            &config.base_url(),
            &messages,
        )?;
        let report_renderer = report_renderer(&config.overrides, &content.brand)?;
        let webhooks = config.webhook_secret()?;
        let webhooks = webhooks
            .map(|secret| Webhooks::new(secret, config.webhook_ca.as_deref()))
            .transpose()?;
        Ok(Self(Arc::new(Parts {
            funnel: Funnel::new(&content),
            content,
            model,
            messages,
            mails,
            report_renderer,
            webhooks,
            metrics: Metrics::new(db.transactions().clone()),
            outages: Outages::default(),
            delivery_locks: DeliveryLocks::default(),
            refusals: Refusals::default(),
            monitor: Monitor::default(),
            database_outage: DatabaseOutage::default(),
            advisor: Advisor::default(),
            answer_writer: AnswerWriter::start(db.clone()),
            config,
            db,
            mailer,
            keys,
            clock: clock.synchronized(),
        })))
    }
}

/// Loads the texts of pages, mails and reports; those of the override folder, if any, take precedence.
///
/// # Errors
/// Every mistake in them.
pub fn messages(overrides: &Overrides) -> anyhow::Result<Messages> {
    Messages::load(overrides.locales_dir.as_deref()).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!("loading the texts:\n{}", errors.join("\n"))
    })
}

/// Compiles the mail templates; those of the override folder, if any, take precedence.
///
/// # Errors
/// When a template does not compile, or a picture of the brand cannot be drawn.
pub fn mails(
    overrides: &Overrides,
    brand: &Brand,
    site_url: &str,
    messages: &Messages,
) -> anyhow::Result<mail::Templates> {
    let read = |path: &str| match &overrides.content_dir {
        Some(folder) => std::fs::read(folder.join(path)),
        None => Err(std::io::ErrorKind::NotFound.into()),
    };
    let pictures = mail::Pictures::draw(brand, read).context("drawing the pictures of mails")?;
    let folder = overrides.emails_dir.as_deref();
    mail::Templates::load(folder, brand, pictures, site_url, messages)
        .context("loading the mail templates")
}

/// Returns the report renderer, with the templates of the web override folder and the fonts of that of fonts, if any.
///
/// # Errors
/// When a template does not compile, or a font cannot be read.
pub fn report_renderer(overrides: &Overrides, brand: &Brand) -> anyhow::Result<ReportRenderer> {
    let template = |path: &str| {
        let file = overrides
            .web_dir
            .as_ref()
            .map(|folder| folder.join(path))
            .filter(|file| file.exists());
        let text = file.map(|file| {
            std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
        });
        text.transpose()
    };
    let own = OwnParts {
        html: template(crate::report::HTML_TEMPLATE)?,
        pdf: template(crate::report::PDF_TEMPLATE)?,
        fonts: match &overrides.fonts_dir {
            Some(folder) => fonts(folder)
                .with_context(|| format!("reading the fonts in {}", folder.display()))?,
            None => Vec::new(),
        },
    };
    ReportRenderer::new(own, brand).context("loading the report's templates and fonts")
}

/// The files of fonts in a folder, by name.
fn fonts(folder: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let is_font = extension
            .is_some_and(|extension| ["otf", "ttc", "ttf"].map(Into::into).contains(&extension));
        if is_font {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push((name.into_owned(), std::fs::read(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// Warns if `others` (in `chmod` notation) can access a file or folder that is not meant for them.
fn warn_if_open(what: &str, path: &Path, others: &str) {
    use std::os::unix::fs::PermissionsExt;
    let mask = if others == "o" { 0o007 } else { 0o077 };
    if std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & mask != 0) {
        tracing::warn!(
            "other users of this machine can read {what}: chmod {others}= {}",
            path.display()
        );
    }
}

/// Loads all content, or reports everything that is wrong with it.
///
/// # Errors
/// One sentence per problem, with file and line.
pub fn content(overrides: &Overrides) -> anyhow::Result<(Content, Model)> {
    let source = match &overrides.content_dir {
        Some(folder) => Source::folder(folder).with_context(|| {
            format!(
                "reading the content folder {}; set another with --content-dir (STACKMATCH_CONTENT_DIR)",
                folder.display()
            )
        })?,
        None => Source::embedded(),
    };
    recommendation::load(&source).map_err(|problems| {
        let list: Vec<String> = problems.iter().map(Problem::to_string).collect();
        anyhow::anyhow!(
            "the content has {} problem(s):\n{}",
            list.len(),
            list.join("\n")
        )
    })
}
