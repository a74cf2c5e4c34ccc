//! Reports: the document of a lead and its formats, rendered once by a job and served as stored. The PDF, by far the
//! largest, is deleted after some time and regenerated from the document on request.

use crate::ids::{LeadId, ReportId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Packed, Result, Tx, on};
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
    /// Its contents.
    pub contents: &'a ReportContents,
    /// When it was built.
    pub now: DateTime<Utc>,
}

/// A report as it is stored.
#[derive(Clone, Debug)]
pub struct ReportContents {
    packed: Packed,
    pdf: Option<Vec<u8>>,
}

/// What is packed together: the formats repeat the texts of the document.
#[derive(Serialize)]
struct Contents<'a> {
    document: &'a Document,
    article: &'a str,
    markdown: &'a str,
}

impl ReportContents {
    /// Compresses a report: its document, the HTML `<article>`, the Markdown, and the PDF as it is; `None` without the
    /// feature `pdf`. Takes milliseconds.
    ///
    /// # Errors
    /// Those of [`Packed::new`].
    pub fn new(
        document: &Document,
        article: &str,
        markdown: &str,
        pdf: Option<Vec<u8>>,
    ) -> Result<Self> {
        let contents = Contents {
            document,
            article,
            markdown,
        };
        Ok(Self {
            packed: Packed::new(&contents)?,
            pdf,
        })
    }

    /// Bytes that it takes in the database.
    #[must_use]
    pub fn stored_bytes(&self) -> usize {
        self.packed.stored_bytes() + self.pdf.as_ref().map_or(0, Vec::len)
    }
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
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// The document as data.
    pub document: Document,
    /// When it was built.
    pub created_at: DateTime<Utc>,
}

impl ReportRow {
    fn unpack((packed, created_at): (Packed, DateTime<Utc>)) -> Result<Self> {
        #[derive(Deserialize)]
        struct OfDocument {
            document: Document,
        }
        let OfDocument { document } = packed.unpack()?;
        Ok(Self {
            document,
            created_at,
        })
    }
}

/// The PDF of a report.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct StoredPdf {
    /// The version of the report.
    pub id: ReportId,
    /// The PDF; `None` if it was deleted, or the report was built without the feature `pdf`.
    pub pdf: Option<Vec<u8>>,
    /// SHA-256 of the PDF that was mailed. `None` if it never had one, or it was built before migration 0015 and its PDF is
    /// still there.
    pub pdf_sha256: Option<Vec<u8>>,
}

impl StoredPdf {
    /// Whether these are the bytes of the PDF that was mailed.
    #[must_use]
    pub fn is_original(&self, pdf: &[u8]) -> bool {
        match &self.pdf_sha256 {
            Some(hash) => *hash == sha256(pdf),
            None => self.pdf.as_deref() == Some(pdf),
        }
    }
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
        let row = on!(&self.read, |db| {
            query_as(
            "select contents, created_at from reports where lead_id = $1 order by version desc limit 1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await
        })?;
        row.map(ReportRow::unpack).transpose()
    }

    /// Returns the document of one version of a report, once built.
    pub async fn report_by_id(&self, id: ReportId) -> Result<Option<ReportRow>> {
        let row = on!(&self.read, |db| query_as(
            "select contents, created_at from reports where id = $1"
        )
        .bind(id)
        .fetch_optional(db)
        .await)?;
        row.map(ReportRow::unpack).transpose()
    }

