//! The report of the prospect on the home page, for visitors who want to see what they would get.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use poem::error::InternalServerError;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Serialize;

use crate::http::Problem;
use crate::report::{self, RenderedReport};
use crate::services::Services;
use crate::web::Web;
use crate::web::shared::prospects::Prospect;
use crate::web::shared::static_response::StaticResponse;
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::shared::visitor::is_person;

/// Where the page is; its files are below.
const ADDRESS: &str = "/sample-report";
const PDF: &str = "architecture-blueprint.pdf";
const MARKDOWN: &str = "architecture-blueprint.md";

/// The page and its files, which are the same for everyone.
pub struct SampleReport {
    page: StaticResponse,
    /// By name.
    files: BTreeMap<String, StaticResponse>,
}

#[derive(Serialize)]
struct SampleReportPage<'a> {
    section: &'static str,
    /// The HTML of the report, inserted unescaped.
    article: &'a str,
    /// Who the prospect is.
    title: &'a str,
    /// The address of the PDF; empty if the program cannot make it.
    pdf: String,
    markdown: String,
}

#[handler]
pub(super) async fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
) -> poem::Result<Response> {
    let sample = prepared(app, web).await?;
    if is_person(request) {
        app.funnel.view("sample_report", "");
    }
    Ok(sample.page.respond(request.headers()))
}

/// A file of the report.
#[handler]
pub(super) async fn download(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(name): Path<String>,
) -> poem::Result<Response> {
    let sample = prepared(app, web).await?;
    let file = sample.files.get(&name).ok_or_else(Problem::not_found)?;
    Ok(file.respond(request.headers()))
}

/// Made for the first visitor and then kept: most servers start more often than they are asked for it.
async fn prepared<'a>(app: &Services, web: &'a Arc<Web>) -> poem::Result<&'a SampleReport> {
    let prepare = async || {
        let (app, web) = (app.clone(), web.clone());
        tokio::task::spawn_blocking(move || SampleReport::prepare(&app, &web))
            .await
            .context("preparing the sample report")?
    };
    let sample = web.sample_report.get_or_try_init(prepare).await;
    sample.map_err(|error: anyhow::Error| {
        tracing::error!(error = format!("{error:#}"), "the sample report failed");
        InternalServerError(std::io::Error::other(error))
    })
}

impl SampleReport {
    fn prepare(app: &Services, web: &Web) -> anyhow::Result<Self> {
        let base_url = app.config.base_url();
        let document = report::sample(
            &app.content,
            &app.model,
            web.templates.locale(),
            &web.example.answers,
            &base_url,
            app.clock.now(),
        );
        let rendered = app.report_renderer.render(&document)?;
        let page = sample_report_page(&web.templates, &web.example, &rendered)?;
        let text = |text: String, media_type| StaticResponse::new(text, media_type);
        let mut files: BTreeMap<String, StaticResponse> = report::files(&document)
            .into_iter()
            .map(|one| {
                (
                    one.name.to_owned(),
                    text(one.text.into_owned(), one.media_type),
                )
            })
            .collect();
        files.insert(
            MARKDOWN.to_owned(),
            text(rendered.markdown, "text/markdown; charset=utf-8"),
        );
        if let Some(pdf) = rendered.pdf {
            files.insert(PDF.to_owned(), StaticResponse::new(pdf, "application/pdf"));
        }
        Ok(Self {
            page: StaticResponse::page(page),
            files,
        })
    }
}

/// Renders the page.
pub fn sample_report_page(
    templates: &Templates,
    prospect: &Prospect,
    rendered: &RenderedReport,
) -> RenderResult {
    let address = |name: &str| format!("{ADDRESS}/{name}");
    let article = report::link_files(&rendered.article, &address(""));
    templates.render(
        "site/sample_report.html",
        &SampleReportPage {
            section: "sample",
            article: &article,
            title: &prospect.title,
            pdf: rendered
                .pdf
                .as_ref()
                .map_or_else(String::new, |_| address(PDF)),
            markdown: address(MARKDOWN),
        },
    )
}
