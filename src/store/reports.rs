//! Reports: the document of a lead and the faces made from it, built once by a job and served as stored.

use crate::ids::LeadId;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Result, Tx, on};
use crate::report::Document;

/// A report that is about to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// Whose report it is.
    pub lead_id: LeadId,
    /// The document as data.
    pub document: &'a Document,
    /// Its HTML face, an `<article>`.
    pub article: &'a str,
    /// Its Markdown face.
    pub markdown: &'a str,
    /// Its PDF face; `None` without the feature `pdf`.
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

/// A face that is stored as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFace {
    /// The `<article>` of the page.
    Article,
    /// Markdown.
    Markdown,
}

impl Db {
    /// The document of a lead's report, once built.
    pub async fn report(&self, lead: LeadId) -> Result<Option<ReportRow>> {
        on!(&self.read, |db| query_as(
            "select document, created_at from reports where lead_id = $1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await)
    }

    /// One textual face of a lead's report, once built.
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

    /// The PDF of a lead's report, once built: `Some(None)` for a report made without the feature `pdf`.
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
    /// Stores a report; a later one of the same lead replaces it.
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
