//! The page around the report, and the page that waits for it.

use std::sync::Arc;
use std::time::Duration;

use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Serialize;

use super::form_page;
use crate::content::brand::Brand;
use crate::flow::{self, Challenge, Reader};
use crate::http::Problem;
use crate::http::routes::open_report;
use crate::ids::LeadId;
use crate::report::link_files;
use crate::services::Services;
use crate::store::{self, ReportFormat};
use crate::web::Web;
use crate::web::shared::response::{rendered, with_requests};
use crate::web::shared::templates::{RenderResult, Templates};

/// How long a request waits for a report that is being built.
const WAIT: Duration = Duration::from_secs(1);
/// How often it looks.
const POLL: Duration = Duration::from_millis(40);

/// A report with what stands around it.
#[derive(Default, Serialize)]
pub struct ReportPage<'a> {
    /// The HTML of the report, inserted unescaped, with links to its files.
    pub article: String,
    /// The token in the address.
    pub token: &'a str,
    /// Whether newer rules exist, with a link to what they change.
    pub outdated: bool,
    /// Whether the reader is in a session of the owner.
    pub is_owner: bool,
    /// For whom the owner made the link; empty for the link of the report itself.
    pub shared_with: &'a str,
    /// Where a call can be booked; may be empty.
    pub booking_url: &'a str,
    /// With whom; may be empty.
    pub booking_name: &'a str,
    /// Whether the program can make PDFs.
    pub with_pdf: bool,
    /// The work that lets the report be mailed, if a check keeps it from being mailed.
    pub challenge: Option<Challenge>,
}

#[derive(Serialize)]
struct PreparingPage<'a> {
    token: &'a str,
    challenge: Option<Challenge>,
}

#[handler]
pub(super) async fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let opened = open_report(app, &token, request).await?;
    let challenge = match opened.reader {
        Reader::Prospect => flow::open_challenge(app, opened.lead.id)
            .await
            .map_err(Problem::from)?,
        Reader::Shared(_) => None,
    };
    let Some(article) = current_article(app, opened.lead.id).await? else {
        let page = rendered(preparing_page(&web.templates, &token, challenge))?;
        return Ok(with_requests(form_page(page)));
    };
    let (booking_url, booking_name) = booking(&app.content.brand);
    let shared_with = match &opened.reader {
        Reader::Prospect => "",
        Reader::Shared(name) => name,
    };
    let page = ReportPage {
        article,
        token: &token,
        outdated: flow::is_outdated(app, &opened.lead),
        is_owner: opened.is_owner,
        shared_with,
        booking_url,
        booking_name,
        challenge,
        ..ReportPage::default()
    };
    let works = page.challenge.is_some();
    let page = rendered(report_page(&web.templates, page)).map(form_page)?;
    Ok(if works { with_requests(page) } else { page })
}

/// The article of the latest version; waits a moment for one that is being built.
async fn current_article(app: &Services, lead: LeadId) -> poem::Result<Option<String>> {
    let until = tokio::time::Instant::now() + WAIT;
    loop {
        if let Some(article) = built_article(app, lead).await.map_err(Problem::from)? {
            return Ok(Some(article));
        }
        if tokio::time::Instant::now() >= until {
            return Ok(None);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// The article of the latest version, once built.
async fn built_article(app: &Services, lead: LeadId) -> store::Result<Option<String>> {
    let latest = app.db.latest_revision(lead).await?;
    let latest = latest.map_or_else(|| lead.into(), |revision| revision.report_id);
    let versions = app.db.report_versions(lead).await?;
    if versions.last().is_none_or(|version| version.id != latest) {
        return Ok(None);
    }
    app.db.report_text(lead, ReportFormat::Article).await
}

/// Where a call can be booked, and with whom.
fn booking(brand: &Brand) -> (&str, &str) {
    match brand
        .people
        .iter()
        .find(|person| !person.booking_url.is_empty())
    {
        Some(person) => (&person.booking_url, &person.name),
        None => (&brand.booking_url, ""),
    }
}

/// Renders the page around a report.
pub fn report_page(templates: &Templates, page: ReportPage<'_>) -> RenderResult {
    let folder = format!("/api/v1/reports/{}/files/", page.token);
    templates.render(
        "report/view.html",
        &ReportPage {
            article: link_files(&page.article, &folder),
            with_pdf: cfg!(feature = "pdf"),
            ..page
        },
    )
}

/// Renders the page that waits until the report is built.
pub fn preparing_page(
    templates: &Templates,
    token: &str,
    challenge: Option<Challenge>,
) -> RenderResult {
    templates.render("report/preparing.html", &PreparingPage { token, challenge })
}
