//! Every mail and sample reports, made anew for each look. Only with `--dev`.

use anyhow::Context;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Endpoint, Response, Route, get, handler};
use serde::Serialize;

use super::answer::html;
use super::document::report_page;
use super::render::Templates;
use super::site::{Prospect, prospects};
use crate::app::{self, App};
use crate::intake::Answers;
use crate::mail;
use crate::report::{self, Document};

const NO_SAMPLE: &str = "there is no sample of this name; /dev lists all of them";
/// Mail programs need the styles inside; nothing else is let in.
const MAIL_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
);

/// The pages below `/dev`.
pub(super) fn endpoint() -> impl Endpoint {
    Route::new()
        .at("/", get(index))
        .at("/mails", get(index))
        .at("/reports", get(index))
        .at("/mails/:name", get(one_mail))
        .at("/mails/:name/text", get(one_text))
        .at("/reports/:name", get(one_report))
        .at("/reports/:name/pdf", get(one_pdf))
}

#[derive(Serialize)]
struct Index {
    mails: Vec<mail::Sample>,
    reports: Vec<Prospect>,
}

/// Makes the index with one of everything.
pub(super) fn sample(templates: &Templates) -> anyhow::Result<()> {
    let mail = mail::Rendered {
        subject: "Sample".into(),
        text: "Sample".into(),
        html: "Sample".into(),
    };
    let prospect = Prospect {
        name: "sample".into(),
        title: "Sample".into(),
        answers: Answers::default(),
    };
    let mails = vec![mail::Sample {
        name: "sample".into(),
        rendered: mail,
        sent: false,
    }];
    templates
        .render(
            "dev.html",
            &Index {
                mails,
                reports: vec![prospect],
            },
        )
        .map(|_| ())
}

#[handler]
fn index(Data(app): Data<&App>) -> Response {
    let page = || {
        let reports = prospects(&app.content, app.config.overrides.web_dir.as_deref())?;
        app.web.templates.render(
            "dev.html",
            &Index {
                mails: mails(app)?,
                reports,
            },
        )
    };
    answer(page().map(html))
}

#[handler]
fn one_mail(Data(app): Data<&App>, Path(name): Path<String>) -> Response {
    answer(mail(app, &name).map(|mail| {
        let mut response = html(mail.html);
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, MAIL_POLICY);
        response
    }))
}

#[handler]
fn one_text(Data(app): Data<&App>, Path(name): Path<String>) -> Response {
    answer(mail(app, &name).map(|mail| text(format!("Subject: {}\n\n{}", mail.subject, mail.text))))
}

#[handler]
fn one_report(Data(app): Data<&App>, Path(name): Path<String>) -> Response {
    let page = || {
        let article = app::press(&app.config.overrides, &app.content.brand)?
            .article(&document(app, &name)?)?;
        report_page(&app.web.templates, &article, &name, false)
    };
    answer(page().map(html))
}

#[handler]
fn one_pdf(Data(app): Data<&App>, Path(name): Path<String>) -> Response {
    let pdf = || {
        let press = app::press(&app.config.overrides, &app.content.brand)?;
        press
            .pdf(&document(app, &name)?)?
            .context("this program was built without PDF")
    };
    answer(pdf().map(|pdf| {
        Response::builder()
            .content_type("application/pdf")
            .body(pdf)
    }))
}

/// What went wrong is for whoever edits the templates, so it is shown rather than logged.
fn answer(made: anyhow::Result<Response>) -> Response {
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

fn mails(app: &App) -> anyhow::Result<Vec<mail::Sample>> {
    Ok(mail::samples(&app::mails(
        &app.config.overrides,
        &app.content.brand,
        &app.config.base_url(),
    )?)?)
}

fn mail(app: &App, name: &str) -> anyhow::Result<mail::Rendered> {
    Ok(mails(app)?
        .into_iter()
        .find(|sample| sample.name == name)
        .context(NO_SAMPLE)?
        .rendered)
}

fn document(app: &App, name: &str) -> anyhow::Result<Document> {
    let all = prospects(&app.content, app.config.overrides.web_dir.as_deref())?;
    let prospect = all
        .into_iter()
        .find(|one| one.name == name)
        .context(NO_SAMPLE)?;
    Ok(report::sample(
        &app.content,
        &app.model,
        &prospect.answers,
        &app.config.base_url(),
        app.clock.now(),
    ))
}
