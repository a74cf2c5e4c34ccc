//! Reports: the document of a lead and its rendered formats, built once by a job and served as stored.

use crate::ids::{LeadId, ReportId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Result, Tx, on};
use crate::report::Document;

/// A version of a report to store.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// Its id; the first version has that of the lead.
    pub id: ReportId,
    /// The lead that it is for.
    pub lead_id: LeadId,
    /// The version, from 1.
    pub version: u32,
    /// The document as data.
    pub document: &'a Document,
    /// The HTML format, an `<article>`.
    pub article: &'a str,
    /// The Markdown format.
    pub markdown: &'a str,
    /// The PDF format; `None` without the feature `pdf`.
    pub pdf: Option<&'a [u8]>,
    /// When it was built.
    pub now: DateTime<Utc>,
}

/// A version of a report.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ReportVersion {
    /// Its id.
    pub id: ReportId,
    /// The version, from 1.
    #[sqlx(try_from = "i64")]
    pub version: u32,
    /// When it was built.
    pub created_at: DateTime<Utc>,
}

/// The document of a report.
#[derive(Clone, Debug, FromRow)]
pub struct ReportRow {
    /// The document as data.
    #[sqlx(json)]
    pub document: Document,
    /// When it was built.
    pub created_at: DateTime<Utc>,
}

/// A format that is stored as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// The `<article>` of the page.
    Article,
    /// Markdown.
    Markdown,
}

impl Db {
    /// Returns the document of the latest version of a lead's report, once built.
    pub async fn report(&self, lead: LeadId) -> Result<Option<ReportRow>> {
        on!(&self.read, |db| {
            query_as(
            "select document, created_at from reports where lead_id = $1 order by version desc limit 1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await
        })
    }

    /// Returns the document of one version of a report, once built.
    pub async fn report_by_id(&self, id: ReportId) -> Result<Option<ReportRow>> {
        on!(&self.read, |db| query_as(
            "select document, created_at from reports where id = $1"
        )
        .bind(id)
        .fetch_optional(db)
        .await)
    }

    /// Returns a text format of the latest version of a lead's report, once built.
    pub async fn report_text(&self, lead: LeadId, format: ReportFormat) -> Result<Option<String>> {
        let sql = match format {
            ReportFormat::Article => {
                "select article from reports where lead_id = $1 order by version desc limit 1"
            }
            ReportFormat::Markdown => {
                "select markdown from reports where lead_id = $1 order by version desc limit 1"
            }
        };
        on!(&self.read, |db| query_scalar(sql)
            .bind(lead)
            .fetch_optional(db)
            .await)
    }

    /// Returns the PDF of the latest version of a lead's report, once built: `Some(None)` for a report made without the
    /// feature `pdf`.
    #[allow(clippy::option_option)]
    pub async fn report_pdf(&self, lead: LeadId) -> Result<Option<Option<Vec<u8>>>> {
        on!(&self.read, |db| query_scalar(
            "select pdf from reports where lead_id = $1 order by version desc limit 1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await)
    }

    /// Returns the PDF of one version of a report; `None` if it was not built, or without the feature `pdf`.
    pub async fn report_pdf_by_id(&self, id: ReportId) -> Result<Option<Vec<u8>>> {
        let pdf: Option<Option<Vec<u8>>> = on!(&self.read, |db| query_scalar(
            "select pdf from reports where id = $1"
        )
        .bind(id)
        .fetch_optional(db)
        .await)?;
        Ok(pdf.flatten())
    }

    /// Returns the versions of a lead's report, the first one first.
    pub async fn report_versions(&self, lead: LeadId) -> Result<Vec<ReportVersion>> {
        on!(&self.read, |db| query_as(
            "select id, version, created_at from reports where lead_id = $1 order by version"
        )
        .bind(lead)
        .fetch_all(db)
        .await)
    }
}

impl Tx {
    /// Stores a version of a report; one that exists is replaced.
    pub async fn upsert_report(&mut self, report: &NewReport<'_>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
            "insert into reports (id, lead_id, version, document, article, markdown, pdf, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set document = excluded.document, article = excluded.article, markdown = excluded.markdown, pdf = excluded.pdf, created_at = excluded.created_at")
            .bind(report.id).bind(report.lead_id).bind(i64::from(report.version)).bind(Json(report.document)).bind(report.article).bind(report.markdown).bind(report.pdf).bind(report.now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }
}
