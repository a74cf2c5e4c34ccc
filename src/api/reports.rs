//! Reports, opened by the token in their link.

use crate::ids::LeadId;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::{Attachment, AttachmentType, Json, PlainText};
use poem_openapi::types::Any;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};

use super::{Failure, Tag};
use crate::app::App;
use crate::flow;
use crate::recommendation::Difference;
use crate::report::Document;
use crate::store::ReportFace;

/// Whether a report can be read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum ReportStatus {
    /// A job is building it.
    Preparing,
    /// It can be read.
    Ready,
}

/// A report.
#[derive(Debug, Object)]
struct Report {
    /// Preparing or ready.
    status: ReportStatus,
    /// The page.
    url: String,
    /// The document as data, once ready.
    document: Option<Any<Document>>,
}

/// What the rules and the catalogue of today would advise instead.
#[derive(Debug, Object)]
struct ReportChanges {
    /// Whether the engine, the catalogue or the questionnaire is newer than the report.
    newer: bool,
    /// What is different; absent unless something is newer.
    #[oai(skip_serializing_if_is_none)]
    difference: Option<Any<Difference>>,
}

#[derive(ApiResponse)]
enum Pdf {
    /// The PDF.
    #[oai(status = 200, content_type = "application/pdf")]
    Ok(Attachment<Vec<u8>>),
}

#[derive(ApiResponse)]
enum Markdown {
    /// The report as Markdown.
    #[oai(status = 200, content_type = "text/markdown; charset=utf-8")]
    Ok(PlainText<String>),
}

pub(super) struct Reports;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Reports")]
impl Reports {
    /// Read a report, or learn that it is being prepared
    #[oai(path = "/reports/:token", method = "get", operation_id = "read_report")]
    async fn read(
        &self,
        Data(app): Data<&App>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Json<Report>, Failure> {
        let lead = lead(app, &token.0).await?;
        let document = app.db.report(lead).await?.map(|row| Any(row.document));
        let status = if document.is_some() {
            ReportStatus::Ready
        } else {
            ReportStatus::Preparing
        };
        Ok(Json(Report {
            status,
            url: format!("{}/reports/{}", app.config.base_url(), token.0),
            document,
        }))
    }

    /// Read what the rules and the catalogue of today would advise instead
    #[oai(
        path = "/reports/:token/changes",
        method = "get",
        operation_id = "read_report_changes"
    )]
    async fn changes(
        &self,
        Data(app): Data<&App>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Json<ReportChanges>, Failure> {
        let row = flow::reported_lead(app, &token.0).await?;
        let difference = flow::difference(app, &row).await?;
        Ok(Json(ReportChanges {
            newer: difference.is_some(),
            difference: difference.map(Any),
        }))
    }

    /// Read a report as PDF
    #[oai(
        path = "/reports/:token/pdf",
        method = "get",
        operation_id = "read_report_pdf"
    )]
    async fn pdf(
        &self,
        Data(app): Data<&App>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Pdf, Failure> {
        let lead = lead(app, &token.0).await?;
        let pdf = app.db.report_pdf(lead).await?.ok_or_else(preparing)?;
        let pdf = pdf.ok_or_else(Failure::not_found)?;
        Ok(Pdf::Ok(
            Attachment::new(pdf)
                .attachment_type(AttachmentType::Inline)
                .filename("architecture-blueprint.pdf"),
        ))
    }

    /// Read a report as Markdown
    #[oai(
        path = "/reports/:token/markdown",
        method = "get",
        operation_id = "read_report_markdown"
    )]
    async fn markdown(
        &self,
        Data(app): Data<&App>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Markdown, Failure> {
        let lead = lead(app, &token.0).await?;
        let text = app
            .db
            .report_face(lead, ReportFace::Markdown)
            .await?
            .ok_or_else(preparing)?;
        Ok(Markdown::Ok(PlainText(text)))
    }
}

/// The lead whose report the token opens; a token can be genuine and its lead gone.
async fn lead(app: &App, token: &str) -> Result<LeadId, Failure> {
    let lead = flow::lead_of_report(app, token).ok_or_else(Failure::not_found)?;
    app.db
        .lead_exists(lead)
        .await?
        .then_some(lead)
        .ok_or_else(Failure::not_found)
}

fn preparing() -> Failure {
    Failure::unavailable("the report is being prepared; ask again in a few seconds")
}