    /// Returns a text format of the latest version of a lead's report, once built.
    pub async fn report_text(&self, lead: LeadId, format: ReportFormat) -> Result<Option<String>> {
        #[derive(Deserialize)]
        struct OfArticle {
            article: String,
        }
        #[derive(Deserialize)]
        struct OfMarkdown {
            markdown: String,
        }
        let packed: Option<Packed> = on!(&self.read, |db| query_scalar(
            "select contents from reports where lead_id = $1 order by version desc limit 1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await)?;
        let unpack = |packed: Packed| match format {
            ReportFormat::Article => packed.unpack().map(|of: OfArticle| of.article),
            ReportFormat::Markdown => packed.unpack().map(|of: OfMarkdown| of.markdown),
        };
        packed.map(unpack).transpose()
    }

    /// Returns the PDF of the latest version of a lead's report, once built.
    pub async fn report_pdf(&self, lead: LeadId) -> Result<Option<StoredPdf>> {
        on!(&self.read, |db| {
            query_as(
            "select id, pdf, pdf_sha256 from reports where lead_id = $1 order by version desc limit 1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await
        })
    }

    /// Returns the PDF of one version of a report, once built.
    pub async fn report_pdf_by_id(&self, id: ReportId) -> Result<Option<StoredPdf>> {
        on!(&self.read, |db| query_as(
            "select id, pdf, pdf_sha256 from reports where id = $1"
        )
        .bind(id)
        .fetch_optional(db)
        .await)
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

    /// Returns up to `limit` reports whose PDF was made before a time.
    pub async fn reports_with_pdf_before(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ReportId>> {
        on!(&self.read, |db| {
            query_scalar(
            "select id from reports where pdf is not null and pdf_made_at < $1 order by pdf_made_at limit $2"
        )
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
        })
    }

    /// Counts the reports whose PDF was made before a time.
    pub async fn count_reports_with_pdf_before(&self, before: DateTime<Utc>) -> Result<i64> {
        on!(&self.read, |db| query_scalar(
            "select count(*) from reports where pdf is not null and pdf_made_at < $1"
        )
        .bind(before)
        .fetch_one(db)
        .await)
    }
}

impl Tx {
    /// Stores a version of a report; one that exists is replaced.
    pub async fn upsert_report(&mut self, report: &NewReport<'_>) -> Result<()> {
        let ReportContents { packed, pdf } = report.contents;
        let hash = pdf.as_deref().map(sha256);
        on!(&mut self.inner, |tx| {
            query(
            "insert into reports (id, lead_id, version, contents, pdf, pdf_sha256, pdf_made_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $7)
             on conflict (id) do update set contents = excluded.contents, pdf = excluded.pdf, pdf_sha256 = excluded.pdf_sha256, pdf_made_at = excluded.pdf_made_at, created_at = excluded.created_at")
            .bind(report.id).bind(report.lead_id).bind(i64::from(report.version)).bind(packed).bind(pdf).bind(&hash).bind(report.now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Stores a PDF that was made again from the document of a report.
    pub async fn store_pdf(&mut self, id: ReportId, pdf: &[u8], now: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| query(
            "update reports set pdf = $2, pdf_made_at = $3 where id = $1"
        )
        .bind(id)
        .bind(pdf)
        .bind(now)
        .execute(&mut **tx)
        .await
        .map(|_| ()))
    }

    /// Deletes the PDF of a report and keeps its hash. A report of before migration 0015 is compressed.
    pub async fn delete_pdf(&mut self, id: ReportId) -> Result<()> {
        let earlier: Option<(Packed, Vec<u8>)> = on!(&mut self.inner, |tx| {
            query_as(
            "select contents, pdf from reports where id = $1 and pdf is not null and pdf_sha256 is null"
        )
        .bind(id)
        .fetch_optional(&mut **tx)
        .await
        })?;
        if let Some((packed, pdf)) = earlier {
            let packed = packed.compressed()?;
            on!(&mut self.inner, |tx| query(
                "update reports set contents = $2, pdf_sha256 = $3 where id = $1"
            )
            .bind(id)
            .bind(&packed)
            .bind(sha256(&pdf))
            .execute(&mut **tx)
            .await
            .map(|_| ()))?;
        }
        on!(&mut self.inner, |tx| query(
            "update reports set pdf = null where id = $1"
        )
        .bind(id)
        .execute(&mut **tx)
        .await
        .map(|_| ()))
    }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}
