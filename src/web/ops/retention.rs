//! What the retention rules deleted, run by run.

use std::sync::Arc;

use poem::web::Data;
use poem::{Response, handler};
use serde::Serialize;

use crate::http::Problem;
use crate::i18n::{Locale, long_time};
use crate::services::Services;
use crate::store::{RetentionRules, RetentionRun};
use crate::t;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

/// Runs shown.
const RUNS: u32 = 60;

#[derive(Serialize)]
struct RetentionPage {
    section: &'static str,
    drafts: String,
    leads: String,
    pdfs: String,
    jobs: String,
    runs: Vec<RunView>,
}

#[derive(Serialize)]
struct RunView {
    ran: String,
    is_trial: bool,
    drafts: i64,
    leads: i64,
    pdfs: i64,
    jobs: i64,
    /// The rules in words.
    rules: String,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
) -> poem::Result<Response> {
    let runs = app.db.retention_runs(RUNS).await.map_err(Problem::from)?;
    let rules = app.config.retention.rules();
    rendered(retention_page(&web.templates, rules, &runs)).map(html)
}

/// Renders the page.
pub(super) fn retention_page(
    templates: &Templates,
    rules: RetentionRules,
    runs: &[RetentionRun],
) -> RenderResult {
    let locale = templates.locale();
    let runs = runs.iter().map(|run| RunView {
        ran: long_time(locale, run.ran_at),
        is_trial: run.is_trial,
        drafts: run.drafts,
        leads: run.leads,
        pdfs: run.pdfs,
        jobs: run.jobs,
        rules: t!(
            locale,
            "ops-retention-rules",
            drafts = period(locale, run.rules.drafts),
            leads = period(locale, run.rules.leads),
            pdfs = period(locale, run.rules.pdfs),
            jobs = period(locale, run.rules.jobs)
        ),
    });
    let page = RetentionPage {
        section: "ops",
        drafts: period(locale, rules.drafts),
        leads: period(locale, rules.leads),
        pdfs: period(locale, rules.pdfs),
        jobs: period(locale, rules.jobs),
        runs: runs.collect(),
    };
    templates.render("ops/retention.html", &page)
}

fn period(locale: &Locale, days: u32) -> String {
    if days == 0 {
        t!(locale, "ops-retention-forever")
    } else {
        t!(locale, "ops-retention-days", days = days)
    }
}
