//! Samples of every mail and report, rendered from the current files on each request. Only with `--dev`.

use std::sync::Arc;

use anyhow::Context;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use super::report::view::{ReportPage, report_page};
use super::shared::prospects::{Prospect, prospects};
use super::shared::response::html;
use super::shared::templates::{RenderError, Templates};
use crate::http::routes::Router;
use crate::intake::Answers;
use crate::mail;
use crate::report::{self, Document};
use crate::services::{self, Services};
use crate::web::Web;

const NO_SAMPLE: &str = "there is no sample of this name; /dev lists all of them";
/// Mails have inline styles and pictures, and load nothing.
const MAIL_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
);

/// Mounts the samples.
pub fn routes(router: Router) -> Router {
    router
        .get("/dev", index)
        .get("/dev/mails", index)
        .get("/dev/reports", index)
        .get("/dev/mails/:name", show_mail)
        .get("/dev/mails/:name/text", show_mail_text)
        .get("/dev/reports/:name", show_report)
        .get("/dev/reports/:name/pdf", show_report_pdf)
}

#[derive(Serialize)]
struct SamplesPage {
    mails: Vec<mail::Sample>,
    reports: Vec<Prospect>,
}

/// Renders the index with one sample of each kind, for the check of templates.
pub fn render_sample(templates: &Templates) -> Result<(), RenderError> {
    let mail = mail::Rendered {
        subject: "Sample".into(),
        text: "Sample".into(),
        html: "Sample".into(),
        ..mail::Rendered::default()
    };
    let prospect = Prospect {
        name: "sample".into(),
        title: "Sample".into(),
        answers: Answers::default(),
    };
    let mails = vec![mail::Sample {
        name: "sample".into(),
        rendered: mail,
    }];
    templates
        .render(
            "dev/samples.html",
            &SamplesPage {
                mails,
                reports: vec![prospect],
            },
        )
        .map(|_| ())
}

#[handler]
fn index(Data(app): Data<&Services>, Data(web): Data<&Arc<Web>>) -> Response {
    let page = || {
        let reports = prospects(&app.content, app.config.overrides.web_dir.as_deref())?;
        let page = SamplesPage {
            mails: mails(app)?,
            reports,
        };
        anyhow::Ok(web.templates.render("dev/samples.html", &page)?)
    };
    show_error(page().map(html))
}

#[handler]
fn show_mail(Data(app): Data<&Services>, Path(name): Path<String>) -> Response {
    show_error(mail(app, &name).map(|mail| {
        let mut response = html(mail.standalone_html());
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, MAIL_POLICY);
        response
    }))
}

#[handler]
fn show_mail_text(Data(app): Data<&Services>, Path(name): Path<String>) -> Response {
    show_error(
        mail(app, &name).map(|mail| text(format!("Subject: {}\n\n{}", mail.subject, mail.text))),
    )
}

#[handler]
fn show_report(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(name): Path<String>,
) -> Response {
    let page = || {
        let article = services::report_renderer(&app.config.overrides, &app.content.brand)?
            .article(&document(app, &name)?)?;
        let page = ReportPage {
            article,
            token: &name,
            ..ReportPage::default()
        };
        anyhow::Ok(report_page(&web.templates, page)?)
    };
    show_error(page().map(html))
}

#[handler]
fn show_report_pdf(Data(app): Data<&Services>, Path(name): Path<String>) -> Response {
    let pdf = || {
        let renderer = services::report_renderer(&app.config.overrides, &app.content.brand)?;
        renderer
            .pdf(&document(app, &name)?)?
            .context("this program was built without PDF")
    };
    show_error(pdf().map(|pdf| {
        Response::builder()
            .content_type("application/pdf")
            .body(pdf)
    }))
}

/// Shows an error instead of logging it: it is for the author of the template.
fn show_error(made: anyhow::Result<Response>) -> Response {
    made.unwrap_or_else(|error| {
        let mut response = text(format!("{error:#}"));
        response.set_status(StatusCode::INTERNAL_SERVER_ERROR);
        response
    })
}

fn text(body: String) -> Response {
    Response::builder()
        .content_type("text/plain; charset=utf-8")
        .body(body)
}

fn mails(app: &Services) -> anyhow::Result<Vec<mail::Sample>> {
    Ok(mail::samples(&services::mails(
        &app.config.overrides,
        &app.content.brand,
        &app.config.base_url(),
        &services::messages(&app.config.overrides)?,
    )?)?)
}

fn mail(app: &Services, name: &str) -> anyhow::Result<mail::Rendered> {
    Ok(mails(app)?
        .into_iter()
        .find(|sample| sample.name == name)
        .context(NO_SAMPLE)?
        .rendered)
}

fn document(app: &Services, name: &str) -> anyhow::Result<Document> {
    let all = prospects(&app.content, app.config.overrides.web_dir.as_deref())?;
    let prospect = all
        .into_iter()
        .find(|prospect| prospect.name == name)
        .context(NO_SAMPLE)?;
    Ok(report::sample(
        &app.content,
        &app.model,
        app.messages.english(),
        &prospect.answers,
        &app.config.base_url(),
        app.clock.now(),
    ))
}
