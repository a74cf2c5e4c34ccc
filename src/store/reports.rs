//! Reports: the document of a lead and its rendered formats, built once by a job and served as stored.

use crate::ids::LeadId;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Result, Tx, on};
use crate::report::Document;

/// A report to store.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// The lead that it is for.
    pub lead_id: LeadId,
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
pub enum ReportFace {
    /// The `<article>` of the page.
    Article,
    /// Markdown.
    Markdown,
}

impl Db {
    /// Returns the document of a lead's report, once built.
    pub async fn report(&self, lead: LeadId) -> Result<Option<ReportRow>> {
        on!(&self.read, |db| query_as(
            "select document, created_at from reports where lead_id = $1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await)
    }

    /// Returns a text format of a lead's report, once built.
    pub async fn report_face(&self, lead: LeadId, face: ReportFace) -> Result<Option<String>> {
        let sql = match face {
            ReportFace::Article => "select article from reports where lead_id = $1",
            ReportFace::Markdown => "select markdown from reports where lead_id = $1",
        };
        on!(&self.read, |db| query_scalar(sql)
            .bind(lead)
            .fetch_optional(db)
            .await)
    }

    /// Returns the PDF of a lead's report, once built: `Some(None)` for a report made without the feature `pdf`.
    #[allow(clippy::option_option)]
    pub async fn report_pdf(&self, lead: LeadId) -> Result<Option<Option<Vec<u8>>>> {
        on!(&self.read, |db| query_scalar(
            "select pdf from reports where lead_id = $1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await)
    }
}

impl Tx {
    /// Stores a report, replacing an earlier one of the same lead.
    pub async fn upsert_report(&mut self, report: &NewReport<'_>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
            "insert into reports (lead_id, document, article, markdown, pdf, created_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (lead_id) do update set document = excluded.document, article = excluded.article, markdown = excluded.markdown, pdf = excluded.pdf, created_at = excluded.created_at")
            .bind(report.lead_id).bind(Json(report.document)).bind(report.article).bind(report.markdown).bind(report.pdf).bind(report.now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }
}
