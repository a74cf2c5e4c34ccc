//! The visitor waits for the report, and reads it.

use serde::Serialize;

use super::render::Templates;
use crate::recommendation::Difference;

/// Seconds after which the page that waits looks again.
const LOOK_AGAIN: u8 = 2;

#[derive(Serialize)]
struct ReportPage<'a> {
    article: &'a str,
    token: &'a str,
    with_pdf: bool,
    outdated: bool,
}

/// The page around a report. `article` is HTML made by the report, put in as it is; `outdated` tells of newer rules.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn report_page(
    templates: &Templates,
    article: &str,
    token: &str,
    outdated: bool,
) -> anyhow::Result<String> {
    templates.render(
        "report.html",
        &ReportPage {
            article,
            token,
            with_pdf: cfg!(feature = "pdf"),
            outdated,
        },
    )
}

#[derive(Serialize)]
struct ChangesPage<'a> {
    token: &'a str,
    difference: Option<&'a Difference>,
}

/// What newer rules say instead; `None` if there are none.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn changes_page(
    templates: &Templates,
    token: &str,
    difference: Option<&Difference>,
) -> anyhow::Result<String> {
    templates.render("report_changes.html", &ChangesPage { token, difference })
}

#[derive(Serialize)]
struct PreparingPage {
    refresh_seconds: u8,
}

/// Shown until the report is built; looks again by itself.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn preparing_page(templates: &Templates) -> anyhow::Result<String> {
    templates.render(
        "report_preparing.html",
        &PreparingPage {
            refresh_seconds: LOOK_AGAIN,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fixture;

    #[test]
    fn the_report_can_be_taken_away_in_the_forms_that_exist() {
        let templates = fixture::templates();
        let html = report_page(
            &templates,
            "<article class=\"report\"><h1>Blueprint</h1></article>",
            "tok",
            false,
        )
        .unwrap();
        assert!(html.contains("<article class=\"report\"><h1>Blueprint</h1></article>"));
        assert_eq!(
            html.contains("/api/v1/reports/tok/pdf"),
            cfg!(feature = "pdf")
        );
        assert!(html.contains("/api/v1/reports/tok/markdown") && html.contains("noindex"));
        assert!(!html.contains("/reports/tok/changes"), "nothing is newer");
        assert!(
            report_page(&templates, "", "tok", true)
                .unwrap()
                .contains("/reports/tok/changes")
        );
    }

    #[test]
    fn the_waiting_page_looks_again_without_a_script() {
        let html = preparing_page(&fixture::templates()).unwrap();
        assert!(html.contains("<meta http-equiv=\"refresh\" content=\"2\">"));
    }
}
