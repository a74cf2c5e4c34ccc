//! The PDF of a report: as it is stored, or made again from the document.

use chrono::NaiveDate;

use super::{AdvisorError, QueueLimit, Services};
use crate::i18n::{Language, long_date};
use crate::report::{self, Document, RenderError};
use crate::store::{self, StoredPdf};
use crate::t;

/// Why a PDF could not be made again.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] store::Error),
    /// Too many requests are waiting, or typesetting panicked.
    #[error(transparent)]
    Work(#[from] AdvisorError),
    /// The document could not be typeset.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Returns the PDF of a report; one that was deleted is made again and stored. `None`: the report never had one.
///
/// # Errors
/// [`PdfError`]
pub async fn pdf(
    app: &Services,
    stored: StoredPdf,
    limit: QueueLimit,
) -> Result<Option<Vec<u8>>, PdfError> {
    if stored.pdf.is_some() || stored.pdf_sha256.is_none() {
        return Ok(stored.pdf);
    }
    remake_pdf(app, &stored, limit).await
}

/// Makes the PDF of a report again from its document and stores it. If it is not the one that was mailed, because the
/// program or its templates have changed since, a note under its date says so.
///
/// # Errors
/// [`PdfError`]
pub async fn remake_pdf(
    app: &Services,
    stored: &StoredPdf,
    limit: QueueLimit,
) -> Result<Option<Vec<u8>>, PdfError> {
    let Some(row) = app.db.report_by_id(stored.id).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    let work = {
        let (app, stored) = (app.clone(), stored.clone());
        move || typeset(&app, &row.document, &stored, now.date_naive())
    };
    let pdf = app.advisor.whole.run(limit, work).await??;
    // Fire and forget.
    drop(tokio::task::spawn_blocking(report::evict_cache));
    if let Some(pdf) = &pdf {
        let mut tx = app.db.begin().await?;
        tx.store_pdf(stored.id, pdf, now).await?;
        tx.commit().await?;
    }
    Ok(pdf)
}

fn typeset(
    app: &Services,
    document: &Document,
    stored: &StoredPdf,
    today: NaiveDate,
) -> Result<Option<Vec<u8>>, RenderError> {
    let pdf = app.report_renderer.pdf(document)?;
    let is_other = |pdf: &[u8]| stored.pdf_sha256.is_some() && !stored.is_original(pdf);
    if !pdf.as_deref().is_some_and(is_other) {
        return Ok(pdf);
    }
    let language = Language::of(&document.text.language).unwrap_or(app.content.brand.language);
    let locale = app.messages.locale(language);
    let note = t!(
        locale,
        "report-pdf-made-again",
        date = long_date(locale, today)
    );
    app.report_renderer.pdf_with_note(document, &note)
}
