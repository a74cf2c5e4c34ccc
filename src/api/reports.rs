//! Reports, opened by the token in their link.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::{Attachment, AttachmentType, Json, PlainText};
use poem_openapi::types::Any;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};

use super::Tag;
use super::failures::{InvalidFields, NotFound, OneOf};
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::i18n::message;
use crate::ids::LeadId;
use crate::recommendation::Difference;
use crate::report::{self, Document};
use crate::services::{self, QueueLimit, Services};
use crate::store::ReportFormat;

/// Whether a report is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum ReportStatus {
    /// A job is building it.
    Preparing,
    /// It can be read.
    Ready,
}

/// A proof of work to be done: find a number for which the SHA-256 hash of `TEXT:NUMBER` begins with `bits` zero bits.
#[derive(Debug, Object)]
struct Challenge {
    /// 43 characters.
    text: String,
    /// How many zero bits.
    bits: u32,
}

/// A proof of work.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Proof {
    /// The number that was found, from 0 to 9,007,199,254,740,991.
    #[oai(validator(maximum(value = "9007199254740991")))]
    number: u64,
}

#[derive(ApiResponse)]
enum Proven {
    /// The report is mailed, now or once it is built.
    #[oai(status = 204)]
    Done,
}

/// A report.
#[derive(Debug, Object)]
struct Report {
    /// Preparing or ready.
    status: ReportStatus,
    /// The page.
    url: String,
    /// The work that lets it be mailed, if the submission looks as if a program sent it.
    #[oai(skip_serializing_if_is_none)]
    challenge: Option<Challenge>,
    /// The document as data, once ready.
    document: Option<Any<Document>>,
}

/// What the current rules and catalogue would recommend instead.
#[derive(Debug, Object)]
struct ReportChanges {
    /// Whether the engine, the catalogue or the questionnaire is newer than the report.
    newer: bool,
    /// The differences; absent unless something is newer.
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

#[derive(ApiResponse)]
enum ReportFile {
    /// The text of the file.
    #[oai(status = 200, content_type = "application/octet-stream")]
    Ok(Attachment<Vec<u8>>),
}

pub(super) struct Reports;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Reports")]
impl Reports {
    /// Read a report, or its status while it is being prepared
    #[oai(path = "/reports/:token", method = "get", operation_id = "read_report")]
    async fn read(
        &self,
        Data(app): Data<&Services>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Json<Report>, OneOf<NotFound>> {
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
            challenge: flow::open_challenge(app, lead)
                .await?
                .map(|open| Challenge {
                    text: open.text,
                    bits: open.bits,
                }),
            document,
        }))
    }

    /// Prove that a browser did the work for a report to be mailed
    ///
    /// Repeating the request has no further effect.
    #[oai(
        path = "/reports/:token/proof",
        method = "post",
        operation_id = "prove_work"
    )]
    async fn prove(
        &self,
        Data(app): Data<&Services>,
        /// From the report's link.
        token: Path<String>,
        body: Json<Proof>,
    ) -> Result<Proven, OneOf<(NotFound, InvalidFields)>> {
        let lead = lead(app, &token.0).await?;
        flow::prove(app, lead, body.0.number).await?;
        Ok(Proven::Done)
    }

    /// Compare a report with what current rules would recommend
    #[oai(
        path = "/reports/:token/changes",
        method = "get",
        operation_id = "read_report_changes"
    )]
    async fn changes(
        &self,
        Data(app): Data<&Services>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Json<ReportChanges>, OneOf<NotFound>> {
        let (row, _) = flow::reported_lead(app, &token.0).await?;
        let difference = flow::difference(app, &row).await?;
        Ok(Json(ReportChanges {
            newer: difference.is_some(),
            difference: difference.map(Any),
        }))
    }

    /// Read a report as PDF
    ///
    /// It is the file that was mailed. Where that was deleted after its time, it is made again from the same data; if the
    /// program has changed since, a note under its date says so.
    #[oai(
        path = "/reports/:token/pdf",
        method = "get",
        operation_id = "read_report_pdf"
    )]
    async fn pdf(
        &self,
        Data(app): Data<&Services>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Pdf, OneOf<NotFound>> {
        let lead = lead(app, &token.0).await?;
        let stored = app.db.report_pdf(lead).await?.ok_or_else(preparing)?;
        let pdf = services::pdf(app, stored, QueueLimit::Bounded).await;
        let pdf = pdf.map_err(FlowError::from)?;
        let pdf = pdf.ok_or_else(Problem::not_found)?;
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
        Data(app): Data<&Services>,
        /// From the report's link.
        token: Path<String>,
    ) -> Result<Markdown, OneOf<NotFound>> {
        let lead = lead(app, &token.0).await?;
        let text = app
            .db
            .report_text(lead, ReportFormat::Markdown)
            .await?
            .ok_or_else(preparing)?;
        Ok(Markdown::Ok(PlainText(text)))
    }

    /// Read a file that belongs to a report
    ///
    /// `decisions.md` has a decision record for each layer; `schema.sql` or `schema.yaml` is the data model, and
    /// `measurements.sql` or `measurements.yaml` what the time-series store holds. A report that advises to buy has none.
    #[oai(
        path = "/reports/:token/files/:name",
        method = "get",
        operation_id = "read_report_file"
    )]
    async fn file(
        &self,
        Data(app): Data<&Services>,
        /// From the report's link.
        token: Path<String>,
        /// Name of the file.
        name: Path<String>,
    ) -> Result<ReportFile, OneOf<NotFound>> {
        let lead = lead(app, &token.0).await?;
        let row = app.db.report(lead).await?.ok_or_else(preparing)?;
        let files = report::files(&row.document);
        let file = files.iter().find(|file| file.name == name.0);
        let file = file.ok_or_else(Problem::not_found)?;
        Ok(ReportFile::Ok(
            Attachment::new(file.text.as_bytes().to_vec())
                .attachment_type(AttachmentType::Attachment)
                .filename(file.name),
        ))
    }
}

/// The lead whose report the token opens.
async fn lead(app: &Services, token: &str) -> Result<LeadId, Problem> {
    Ok(flow::reader(app, token).await?.0)
}

fn preparing() -> Problem {
    Problem::unavailable(message!("problem-report-preparing"))
}
